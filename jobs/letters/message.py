"""The message around a letter's two parts: headers and boundary. That it arrives so is proven when it is sealed."""

from __future__ import annotations

import re
from base64 import encodebytes
from binascii import b2a_qp
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from jobs.letters.answers import mailto
from jobs.letters.letter import Attachment, Letter, LetterProblem
from jobs.letters.wording import wording
from jobs.letters.words import LONGEST, name
from sync.addresses import named, on_the_wire

_MESSAGE_ID = re.compile(r"(?=.{5,250}\Z)<[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+>", re.ASCII)
"""What comes from the Mail log is a cell that somebody may have typed in."""


class _Known(HeaderRegistry):
    """Makes the class of each header once; the standard one makes it anew whenever a header is set."""

    def __init__(self) -> None:
        super().__init__()
        self._made: dict[str, Any] = {}

    def __getitem__(self, header: str) -> Any:
        if header not in self._made:
            self._made[header] = super().__getitem__(header)
        return self._made[header]


_POLICY = SMTP.clone(header_factory=_Known())


@dataclass(frozen=True, slots=True)
class Post:
    """What all letters of a run share: the settings' `from`, the workbook's identity, the run's instant (aware)."""

    mail_from: str
    workbook: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Head:
    """What differs between the heads of messages. Words may be any; they are cleaned here, addresses are checked.

    `shown_from` blank: the name of the settings' `from`. `reply` blank: answers go to the sender. `earlier` are
    Message-IDs of the same thread, oldest first; what is none is left out.
    """

    key: str
    to: str
    subject: str
    shown_to: str = ""
    shown_from: str = ""
    reply: str = ""
    language: str = "en"
    earlier: tuple[str, ...] = ()
    rehearsal: bool = False


def build(letter: Letter, post: Post, text: str, html: str) -> EmailMessage:
    """The message with the headers of contract section 4. The same letter and post give the same bytes.

    Raises LetterProblem where an address cannot stand in a header.
    """
    coach, practice = letter.frame["coach"], letter.frame["practice"]
    rehearsed = wording(letter.frame["language"]).gettext("%(client)s (rehearsal)")
    head = Head(
        key=letter.key,
        to=letter.to,
        subject=letter.subject,
        shown_to=rehearsed % {"client": letter.client} if letter.rehearsal else letter.client,
        # `Alicia · Strong Start`, where the record names coach and practice
        shown_from=f"{coach.split()[0]} · {practice}" if coach and practice else "",
        reply=letter.frame["reply_address"],
        language=letter.frame["language"],
        earlier=letter.references,
        rehearsal=letter.rehearsal,
    )
    return assemble(head, post, text, html, letter.attachments)


def assemble(head: Head, post: Post, text: str, html: str, attachments: tuple[Attachment, ...] = ()) -> EmailMessage:
    """A message of ours to one address, both parts and the attachments in it. Raises LetterProblem."""
    try:
        message = _with_headers(head, post)
        _attach(message, text, html, head.language, attachments)
    except (MessageError, ValueError, LookupError) as error:
        raise LetterProblem(head.key, f"no message can be built: {type(error).__name__}") from error
    return message


def message_id(key: str, post: Post) -> str:
    """The Message-ID of that letter of that workbook, the same in every run and opaque (RFC 5322, 3.6.4)."""
    return f"<{_digest(post.workbook, key)}@{_sender(post.mail_from).domain}>"


def _with_headers(head: Head, post: Post) -> EmailMessage:
    message = EmailMessage(policy=_POLICY)
    sender = _sender(post.mail_from)
    reply = on_the_wire(head.reply) if head.reply else ""
    message["From"] = _parsed("From", str(_address(head.shown_from or sender.display_name, sender.addr_spec)))
    message["To"] = str(_address(head.shown_to, head.to))
    if reply:
        message["Reply-To"] = _parsed("Reply-To", reply)
    message["Subject"] = _parsed("Subject", name(head.subject, LONGEST))
    message["Date"] = _parsed("Date", format_datetime(post.now))
    message["Message-ID"] = message_id(head.key, post)
    if known := [reference for reference in head.earlier if _MESSAGE_ID.fullmatch(reference)]:
        message["In-Reply-To"] = known[-1]
        message["References"] = " ".join(known)
    message["List-Unsubscribe"] = _parsed("List-Unsubscribe", f"<{mailto(reply or sender.addr_spec, 'stop')}>")
    message["Auto-Submitted"] = _parsed("Auto-Submitted", "auto-generated")
    message["X-Coachsheet-Key"] = head.key
    if head.rehearsal:
        message["X-Coachsheet-Rehearsal"] = "yes"
    return message


def _attach(message: EmailMessage, text: str, html: str, language: str, attachments: tuple[Attachment, ...]) -> None:
    """Both parts as alternatives, the richer one last (RFC 2046, 5.1.4), beside them what is attached."""
    letter = EmailMessage(policy=_POLICY) if attachments else message
    _bound(letter, "alternative", _digest("boundary", message["Message-ID"]), _part(text, "plain"), _part(html, "html"))
    if attachments:
        _bound(message, "mixed", _digest("mixed", message["Message-ID"]), letter, *map(_attached, attachments))
    message["MIME-Version"] = _parsed("MIME-Version", "1.0")
    message["Content-Language"] = _parsed("Content-Language", language)


def _bound(message: EmailMessage, subtype: str, boundary: str, *parts: EmailMessage) -> None:
    """With a boundary that no part can hold: neither quoted-printable nor base64 has `=_`."""
    message["Content-Type"] = f'multipart/{subtype}; boundary="=_{boundary}"'
    message.set_payload(list(parts))


def _attached(attachment: Attachment) -> EmailMessage:
    """The file as base64 (RFC 2045, 6.8), to be saved under its name (RFC 2183)."""
    part = EmailMessage(policy=_POLICY)
    part["Content-Type"] = attachment.media_type
    part["Content-Disposition"] = f'attachment; filename="{attachment.name}"'
    part["Content-Transfer-Encoding"] = _parsed("Content-Transfer-Encoding", "base64")
    part.set_payload(encodebytes(attachment.data).decode("ascii"))
    return part


def _part(content: str, subtype: str) -> EmailMessage:
    """Quoted-printable whatever the content: 7-bit on every server, and made in C (set_content takes ten times it)."""
    part = EmailMessage(policy=_POLICY)
    part["Content-Type"] = _parsed("Content-Type", f'text/{subtype}; charset="utf-8"')
    part["Content-Transfer-Encoding"] = _parsed("Content-Transfer-Encoding", "quoted-printable")
    part.set_payload(b2a_qp(content.encode("utf-8"), istext=True).decode("ascii"))
    return part


@lru_cache(maxsize=8)
def _sender(mail_from: str) -> Address:
    return _address(*named(mail_from))


def _address(shown: str, spec: str) -> Address:
    local, _, domain = on_the_wire(spec).rpartition("@")
    return Address(name(shown), local, domain)


@lru_cache(maxsize=256)
def _parsed(header: str, text: str) -> Any:
    """A header's value as the email package reads it. Most are the same in all letters of a run."""
    return _POLICY.header_factory(header, text)


def _digest(*of: str) -> str:
    return sha256("\n".join(of).encode()).hexdigest()[:32]
