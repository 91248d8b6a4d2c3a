"""The tables of words: folded alike, none of them two commands at once, English in all of them."""

from __future__ import annotations

from itertools import combinations

import pytest

from jobs.answers.languages import ALONE, ENGLISH, LANGUAGES, days, fold, of, weekdays, words_of

FILLING = ("done", "all_done", "fewer", "stop", "start")
LABELS = ("rating", "stuck", "win", "help_wanted", "agenda")


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_word_is_two_commands_in_one_language(code: str) -> None:
    for kinds in (FILLING, LABELS):
        for one, other in combinations(kinds, 2):
            assert not set(words_of(code, one)) & set(words_of(code, other)), f"{one} and {other}"


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_language_names_seven_weekdays_and_the_days_beside_today(code: str) -> None:
    assert set(weekdays(code).values()) == set(range(7))
    assert {-2, -1, 0, 1, 2} <= set(days(code).values())


def test_english_holds_in_every_language_and_alone_in_an_unknown_one() -> None:
    assert all(ENGLISH in of(code) for code in LANGUAGES)
    assert of("nl") == of("en") == (ENGLISH,)
    assert set(words_of("en", "stop")) <= set(words_of("fr", "stop"))


def test_words_are_compared_without_case_accents_and_curly_apostrophes() -> None:
    assert fold("  RÉUSSITE  d’été ") == "reussite d'ete"
    assert fold("Größe") == "grosse"
    assert {"stop", "parar", "stopp", "done", "erledigt", "fait"} <= ALONE
