"""A practice's machine in this process: its folder, its mailbox, and real runs as of any instant.

The workbook is a real .xlsx, letters go into a real outbox; the mailbox is a list, for IMAP is proven elsewhere
(test_nightly_inbox.py) and a year of looks at a server would be most of the time.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from jobs import nightly
from jobs.desk import Desk, seeded_ids
from jobs.mail.mailbox import Arrived, Mailbox
from jobs.settings import Settings, load
from jobs.summary import Summary


@dataclass(slots=True)
class Box:
    """A Mailbox; what comes is put in with the time at which the server took it."""

    came: list[tuple[bytes, datetime]] = field(default_factory=list)

    def __enter__(self) -> Mailbox:
        return self

    def __exit__(self, *exc: object) -> None:
        return None

    def check(self) -> None:
        return None

    def new(self, mark: str, since: date) -> Iterator[Arrived]:
        first = int(mark or 0)
        for place, (data, received) in enumerate(self.came[first:], first + 1):
            yield Arrived(place, data, received, str(place), True)


@dataclass(frozen=True, slots=True)
class DeskWithBox(Desk):
    """A desk whose mailbox is that box."""

    box: Box = field(default_factory=Box)

    def mailbox(self) -> Mailbox:
        return self.box


@dataclass(slots=True)
class Machine:
    """`folder` holds coachsheet.toml and practice.xlsx. The same seed makes the same IDs and reply addresses."""

    folder: Path
    seed: int
    box: Box = field(default_factory=Box)
    seen: set[str] = field(default_factory=set)
    settings: Settings | None = None
    ids: Callable[[], str] = field(init=False)
    chance: Callable[[int], bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.ids, self.chance = seeded_ids(self.seed), random.Random(self.seed).randbytes

    @property
    def workbook(self) -> Path:
        return self.folder / "practice.xlsx"

    def run(self, job: str, now: datetime, force: bool = False) -> Summary:
        self.settings = self.settings or load(self.folder / "coachsheet.toml", {}, self.folder, self.folder)
        desk = DeskWithBox(self.settings, now, True, False, force, self.ids, self.chance, box=self.box)
        return nightly.run(desk, nightly.JOBS[job])

    def lose_the_ledger(self) -> None:
        for file in self.folder.glob("coachsheet.db*"):
            file.unlink()

    def fresh_letters(self) -> Iterator[EmailMessage]:
        """What lies in the outbox since the last look, by key."""
        for file in sorted((self.folder / "outbox").glob("*.eml")):
            if file.name not in self.seen:
                self.seen.add(file.name)
                found = message_from_bytes(file.read_bytes(), policy=policy.default)
                assert isinstance(found, EmailMessage)
                yield found


INBOX = """
[inbox]
host = "127.0.0.1"
port = 1
security = "none"
username = "answers"
password = "no secret"
"""
"""The section that says that answers are read; where they come from is the machine's box."""
