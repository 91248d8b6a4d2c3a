"""The chart of a client's own ratings: where dots, lines and months stand, in whole units of a drawing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from jobs.letters.wording import Wording

WIDTH, HEIGHT = 1780, 460
"""The drawing in tenths of millimetres of a page's width."""
LEFT, RIGHT, TOP, BOTTOM = 70, 60, 50, 60
"""What is kept free around it: numbers on the left, months below."""

NUMBERED = 40
"""With more dots than that they have no numbers; all of them stand in the list of check-ins."""
MOST_MONTHS = 14

Rated = tuple[date, int]


def chart(ratings: list[Rated], beside: int | None, say: Wording) -> dict[str, Any]:
    """The ratings, oldest first, from 1 to 10; nothing with fewer than two. `beside` is the coach's own, if shown."""
    if len(ratings) < 2:
        return {}
    first, last = ratings[0][0], ratings[-1][0]
    at = [(_across(day, first, last), _up(rating), rating) for day, rating in ratings]
    few = len(at) <= NUMBERED
    dots = [{"x": x, "y": y, "above": y - 22, "shown": str(rating) if few else ""} for x, y, rating in at]
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "right": WIDTH - RIGHT,
        "bottom": HEIGHT - BOTTOM,
        "below": HEIGHT - 14,
        "rows": [{"y": _up(number), "text": _up(number) + 10, "shown": number} for number in (1, 4, 7, 10)],
        "line": " ".join(f"{x},{y}" for x, y, _ in at),
        "dots": dots,
        "months": list(_months(first, last, say)),
        "beside": {"y": _up(beside), "text": _up(beside) + 10, "shown": beside} if beside else {},
    }


def _across(day: date, first: date, last: date) -> int:
    span = (last - first).days or 1
    return LEFT + 30 + (WIDTH - LEFT - RIGHT - 60) * (day - first).days // span


def _up(rating: int) -> int:
    return TOP + (HEIGHT - TOP - BOTTOM) * (10 - rating) // 9


def _months(first: date, last: date, say: Wording) -> Iterator[dict[str, Any]]:
    """The beginnings of months, of every second or third where there are many; a year beside its first one."""
    months = (last.year - first.year) * 12 + last.month - first.month
    step = months // MOST_MONTHS + 1
    year = 0
    for place in range(1, months + 1):
        count = first.month - 1 + place
        begin = date(first.year + count // 12, count % 12 + 1, 1)
        if (place - 1) % step == 0:
            shown = say.short_month(begin) if begin.year == year else f"{say.short_month(begin)} {begin.year}"
            year = begin.year
            yield {"x": _across(begin, first, last), "shown": shown}
