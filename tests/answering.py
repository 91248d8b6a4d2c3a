"""A practice that reads answers: its mailbox on a real server, and messages as mail programs and servers build them."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from tests.practice_files import CLIENTS, COMMITMENTS, REAL, Practice, Rows, practice
from tests.servers.dovecot import Account

ADDRESS = "answers@strongstart.example"
POLICIES = {**REAL, "Reply address": ADDRESS}
TEN, ELEVEN = (datetime.fromisoformat(f"2026-11-23T{hour}:00+01:00") for hour in (10, 11))
"""When clients answer on that Monday."""
NOON = "2026-11-23T12:00+01:00"
LATER = "2026-11-23T13:00+01:00"
TUESDAY = "2026-11-24T08:00+01:00"
_RETURNED = ("From", "To", "Subject", "Message-ID", "X-Coachsheet-Key")
_numbers = itertools.count(1)


def add_inbox(settings: Path, account: Account, **inbox: Any) -> None:
    """Write the section into the settings."""
    keys = {
        "host": "127.0.0.1", "port": account.server.port, "security": "none",
        "username": account.user, "password": account.password, **inbox,
    }  # fmt: skip
    lines = ["[inbox]", *(f"{key} = {json.dumps(value)}" for key, value in keys.items())]
    with settings.open("a", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    settings.chmod(0o600)


def arrives(account: Account, data: bytes, received: datetime = TEN) -> None:
    """A message comes, at a time that may still be to come: Dovecot reads it from the file (maildir)."""
    account.deliver(data, received)
    box = account.server.folder / "mail" / account.user
    newest = max((file for part in ("new", "cur") for file in (box / part).iterdir()), key=_number)
    os.utime(newest, (received.timestamp(), received.timestamp()))


def newest_to(name: str, letters: Iterable[EmailMessage]) -> EmailMessage:
    """The newest letter to that client."""
    return [one for one in letters if one["To"].addresses[0].addr_spec.startswith(name)][-1]


@dataclass(slots=True)
class Answering(Practice):
    """A practice with an inbox."""

    account: Account | None = None

    def use(self, mail: Mapping[str, Any], **inbox: Any) -> None:
        Practice.use(self, mail)
        assert self.account is not None
        add_inbox(self.settings, self.account, **inbox)

    @property
    def key(self) -> Path:
        return self.folder / "reply.key"

    def to(self, name: str) -> EmailMessage:
        """The newest letter to that client in the outbox."""
        return newest_to(name, self.outbox())

    def arrives(self, data: bytes, received: datetime = TEN) -> None:
        assert self.account is not None
        arrives(self.account, data, received)

    def replies(self) -> list[dict[str, Any]]:
        return self.rows("Replies")


def _number(file: Path) -> tuple[int, ...]:
    """The order in which a maildir's files came: seconds, microseconds."""
    seconds, _, rest = file.name.partition(".")
    return int(seconds), int("".join(filter(str.isdecimal, rest.partition("P")[0])) or 0)


def answering(folder: Path, account: Account, policies: Mapping[str, Any] = POLICIES, **rest: Any) -> Answering:
    """A practice that no job has seen yet, with an empty mailbox."""
    clients: Rows = rest.pop("clients", CLIENTS)
    commitments: Rows = rest.pop("commitments", COMMITMENTS)
    mail = rest.pop("mail", None)
    made = practice(folder, clients, commitments, policies, mail, **rest)
    found = Answering(made.folder, made.mail, account)
    found.use(found.mail)
    return found


def answer(letter: EmailMessage, said: str, when: datetime = TEN, /, **headers: str | None) -> bytes:
    """What a mail program makes of a press on Reply: quoted text below, the letter's thread; None drops a header."""
    quoted = "\n".join(f"> {line}" for line in str(letter.get_body(("plain",)).get_content()).splitlines())  # type: ignore[union-attr]
    body = f"{said}\n\nOn Mon, 23 Nov 2026 at 08:00, Ana Coach <ana@strongstart.example> wrote:\n{quoted}\n"
    message_id = f"<{next(_numbers)}.answer@mail.clients.example>"
    head: dict[str, str | None] = {
        "From": str(letter["To"]),
        "To": str(letter["Reply-To"] or letter["From"]),
        "Subject": f"Re: {letter['Subject']}",
        "Date": format_datetime(when),
        "Message-ID": message_id,
        "In-Reply-To": str(letter["Message-ID"]),
        "References": str(letter["Message-ID"]),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    lines = [f"{name}: {value}" for name, value in head.items() if value is not None]
    return ("\n".join(lines) + "\n\n" + body).replace("\n", "\r\n").encode("utf-8", "surrogateescape")


def bounce(letter: EmailMessage, recipient: str, status: str = "5.1.1", action: str = "failed") -> bytes:
    """A delivery report as Postfix writes it (RFC 3464)."""
    returned = [f"{name}: {letter[name]}" for name in _RETURNED if letter[name]]
    lines = [
        "Return-Path: <>",
        "From: MAILER-DAEMON@mx.strongstart.example",
        "To: ana@strongstart.example",
        "Subject: Undelivered Mail Returned to Sender",
        "Auto-Submitted: auto-replied",
        f"Message-ID: <{next(_numbers)}.bounce@mx.strongstart.example>",
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="=r"',
        *("", "--=r", "Content-Type: text/plain", "", "I'm sorry to have to inform you that it did not go.", ""),
        *("--=r", "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; mx.strongstart.example", ""),
        *(f"Final-Recipient: rfc822; {recipient}", f"Action: {action}", f"Status: {status}", ""),
        *("--=r", "Content-Type: text/rfc822-headers", "", *returned, "", "--=r--", ""),
    ]
    return "\r\n".join(lines).encode()
