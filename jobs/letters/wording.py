"""How letters say dates, days and numbers in one language. The one place that knows a language besides templates."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from gettext import NullTranslations

from sync.schema import DAYS

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
_FAR = 270
"""Days from which on a date is shown with its year."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The language of one letter, by its code (contract, section 4); `catalog` holds our sentences in it."""

    language: str = "en"
    catalog: NullTranslations = field(default_factory=NullTranslations)

    def gettext(self, sentence: str) -> str:
        """A sentence of ours, which is written in English in the code."""
        return self.catalog.gettext(sentence)

    def ngettext(self, one: str, many: str, number: int, **named: object) -> str:
        """The sentence for that number of things, by the language's own plurals; `%(num)d` stands for the number."""
        return self.catalog.ngettext(one, many, number) % {"num": number, **named}

    def day_of_week(self, english: str) -> str:
        """`Friday`, from the name that stands in the sheet."""
        return english

    def weekday(self, day: date) -> str:
        """`Friday`."""
        return DAYS[day.weekday()]

    def short(self, day: date, today: date) -> str:
        """`27 Nov`, with the year where it lies some nine months away."""
        year = f" {day.year}" if abs((day - today).days) > _FAR else ""
        return f"{day.day} {_MONTHS[day.month - 1]}{year}"

    def dated(self, day: date, today: date) -> str:
        """`Fri 27 Nov`, with the year where it lies some nine months away."""
        return f"{self.weekday(day)[:3]} {self.short(day, today)}"

    def near(self, day: date, today: date) -> str:
        """`today`, `tomorrow`, `yesterday`, `Friday` within six days on either side, else `Fri 27 Nov`."""
        away = (day - today).days
        if -1 <= away <= 1:
            return ("yesterday", "today", "tomorrow")[away + 1]
        return self.weekday(day) if abs(away) <= 6 else self.dated(day, today)

    def spoken(self, day: date, today: date) -> str:
        """`tomorrow, Tue 24 Nov` for the days beside today, else `Fri 27 Nov`."""
        plain = self.dated(day, today)
        return f"{self.near(day, today)}, {plain}" if abs((day - today).days) <= 1 else plain

    def things(self, number: int) -> str:
        """`one thing`, `3 things`."""
        return self.ngettext("one thing", "%(num)d things", number)

    def hours(self, number: int) -> str:
        """`one hour`, `24 hours`."""
        return self.ngettext("one hour", "%(num)d hours", number)

    def in_words(self, number: int) -> str:
        """`Three`, `Ten`, `20`."""
        return _NUMBERS[number] if 0 <= number < len(_NUMBERS) else str(number)

    def waited(self, days: int) -> str:
        """How long a day is past, said only as far as it is true: `a week`, `more than a week`, `two weeks`."""
        if days % 7 == 0:
            return "a week" if days == 7 else f"{self.in_words(days // 7).lower()} weeks"
        return "more than a week" if days < 14 else f"more than {self.in_words(days // 7).lower()} weeks"


ENGLISH = Wording()


def wording(language: str) -> Wording:
    """How letters in that language speak."""
    return ENGLISH


def upper(text: str) -> str:
    """With a capital at the start, the rest as it is."""
    return text[:1].upper() + text[1:]
