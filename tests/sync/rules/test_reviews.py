"""The review day of each month."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.policies import Policies
from sync.rules.reviews import is_review, one_before


def reviews(day: int, year: int = 2027) -> list[date]:
    rules, first = Policies(review_day=day), date(year, 1, 1)
    return [one for n in range(365) if is_review(rules, one := first + timedelta(days=n))]


@pytest.mark.parametrize("day", [1, 15, 28, 29, 30, 31])
def test_there_is_one_a_month_past_its_end_on_the_last_day(day: int) -> None:
    found = reviews(day)
    assert [one.month for one in found] == list(range(1, 13))
    assert all(one.day == day or (one + timedelta(days=1)).day == 1 for one in found)


def test_day_nought_is_no_review() -> None:
    assert reviews(0) == []


@given(st.integers(1, 31), st.integers(0, 4000))
def test_the_one_before_is_a_review_with_none_between(day: int, far: int) -> None:
    rules = Policies(review_day=day)
    review = date(2026, 1, 1) + timedelta(days=far)
    while not is_review(rules, review):
        review += timedelta(days=1)
    before = one_before(rules, review)
    assert is_review(rules, before) and before < review
    assert not any(is_review(rules, before + timedelta(days=n)) for n in range(1, (review - before).days))
