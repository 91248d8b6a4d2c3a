"""What holds for the coaches' digests: one a day, each coach's own clients, and no more than she can read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from tests.life.letters import Seen
from tests.life.people import COACHES, SENDER, Person
from tests.life.practice import HOME, World
from tests.life.words import PRIVATE, PUBLIC, in_one_language

MOST_LINES = 12
_NEXT = "SESSIONS TODAY|SESSIONS THIS WEEK|YOUR OWN PROMISES|WHO NEEDS A WORD|ROWS TO FIX|PAYMENTS|EMAILS|-- "
_DECISIONS = re.compile(rf"^YOUR DECISION$.*?(?=^(?:{_NEXT})$)", re.DOTALL | re.MULTILINE)
"""Decisions stand besides the lines, and show letters in their client's language."""


class Digests:
    """Hears of every digest; raises AssertionError with what is wrong."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.days: dict[str, list[date]] = {}

    def hears(self, letter: Seen) -> None:
        by_address = {address: name for name, (address, _, _) in COACHES.items()}
        name = by_address.get(letter.to, "")
        assert name or letter.to == SENDER, f"{letter.key} went to {letter.to}"
        how = COACHES[name][1]
        days = self.days.setdefault(letter.to, [])
        assert how != "None" and letter.kinds == ("digest",), letter.key
        assert not days or days[-1] < letter.day, f"{letter.key}: a second one on a day"
        assert letter.when.astimezone(HOME).date() not in self.world.closed, letter.key
        if how == "Weekly":
            assert letter.day.weekday() <= 2, f"{letter.key}: a weekly one on a {letter.day:%A}"
            assert not days or days[-1].isocalendar()[:2] != letter.day.isocalendar()[:2], f"{letter.key}: two a week"
        days.append(letter.day)
        self._speaks_of_her_own(letter, name)
        briefs = letter.text.partition("SESSIONS TODAY")[2]
        for person in self._meets_today(name, letter.when) if name else ():
            assert person.name in briefs, f"{letter.key}: no brief for {person.name}"
        in_one_language(replace(letter, text=_DECISIONS.sub("", letter.text)), "en")
        assert len(letter.subject) <= 38 and not PUBLIC.search(letter.subject), letter.subject
        self.world.count(f"digests {how}")

    def nothing_waits(self, now: datetime) -> None:
        """After a nightly run: a coach who meets somebody today, and reads every day, has her brief."""
        today = now.astimezone(HOME).date()
        for name, (address, how, _) in COACHES.items():
            if how == "Daily" and today not in self.world.closed and today not in self.days.get(address, [])[-1:]:
                met = [person.name for person in self._meets_today(name, now)]
                assert not met, f"{name} has no brief of {today} for {met}"

    def _meets_today(self, name: str, now: datetime) -> Iterator[Person]:
        """Whom the coach, on the practice's clock, sees later today."""
        clock = now.astimezone(HOME).replace(tzinfo=None)
        for person in self.world.people:
            hers = (person.coach == name or person.coach not in COACHES) and COACHES[name][2] == ""
            plain = person.stage == "Active" and not (person.broken or person.parted)
            later = [talk for talk in person.talks if not talk.outcome and talk.start > clock]
            if hers and plain and any(talk.start.date() == clock.date() for talk in later):
                yield person

    def _speaks_of_her_own(self, letter: Seen, name: str) -> None:
        everything = f"{letter.text}\n{letter.html}"
        for number in {*PUBLIC.findall(everything), *PRIVATE.findall(everything)}:
            coach = self.world.people[int(number)].coach
            assert coach == name or coach not in COACHES, f"{letter.key} tells {name} of {coach}'s client {number}"
        actions = sum(line.startswith("->") for line in _DECISIONS.sub("", letter.text).splitlines())
        assert actions <= MOST_LINES, f"{letter.key} has {actions} lines"
