"""Cell <-> value: dates, numbers, choices, names, addresses. Knows no tab and no rule.

Every reader takes a cell's Value and raises Bad with what stands there and what is expected
(contract, section 2, Cells). Blank cells are the caller's business: readers are given non-blank ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time
from difflib import get_close_matches
from functools import lru_cache
from math import isfinite
from zoneinfo import ZoneInfo

from sync import moments
from sync.addresses import NotAnAddress, on_the_wire
from sync.workbook.base import BadValue, Value

FIRST_DAY = date(2000, 1, 1)
LAST_DAY = date(2100, 12, 31)
MARKS = frozenset({"x", "yes", "done", "✓", "✔", "☑", "✅", "true"})
SHOWN = 60
"""How much of a cell a note repeats, in characters."""


class Bad(ValueError):
    """A cell that cannot be read as what its column holds. The text is the note, without the header."""


def blank(cell: Value) -> bool:
    """Whether a cell holds nothing to see."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def fold(words: str) -> str:
    """Names match without regard to case, outer blanks and runs of inner ones; Unicode NFC."""
    if words.isascii():
        return " ".join(words.casefold().split())
    return unicodedata.normalize("NFC", " ".join(unicodedata.normalize("NFC", words).casefold().split()))


def plain(words: str, limit: int = 2000) -> str:
    """Words that any workbook can hold and show again unchanged: one line, no control characters."""
    kept = "".join(c if c.isprintable() or c == "\u200d" else " " for c in words[: 4 * limit])
    line = " ".join(kept.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def text(cell: Value) -> str:
    """The cell's words, outer blanks off. Raises Bad for an error value."""
    if isinstance(cell, str):
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, BadValue):
        raise Bad(_why_bad(cell))
    return shown(cell)


def shown(cell: Value) -> str:
    """A cell as a person would write it in a sentence: `8 Oct 2026`, `7`, `TRUE`."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else str(cell)
    if isinstance(cell, datetime):
        return f"{short_date(cell.date())} {cell.year} {cell:%H:%M}"
    if isinstance(cell, date):
        return f"{short_date(cell)} {cell.year}"
    if isinstance(cell, BadValue):
        return cell.text
    return "" if cell is None else str(cell)


def quoted(cell: Value) -> str:
    """The cell's words in quotation marks, cut to what a note can show."""
    return f'"{plain(shown(cell), SHOWN)}"'


def short_date(day: date) -> str:
    """`3 Nov`."""
    return f"{day.day} {_MONTH_NAMES[day.month - 1]}"


def long_date(day: date) -> str:
    """`5 Jan 2027`."""
    return f"{short_date(day)} {day.year}"


def guess(word: str, known: Iterable[str]) -> str:
    """` Did you mean "Priya Nair"?` where one of the known words lies near, else nothing."""
    by_fold = {fold(k): k for k in known}
    near = get_close_matches(fold(word), by_fold, n=1, cutoff=0.75)
    return f' Did you mean "{plain(by_fold[near[0]], SHOWN)}"?' if near else ""


def number(cell: Value) -> float:
    """A number, also as text (`7`, `1.234,50`). Raises Bad."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and isfinite(cell):
        return float(cell)
    if isinstance(cell, BadValue):
        raise Bad(_why_bad(cell))
    found = moments.number_in(cell) if isinstance(cell, str) else None
    if found is None:
        raise Bad(f"{quoted(cell)} is not a number")
    return found


def whole(cell: Value, low: int, high: int) -> int:
    """A whole number from low to high. Raises Bad."""
    if isinstance(cell, BadValue):
        raise Bad(_why_bad(cell))
    try:
        found = number(cell)
    except Bad:
        found = float("nan")
    if not (found.is_integer() and low <= found <= high):
        raise Bad(f"{quoted(cell)} is not a whole number from {low} to {high}")
    return int(found)


def choice(cell: Value, allowed: tuple[str, ...]) -> str:
    """One of a list, in the list's own spelling. Raises Bad, with a guess where one lies near."""
    words = text(cell)
    for one in allowed:
        if fold(one) == fold(words):
            return one
    raise Bad(f"{quoted(cell)} is not one of {', '.join(allowed)}.{guess(words, allowed)}".rstrip("."))


def mark(cell: Value) -> bool:
    """A mark such as x; an unticked box is none. Raises Bad."""
    if isinstance(cell, bool):
        return cell
    if fold(text(cell)) in MARKS:
        return True
    raise Bad(f"{quoted(cell)} is not a mark; type x, or leave it blank")


def day(cell: Value, day_zero: date) -> date:
    """A date: a date cell, a serial number, ISO text or text with the month in letters; a time is dropped."""
    return _moment(cell, day_zero)[0].date()


def moment(cell: Value, day_zero: date, zone: ZoneInfo | None = None) -> tuple[datetime, bool]:
    """A naive time and whether a time of day was given; text with an offset is brought to the zone's clock."""
    found, timed = _moment(cell, day_zero)
    if found.tzinfo is not None:
        found = found.astimezone(zone or ZoneInfo("UTC")).replace(tzinfo=None)
    return found, timed


def done(cell: Value, day_zero: date) -> date | bool | None:
    """Done on: a date, True for a mark, False for `no`, None for an unticked box. Raises Bad."""
    if isinstance(cell, bool):
        return True if cell else None
    if isinstance(cell, str):
        word = fold(cell)
        if word in MARKS:
            return True
        if word == "no":
            return False
    try:
        return day(cell, day_zero)
    except Bad as bad:
        raise Bad(str(bad).replace("is not a date", "is not a date, x or no")) from None


def address(cell: Value) -> str:
    """One bare email address, as it was typed. Raises Bad."""
    words = text(cell)
    try:
        on_the_wire(words)
    except NotAnAddress:
        raise Bad(f"{quoted(cell)} is not an email address") from None
    return words


def zone(cell: Value) -> ZoneInfo:
    """A time zone by its IANA name, or by a city of one. Raises Bad, with a guess."""
    words = text(cell)
    names, cities = _zones()
    wanted = fold(words).replace(" ", "_")
    name = names.get(wanted) or cities.get(wanted)
    if name is None:
        near = guess(words, [n.rsplit("/", 1)[-1].replace("_", " ") for n in names.values()])
        raise Bad(f"{quoted(cell)} is not a time zone; type a city such as Berlin.{near}".rstrip("."))
    return ZoneInfo(name)


def language(cell: Value) -> str:
    """A language that letters are written in, by code (`es`, `pt-BR`) or English name. Raises Bad."""
    words = fold(text(cell))
    code = re.split(r"[-_]", words)[0]
    for known, name in LANGUAGES.items():
        if code == known or words == fold(name):
            return known
    raise Bad(f"{quoted(cell)} is not one of {', '.join(LANGUAGES)}")


LANGUAGES = {"en": "English", "es": "Spanish", "de": "German", "fr": "French", "pt": "Portuguese"}

_MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_YEAR_FIRST = re.compile(r"\s*(20\d\d)[./-](\d{1,2})[./-](\d{1,2})(\s+\d{1,2}:\d\d(:\d\d)?)?\s*", re.ASCII)
_AS_TYPED = re.compile(r"\s*(\d{1,2})[./-](\d{1,2})[./-](20\d\d)\s*", re.ASCII)


def _why_bad(cell: BadValue) -> str:
    if not cell.text:
        return "the formula's value is not stored; open and save the workbook once"
    return f"{quoted(cell)} is an error"


def _moment(cell: Value, day_zero: date) -> tuple[datetime, bool]:
    if isinstance(cell, BadValue):
        raise Bad(_why_bad(cell))
    found: moments.Moment | None
    if isinstance(cell, datetime):
        found = moments.to_the_second(cell)
    elif isinstance(cell, date):
        found = datetime.combine(cell, time.min), False
    elif isinstance(cell, (int, float)) and not isinstance(cell, bool):
        found = moments.of_serial(float(cell), day_zero)
    else:
        found = moments.of_words(cell, day_zero) if isinstance(cell, str) else None
    if found is None or not FIRST_DAY <= found[0].date() <= LAST_DAY:
        raise Bad(f"{quoted(cell)} is not a date{_date_guess(cell)}")
    return found


def _date_guess(cell: Value) -> str:
    """`27/11/2026` can be meant in one way only, where one of its numbers is no month; `2026-3-9` always."""
    words = cell if isinstance(cell, str) and len(cell) < 40 else ""
    readings: list[tuple[str, str, str]] = []
    if match := _AS_TYPED.fullmatch(words):
        readings = [(match[3], match[2], match[1]), (match[3], match[1], match[2])]
    elif match := _YEAR_FIRST.fullmatch(words):
        readings = [(match[1], match[2], match[3])]
    days = set()
    for year, month, day_ in readings:
        try:
            days.add(date(int(year), int(month), int(day_)))
        except ValueError:
            continue
    return f". Did you mean {long_date(days.pop())}?" if len(days) == 1 else ""


@lru_cache(maxsize=1)
def _zones() -> tuple[dict[str, str], dict[str, str]]:
    """Folded name -> IANA name, and folded city -> IANA name (the name with the most usual area wins)."""
    from importlib.resources import files

    listed = (files("tzdata") / "zones").read_text("utf-8").split()
    usual = ("Europe", "America", "Asia", "Africa", "Australia", "Pacific", "Atlantic", "Indian", "Etc")
    listed.sort(key=lambda name: (name.count("/"), usual.index(a) if (a := name.split("/")[0]) in usual else 99, name))
    cities: dict[str, str] = {}
    for name in listed:
        if "/" in name and not name.startswith(("Etc/", "US/", "Canada/", "Brazil/", "Chile/", "Mexico/")):
            cities.setdefault(name.rsplit("/", 1)[1].casefold(), name)
    return {name.casefold(): name for name in listed}, cities
