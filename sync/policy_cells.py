"""How the Value of a rule is read, also as sheets mangle it. Which rules there are is policies.py's.

A sheet makes `7:00` a third of a day, `50%` a half, `3,1` a number or the third of January, and shows a count as a
date where a date once stood. All of these are read as they were meant; anything else raises cells.Bad.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sync import cells
from sync.workbook.base import Value

Reader = Callable[[Value, date], Any]
"""Cell and the sheet's day zero -> the rule's value. Raises cells.Bad with what was expected."""

_FIRST_SERIAL, _LAST_SERIAL = 36_526, 73_000
"""As a date's number; no list of days has one as large."""
_COUNTS_UNTIL = date(1930, 1, 1)
"""A date before it is no date that anybody typed: it is a count in a cell that shows dates."""
_LEAP_BUG_ENDS = date(1900, 3, 1)

_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d\d)?(?::00)?)?\s*(h|uhr|[ap]\.?m\.?)?", re.ASCII | re.IGNORECASE)
_BETWEEN = re.compile(r"[,;\s]+|(?<=\d)\s*[-–/]\s*(?=\d)")
"""What stands between the numbers of a list; `21-8` too, which a sheet would make a date."""


def whole(low: int, high: int) -> Reader:
    """A whole number from low to high."""
    return lambda cell, zero: cells.whole(_count(cell, zero), low, high)


def percent(low: int, high: int) -> Reader:
    """Whole percent: 50, `50%`, or the half that a sheet makes of it."""

    def read(cell: Value, zero: date) -> int:
        if isinstance(cell, str) and cell.strip().endswith("%"):
            return cells.whole(cell.strip().removesuffix("%"), low, high)
        if isinstance(cell, float) and 0 < cell < 1:
            return cells.whole(round(cell * 100, 6), low, high)
        return cells.whole(_count(cell, zero), low, high)

    return read


def hour(low: int, high: int) -> Reader:
    """A whole hour of the day: 7, `7:00`, `7 am`, or the fraction of a day that a sheet makes of it."""

    def read(cell: Value, zero: date) -> int:
        found = cell
        if isinstance(cell, float) and 0 < cell < 1:
            found = round(cell * 24, 4)
        elif isinstance(cell, str) and (match := _CLOCK.fullmatch(cell.strip())):
            found = _of_clock(match)
        try:
            return cells.whole(_count(found, zero), low, high)
        except cells.Bad:
            raise cells.Bad(f"{cells.quoted(cell)} is not a full hour from {low} to {high}") from None

    return read


def _of_clock(match: re.Match[str]) -> float | None:
    """The hour; None where half of one is left over, or where no clock shows it."""
    number, half = int(match[1]), (match[3] or "")[:1].casefold()
    if int(match[2] or 0) or (half in ("a", "p") and not 1 <= number <= 12):
        return None
    return number % 12 + (12 if half == "p" else 0) if half in ("a", "p") else number


def choice(allowed: tuple[str, ...]) -> Reader:
    return lambda cell, zero: cells.choice(cell, allowed)


def text(cell: Value, zero: date) -> str:
    return cells.text(cell)


def zone(cell: Value, zero: date) -> ZoneInfo:
    return cells.zone(cell)


def address(cell: Value, zero: date) -> str:
    return cells.address(cell)


def days(cell: Value, zero: date) -> tuple[int, ...]:
    """Day counts with commas, also as sheets mangle `3,1`: the number 3.1, or the third of January."""
    cell = _count(cell, zero)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and _FIRST_SERIAL <= cell < _LAST_SERIAL:
        cell = cells.day(cell, zero)
    if isinstance(cell, date):
        return tuple(dict.fromkeys((cell.day, cell.month)))
    written = str(cell).replace(".", ",") if isinstance(cell, float) and not cell.is_integer() else cells.text(cell)
    parts = [part for part in _BETWEEN.split(written.strip()) if part]
    if not parts or isinstance(cell, bool) or not all(re.fullmatch(r"\d{1,3}", part, re.ASCII) for part in parts):
        raise cells.Bad(f"{cells.quoted(cell)} is not a list of days such as 1, 7")
    return tuple(dict.fromkeys(int(part) for part in parts))


def ranges(cell: Value, zero: date) -> tuple[tuple[date, date], ...]:
    """Dates and ranges with commas: `2026-12-24, 2026-12-27 to 2027-01-03`."""
    if not isinstance(cell, str):
        one = cells.day(cell, zero)
        return ((one, one),)
    parts = re.split(r"[;\n]|,(?!\s*\d{4}\b(?!-))", cell)
    return tuple(_range(part.strip(), zero) for part in parts if part.strip())


def _range(part: str, zero: date) -> tuple[date, date]:
    ends = re.split(r"\s+(?:to|until|till|bis|-)\s+|\s*(?:–|—|\.\.+|/(?=\d{4}-))\s*", part)
    hint = ""
    try:
        first, last = cells.day(ends[0], zero), cells.day(ends[-1], zero)
    except cells.Bad as bad:
        first, last = cells.LAST_DAY, cells.FIRST_DAY
        hint = "".join(str(bad).partition(". Did you mean")[1:]) if len(ends) == 1 else ""
    if len(ends) > 2 or last < first:
        expected = hint or ", nor a range such as 2026-12-27 to 2027-01-03"
        raise cells.Bad(f"{cells.quoted(part)} is not a date{expected}")
    return first, last


def form(cell: Value, zero: date) -> str:
    """A link that a mail program opens safely: https, to a host of its own name, nobody's login in it."""
    link = cells.text(cell)
    try:
        parts = urlsplit(link)
        host, sound = parts.hostname or "", parts.scheme.casefold() == "https" and "@" not in parts.netloc
    except ValueError:
        host, sound = "", False
    if not sound or not re.fullmatch(r"[^\s/.]+(?:\.[^\s/.]+)+", host) or re.search(r"\s|[\x00-\x1f\x7f]", link):
        raise cells.Bad(f"{cells.quoted(cell)} is not a link that begins with https://")
    return link


def _count(cell: Value, zero: date) -> Value:
    """The number in a cell that shows it as a date, because a date stood there before."""
    if not isinstance(cell, date) or cell.year >= _COUNTS_UNTIL.year:
        return cell
    plain = cell.date() if isinstance(cell, datetime) else cell
    # Before March 1900 a sheet counts a day more: it believes in a 29 February of that year.
    off = timedelta(days=1) if zero.year == 1899 and plain < _LEAP_BUG_ENDS else timedelta()
    return (plain - zero - off).days
