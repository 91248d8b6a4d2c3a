"""What a client has kept as the world knows it: counts of a circle, and rows. Where the machine was off when something
was typed, the date that the sheet gives to it lies between two others; so each answer is (surely, perhaps)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby

from tests.life.letters import Seen
from tests.life.people import GROUPS, Deed, Person

_LINE = re.compile(r"(.+?)[\u00a0\u202f ]?: (\d+|–)")
_MILESTONE = re.compile(r":row(\d+)")


def kept(deed: Deed) -> tuple[bool, bool]:
    """Closed on or before its day, which was not moved after it had passed."""
    if not (deed.closed_on and deed.due) or deed.dropped or deed.gone or deed.broken:
        return False, False
    in_time = deed.closed_on <= deed.due
    return in_time and not (deed.doubt or deed.late[1]), (in_time or deed.doubt) and not deed.late[0]


def in_the_week_before(person: Person, day: date) -> tuple[int, int]:
    """How many of her own she kept in the seven days before a group's day: at least, and at most."""
    least = most = 0
    for deed in person.deeds:
        surely, perhaps = kept(deed)
        if deed.owner == "Client" and deed.closed_on:
            then = day - timedelta(days=7) <= deed.closed_on < day
            least += surely and then
            most += perhaps and (then or deed.doubt)
    return least, most


def longest_row(person: Person, today: date) -> int:
    """How many of the newest were kept in a row, at most. On one date, one that was not kept ends it."""
    own = [deed for deed in person.deeds if deed.owner == "Client" and _resolved(deed, person, today)]
    own.sort(key=lambda deed: deed.due or today, reverse=True)
    row = 0
    for _, same_day in groupby(own, key=lambda deed: deed.due):
        perhaps = [kept(deed)[1] for deed in same_day]
        row += sum(perhaps)
        if not all(perhaps):
            break
    return row


def _resolved(deed: Deed, person: Person, today: date) -> bool:
    if not deed.due or deed.dropped or deed.gone or deed.broken:
        return False
    if deed.closed_at:
        return deed.due <= today
    return deed.due < today and not (person.pause_until and deed.due < person.pause_until)


def rows_are_true(person: Person, letter: Seen, today: date) -> None:
    """Raises AssertionError where a letter praises a row that is not as long."""
    for item in letter.about:
        if found := _MILESTONE.search(item):
            row = longest_row(person, today)
            assert row >= int(found[1]), f"{letter.key} praises a row of {found[1]}, and it is {row}"


def counts_are_true(circle: Sequence[Person], person: Person, letter: Seen, day: date) -> None:
    """Raises AssertionError where a letter shows of a circle another than each one's number of things kept."""
    said = shown(letter.text, person.group)
    assert len(said) == len(circle), f"{letter.key}: {len(circle)} are in the circle, and {said} stand there"
    others = [one for one in circle if one is not person]
    labels = {_label(one) for one in others}
    for label in labels:
        bounds = [in_the_week_before(one, day) for one in others if _label(one) == label]
        _within(letter, label, sum(n for who, n in said if who == label), bounds)
    _within(letter, "you", sum(n for who, n in said if who not in labels), [in_the_week_before(person, day)])


def _within(letter: Seen, label: str, number: int, bounds: list[tuple[int, int]]) -> None:
    least, most = sum(low for low, _ in bounds), sum(high for _, high in bounds)
    assert least <= number <= most, f"{letter.key}: {label} kept {least} to {most}, and {number} is said"


def _label(person: Person) -> str:
    names = GROUPS[person.group][1] == "Names"
    return person.first if names else f"{person.first[0]}. {person.last[0]}."


def shown(text: str, group: str) -> list[tuple[str, int]]:
    """The lines of a letter's group section: `F. F.: 1`, `You: –`."""
    lines = iter(text.partition(group)[2].splitlines()[1:])
    found: list[tuple[str, int]] = []
    for line in lines:
        if match := _LINE.fullmatch(line):
            found.append((match[1], 0 if match[2] == "–" else int(match[2])))
        elif found:
            break
    return found
