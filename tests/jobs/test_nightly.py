"""Whole runs on real files: what a second run writes, which letters go when, what stands in the way."""

from __future__ import annotations

import json
import os
import stat
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from freezegun import freeze_time

from jobs import nightly
from jobs.door import Asked, desk_of
from sync.workbook.base import Changes, SetCell
from sync.workbook.excel import ExcelWorkbook
from tests.practice_files import (
    COMMITMENTS,
    EIGHT,
    MONDAY,
    REAL,
    REHEARSAL,
    Practice,
    by_smtp,
    many,
    practice,
    run_with,
)
from tests.servers.smtp import MailServer

NINE = "2026-11-23T09:00+01:00"
TUESDAY = "2026-11-24T08:00+01:00"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


# -- a second run ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("again", [EIGHT, NINE, "2026-11-23T19:59+01:00"])
def test_a_second_run_on_a_day_changes_the_sync_log_alone_and_sends_nothing(again: str, tmp_path: Path) -> None:
    one = practice(tmp_path)
    assert one.run(EIGHT).letters == (4, 0, 0, 0)
    before, log = one.cells_but_log(), one.rows("Sync log")
    second = one.run(again)
    assert (second.status, second.letters, second.json["cells_changed"]) == (0, (0, 0, 0, 0), 0)
    assert one.cells_but_log() == before
    assert one.rows("Sync log")[:-1] == log and len(one.rows("Sync log")) == len(log) + 1
    assert len(one.outbox()) == 4
    assert second.json["api_calls"] == {"read": 1, "write": 1}


class Bomb(ExcelWorkbook):
    """Blows up at every change but a row of the Sync log."""

    def apply(self, changes: Changes) -> None:
        assert not (changes.tabs or changes.columns or changes.marks or changes.cells), changes
        assert [row.tab for row in changes.rows] == ["Sync log"], changes
        super().apply(changes)


def test_letters_that_write_nothing_count_no_cell_as_changed(tmp_path: Path) -> None:
    one = practice(tmp_path)
    one.run(EIGHT)
    before = one.cells()
    found = one.run("2026-11-24T03:00+01:00", "letters")  # the days left are others, and nobody is written to at night
    assert (found.json["cells_changed"], found.json["api_calls"]["write"]) == (0, 0) and one.cells() == before


def test_a_second_run_does_not_even_try_to_write_another_cell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = practice(tmp_path)
    one.run(EIGHT)
    assert run_with(one, Bomb, monkeypatch, NINE).status == 0
    with pytest.raises(AssertionError):
        run_with(one, Bomb, monkeypatch, TUESDAY)


def test_a_run_leaves_every_cell_of_the_coach_as_it_was(tmp_path: Path) -> None:
    one = practice(tmp_path)
    before = one.coach_cells()
    for day in range(23, 30):
        assert one.run(f"2026-11-{day}T08:00+01:00").status == 0
    assert one.coach_cells() == before


def test_runs_by_the_real_clock_are_as_quiet_the_second_time(tmp_path: Path) -> None:
    one = practice(tmp_path, policies={**REAL, "Send from": 0, "Send until": 24})
    with freeze_time("2026-11-23 07:00:00.654321") as clock:
        assert one.run("").letters[0] == 4
        clock.tick(0.2)
        before = one.cells_but_log()
        assert one.run("").letters[0] == 0
    assert one.cells_but_log() == before


# -- when letters go ---------------------------------------------------------------------------------------------


def test_after_missed_nights_one_letter_says_what_is_true_now(tmp_path: Path) -> None:
    one = practice(tmp_path)
    one.run(EIGHT)
    assert one.run("2026-12-02T08:00+01:00").letters[0] == 3
    latest = [row for row in one.rows("Mail log") if row["Key"].endswith("2026-12-02")]
    assert sorted(row["To"].split("@")[0] for row in latest) == ["noa", "priya", "sofia"]
    priya = next(row["About"] for row in latest if row["To"].startswith("priya"))
    assert len({item.partition(":")[0] for item in priya.split(", ")}) == 2
    text = next(m for m in one.outbox() if m["X-Coachsheet-Key"].endswith("12-02") and "priya" in str(m["To"]))
    body = text.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert [body.count(words) for words in ("Call five leads", "Send the proposal")] == [1, 1]
    assert one.run("2026-12-02T12:00+01:00").letters[0] == 0


def test_each_client_hears_from_us_in_the_hours_of_her_own_zone(tmp_path: Path) -> None:
    clients = [
        {"Client": name, "Email": f"{name.lower()}@clients.example", "Time zone": zone}
        for name, zone in (("Aiko", "Tokyo"), ("Bea", ""), ("Cleo", "London"))
    ]
    work = [{"Client": c["Client"], "Commitment": "Write it down", "Due": date(2026, 12, 4)} for c in clients]
    one = practice(tmp_path, clients, work)
    assert one.run("2026-11-22T23:30+01:00").letters == (1, 0, 0, 2)  # 7:30 on Monday in Tokyo
    assert list(one.states()) == ["aiko@clients.example"]
    assert one.run("2026-11-23T06:59+01:00").letters == (0, 0, 0, 2)
    assert one.run("2026-11-23T07:00+01:00").letters == (1, 0, 0, 1)
    assert one.run("2026-11-23T08:00+01:00").letters == (1, 0, 0, 0)  # 7:00 in London
    assert [row["Key"][-10:] for row in one.rows("Mail log")] == ["2026-11-23"] * 3


def test_at_the_hour_of_send_until_letters_wait_for_the_morning(tmp_path: Path) -> None:
    one = practice(tmp_path)
    assert one.run("2026-11-23T20:00+01:00").letters == (0, 0, 0, 4)
    assert one.run(TUESDAY).letters == (4, 0, 0, 0)


def test_on_a_closed_day_every_letter_waits(tmp_path: Path) -> None:
    one = practice(tmp_path, policies={**REAL, "Closed on": "2026-11-23 to 2026-11-24"})
    assert one.run(EIGHT).letters == (0, 0, 0, 4)
    assert one.run(TUESDAY).letters == (0, 0, 0, 4)
    assert one.run("2026-11-25T08:00+01:00").letters[0] == 4


def test_over_the_weeks_ceiling_only_what_cannot_wait_goes(tmp_path: Path) -> None:
    one = practice(tmp_path, policies={**REAL, "Emails a week": 1})
    assert one.run(EIGHT).letters[0] == 4
    one.edit("Commitments", 9, Client="Noa Levi", Commitment="Name the price", Due=date(2026, 12, 20))
    found = one.run(TUESDAY)
    assert found.letters == (1, 0, 0, 1), "Priya's reminder goes, Noa's new agreement waits"
    one.run("2026-11-26T08:00+01:00")
    noa = [row for row in one.rows("Mail log") if row["To"].startswith("noa")][-1]
    assert {"agreed", "due"} <= set(noa["Kind"].split(", ")), "it joins Noa's reminder"


@pytest.mark.parametrize(("emails", "letters"), [("All", 4), ("Essential", 4), ("None", 3)])
def test_a_client_gets_only_the_emails_she_wants(emails: str, letters: int, tmp_path: Path) -> None:
    one = practice(tmp_path)
    one.edit("Clients", 2, Emails=emails)
    assert one.run(EIGHT).letters == (letters, 0, 0, 0)


def test_after_a_rehearsal_all_counts_as_untold(tmp_path: Path) -> None:
    one = practice(tmp_path, policies=REHEARSAL)
    assert one.run(EIGHT).letters[0] == 4
    to = {message["To"].addresses[0].addr_spec for message in one.outbox()}
    assert to == {"ana@strongstart.example"}
    for column in (one.column("Commitments", "Told on"), one.column("Clients", "Last email")):
        assert not any(column)
    assert one.run(NINE).letters[0] == 0, "a rehearsal repeats nothing either"
    one.policy("Send to", "Clients")
    assert one.run("2026-11-23T10:00+01:00").letters[0] == 4
    assert sorted(m["To"].addresses[0].addr_spec.split("@")[0] for m in one.outbox()) == sorted(
        ["ana"] * 4 + ["priya", "marcus", "sofia", "noa"]
    )
    assert any(one.column("Commitments", "Told on"))


def test_over_per_day_letters_wait_for_the_next_one(tmp_path: Path) -> None:
    one = practice(tmp_path, mail={"per_day": 3})
    assert one.run(EIGHT).letters == (3, 0, 0, 1)
    assert one.run(NINE).letters == (0, 0, 0, 1)
    assert one.run(TUESDAY).letters[0] >= 1
    assert len(one.states()) == 4


# -- letters, dry runs, locks ------------------------------------------------------------------------------------


def test_letters_with_nothing_due_write_nothing_at_all(tmp_path: Path) -> None:
    one = practice(tmp_path)
    one.run(EIGHT)
    files = {path: path.read_bytes() for path in (one.workbook, one.ledger)}
    found = one.run(NINE, "letters")
    assert found.status == 0 and found.stdout.count("\n") == 1, "the JSON line alone"
    assert {path: path.read_bytes() for path in files} == files


def test_letters_send_what_is_due_and_say_so_in_the_logs(tmp_path: Path) -> None:
    one = practice(tmp_path)
    assert one.run(EIGHT, "letters").letters == (4, 0, 0, 0)
    assert one.column("Sync log", "Job") == ["letters"]
    assert set(one.states().values()) == {"sent"}


def test_sync_writes_and_sends_nothing(tmp_path: Path) -> None:
    one = practice(tmp_path)
    assert one.run(EIGHT, "sync").letters == (0, 0, 0, 0)
    assert one.column("Commitments", "Status")[:2] == ["Due soon", "Open"]
    assert one.outbox() == [] and not one.rows("Mail log")


@pytest.mark.parametrize("seen", [False, True], ids=["new workbook", "known workbook"])
@pytest.mark.parametrize("job", ["nightly", "sync", "letters"])
def test_a_dry_run_writes_nothing_anywhere(job: str, seen: bool, tmp_path: Path) -> None:
    one = practice(tmp_path / "p")
    if seen:
        one.run("2026-11-22T08:00+01:00")
    before = one.listing()
    found = one.run(EIGHT, job, "--dry-run")
    assert one.listing() == before
    assert found.status == 0
    assert found.json["letters"]["sent"] == (0 if job == "sync" else (2 if seen else 4))
    assert "row 2:" in found.stdout or "new column" in found.stdout


def test_a_plan_names_rows_and_headers_and_no_words(tmp_path: Path) -> None:
    one = practice(tmp_path)
    shown = one.run(EIGHT, "nightly", "--dry-run").stdout
    assert "Call five leads" not in shown and "@" not in shown and "Priya" not in shown


def test_of_two_runs_at_once_the_other_leaves_with_3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = practice(tmp_path)
    inside, done = threading.Event(), threading.Event()

    class Slow(ExcelWorkbook):
        def apply(self, changes: Changes) -> None:
            inside.set()
            assert done.wait(30)
            super().apply(changes)

    asked = Asked(one.settings, None, False, False, False, False)
    desk = desk_of(asked)
    monkeypatch.setattr("sync.workbook.excel.ExcelWorkbook", Slow)
    first = threading.Thread(target=nightly.run, args=(desk, nightly.JOBS["sync"]))
    first.start()
    assert inside.wait(30)
    before = one.workbook.read_bytes()
    second = one.run(EIGHT)
    assert second.status == 3
    assert "Another run" in second.stderr
    assert one.workbook.read_bytes() == before
    done.set()
    first.join(30)
    monkeypatch.undo()
    assert one.run(EIGHT).status == 0


def test_what_a_run_makes_is_for_this_users_eyes_only(tmp_path: Path) -> None:
    one = practice(tmp_path)
    one.run(EIGHT)
    made = [path for path in tmp_path.rglob("*") if path not in (one.workbook, one.settings)]
    assert {stat.S_IMODE(path.stat().st_mode) for path in made if path.is_file()} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in made if path.is_dir()} == {0o700}


# -- tabs and columns that are not ours ----------------------------------------------------------------------------


def headers(one: Practice, tab: str, **changed: str) -> None:
    book = openpyxl.load_workbook(one.workbook)
    for cell in book[tab][1]:
        cell.value = changed.get(str(cell.value).replace(" ", "_"), cell.value)
    book.save(one.workbook)


@pytest.mark.parametrize("tab", ["Clients", "Commitments"])
def test_a_required_tab_that_went_is_named_and_nothing_is_written(tab: str, tmp_path: Path) -> None:
    one = practice(tmp_path)
    one.run(EIGHT)
    book = openpyxl.load_workbook(one.workbook)
    book[tab].title = "Old"
    book.save(one.workbook)
    before = one.cells_but_log()
    found = one.run(TUESDAY)
    assert found.status == 1 and tab in found.stderr and found.letters == (0, 0, 0, 0)
    assert one.cells_but_log() == before
    assert one.column("Sync log", "Problem")[-1].startswith("Stopped: ")


def test_a_missing_due_column_stops_that_tab_and_the_others_go_on(tmp_path: Path) -> None:
    sessions = [{"Client": "Noa Levi", "Start": "2026-11-20 10:00"}]
    one = practice(tmp_path, Sessions=sessions)
    headers(one, "Commitments", Due="Deadline")
    found = one.run(EIGHT)
    assert found.status == 1 and "Commitments.Due" in found.stderr
    assert one.column("Sessions", "Result") == ["How did it go?"]
    assert "Status" not in one.rows("Commitments")[0]
    assert found.letters == (1, 0, 0, 0), "Marcus is new"
    headers(one, "Commitments", Deadline="Due")
    assert one.run(NINE).letters == (3, 0, 0, 0)


def test_a_column_unreadable_for_a_night_is_no_emptied_workbook(tmp_path: Path) -> None:
    one = practice(tmp_path)
    one.run(EIGHT)
    before = {header: one.column("Clients", header) for header in ("Open", "Track", "Streak", "Follow-through")}
    headers(one, "Commitments", Due="Deadline")
    assert one.run(TUESDAY).status == 1
    assert {header: one.column("Clients", header) for header in before} == before
    headers(one, "Commitments", Deadline="Due")
    assert one.run("2026-11-25T08:00+01:00").status == 0
    assert "Stopped" not in str(one.column("Sync log", "Problem"))


def test_a_coachs_own_status_column_is_left_alone_and_named(tmp_path: Path) -> None:
    work = [{**row, "Status": "waiting for Bob"} for row in COMMITMENTS]
    one = practice(tmp_path, commitments=work)
    found = one.run(EIGHT)
    assert found.status == 1 and "Commitments.Status" in found.stderr
    assert one.column("Commitments", "Status") == ["waiting for Bob"] * len(COMMITMENTS)
    assert any(one.column("Clients", "ID"))


def test_a_header_that_stands_twice_is_named(tmp_path: Path) -> None:
    one = practice(tmp_path)
    headers(one, "Clients", Shoe_size="Email")
    found = one.run(EIGHT)
    assert found.status == 1 and "Clients.Email" in found.stderr and one.outbox() == []


def test_with_a_mail_log_that_is_not_ours_no_letter_goes(tmp_path: Path) -> None:
    one = practice(tmp_path, **{"Mail log": [{"Key": "mine", "When": "yesterday", "State": "x"}]})
    found = one.run(EIGHT)
    assert found.status == 1 and "Mail log.Key" in found.stderr
    assert one.outbox() == [] and one.rows("Mail log") == [{"Key": "mine", "When": "yesterday", "State": "x"}]
    assert one.column("Commitments", "Status")[0] == "Due soon"


# -- what logs say -------------------------------------------------------------------------------------------------

ODD = "zq\u2028Wort\t=HYPERLINK(1)\x85<script>"


def test_logs_and_problems_hold_no_words_of_cells_and_no_addresses(tmp_path: Path, server: MailServer) -> None:
    clients = [
        {"Client": f"Zqxa {ODD}", "Email": "zqxb@zqxc.example", "Goal": ODD, "Stage": "Zqxd"},
        {"Client": "Zqxe", "Email": "zqxf@zqxg.example"},
        {"Client": "Zqxe", "Email": "not an address zqxh"},
        {"Client": "Zqxi", "Email": "zqxj@zqxk.example"},
    ]
    work = [
        {"Client": "Zqxi", "Commitment": f"Zqxl {ODD}", "Due": date(2026, 12, 1)},
        {"Client": "Zqxm", "Commitment": "{{ 7*7 }}", "Due": "31/02/2026 zqxn"},
    ]
    one = practice(tmp_path, clients, work, mail=by_smtp(server))
    server.fail("RCPT", "550 <zqxj@zqxk.example> zqxj unknown", times=9)
    told = ""
    for when, options in ((EIGHT, ["--dry-run"]), (EIGHT, ["-v"]), (TUESDAY, [])):
        found = one.run(when, "nightly", *options)
        told += found.stdout + found.stderr
    assert "failed" in told
    assert "zqx" not in told.casefold().replace("zqxe@", "")
    assert "zqx" not in str(one.column("Sync log", "Problem")).casefold()


def test_words_typed_into_our_columns_do_not_stop_the_next_nights(tmp_path: Path) -> None:
    one = practice(tmp_path)
    one.run(EIGHT)
    one.edit("Commitments", 2, Status=ODD)
    for day in (24, 25, 26):
        assert one.run(f"2026-11-{day}T08:00+01:00").status == 0
    assert one.column("Commitments", "Status")[0] == "Overdue"


def test_a_key_of_the_mail_log_that_is_no_date_is_passed_over(tmp_path: Path) -> None:
    one = practice(tmp_path)
    one.run(EIGHT)
    one.edit("Mail log", 2, Key="b3k7x2q9-2026-13-45")
    assert one.run(TUESDAY).status == 0


def test_a_client_whose_row_was_copied_gets_no_second_letter(tmp_path: Path) -> None:
    one = practice(tmp_path)
    one.run(EIGHT)
    first = next(row for row in one.rows("Clients") if row["Client"] == "Noa Levi")
    book = openpyxl.load_workbook(one.workbook)
    book["Clients"].append([first.get(cell.value) for cell in book["Clients"][1]])
    book.save(one.workbook)
    one.run(NINE)
    one.run("2026-11-26T08:00+01:00")
    assert max(list(one.column("Mail log", "Key")).count(key) for key in one.column("Mail log", "Key")) == 1
    days = [(row["To"], row["Key"][-10:]) for row in one.rows("Mail log")]
    assert len(set(days)) == len(days)


def test_one_bad_address_stops_none_of_the_others(tmp_path: Path) -> None:
    clients, work = many(15)
    one = practice(tmp_path, [*clients, {"Client": "Bad", "Email": "x@y@z"}], work)
    assert one.run(EIGHT).letters == (15, 0, 0, 0)


def test_the_machines_own_zone_does_not_matter(tmp_path: Path) -> None:
    assert os.environ["TZ"] == "Pacific/Chatham"
    one = practice(tmp_path)
    one.run(EIGHT)
    row = one.rows("Mail log")[0]
    assert row["When"].isoformat() == "2026-11-23T08:00:00" and row["Key"].endswith(MONDAY.isoformat())


def test_a_change_is_planned_for_columns_of_ours_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[SetCell] = []

    class Listening(ExcelWorkbook):
        def apply(self, changes: Changes) -> None:
            seen.extend(changes.cells)
            super().apply(changes)

    one = practice(tmp_path)
    one.run(EIGHT)
    run_with(one, Listening, monkeypatch, TUESDAY)
    coach = {"Client", "Commitment", "Due", "Done on", "Email", "My notes"}
    assert seen and not {cell.header for cell in seen if cell.tab in ("Clients", "Commitments")} & coach


def test_the_json_line_has_exactly_the_contracts_keys(tmp_path: Path) -> None:
    one = practice(tmp_path)
    line = one.run(EIGHT).stdout.splitlines()[-1]
    assert list(json.loads(line)) == [
        "job", "workbook", "as_of", "clients", "commitments", "cells_changed", "rows_to_check", "letters",
        "decisions_proposed", "api_calls", "seconds", "problems",
    ]  # fmt: skip
    assert list(json.loads(line)["letters"]) == ["sent", "failed", "in_doubt", "waiting"]
