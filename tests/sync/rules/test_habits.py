"""Habits: what was reported for this week and the four before (contract, section 3)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sync.workbook.base import Value
from tests.practice import at, book


def weeks(*reports: tuple[int, str], client: dict[str, Value] | None = None, hour: int = 9) -> tuple[Value, Value]:
    """This week and Last 4 weeks after reports so many days from Monday, 23 November; the habit is k101x."""
    monday = datetime(2026, 11, 23, hour)
    rows = [{"Timestamp": monday + timedelta(days=days), "Done": done} for days, done in reports]
    made = book(clients=[client or {}], habits=[{}], check_ins=rows)
    made.run(at(2))
    return made["Habits", 0, "This week"], made["Habits", 0, "Last 4 weeks"]


@pytest.mark.parametrize(
    ("reports", "this", "last"),
    [
        ((), None, "–, –, –, –"), (((0, "k101x: 2"),), 2, "–, –, –, –"), (((1, "k101x:2"),
        (0, "k101x: 1")), 2, "–, –, –, –"),
        (((-1, "k101x: 3"),), None, "–, –, –, 3/3"), (((-7, "k101x: 3"), (-8, "k101x: 2"),
        (-28, "k101x: 0")), None, "0/3, –, 2/3, 3/3"),
        (((-29, "k101x: 3"),), None, "–, –, –, –"), (((0, "Read, k101x: 5; k999x: 1"),), 5, "–, –, –, –"),
        (((0, "k101x: many"), (0, "k101xy: 1"), (0, "ak101x: 1"), (0, "k101x"),
        (0, "k101x: 99999")), None, "–, –, –, –"),
    ],
)  # fmt: skip
def test_the_number_last_reported_for_a_week_counts(
    reports: tuple[tuple[int, str], ...], this: Value, last: Value
) -> None:
    assert weeks(*reports) == (this, last)


def test_the_week_is_the_clients() -> None:
    assert weeks((-1, "k101x: 3"), client={"Time zone": "Auckland"}, hour=20) == (3, "–, –, –, –")
    assert weeks((0, "k101x: 3"), client={"Time zone": "New York"}, hour=2) == (None, "–, –, –, 3/3")


@pytest.mark.parametrize(
    "row", [{"Times a week": None}, {"Times a week": "often"}, {"Client": "Bob"}, {"Times a week": 0}]
)
def test_a_row_to_check_shows_nothing(row: dict[str, Value]) -> None:
    made = book(habits=[row], check_ins=[{"Done": "k101x: 3"}])
    made.run()
    assert (made["Habits", 0, "This week"], made["Habits", 0, "Last 4 weeks"]) == (None, None)
    assert made["Habits", 0, "Sync note"]
