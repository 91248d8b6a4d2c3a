"""A letter as it lies in the outbox, with its row in the Mail log: what the judge looks at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage

from sync.workbook.base import Value

_KEY = re.compile(r"(.+?)-(\d{4}-\d\d-\d\d)(-rehearsal)?")
_NUMBERED = re.compile(r"(.+):no(\d+)")


@dataclass(frozen=True, slots=True)
class Seen:
    """`day` is that of the key; `client_id` is blank in a digest; `text` and `html` are its parts."""

    key: str
    client_id: str
    day: date
    rehearsal: bool
    when: datetime
    to: str
    subject: str
    kinds: tuple[str, ...]
    about: tuple[str, ...]
    text: str
    html: str
    message: EmailMessage

    @property
    def digest(self) -> bool:
        return not self.client_id

    @property
    def numbered(self) -> dict[str, int]:
        """Row's ID -> the number by which the letter lists it."""
        found = (_NUMBERED.fullmatch(item) for item in self.about)
        return {match[1]: int(match[2]) for match in found if match}

    def named(self, tier: str) -> list[str]:
        """The IDs of its About items of that kind: `b3k7x2q9:agreed`."""
        return [item.partition(":")[0] for item in self.about if item.partition(":")[2] == tier]

    def dates(self, what: str) -> list[date]:
        """The dates of its About items of that kind: `check-in:2026-03-09`."""
        return [date.fromisoformat(item.partition(":")[2]) for item in self.about if item.startswith(f"{what}:")]


def seen(message: EmailMessage, row: dict[str, Value], now: datetime) -> Seen:
    """Both together; fails where they do not speak of the same letter."""
    key = str(message["X-Coachsheet-Key"])
    match = _KEY.fullmatch(key)
    assert match and row["Key"] == key, key
    for name, header in (("Subject", "Subject"), ("Message-ID", "Message-ID"), ("To", "To")):
        shown = str(message[name]) if name != "To" else message["To"].addresses[0].addr_spec
        assert shown.split() == str(row[header]).split(), (key, name, shown, row[header])
    about = tuple(str(row["About"] or "").split(", "))
    return Seen(
        key,
        "" if match[1].startswith("team") else match[1],
        date.fromisoformat(match[2]),
        bool(match[3]),
        now,
        str(row["To"]),
        str(row["Subject"]),
        tuple(str(row["Kind"]).split(", ")),
        tuple(item for item in about if item != "rehearsal"),
        _part(message, "plain"),
        _part(message, "html"),
        message,
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")
