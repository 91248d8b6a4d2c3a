"""Headers as lines: what CPython's folding gets wrong (3.11.7 has all of it) is right here, each bug by its number."""

from __future__ import annotations

from base64 import b64encode
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import SMTP, compat32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.mail.headers import Unwritable, lines
from tests.jobs.mail import strict

LONG_ID = f"<{'a' * 90}@strongstart.example>"
visible = st.text(st.characters(exclude_categories=["C", "Z"], include_characters=' ",;:<>()[]@\\.=?_'), max_size=200)


def line(name: str, value: object) -> bytes:
    """The header as set on a message, which parses it first."""
    message = EmailMessage(policy=SMTP)
    message[name] = value
    return lines(name, message[name])


def head(name: str, value: object) -> strict.Head:
    """The header alone, read strictly; both of the standard library's parsers see one header, too."""
    written = line(name, value)
    for policy in (compat32, SMTP):
        assert BytesHeaderParser(policy=policy).parsebytes(written + b"\r\n").keys() == [name]  # type: ignore[arg-type]
    return strict.read(written + b"\r\n")


def test_gh_80222_a_long_name_keeps_its_commas_to_itself() -> None:
    name = "Nair, Priya <x@evil.example>, " * 6 + "end"
    assert head("To", Address(name, "priya", "clients.example")).mailbox("To") == (name, "priya@clients.example")


def test_gh_121284_an_encoded_comma_stays_encoded() -> None:
    typed = "=?utf-8?q?Bcc=2C_x=40evil=2Eexample=2C?= " + "w " * 30 + f"=?utf-8?q?{'a=2C' * 12}?= <a@b.example>"
    shown, address = head("To", typed).mailbox("To")
    assert address == "a@b.example" and shown.startswith("Bcc, x@evil.example,")


def test_gh_121284_a_short_encoded_name_with_an_address_in_it_is_a_name() -> None:
    shown = "x@evil.example,"
    assert head("From", "=?utf-8?q?x=40evil=2Eexample=2C?= <a@b.example>").mailbox("From") == (shown, "a@b.example")


@pytest.mark.parametrize(
    "words",
    [
        "=?utf-8?q?x=0D=0ABcc:_evil=40example.com?=", "=?utf-8?q?x=0ABcc:_y?=", "=?utf-8?q?x=0D?=",
        "=?utf-8?b?eA0KQmNjOiB5?=", "x =?us-ascii?q?=0A?= y", "=?utf-8?q?=0A_folded?=", "=?latin-1?q?x=85y?=",
        "=?utf-8?q?x=00?=", "=?utf-8?q?x=0B=0C?=", "=?utf-8?q?=E2=80=A8?=",
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["Subject", "X-Coachsheet-Key", "List-Unsubscribe", "From", "To"])
def test_gh_121650_no_encoded_line_end_leaves_its_word(name: str, words: str) -> None:
    value = f"{words} <a@b.example>" if name in ("From", "To") else words
    message = EmailMessage(policy=SMTP)
    try:
        message[name] = value
    except ValueError:
        return  # refused already where it is set
    with pytest.raises(Unwritable):
        lines(name, message[name])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n"])
@pytest.mark.parametrize("length", [10, 60, 200])
def test_gh_132105_a_line_end_at_the_end_of_encoded_words_ends_no_head(end: str, length: int) -> None:
    said = b64encode(("w " * length + end).encode()).decode()
    message = EmailMessage(policy=SMTP)
    message["Subject"] = " ".join(f"=?utf-8?B?{said[at : at + 48]}?=" for at in range(0, len(said), 48))
    with pytest.raises(Unwritable):
        lines("Subject", message["Subject"])


@pytest.mark.parametrize("words", ["(" + "x" * 300 + ")", "(" + "a:b" * 100 + "Bcc:" + "c" * 200 + ") end"])
def test_gh_143935_a_long_comment_is_no_new_header(words: str) -> None:
    assert head("Subject", words).words("Subject") == words
    assert head("To", Address(words, "a", "b.example")).mailbox("To") == (words, "a@b.example")
    assert head("To", f"{words} <a@b.example>").mailbox("To")[1] == "a@b.example"


def test_gh_122476_a_name_before_the_at_is_never_encoded() -> None:
    assert line("To", "jürgen@example.com") == "To: jürgen@example.com\r\n".encode()
    assert head("To", Address("Jürgen", "jürgen", "example.com")).mailbox("To") == ("Jürgen", "jürgen@example.com")


def test_gh_100884_the_comma_between_two_addresses_is_a_comma() -> None:
    found = line("Reply-To", [Address("Zoë " * 20, "a", "b.example"), Address("Ana", "c", "d.example")])
    assert found.count(b",") == 1 and found.replace(b"\r\n", b"").endswith(b"?= <a@b.example>, Ana <c@d.example>")


def test_gh_87720_a_name_that_came_encoded_stays_in_quotation_marks_or_encoded() -> None:
    typed = "=?utf-8?q?Nair=2C_Priya_=3Cx=40evil=2Eexample=3E?= =?utf-8?q?=2C_and_a_name_that_is_long_enough_to_fold?="
    shown, address = head("To", f"{typed} <a@b.example>").mailbox("To")
    assert (shown[:12], address) == ("Nair, Priya ", "a@b.example")


@pytest.mark.parametrize(
    "words",
    ["Re: some few filler words here RE: Routeraustausch und übriggebliebene Glasfaser", "x" * 59 + " ü", "é" * 200],
)
def test_gh_136052_and_gh_85725_no_encoded_word_is_empty_or_split_within_a_letter(words: str) -> None:
    found = head("Subject", words)
    assert "=?utf-8?q??=" not in found["Subject"] and found.words("Subject") == words


@pytest.mark.parametrize("name", ["Message-ID", "In-Reply-To", "References", "List-Unsubscribe", "X-Coachsheet-Key"])
def test_gh_100991_long_numbers_and_links_are_never_encoded(name: str) -> None:
    assert line(name, LONG_ID) == f"{name}: {LONG_ID}\r\n".encode()


def test_references_are_folded_between_message_ids_only() -> None:
    found = line("References", " ".join([LONG_ID] * 10))
    assert found == b"References: " + b"\r\n ".join([LONG_ID.encode()] * 10) + b"\r\n"


@pytest.mark.parametrize(
    "words", ["Grüße: was ist für diese Woche noch offen? 📅 " * 4 + "x", "Hello wörld  two blanks", " ü "]
)
def test_gh_144156_no_blank_is_lost_between_encoded_words(words: str) -> None:
    assert head("Subject", words).words("Subject") == words


def test_gh_124452_a_header_begins_on_the_line_of_its_name() -> None:
    assert line("Subject", "x" * 200) == b"Subject: " + b"x" * 200 + b"\r\n"


@pytest.mark.parametrize(
    "ending", ["\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029", "\x00", "\ud800"]
)
def test_gh_90620_what_some_program_takes_for_a_line_end_is_refused(ending: str) -> None:
    with pytest.raises(Unwritable):
        lines("Subject", f"x{ending}Bcc: y")


@pytest.mark.parametrize("name", ["", "X Y", "X:Y", "Bcc: x\r\nTo", "Sübject", "1", "X\n", "X\t", "X\x00", "X\x7f"])
def test_gh_127794_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(Unwritable):
        lines(name, "x")


def test_a_group_is_refused() -> None:
    with pytest.raises(Unwritable):
        line("To", "friends: a@example.com, b@example.com;")


@pytest.mark.parametrize("name", ["X-Coachsheet-Key", "List-Unsubscribe", "References", "Content-Language"])
def test_letters_beyond_ascii_stand_in_headers_of_words_only(name: str) -> None:
    with pytest.raises(Unwritable):
        lines(name, "ö")


def test_a_word_longer_than_a_line_is_refused_or_encoded() -> None:
    with pytest.raises(Unwritable):
        lines("References", "x" * 1000)
    assert head("Subject", "x" * 5000).words("Subject") == "x" * 5000


@given(visible)
def test_a_subject_arrives_word_by_word(words: str) -> None:
    written = lines("Subject", words)
    assert strict.read(written + b"\r\n").words("Subject") == words


@given(visible)
def test_a_name_arrives_before_its_one_address(words: str) -> None:
    written = line("To", Address(words, "priya", "clients.example"))
    shown, address = strict.read(written + b"\r\n").mailbox("To")
    assert address == "priya@clients.example" and "".join(shown.split()) in ("".join(words.split()), "")
