"""What the rules find, as values: how a commitment stands, and what is true for a client on a day.

No rule lives here: commitments.py, progress.py and their neighbours make these values; write-back and
letters read them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sync.records import Answer, Client, Commitment, Habit, Payment, Sent, Session
from sync.rules.replies import Reply

if TYPE_CHECKING:
    from sync.rules.decided import StepLetter
    from sync.rules.groups import Circle


@dataclass(frozen=True, slots=True)
class Standing:
    """How one commitment stands on its client's today; `overdue` etc. are read from `status`."""

    commitment: Commitment
    status: str
    days_left: int | None
    first_due: date | None
    due_seen: date | None
    moved_on: date | None
    moved: str
    closed_on: date | None
    kept: bool
    resolved: bool
    told_on: date | None
    """The client's date on which a letter (not a rehearsal) first named it; blank: never."""

    @property
    def closed(self) -> bool:
        return self.status in ("Done", "Done late")

    @property
    def live(self) -> bool:
        """Open work: neither closed nor dropped, nor one that cannot be read or is still being typed."""
        return self.status in ("Open", "Due soon", "Due today", "Overdue", "Slipped")


@dataclass(slots=True)
class ClientDay:
    """What is true for one client on her own date: all that a letter to her may be made of.

    `standings` are all commitments of hers, her own and the coach's, in sheet order. `sent` are the
    letters to her in this mode (real ones, or rehearsals while rehearsing), oldest first. `first_run`
    is the date of the workbook's first run. `streak` counts kept commitments in a row. `replies` are what
    she answered by email, oldest first; `emails` what she gets (All, Essential, None): blank, as her row says.
    `heard` is all that she said, in Check-ins too, oldest first. `circle` is her group, where members see each other.
    `sessions` and `payments` are hers that can be read, in sheet order; `coach_zone` her coach's, None: the policy's.
    `step` is the letter that the coach decided to send her; `parted`: after Part ways nothing but Reopen goes out.
    `speaks_on` is the date of her next planned session, `looks_from` where the window of the ladder begins.
    """

    client: Client
    now: datetime
    standings: list[Standing]
    habits: list[Habit] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    streak: int = 0
    first_run: date | None = None
    rehearsal: bool = True
    replies: list[Reply] = field(default_factory=list)
    emails: str = ""
    heard: list[Answer] = field(default_factory=list)
    circle: Circle | None = None
    sessions: list[Session] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    coach_zone: ZoneInfo | None = None
    step: StepLetter | None = None
    parted: bool = False
    speaks_on: date | None = None
    looks_from: date | None = None

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def gets(self) -> str:
        """Which emails she gets now: All, Essential or None."""
        return self.emails or self.client.emails
