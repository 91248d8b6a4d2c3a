"""How dates, times and numbers are written: serial numbers, ISO, the month in letters. Judges no cell and no range."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from sync.calendar_words import MONTHS, NOISE, WEEKDAYS

Moment = tuple[datetime, bool]
"""A time, naive unless an offset was written, and whether a time of day was given."""

_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ]+(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?)?",
    re.ASCII | re.IGNORECASE,
)
_CLOCK = re.compile(r"(?:\s+|^|T)(\d{1,2}):(\d\d)(?::(\d\d))?\s*([ap]\.?m\.?)?\s*$", re.ASCII | re.IGNORECASE)


def to_the_second(found: datetime) -> Moment:
    """A date cell: a sheet's day fractions miss the second by microseconds."""
    if found.microsecond >= 500_000 and found < _NEARLY_NEVER:
        found += timedelta(seconds=1)
    found = found.replace(microsecond=0)
    return found, found.time() != time.min


_NEARLY_NEVER = datetime(9999, 1, 1)


def of_words(words: str, day_zero: date) -> Moment | None:
    """Text in ISO form or with the month in letters, or a serial number as text."""
    found = _of_iso(words.strip()) or _of_letters(words.strip())
    serial = number_in(words) if found is None else None
    return of_serial(serial, day_zero) if serial is not None else found


def number_in(words: str) -> float | None:
    """`7`, `-2.5`, `240,50`, `1,234.50`, `1.234,50`, `1 234`; a lone group of three is thousands."""
    if len(words) > 60:
        return None
    bare = re.sub(r"[\s\u00a0\u202f']", "", words)
    if re.fullmatch(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?", bare, re.ASCII):
        bare = bare.replace(",", "")
    elif re.fullmatch(r"[+-]?[1-9]\d{0,2}(\.\d{3}){2,}(,\d+)?|[+-]?[1-9]\d{0,2}\.\d{3},\d+", bare, re.ASCII):
        bare = bare.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"[+-]?\d+,\d+", bare, re.ASCII):
        bare = bare.replace(",", ".")
    elif not re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)", bare, re.ASCII):
        return None
    return float(bare)


def of_serial(serial: float, day_zero: date) -> Moment | None:
    """A count of days since `day_zero`, as sheets hold dates; None far outside of what anybody means."""
    if not 0 < serial < 100_000:
        return None
    found = datetime.combine(day_zero, time.min) + timedelta(seconds=round(serial * 86_400))
    return found, found.time() != time.min


def _of_iso(words: str) -> Moment | None:
    match = _ISO.fullmatch(words)
    if not match:
        return None
    try:
        found = datetime.fromisoformat(f"{match[1]}-{match[2]}-{match[3]}T{match[4] or '00'}:{match[5] or '00'}")
        found = found.replace(second=int(match[6] or 0))
        if match[7]:
            sign = match[7].upper().replace(":", "")
            offset = "+00:00" if sign == "Z" else f"{sign[:3]}:{sign[3:]}"
            found = datetime.fromisoformat(found.isoformat() + offset)
    except ValueError:
        return None
    return found, match[4] is not None


def _of_letters(words: str) -> Moment | None:
    """`Fri 27 Nov 2026`, `November 27, 2026 10:00`, `27. November 2026`, `1 de marzo de 2026`, `27-Nov-26`."""
    if len(words) > 60 or not re.search(r"[^\W\d_]{3}", words):
        return None
    clock = _CLOCK.search(words)
    tokens = [t for t in re.split(r"[\s,./-]+", _fold(words[: clock.start()] if clock else words)) if t]
    months = [MONTHS[t] for t in tokens if t in MONTHS]
    numbers = [re.sub(r"(?<=\d)(st|nd|rd|th|º|er)$", "", t) for t in tokens if t[0].isdigit()]
    known = all(t in MONTHS or t in WEEKDAYS or t in NOISE or t[0].isdigit() for t in tokens)
    if not known or len(months) != 1 or len(numbers) != 2:
        return None
    if not all(re.fullmatch(r"\d+", number, re.ASCII) for number in numbers):
        return None
    first, second = numbers if len(numbers[0]) < 3 else reversed(numbers)
    if len(first) > 2 or len(second) not in (2, 4):
        return None
    try:
        year = int(second) + (2000 if len(second) == 2 else 0)
        return datetime.combine(date(year, months[0], int(first)), _time_of(clock)), clock is not None
    except ValueError:
        return None


def _time_of(clock: re.Match[str] | None) -> time:
    if clock is None:
        return time.min
    hour = int(clock[1])
    if clock[4]:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if clock[4][0] in "pP" else 0)
    return time(hour, int(clock[2]), int(clock[3] or 0))


def _fold(words: str) -> str:
    return unicodedata.normalize("NFC", words).casefold()
