"""Nothing that a cell, a template row, the log or a reply holds gets into the head of a message (guarantee 9).

Each way in is fuzzed with the worst there is. What leaves is read three times: by both parsers of the standard
library, and by a strict one of our own from the bytes alone (tests/jobs/mail/strict.py).
"""

from __future__ import annotations

import re
from dataclasses import replace
from email.message import Message
from email.parser import Parser
from email.policy import SMTP, compat32
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.letters.compose import compose
from jobs.letters.letter import Letter, LetterProblem
from jobs.letters.message import Head, Post, assemble, build
from jobs.letters.words import name as cleaned
from jobs.mail.base import Refused
from jobs.mail.envelope import Envelope, seal
from jobs.settings_checks import is_address
from tests import cast
from tests.cast import commitment, day_of, on, rules, standing
from tests.jobs.letters.scenes import POST, letter_of
from tests.jobs.mail import strict

NAMES = [
    "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "List-Unsubscribe", "Auto-Submitted",
    "X-Coachsheet-Key", "Content-Type", "MIME-Version", "Content-Language",
]  # fmt: skip
THREAD = ["In-Reply-To", "References"]
CLIENT, COACH = "someone@clients.example", "ana@strongstart.example"
ANSWERS = "answers@strongstart.example"

PIECES = (
    "\r\n", "\n", "\r", "\r\n ", "\n\t", "\r\r\n", "\r\n\r\n", "\x00", "\x07", "\x08", "\x0b", "\x0c", "\x1b[2J",
    "\x1c", "\x1d", "\x1e", "\x1f", "\x7f", "\x80", "\x85", "\x9f", "\u2028", "\u2029", "\ud800", "\udfff", "\udcff",
    "\ufffe", "\u202e", "\u202d", "\u2066", "\u2069", "\u200e", "\u061c", "\u200b", "\u200c", "\u200d", "\u2060",
    "\ufeff", "\u00ad", "\U000e0041", "\u3164", "\u0301", "\U0001f469\u200d\U0001f467", "\U0010ffff", "é", "ß",
    "日本語", "נועה", "محمد", "İ", "ﬀ", "Bcc: x@evil.example", "Bcc:", "To: ", "Content-Type: text/html", "X:", ": ",
    "From ", "\nFrom x", "--=_", "=_", "=?utf-8?q?Bcc=3A_x=40evil=2Eexample?=", "=?utf-8?q?x=0D=0ABcc:_y?=",
    "=?utf-8?b?DQpCY2M6IHk=?=", "=?utf-7?q?+AA0-?=", "=?utf-8?q?=3D=3Futf-8=3Fq=3Fx=3F=3D?=", "=?utf-8?q?a", "?=",
    "=?", "==??", "=?utf-8?q?a?==?utf-8?q?b?=", "=?x?y?z?=", "=?utf-8*en?q?a?=", "=?UTF-16?b?AA0ACg==?=", "=0D=0A",
    "%0D%0A", "%0a", "&#13;&#10;", "\\r\\n", "\\", "\\\\", '"', '\\"', '""', "'", "(", ")", "(x", "((((", "<", ">",
    "<x@evil.example>", "<>", "@", "x@evil.example", ", x@evil.example,", ",", ";", ":",
    "group: a@b.example, c@d.example;", ":;", "[", "]", "[127.0.0.1]", ".", "..", "?", "&", "#", "?cc=x@y.example",
    "&bcc=x@y.example",
    " ", "  ", "\t", "\u00a0", "\u3000", "a", "Priya", "Nair", "a b", "x" * 70, "x" * 300, "é" * 90, "w " * 60,
    "{{ 7 }}", "${x}", "$(id)", "undisclosed-recipients:;",
)  # fmt: skip
"""What attacks are made of."""

worst = st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=12).map("".join)


def letter_with(client: str = "", first: str = "", coach: str = "", practice: str = "", signature: str = "",
                words: str = "") -> Letter:  # fmt: skip
    someone = cast.client("cname2xy", client, CLIENT, coach=coach, first_name=first)
    day = day_of(someone, standing(commitment(someone, "b1aaaaaa", words or "x", on(3))))
    letter = compose(day, rules(practice_name=practice, signature=signature), CLIENT)
    assert letter
    return letter


def sealed(letter: Letter, post: Post = POST) -> Envelope:
    return seal(build(letter, post, "Text.\n", "<p>Text.</p>\n"))


def proven(envelope: Envelope, names: list[str], to: str = CLIENT, sender: str = COACH) -> strict.Head:
    """The envelope, and the head by three readings: these headers, these addresses, nothing else."""
    assert (envelope.sender, envelope.recipient) == (sender, to)
    head = strict.read(envelope.data)
    assert head.names == names
    assert (head.mailbox("From")[1], head.mailbox("To")[1]) == (sender, to)
    for policy in (compat32, SMTP):
        # RFC 6532: what travels by SMTPUTF8 is UTF-8 throughout, which the parser of bytes takes for broken ASCII.
        parsed: Message[Any, Any] = Parser(policy=policy).parsestr(envelope.data.decode())
        assert parsed.keys() == names and not parsed.defects
        assert [part.get_content_subtype() for part in parsed.walk()] == ["alternative", "plain", "html"]
    for header, address in (("From", sender), ("To", to)):
        assert [one.addr_spec for one in parsed[header].addresses] == [address]
        assert not parsed[header].defects or not address.isascii()
    return head


@given(worst, worst, worst, worst, worst, worst)
def test_no_cell_gets_into_the_head_of_a_letter(
    client: str, first: str, coach: str, practice: str, signature: str, words: str
) -> None:
    letter = letter_with(client, first, coach, practice, signature, words)
    head = proven(sealed(letter), NAMES)
    assert head.mailbox("To")[0] == cleaned(client)
    coach, practice = cleaned(coach), cleaned(practice)
    shown = cleaned(f"{coach.split()[0]} · {practice}") if coach and practice else "Ana Coach"
    assert head.mailbox("From")[0] == shown
    assert head["Reply-To"] == ANSWERS and head["List-Unsubscribe"] == f"<mailto:{ANSWERS}?subject=stop>"
    assert head["X-Coachsheet-Key"] == letter.key and head["Content-Language"] == "en"


@pytest.mark.parametrize(
    "words",
    [
        '"a@evil.example" <b@evil.example>', "a@evil.example", "a@evil.example,", '"quoted local"@evil.example',
        "friends: a@evil.example, b@evil.example;", "Priya (a@evil.example)", "(((((" * 50, "\u202eelpmaxe@a\u202c",
        "=?utf-8?q?=3Ca=40evil=2Eexample=3E=2C?=", "=?utf-8?b?DQpCY2M6IHhAZXZpbC5leGFtcGxl?=", "=?utf-8?q?" * 1_000,
        "Priya\u2028Bcc: a@evil.example", "\r\n" * 500 + "Bcc: a@evil.example", "Priya\x00Nair", "\ud800Priya\udfff",
        "x" * 10_000, "é" * 10_000, "w " * 5_000, '"' * 999, "\\" * 999, ",".join(["<a@evil.example>"] * 500),
        "\u0301" * 500,
    ],
)  # fmt: skip
def test_the_worst_names_reach_one_address_each(words: str) -> None:
    head = proven(sealed(letter_with(words, words, words, words, words, words)), NAMES)
    assert all(len(head.mailbox(header)[0]) <= 60 for header in ("From", "To"))
    assert "evil" not in head["Subject"]


@given(worst)
def test_a_subject_holds_no_word_of_a_cell(words: str) -> None:
    plain = letter_with("Priya", "Priya", "Alicia", "Strong Start", "Alicia", "x")
    assert letter_with(words, words, words, words, words, words).subject == plain.subject


@given(worst)
def test_a_subject_of_any_words_adds_no_header(words: str) -> None:
    """A Templates row may give the subject."""
    head = proven(sealed(replace(letter_with("Priya"), subject=words)), NAMES)
    assert head.words("Subject") == cleaned(words, 300)


@given(
    st.sampled_from(["{}", "a{}@b.example", "a@b{}.example", "a@b.example{}", "{}@b.example", "<a@b.example>{}"]), worst
)
def test_a_cell_of_emails_is_one_address_or_no_letter(form: str, words: str) -> None:
    typed = form.format(words)
    try:
        envelope = sealed(replace(letter_with("Priya"), to=typed))
    except LetterProblem as problem:
        assert "evil" not in str(problem)
        return
    assert envelope.recipient.count("@") == 1 and envelope.recipient.isprintable()
    proven(envelope, NAMES, to=envelope.recipient)
    assert envelope.utf8 is not envelope.recipient.isascii()


@given(st.sampled_from(["{}", "a{}@b.example", "a@b.example{}"]), worst)
def test_a_reply_address_is_one_address_or_no_letter(form: str, words: str) -> None:
    letter = letter_with("Priya")
    letter = replace(letter, frame=letter.frame | {"reply_address": form.format(words)})
    try:
        envelope = sealed(letter)
    except LetterProblem:
        return
    names = [name for name in NAMES if name != "Reply-To" or form.format(words)]
    head = proven(envelope, names)
    link = head["List-Unsubscribe"]
    assert link.isascii() and link.startswith("<mailto:") and link.endswith("?subject=stop>")
    assert not set(link[1:-1]) & set(' <>,;"&#\r\n') and link.count("@") == 1 and link.count("?") == 1


@given(
    st.lists(
        worst | st.sampled_from(["<a@b.example>", f"<{'x' * 230}@b.example>", f"<{'x' * 900}@b.example>"]), max_size=10
    )
)
def test_message_ids_of_the_log_are_message_ids_or_left_out(cells: list[str]) -> None:
    letter = replace(letter_with("Priya"), references=tuple(cells))
    good = [cell for cell in cells if len(cell) <= 250 and re.fullmatch(r"<[!-;=?A-~]+@[\w.-]+>", cell, re.ASCII)]
    names = [*NAMES[:6], *(THREAD if good else []), *NAMES[6:]]
    head = proven(sealed(letter), names)
    if good:
        assert head["References"].split() == good and head["In-Reply-To"] == good[-1]


@given(st.sampled_from(["key", "language"]), worst)
def test_a_key_or_language_that_is_none_gives_no_letter(what: str, words: str) -> None:
    letter = letter_with("Priya")
    if what == "key":
        letter = replace(letter, key=words)
    else:
        letter = replace(letter, frame=letter.frame | {"language": words})
    try:
        envelope = sealed(letter)
    except (LetterProblem, Refused):
        return
    assert strict.read(envelope.data).names == NAMES


@given(worst, worst)
def test_the_settings_from_is_one_address_or_stops_everything(shown: str, after: str) -> None:
    for typed in (f"{shown} <ana@strongstart.example>{after}", f'"{shown}" <ana@strongstart.example>', shown):
        try:
            message = assemble(Head("k1", CLIENT, "Subject"), Post(typed, "book", cast.NOW), "x\n", "y\n")
        except LetterProblem:
            continue
        envelope = seal(message)
        sender = envelope.sender
        proven(envelope, [name for name in NAMES if name != "Reply-To"], sender=sender)
        assert is_address(typed) is False or sender == typed.strip() or f"<{sender}>" in typed


@pytest.mark.parametrize(
    "typed",
    [
        "alice@example.org)bob@example.com", "alice@example.org(<bob@example.com>",
        "alice@example.org<bob@example.com>", 'alice@example.org"bob@example.com"',
        "alice@example.org@bob@example.com", "alice@example.org,bob@example.com",
        "alice@example.org;<bob@example.com>", "alice@example.org:<bob@example.com>",
        "[alice@example.org]bob@example.com", "=?utf-8?q?a=40b=2Eexample?=@example.com",
        "Ana <=?utf-8?q?ana?=@example.com>",
    ],
)  # fmt: skip
def test_gh_102988_and_gh_152519_no_parser_is_asked_what_a_bent_address_means(typed: str) -> None:
    assert not is_address(typed)
    with pytest.raises(LetterProblem):
        sealed(replace(letter_with("Priya"), to=typed))


def test_a_token_makes_a_long_reply_address_that_stays_whole() -> None:
    """Encoded words in a link or an address are read by nobody (RFC 2047, 5)."""
    reply = "answers+" + "k7q2m9x3" * 5 + "@mail.strong-start.example"
    letter = letter_with("Priya")
    data = sealed(replace(letter, frame=letter.frame | {"reply_address": reply})).data
    link = reply.replace("+", "%2B")
    assert f"\r\nReply-To: {reply}\r\n".encode() in data
    assert f"\r\nList-Unsubscribe: <mailto:{link}?subject=stop>\r\n".encode() in data


def test_a_hand_that_meddles_with_a_built_message_is_seen() -> None:
    message = build(letter_of("due-tomorrow"), POST, "x\n", "y\n")
    message._headers.append(("X-More", "a\r\nBcc: x@evil.example"))  # type: ignore[attr-defined]
    with pytest.raises(Refused):
        seal(message)
