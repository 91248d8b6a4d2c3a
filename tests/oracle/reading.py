"""What one cell says, read naively by contract section 2 (Cells); no rule and no row stands here.

Every reader returns (value, bad): a blank cell is (None, False), a bad one (None, True).
"""

from __future__ import annotations

import calendar
import re
import unicodedata
import zoneinfo
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

DAY_ZERO = datetime(1899, 12, 30)
FIRST_DAY, LAST_DAY = 36526, 73415  # 2000-01-01 and 2100-12-31 as a sheet counts days
MARKS = ("x", "yes", "done", "✓", "true")


@dataclass(frozen=True)
class Broken:
    """An error value (`#REF!`), or a formula (`=A1`) without a stored value."""

    text: str


def plain(value: Any) -> str:
    """A name as it is compared: without regard to case, outer blanks, inner blanks as one, NFC."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(unicodedata.normalize("NFC", str(value)).split()).casefold()


def blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def text(value: Any) -> tuple[str | None, bool]:
    if blank(value):
        return None, False
    if isinstance(value, Broken):
        return None, True
    return str(value), False


def number(value: Any) -> tuple[float | None, bool]:
    if blank(value):
        return None, False
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None, True
    try:
        return float(value), False
    except ValueError:
        return None, True


def whole(value: Any, low: int = 1, high: int = 10) -> tuple[int | None, bool]:
    found, bad = number(value)
    if found is None:
        return None, bad
    if found != int(found) or not low <= found <= high:
        return None, True
    return int(found), False


def share(value: Any) -> Any:
    """`15%` as 15, and the 0.6 that a sheet makes of 60% as 60."""
    if isinstance(value, str) and value.endswith("%"):
        return value[:-1]
    return round(value * 100, 6) if isinstance(value, float) and 0 < value < 1 else value


def choice(value: Any, allowed: tuple[str, ...]) -> tuple[str | None, bool]:
    if blank(value):
        return None, False
    for one in allowed:
        if not isinstance(value, Broken) and plain(value) == plain(one):
            return one, False
    return None, True


def moment(value: Any) -> tuple[datetime | None, bool]:
    """A date with a time of day, a missing time being midnight."""
    if blank(value):
        return None, False
    if isinstance(value, datetime):
        return value, False
    if isinstance(value, date):
        return datetime.combine(value, time()), False
    if isinstance(value, bool | Broken):
        return None, True
    if isinstance(value, int | float):
        if not FIRST_DAY <= value < LAST_DAY + 1:
            return None, True
        return DAY_ZERO + timedelta(minutes=round(value * 1440)), False
    return _from_words(str(value).strip())


def day(value: Any) -> tuple[date | None, bool]:
    found, bad = moment(value)
    return (found.date() if found else None), bad


def _from_words(words: str) -> tuple[datetime | None, bool]:
    try:
        return datetime.fromisoformat(words), False
    except ValueError:
        pass
    months = {name.lower(): i for i, name in enumerate(calendar.month_name) if name}
    months |= {name.lower(): i for i, name in enumerate(calendar.month_abbr) if name}
    parts = re.fullmatch(r"(\w+)[ ,.-]+(\w+)[ ,.-]+(\d{4})", words.lower())
    if parts is None:
        return None, True
    one, two, year = parts.groups()
    for dom, month in ((one, two), (two, one)):
        if dom.isdigit() and month in months:
            try:
                return datetime(int(year), months[month], int(dom)), False
            except ValueError:
                return None, True
    return None, True


def done(value: Any) -> tuple[Any, bool]:
    """Done on: a date, "mark" or "no"."""
    if blank(value):
        return None, False
    if value is True or (isinstance(value, str) and plain(value) in MARKS):
        return "mark", False
    if isinstance(value, str) and plain(value) == "no":
        return "no", False
    return day(value)


def address(value: Any) -> tuple[str | None, bool]:
    found, bad = text(value)
    if found is None:
        return None, bad
    if not re.fullmatch(r"[^@\s<>,;]+@[^@\s.]+(\.[^@\s.]+)+", found.strip()):
        return None, True
    return found.strip().casefold(), False


@cache
def _zones() -> dict[str, str]:
    every = sorted(zoneinfo.available_timezones())
    cities = {plain(name.rsplit("/", 1)[1].replace("_", " ")): name for name in every if "/" in name}
    return cities | {plain(name): name for name in every}


def zone(value: Any) -> tuple[str | None, bool]:
    if blank(value):
        return None, False
    found = None if isinstance(value, Broken) else _zones().get(plain(value))
    return found, found is None
