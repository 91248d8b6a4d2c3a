"""A Google Form's own tab as Check-ins, on the local Sheets server: asked, answered, joined to the right client."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from jobs import spreadsheet
from tests.google_practice import GooglePractice, on_google
from tests.jobs.digest.cast import plain
from tests.practice_files import REAL, practice
from tests.servers.sheets import SheetsServer
from tests.sync.workbook.spreadsheets import Clock

FORM = "Form Responses 1"
QUESTIONS = ["Timestamp", "Email address", "How would you rate your own progress?", "What went well?", "Anything else?",
             "What have you finished?"]  # fmt: skip
ALIASES = """
[headers]
"Check-ins.Email" = ["Email address"]
"Check-ins.Rating" = ["How would you rate your own progress?"]
"Check-ins.Wins" = ["What went well?"]
"Check-ins.Done" = ["What have you finished?"]
"""
POLICIES = {**REAL, "Check-ins": "Weekly", "Check-in form": "https://forms.example/f?c={client}"}
CLIENTS = [
    {"Client": "Priya Nair", "Email": "priya@clients.example"},
    {"Client": "Noa Levi", "Email": "noa@clients.example", "Time zone": "Kolkata"},
]
WORK = [{"Client": "Priya Nair", "Commitment": "Call five leads", "Due": datetime(2026, 11, 27)}]
HABITS = [{"Client": "Priya Nair", "Habit": "Train", "Times a week": 3}]


@pytest.fixture
def sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[GooglePractice]:
    """A practice whose first night is over, and the form that the coach has just linked to the spreadsheet."""
    clock, real = Clock(), spreadsheet.real_means()
    quick = replace(real, monotonic=clock.monotonic, sleep=clock.sleep)
    monkeypatch.setattr(spreadsheet, "real_means", lambda: quick)
    with SheetsServer() as server:
        made = on_google(
            practice(tmp_path / "file", CLIENTS, WORK, POLICIES, Habits=HABITS), server, tmp_path / "sheet"
        )
        made.settings.write_text(made.settings.read_text("utf-8") + ALIASES, "utf-8")
        assert made.run("2026-11-21T08:00+01:00").status == 0
        server.coach.add_tab(FORM, [QUESTIONS])
        yield made


def answers(sheet: GooglePractice, row: int, *cells: Any) -> None:
    """What the form types into its next row."""
    for question, cell in zip(QUESTIONS, cells, strict=False):
        if cell is not None:
            sheet.server.coach.type(FORM, row, question, cell)


def nights(sheet: GooglePractice, *days: int) -> None:
    for day in days:
        found = sheet.run(f"2026-11-{day}T08:00+01:00")
        assert found.status == 0, found.stderr


def of(sheet: GooglePractice, header: str) -> dict[str, Any]:
    return {row["Client"]: row[header] for row in sheet.rows("Clients")}


def asked(sheet: GooglePractice, who: str) -> list[str]:
    rows = [row for row in sheet.rows("Mail log") if row["Client"] == who]
    return [item for row in rows for item in str(row["About"]).split(", ") if item.startswith(("check-in:", "nudge:"))]


def test_an_answer_in_the_forms_tab_counts_for_its_client(sheet: GooglePractice) -> None:
    nights(sheet, 23)
    assert asked(sheet, "Priya Nair") == ["check-in:2026-11-23"]
    (to_her,) = [one for one in sheet.outbox() if "priya" in one["To"] and "2026-11-23" in one["X-Coachsheet-Key"]]
    assert "https://forms.example/f?c=Priya%20Nair" in plain(to_her)
    answers(
        sheet,
        2,
        "11/24/2026 9:30:00",
        "PRIYA@clients.example",
        7,
        "Two calls",
        "mine alone",
        "Call five leads, Train: 2",
    )
    answers(sheet, 3, "11/24/2026 9:40:00", "nobody@clients.example", 3)
    nights(sheet, 24, 25, 26, 27)
    first, second = sheet.rows(FORM)
    assert first["Matched"] == "Priya Nair" and first["ID"] and second["Matched"] is None and second["Sync note"]
    assert first["Anything else?"] == "mine alone"
    assert of(sheet, "Self rating") == {"Priya Nair": 7, "Noa Levi": None}
    assert sheet.rows("Commitments")[0]["Status"] == "Done"
    assert sheet.rows("Habits")[0]["Last 4 weeks"] == "–, –, –, 2/3"
    assert asked(sheet, "Priya Nair") == ["check-in:2026-11-23"], "no line about it"
    assert asked(sheet, "Noa Levi") == ["check-in:2026-11-23", "nudge:2026-11-23"]


def test_answers_go_on_counting_where_the_coach_rearranges_the_forms_tab(sheet: GooglePractice) -> None:
    """A question in the middle, the newest on top: rows are known by their IDs, columns by headers."""
    nights(sheet, 23)
    answers(sheet, 2, "11/24/2026 9:30:00", "priya@clients.example", 4)
    nights(sheet, 24)
    known = sheet.rows(FORM)[0]["ID"]
    coach = sheet.server.coach
    coach.insert_columns(FORM, "What went well?", headers=["Which cake?"])
    answers(sheet, 3, "11/25/2026 9:30:00", "noa@clients.example", 9)
    coach.sort(FORM, "Timestamp", downwards=True)
    nights(sheet, 25)
    assert [row["Matched"] for row in sheet.rows(FORM)] == ["Noa Levi", "Priya Nair"]
    assert sheet.rows(FORM)[1]["ID"] == known
    assert of(sheet, "Self rating") == {"Priya Nair": 4, "Noa Levi": 9}


def test_a_form_whose_questions_have_no_aliases_is_named_and_left_alone(sheet: GooglePractice) -> None:
    sheet.settings.write_text(sheet.settings.read_text("utf-8").replace(ALIASES, ""), "utf-8")
    answers(sheet, 2, "11/24/2026 9:30:00", "priya@clients.example", 7)
    before = sheet.grid(FORM)
    found = sheet.run("2026-11-24T08:00+01:00")
    assert found.status == 0 and FORM in found.stdout + found.stderr
    assert sheet.grid(FORM) == before and of(sheet, "Self rating")["Priya Nair"] is None
