"""Whatever bytes come, reading an answer raises nothing that the inbox does not expect, and stays within its bounds."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.answers.automatic import kind
from jobs.answers.commands import parse
from jobs.answers.mailtext import LONGEST, written
from jobs.answers.page import MOST_TAGS, shown
from tests.jobs.answers.corpus import ANSWERED, corpus, heard, opened

SOAK = "COACHSHEET_SOAK" in os.environ
FILES = [case.data for case in corpus() if len(case.data) < 20_000]
HEAD = b"From: Priya <priya@clients.example>\r\nSubject: Re: x\r\n"
PLAIN = HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
PAGE = HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n"
CHARSETS = (
    b"utf-8",
    b"x" * 300,
    b"\xff",
    b"utf-16",
    b"idna",
    b"punycode",
    b"base64",
    b"unicode_escape",
    b"utf-7",
    b"hz",
)


def read(data: bytes) -> str:
    """All that is done to a message; its words."""
    message = opened(data)
    kind(message)
    text = written(message)
    assert len(text) <= LONGEST
    for language in ("en", "fr"):
        found = parse(text, (1, 2, 3), language, ANSWERED)
        assert len(found.done) + len(found.moves) + len(found.counts) <= 9
    return text


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A message of the corpus, cut, with some bytes changed, another one inside it or behind it."""
    data = bytearray(draw(st.sampled_from(FILES)))
    for _ in range(draw(st.integers(0, 12))):
        data[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
    other = draw(st.sampled_from(FILES))
    place = draw(st.integers(0, len(data)))
    match draw(st.sampled_from(("cut", "within", "behind", "whole"))):
        case "cut":
            del data[place:]
        case "within":
            data[place:place] = other
        case "behind":
            data += other
    return bytes(data)


@settings(max_examples=60)
@given(damaged())
def test_a_damaged_message_is_read_without_an_error(data: bytes) -> None:
    read(data)


@given(st.binary(max_size=400), st.sampled_from((b"", PLAIN, PAGE)))
def test_any_bytes_are_read_without_an_error(data: bytes, head: bytes) -> None:
    read(head + data)


@given(st.sampled_from(CHARSETS) | st.binary(max_size=40), st.binary(max_size=60), st.sampled_from((b"8bit", b"base64",
       b"quoted-printable", b"x-uuencode", b"7bit; x")))  # fmt: skip
def test_any_charset_and_coding_is_read_without_an_error(charset: bytes, body: bytes, coding: bytes) -> None:
    named = b'Content-Type: text/plain; charset="' + charset + b'"\r\nContent-Transfer-Encoding: ' + coding
    read(HEAD + named + b"\r\n\r\ndone 2\r\n" + body)


@given(st.lists(st.sampled_from((b"multipart/mixed", b"multipart/report", b"message/rfc822", b"message/delivery-status",
                                 b"multipart/alternative", b"text/html", b"text/plain")), max_size=40))  # fmt: skip
def test_parts_in_parts_are_read_without_an_error(kinds: list[bytes]) -> None:
    parts = [b"Content-Type: %s; boundary=b%d\r\n\r\n--b%d\r\n" % (each, n, n) for n, each in enumerate(kinds)]
    read(HEAD + b"".join(parts) + b"stop\r\n")


LINES = (b"done 2\r\n", b"> done 2\r\n", b"From: x\r\n\r\n", b"On 2026 a@b.example wrote\r\n", b"stuck: a\r\n")
RUNS = (b"a", b">", b"-", b"On 2026 a@b ")
TAGS = (b"<br>", b"<div>", b"<table><tr><td>", b"<p>a</p>", b"<", b"&amp;", b"<blockquote>")


def read_many(size: int) -> None:
    for head, runs in ((PLAIN, LINES), (PLAIN, RUNS), (PAGE, TAGS)):
        for run in runs:
            read(head + run * (size // len(run)))


def test_a_long_body_is_read_to_its_bounds() -> None:
    read_many(10_000)


@pytest.mark.soak
@pytest.mark.skipif(not SOAK, reason="long: make soak")
def test_five_million_bytes_are_read_to_their_bounds() -> None:
    read_many(5_000_000)


def test_lines_made_to_be_slow_to_match_are_read() -> None:
    slow = ("done " + "1 " * 990, "1," * 900 + " done", "move 1 to " + "14 " * 600, "(" * 990 + ")" * 990, "- " * 990,
            "sent from " + "iphone " * 190, "On 2026 " + "wrote " * 300, "<a@b> " * 300, "*" * 1990, "a\u0301" * 990,
            "please " * 280, "From: " * 300, ": …”" * 400, "--" * 900 + "x", "On <a@" * 300)  # fmt: skip
    for line in slow:
        read(PLAIN + f"{line}\r\n".encode())


def test_a_page_is_looked_at_up_to_its_bound_of_tags() -> None:
    assert shown("<p>done 2</p>" + "<br>" * MOST_TAGS + "<p>stop</p>").split() == ["done", "2"]


def test_thousands_of_closing_lines_and_blank_lines_are_no_work() -> None:
    assert heard(parse(read(PLAIN + b"done 2\r\n" + b"best\r\n" * 1_000), (1, 2), "en", ANSWERED)) == ["done 2"]
    assert read(PLAIN + b"done 2" + b"\r\n" * 5_000) == "done 2"
