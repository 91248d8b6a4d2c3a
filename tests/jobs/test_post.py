"""Sending: each letter at most once; one that fails stops itself; a transport that does not work stops all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from jobs import post
from jobs.ledger import open_ledger
from jobs.ledger.base import Entry, Ledger
from jobs.letters.letter import Letter, Section
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


def letters() -> list[tuple[Letter, EmailMessage]]:
    made = []
    for key in KEYS:
        message = EmailMessage(policy=SMTP)
        message["From"], message["To"], message["X-Coachsheet-Key"] = "ana@s.example", f"{key[:2]}@c.example", key
        message.set_content("hello")
        to = str(message["To"])
        made.append((Letter(key, "Priya", key[:2], TODAY, to, (Section("due", {}),), "s", "p", False), message))
    return made


def sending(ledger: Ledger, server: MailServer) -> post.Outcome:
    with Smtp("127.0.0.1", server.port, security="none", timeout=5, receipt_timeout=5) as transport:
        found = post.send_all(ledger, transport, letters(), NOW)
    server.settled()
    return found


def states(ledger: Ledger) -> list[str]:
    return [entry.state for entry in ledger.entries()]


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
