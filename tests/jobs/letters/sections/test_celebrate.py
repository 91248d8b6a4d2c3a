"""Celebrating: what was closed since the last letter, and rows, each once (contract, section 4, celebrate)."""

from __future__ import annotations

from datetime import date

import pytest

from jobs.letters.memory import remember
from jobs.letters.sections import celebrate
from jobs.letters.wording import ENGLISH
from sync.rules.standing import Standing
from tests import cast
from tests.cast import commitment, day_of, on, sent, standing

PRIYA = cast.priya(rewards="A day off")


def _done(n: int, due: date, closed_on: date | None = None, **rest: object) -> Standing:
    return standing(commitment(PRIYA, f"b{n}aaaaaa", f"Step {n}", due, **rest), closed_on=closed_on or due)


def _about(*standings: Standing, **rest: object) -> tuple[str, ...]:
    day = day_of(PRIYA, *standings, **rest)
    section = celebrate.write(day, cast.POLICIES, remember(day), ENGLISH)
    return section.about if section else ()


def test_late_ones_are_acknowledged_like_the_rest() -> None:
    assert _about(_done(1, on(-9), on(-1)), _done(2, on(-1))) == ("b1aaaaaa:done", "b2aaaaaa:done")


def test_the_coachs_own_are_not_the_clients_wins() -> None:
    assert _about(_done(1, on(-1), owner="Coach")) == ()


def test_each_is_acknowledged_once() -> None:
    assert _about(_done(1, on(-2)), sent=[sent(PRIYA, on(-1), "b1aaaaaa:done")]) == ()


@pytest.mark.parametrize(("last", "days", "news"), [(3, 14, True), (3, 15, False), (20, 20, True), (20, 21, False)])
def test_news_is_since_the_last_letter_and_two_weeks_at_least(last: int, days: int, news: bool) -> None:
    assert bool(_about(_done(1, on(-days)), sent=[sent(PRIYA, on(-last))])) is news


def test_nothing_is_news_from_before_the_first_run() -> None:
    assert _about(_done(1, on(-3)), first_run=on(-2)) == ()
    assert _about(_done(1, on(-3)), first_run=None) == ()


def _row(length: int, last: int = -1) -> list[Standing]:
    return [_done(n, on(last - 2 * (length - n))) for n in range(1, length + 1)]


@pytest.mark.parametrize(("length", "named"), [(2, 0), (3, 3), (4, 3), (5, 5), (9, 5), (10, 10), (19, 10), (20, 20)])
def test_rows_of_three_five_and_every_ten(length: int, named: int) -> None:
    rows = [item for item in _about(*_row(length), streak=length) if ":row" in item]
    reached_long_ago = length in (19,)
    assert rows == ([f"cpriya2x:row{named}"] if named and not reached_long_ago else [])


def test_a_row_is_praised_once_until_a_new_row_reaches_it() -> None:
    praised = sent(PRIYA, on(-1), "cpriya2x:row3", *(f"b{n}aaaaaa:done" for n in range(1, 4)))
    assert _about(*_row(3), streak=3, sent=[praised]) == ()
    assert "cpriya2x:row5" in _about(*_row(5), streak=5, sent=[praised])
    earlier = sent(PRIYA, on(-12), "cpriya2x:row3")
    assert "cpriya2x:row3" in _about(*_row(3), streak=3, sent=[earlier])


def test_a_row_that_got_shorter_by_a_deleted_line_is_not_praised_anew() -> None:
    praised = sent(PRIYA, on(-1), "cpriya2x:row5", *(f"b{n}aaaaaa:done" for n in range(1, 6)))
    assert _about(*_row(5)[2:], streak=3, sent=[praised]) == ()


def test_a_reward_stands_beside_a_row() -> None:
    day = day_of(PRIYA, *_row(3), streak=3)
    section = celebrate.write(day, cast.POLICIES, remember(day), ENGLISH)
    assert section and section.facts["rewards"] == ["A day off"] and section.facts["row"] == "Three"


def test_five_are_shown_and_all_are_named() -> None:
    day = day_of(PRIYA, *(_done(n, on(-1)) for n in range(8)))
    section = celebrate.write(day, cast.POLICIES, remember(day), ENGLISH)
    assert section and len(section.facts["things"]) == 5 and section.facts["more"] == 3 and len(section.about) == 8
