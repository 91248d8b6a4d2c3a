"""Habits: what was reported for this week and the four before (contract, section 3, Habits)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from sync import cells
from sync.records import Answer, Habit
from sync.rules.answers import day_of
from sync.rules.replies import Reply


def counts_by_week(habit: Habit, heard: Iterable[Answer], replies: Mapping[Answer, Reply]) -> dict[date, int]:
    """Monday of the answer's week -> the number last reported in it. `heard` are the client's answers, oldest first.

    A reply has `b3k7x2q9: 3` among its Words, a check-in the same or `Train: 3` in Done.
    """
    found: dict[date, int] = {}
    if not habit.id:
        return found
    for answer in heard:
        counts = _in_done(habit, answer) if answer.done else []
        if reply := replies.get(answer):
            counts += [count.reached for count in reply.counts if count.id == habit.id]
        if counts:
            found[monday(day_of(answer))] = counts[-1]
    return found


_AFTER_ITS_WORDS = re.compile(r"(?: ?: ?| )(\d{1,4})(?: ?(?:of|/) ?\d{1,4}| ?x| times)?", re.ASCII)


def _in_done(habit: Habit, answer: Answer) -> list[int]:
    """What Done says of the habit, in its order: by ID anywhere, by its whole words in an item of their own."""
    found: list[int] = []
    words = cells.fold(habit.words)
    for item in re.split(r"[;,\n]", answer.done):
        if habit.id in item:
            by_id = re.finditer(rf"(?<![\w-]){re.escape(habit.id)}: ?(\d{{1,4}})(?!\w)", item, re.ASCII)
            found += [int(match[1]) for match in by_id]
        elif words and (folded := cells.fold(item)).startswith(words):
            match = _AFTER_ITS_WORDS.fullmatch(folded[len(words) :])
            found += [int(match[1])] if match else []
    return found


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def last_four(habit: Habit, counts: dict[date, int], today: date) -> str:
    """`3/3, 2/3, –, 3/3`, oldest first."""
    weeks = [monday(today) - timedelta(weeks=back) for back in (4, 3, 2, 1)]
    return ", ".join(f"{counts[week]}/{habit.times}" if week in counts else "–" for week in weeks)
