"""A decided letter on a shared sheet: whatever the coach inserts, wherever the run dies, it goes once and says so."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.google_night import Night, at_each_call, night
from tests.practice_files import EIGHT
from tests.servers.sheets import SheetsServer

TUESDAY = "2026-11-24T08:00+01:00"
SOAK = "COACHSHEET_SOAK" in os.environ
CALLS = 8
"""A night with one letter makes fewer."""


class Killed(BaseException):
    """The machine lost its power: nothing catches it."""


@pytest.fixture
def server() -> Iterator[SheetsServer]:
    with SheetsServer() as running:
        yield running


def decided(server: SheetsServer, folder: Path) -> Night:
    """One night has proposed a step to Noa; the coach chose Send."""
    practice = night(server, folder)
    assert practice.run(EIGHT).status == 0
    server.coach_of(practice.book).type("Decisions", 2, "Decision", "Send")
    return practice


def outcomes(practice: Night) -> list[tuple[object, object]]:
    rows = practice.rows("Decisions")
    return [(row.get("Decision"), row.get("Outcome")) for row in rows if row.get("ID")]


def recommits(practice: Night) -> int:
    return sum(str(one["Subject"]) == "Is this still the right goal?" for one in practice.outbox())


def test_it_goes_once_and_the_row_says_so(server: SheetsServer, tmp_path: Path) -> None:
    practice = decided(server, tmp_path)
    assert practice.run(TUESDAY).status == 0
    (row,) = practice.rows("Decisions")
    assert row["Outcome"] == "Sent" and row["Outcome on"]
    (noa,) = [one for one in practice.rows("Clients") if one["Client"] == "Noa Levi"]
    assert noa["Step"] == "Recommit" and recommits(practice) == 1


@pytest.mark.parametrize("moment", ["before", "after"] if SOAK else ["before"])
@pytest.mark.parametrize("number", range(1, CALLS + 1))
def test_a_row_inserted_at_any_call_moves_no_outcome(
    number: int, moment: str, server: SheetsServer, tmp_path: Path
) -> None:
    practice = decided(server, tmp_path)

    def disturb(at: int, when: str) -> None:
        if (at, when) == (number, moment):
            server.coach_of(practice.book).insert_rows("Decisions", 2)

    with at_each_call(disturb):
        practice.run(TUESDAY)
    for hour in (9, 10):
        assert practice.run(f"2026-11-24T{hour:02}:00+01:00").status == 0
    assert outcomes(practice) == [("Send", "Sent")] and recommits(practice) == 1


@pytest.mark.parametrize("number", range(2, CALLS + 1, 1 if SOAK else 2))
def test_a_run_that_dies_at_any_call_sends_it_once(number: int, server: SheetsServer, tmp_path: Path) -> None:
    practice = decided(server, tmp_path)

    def dies(at: int, when: str) -> None:
        if (at, when) == (number, "after"):
            raise Killed

    with at_each_call(dies), suppress(Killed):
        practice.run(TUESDAY)
    for hour in (11, 12):
        practice.run(f"2026-11-24T{hour:02}:00+01:00")
    assert outcomes(practice) == [("Send", "Sent")] and recommits(practice) == 1
