"""The message around a letter's two parts: headers, boundary, and the proof that the head reads as it was meant."""

from __future__ import annotations

import re
from binascii import b2a_qp
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import SMTP, compat32
from functools import lru_cache
from hashlib import sha256
from typing import Any

from jobs.letters.answers import mailto
from jobs.letters.letter import Letter, LetterProblem
from jobs.letters.words import name, words

_MESSAGE_ID = re.compile(r"<[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+>", re.ASCII)
"""What comes from the Mail log is a cell that somebody may have typed in."""
_FOLD = re.compile(r"\r?\n(?=[ \t])")
_WITH_WORDS = ("From", "To", "Reply-To", "Subject")
"""Headers in which something a person typed stands."""


@dataclass(frozen=True, slots=True)
class Post:
    """What all letters of a run share: the settings' `from`, the workbook's identity, the run's instant (aware)."""

    mail_from: str
    workbook: str
    now: datetime


def build(letter: Letter, post: Post, text: str, html: str) -> EmailMessage:
    """The message with the headers of contract section 4. The same letter and post give the same bytes.

    Raises LetterProblem where an address cannot stand in a header, or where the built headers, read anew, say
    something else than was put in (CPython 3.11 has open header bugs, so that it is checked and not trusted).
    """
    try:
        message = _with_headers(letter, post)
        _attach(message, text, html, letter.frame["language"])
        arrives = _arrives(message)
    except (MessageError, ValueError, LookupError) as error:
        raise LetterProblem(letter.key, f"no message can be built: {type(error).__name__}") from error
    if not arrives:
        raise LetterProblem(letter.key, "the built message does not read as it was written")
    return message


def message_id(key: str, post: Post) -> str:
    """The Message-ID of that letter of that workbook, the same in every run and opaque (RFC 5322, 3.6.4)."""
    return f"<{_digest(post.workbook, key)}@{_sender(post.mail_from).domain}>"


def _with_headers(letter: Letter, post: Post) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    reply = letter.frame["reply_address"]
    sender = _sender(post.mail_from)
    message["From"] = _parsed("From", str(_from(letter, sender)))
    message["To"] = _to(letter)
    if reply:
        message["Reply-To"] = _parsed("Reply-To", str(_address("", reply)))
    message["Subject"] = _parsed("Subject", words(letter.subject))
    message["Date"] = post.now
    message["Message-ID"] = message_id(letter.key, post)
    if known := [reference for reference in letter.references if _MESSAGE_ID.fullmatch(reference)]:
        message["In-Reply-To"] = known[-1]
        message["References"] = " ".join(known)
    message["List-Unsubscribe"] = _parsed("List-Unsubscribe", f"<{mailto(reply or sender.addr_spec, 'stop')}>")
    message["Auto-Submitted"] = _parsed("Auto-Submitted", "auto-generated")
    message["X-Coachsheet-Key"] = letter.key
    if letter.rehearsal:
        message["X-Coachsheet-Rehearsal"] = "yes"
    return message


def _attach(message: EmailMessage, text: str, html: str, language: str) -> None:
    """Both parts as alternatives, the richer one last (RFC 2046, 5.1.4), with a boundary that no part can hold:
    quoted-printable has no `=_`."""
    boundary = f"=_{_digest('boundary', message['Message-ID'])}"
    message["Content-Type"] = f'multipart/alternative; boundary="{boundary}"'
    message["MIME-Version"] = _parsed("MIME-Version", "1.0")
    message["Content-Language"] = _parsed("Content-Language", language)
    message.set_payload([_part(text, "plain"), _part(html, "html")])


def _part(content: str, subtype: str) -> EmailMessage:
    """Quoted-printable whatever the content: 7-bit on every server, and made in C (set_content takes ten times it)."""
    part = EmailMessage(policy=SMTP)
    part["Content-Type"] = _parsed("Content-Type", f'text/{subtype}; charset="utf-8"')
    part["Content-Transfer-Encoding"] = _parsed("Content-Transfer-Encoding", "quoted-printable")
    part.set_payload(b2a_qp(content.encode("utf-8"), istext=True).decode("ascii"))
    return part


def _from(letter: Letter, sender: Address) -> Address:
    """`Alicia · Strong Start`, where the record names coach and practice; else as the settings have it."""
    coach, practice = letter.frame["coach"], letter.frame["practice"]
    shown = f"{coach.split()[0]} · {practice}" if coach and practice else sender.display_name
    return _address(shown, sender.addr_spec)


def _to(letter: Letter) -> Address:
    return _address(f"{letter.client} (rehearsal)" if letter.rehearsal else letter.client, letter.to)


@lru_cache(maxsize=8)
def _sender(mail_from: str) -> Address:
    parsed: Any = SMTP.header_factory("From", mail_from)
    if len(parsed.addresses) != 1:
        raise ValueError("the settings' from is no single address")
    return _address(parsed.addresses[0].display_name, parsed.addresses[0].addr_spec)


def _address(display: str, spec: str) -> Address:
    """An address that is ASCII on its left side; on its right the domain in its IDNA form (RFC 5890)."""
    local, _, domain = spec.rpartition("@")
    if not local or not local.isascii() or re.search(r'[\s<>()\[\],;:"\\@]', local):
        raise ValueError("an address that cannot stand in a header")
    return Address(name(display), local, domain.encode("idna").decode("ascii"))


def _arrives(message: EmailMessage) -> bool:
    """Whether the head, as it goes over the wire, is read as the same headers with the same words and addresses."""
    wire = b"".join(message.policy.fold_binary(header, value) for header, value in message.raw_items())
    raw = BytesHeaderParser(policy=compat32).parsebytes(wire + b"\r\n").items()
    return [header for header, _ in raw] == message.keys() and all(
        _meaning(header, _parsed(header, _FOLD.sub("", text))) == _meaning(header, message[header])
        for header, text in raw
        if header in _WITH_WORDS
    )


def _meaning(header: str, value: Any) -> object:
    """What a reader is told. Blanks do not count: CPython reads one between two encoded words (RFC 2047, 6.2)."""
    if header == "Subject":
        return str(value)
    return [("".join(a.display_name.split()), a.addr_spec) for a in value.addresses]


@lru_cache(maxsize=256)
def _parsed(header: str, text: str) -> Any:
    """A header's value as the email package reads it. Most are the same in all letters of a run."""
    return SMTP.header_factory(header, text)


def _digest(*of: str) -> str:
    return sha256("\n".join(of).encode()).hexdigest()[:32]
