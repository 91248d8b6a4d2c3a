"""A sealed message: what travels is what was meant, or nothing travels."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any

import pytest

from jobs.mail import headers
from jobs.mail.base import Refused
from jobs.mail.envelope import seal
from tests.contracts.transport import letter
from tests.jobs.mail import strict


def test_a_plain_letter_needs_nothing_of_its_server() -> None:
    sealed = seal(letter())
    assert not sealed.utf8 and strict.read(sealed.data).names == list(letter().keys())


def test_words_beyond_ascii_in_headers_need_nothing_either() -> None:
    sealed = seal(letter(Subject="Grüße 📅"))
    assert not sealed.utf8 and strict.read(sealed.data).words("Subject") == "Grüße 📅"


@pytest.mark.parametrize("header", ["To", "From", "Reply-To"])
def test_an_address_beyond_ascii_needs_a_server_that_knows_utf8(header: str) -> None:
    message = letter()
    del message[header]
    message[header] = "Jürgen <jürgen@example.com>"
    sealed = seal(message)
    assert sealed.utf8 and strict.read(sealed.data).mailbox(header) == ("Jürgen", "jürgen@example.com")


def test_seven_bits_hold_the_same_letter() -> None:
    message = letter(Subject="Grüße")
    sealed = seal(message, seven_bit=True)
    assert sealed.data.isascii() and strict.read(sealed.data).words("Subject") == "Grüße"


@pytest.mark.parametrize(
    "lines",
    [
        b"Subject: Other words\r\n", b"Subject: Tomorrow: one thing you planned\r\nBcc: x@evil.example\r\n", b"",
        b"Subject: Tomorrow: one thing you planned\nBcc: x@evil.example\r\n", b"Subject: \r\n", b"\r\nSubject: x\r\n",
        b"Subject: =?utf-8?q?x?=\r\n", b"Subject: Tomorrow: one thing\r\n\r\nyou planned\r\n",
    ],
)  # fmt: skip
def test_a_writer_that_errs_is_seen_before_anything_goes(monkeypatch: pytest.MonkeyPatch, lines: bytes) -> None:
    write = headers.lines

    def erring(name: str, value: object) -> bytes:
        return lines if name == "Subject" else write(name, value)

    monkeypatch.setattr(headers, "lines", erring)
    with pytest.raises(Refused):
        seal(letter())


@pytest.mark.parametrize(
    "line",
    [
        b"To: x@evil.example\r\n", b"To: Priya Nair <x@evil.example>\r\n", b"To: priya@example.com, x@evil.example\r\n",
        b"To: Priya, Nair <priya@example.com>\r\n", b"To: =?utf-8?q?x=40evil=2Eexample=2C?= <priya@example.com>\r\n",
    ],
)  # fmt: skip
def test_a_writer_that_changes_who_gets_it_is_seen(monkeypatch: pytest.MonkeyPatch, line: bytes) -> None:
    write = headers.lines
    monkeypatch.setattr(headers, "lines", lambda name, value: line if name == "To" else write(name, value))
    with pytest.raises(Refused):
        seal(letter())


@pytest.mark.parametrize("value", ["x\nBcc: x@evil.example", "x\r\nBcc: y", "x\rBcc: y", "x\n", "x\n\ny", "x\n y"])
@pytest.mark.parametrize("name", ["X-More", "Subject", "Content-Language"])
def test_gh_144125_and_gh_76787_no_line_end_that_stands_in_a_message_already_leaves_it(name: str, value: str) -> None:
    """Put in behind the policy's back, as a parser of an older message or a hand would."""
    message = letter()
    del message[name]
    message._headers.append((name, value))  # type: ignore[attr-defined]
    with pytest.raises(Refused):
        seal(message)


@pytest.mark.parametrize("where", ["plain", "html"])
def test_the_heads_of_the_parts_are_written_by_the_same_hand(where: str) -> None:
    message = letter()
    part = message.get_body((where,))
    assert part is not None
    part._headers.append(("Content-Description", "x\r\n\r\nanother body"))  # type: ignore[attr-defined]
    with pytest.raises(Refused):
        seal(message)


def test_a_body_with_line_ends_of_its_own_is_refused() -> None:
    message: Any = EmailMessage()
    message["From"], message["To"] = "a@example.com", "b@example.com"
    message["Content-Type"] = "text/plain"
    message.set_payload("x\r.\r\n")
    try:
        data = seal(message).data
    except Refused:
        return
    assert data.count(b"\r\n") == data.count(b"\r") == data.count(b"\n")


def test_why_it_was_refused_names_no_word_of_it() -> None:
    with pytest.raises(Refused) as problem:
        seal(letter(Subject="secret\x07words"))
    assert "secret" not in str(problem.value)
