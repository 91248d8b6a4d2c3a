"""The review: the client's own numbers first, what was done, what is open; once a month, and nothing that judges."""

from __future__ import annotations

from typing import Any

import pytest

from jobs.letters.compose import compose
from jobs.letters.letter import Section
from jobs.letters.memory import remember
from jobs.letters.render import html_part, text_part
from jobs.letters.sections import review
from jobs.letters.wording import ENGLISH
from sync.rules.standing import ClientDay
from tests import cast
from tests.cast import NOW, commitment, day_of, on, reply, rules, sent, standing

PRIYA = cast.priya(progress_words="Three calls a week")
FIRST = 8
"""Days from the fixed Monday to the first of December."""


def looking(*standings: Any, days: int = FIRST, **rest: Any) -> ClientDay:
    from datetime import timedelta

    return day_of(PRIYA, *standings, now=NOW + timedelta(days=days), **rest)


def written(day: ClientDay, **policies: Any) -> Section | None:
    return review.write(day, rules(**policies), remember(day), ENGLISH)


def one_open() -> Any:
    return standing(commitment(PRIYA, "b1aaaaaa", "Record three reels", on(20)), today=on(FIRST), told_on=on(-9))


@pytest.mark.parametrize(("days", "goes"), [(7, False), (8, True), (9, True), (10, True), (11, False)])
def test_it_goes_on_its_day_or_within_two_days(days: int, goes: bool) -> None:
    found = written(looking(one_open(), days=days))
    assert (found is not None) == goes
    assert not found or found.about == ("review:2026-12-01",)


def test_it_goes_once() -> None:
    assert written(looking(one_open(), days=9, sent=[sent(PRIYA, on(8), "review:2026-12-01")])) is None


def test_it_is_not_made_up_for_from_before_the_first_run_and_not_without_a_review_day() -> None:
    assert written(looking(one_open(), days=9, first_run=on(9))) is None
    assert written(looking(one_open()), review_day=0) is None


def test_a_month_without_anything_to_look_back_on_has_no_review() -> None:
    assert written(looking()) is None
    assert written(looking(standing(commitment(PRIYA, "b1aaaaaa", "Mine", on(9), owner="Coach")))) is None


def test_her_own_numbers_stand_oldest_first_since_the_last_review() -> None:
    said = [(-23, 3), (-22, 4), (0, 9), (8, 7), (9, 1)]
    heard = [reply(PRIYA, f"r{days}aaaa", on(days), rating=rating).answer for days, rating in said]
    found = written(looking(heard=heard))
    assert found and [(one["date"], one["rating"]) for one in found.facts["ratings"]] == [
        ("1 Nov", 4), ("23 Nov", 9), ("1 Dec", 7)
    ]  # fmt: skip


def test_a_number_from_a_rehearsal_is_the_rehearsals() -> None:
    heard = [reply(PRIYA, "r1aaaaaa", on(1), rating=4, letter="cpriya2x-2026-11-24-rehearsal").answer]
    assert written(looking(heard=heard)) is None
    assert written(looking(heard=heard, rehearsal=True)) is not None


def test_what_was_done_stands_by_its_date_and_what_is_open_can_be_answered() -> None:
    done = [
        standing(commitment(PRIYA, f"d{n}aaaaaa", f"Step {n}", on(n - 30)), closed_on=on(n), kept=n > 0)
        for n in range(-24, 8)
    ]
    found = written(looking(*done, one_open()))
    assert found and [one["words"] for one in found.facts["done"]] == [f"Step {n}" for n in range(3, 8)]
    assert found.facts["done_more"] == 25, "those since 1 November, late ones too"
    assert found.facts["open"][0]["id"] == "b1aaaaaa" and found.facts["since"] == "1 Nov"


@pytest.mark.parametrize("reviews", [0, 1])
def test_without_her_definition_the_first_review_asks_for_it_and_no_other(reviews: int) -> None:
    priya = cast.priya()
    day = day_of(priya, one_open(), now=looking().now, sent=[sent(priya, on(-22), "review:2026-11-01")] * reviews)
    found = review.write(day, cast.POLICIES, remember(day), ENGLISH)
    assert found and (found.facts["definition"], found.facts["first_review"]) == ("", not reviews)
    letter = compose(day, cast.POLICIES, priya.email)
    assert letter
    for part in (text_part(letter), html_part(letter)):
        assert ("What would progress look like" in part) == (not reviews)
