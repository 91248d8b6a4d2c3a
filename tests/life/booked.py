"""Sessions and payments: what a letter may say of them, and what of them must not wait."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from typing import Any

from icalendar import Calendar

from tests.life.letters import Seen
from tests.life.people import Debt, Person, Talk
from tests.life.practice import HOME, SESSION_HOURS

SOON = timedelta(days=3)
TO_THE_COACH = timedelta(days=7)
_TOLD = re.compile(r"session:([^:]+):(told|moved|off)(\d+)@(\S+)/50/Video")
_OWED = re.compile(r"([^:]+):(soon|past)@(.+)")


@dataclass(frozen=True, slots=True)
class Word:
    """How a letter told of a session."""

    row_id: str
    phase: str
    sequence: int
    start: datetime


def words(letter: Seen) -> list[Word]:
    found = (_TOLD.fullmatch(item) for item in letter.about)
    return [Word(one[1], one[2], int(one[3]), datetime.fromisoformat(one[4])) for one in found if one]


def newest(letters: list[Seen]) -> dict[str, Word]:
    """Session's ID -> how it was told last."""
    return {word.row_id: word for letter in letters for word in words(letter)}


def begins(talk: Talk) -> datetime:
    return talk.start.replace(tzinfo=HOME).astimezone(UTC)


def sessions_are_true(person: Person, letters: list[Seen], letter: Seen) -> None:
    """Raises AssertionError where a session is told that is not so, or in a calendar that says something else.

    `letters` are those to her before this one.
    """
    said, before = words(letter), newest(letters)
    assert said, f"{letter.key} names no session"
    for word in said:
        talk = next((one for one in person.talks if one.row_id == word.row_id), None)
        assert talk, f"{letter.key} tells of {word.row_id}, which is not hers"
        _is_true(person, talk, before.get(word.row_id), word, letter)
        first = f"session:{word.row_id}" in letter.about
        assert first == (word.row_id not in before), f"{letter.key}: {word.row_id} is told for the first time once"
    off, on = ("PUBLISH", "PUBLISH") if letter.rehearsal else ("CANCEL", "REQUEST")
    wanted = sorted((off if word.phase == "off" else on, word.sequence, word.start) for word in said)
    assert sorted(_in_calendars(letter)) == wanted, f"{letter.key}: the calendar says {_in_calendars(letter)}"


def _is_true(person: Person, talk: Talk, was: Word | None, word: Word, letter: Seen) -> None:
    ahead = was is not None and was.phase != "off" and was.start > letter.when
    if word.phase == "off":
        assert talk.outcome and ahead and was and word.start == was.start, f"{letter.key}: {word}, but {talk}"
    else:
        assert not talk.outcome and word.start == begins(talk) >= letter.when, f"{letter.key}: {word}, but {talk}"
        soon = word.start - letter.when <= timedelta(hours=SESSION_HOURS)
        assert soon if word.phase == "told" else ahead and not soon, f"{letter.key}: {word} too early, or for nothing"
    same = was and was.phase != "off" and word.phase != "off" and was.start == word.start
    assert not (same and was and was.phase == word.phase), f"{letter.key} says again: {word}"
    number = 0 if was is None else was.sequence + (not same)
    assert word.sequence == number, f"{letter.key}: {word} after {was}"
    assert f"{word.start.astimezone(person.zone):%H:%M}" in letter.text, f"{letter.key}: not her time of {word}"


def _in_calendars(letter: Seen) -> list[tuple[str, int, datetime]]:
    found = []
    for part in letter.message.walk():
        if part.get_content_type() == "text/calendar":
            calendar: Any = Calendar.from_ical(part.get_payload(decode=True))
            (event,) = calendar.walk("VEVENT")
            start = event["DTSTART"].dt.astimezone(UTC)
            found.append((str(calendar["METHOD"]), int(event["SEQUENCE"]), start))
    return found


def sessions_owed(person: Person, letters: list[Seen], now: datetime) -> Iterator[str]:
    """What she does not know of her sessions, or knows wrongly."""
    told = newest(letters)
    for talk in person.talks:
        was, start = told.get(talk.row_id), begins(talk)
        ahead = was is not None and was.phase != "off" and was.start > now
        if not talk.row_id:
            continue
        if talk.outcome and ahead:
            yield f"that {talk} is off"
        elif not talk.outcome and ahead and was and start != was.start and start > now:
            yield f"that {talk} was moved"
        elif not talk.outcome and now < start <= now + timedelta(hours=SESSION_HOURS):
            if not was or was.phase != "told" or was.start != start:
                yield f"the session of {talk}"


def payments_are_true(person: Person, letter: Seen, today: date) -> None:
    """Raises AssertionError where something is asked for that is paid, not due soon, or the coach's to say by now."""
    said = [match for item in letter.about if (match := _OWED.fullmatch(item))]
    assert said, f"{letter.key} names no payment"
    for match in said:
        debt = next((one for one in person.debts if one.row_id == match[1]), None)
        assert debt and debt.paid is None, f"{letter.key}: nothing to pay, {debt}"
        assert debt.due.isoformat() == match[3] and _tier(debt, today) == match[2], f"{letter.key}: {debt}"


def _tier(debt: Debt, today: date) -> str:
    if debt.due >= today:
        return "soon" if debt.due - today <= SOON else ""
    return "past" if today - debt.due < TO_THE_COACH else ""


def payments_owed(person: Person, letters: list[Seen], today: date) -> Iterator[str]:
    named = set(chain.from_iterable(letter.about for letter in letters))
    for debt in person.debts:
        tier = _tier(debt, today) if debt.row_id and debt.paid is None else ""
        if tier and f"{debt.row_id}:{tier}@{debt.due}" not in named:
            yield f"a word on {debt}"
