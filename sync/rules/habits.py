"""Habits: what was reported for this week and the four before (contract, section 3, Habits)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from sync.records import Answer, Habit
from sync.rules.answers import day_of


def counts_by_week(habit: Habit, heard: Iterable[Answer]) -> dict[date, int]:
    """Monday of the week -> the number last reported for it (`b3k7x2q9: 3` in Done) in her answers, oldest first."""
    found: dict[date, int] = {}
    for answer in heard:
        if answer.client is habit.client and habit.id and habit.id in answer.done:
            for match in re.finditer(rf"(?<![\w-]){re.escape(habit.id)}: ?(\d{{1,4}})(?!\w)", answer.done, re.ASCII):
                found[monday(day_of(answer))] = int(match[1])
    return found


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def last_four(habit: Habit, counts: dict[date, int], today: date) -> str:
    """`3/3, 2/3, –, 3/3`, oldest first."""
    weeks = [monday(today) - timedelta(weeks=back) for back in (4, 3, 2, 1)]
    return ", ".join(f"{counts[week]}/{habit.times}" if week in counts else "–" for week in weeks)
