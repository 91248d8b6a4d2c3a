"""The text of bodies, whatever is wrong with their coding."""

from __future__ import annotations

import pytest

from jobs.answers.parts import bodies, decoded, header, text_of
from tests.jobs.answers.corpus import opened


@pytest.mark.parametrize(
    ("raw", "charset", "text"),
    [
        ("für".encode(), "utf-8", "für"),
        ("für".encode(), "iso-8859-1", "für"),
        ("für".encode("cp1252"), "utf-8", "für"),
        ("für".encode("cp1252"), "", "für"),
        ("für".encode(), "", "für"),
        ("5 €".encode("iso-8859-15"), "ISO-8859-15", "5 €"),
        ("5 €".encode("cp1252"), "iso-8859-1", "5 €"),
        ("für".encode("utf-16"), "utf-16", "für"),
        (b"done", "unicode_escape", "done"),
        (b"done", "../../x", "done"),
        ("für".encode(), " 'UTF-8' ", "für"),
        (b"", "utf-8", ""),
    ],
)
def test_bytes_are_read_by_their_charset_or_by_what_they_are(raw: bytes, charset: str, text: str) -> None:
    assert decoded(raw, charset) == text


def test_flowed_lines_are_joined_within_their_depth() -> None:
    head = b"Content-Type: text/plain; charset=utf-8; format=flowed\n\n"
    assert text_of(opened(head + b"one \ntwo\n> three \n> four\n-- \nfive\n")).split("\n")[:4] == [
        "one two", "> three four", "-- ", "five",
    ]  # fmt: skip
    assert text_of(opened(head.replace(b"flowed", b"flowed; delsp=yes") + b"bo \nok\n")).startswith("book")


def test_attachments_and_letters_inside_are_no_bodies() -> None:
    inside = b"--b\nContent-Type: %s\nContent-Disposition: %s\n\nstop\n"
    data = b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\ndone 2\n"
    data += inside % (b"text/plain", b"attachment") + inside % (b"message/rfc822", b"inline")
    data += inside % (b"text/calendar", b"inline") + b"--b--\n"
    assert [text_of(part).strip() for part in bodies(opened(data))] == ["done 2"]


def test_a_header_is_read_unfolded_and_never_parsed() -> None:
    assert header(opened(b"From: a@b@c <<\n x\nSubject: =?broken?=\n\n"), "From") == "a@b@c << x"
    assert header(opened(b"\n"), "Subject") == ""
