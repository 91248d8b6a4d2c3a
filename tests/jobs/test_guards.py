"""What stops a run: an emptied workbook, letters out of proportion; and the one notice that says so (guarantee 7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from jobs.guards import out_of_proportion
from sync.policies import Policies
from sync.records import Sent
from tests.cast import priya, sent
from tests.practice_files import EIGHT, MONDAY, REAL, REHEARSAL, Practice, by_smtp, keys, many, practice
from tests.servers.smtp import MailServer

TUESDAY = "2026-11-24T08:00+01:00"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
RULES = Policies(send_to="Clients")
WEDNESDAY = "2026-11-25T08:00+01:00"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


def emptied(one: Practice, tab: str, keep: int = 0) -> None:
    """The coach deletes all rows of a tab but so many."""
    book = openpyxl.load_workbook(one.workbook)
    book[tab].delete_rows(2 + keep, 5000)
    book.save(one.workbook)


def mine(one: Practice) -> dict[tuple[str, int, int], object]:
    return {place: value for place, value in one.cells().items() if place[0] != "Sync log"}


@pytest.mark.parametrize(("tab", "keep"), [("Clients", 0), ("Clients", 2), ("Commitments", 0), ("Commitments", 3)])
def test_a_workbook_with_fewer_than_half_of_its_rows_stops_the_run(tab: str, keep: int, tmp_path: Path) -> None:
    one = practice(tmp_path)
    one.run(EIGHT)
    emptied(one, tab, keep)
    before = mine(one)
    found = one.run(TUESDAY)
    assert found.status == 1 and found.letters == (0, 0, 0, 0)
    assert f"{tab} holds {keep} rows" in found.json["problems"][0]
    assert mine(one) == before
    assert one.column("Sync log", "Problem")[-1].startswith("Stopped: ")


def test_half_of_the_rows_are_enough_to_go_on(tmp_path: Path) -> None:
    clients, work = many(4)
    one = practice(tmp_path, clients, work)
    one.run(EIGHT)
    emptied(one, "Commitments", 2)
    assert one.run(TUESDAY).status == 0


def test_force_takes_the_rows_that_are_left_as_meant(tmp_path: Path) -> None:
    one = practice(tmp_path)
    one.run(EIGHT)
    emptied(one, "Commitments", 1)
    assert one.run(TUESDAY).status == 1
    assert one.run(TUESDAY, "nightly", "--force").status == 0
    assert one.run(WEDNESDAY).status == 0


@pytest.mark.parametrize("tab", ["Clients", "Commitments"])
def test_with_the_ledger_lost_the_sync_log_remembers_that_there_were_rows(tab: str, tmp_path: Path) -> None:
    one = practice(tmp_path)
    one.run(EIGHT)
    one.ledger.unlink()
    emptied(one, tab, 0)
    assert one.run(TUESDAY).status == 1


def test_the_coaches_get_one_notice_until_a_run_goes_through_again(tmp_path: Path) -> None:
    one = practice(tmp_path)
    one.run(EIGHT)
    whole = one.workbook.read_bytes()
    emptied(one, "Clients")
    for when in (TUESDAY, "2026-11-24T09:00+01:00", WEDNESDAY):
        assert one.run(when).status == 1
    notices = [m for m in one.outbox() if m["X-Coachsheet-Key"].startswith("notice")]
    assert [m["To"] for m in notices] == ["ana@strongstart.example"]
    assert "--force" in notices[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    one.workbook.write_bytes(whole)
    assert one.run("2026-11-26T08:00+01:00").status == 0
    emptied(one, "Clients")
    assert one.run("2026-11-27T08:00+01:00").status == 1
    assert len([m for m in one.outbox() if m["X-Coachsheet-Key"].startswith("notice")]) == 2


def test_a_notice_that_did_not_go_is_tried_again(tmp_path: Path, server: MailServer) -> None:
    one = practice(tmp_path, mail=by_smtp(server))
    one.run(EIGHT)
    server.settled()
    server.accepted.clear()
    emptied(one, "Clients")
    server.fail("RCPT", "450 later")
    assert "notice" in one.run(TUESDAY).json["problems"][-1]
    assert one.run("2026-11-24T09:00+01:00").status == 1
    server.settled()
    assert keys(server.accepted) == ["notice1-2026-11-24"]


def test_one_coach_who_cannot_be_reached_stops_no_other_notice(tmp_path: Path, server: MailServer) -> None:
    team = [{"Coach": name, "Email": f"{name.lower()}@strongstart.example"} for name in ("Ana", "Ben")]
    one = practice(tmp_path, mail=by_smtp(server), Team=team)
    one.run(EIGHT)
    server.settled()
    server.accepted.clear()
    emptied(one, "Clients")
    server.fail("RCPT", "550 unknown")
    assert one.run(TUESDAY).status == 1
    server.settled()
    assert [accepted.recipient for accepted in server.accepted] == ["ben@strongstart.example"]
    assert "notice" not in str(one.rows("Mail log"))


def test_a_dry_run_of_an_emptied_workbook_says_so_and_writes_nothing(tmp_path: Path) -> None:
    one = practice(tmp_path / "p")
    one.run(EIGHT)
    emptied(one, "Clients")
    before = one.listing()
    assert one.run(TUESDAY, "nightly", "--dry-run").status == 1
    assert one.listing() == before


# -- out of proportion -------------------------------------------------------------------------------------------


def letters(*per_day: int, rehearsal: bool = False, state: str = "sent") -> list[Sent]:
    """So many letters yesterday, the day before, …"""
    return [
        sent(priya(), MONDAY - timedelta(days=ago), key=f"c{ago}x{n}", rehearsal=rehearsal, state=state)
        for ago, count in enumerate(per_day, 1)
        for n in range(count)
    ]


@pytest.mark.parametrize(
    ("count", "before", "stops"),
    [
        (20, (1,), False),
        (21, (10,), True),
        (21, (11,), False),
        (22, (11,), False),
        (23, (11,), True),
        (40, (1, 20, 1), False),
        (41, (1, 20, 1), True),
        (21, (0,) * 34 + (11,), False),
        (22, (1,) + (0,) * 34 + (11,), True),
    ],
)
def test_more_than_20_and_more_than_twice_the_most_in_a_day_of_35(
    count: int, before: Sequence[int], stops: bool
) -> None:
    assert bool(out_of_proportion(count, letters(*before), NOON, RULES, True)) is stops


def test_letters_that_did_not_go_are_no_measure() -> None:
    assert out_of_proportion(40, letters(30, state="failed"), NOON, RULES, False)


def test_days_are_the_practices_whatever_day_it_is_where_the_client_lives() -> None:
    ahead = [replace(one, date=MONDAY, when=NOON - timedelta(hours=13)) for one in letters(11)]
    assert not out_of_proportion(22, ahead, NOON, RULES, False), "eleven letters went yesterday by her clock"
    assert out_of_proportion(22, [replace(one, when=NOON - timedelta(days=36)) for one in ahead], NOON, RULES, False)


@pytest.mark.parametrize(
    ("rehearsal", "safe", "stops"), [(True, False, False), (False, True, False), (False, False, True)]
)
def test_the_first_letters_ever_go_in_rehearsal_or_where_nothing_leaves_this_machine(
    rehearsal: bool, safe: bool, stops: bool
) -> None:
    rules = replace(RULES, send_to="Me" if rehearsal else "Clients")
    found = out_of_proportion(21, letters(30, rehearsal=not rehearsal), NOON, rules, safe)
    assert bool(found) is stops


def test_a_plan_out_of_proportion_writes_the_sync_log_alone_and_tells_the_coach(tmp_path: Path) -> None:
    clients, work = many(25)
    one = practice(tmp_path, clients, work[:3])
    assert one.run(EIGHT).letters[0] == 3
    for number, row in enumerate(work[3:], 5):
        one.edit("Commitments", number, **row)
    before = mine(one)
    dry = one.run(TUESDAY, "nightly", "--dry-run")
    assert dry.status == 1 and dry.stdout.count("\nletter ") == 22, "the plan is shown, to look at"
    found = one.run(TUESDAY)
    assert found.status == 1 and found.letters[0] == 0 and "22 letters" in found.stderr
    assert mine(one) == before
    assert [m["X-Coachsheet-Key"] for m in one.outbox() if m["To"] == "ana@strongstart.example"] == [
        "notice1-2026-11-24"
    ]
    assert one.run("2026-11-24T09:00+01:00", "nightly", "--force").letters[0] == 22
    assert one.run(WEDNESDAY).status == 0


def test_a_notice_is_no_measure_for_the_first_letters(tmp_path: Path) -> None:
    clients, work = many(30, due=date(2026, 12, 20))
    one = practice(tmp_path, clients, work, policies={**REAL, "Closed on": "2026-11-23 to 2026-11-24"})
    one.run(EIGHT)
    whole = one.workbook.read_bytes()
    emptied(one, "Commitments")
    one.run(TUESDAY)
    one.workbook.write_bytes(whole)
    assert one.run(WEDNESDAY).letters[0] == 30


def test_a_rehearsal_of_many_goes_to_a_real_server_without_force(tmp_path: Path, server: MailServer) -> None:
    clients, work = many(30)
    one = practice(tmp_path, clients, work, policies=REHEARSAL, mail=by_smtp(server))
    assert one.run(EIGHT).letters[0] == 30
