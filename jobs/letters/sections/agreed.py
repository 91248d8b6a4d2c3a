"""Agreed: the commitments of both sides and the habits that the client was not told of yet. All of them are listed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from jobs.letters.letter import Section
from jobs.letters.memory import Memory, agreed, told_on
from jobs.letters.wording import Wording
from jobs.letters.words import words
from sync.policies import Policies
from sync.records import Habit
from sync.rules.standing import ClientDay, Standing


def write(day: ClientDay, policies: Policies, memory: Memory, say: Wording) -> Section | None:
    """Everything open that is new to the client, of both sides (contract, section 4, agreed).

    Quiet commitments are told like the others; they are never reminded.
    """
    new = sorted((s for s in day.standings if is_new(s, day, memory)), key=lambda s: s.commitment.due or date.max)
    habits = [h for h in day.habits if _is_new_habit(h, day.today, memory)]
    if not new and not habits:
        return None
    facts: dict[str, Any] = {
        "yours": [
            _thing(s, day.today, say) | {"id": s.commitment.id, "number": 0, "links": {}}
            for s in new
            if s.commitment.owner == "Client"
        ],
        "mine": [_thing(s, day.today, say) for s in new if s.commitment.owner == "Coach"],
        "habits": [_habit(h, day.today, say) for h in habits],
        "total": len(new) + len(habits),
    }
    total = len(new) + len(habits)
    subject = say.ngettext("What we agreed: one thing", "What we agreed: %(num)d things", total)
    about = _about([s.commitment.id for s in new] + [h.id for h in habits])
    return Section("agreed", facts, about, subject, say.gettext("Wrong day or word? Tell me now."))


def is_new(standing: Standing, day: ClientDay, memory: Memory) -> bool:
    """Whether the section lists it: open, and the client was not told of it yet."""
    return (
        standing.status in ("Open", "Due soon", "Due today")
        and bool(standing.commitment.id)
        and told_on(standing, day, memory) is None
    )


def _is_new_habit(habit: Habit, today: date, memory: Memory) -> bool:
    return (
        bool(habit.id and habit.words and habit.times)
        and not habit.row.to_check
        and (habit.until is None or habit.until >= today)
        and not memory.named(agreed(habit.id))
    )


def _about(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(agreed(row_id) for row_id in ids)


def _thing(standing: Standing, today: date, say: Wording) -> dict[str, Any]:
    commitment = standing.commitment
    return {
        "words": words(commitment.words),
        "date": say.dated(commitment.due, today) if commitment.due else "",
        "measure": words(commitment.measure),
        "goal": words(commitment.for_goal),
    }


def _habit(habit: Habit, today: date, say: Wording) -> dict[str, str]:
    return {
        "words": words(habit.words),
        "often": say.ngettext("once a week", "%(num)d times a week", habit.times or 0),
        "since": say.dated(habit.since, today) if habit.since and habit.since > today else "",
        "until": say.dated(habit.until, today) if habit.until else "",
    }
