"""A practice of one client whose work does not get on, as a real workbook, and what its coach does about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from tests.practice_files import REAL, Practice, Rows, practice

MONDAY = date(2026, 11, 23)
NOA: Mapping[str, Any] = {
    "Client": "Noa Levi", "Email": "noa@clients.example", "Coach": "Ana Coach", "Goal": "A calm mind",
    "Stage": None, "Emails": None, "Start date": None, "Pause until": None, "Ended on": None, "Time zone": None,
}  # fmt: skip
DAILY = ({"Coach": "Ana Coach", "Email": "ana@strongstart.example", "Digest": "Daily"},)


def at(days: int, hour: int = 8) -> str:
    """The instant so many days from the Monday, on Berlin's clock."""
    return f"{MONDAY + timedelta(days=days)}T{hour:02}:00+01:00"


def ladder(
    folder: Path,
    rules: Mapping[str, Any] | None = None,
    mail: Mapping[str, Any] | None = None,
    Sessions: Rows = (),
    **noa: Any,
) -> Practice:
    """Five things of Noa's are past and not done; more will be in the weeks to come. The first night has not come."""
    past = [-4, -5, -6, -7, -8, 12, 13, 14, 15, 26, 27, 28, 29, 40, 41, 42, 43, 54, 55, 56, 57, 68, 69, 70, 71]
    work = [
        {"Client": "Noa Levi", "Commitment": f"Small thing {n}", "Due": MONDAY + timedelta(days=day), "Quiet": "x"}
        for n, day in enumerate(past)
    ]
    client = {**NOA, **{key.replace("_", " "): cell for key, cell in noa.items()}}
    return practice(
        folder,
        (client,),
        work,
        {**REAL, **(rules or {})},
        mail,
        Team=DAILY,
        **({"Sessions": Sessions} if Sessions else {}),
    )


def decide(made: Practice, decision: str, row: int = 2, **cells: Any) -> None:
    """The coach decides in a row of Decisions (2: the first)."""
    made.edit("Decisions", row, Decision=decision, **cells)


def decisions(made: Practice) -> list[tuple[Any, Any, Any]]:
    """Step, Outcome and its day, row by row."""
    return [(row["Step"], row.get("Outcome"), _day(row.get("Outcome on"))) for row in made.rows("Decisions")]


def _day(cell: Any) -> date | None:
    return cell.date() if isinstance(cell, datetime) else cell


def kinds(made: Practice) -> list[tuple[str, str]]:
    """Date and Kind of every letter to a client in the Mail log, in its order."""
    rows = [row for row in made.rows("Mail log") if row["Kind"] != "digest"]
    return [(str(row["When"])[:10], row["Kind"]) for row in rows]


def to_noa(made: Practice) -> list[EmailMessage]:
    """The letters that went to her, in the order of their dates."""
    found = [one for one in made.outbox() if "noa@" in str(one["To"])]
    return sorted(found, key=lambda one: one["Date"].datetime)


def done(made: Practice, *rows: int, on: date) -> None:
    """These rows of Commitments are done."""
    for row in rows:
        made.edit("Commitments", row, Done_on=on)


def note(made: Practice, row: int = 0) -> str:
    return str(made.rows("Decisions")[row].get("Sync note") or "")
