"""Dated sections: on their day, else within two days, never from before the first run."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from sync.rules import dated
from tests.practice import TODAY, on


def on_mondays(day: object) -> bool:
    return getattr(day, "weekday", lambda: -1)() == 0


def test_a_day_that_was_missed_is_made_up_for_within_two_days() -> None:
    assert [dated.newest(on_mondays, on(days), None) for days in range(5)] == [TODAY] * 3 + [None] * 2


def test_nothing_is_made_up_for_from_before_the_first_run() -> None:
    assert dated.newest(on_mondays, on(1), on(0)) == TODAY
    assert dated.newest(on_mondays, on(1), on(1)) is None


@given(st.integers(0, 60), st.sets(st.integers(0, 60)), st.integers(0, 60))
def test_it_is_the_newest_of_its_days_and_never_one_to_come(today: int, its: set[int], first: int) -> None:
    found = dated.newest(lambda day: (day - TODAY).days in its, on(today), on(first))
    may = [day for day in its if first <= day <= today and today - day <= 2]
    assert found == (TODAY + timedelta(days=max(may)) if may else None)
