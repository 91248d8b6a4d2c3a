"""What must not wait: after a run at a client's hour without a letter of the day, nothing was due that may go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from tests.life.booked import payments_owed, sessions_owed
from tests.life.judge import ALONE, NOT_ESSENTIAL, Judge, Known, answered_in_advance, is_check_in
from tests.life.letters import Seen
from tests.life.people import Deed, Person
from tests.life.practice import GRACE, SEND_FROM, SEND_UNTIL, SLIPPED

NUDGED_WITHIN = 7


def nothing_waits(judge: Judge, now: datetime) -> None:
    """Raises AssertionError where a client who may have a letter now has none, and something is due."""
    for person in judge.world.people:
        known, today = judge.of(person), person.today(now)
        if _may_have_one(judge, person, known, now, today):
            for what in owed(person, known, person.today(judge.world.begun), now, today):
                raise AssertionError(f"{person.name} on {today}: {what} waits; her letters: {known.days[-5:]}")


def _may_have_one(judge: Judge, person: Person, known: Known, now: datetime, today: date) -> bool:
    hour = now.astimezone(person.zone).hour
    well = person.stage == "Active" and person.row_id and not (person.broken or person.parted)
    hard = known.letters and set(known.letters[-1].kinds) & (ALONE - {"welcome"})
    return bool(
        well
        and person.gets != "None"
        and SEND_FROM <= hour < SEND_UNTIL
        and today not in judge.world.closed
        and (not known.days or known.days[-1] < today)
        and not (hard and (today - known.days[-1]).days <= 1)
    )


def owed(person: Person, known: Known, first: date, now: datetime, today: date) -> Iterator[str]:
    """What could be said to her today."""
    if person.start and 0 <= (today - person.start).days <= 14 and not _welcomed(person.start, known):
        yield "the welcome"
    for deed in person.deeds:
        yield from (f"{tier} of {deed}" for tier in _tiers(deed, known, today))
    yield from sessions_owed(person, known.letters, now)
    if known.full(today):
        return
    for deed in person.deeds:
        if deed.open and deed.row_id and deed.due and deed.due >= today and not known.told(deed):
            yield f"that {deed} was agreed"
    yield from payments_owed(person, known.letters, today)
    yield from _asked(person, known, first, now, today)


def _welcomed(start: date, known: Known) -> bool:
    return any(abs((day - start).days) <= 14 for one in known.letters for day in one.dates("welcome"))


def _tiers(deed: Deed, known: Known, today: date) -> Iterator[str]:
    told = known.told(deed)
    if not (deed.open and deed.due and told and told < today and deed.owner == "Client" and not deed.quiet):
        return
    if (today - deed.due).days > SLIPPED:
        return
    for tier, days in (("before1", -1), ("after1", 1), ("after7", 7)):
        on = deed.due + timedelta(days=days)
        if max(today - timedelta(days=6), told) <= on <= today:
            if f"{deed.row_id}:{tier}@{deed.due}" not in known.named:
                yield tier


def _asked(person: Person, known: Known, first: date, now: datetime, today: date) -> Iterator[str]:
    lately = (today - timedelta(days=back) for back in range(3))
    day = next((one for one in lately if is_check_in(person, one)), None)
    if day and day > first and f"check-in:{day}" not in known.named and not answered_in_advance(person, day, now):
        yield f"the check-in of {day}"
    asked = [day for one in known.letters for day in one.dates("check-in")]
    newest = max(asked, default=None)
    begun = not (person.start and newest and newest < person.start)
    if newest is None or f"nudge:{newest}" in known.named or person.rhythm == "None" or not begun:
        return
    waited = (today - known.named[f"check-in:{newest}"]).days - GRACE
    if 0 <= waited < NUDGED_WITHIN and not any(person.today(when) >= newest for when, _ in person.said):
        yield f"a line about the check-in of {newest}"


def acknowledged(judge: Judge, letter: Seen) -> None:
    """A letter to somebody who gets them all names every win that is news, unless it stands alone."""
    person = judge.world.by_id(letter.client_id)
    assert person
    if set(letter.kinds) & ALONE or person.gets != "All":
        return
    assert not set(letter.kinds) & NOT_ESSENTIAL or person.gets == "All"
    known, since = judge.of(person), max(letter.day - timedelta(days=7), judge.world.first + timedelta(days=1))
    for deed in person.deeds:
        news = deed.closed_at and deed.closed_on and deed.closed_on >= since and not (deed.dropped or deed.gone)
        if news and deed.row_id and deed.owner == "Client" and not deed.broken:
            assert f"{deed.row_id}:done" in known.named, f"{letter.key} says nothing of {deed}"
