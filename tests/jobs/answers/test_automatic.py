"""Bounces and automatic replies, told from people's own messages; the forms of many servers are in the corpus."""

from __future__ import annotations

import pytest

from jobs.answers.automatic import AutoReply, Bounce, kind
from tests.answering import bounce
from tests.jobs.answers.corpus import opened


def told(head: str, body: str = "I am away until 7.") -> object:
    return kind(opened(f"From: priya@clients.example\n{head}\n\n{body}\n".encode()))


@pytest.mark.parametrize(
    ("head", "sign"),
    [
        ("Auto-Submitted: auto-replied", "Auto-Submitted"),
        ("Auto-Submitted: AUTO-GENERATED; x=y", "Auto-Submitted"),
        ("Return-Path: <>", "Return-Path"),
        ("Precedence: Bulk", "Precedence"),
        ("X-Autoreply: yes", "X-Autoreply"),
        ("X-Autoresponder: y", "X-Autoresponder"),
        ("X-Loop: a\nSubject: =?utf-8?q?Respuesta_autom=C3=A1tica?=", "Subject"),
        ("Content-Type: multipart/report; report-type=disposition-notification; boundary=b", "Content-Type"),
    ],
)
def test_a_header_gives_a_machine_away(head: str, sign: str) -> None:
    assert told(head) == AutoReply(sign)


@pytest.mark.parametrize("head", ["Subject: Re: on vacation", "Auto-Submitted: no", "X-Autoreply: no", "X-Loop: a",
                                  "Precedence: normal", "Return-Path: <priya@clients.example>",
                                  "X-Auto-Response-Suppress: All\nSubject: Re: Tomorrow"])  # fmt: skip
def test_a_person_is_not_taken_for_a_machine(head: str) -> None:
    assert told(head) is None


@pytest.mark.parametrize(
    ("status", "action", "permanent"),
    [
        ("5.1.1", "failed", True),
        ("5.7.26", "Failed", True),
        ("4.4.1", "failed", False),
        ("5.1.1", "delayed", False),
        ("2.0.0", "relayed", False),
        ("", "failed", False),
        ("5", "failed", False),
    ],
)
def test_only_a_failure_with_a_status_of_five_is_for_good(status: str, action: str, permanent: bool) -> None:
    letter = opened(b"From: ana@strongstart.example\nTo: priya@clients.example\nMessage-ID: <a@b.example>\n\nx\n")
    found = kind(opened(bounce(letter, "priya@clients.example", status, action)))
    assert isinstance(found, Bounce) and found.permanent is permanent
    assert (found.recipient, found.message_id, found.key) == ("priya@clients.example", "<a@b.example>", "")


def test_a_report_that_a_person_forwards_is_no_bounce() -> None:
    assert told("Subject: Fwd: Undelivered Mail", "Status: 5.1.1\nAction: failed\n") is None
