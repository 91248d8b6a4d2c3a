"""Habits: which week a check-in asks about, and what was reported for this week and the four before.

Contract, section 3 (Habits); docs/decisions/0007-the-week-that-a-habit-is-asked-for.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sync import cells
from sync.records import Answer, Habit, Sent
from sync.rules.answers import day_of
from sync.rules.replies import Reply


@dataclass(frozen=True, slots=True)
class Asked:
    """A letter that asked how often: its key, when it went, and by habit's ID the Monday of the week that it meant."""

    key: str
    when: datetime
    weeks: Mapping[str, date]


def week_to_ask(check_in: date, daily: bool) -> date:
    """Monday of the week that a check-in of that date asks about: the one that most of the seven days before it lie in.

    From Monday to Thursday that is the week just over, from Friday on this one. Who is asked how it goes every day is
    asked about habits once a week, for the week just over.
    """
    return monday(check_in - timedelta(days=7 if daily else 4))


def runs_in(habit: Habit, week: date) -> bool:
    """Whether the habit runs on a day of the week that begins on that Monday."""
    begun = habit.since is None or habit.since <= week + timedelta(days=6)
    return begun and (habit.until is None or habit.until >= week)


def item(habit: Habit, week: date) -> str:
    """The About item that says: a letter asked how often in that week."""
    return f"{habit.id}:week{week.isoformat()}"


def asked(sent: Iterable[Sent]) -> list[Asked]:
    """The letters that asked how often, among those that went or may have gone, oldest first."""
    found = []
    for letter in sent:
        weeks = dict(_named(one) for one in letter.about if ":week" in one) if letter.counts else {}
        if weeks := {habit_id: week for habit_id, week in weeks.items() if week}:
            found.append(Asked(letter.key, letter.when, weeks))
    return sorted(found, key=lambda one: one.when)


def _named(said: str) -> tuple[str, date | None]:
    habit_id, _, day = said.partition(":week")
    try:
        return habit_id, monday(date.fromisoformat(day))
    except ValueError:
        return habit_id, None


def week_of(answer: Answer, habit_id: str, letters: Iterable[Asked]) -> date:
    """Monday of the week that a number in a reply stands for: the one asked about, else that of the answer's date."""
    weeks = (one.weeks[habit_id] for one in letters if one.key == answer.letter and habit_id in one.weeks)
    return next(weeks, monday(day_of(answer)))


def counts_by_week(
    habit: Habit, heard: Iterable[Answer], replies: Mapping[Answer, Reply], letters: Iterable[Asked] = ()
) -> dict[date, int]:
    """Monday of a week -> the number last reported for it. `heard` are the client's answers, oldest first.

    A reply has `b3k7x2q9: 3` among its Words, a check-in the same or `Train: 3` in Done.
    """
    found: dict[date, int] = {}
    if not habit.id:
        return found
    letters, before = list(letters), None
    for answer in heard:
        counts = _in_done(habit, answer) if answer.done else []
        if reply := replies.get(answer):
            counts += [count.reached for count in reply.counts if count.id == habit.id]
        if counts:
            week = week_of(answer, habit.id, letters)
            if not answer.letter and (meant := _first_since(answer, before, habit.id, letters)):
                week = meant
            found[week] = counts[-1]
        before = answer
    return found


def _first_since(answer: Answer, before: Answer | None, habit_id: str, letters: Iterable[Asked]) -> date | None:
    """The week that the newest letter asked about, where a row of Check-ins is the first word since and lies near it.

    A later row speaks for itself. What went to the coach in a rehearsal was not answered by a client's form.
    """
    assert answer.when
    real = (one for one in letters if habit_id in one.weeks and not one.key.endswith("-rehearsal"))
    newest = max((one for one in real if one.when <= answer.when), key=lambda one: one.when, default=None)
    if newest is None or (before and before.when and before.when >= newest.when):
        return None
    week = newest.weeks[habit_id]
    return week if monday(day_of(answer)) - week <= timedelta(days=7) else None


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
