"""Answers in whole runs, killed at any step, raced by the coach, met by another machine: each stands once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests import answering as mailing
from tests.answering import LATER, NOON, POLICIES, TEN, TUESDAY, Answering, answer, answering, newest_to
from tests.google_night import Night, at_each_call, tabs
from tests.mortal import Mortals
from tests.practice_files import EIGHT, Outcome, by_smtp, letter
from tests.servers.dovecot import Account, Dovecot
from tests.servers.sheets import SheetsServer
from tests.servers.smtp import MailServer

NINE = "2026-11-24T09:00+01:00"
LONG = (pytest.mark.soak, pytest.mark.skipif("COACHSHEET_SOAK" not in os.environ, reason="long: make soak"))
SAID = {"priya": "done 1\n7\nmove 2 to 14 Dec because kids ill", "noa": "win: it works", "sofia": "fewer"}


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture(scope="module")
def mortals(dovecot: Dovecot) -> Iterator[Mortals]:
    with Mortals(dovecot.certificate) as process:
        yield process


def test_a_letter_goes_out_is_answered_and_the_next_one_has_the_receipt(
    tmp_path: Path, account: Account, server: MailServer
) -> None:
    one = answering(tmp_path, account, mail=by_smtp(server))
    assert one.run(EIGHT).letters[0] == 4
    server.settled()
    sent = newest_to("priya", [letter(each.data) for each in server.accepted])
    one.arrives(answer(sent, "done 1"))
    one.edit("Commitments", 9, Client="Priya Nair", Commitment="Write to the bank", Due="2026-12-01")
    found = one.run(TUESDAY)
    assert found.status == 0 and found.letters[0] > 0
    (row,) = one.replies()
    assert (row["Client"], row["State"], row["When"]) == ("Priya Nair", "Noted", TEN.replace(tzinfo=None))
    server.settled()
    received = newest_to("priya", [letter(each.data) for each in server.accepted])
    text = received.get_body(("plain",))
    assert received["Message-ID"] != sent["Message-ID"] and text is not None
    assert "Call five leads" in text.get_content()
    (about,) = [str(row["About"]) for row in one.rows("Mail log") if row["Message-ID"] == received["Message-ID"]]
    assert row["ID"] in about, "the receipt is remembered"
    assert one.run(NINE).letters == (0, 0, 0, 0) and len(one.replies()) == 1


def test_doubt_about_a_letter_is_resolved_in_the_sent_folder(
    tmp_path: Path, account: Account, server: MailServer
) -> None:
    account.make("Sent")
    one = answering(tmp_path, account, mail=by_smtp(server))
    one.use(one.mail, sent_folder="Sent")
    server.fail("receipt", close=True)
    assert one.run(EIGHT).letters == (3, 0, 1, 0)
    server.settled()
    for each in server.accepted:
        account.deliver(each.data, TEN, "Sent")
    assert one.run(NOON).status == 0 and set(one.states().values()) == {"sent"}


@dataclass
class Evening:
    """A practice of which three clients answered, as it stands before a run; to go back to as often as needed."""

    practice: Answering
    job: str
    as_of: str

    def __post_init__(self) -> None:
        self.saved = self.practice.folder.with_name("evening before")
        shutil.copytree(self.practice.folder, self.saved)

    def again(self) -> Answering:
        shutil.rmtree(self.practice.folder)
        shutil.copytree(self.saved, self.practice.folder)
        return self.practice


def by_id(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    found = {row["ID"]: row for row in rows}
    assert len(found) == len(rows), "an answer stands twice"
    return found


@pytest.mark.parametrize("every", [3, pytest.param(1, marks=LONG)])
@pytest.mark.parametrize(("job", "as_of", "then"), [("inbox", NOON, LATER), ("nightly", TUESDAY, NINE)])
def test_a_run_killed_at_any_step_loses_no_answer_and_doubles_none(
    job: str, as_of: str, then: str, every: int, mortals: Mortals, tmp_path: Path, account: Account
) -> None:
    """At each third step, if not at `every` one: a letter takes five, so that all kinds come in either way."""
    one = answering(tmp_path / "practice", account)
    assert mortals.run(one, EIGHT).status == 0
    for name, said in SAID.items():
        one.arrives(answer(one.to(name), said))
    one.edit("Commitments", 9, Client="Priya Nair", Commitment="Write to the bank", Due="2026-12-01")
    evening = Evening(one, job, as_of)
    life = mortals.run(one, as_of, job=job)
    assert life.status == 0, life
    expected, coach = by_id(one.replies()), one.coach_cells()
    assert [row["Client"] for row in one.replies()] == ["Priya Nair", "Noa Levi", "Sofia Lind"] and life.steps > 5
    for step in range(1, life.steps + 1, every):
        one = evening.again()
        assert mortals.run(one, as_of, step=step, job=job).killed
        assert mortals.run(one, then, job=job).status == 0
        assert by_id(one.replies()) == expected, step
        assert one.coach_cells() == coach, step
        quiet = one.workbook.read_bytes()
        assert mortals.run(one, then, job="inbox").status == 0 and one.workbook.read_bytes() == quiet
        keys = [str(each["X-Coachsheet-Key"]) for each in one.outbox()]
        assert len(set(keys)) == len(keys)


@dataclass
class AnsweringNight(Night):
    """A practice on Google with an inbox; `other` machines share its key, as the books tell them to."""

    account: Account | None = None

    def use(self, mail: Any) -> None:
        Night.use(self, mail)
        assert self.account is not None
        mailing.add_inbox(self.settings, self.account)

    def told(self) -> dict[str, tuple[Any, ...]]:
        """What stands of each answer."""
        rows = self.rows("Replies")
        found = {row["ID"]: tuple(row.get(name) for name in COLUMNS) for row in rows if row.get("ID")}
        assert len(found) == sum(bool(row.get("ID")) for row in rows), "an answer stands twice"
        return found


COLUMNS = ("Client", "Letter", "Rating", "Wins", "Stuck", "Help wanted", "Done", "Words", "State", "Sync note")


class Sheet:
    """A practice on Google in which one answer stands and two came since; as it was whenever it is asked for."""

    def __init__(self, server: SheetsServer, folder: Path, account: Account) -> None:
        book = server.practice(tabs(policies=POLICIES), rows=40)
        self.server, self.account = server, account
        self.practice = AnsweringNight(folder / "practice", server=server, book_id=book.id, account=account)
        self.practice.use({})
        assert self.practice.run(EIGHT).status == 0
        self.say("priya")
        assert self.practice.run(NOON, "inbox").status == 0 and len(self.practice.told()) == 1
        for name in ("noa", "sofia"):
            self.say(name)
        self.book = deepcopy(self.practice.book)
        self.saved = folder / "saved"
        shutil.copytree(self.practice.folder, self.saved)
        with at_each_call(lambda number, moment: None) as went:
            assert self.practice.run(LATER, "inbox").status == 0
        self.calls, self.expected = went(), self.practice.told()
        assert len(self.expected) == 3

    def say(self, name: str) -> None:
        mailing.arrives(self.account, answer(newest_to(name, self.practice.outbox()), SAID[name]))

    def again(self) -> AnsweringNight:
        self.server.books[self.practice.book_id] = deepcopy(self.book)
        self.server.coaches.clear()
        shutil.rmtree(self.practice.folder)
        shutil.copytree(self.saved, self.practice.folder)
        return self.practice

    def another_machine(self, folder: Path) -> AnsweringNight:
        shutil.rmtree(folder, ignore_errors=True)
        other = AnsweringNight(folder, server=self.server, book_id=self.practice.book_id, account=self.account)
        other.use({})
        shutil.copy(self.saved / "reply.key", folder / "reply.key")
        return other


@pytest.fixture(scope="module")
def as_it_was(tmp_path_factory: pytest.TempPathFactory, dovecot: Dovecot) -> Iterator[Sheet]:
    with SheetsServer() as running:
        yield Sheet(running, tmp_path_factory.mktemp("sheet"), dovecot.account())


@pytest.fixture
def sheet(as_it_was: Sheet) -> Sheet:
    """Made once: reading leaves the mailbox as it is, and everything else goes back."""
    as_it_was.again()
    return as_it_was


def test_nothing_new_costs_two_reads_on_google_and_no_write(sheet: Sheet) -> None:
    assert sheet.practice.run(LATER, "inbox").status == 0
    calls = sheet.practice.run("2026-11-23T14:00+01:00", "inbox").json["api_calls"]
    assert calls["write"] == 0 and calls["read"] <= 2


class Killed(BaseException):
    """The machine lost its power: nothing catches it."""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_at_any_call_to_google_each_answer_stands_once(moment: str, sheet: Sheet) -> None:
    for fatal in range(1, sheet.calls + 1):
        one = sheet.again()

        def die(number: int, when: str, fatal: int = fatal) -> None:
            if (number, when) == (fatal, moment):
                raise Killed

        with at_each_call(die), pytest.raises(Killed):
            one.run(LATER, "inbox")
        assert one.run("2026-11-23T14:00+01:00", "inbox").status == 0
        assert one.told() == sheet.expected, fatal


def inserts(coach: Any) -> None:
    coach.insert_rows("Replies", 2)


def deletes_nothing_of_ours(coach: Any) -> None:
    coach.insert_rows("Replies", 3, 2)


def moves(coach: Any) -> None:
    coach.insert_columns("Replies", "When", 1, ["Mine"])


def sorts(coach: Any) -> None:
    coach.sort("Replies", "Client", downwards=True)


def takes_notes(coach: Any) -> None:
    coach.type("Replies", 2, "State", "Noted")


@pytest.mark.parametrize("edit", [inserts, deletes_nothing_of_ours, moves, sorts])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_whatever_the_coach_does_in_replies_meanwhile_no_answer_is_lost_or_mixed(
    edit: Callable[[Any], None], moment: str, sheet: Sheet
) -> None:
    for meeting in range(1, sheet.calls + 1):
        one = sheet.again()

        def act(number: int, when: str, meeting: int = meeting, book: Any = one.book) -> None:
            if (number, when) == (meeting, moment):
                edit(sheet.server.coach_of(book))

        with at_each_call(act):
            found = one.run(LATER, "inbox")
        one.run("2026-11-23T14:00+01:00", "nightly")
        assert one.told() == sheet.expected, (meeting, found)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_of_two_machines_that_meet_at_any_call_both_know_each_answer_once(
    moment: str, sheet: Sheet, tmp_path: Path
) -> None:
    for meeting in range(1, sheet.calls + 1):
        first, second = sheet.again(), sheet.another_machine(tmp_path / "other")
        met: list[Outcome] = []

        def meet(number: int, when: str, meeting: int = meeting, second: Any = second, met: Any = met) -> None:
            if (number, when) == (meeting, moment) and not met:
                met.append(Outcome(0, "", ""))
                met[0] = second.run(LATER, "inbox")

        with at_each_call(meet):
            found = first.run(LATER, "inbox")
        assert {found.status, met[0].status} <= {0, 1, 3}
        for machine in (first, second):
            assert machine.run("2026-11-23T14:00+01:00").status == 0, meeting
        assert first.told() == sheet.expected, (meeting, found, met)


def test_a_state_typed_while_the_run_writes_stays(sheet: Sheet) -> None:
    one = sheet.again()
    with at_each_call(lambda number, when: takes_notes(sheet.server.coach_of(one.book)) if number == 2 else None):
        assert one.run(LATER, "inbox").status == 0
    assert one.run(datetime.fromisoformat(TUESDAY).isoformat()).status == 0
    assert one.rows("Replies")[0]["State"] == "Noted"
