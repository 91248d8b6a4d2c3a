"""How often the ladder speaks of clients who do three quarters of what they say, how soon of those who do a third."""

from __future__ import annotations

import os
from random import Random
from statistics import median

import pytest

from tests.alarms import START, Year, year

SOAK = "COACHSHEET_SOAK" in os.environ
YEARS = int(os.environ.get("COACHSHEET_SOAK_EXAMPLES", "1000"))


def years(share: float, a_week: int, count: int) -> list[Year]:
    chance = Random(f"{share} {a_week}")
    return [year(chance, share, a_week) for _ in range(count)]


def nights(found: list[Year]) -> float:
    """The share of nights on which the work stalled."""
    return sum(one.stalled_days for one in found) / 365 / len(found)


def soon(found: list[Year]) -> float:
    """Days until half of them were found."""
    return median((one.proposed[0] - START).days if one.proposed else 365 for one in found)


def test_who_does_three_quarters_is_rarely_spoken_of_and_who_does_a_third_is_found() -> None:
    most, few = years(3 / 4, 2, 25), years(1 / 3, 2, 10)
    assert nights(most) < 0.08 and sum(len(one.proposed) for one in most) / 25 < 4
    assert all(one.proposed for one in few) and soon(few) <= 30 and nights(few) > 0.6


def test_nine_of_ten_are_left_in_peace() -> None:
    best = years(9 / 10, 3, 20)
    assert nights(best) < 0.01 and sum(bool(one.proposed) for one in best) <= 5


@pytest.mark.soak
@pytest.mark.skipif(not SOAK, reason="long: make soak")
def test_how_rare_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    lines = []
    for a_week in (2, 4):
        for share in (9 / 10, 3 / 4, 1 / 2, 1 / 3):
            found = years(share, a_week, YEARS)
            rows = sum(len(one.proposed) for one in found) / YEARS
            never = sum(not one.proposed for one in found) / YEARS
            lines.append(
                f"{a_week} a week, {share:.0%} done: stalled on {nights(found):.1%} of nights, {rows:.1f} rows a year, "
                f"{never:.0%} of years without one, half of them found after {soon(found):.0f} days"
            )
    with capsys.disabled():
        print("", f"{YEARS} client-years each", *lines, sep="\n")
    assert nights(years(3 / 4, 2, 200)) < 0.07 and all(one.proposed for one in years(1 / 3, 2, 200))
