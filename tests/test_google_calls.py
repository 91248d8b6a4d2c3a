"""How many calls a night takes (contract, section 7, guarantee 6), by the server's count and by the run's own."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from tests.google_night import Night, night, tabs
from tests.google_watch import still_to_write
from tests.practice_files import EIGHT, Outcome, many
from tests.servers.sheets import SheetsServer
from tests.servers.sheets.cells import serial

NINE, TUESDAY = "2026-11-23T09:00+01:00", "2026-11-24T08:00+01:00"
TWO_MB = 2_000_000


@pytest.fixture
def server() -> Iterator[SheetsServer]:
    with SheetsServer() as running:
        yield running


def counted(practice: Night, as_of: str, job: str = "nightly") -> tuple[int, int, Outcome]:
    """Reads and writes of one run: the server's count, which is also the run's own."""
    since = len(practice.server.calls)
    outcome = practice.run(as_of, job)
    assert outcome.status == 0, outcome
    calls = practice.server.reads(since), practice.server.writes(since)
    assert outcome.json["api_calls"] == {"read": calls[0], "write": calls[1]}
    return *calls, outcome


def test_the_first_run_of_a_practice_takes_three_reads_and_four_writes(server: SheetsServer, tmp_path: Path) -> None:
    practice = night(server, tmp_path)
    server.coach.delete_column("Commitments", "Status")
    reads, writes, outcome = counted(practice, EIGHT)
    assert reads <= 3 and writes <= 4 and outcome.letters[0] == 4


def test_a_column_that_stood_there_is_filled_in_one_round_more(server: SheetsServer, tmp_path: Path) -> None:
    practice = night(server, tmp_path)
    reads, writes, _ = counted(practice, EIGHT)
    assert reads <= 4 and writes <= 5
    shown = {row["Status"] for row in practice.rows("Commitments")}
    assert shown == {"Open", "Due soon", "Overdue", "Paused", "Check row"}


def test_the_second_run_of_a_night_reads_twice_and_writes_one_row(server: SheetsServer, tmp_path: Path) -> None:
    practice = night(server, tmp_path)
    assert practice.run(EIGHT).status == 0
    length = len(practice.book.log)
    reads, writes, outcome = counted(practice, NINE)
    assert (reads, writes) == (2, 1) and outcome.json["cells_changed"] == 0
    touched = {(one.tab, one.row) for one in practice.book.log.by_api(length) if one.kind == "value"}
    assert touched == {("Sync log", 3)}
    assert counted(practice, NINE, "letters")[:2] == (2, 0), "nothing due: nothing written"


@pytest.mark.soak
@pytest.mark.skipif(not os.environ.get("COACHSHEET_SOAK"), reason="long: make soak")
def test_a_night_with_ten_thousand_commitments_takes_no_more_calls(server: SheetsServer, tmp_path: Path) -> None:
    clients, commitments = many(100, 100, due=date(2026, 12, 20))
    book = server.practice(tabs(clients=clients, commitments=commitments, policies={"Time zone": "Berlin"}))
    practice = Night(tmp_path, server=server, book_id=book.id)
    practice.use({})
    assert practice.run(EIGHT, "nightly", "--force").status == 0
    coach = server.coach_of(book)
    for row in range(2, 10_002, 20):
        coach.type("Commitments", row, "Done on", date(2026, 11, 22))
    since = len(server.calls)
    reads, writes, outcome = counted(practice, TUESDAY)
    bodies = [call for call in server.calls[since:] if call.side == "write"]
    big = sum(len(json.dumps(call.body)) // TWO_MB for call in bodies)
    assert reads <= 3 and writes <= 4 + big, [call.kind for call in server.calls[since:]]
    assert outcome.json["cells_changed"] >= 10_000 + 500, "Days left of all, and what 500 are now"
    shown = practice.rows("Commitments")
    closed = [row for row in shown if row["Status"] == "Done"]
    assert len(closed) == 500 and {row["Closed on"] for row in closed} == {serial(date(2026, 11, 22))}
    assert {row["Days left"] for row in shown} <= {26, None} and len({row["ID"] for row in shown}) == 10_000


def test_a_payload_over_the_limit_is_split(
    server: SheetsServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.workbook.google_payload.MOST_BYTES", 20_000)
    clients, commitments = many(20, 20)
    given = tabs(clients=clients, commitments=commitments, policies={"Time zone": "Berlin"})
    practice = Night(tmp_path, server=server, book_id=server.practice(given).id)
    practice.use({})
    counted(practice, EIGHT)
    bodies = [json.dumps(call.body) for call in server.calls if call.kind == "values.batchUpdateByDataFilter"]
    assert len(bodies) > 4 and max(map(len, bodies)) < 20_100
    assert not still_to_write(practice.book, practice.settings, datetime.fromisoformat(EIGHT))[1]
