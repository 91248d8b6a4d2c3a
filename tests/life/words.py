"""The words of the year's letters: nothing private, nothing of others, one language, subjects for a lock screen."""

from __future__ import annotations

import re
from functools import cache

from jobs.letters.catalog import catalogue
from tests.life.judge import circle
from tests.life.letters import Seen
from tests.life.people import COACHES, FIRST, GROUPS, LAST, SENDER, Person
from tests.life.practice import World

PUBLIC, PRIVATE = re.compile(r"\bk(\d+)x\b"), re.compile(r"\bzz(\d+)p\b")  # a reply address may hold k2x inside
LANGUAGES = ("en", "es", "de", "fr", "pt")
LONG_ENOUGH = 14
"""Characters of a sentence between two names that tell a language."""
_NAMES = re.compile(r"%\(\w+\)[sd]")


def read_by_a_client(world: World, letter: Seen) -> None:
    """Raises AssertionError where she reads what is not hers to read."""
    person = world.by_id(letter.client_id)
    assert person
    everything = f"{letter.subject}\n{letter.text}\n{letter.html}\n{letter.message['From']}"
    assert not PRIVATE.search(everything), f"{letter.key} holds a private cell"
    for number in PUBLIC.findall(everything):
        assert int(number) == person.number, f"{letter.key} holds words of client {number}"
    _names(world, person, letter, everything)
    assert len(letter.subject) <= 38 and not PUBLIC.search(letter.subject), letter.subject
    to = _coach_address(person) if letter.rehearsal else person.address
    assert letter.to == to, f"{letter.key} went to {letter.to}"
    assert (person.name in letter.text) == letter.rehearsal, f"{letter.key}: the banner of a rehearsal"
    in_one_language(letter, person.language or "en")


def _names(world: World, person: Person, letter: Seen, everything: str) -> None:
    """Of other clients she reads first names at most, where her group shows them."""
    found = set(re.findall(r"[A-Z][a-z]+", everything))
    shown = set()
    if "group" in letter.kinds and GROUPS[person.group][1] == "Names":
        shown = {one.first for one in circle(world, person)}
    others = (found & {*FIRST, *LAST}) - {person.first, person.last} - shown
    assert not others, f"{letter.key} names {others}"


def _coach_address(person: Person) -> str:
    return COACHES[person.coach][0] if person.coach in COACHES else SENDER


def in_one_language(letter: Seen, language: str) -> None:
    """Sentences of its own language, and of no other."""
    own = pieces(language)
    assert sum(piece in letter.text for piece in own) >= 2, f"{letter.key} does not speak {language}"
    for other in LANGUAGES:
        foreign = next((piece for piece in pieces(other) - own if piece in letter.text), "")
        assert not foreign or other == language, f"{letter.key} in {language} says {foreign!r}"


@cache
def pieces(language: str) -> frozenset[str]:
    """The sentences of a catalogue between their names, as they stand in a letter."""
    said: set[str] = set()
    for message in catalogue("de" if language == "en" else language):
        forms = message.id if language == "en" else message.string
        for form in (forms,) if isinstance(forms, str) else forms:
            said |= {piece.strip() for piece in _NAMES.split(form)}
    return frozenset(piece for piece in said if len(piece) >= LONG_ENOUGH and " " in piece)
