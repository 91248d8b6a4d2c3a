"""Clients who answer the letters of a practice on Google, and a mailbox in memory that keeps what they sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import compat32
from typing import Any

import pytest

from jobs.answers import heads, rows
from jobs.mail.base import TryLater
from jobs.mail.mailbox import Arrived
from tests.answering import ADDRESS, answer, bounce
from tests.google_night import Night
from tests.practice_files import Outcome

SAYINGS = (
    "done 1", "all done", "done 1 on Monday\n7", "done 9", "move 1 to 14 Dec because {tag}", "1: 7 of 12", "2: 3",
    "7/10", "stuck: {tag}", "win: {tag}", "help: {tag}", "agenda: {tag}", "Dear Ana, {tag} it is", "Thanks!",
    "done 2\nmove 1 to 11 Dec because {tag}\nstuck: (2) {tag}\n8", "fewer", "stop", "stop", "start",
    "start\nwin: {tag}",
)  # fmt: skip
"""What clients say. `{tag}` is a word that stands nowhere else."""

WAYS = (
    "plain", "plain", "plain", "plain", "twice", "another sender", "another token", "no token", "not from there",
    "by itself", "bounce", "stranger",
)  # fmt: skip
"""How it comes."""

REFUSED = ("another sender", "another token", "not from there")
NO_ROW = ("by itself", "bounce", "stranger")


@dataclass(frozen=True, slots=True)
class Message:
    """What came. `id`: that of its row in Replies; `key`: of the letter that it answers; `tag` as in SAYINGS."""

    data: bytes
    received: datetime
    id: str
    way: str
    said: str
    key: str
    address: str
    tag: str

    @property
    def tagged(self) -> bool:
        return self.tag in self.said


@dataclass
class Letterbox:
    """A Mailbox; all machines read the same one. `breaks`: so many messages are handed over, then none."""

    messages: list[Message] = field(default_factory=list)
    validity: int = 1
    breaks: int = 10**6

    def __enter__(self) -> Letterbox:
        return self

    def __exit__(self, *exc: object) -> None:
        return

    def check(self) -> None:
        return

    def new(self, mark: str, since: date) -> Iterator[Arrived]:
        validity, _, last = mark.partition(":")
        after = int(last) if validity == str(self.validity) else 0
        for handed, message in enumerate(self.messages[after:]):
            if handed == self.breaks:
                raise TryLater("the mail server broke off")
            uid = after + handed + 1
            if message.received.date() >= since - timedelta(days=1):
                yield Arrived(uid, message.data, message.received, f"{self.validity}:{uid}", True)


def say(letter: EmailMessage, saying: str, way: str, received: datetime, number: int) -> list[Message]:
    """The messages that such an answer to a letter makes."""
    tag, address = f"xq{number}z", letter["To"].addresses[0].addr_spec
    said = saying.format(tag=tag)
    data = bounce(letter, address) if way == "bounce" else answer(letter, said, received, **_headers(letter, way))
    made = Message(data, received, _id(data), way, said, str(letter["X-Coachsheet-Key"]), address, tag)
    return [made, made] if way == "twice" else [made]


def _headers(letter: EmailMessage, way: str) -> dict[str, str | None]:
    reply_to = str(letter["Reply-To"])
    local, _, domain = reply_to.rpartition("@")
    turned = f"{local[:-8]}{'a' if local[-8] != 'a' else 'b'}{local[-7:]}@{domain}"
    found: dict[str, dict[str, str | None]] = {
        "another sender": {"From": "eve@elsewhere.example"},
        "another token": {"To": turned},
        "no token": {"To": ADDRESS},
        "not from there": {"Authentication_Results": "mx.strongstart.example; dmarc=fail"},
        "by itself": {"Auto_Submitted": "auto-replied"},
        "stranger": {"To": "ana@strongstart.example", "In_Reply_To": None, "References": None},
    }
    return found.get(way, {})


def _id(data: bytes) -> str:
    head = BytesParser(policy=compat32).parsebytes(data, headersonly=True)
    return rows.row_id(dict(heads.items(head)), re.split(rb"\r?\n\r?\n", data, maxsplit=1)[-1])


@dataclass
class Machine(Night):
    """A practice on Google that reads its answers from a letterbox."""

    box: Letterbox = field(default_factory=Letterbox)

    def use(self, mail: Any) -> None:
        Night.use(self, mail)
        with self.settings.open("a", encoding="utf-8") as file:
            file.write('[inbox]\nhost = "127.0.0.1"\nsecurity = "none"\nusername = "ana"\npassword = "geheim"\n')
        self.settings.chmod(0o600)

    def run(self, as_of: str = "2026-11-23T08:00+01:00", job: str = "nightly", *options: str) -> Outcome:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("jobs.desk.open_mailbox", lambda settings: self.box)
            return Night.run(self, as_of, job, *options)

    @property
    def replies(self) -> list[dict[str, Any]] | None:
        """The rows of Replies; None where there is no such tab with its headers."""
        if "Replies" not in self.titles():
            return []
        head = (self.grid("Replies") or [[]])[0]
        if not {"ID", "When", "Client", "Words", "State"} <= set(head):
            return None
        return [row for row in self.rows("Replies") if row.get("ID")]
