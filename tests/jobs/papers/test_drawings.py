"""What is drawn: bars are as long as their figures, dots stand where their day and number are, all within the page."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jobs.letters.wording import wording
from jobs.papers import balance, chart
from sync.rules.standing import Standing
from tests.cast import commitment, on, priya, standing

SAY = wording("en")
DAYS = st.integers(-400, 400)


@st.composite
def standings(draw: st.DrawFn) -> list[Standing]:
    whose = priya()
    found = []
    for place, (due, after) in enumerate(draw(st.lists(st.tuples(DAYS, st.none() | st.integers(-9, 9)), max_size=40))):
        closed = on(min(due + after, 0)) if after is not None else None
        dropped = draw(st.booleans()) and closed is None
        one = commitment(whose, f"b{place}", "Do it", on(due), dropped_on=on(0) if dropped else None)
        found.append(standing(one, closed_on=closed, **({"status": "Dropped"} if dropped else {})))
    return found


@given(standings())
def test_a_bar_holds_every_commitment_once_and_ends_at_its_end(found: list[Standing]) -> None:
    side = balance.side("Priya", found, on(0), SAY)
    assert side["planned"] == len(found) == sum(side["counts"]) == sum(part["number"] for part in side["parts"])
    ends = [part["x"] + part["width"] for part in side["parts"]]
    assert [part["x"] for part in side["parts"]] == [0, *ends][: len(ends)]
    assert not ends or ends[-1] == balance.BAR
    for part in side["parts"]:
        assert abs(part["width"] - balance.BAR * part["number"] / len(found)) <= 1


RATED = st.lists(st.tuples(st.integers(0, 1500), st.integers(1, 10)), min_size=2, max_size=200)


@given(RATED, st.none() | st.integers(1, 10))
def test_dots_stand_in_order_and_within_the_drawing(rated: list[tuple[int, int]], beside: int | None) -> None:
    ratings = [
        (date(2024, 1, 31) + timedelta(days=day), number) for day, number in sorted(rated, key=lambda one: one[0])
    ]
    drawn = chart.chart(ratings, beside, SAY)
    dots = drawn["dots"]
    assert len(dots) == len(ratings) == len(drawn["line"].split())
    assert all(drawn["left"] < dot["x"] < drawn["right"] and 0 < dot["y"] <= drawn["bottom"] for dot in dots)
    assert [dot["x"] for dot in dots] == sorted(dot["x"] for dot in dots)
    for (_, number), dot in zip(ratings, dots, strict=True):
        assert (dot["y"] == drawn["rows"][0]["y"]) == (number == 1) and dot["shown"] in ("", str(number))
    months = [month["x"] for month in drawn["months"]]
    assert months == sorted(months) and len(months) <= chart.MOST_MONTHS + 1
    assert all(0 < x < drawn["width"] for x in months)
    assert drawn["beside"].get("shown") == beside


def test_fewer_than_two_numbers_are_no_chart() -> None:
    assert chart.chart([], 3, SAY) == chart.chart([(on(0), 3)], 3, SAY) == {}


def test_a_year_stands_beside_its_first_month() -> None:
    drawn = chart.chart([(date(2025, 11, 20), 3), (date(2026, 2, 20), 5)], None, SAY)
    assert [month["shown"] for month in drawn["months"]] == ["Dec 2025", "Jan 2026", "Feb"]
    assert [dot["shown"] for dot in drawn["dots"]] == ["3", "5"]


def test_what_rests_in_a_break_stands_by_its_day() -> None:
    rests = [
        standing(commitment(priya(), "b1", "Do it", on(day)), status="Paused", resolved=False) for day in (-1, 0, 1)
    ]
    assert [part["kind"] for part in balance.side("Priya", rests, on(0), SAY)["parts"]] == ["past", "ahead"]
