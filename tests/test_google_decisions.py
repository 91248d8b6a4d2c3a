"""A decision counts in the row that it was made in, whatever the coach inserts while a run writes, or dies writing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tests.google_night import MONDAY, Night, at_each_call, night
from tests.practice_files import EIGHT
from tests.servers.sheets import SheetsServer

TUESDAY = "2026-11-24T08:00+01:00"


class Killed(BaseException):
    """The machine lost its power: nothing catches it."""


@pytest.fixture
def server() -> Iterator[SheetsServer]:
    with SheetsServer() as running:
        yield running


def stalled(client: str, since: date) -> list[dict[str, object]]:
    return [
        {"Client": client, "Commitment": f"Small thing {n}", "Due": since - timedelta(days=4 + n)} for n in range(5)
    ]


def decided(practice: Night, server: SheetsServer, word: str) -> None:
    """One night has proposed a step to Noa; the coach has decided, and another client does not get on either."""
    assert practice.run(EIGHT).status == 0
    assert [row["Client"] for row in practice.rows("Decisions")] == ["Noa Levi"]
    coach = server.coach_of(practice.book)
    coach.type("Decisions", 2, "Decision", word)
    for number, row in enumerate(stalled("Sofia Lind", MONDAY), 15):
        for header, value in row.items():
            typed = datetime.combine(value, datetime.min.time()) if isinstance(value, date) else value
            coach.type("Commitments", number, header, typed)


@pytest.mark.parametrize("word", ["Talked", "Dismiss", "Not now"])
def test_a_row_inserted_above_just_before_a_kill_moves_no_decision_to_another_step(
    word: str, server: SheetsServer, tmp_path: Path
) -> None:
    practice = night(server, tmp_path)
    decided(practice, server, word)
    filled: list[int] = []

    def disturb(number: int, moment: str) -> None:
        if (number, moment) == (4, "before"):
            server.coach_of(practice.book).insert_rows("Decisions", 2)
        if (number, moment) == (5, "before"):
            filled.append(number)
            raise Killed

    with at_each_call(disturb), pytest.raises(Killed):
        practice.run(TUESDAY)
    assert filled and [row["Client"] for row in practice.rows("Decisions") if row.get("Decision")] == ["Sofia Lind"]
    for hour in (9, 10):
        assert practice.run(f"2026-11-24T{hour:02}:00+01:00").status == 0
    rows = practice.rows("Decisions")
    assert [row for row in rows if row["Client"] == "Sofia Lind" and row.get("Outcome")] == []
    (theirs,) = [row for row in rows if row.get("Decision")]
    assert theirs["Sync note"] == (
        f'Decision: "{word}" stood here before this step did; clear it, and choose after the next run'
    )
    server.coach_of(practice.book).type("Decisions", theirs_at(rows), "Decision", "")
    assert practice.run("2026-11-24T11:00+01:00").status == 0
    server.coach_of(practice.book).type("Decisions", theirs_at(rows), "Decision", word)
    assert practice.run("2026-11-24T12:00+01:00").status == 0
    assert [bool(row.get("Outcome")) for row in practice.rows("Decisions") if row.get("Decision")] == [True]


def theirs_at(rows: list[dict[str, object]]) -> int:
    """The sheet's row of the noted decision: below the headers and the row that the coach inserted."""
    return next(number for number, row in enumerate(rows, 2) if row.get("Sync note")) + 1


def test_a_decision_made_in_its_own_row_counts_also_on_a_new_machine(server: SheetsServer, tmp_path: Path) -> None:
    practice = night(server, tmp_path)
    decided(practice, server, "Talked")
    other = Night(tmp_path / "other", server=server, book_id=practice.book_id)
    other.use({})
    assert other.run(TUESDAY).status == 0
    assert {row["Client"]: row.get("Outcome") for row in other.rows("Decisions")} == {
        "Noa Levi": "Talked",
        "Sofia Lind": None,
    }
