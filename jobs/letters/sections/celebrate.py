"""Celebrate: what the client closed since the last letter, late ones too, and rows of 3, 5, then every 10."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from jobs.letters.letter import Section
from jobs.letters.memory import Memory
from jobs.letters.wording import Wording
from jobs.letters.words import lines, words
from sync.policies import Policies
from sync.rules.standing import ClientDay, Standing

SHOWN = 5
LOOKS_BACK = timedelta(days=14)
"""An answer or a mark may come days after the day it speaks of; so much is looked back, however new the last letter."""
A_WHILE = timedelta(days=7)


def write(day: ClientDay, policies: Policies, memory: Memory, say: Wording) -> Section | None:
    """What was closed and not acknowledged yet, and a row just reached (contract, section 4, celebrate)."""
    since = _since(day, memory)
    done = sorted((s for s in day.standings if _is_news(s, since, memory)), key=lambda s: s.closed_on or since)
    row = _row(day, since, memory)
    if not done and not row:
        return None
    facts: dict[str, Any] = {
        "things": [_thing(s, day.today, say) for s in done[:SHOWN]],
        "more": max(0, len(done) - SHOWN),
        "any_after": any(_waited(s) for s in done[:SHOWN]),
        "row": say.in_words(row) if row else "",
        "counting": day.streak > row,
        "rewards": lines(day.client.rewards) if row else [],
    }
    about = [f"{s.commitment.id}:done" for s in done] + ([f"{day.client.id}:row{row}"] if row else [])
    return Section("celebrate", facts, tuple(about))


def _since(day: ClientDay, memory: Memory) -> date:
    """From which Closed on it is news: since the last letter, 14 days at least, never before the first run."""
    start = day.today - LOOKS_BACK
    if memory.dates:
        start = min(start, memory.dates[-1])
    return max(start, day.first_run or day.today)


def _is_news(standing: Standing, since: date, memory: Memory) -> bool:
    commitment = standing.commitment
    return (
        commitment.owner == "Client"
        and standing.closed
        and bool(commitment.id)
        and standing.closed_on is not None
        and standing.closed_on >= since
        and not memory.named(f"{commitment.id}:done")
    )


def _thing(standing: Standing, today: date, say: Wording) -> dict[str, Any]:
    closed = min(standing.closed_on or today, today)
    return {
        "words": words(standing.commitment.words),
        "date": say.spoken(closed, today),
        "manner": _manner(standing),
        "noted": False,
    }


def _manner(standing: Standing) -> str:
    """`before`, `on` or `after` the day that was chosen."""
    due, closed = standing.commitment.due, standing.closed_on
    if due is None or closed is None or closed == due:
        return "on"
    return "before" if closed < due else "after"


def _waited(standing: Standing) -> bool:
    """Whether it was closed a week or more after its day: of what was done a day later nobody says that it waited."""
    due, closed = standing.commitment.due, standing.closed_on
    return due is not None and closed is not None and closed - due >= A_WHILE


def _row(day: ClientDay, since: date, memory: Memory) -> int:
    """The row to praise: the largest of 3, 5, 10, 20, … reached since then and not praised in this row; else 0.

    A row is known by its first deadline: a letter of that day or later that praised as much spoke of this very row.
    """
    milestone = day.streak // 10 * 10 or (5 if day.streak >= 5 else 3 if day.streak >= 3 else 0)
    row = _kept_in_a_row(day)
    if not milestone or len(row) < milestone:
        return 0
    due, closed = row[milestone - 1].commitment.due, row[milestone - 1].closed_on
    begun = row[0].commitment.due
    if not (due and closed and begun) or max(due, closed) < since or _praised(day, milestone, begun, memory):
        return 0
    return milestone


def _kept_in_a_row(day: ClientDay) -> list[Standing]:
    """The commitments that make the streak, oldest deadline first."""
    own = [s for s in day.standings if s.commitment.owner == "Client" and s.resolved]
    own.sort(key=lambda s: s.commitment.due or date.min)
    return own[len(own) - day.streak :] if 0 < day.streak <= len(own) else []


def _praised(day: ClientDay, milestone: int, begun: date, memory: Memory) -> bool:
    """Whether a letter since the row began praised a row of that length or more."""
    named = f"{day.client.id}:row"
    return any(
        item.startswith(named) and int(item.removeprefix(named)) >= milestone and on >= begun
        for item, on in memory.newest.items()
        if item.removeprefix(named).isdecimal()
    )
