"""Sending: each letter at most once; one that fails stops itself; a transport that does not work stops all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import cast

import pytest

from jobs import post
from jobs.ledger import open_ledger
from jobs.ledger.base import Entry, Ledger, LedgerProblem
from jobs.letters.letter import Letter, Section
from jobs.mail.base import Transport, TryLater
from jobs.mail.smtp import Smtp
from tests.cast import TODAY
from tests.practice_files import keys
from tests.servers.smtp import MailServer

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
KEYS = [f"c{number}-2026-11-23" for number in (2, 3, 4)]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger("sqlite:///ledger.db", "practice", tmp_path) as opened:
        opened.plan(
            [Entry(k, "planned", NOW, "a@b.example", "Priya", ("due",), "s", (), "<1@b.example>") for k in KEYS]
        )
        yield opened


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


def letters(ledger: Ledger) -> list[tuple[Letter, EmailMessage]]:
    """Every letter that the ledger knows."""
    made = []
    for key in [entry.key for entry in ledger.entries()]:
        message = EmailMessage(policy=SMTP)
        message["From"], message["To"], message["X-Coachsheet-Key"] = (
            "ana@s.example",
            f"{key.split('-')[0]}@c.example",
            key,
        )
        message.set_content("hello")
        to = str(message["To"])
        made.append(
            (Letter(key, "Priya", key.split("-")[0], TODAY, to, (Section("due", {}),), "s", "p", False), message)
        )
    return made


def never(seconds: float) -> None:
    pytest.fail("there is nothing to wait for")


def sending(ledger: Ledger, server: MailServer, sleep: Callable[[float], None] = never) -> post.Outcome:
    with Smtp("127.0.0.1", server.port, security="none", per_minute=0, timeout=5, receipt_timeout=5) as transport:
        found = post.send_all(ledger, transport, letters(ledger), NOW, sleep)
    server.settled()
    return found


def states(ledger: Ledger) -> list[str]:
    return [entry.state for entry in ledger.entries()]


def planned(ledger: Ledger, count: int) -> list[str]:
    """So many letters instead of three."""
    names = [f"d{number}-2026-11-23" for number in range(count)]
    for key in KEYS:
        ledger.settle(key, "sent", NOW)
    ledger.plan([Entry(k, "planned", NOW, "a@b.example", "Priya", ("due",), "s", (), "<1@b.example>") for k in names])
    return names


def test_every_letter_goes_once_and_the_ledger_knows(ledger: Ledger, server: MailServer) -> None:
    assert sending(ledger, server).states == dict.fromkeys(KEYS, "sent")
    assert (keys(server.accepted), states(ledger)) == (KEYS, ["sent"] * 3)
    assert sending(ledger, server).states == {}, "none of them can be claimed again"
    assert keys(server.accepted) == KEYS


def test_one_refused_letter_stops_itself_and_is_named_by_its_key(ledger: Ledger, server: MailServer) -> None:
    server.fail("RCPT", "550 <c3@c.example> unknown", skip=1)
    found = sending(ledger, server)
    assert list(found.states.values()) == ["sent", "failed", "sent"] == states(ledger)
    assert len(found.problems) == 1 and KEYS[1] in found.problems[0] and "@" not in found.problems[0]


def test_a_lost_receipt_is_a_doubt(ledger: Ledger, server: MailServer) -> None:
    server.fail("receipt", close=True)
    found = sending(ledger, server)
    assert found.count("in doubt") == 1 and found.count("sent") == 2
    assert keys(server.accepted) == KEYS


def test_a_transport_that_does_not_work_is_asked_once_and_all_wait(ledger: Ledger, server: MailServer) -> None:
    server.fail("greeting", "554 no service", times=9)
    found = sending(ledger, server)
    assert found.count("not sent") == 3 and states(ledger) == ["not sent"] * 3
    assert server.connections == 1
    assert len(found.problems) == 1 and found.problems[0].startswith("3 letters wait: ")


# A ledger that breaks off


class Broken:
    """A ledger whose disk fills up with the call of that name that comes after so many."""

    def __init__(self, ledger: Ledger, call: str, after: int) -> None:
        self._ledger, self._call, self._left = ledger, call, after

    def __getattr__(self, name: str) -> object:
        if name == self._call:
            self._left -= 1
            if self._left < 0:
                raise LedgerProblem("The ledger cannot grow: the disk is full.")
        return getattr(self._ledger, name)


@pytest.mark.parametrize(
    ("call", "after", "told", "kept"),
    [
        ("claim", 1, ["sent", "not sent", "not sent"], ["sent", "planned", "planned"]),
        ("settle", 1, ["sent", "sent", "not sent"], ["sent", "sending", "planned"]),
        ("settle", 0, ["sent", "not sent", "not sent"], ["sending", "planned", "planned"]),
        ("settle", 2, ["sent", "sent", "sent"], ["sent", "sent", "sending"]),
    ],
)
def test_a_ledger_that_fails_ends_the_sending_and_what_surely_went_is_told(
    call: str, after: int, told: list[str], kept: list[str], ledger: Ledger, server: MailServer
) -> None:
    broken = cast(Ledger, Broken(ledger, call, after))
    with Smtp("127.0.0.1", server.port, security="none", per_minute=0, timeout=5, receipt_timeout=5) as transport:
        found = post.send_all(broken, transport, letters(ledger), NOW, never)
    server.settled()
    assert [found.states[key] for key in KEYS] == told and states(ledger) == kept
    assert keys(server.accepted) == KEYS[: told.count("sent")]
    waits = told.count("not sent")
    tried = "Every letter was tried, and not all of it could be recorded"
    begins = {0: tried, 1: "1 letter waits"}.get(waits, f"{waits} letters wait")
    assert [problem.removesuffix(".") for problem in found.problems] == [
        f"{begins}: The ledger cannot grow: the disk is full"
    ]


# Put off, and tried again in the same run


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA", "dot"])
def test_a_letter_that_is_put_off_goes_after_the_others_in_the_same_run(
    stage: str, ledger: Ledger, server: MailServer
) -> None:
    server.fail(stage, "450 4.2.0 greylisted, come back")
    naps: list[float] = []

    def nap(seconds: float) -> None:
        server.settled()
        assert (keys(server.accepted), states(ledger)) == (KEYS[1:], ["not sent", "sent", "sent"])
        naps.append(seconds)

    found = sending(ledger, server, nap)
    assert found.states == dict.fromkeys(KEYS, "sent") and found.problems == []
    assert keys(server.accepted) == [*KEYS[1:], KEYS[0]]
    assert naps == [post.PAUSES[0]] and states(ledger) == ["sent"] * 3


def test_what_is_put_off_again_and_again_waits_for_the_next_run(ledger: Ledger, server: MailServer) -> None:
    server.fail("RCPT", "450 4.2.0 greylisted, come back", times=99)
    naps: list[float] = []
    found = sending(ledger, server, naps.append)
    assert found.states == dict.fromkeys(KEYS, "not sent") and found.problems == []
    assert (tuple(naps), states(ledger)) == (post.PAUSES, ["not sent"] * 3)
    assert server.faults_met["RCPT"] == 9 and sum(naps) <= 600


def test_a_server_that_takes_and_puts_off_by_turns_gets_all_letters_once(ledger: Ledger, server: MailServer) -> None:
    names = planned(ledger, 40)
    server.fail("RCPT", "450 later", every=1, times=99)
    found = sending(ledger, server, lambda seconds: None)
    assert found.count("sent") == len(server.accepted) == len(set(keys(server.accepted))) == 35
    assert found.count("not sent") == 5 and set(keys(server.accepted)) < set(names)


def test_a_letter_put_off_and_then_refused_or_lost_ends_so(ledger: Ledger, server: MailServer) -> None:
    server.fail("RCPT", "450 later", times=2)
    server.fail("RCPT", "550 5.1.1 no such user", skip=1)
    server.fail("receipt", close=True, skip=1)
    found = sending(ledger, server, lambda seconds: None)
    assert found.states == dict(zip(KEYS, ["failed", "in doubt", "sent"], strict=True)), found
    assert len(found.problems) == 2 and "550 5.1.1" in found.problems[0]


def test_what_another_run_took_meanwhile_is_left_to_it(ledger: Ledger, server: MailServer) -> None:
    server.fail("RCPT", "450 later")

    def nap(seconds: float) -> None:
        ledger.plan([entry for entry in ledger.entries() if entry.key == KEYS[0]])
        assert ledger.claim(KEYS[0], NOW)

    found = sending(ledger, server, nap)
    assert KEYS[0] not in found.states and keys(server.accepted) == KEYS[1:]


def test_a_transport_that_fails_in_the_second_round_leaves_the_rest_waiting(ledger: Ledger, server: MailServer) -> None:
    server.fail("RCPT", "450 later", times=2)

    def nap(seconds: float) -> None:
        server.fail("MAIL", "421 going down", close=True, times=9)

    found = sending(ledger, server, nap)
    assert list(found.states.values()) == ["not sent", "not sent", "sent"] and len(found.problems) == 1
    assert states(ledger) == ["not sent", "not sent", "sent"]


class Tired:
    """A transport that has sent its share for the day, and a mailbox that numbers letters itself."""

    def __init__(self, room: int) -> None:
        self._room = room

    def send(self, message: EmailMessage) -> str:
        self._room -= 1
        if self._room < 0:
            raise TryLater("the day's letters are used up", in_this_run=False)
        return f"<own-{message['X-Coachsheet-Key']}@mailbox.example>"


def test_what_a_server_takes_not_today_is_not_waited_for(ledger: Ledger) -> None:
    found = post.send_all(ledger, cast(Transport, Tired(1)), letters(ledger), NOW, never)
    assert list(found.states.values()) == ["sent", "not sent", "not sent"] == states(ledger)


def test_a_number_of_the_servers_own_is_kept_in_place_of_ours(ledger: Ledger) -> None:
    found = post.send_all(ledger, cast(Transport, Tired(1)), letters(ledger), NOW, never)
    assert found.message_ids == {KEYS[0]: f"<own-{KEYS[0]}@mailbox.example>"}
    known = {entry.key: entry.message_id for entry in ledger.entries()}
    assert (known[KEYS[0]], known[KEYS[1]]) == (found.message_ids[KEYS[0]], "<1@b.example>")


# Servers that lie


@pytest.mark.parametrize("stage", ["dot", "receipt"])
def test_a_server_that_never_gives_a_receipt_gets_three_letters_and_no_more(
    stage: str, ledger: Ledger, server: MailServer
) -> None:
    planned(ledger, 10)
    server.fail(stage, close=True, times=99)
    found = sending(ledger, server)
    assert (found.count("in doubt"), found.count("not sent")) == (3, 7)
    assert found.problems[-1].startswith("7 letters wait: ")


def test_doubts_that_stand_apart_stop_nothing(ledger: Ledger, server: MailServer) -> None:
    planned(ledger, 10)
    server.fail("receipt", close=True, every=1, times=99)
    found = sending(ledger, server)
    assert (found.count("in doubt"), found.count("sent")) == (5, 5)
    assert len(keys(server.accepted)) == len(set(keys(server.accepted))) == 10


def test_the_words_of_a_server_stand_in_the_ledger_without_addresses(ledger: Ledger, server: MailServer) -> None:
    server.fail("RCPT", "550 5.1.1 <c2@c.example>: c2 is unknown\x07 here")
    sending(ledger, server)
    reason = ledger.entries()[0].reason
    assert reason == "the mail server answered RCPT with 550 5.1.1 … … is unknown here"
