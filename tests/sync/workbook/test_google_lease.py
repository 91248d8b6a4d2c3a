"""The lease: who sends now, that it is taken once, left to the living and taken over from the dead."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.workbook.base import AddRow, Changed, Changes
from sync.workbook.google import GoogleWorkbook
from sync.workbook.google_errors import Leased
from sync.workbook.google_structure import LEASE_ID
from tests.servers.sheets import SheetsServer
from tests.sync.workbook.spreadsheets import Clock, opened
from tests.sync.workbook.test_google import mark_ours

HOURS = 3600.0


@pytest.fixture
def server() -> Iterator[SheetsServer]:
    with SheetsServer() as started:
        started.practice({"Mail log": [["Key", "When", "State"]]})
        mark_ours(started)
        yield started


@pytest.fixture
def clock() -> Clock:
    return Clock()


def sending(holder: str, row: int = 2) -> Changes:
    return Changes(rows=[AddRow("Mail log", row, {0: f"{holder}-1", 2: "sending"})], lease=holder)


def holders(server: SheetsServer) -> list[str]:
    return [str(mark.value).partition("|")[0] for mark in server.book.marks.values() if mark.id == LEASE_ID]


def machine(server: SheetsServer, folder: Path, clock: Clock, number: int) -> GoogleWorkbook:
    book = opened(server, folder, clock, first=number * 1000)
    book.read()
    return book


def test_it_rides_in_the_batch_before_sending_and_is_given_back_after_the_outcome(
    server: SheetsServer, tmp_path: Path, clock: Clock
) -> None:
    book = machine(server, tmp_path, clock, 1)
    book.apply(sending("ana"))
    assert holders(server) == ["ana"]
    book.apply(Changes(ends_lease=True))
    assert holders(server) == []
    assert server.writes() == 3


def test_of_two_that_read_at_once_one_takes_it_and_nothing_of_the_other_is_written(
    server: SheetsServer, tmp_path: Path, clock: Clock
) -> None:
    one, two = machine(server, tmp_path, clock, 1), machine(server, tmp_path, clock, 2)
    one.apply(sending("ana"))
    with pytest.raises((Leased, Changed)):
        two.apply(sending("bea"))
    assert server.coach.column_values("Mail log", "Key") == ["ana-1"]
    two.read()
    assert not two.alone("bea")
    with pytest.raises(Leased):
        two.apply(sending("bea", 3))


def test_who_read_before_a_whole_run_of_another_must_read_again(
    server: SheetsServer, tmp_path: Path, clock: Clock
) -> None:
    one, two = machine(server, tmp_path, clock, 1), machine(server, tmp_path, clock, 2)
    one.apply(sending("ana"))
    one.apply(Changes(ends_lease=True))
    with pytest.raises(Changed):
        two.apply(sending("bea"))
    two.read()
    assert two.alone("bea")
    two.apply(sending("bea", 3))
    assert holders(server) == ["bea"]


@pytest.mark.parametrize(("hours", "over"), [(1.99, False), (2.0, True)])
def test_it_is_taken_over_after_two_hours(
    server: SheetsServer, tmp_path: Path, clock: Clock, hours: float, over: bool
) -> None:
    machine(server, tmp_path, clock, 1).apply(sending("ana"))
    clock.seconds += hours * HOURS
    two = machine(server, tmp_path, clock, 2)
    assert two.alone("bea") is over
    if over:
        two.apply(sending("bea", 3))
        assert holders(server) == ["bea"]


def test_of_two_that_take_it_over_one_gets_it(server: SheetsServer, tmp_path: Path, clock: Clock) -> None:
    machine(server, tmp_path, clock, 1).apply(sending("ana"))
    clock.seconds += 3 * HOURS
    two, three = machine(server, tmp_path, clock, 2), machine(server, tmp_path, clock, 3)
    two.apply(sending("bea", 3))
    with pytest.raises((Leased, Changed)):
        three.apply(sending("kim", 3))
    assert holders(server) == ["bea"]


def test_the_next_run_of_the_same_machine_takes_what_a_killed_one_left(
    server: SheetsServer, tmp_path: Path, clock: Clock
) -> None:
    machine(server, tmp_path, clock, 1).apply(sending("ana"))
    again = machine(server, tmp_path, clock, 2)
    assert again.alone("ana")
    again.apply(sending("ana", 3))
    again.apply(Changes(ends_lease=True))
    assert holders(server) == []


def test_a_run_without_letters_takes_none_and_clears_what_a_killed_one_left(
    server: SheetsServer, tmp_path: Path, clock: Clock
) -> None:
    machine(server, tmp_path, clock, 1).apply(sending("ana"))
    again = machine(server, tmp_path, clock, 2)
    assert again.alone("ana")
    again.apply(Changes(rows=[AddRow("Mail log", 3, {0: "k"})]))
    assert holders(server) == []


def test_a_lease_that_a_lost_answer_ended_is_no_trouble_where_deleting_nothing_is_refused(
    server: SheetsServer, tmp_path: Path, clock: Clock
) -> None:
    book = machine(server, tmp_path, clock, 1)
    book.apply(sending("ana"))
    server.faults.add("cut", kind="spreadsheets.batchUpdate", applied=True)
    server.faults.add(400, kind="spreadsheets.batchUpdate")
    book.apply(Changes(ends_lease=True))
    assert holders(server) == []
