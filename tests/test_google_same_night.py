"""The same nights on Google and in an .xlsx file: the same cells and the same letters, but for IDs, keys and times."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sync.identity import LETTERS
from tests.google_practice import GooglePractice, on_google
from tests.practice_files import CLIENTS, Practice, practice
from tests.servers.sheets import SheetsServer
from tests.servers.sheets.cells import serial

DEEDS: dict[str, list[tuple[str, int, str, Any]]] = {
    "2026-11-23T08:00+01:00": [],
    "2026-11-24T08:00+01:00": [("Commitments", 2, "Done on", "x"), ("Commitments", 3, "Due", date(2026, 12, 4))],
    "2026-11-25T08:00+01:00": [("Commitments", 8, "Client", "Priya Nair"), ("Clients", 4, "Stage", "Paused")],
    "2026-11-26T08:00+01:00": [("Commitments", 5, "Due", "31/02/2026"), ("Clients", 2, "Emails", "Essential")],
    "2026-11-27T08:00+01:00": [("Commitments", 5, "Due", date(2026, 11, 28)), ("Policies", 2, "Value", "Lisbon")],
    "2026-12-07T08:00+00:00": [("Commitments", 9, "Client", "Noa Levi"), ("Commitments", 9, "Commitment", "Rest")],
}
"""Each night's instant, and what the coach typed before it: tab, row, header, words."""

PEOPLE = [{**client, "My notes": "likes mornings"} for client in CLIENTS]
"""Without the formula: a file that no office has opened has no value for it, and the run says so."""

HEADS = ("X-Coachsheet-Key", "To", "From", "Subject", "Date", "List-Unsubscribe", "References")
TIMES = {"Seconds"}
A_KEY = re.compile(rf"\b[{LETTERS}]\d(?:[{LETTERS}]\d){{3}}\b")


@pytest.fixture
def server() -> Iterator[SheetsServer]:
    with SheetsServer() as running:
        yield running


def cells(one: Practice) -> dict[str, list[list[Any]]]:
    """Every tab, cell by cell, as a sheet counts days."""
    if isinstance(one, GooglePractice):
        return {title: one.grid(title) for title in one.titles()}
    book = openpyxl.load_workbook(one.workbook)
    return {
        sheet.title: [[plain(cell.value) for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets
    }


def plain(value: Any) -> Any:
    return serial(value) if isinstance(value, date | datetime) else value


def known_ids(one: Practice) -> list[str]:
    """Every ID in the order in which it stands in the sheet."""
    tabs = [tab for tab in ("Clients", "Commitments", "Decisions") if tab in cells(one)]
    return [str(row["ID"]) for tab in tabs for row in one.rows(tab) if row.get("ID")]


def named(words: str, ids: list[str]) -> str:
    """The text with every ID told by its place, and what follows from keys left out."""
    places = {id_: f"<{number}>" for number, id_ in enumerate(ids)}
    found = A_KEY.sub(lambda match: places.get(match[0], match[0]), words)
    return re.sub(r"<[0-9a-f]{32}@", "<…@", found)


def told(one: Practice) -> dict[tuple[str, int, str], Any]:
    """Every cell that is not blank, by tab, row and header."""
    ids = known_ids(one)
    found = {}
    for title, (head, *rows) in cells(one).items():
        for number, row in enumerate(rows, 2):
            for header, value in zip(head, row, strict=False):
                if value is not None and header not in TIMES:
                    found[title, number, header] = named(value, ids) if isinstance(value, str) else value
    return found


def letters(one: Practice) -> list[tuple[str, ...]]:
    """Subject, receiver and both parts of every letter, in the order of their keys' places."""
    ids = known_ids(one)
    found = []
    for letter in one.outbox():
        parts = [str(part.get_content()) for part in letter.walk() if part.get_content_maintype() == "text"]
        heads = [
            str(letter[name]) for name in ("X-Coachsheet-Key", "To", "From", "Subject", "Date", "List-Unsubscribe")
        ]
        found.append(tuple(named(text, ids) for text in [*heads, *parts]))
    return sorted(found)


def typed(one: Practice, tab: str, row: int, header: str, words: Any) -> None:
    if isinstance(one, GooglePractice):
        one.server.coach.type(tab, row, header, words)
    else:
        one.edit(tab, row, **{header.replace(" ", "_"): words})


def test_every_night_ends_alike_on_google_and_in_a_file(server: SheetsServer, tmp_path: Path) -> None:
    here = practice(tmp_path / "here", clients=PEOPLE)
    there = on_google(practice(tmp_path / "copy", clients=PEOPLE), server, tmp_path / "there")
    for as_of, deeds in DEEDS.items():
        ends = []
        for one in (here, there):
            for tab, row, header, words in deeds:
                typed(one, tab, row, header, words)
            outcome = one.run(as_of)
            ends.append((outcome.status, outcome.letters, outcome.json["rows_to_check"], outcome.json["problems"]))
        assert ends[0] == ends[1], as_of
        ours, theirs = told(here), told(there)
        assert ours.keys() == theirs.keys(), (as_of, sorted(ours.keys() ^ theirs.keys()))
        differ = {place: (ours[place], theirs[place]) for place in ours if ours[place] != theirs[place]}
        assert not differ, (as_of, differ)
        assert letters(here) == letters(there), as_of
    assert len(letters(here)) >= 8
