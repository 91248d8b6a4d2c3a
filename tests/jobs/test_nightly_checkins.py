"""Check-ins in whole runs: asked, answered by a form or by email, nudged, and what stands in the workbook then."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.answering import ADDRESS, answer, answering
from tests.practice_files import CLIENTS, REAL, Practice, practice
from tests.servers.dovecot import Account

POLICIES = {**REAL, "Check-ins": "Weekly", "Check-in form": "https://forms.example/f?c={client}"}
TWO = (CLIENTS[0], {**CLIENTS[3], "Time zone": "Kolkata"})
"""Priya in Berlin, Noa some hours ahead."""

SETTINGS = """
[headers]
"Check-ins.Email" = ["Email address"]
"Check-ins.Rating" = ["How would you rate your own progress?"]
"""
FORM = ["Timestamp", "Email address", "How would you rate your own progress?", "What else?"]


def nightly(made: Practice, *days: int, hour: str = "08:00") -> None:
    for day in days:
        month, date = (11, day) if day <= 30 else (12, day - 30)
        found = made.run(f"2026-{month}-{date:02}T{hour}+01:00")
        assert found.status == 0, found.stderr


def asked(made: Practice) -> dict[str, list[str]]:
    """Client -> what her letters asked, in their order."""
    found: dict[str, list[str]] = {}
    for row in (row for row in made.rows("Mail log") if row["Client"]):
        items = [one for one in str(row["About"]).split(", ") if one.startswith(("check-in:", "nudge:"))]
        found.setdefault(row["Client"], []).extend(items)
    return found


def fill_in(made: Practice, *rows: list[Any], title: str = "Form Responses 1") -> None:
    """Answers that the form adds to its own tab."""
    book = openpyxl.load_workbook(made.workbook)
    sheet = book[title] if title in book.sheetnames else book.create_sheet(title)
    for row in ([FORM] if sheet.max_row == 1 else []) + [*rows]:
        sheet.append(row)
    book.save(made.workbook)


def by_client(made: Practice, header: str) -> dict[str, Any]:
    return {row["Client"]: row[header] for row in made.rows("Clients")}


@pytest.mark.parametrize("title", ["Form Responses 1", "Weekly pulse (Responses)"])
def test_an_answer_on_the_form_answers_the_letter(tmp_path: Path, title: str) -> None:
    made = practice(tmp_path, TWO, (), POLICIES)
    tabs = '[tabs]\n"Check-ins" = ["Weekly pulse (Responses)"]\n' if title.startswith("Weekly") else ""
    made.settings.write_text(made.settings.read_text() + SETTINGS + tabs)
    nightly(made, 22, 23)
    assert asked(made)["Priya Nair"] == ["check-in:2026-11-23"]
    (letter,) = [one for one in made.outbox() if "priya@" in one["To"]]
    assert letter["Subject"] == "How was your week, in your words?"
    assert "https://forms.example/f?c=Priya%20Nair" in str(letter.get_body(("plain",)).get_content())  # type: ignore[union-attr]
    fill_in(made, [datetime(2026, 11, 24, 21, 5), "PRIYA@clients.example", 7, "mine"], title=title)
    nightly(made, 24, 25, 26, 27, 28)
    assert asked(made) == {
        "Priya Nair": ["check-in:2026-11-23"], "Noa Levi": ["check-in:2026-11-23", "nudge:2026-11-23"],
    }  # fmt: skip
    assert by_client(made, "Self rating") == {"Priya Nair": 7, "Noa Levi": None}
    assert by_client(made, "Last heard")["Priya Nair"] == datetime(2026, 11, 24)
    assert by_client(made, "Track") == {"Priya Nair": "On track", "Noa Levi": "Reach out"}
    assert by_client(made, "Next action")["Noa Levi"] == "Ask how it goes"
    fill_in(made, [datetime(2026, 11, 28, 9), "priya@clients.example", 8, None], title=title)
    nightly(made, 29, 30, 31)
    assert asked(made)["Priya Nair"] == ["check-in:2026-11-23"], "answered in advance"
    assert asked(made)["Noa Levi"][-1] == "check-in:2026-11-30"


def test_hourly_runs_ask_once_and_a_machine_that_slept_asks_late_or_not_at_all(tmp_path: Path) -> None:
    made = practice(tmp_path, TWO, (), POLICIES)
    nightly(made, 22)
    for hour in ("06:59", "07:00", "08:00", "19:59"):
        nightly(made, 25, hour=hour)
    assert asked(made) == {"Priya Nair": ["check-in:2026-11-23"], "Noa Levi": ["check-in:2026-11-23"]}
    nightly(made, 35)  # Saturday, 5 December: Monday's question is let go, and so is the line about the one before
    assert [len(items) for items in asked(made).values()] == [1, 1]


def test_a_rehearsal_asks_the_coach_and_the_client_anew(tmp_path: Path) -> None:
    made = practice(tmp_path, TWO[:1], (), {**POLICIES, "Send to": "Me"})
    nightly(made, 22, 23, 24)
    (row,) = made.rows("Mail log")
    assert row["To"] == "ana@strongstart.example" and "rehearsal" in row["About"]
    made.policy("Send to", "Clients")
    nightly(made, 25, 26)
    assert asked(made)["Priya Nair"] == ["check-in:2026-11-23"] * 2
    assert by_client(made, "Next action")["Priya Nair"] is None


def test_an_answer_by_email_counts_for_the_week_that_was_asked_about(tmp_path: Path, account: Account) -> None:
    habits = [{"Client": "Priya Nair", "Habit": "Train", "Times a week": 3}]
    policies = {**REAL, "Check-ins": "Weekly", "Reply address": ADDRESS}
    made = answering(tmp_path, account, policies, clients=TWO[:1], commitments=(), Habits=habits)
    nightly(made, 21, 23)
    letter = made.to("priya")
    assert "1. Train (3 times a week)" in str(letter.get_body(("plain",)).get_content())  # type: ignore[union-attr]
    made.arrives(answer(letter, "7\n1: 2 of 3\nwin: I slept\ndone 1"))
    nightly(made, 24)
    (row,) = made.replies()
    assert (row["Rating"], row["Wins"], row["Done"]) == (7, "I slept", None)
    assert row["Sync note"] == '"done 1": that email listed one habit'
    (habit,) = made.rows("Habits")
    assert (habit["This week"], habit["Last 4 weeks"]) == (None, "–, –, –, 2/3")
    assert by_client(made, "Self rating") == {"Priya Nair": 7}
    nightly(made, 26, 30)
    assert asked(made)["Priya Nair"] == ["check-in:2026-11-23", "check-in:2026-11-30"], "no line about it"
    text = str(made.to("priya").get_body(("plain",)).get_content())  # type: ignore[union-attr]
    assert "✓ Train: 2 in the week of Mon 16 Nov" in text and "✓ Your number: 7" in text
