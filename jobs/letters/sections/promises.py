"""The coach's promises: what the coach still owes the client. Joins a letter, opens none."""

from __future__ import annotations

from datetime import date
from typing import Any

from jobs.letters.letter import Section
from jobs.letters.memory import Memory, told_on
from jobs.letters.wording import Wording
from jobs.letters.words import words
from sync.policies import Policies
from sync.rules.standing import ClientDay, Standing

SHOWN = 5


def write(day: ClientDay, policies: Policies, memory: Memory, say: Wording) -> Section | None:
    """The coach's open commitments to this client (contract, section 4); fresh ones stand under agreed."""
    owed = sorted((s for s in day.standings if _is_owed(s, day, memory)), key=_by_day)
    if not owed:
        return None
    facts: dict[str, Any] = {
        "things": [_thing(s, day.today, say) for s in owed[:SHOWN]],
        "more": max(0, len(owed) - SHOWN),
        "total": len(owed),
    }
    return Section("coach's promises", facts)


def _is_owed(standing: Standing, day: ClientDay, memory: Memory) -> bool:
    told = told_on(standing, day, memory)
    return (
        standing.commitment.owner == "Coach"
        and standing.status in ("Open", "Due soon", "Due today", "Overdue")
        and not standing.commitment.quiet
        and told is not None
        and told < day.today
    )


def _by_day(standing: Standing) -> date:
    return standing.commitment.due or date.max


def _thing(standing: Standing, today: date, say: Wording) -> dict[str, Any]:
    due = _by_day(standing)
    return {"words": words(standing.commitment.words), "date": say.spoken(due, today), "past": due < today}
