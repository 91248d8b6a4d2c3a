"""The nightly run on a Google Sheet: the same as on an .xlsx, in few calls, through races, faults and kills."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from jobs import spreadsheet
from sync.schema import TABS
from sync.workbook.google_client import SheetsClient
from tests.google_practice import GooglePractice, on_google
from tests.practice_files import EIGHT, practice
from tests.servers.sheets import Coach, SheetsServer
from tests.sync.workbook.spreadsheets import Clock

NINE = "2026-11-23T09:00+01:00"
TUESDAY = "2026-11-24T08:00+01:00"
LONG = (pytest.mark.soak, pytest.mark.skipif("COACHSHEET_SOAK" not in os.environ, reason="long: make soak"))
OURS = {title: {column.header for column in tab.ours} for title, tab in TABS.items()}


def by_turns(calls: range, others: Sequence[Any]) -> list[Any]:
    """Every call with every one of the others; half of the pairs are left to `make soak`, so that each still comes."""
    pairs = [(call, n, other) for call in calls for n, other in enumerate(others)]
    return [pytest.param(call, other, marks=LONG if (call + n) % 2 else ()) for call, n, other in pairs]


@pytest.fixture
def server() -> Iterator[SheetsServer]:
    with SheetsServer() as started:
        yield started


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Pauses take no time; IDs of metadata stay random."""
    found, real = Clock(), spreadsheet.real_means()
    quick = replace(real, monotonic=found.monotonic, sleep=found.sleep)
    monkeypatch.setattr(spreadsheet, "real_means", lambda: quick)
    return found


@pytest.fixture
def sheet(server: SheetsServer, tmp_path: Path, clock: Clock) -> GooglePractice:
    return on_google(practice(tmp_path / "file", notes()[0]), server, tmp_path / "google")


def notes() -> tuple[list[dict[str, Any]]]:
    """The clients of practice_files, without the formula whose value a file does not hold."""
    from tests.practice_files import CLIENTS

    return ([{**client, "My notes": "quiet"} for client in CLIENTS],)


def told(sheet: GooglePractice) -> list[tuple[str, str]]:
    """Who got which letter, without what is random in it."""
    return sorted((str(letter["To"]), str(letter["Subject"])) for letter in sheet.outbox())


def keys(*sheets: GooglePractice) -> list[str]:
    return [str(letter["X-Coachsheet-Key"]) for one in sheets for letter in one.outbox()]


def states(sheet: GooglePractice) -> set[str]:
    return {row["State"] for row in sheet.rows("Mail log")}


def stray(server: SheetsServer) -> list[tuple[str, int, str]]:
    """What we wrote into columns that are not ours; headers of columns that we made aside."""
    log = server.book.log
    written = [c for c in log.by_api() if c.kind in ("value", "format", "note", "validation")]
    typed = [c for c in written if c.row > 1 and c.header not in OURS.get(c.tab, ()) and c.kind == "value"]
    headers = [c for c in written if log.born.get(c.column_id) != "api" and (c.row == 1 or c.kind != "value")]
    return [(c.tab, c.row, c.header) for c in (*typed, *headers)]


def settled(sheet: GooglePractice, as_of: str = EIGHT) -> bool:
    """Whether a run at the same instant would change no cell."""
    return bool(sheet.run(as_of, "sync", "--dry-run").json["cells_changed"] == 0)


def plain(value: Any) -> Any:
    """A cell without what differs between a file and a sheet (dates) and from run to run (IDs)."""
    if isinstance(value, datetime):
        days = (value - datetime(1899, 12, 30)) / timedelta(days=1)
        return int(days) if days == int(days) else round(days, 6)
    if isinstance(value, float):
        return round(value, 6)
    return re.sub(r"\b(?:[b-z][2-9]){4}\b", "ID", value) if isinstance(value, str) else value


RANDOM = {"ID", "Message-ID", "Seconds"}


def compared(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{header: plain(cell) for header, cell in row.items() if header not in RANDOM} for row in rows]


def test_the_same_nights_on_a_file_and_on_a_sheet_end_alike(server: SheetsServer, tmp_path: Path, clock: Clock) -> None:
    file = practice(tmp_path / "file", notes()[0])
    sheet = on_google(file, server, tmp_path / "google")
    for night in (EIGHT, NINE, TUESDAY, "2026-12-01T08:00+01:00"):
        assert file.run(night).letters == sheet.run(night).letters
    for title in ("Clients", "Commitments", "Policies", "Team", "Mail log", "Sync log"):
        assert compared(sheet.rows(title)) == compared(file.rows(title)), title
    bodies = [
        sorted(str([plain(part.get_content()) for part in one.walk() if not part.is_multipart()]) for one in outbox)
        for outbox in (sheet.outbox(), file.outbox())
    ]
    assert bodies[0] == bodies[1]
    assert stray(server) == []


def test_a_first_night_takes_three_reads_and_four_writes_and_a_second_run_two_and_one(
    server: SheetsServer, sheet: GooglePractice
) -> None:
    first, second = sheet.run(EIGHT), sheet.run(NINE)
    assert first.json["api_calls"] == {"read": 3, "write": 4}
    assert second.json["api_calls"] == {"read": 2, "write": 1}
    assert (server.reads(), server.writes()) == (5, 5)
    assert first.letters == (4, 0, 0, 0)


def test_letters_with_nothing_due_write_nothing(server: SheetsServer, sheet: GooglePractice) -> None:
    sheet.run(EIGHT)
    writes = server.writes()
    assert sheet.run(NINE, "letters").status == 0
    assert server.writes() == writes


def test_columns_that_stood_empty_are_adopted_in_one_round_more(
    server: SheetsServer, tmp_path: Path, clock: Clock
) -> None:
    rows = [{"Client": "Priya Nair", "Commitment": "Call", "Due": date(2026, 11, 27), "Status": None, "ID": None}]
    sheet = on_google(practice(tmp_path / "file", commitments=rows), server, tmp_path / "google")
    made = sheet.run()
    assert made.status == 0
    assert made.json["api_calls"] == {"read": 4, "write": 5}
    assert sheet.column("Commitments", "Status") == ["Open"]
    assert settled(sheet)


def sort_clients(coach: Coach) -> None:
    coach.sort("Clients", "Client")


def move_status(coach: Coach) -> None:
    coach.insert_columns("Commitments", 0, headers=["Mine"])
    coach.move_column("Commitments", "Due", "Client")


def insert_rows(coach: Coach) -> None:
    coach.insert_rows("Commitments", 2, 2)
    coach.delete_rows("Clients", 4)


def sort_some(coach: Coach) -> None:
    coach.sort("Commitments", "Commitment", columns=["Client", "Commitment", "Due"])


def add_one(coach: Coach) -> None:
    row = coach.tab("Commitments").last_row() + 1
    for header, value in (("Client", "Noa Levi"), ("Commitment", "Ring the bank"), ("Due", date(2026, 12, 1))):
        coach.type("Commitments", row, header, value)


@pytest.mark.parametrize(
    ("call", "deed"), by_turns(range(1, 6), [sort_clients, move_status, insert_rows, sort_some, add_one])
)
def test_whatever_the_coach_does_before_any_call_the_run_ends_settled(
    server: SheetsServer, sheet: GooglePractice, call: int, deed: Callable[[Coach], None]
) -> None:
    server.coach.before(deed, call=call)
    made = sheet.run()
    assert made.status == 0, made.stderr
    assert made.letters[1:3] == (0, 0)
    assert stray(server) == []
    assert settled(sheet)
    assert len(keys(sheet)) == len(set(keys(sheet)))


def test_a_coach_who_never_stops_is_named_and_the_next_run_finishes(
    server: SheetsServer, sheet: GooglePractice
) -> None:
    server.coach.before(lambda coach: coach.shuffle("Commitments", [3, 4, 5, 6, 7, 8, 2]), kind="write", times=9)
    made = sheet.run(EIGHT)
    server.coach.plans.clear()
    assert made.status == 1
    assert "the next run" in made.stderr
    assert sheet.run(NINE).status == 0
    assert settled(sheet, NINE)
    assert stray(server) == []


@pytest.mark.parametrize("way", [429, 500, 503, "html", "truncated", "cut", "reset"])
@pytest.mark.parametrize("applied", [True, False])
def test_a_fault_at_every_call_ends_in_one_letter_each(
    server: SheetsServer, sheet: GooglePractice, way: str | int, applied: bool
) -> None:
    if way == 429 and applied:
        return  # what was refused for its number was not carried out
    for kind in ("spreadsheets.get", "values.batchGet", "spreadsheets.batchUpdate", "values.batchUpdateByDataFilter"):
        server.faults.add(way, kind=kind, skip=1, applied=applied)
    server.faults.add("expire", kind="values.batchGet", skip=1)
    made = sheet.run()
    assert made.status == 0, made.stderr
    assert made.letters == (4, 0, 0, 0)
    assert states(sheet) == {"sent"}
    assert len(set(keys(sheet))) == len(keys(sheet)) == 4
    assert settled(sheet)


def test_a_storm_is_waited_out_and_told(server: SheetsServer, sheet: GooglePractice, clock: Clock) -> None:
    server.faults.add(429, kind="write", times=4, retry_after="20")
    server.faults.add(503, kind="read", times=4)
    made = sheet.run()
    assert (made.status, made.letters) == (0, (4, 0, 0, 0))
    assert any("Google Sheets was busy" in remark for remark in made.json["problems"])


def test_a_permanent_error_is_one_sentence_and_exit_one(
    server: SheetsServer, sheet: GooglePractice, clock: Clock
) -> None:
    server.faults.add(503, times=999)
    made = sheet.run()
    assert made.status == 1
    assert made.stderr.splitlines()[-1].startswith("Google Sheets does not answer now")
    assert clock.seconds <= 600
    assert keys(sheet) == []


def shift_down(coach: Coach) -> None:
    coach.insert_rows("Decisions", 2)


def shift_right(coach: Coach) -> None:
    coach.insert_columns("Decisions", 0, headers=["Mine"])


def move_below(coach: Coach) -> None:
    coach.move_rows("Decisions", 2, coach.tab("Decisions").last_row() + 2)


@pytest.mark.parametrize(("call", "deed"), by_turns(range(1, 6), [shift_down, shift_right, move_below]))
def test_a_decision_stays_beside_the_step_that_it_was_made_for(
    server: SheetsServer, tmp_path: Path, clock: Clock, call: int, deed: Callable[[Coach], None]
) -> None:
    clients = notes()[0]
    clients[4] |= {"Pause until": date(2026, 11, 20)}
    clients[2] |= {"Stage": "Paused", "Pause until": date(2026, 11, 24)}
    sheet = on_google(practice(tmp_path / "file", clients), server, tmp_path / "google")
    sheet.run(EIGHT)
    server.coach.type("Decisions", 2, "Decision", "Not now")
    server.coach.before(deed, call=len(server.calls) + call)
    assert sheet.run(TUESDAY).status == 0
    rows = [(row["Decision"], row["Client"], row["Step"]) for row in sheet.rows("Decisions") if row["ID"]]
    assert sorted(rows, key=str) == [("Not now", "Kim Ode", "Reopen"), (None, "Sofia Lind", "Reopen")]
    assert stray(server) == []


class Killed(BaseException):
    """The process is no more."""


def killed_at(call: int, answered: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Die before the call with this number, or when its answer is in."""
    real, count = SheetsClient.request, iter(range(1, 99))

    def request(self: SheetsClient, *given: Any, **more: Any) -> requests.Response:
        now = next(count)
        if now == call and not answered:
            raise Killed
        answer = real(self, *given, **more)
        if now == call:
            raise Killed
        return answer

    monkeypatch.setattr(SheetsClient, "request", request)


@pytest.mark.parametrize(("call", "answered"), by_turns(range(1, 8), [False, True]))
def test_a_kill_between_any_two_calls_is_completed_by_the_next_run(
    sheet: GooglePractice, call: int, answered: bool
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        killed_at(call, answered, patch)
        with pytest.raises(Killed):
            sheet.run(EIGHT)
    made = sheet.run(NINE)
    assert made.status == 0, made.stderr
    assert len(set(keys(sheet))) == len(keys(sheet)) == 4
    assert states(sheet) == {"sent"}
    assert settled(sheet, NINE)


@pytest.mark.parametrize("call", [1, 4, 7, *(pytest.param(call, marks=LONG) for call in (2, 3, 5, 6))])
def test_of_two_machines_at_once_one_sends_each_letter(
    server: SheetsServer, sheet: GooglePractice, tmp_path: Path, call: int
) -> None:
    other = GooglePractice(tmp_path / "other", server=server, book_id=sheet.book_id)
    other.use({})
    real, count, outcomes = SheetsClient.request, iter(range(1, 99)), []
    with pytest.MonkeyPatch.context() as patch:

        def request(self: SheetsClient, *given: Any, **more: Any) -> requests.Response:
            if next(count) == call:
                patch.undo()
                outcomes.append(other.run(EIGHT))
            return real(self, *given, **more)

        patch.setattr(SheetsClient, "request", request)
        made = sheet.run(EIGHT)
    assert [made.status, *(one.status for one in outcomes)] in ([0, 0], [0, 3])
    assert sheet.run(NINE).status == other.run(NINE).status == 0
    sent = [str(letter["To"]) for one in (sheet, other) for letter in one.outbox()]
    assert len(set(sent)) == len(sent) == 4
    assert states(sheet) == {"sent"}
    assert settled(sheet, NINE)


def test_a_new_machine_goes_on_from_the_sheet_alone(
    server: SheetsServer, sheet: GooglePractice, tmp_path: Path
) -> None:
    sheet.run(EIGHT)
    fresh = GooglePractice(tmp_path / "fresh", server=server, book_id=sheet.book_id)
    fresh.use({})
    assert fresh.run(NINE).letters == (0, 0, 0, 0)
    assert fresh.run(TUESDAY).letters == (1, 0, 0, 0)


def test_another_run_on_this_machine_holds_the_spreadsheet(sheet: GooglePractice, tmp_path: Path) -> None:
    from jobs import lock

    folder = sheet.folder / "state" / "coachsheet"
    folder.mkdir(parents=True)
    with lock.hold(folder / f"{sheet.book_id}.lock"):
        held = sheet.run()
        assert (held.status, held.json["api_calls"]) == (3, {"read": 0, "write": 0})


def test_a_spreadsheet_that_is_not_shared_is_said_with_the_robots_address(
    server: SheetsServer, sheet: GooglePractice
) -> None:
    server.book.shared_with = set()
    made = sheet.run()
    assert made.status == 1
    assert "Share it with coachsheet@" in made.stderr
