"""Which number of a letter means which row, written into About and read back from it."""

from __future__ import annotations

import pytest

from jobs.letters.answers import counted, listed
from jobs.letters.memory import remember
from sync.rules import told
from tests import cast
from tests.cast import on, sent
from tests.jobs.letters.scenes import SCENES, letter_of


@pytest.mark.parametrize("scene", SCENES)
def test_every_number_of_a_letter_is_known_by_its_row(scene: str) -> None:
    letter = letter_of(scene)
    found: dict[int, str] = {}

    def gather(facts: object) -> None:
        if isinstance(facts, dict):
            found.update({facts["number"]: facts["id"]} if "number" in facts else {})
            facts = list(facts.values())
        for inner in facts if isinstance(facts, list) else ():
            gather(inner)

    for section in letter.sections:
        gather(section.facts)
    assert listed(letter.about) == found and list(found) == list(range(1, len(found) + 1))
    habits = counted(letter.about)
    assert len(found) == letter.frame["answerable"] + len(habits)
    assert letter.frame["habit"].partition(":")[0] == (str(min(habits)) if habits else "")


def test_what_is_no_number_is_passed_over_and_of_two_the_first_holds() -> None:
    about = ["b1aaaaaa:no2", "b2aaaaaa:no2", "b3aaaaaa:no10", "b4aaaaaa:no0", "b5aaaaaa:no", "b6aaaaaa:nox", ":no1",
             "b7aaaaaa:no1 ", "b8aaaaaa:agreed", "check-in:2026-11-23", "no1", "b9aaaaaa:no99999"]  # fmt: skip
    assert listed(about) == {2: "b1aaaaaa", 10: "b3aaaaaa"}
    assert listed(()) == {}


def test_numbers_tell_nothing_and_remind_of_nothing() -> None:
    priya = cast.priya()
    plain, numbered = (
        [sent(priya, on(-3), "b1aaaaaa:agreed", *more)] for more in ((), ("b1aaaaaa:no1", "b2aaaaaa:no2"))
    )
    assert told.remember(plain) == told.remember(numbered)
    memory = remember(cast.day_of(priya, sent=numbered))
    assert not memory.named("b2aaaaaa:agreed") and memory.named("b1aaaaaa:agreed")


def test_the_numbers_of_habits_are_those_that_the_letter_asked_about() -> None:
    about = ["b1aaaaaa:no1", "h1aaaaaa:no2", "h2aaaaaa:no3", "h1aaaaaa:week2026-11-16", "h3aaaaaa:week2026-11-16"]
    assert counted(about) == {2} and counted(about[:3]) == frozenset()
