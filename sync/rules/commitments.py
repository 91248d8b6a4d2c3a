"""How each commitment stands: deadlines that move, done, status, SMART, kept (contract, section 3)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sync import cells
from sync.policies import Policies
from sync.records import Client, Commitment, Row
from sync.rules.standing import Standing
from sync.workbook.base import Value

SURE_ENOUGH = 7
"""Confidence below it is a lack in SMART."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The instant of the run, and of the run before (None: there was none)."""

    now: datetime
    before: datetime | None
    policies: Policies
    _dates: dict[ZoneInfo, tuple[date, date]] = field(default_factory=dict, compare=False, repr=False)

    def today(self, client: Client | None) -> date:
        """The client's own date; the practice's where no client is known."""
        return self._in(client)[0]

    def last_run(self, client: Client | None) -> date:
        """The date of the last run before, on the client's clock; today where there was none."""
        return self._in(client)[1]

    def _in(self, client: Client | None) -> tuple[date, date]:
        zone = client.zone if client else self.policies.time_zone
        if zone not in self._dates:
            self._dates[zone] = self.now.astimezone(zone).date(), (self.before or self.now).astimezone(zone).date()
        return self._dates[zone]


@dataclass(frozen=True, slots=True)
class Deadline:
    first_due: date | None
    due_seen: date | None
    moved_on: date | None
    moved: str


def remembered_day(row: Row, header: str) -> date | None:
    """A date that a job wrote in an earlier run; None where it is blank or no date any more."""
    cell: Value = row.carried.get(header)
    if cells.blank(cell):
        return None
    try:
        return cells.day(cell, row.day_zero)
    except cells.Bad:
        return None


def deadline(commitment: Commitment, told_on: date | None, clock: Clock) -> Deadline:
    """First due, Due seen, Moved on, Moved: a correction before it was told, else a move, in time or late."""
    row, due = commitment.row, commitment.due
    first, seen = remembered_day(row, "First due"), remembered_day(row, "Due seen")
    moved_on, moved = remembered_day(row, "Moved on"), row.carried.get("Moved")
    moved = moved if moved in ("In time", "Late") else ""
    if due is None:
        return Deadline(first, seen, moved_on, str(moved))
    if seen is None or due == seen:
        return Deadline(first or due, due, moved_on, str(moved))
    if told_on is None and seen >= clock.today(commitment.client):
        return Deadline(due, due, moved_on, str(moved))
    last = clock.last_run(commitment.client)
    late = moved == "Late" or seen < last
    return Deadline(first or seen, due, last, "Late" if late else "In time")


def closed_on(commitment: Commitment, answered: date | None, clock: Clock) -> date | None:
    """The date typed; for a mark the date of the last run before it was seen; else what an answer said."""
    done = commitment.done_on
    if isinstance(done, date):
        return done
    if done is True:
        kept = remembered_day(commitment.row, "Closed on")
        if kept:
            return kept
        return clock.last_run(commitment.client) if commitment.row.known else clock.today(commitment.client)
    return None if done is False else answered


def status(commitment: Commitment, closed: date | None, today: date, policies: Policies) -> str:
    """The first that fits, in the contract's order."""
    client, due = commitment.client, commitment.due
    if commitment.row.to_check:
        return "Check row"
    if client is None or not commitment.words or due is None:
        return "Draft"
    if commitment.dropped_on:
        return "Dropped"
    if closed:
        return "Done" if closed <= due else "Done late"
    if client.stage in ("Ended", "Paused"):
        return client.stage
    left = (due - today).days
    if left < -policies.slipped_after_days:
        return "Slipped"
    if left < 0:
        return "Overdue"
    if left == 0:
        return "Due today"
    return "Due soon" if left <= policies.due_soon_days else "Open"


def standing(commitment: Commitment, answered: date | None, told_on: date | None, clock: Clock) -> Standing:
    """Everything the rules say of one commitment. `answered`: the date an answer says it was done on."""
    today = clock.today(commitment.client)
    moves = deadline(commitment, told_on, clock)
    closed = closed_on(commitment, answered, clock)
    word = status(commitment, closed, today, clock.policies)
    if word in ("Check row", "Draft"):
        closed = None
    due = commitment.due
    is_closed = word in ("Done", "Done late")
    return Standing(
        commitment,
        word,
        (due - today).days if due and word in _COUNTED else None,
        moves.first_due,
        moves.due_seen,
        moves.moved_on,
        moves.moved,
        closed,
        kept=bool(is_closed and due and closed and closed <= due and moves.moved != "Late"),
        resolved=_resolved(commitment, word, is_closed, today),
        told_on=told_on,
    )


_COUNTED = frozenset({"Paused", "Slipped", "Overdue", "Due today", "Due soon", "Open"})


def _resolved(commitment: Commitment, word: str, closed: bool, today: date) -> bool:
    due, client = commitment.due, commitment.client
    if word in ("Check row", "Draft", "Dropped") or due is None or client is None:
        return False
    if closed:
        return due <= today
    pause = client.pause_until
    return due < today and not (pause and due < pause)


def smart(found: Standing) -> str:
    """`SMART`, or what lacks, in the contract's order; blank once dropped or done."""
    if found.status in ("Dropped", "Done", "Done late"):
        return ""
    commitment = found.commitment
    lacks = []
    if not _specific(commitment.words):
        lacks.append("Specific")
    if not commitment.measure:
        lacks.append("Measure")
    if commitment.confidence is None or commitment.confidence < SURE_ENOUGH:
        lacks.append("Confidence")
    if not commitment.for_goal and not (commitment.client and commitment.client.goal):
        lacks.append("Relevant")
    if commitment.due is None:
        lacks.append("Due")
    return f"Missing: {', '.join(lacks)}" if lacks else "SMART"


_NO_BLANKS = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
)
"""Scripts written without blanks between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese."""


def _specific(words: str) -> bool:
    if _NO_BLANKS.search(words):
        return len("".join(words.split())) >= 6
    return len(words.split()) >= 3


def overdue(found: Standing, today: date, policies: Policies) -> bool:
    """Counts in Clients.Overdue: not closed, Due 1 to Overdue days back, whatever its word but three."""
    due = found.commitment.due
    if due is None or found.closed or found.status in ("Check row", "Draft", "Dropped"):
        return False
    return 1 <= (today - due).days <= policies.overdue_days


def three_actions(commitment: Commitment) -> bool:
    """`Book gym, call mum, send CV` in one cell: three short actions that would each want a row."""
    parts = [part.split() for part in re.split(r"[,;\n]| and ", commitment.words)]
    return len(parts) >= 3 and all(2 <= len(part) <= 4 for part in parts)
