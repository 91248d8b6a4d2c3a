"""What every letter of the year is held against: what is so (World), never what the product says of itself.

What must not wait is in waits.py, what a digest may say in digests.py, the words of letters in words.py.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tests.life.booked import payments_are_true, sessions_are_true
from tests.life.kept import counts_are_true, rows_are_true
from tests.life.letters import Seen
from tests.life.people import GROUPS, Deed, Person
from tests.life.practice import CEILING, GRACE, SEND_FROM, SEND_UNTIL, SLIPPED, World

STEPS = {"recommit", "look back", "fresh start", "last review", "part ways", "reopen"}
ALONE = STEPS | {"welcome"}
OVER_CEILING = ALONE | {"due", "session"}
OPENS = OVER_CEILING | {"agreed", "check-in", "nudge", "review", "group", "payment"}
"""A letter has at least one of these."""
NOT_ESSENTIAL = {"celebrate", "group", "review"}
ONCE = {
    "agreed", "done", "receipt", "check-in", "nudge", "review", "group", "welcome", "before", "after", "session",
    "soon", "past",
}  # fmt: skip
"""What no letter says twice, by the word after or before the colon."""
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(slots=True)
class Known:
    """What the letters to one client said so far, in one mode: real, or rehearsal."""

    letters: list[Seen] = field(default_factory=list)
    named: dict[str, date] = field(default_factory=dict)

    @property
    def days(self) -> list[date]:
        return [letter.day for letter in self.letters]

    def told(self, deed: Deed) -> date | None:
        return self.named.get(f"{deed.row_id}:agreed")

    def full(self, today: date) -> bool:
        return sum(today - timedelta(days=7) < day < today for day in self.days) >= CEILING


@dataclass(slots=True)
class Judge:
    """Hears of every letter, in the order in which they went; raises AssertionError with what is wrong."""

    world: World
    known: dict[tuple[int, bool], Known] = field(default_factory=lambda: defaultdict(Known))

    def of(self, person: Person) -> Known:
        return self.known[person.number, self.world.rehearsal]

    def hears(self, letter: Seen) -> None:
        person = self.world.by_id(letter.client_id)
        assert person, f"{letter.key}: to nobody"
        known, today = self.of(person), person.today(letter.when)
        assert letter.rehearsal == self.world.rehearsal, letter.key
        self._may_come(person, known, letter, today)
        for kind, rule in RULES.items():
            if kind in letter.kinds:
                rule(self.world, person, known, letter, today)
        for item in letter.about:
            words = item.replace("@", ":").split(":")
            once = any(word.rstrip("0123456789") in ONCE for word in words)
            assert not once or item not in known.named, f"{letter.key} says {item} again"
            known.named.setdefault(item, letter.day)
        known.letters.append(letter)
        if {"part ways", "reopen"} & set(letter.kinds) and not letter.rehearsal:
            person.parted = "part ways" in letter.kinds
        self.world.count("letters")
        for kind in letter.kinds:
            self.world.count(f"  {kind}")

    def _may_come(self, person: Person, known: Known, letter: Seen, today: date) -> None:
        """To whom, when and how often letters go at all."""
        kinds = set(letter.kinds)
        clock = letter.when.astimezone(person.zone)
        assert letter.day == today == clock.date(), f"{letter.key}: her date is {today}"
        assert not known.days or known.days[-1] < today, f"{letter.key}: a second one on a day"
        assert SEND_FROM <= clock.hour < SEND_UNTIL, f"{letter.key}: at {clock:%H:%M} of hers"
        assert today not in self.world.closed, f"{letter.key}: on a closed day"
        assert not known.full(today) or kinds & OVER_CEILING, f"{letter.key}: over the ceiling with {kinds}"
        assert person.stage == "Active" or kinds <= {"part ways", "reopen"}, f"{letter.key}: {person.stage}"
        assert not person.parted or kinds == {"reopen"}, f"{letter.key}: after parting"
        assert not person.broken, f"{letter.key}: her row is to check"
        assert person.gets != "None", f"{letter.key}: she wants none"
        assert person.gets == "All" or not kinds & NOT_ESSENTIAL, f"{letter.key}: {kinds} are not essential"
        assert kinds & OPENS, f"{letter.key}: {kinds} open no letter"
        assert not kinds & ALONE or len(kinds) == 1, f"{letter.key}: {kinds} do not stand alone"
        last = known.letters[-1] if known.letters else None
        hard = last and set(last.kinds) & STEPS and (today - last.day).days == 1
        assert not hard or "session" in kinds, f"{letter.key}: {kinds} on the day after a step"


def _agreed(world: World, person: Person, known: Known, letter: Seen, today: date) -> None:
    for row_id in letter.named("agreed"):
        if row_id == person.habit_id:
            continue
        deed = _deed(person, row_id, letter)
        assert deed.open and deed.due and deed.due >= today, f"{letter.key}: {deed} is not open"
        assert deed.words in letter.text, f"{letter.key}: {deed} is not named"
    rest = [deed for deed in person.deeds if deed.open and deed.row_id and deed.due and deed.due >= today]
    left = [deed for deed in rest if not known.told(deed) and deed.row_id not in letter.named("agreed")]
    assert not left, f"{letter.key}: all new ones are listed, but {left}"


def _due(world: World, person: Person, known: Known, letter: Seen, today: date) -> None:
    told = [item for item in letter.about if ":before" in item or ":after" in item]
    assert told, letter.key
    for item in told:
        row_id, _, said = item.partition(":")
        deed = _deed(person, row_id, letter)
        tier, _, day = said.partition("@")
        assert deed.due and deed.due.isoformat() == day, f"{letter.key}: {item}, but {deed}"
        assert deed.open and deed.owner == "Client" and not deed.quiet, f"{letter.key}: {deed}"
        before = known.told(deed)
        assert before and before < today, f"{letter.key}: reminds of what was not told, {deed}"
        days = int(re.sub(r"\D", "", tier))
        on = deed.due + timedelta(days=-days if tier.startswith("before") else days)
        assert on <= today and (today - deed.due).days <= SLIPPED, f"{letter.key}: {item} on {today}"


def _celebrate(world: World, person: Person, known: Known, letter: Seen, today: date) -> None:
    for row_id in letter.named("done"):
        deed = _deed(person, row_id, letter)
        assert deed.closed_at and deed.owner == "Client" and not deed.dropped, f"{letter.key}: {deed} is not done"
    rows_are_true(person, letter, today)


def _promises(world: World, person: Person, known: Known, letter: Seen, today: date) -> None:
    assert set(letter.kinds) & OPENS, letter.key
    assert any(deed.open and deed.owner == "Coach" and known.told(deed) for deed in person.deeds), letter.key


def _check_in(world: World, person: Person, known: Known, letter: Seen, today: date) -> None:
    (asked,) = letter.dates("check-in")
    assert "nudge" not in letter.kinds, letter.key
    assert 0 <= (today - asked).days <= 2 and asked >= person.today(world.begun), f"{letter.key}: asks for {asked}"
    assert is_check_in(person, asked), f"{letter.key}: {asked} is none for {person.rhythm} {person.start}"
    assert not answered_in_advance(person, asked, letter.when), f"{letter.key}: answered already"


def _nudge(world: World, person: Person, known: Known, letter: Seen, today: date) -> None:
    (asked,) = letter.dates("nudge")
    newest = max(day for one in known.letters for day in one.dates("check-in"))
    assert asked == newest and today >= known.named[f"check-in:{asked}"] + timedelta(days=GRACE), letter.key
    heard = [when for when, _ in person.said if person.today(when) >= asked]
    assert not heard, f"{letter.key}: she said something on {heard}"


def _welcome(world: World, person: Person, known: Known, letter: Seen, today: date) -> None:
    (start,) = letter.dates("welcome")
    assert start == person.start and 0 <= (today - start).days <= 14, f"{letter.key}: start {person.start}"


def _review(world: World, person: Person, known: Known, letter: Seen, today: date) -> None:
    (day,) = letter.dates("review")
    assert day.day == 12 and 0 <= (today - day).days <= 2 and day >= person.today(world.begun), letter.key


def _group(world: World, person: Person, known: Known, letter: Seen, today: date) -> None:
    (day,) = letter.dates("group")
    assert WEEKDAYS[day.weekday()] == GROUPS[person.group][0] and 0 <= (today - day).days <= 2, letter.key
    members = circle(world, person)
    assert len(members) >= 3, f"{letter.key}: a circle of two"
    counts_are_true(members, person, letter, day)


def _receipt(world: World, person: Person, known: Known, letter: Seen, today: date) -> None:
    assert letter.named("receipt"), letter.key
    assert person.said, f"{letter.key}: she said nothing"


def _session(world: World, person: Person, known: Known, letter: Seen, today: date) -> None:
    sessions_are_true(person, known.letters, letter)


def _payment(world: World, person: Person, known: Known, letter: Seen, today: date) -> None:
    payments_are_true(person, letter, today)


def _step(world: World, person: Person, known: Known, letter: Seen, today: date) -> None:
    assert today.weekday() <= 3, f"{letter.key}: on a {today:%A}"
    sends = sum(decision == "Send" for _, decision in person.decided)
    went = sum(bool(set(one.kinds) & STEPS) for one in known.letters)
    assert went < sends, f"{letter.key}: nobody decided it"


RULES = {
    "agreed": _agreed, "due": _due, "celebrate": _celebrate, "coach's promises": _promises, "check-in": _check_in,
    "nudge": _nudge, "welcome": _welcome, "review": _review, "group": _group, "receipt": _receipt,
    "session": _session, "payment": _payment, **dict.fromkeys(STEPS, _step),
}  # fmt: skip
"""What is true of each section on its day; a kind that is not named here is held to the rest."""


def _deed(person: Person, row_id: str, letter: Seen) -> Deed:
    found = next((deed for deed in person.deeds if deed.row_id == row_id), None)
    assert found, f"{letter.key} names {row_id}, which is not hers"
    return found


def circle(world: World, person: Person) -> list[Person]:
    """Who sees each other: Active, with all emails, in that group."""
    return [
        one
        for one in world.people
        if one.group == person.group and one.stage == "Active" and one.gets == "All" and not one.broken
    ]


def is_check_in(person: Person, day: date) -> bool:
    """The contract's words on Next check-in, once more."""
    how, start = person.rhythm or "Weekly", person.start
    if start and day < start:
        return False
    if how in ("Twice a month", "Monthly") and start and day < start + timedelta(weeks=4):
        how = "Weekly"
    hers = WEEKDAYS[day.weekday()] == (person.weekday or "Monday")
    return {
        "Daily": True, "Weekly": hers, "Twice a month": day.day in (1, 15), "Monthly": hers and day.day <= 7,
    }.get(how, False)  # fmt: skip


def answered_in_advance(person: Person, asked: date, now: datetime) -> bool:
    """Whether she said how it goes in the two days before, or since."""
    since = asked if person.rhythm == "Daily" else asked - timedelta(days=2)
    return any(tells and since <= person.today(when) <= person.today(now) for when, tells in person.said)
