"""The group: counts of the week before, on the group's day, once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jobs.letters.letter import Section
from jobs.letters.memory import remember
from jobs.letters.sections import group
from jobs.letters.wording import ENGLISH
from sync.rules.groups import Circle, Member
from tests import cast
from tests.cast import NOW, day_of, on, sent

PRIYA = cast.priya()


def written(days: int = 0, kept: int = 2, about: str = "") -> Section | None:
    members = (Member(PRIYA.id, "Priya", ()), Member("c2", "M. W.", (on(-1),) * kept), Member("c3", "N. L.", ()))
    circle = Circle("Morning circle", "Monday", members)
    letters = [sent(PRIYA, on(-1), about)] if about else []
    day = day_of(PRIYA, circle=circle, now=NOW + timedelta(days=days), sent=letters)
    return group.write(day, cast.POLICIES, remember(day), ENGLISH)


@pytest.mark.parametrize(("days", "goes"), [(-1, False), (0, True), (2, True), (3, False), (6, False)])
def test_it_goes_on_the_groups_day_or_within_two_days(days: int, goes: bool) -> None:
    found = written(days)
    assert (found is not None) == goes
    assert not found or found.about == ("group:2026-11-23",)


def test_it_goes_once_and_not_when_nobody_closed_anything() -> None:
    assert written(1, about="group:2026-11-23") is None
    assert written(kept=0) is None


def test_it_holds_counts_and_nothing_else_of_the_others() -> None:
    found = written()
    assert found and found.facts == {
        "group": "Morning circle",
        "yours": 0,
        "total": 2,
        "members": [
            {"shown": "Priya", "kept": 0, "you": True},
            {"shown": "M. W.", "kept": 2, "you": False},
            {"shown": "N. L.", "kept": 0, "you": False},
        ],
    }


def test_without_a_circle_there_is_none() -> None:
    day = day_of(PRIYA)
    assert group.write(day, cast.POLICIES, remember(day), ENGLISH) is None
