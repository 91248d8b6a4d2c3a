"""The example practice for `coachsheet demo`: its workbook two weeks ago, and what the coach typed on each day since.

The people and their promises are in example_cast.py; playing the nights is demo.py's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from jobs.example_cast import (
    ANA,
    CIRCLE,
    ELENA,
    HABITS,
    HANNAH,
    KIM,
    MARCUS,
    PAYMENTS,
    PEOPLE,
    PETER,
    PRIYA,
    PROMISES,
    SESSIONS,
    YUKI,
    Person,
    Promise,
)
from jobs.example_edits import Edit, Type, answer, edits
from sync import policies
from sync.workbook.base import AddRow, Changes, Grid, SetCell, Value
from sync.workbook.excel import ExcelWorkbook

DAYS = 14
"""How many nights before today the example begins."""


@dataclass(frozen=True, slots=True)
class Practice:
    """`rows` by tab, as they stood on the evening of `start`; `edits` by the day whose run sees them first."""

    start: date
    rows: Mapping[str, list[Mapping[str, Value]]]
    edits: Mapping[date, list[Edit]]


def example_practice(today: date) -> Practice:
    """A dozen fictional clients around `today`, the same for the same day; coach-owned cells only."""
    first = today - timedelta(days=DAYS)
    rows: dict[str, list[Mapping[str, Value]]] = {
        "Clients": [_client(person, today) for person in PEOPLE],
        "Commitments": [_commitment(promise, today) for promise in PROMISES],
        "Habits": [{"Client": c, "Habit": words, "Times a week": times} for c, words, times in HABITS],
        "Check-ins": _check_ins(first),
        "Sessions": [_session(today, *session) for session in SESSIONS],
        "Payments": [_payment(today, *payment) for payment in PAYMENTS],
        "Policies": _policies(),
        "Team": [
            {"Coach": ANA, "Email": "ana@example.com", "Digest": "Daily"},
            {"Coach": KIM, "Email": "kim@example.com", "Digest": "Weekly", "Time zone": "London"},
        ],
        "Groups": [{"Group": CIRCLE, "Day": "Tuesday", "Show": "Initials"}],
        "Intake": _intake(),
    }
    return Practice(first, rows, edits(today, first))


def apply_edits(path: Path, typed: Iterable[Edit]) -> None:
    """Type a day's edits into the .xlsx workbook at `path`, as the coach would, cells that jobs write left alone.

    Raises KeyError where a row, tab or header of an edit does not stand, and what workbooks raise.
    """
    workbook = ExcelWorkbook(path)
    snapshot = workbook.read()
    changes = Changes()
    added: dict[str, int] = {}
    for edit in typed:
        grid = snapshot.grids[edit.tab]
        columns = {str(cell): index for index, cell in enumerate(grid.rows[0]) if cell}
        if isinstance(edit, Type):
            row = _row_of(grid, columns, edit)
            changes.cells.append(SetCell(grid.title, row, columns[edit.header], edit.header, edit.value))
        else:
            added[edit.tab] = added.get(edit.tab, _last_row(grid)) + 1
            cells = {columns[header]: value for header, value in edit.cells.items()}
            changes.rows.append(AddRow(grid.title, added[edit.tab], cells))
    if changes:
        workbook.apply(changes)


def _row_of(grid: Grid, columns: Mapping[str, int], edit: Type) -> int:
    wanted = {columns[header]: value for header, value in edit.row.items()}
    for number, row in enumerate(grid.rows[1:], start=2):
        if all(index < len(row) and row[index] == value for index, value in wanted.items()):
            return number
    raise KeyError(edit)


def _last_row(grid: Grid) -> int:
    return max(number for number, row in enumerate(grid.rows, start=1) if any(c not in (None, "") for c in row))


def _client(person: Person, today: date) -> dict[str, Value]:
    name = person.name
    row: dict[str, Value] = {"Client": name, "Email": f"{name.split()[0].lower()}@example.com", "Stage": person.stage}
    if person.began:
        began = today + timedelta(days=person.began)
        row |= {
            "Start date": began,
            "Agreement": began,
            "Goal": person.goal,
            "Progress in their words": person.progress,
        }
    row |= {HANNAH: {"Pause until": today + timedelta(days=24)}, PETER: {"Ended on": today - timedelta(days=60)}}.get(
        name, {}
    )
    return row | person.more


def _commitment(promise: Promise, today: date) -> dict[str, Value]:
    row: dict[str, Value] = {
        "Client": promise.client,
        "Commitment": promise.words,
        "Due": today + timedelta(days=promise.due),
        "Measure": promise.measure or None,
        "Confidence": promise.confidence,
    }
    if promise.done is not None:
        row["Done on"] = today + timedelta(days=promise.done)
    return row | promise.more


def _check_ins(first: date) -> list[Mapping[str, Value]]:
    return [
        answer(MARCUS, first - timedelta(days=3), 7, wins="Ran in the rain"),
        answer(ELENA, first - timedelta(days=2), 6, stuck="Two late evenings"),
        answer(PRIYA, first - timedelta(days=1), 4, stuck="I do not know what to charge"),
    ]


def _session(today: date, client: str, days: int, hour: int, outcome: str) -> dict[str, Value]:
    start = datetime.combine(today + timedelta(days=days), time(hour))
    row: dict[str, Value] = {"Client": client, "Start": start, "Minutes": 50, "Medium": "Video"}
    return {**row, "Outcome": outcome} if outcome else row


def _payment(today: date, client: str, due: int, paid: int | None) -> dict[str, Value]:
    row: dict[str, Value] = {"Client": client, "Amount": 240, "Currency": "EUR", "Due": today + timedelta(days=due)}
    return row if paid is None else {**row, "Paid on": today + timedelta(days=paid)}


def _policies() -> list[Mapping[str, Value]]:
    """The defaults, but for what makes the example a practice. Letters go to clients: into the local outbox."""
    own = {
        "Time zone": "Berlin",
        "Send to": "Clients",
        "Between sessions": "Write to me whenever you like; I answer within two working days.",
        "Monthly fee": "240 EUR",
        "Payment terms": "By the fifth of the month",
        "Reply address": "answers@example.com",
        "Practice name": "Strong Start Coaching",
        "Signature": "Ana and Kim, Strong Start Coaching",
    }
    return [
        {"Rule": rule, "Value": own.get(rule, value), "Note": note} for rule, value, note in policies.rows_for_setup()
    ]


def _intake() -> list[Mapping[str, Value]]:
    asked = ("Wants this now", "Open to challenge", "Actions agreed", "Fee agreed")
    answers = {YUKI: ("Yes", "Yes", "Yes", ""), "Omar Haddad": ("Yes", "No", "", "")}
    return [
        {"Prospect": name, **{question: answer for question, answer in zip(asked, given, strict=True) if answer}}
        for name, given in answers.items()
    ]
