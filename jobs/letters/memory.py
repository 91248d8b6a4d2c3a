"""What earlier letters to a client named, so that nothing is said twice or before its time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sync.rules.standing import ClientDay, Standing
from sync.rules.step_letters import named


@dataclass(frozen=True, slots=True)
class Memory:
    """What the letters that count named: About item -> date of the first and of the newest letter with it.

    `dates` are the letters' dates, oldest first, `steps` those of letters of decisions. They are of one mode, real or
    rehearsal, as in ClientDay.
    """

    first: dict[str, date]
    newest: dict[str, date]
    dates: tuple[date, ...]
    steps: frozenset[date] = frozenset()

    def named(self, item: str) -> bool:
        """Whether a letter that counts named that item."""
        return item in self.first

    def steps_on(self, day: date) -> bool:
        """Whether the letter of a decision went on that date."""
        return day in self.steps

    def within(self, days: int, today: date) -> int:
        """How many letters went on the last `days` dates, today's among them."""
        return sum(1 for day in self.dates if today - timedelta(days=days) < day)


def remember(day: ClientDay) -> Memory:
    """The memory of a client's letters: those sent, perhaps sent, or sent and bounced (guarantee 3)."""
    first: dict[str, date] = {}
    newest: dict[str, date] = {}
    counting = sorted((sent for sent in day.sent if sent.counts), key=lambda sent: sent.date)
    for sent in counting:
        for item in sent.about:
            first.setdefault(item, sent.date)
            newest[item] = sent.date
    steps = frozenset(sent.date for sent in counting if named(sent))
    return Memory(first, newest, tuple(sent.date for sent in counting), steps)


def told_on(standing: Standing, day: ClientDay, memory: Memory) -> date | None:
    """The date on which the client was first told of a commitment in this mode; None: not yet.

    A rehearsal never looks at Told on: what the coach alone has read, the client was not told (contract, section 4).
    """
    named = memory.first.get(agreed(standing.commitment.id))
    known = None if day.rehearsal else standing.told_on
    return min(named, known) if named and known else named or known


def agreed(row_id: str) -> str:
    """The About item that says: the client was told of this commitment or habit."""
    return f"{row_id}:agreed"


def receipt(reply_id: str) -> str:
    """The About item that says: a letter acknowledged this row of Replies."""
    return f"{reply_id}:receipt"
