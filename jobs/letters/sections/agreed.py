"""Agreed: the commitments of both sides and the habits that the client was not told of yet. All of them are listed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from jobs.letters import wording
from jobs.letters.letter import Section
from jobs.letters.memory import Memory, agreed, told_on
from jobs.letters.words import words
from sync.policies import Policies
from sync.records import Habit
from sync.rules.standing import ClientDay, Standing


def write(day: ClientDay, policies: Policies, memory: Memory) -> Section | None:
    """Everything open that is new to the client, of both sides (contract, section 4, agreed).

    Quiet commitments are told like the others; they are never reminded.
    """
    new = sorted((s for s in day.standings if _is_new(s, day, memory)), key=lambda s: s.commitment.due or date.max)
    habits = [h for h in day.habits if _is_new_habit(h, day.today, memory)]
    if not new and not habits:
        return None
    facts: dict[str, Any] = {
        "yours": [
            _thing(s, day.today) | {"id": s.commitment.id, "number": 0, "links": {}}
            for s in new
            if s.commitment.owner == "Client"
        ],
        "mine": [_thing(s, day.today) for s in new if s.commitment.owner == "Coach"],
        "habits": [_habit(h, day.today) for h in habits],
        "total": len(new) + len(habits),
    }
    subject = f"What we agreed: {wording.things(len(new) + len(habits))}"
    about = _about([s.commitment.id for s in new] + [h.id for h in habits])
    return Section("agreed", facts, about, subject, "Wrong day or word? Tell me now.")


def _is_new(standing: Standing, day: ClientDay, memory: Memory) -> bool:
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


def _thing(standing: Standing, today: date) -> dict[str, Any]:
    commitment = standing.commitment
    return {
        "words": words(commitment.words),
        "date": wording.dated(commitment.due, today) if commitment.due else "",
        "measure": words(commitment.measure),
        "goal": words(commitment.for_goal),
    }


def _habit(habit: Habit, today: date) -> dict[str, str]:
    return {
        "words": words(habit.words),
        "often": "once a week" if habit.times == 1 else f"{habit.times} times a week",
        "since": wording.dated(habit.since, today) if habit.since and habit.since > today else "",
        "until": wording.dated(habit.until, today) if habit.until else "",
    }
