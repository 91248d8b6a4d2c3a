"""Names of days, dates and figures as one language writes them: English by itself, the others by Babel (CLDR)."""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from sync.schema import DAYS

if TYPE_CHECKING:
    from babel import Locale

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


class Calendar(Protocol):
    """What a language has its own way with. Weekdays are 0 (Monday) to 6."""

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`, as HTML writes it."""

    def weekday(self, number: int) -> str:
        """`Friday`."""

    def month(self, number: int) -> str:
        """`November`; 1 to 12."""

    def short(self, day: date, with_year: bool) -> str:
        """`27 Nov`, `27 Nov 2027`."""

    def dated(self, day: date, with_year: bool) -> str:
        """`Fri 27 Nov`, `Fri 27 Nov 2027`."""

    def short_month(self, number: int) -> str:
        """`Nov`, of 1 (January) to 12, as it stands alone."""

    def month_of_year(self, day: date) -> str:
        """`November 2026`, as a heading."""

    def figure(self, number: int) -> str:
        """`7`, `12,000`."""


class English:
    """What most practices need loads nothing."""

    direction = "ltr"

    def weekday(self, number: int) -> str:
        return DAYS[number]

    def month(self, number: int) -> str:
        return _MONTHS[number - 1]

    def short(self, day: date, with_year: bool) -> str:
        return f"{day.day} {_MONTHS[day.month - 1][:3]}{f' {day.year}' if with_year else ''}"

    def dated(self, day: date, with_year: bool) -> str:
        return f"{DAYS[day.weekday()][:3]} {self.short(day, with_year)}"

    def short_month(self, number: int) -> str:
        return _MONTHS[number - 1][:3]

    def month_of_year(self, day: date) -> str:
        return f"{_MONTHS[day.month - 1]} {day.year}"

    def figure(self, number: int) -> str:
        return f"{number:,}"


class Local:
    """Any other language by its code. Raises ValueError, and babel's UnknownLocaleError, for one that is none."""

    def __init__(self, language: str) -> None:
        from babel import Locale

        self._locale: Locale = Locale.parse(language)

    @property
    def direction(self) -> str:
        return self._locale.text_direction

    def weekday(self, number: int) -> str:
        return str(self._locale.days["stand-alone"]["wide"][number])

    def month(self, number: int) -> str:
        return str(self._locale.months["stand-alone"]["wide"][number])

    def short(self, day: date, with_year: bool) -> str:
        from babel.dates import format_skeleton

        return self._first(day, format_skeleton("yMMMd" if with_year else "MMMd", day, locale=self._locale))

    def dated(self, day: date, with_year: bool) -> str:
        from babel.dates import format_date

        return self._first(day, format_date(day, self._with_weekday[with_year], locale=self._locale))

    def short_month(self, number: int) -> str:
        return str(self._locale.months["stand-alone"]["abbreviated"][number])

    def month_of_year(self, day: date) -> str:
        from babel.dates import format_skeleton

        said = format_skeleton("yMMMM", day, locale=self._locale)
        return said[:1].upper() + said[1:]

    def _first(self, day: date, shown: str) -> str:
        """French counts the first of a month as a rank, `1er nov.`, which CLDR does not know."""
        return re.sub(r"\b1\b", "1er", shown, count=1) if day.day == 1 and self._locale.language == "fr" else shown

    @cached_property
    def _with_weekday(self) -> tuple[str, str]:
        """The language's own order without and with the year, the weekday as it stands alone: `Fr 27. Nov.`."""
        skeletons = self._locale.datetime_skeletons
        plain, with_year = (re.sub("E+,?", "ccc", skeletons[name].pattern) for name in ("MMMEd", "yMMMEd"))
        return plain, with_year

    def figure(self, number: int) -> str:
        from babel.numbers import format_decimal

        return format_decimal(number, locale=self._locale)
