"""What is true for one coach on her date: all that a digest to her may be made of. No sentence lives here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from jobs import outgoing
from jobs.digest.line import Told
from jobs.digest.readers import Reader
from jobs.letters.wording import Wording
from jobs.letters.words import isolated, name, words
from sync.findings import Findings
from sync.parse import Reading
from sync.records import Answer, Client, Payment, Record, Row, Sent, Session
from sync.rules import answers
from sync.rules.commitments import Clock
from sync.rules.standing import ClientDay, Standing

LOOKS_BACK = timedelta(days=14)
"""News older than that is none, however long no digest went."""

Link = Callable[[str, int], str]
"""Tab and row -> where people open it; blank: nowhere."""


@dataclass(frozen=True, slots=True)
class Practice:
    """What all digests of a run rest on. `heard`, `sessions` and `payments` are by client's ID; heard: oldest first.

    `days` are what letters to clients are made of, for those who have a decision open.
    `writable`: by the tab's title, whether a job may write it.
    """

    reading: Reading
    found: Findings
    mail: list[Sent]
    now: datetime
    link: Link
    heard: dict[str, list[Answer]] = field(default_factory=lambda: defaultdict(list))
    sessions: dict[str, list[Session]] = field(default_factory=lambda: defaultdict(list))
    payments: dict[str, list[Payment]] = field(default_factory=lambda: defaultdict(list))
    days: dict[str, ClientDay] = field(default_factory=dict)
    writable: dict[str, bool] = field(default_factory=dict)

    @property
    def record(self) -> Record:
        return self.reading.record

    @property
    def clock(self) -> Clock:
        return self.found.clock

    def remembers(self, row: Row) -> bool:
        """Whether the next run will know the row by its ID: else what is told once would be told every day."""
        return bool(row.id) and (row.known or self.writable.get(row.title, False))


def practice(reading: Reading, found: Findings, mail: list[Sent], now: datetime, link: Link) -> Practice:
    """Sorted by whom it speaks of."""
    writable = {layout.title: layout.writable for tabs in reading.layouts.tabs.values() for layout in tabs}
    made = Practice(reading, found, mail, now, link, writable=writable)
    open_ = {one.client.id for one in reading.record.decisions if one.client and not one.outcome}
    open_ |= {one.client.id for one in found.proposals}
    made.days.update((d.client.id, d) for d in outgoing.days(reading, found, mail, now) if d.client.id in open_)
    for answer in answers.usable(reading.record):
        if answer.client:
            made.heard[answer.client.id].append(answer)
    for session in reading.record.sessions:
        if session.client and not session.row.to_check:
            made.sessions[session.client.id].append(session)
    for payment in reading.record.payments:
        if payment.client and not payment.row.to_check:
            made.payments[payment.client.id].append(payment)
    return made


@dataclass(frozen=True, slots=True)
class CoachDay:
    """`since`: from which date on something is news to her. `answered`: whether her answers are read."""

    practice: Practice
    reader: Reader
    told: Told
    say: Wording
    today: date
    since: date
    first_run: date
    answered: bool = False

    @property
    def until(self) -> date:
        """A weekly digest speaks of its week, up to Sunday."""
        return self.today + timedelta(days=6 - self.today.weekday()) if self.reader.weekly else self.today

    @property
    def clients(self) -> Iterator[Client]:
        """Hers, in sheet order."""
        return (one for one in self.practice.record.clients if self.knows(one) and self.practice.remembers(one.row))

    def knows(self, client: Client | None) -> bool:
        """Whether she may be told of it; what is about no client concerns every coach."""
        return client is None or self.reader.knows(client)

    def standings(self, client: Client) -> list[Standing]:
        found = self.practice.found.standings.get(client.id, [])
        return [one for one in found if self.practice.remembers(one.commitment.row)]

    def heard(self, client: Client) -> list[Answer]:
        return self.practice.heard.get(client.id, [])

    def sessions(self, client: Client) -> list[Session]:
        return self.practice.sessions.get(client.id, [])

    def near(self, day: date) -> str:
        """A date as a sentence says it to her: `yesterday`, `Friday`, `Fri 27 Nov`."""
        return self.say.near(day, self.today)


def calls(client: Client | None) -> str:
    """The name as a line shows it."""
    return name(client.name) if client else ""


def quote(cell: str, limit: int = 90) -> str:
    """The words of a cell, in a sentence of ours: one line, short, turning nothing that stands beside it."""
    return isolated(words(cell, limit))


def news_since(today: date, sent: list[Sent], first_run: date) -> date:
    """The last 14 days, or since the last digest where that lies further back; never before the first run."""
    start = today - LOOKS_BACK
    if sent:
        start = min(start, sent[-1].date)
    return max(start, first_run)
