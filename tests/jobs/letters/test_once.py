"""What a letter would say twice stands in it once, in both parts, and is remembered all the same."""

from __future__ import annotations

import pytest

from jobs.letters.compose import compose
from jobs.letters.letter import Letter
from jobs.letters.render import html_part, text_part
from sync.records import OwnWords
from tests import cast
from tests.cast import commitment, day_of, on, reply, standing
from tests.jobs.letters.scenes import SCENES, letter_of


def both(letter: Letter) -> tuple[str, str]:
    return text_part(letter), html_part(letter)


def test_what_is_listed_as_agreed_or_due_is_not_listed_as_open_besides() -> None:
    letter = letter_of("review-and-more")
    for part in both(letter):
        for words in ("Print the flyers", "Ask the bank", "Record three reels"):
            assert part.count(words) == 1, words
    assert len(letter.numbered) == len(set(letter.numbered)) == 3


def test_her_definition_is_said_once_where_the_question_is_asked_in_it() -> None:
    for part in both(letter_of("review-and-more")):
        assert part.count("Three calls a week without dread") == 1
    for part in both(letter_of("review")):
        assert part.count("Three calls a week without dread") == 1


def test_the_first_review_asks_for_the_definition_beside_a_check_in_too() -> None:
    priya = cast.priya(check_ins="Weekly", check_in_day="Tuesday")
    done = standing(commitment(priya, "d1aaaaaa", "Call a lead", on(2)), closed_on=on(2))
    day = day_of(priya, done, now=cast.NOW.replace(month=12, day=1))
    letter = compose(day, cast.POLICIES, priya.email)
    assert letter and {"check-in", "review"} <= set(letter.kinds)
    for part in both(letter):
        assert part.count("What would progress look like") == 1


@pytest.mark.parametrize("section", ["check-in", "review"])
def test_a_coachs_own_words_are_given_the_definition_all_the_same(section: str) -> None:
    day, policies = SCENES["review-and-more"]
    own = OwnWords(cast.row("Templates", ""), section, "en", "", "Progress: {{ definition }}")
    letter = compose(day, policies, day.client.email, given={(section, "en"): own})
    assert letter
    for part in both(letter):
        assert "Progress: Three calls a week without dread" in part
        assert part.count("Three calls a week without dread") == 2, "ours says it too"


def test_what_was_noted_as_done_is_praised_without_its_day() -> None:
    letter = letter_of("receipt-and-wins")
    for part in both(letter):
        assert part.count("Sat 21 Nov") == 3 and "yesterday, Sun 22 Nov, ahead of the day you chose" in part
    assert {f"d{n}aaaaaa:done" for n in range(1, 5)} | {"r1aaaaaa:receipt"} <= set(letter.about)


@pytest.mark.parametrize(("late", "waited"), [(1, False), (6, False), (7, True)])
def test_only_what_waited_a_week_is_said_to_have_waited(late: int, waited: bool) -> None:
    priya = cast.priya()
    done = standing(commitment(priya, "d1aaaaaa", "Call a lead", on(-1 - late)), closed_on=on(-1), told_on=on(-20))
    tomorrow = standing(commitment(priya, "b1aaaaaa", "Draft it", on(1)), told_on=on(-20))
    letter = compose(day_of(priya, done, tomorrow), cast.POLICIES, priya.email)
    assert letter
    for part in both(letter):
        assert ("wait a while" in part) == waited and "Call a lead" in part


def test_a_press_on_stuck_names_the_only_thing_of_a_letter() -> None:
    priya = cast.priya()
    tomorrow = standing(commitment(priya, "b1aaaaaa", "Draft it", on(1)), told_on=on(-20))
    letter = compose(day_of(priya, tomorrow, replies=[reply(priya, "r1aaaaaa", on(-30))]), cast.POLICIES, priya.email)
    assert letter and "body=stuck%3A%20%281%29%20" in html_part(letter)
