"""What letters say in one language: our sentences, days, dates and numbers. How dates look is in calendars.py."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from gettext import NullTranslations

from jobs.letters.calendars import Calendar, English, Local
from jobs.letters.money import TOO_LONG
from sync.own_names import LONGEST_SUBJECT as LONGEST_SUBJECT
from sync.schema import DAYS

_FAR = 270
"""Days from which on a date is shown with its year."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The language of one letter, by its code (contract, section 4); `catalog` holds our sentences in it.

    `near` and `spoken` say when something is, as part of a sentence: in Spanish with their article (`el viernes`).
    `weekday`, `short` and `dated` are names; what stands before them belongs to the sentence.
    """

    language: str = "en"
    catalog: NullTranslations = field(default_factory=NullTranslations)
    calendar: Calendar = field(default_factory=English)

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return self.calendar.direction

    def gettext(self, sentence: str) -> str:
        """A sentence of ours, which is written in English in the code."""
        return self.catalog.gettext(sentence)

    def pgettext(self, context: str, sentence: str) -> str:
        """The same where English has one word for two things; the context tells the translator which."""
        return self.catalog.pgettext(context, sentence)

    def ngettext(self, one: str, many: str, number: int, **named: object) -> str:
        """The sentence for that number of things, by the language's own plurals; `%(num)d` stands for the number."""
        return self.catalog.ngettext(one, many, number) % {"num": number, **named}

    def day_of_week(self, english: str) -> str:
        """`Friday`, from the name that stands in the sheet."""
        return self.calendar.weekday(DAYS.index(english))

    def weekday(self, day: date) -> str:
        """`Friday`."""
        return self.calendar.weekday(day.weekday())

    def month(self, day: date) -> str:
        """`November`."""
        return self.calendar.month(day.month)

    def short(self, day: date, today: date) -> str:
        """`27 Nov`, with the year where it lies some nine months away."""
        return self.calendar.short(day, abs((day - today).days) > _FAR)

    def dated(self, day: date, today: date) -> str:
        """`Fri 27 Nov`, with the year where it lies some nine months away."""
        return self.calendar.dated(day, abs((day - today).days) > _FAR)

    def short_month(self, day: date) -> str:
        """`Nov`."""
        return self.calendar.short_month(day.month)

    def month_of_year(self, day: date) -> str:
        """`November 2026`, as a heading."""
        return self.calendar.month_of_year(day)

    def near(self, day: date, today: date) -> str:
        """`today`, `tomorrow`, `yesterday`, `Friday` within six days on either side, else `Fri 27 Nov`."""
        away = (day - today).days
        if -1 <= away <= 1:
            return (self.gettext("yesterday"), self.gettext("today"), self.gettext("tomorrow"))[away + 1]
        if abs(away) <= 6:
            return self.pgettext("when: a day of this week", "%(weekday)s") % {"weekday": self.weekday(day)}
        return self._on(day, today)

    def spoken(self, day: date, today: date) -> str:
        """`tomorrow, Tue 24 Nov` for the days beside today, else `Fri 27 Nov`."""
        if abs((day - today).days) > 1:
            return self._on(day, today)
        near = {"near": self.near(day, today), "date": self.dated(day, today)}
        return self.pgettext("when: tomorrow, Fri 27 Nov", "%(near)s, %(date)s") % near

    def _on(self, day: date, today: date) -> str:
        return self.pgettext("when: Fri 27 Nov", "%(date)s") % {"date": self.dated(day, today)}

    def figure(self, number: int) -> str:
        """`7`, `12,000`; one that nobody would read to its end in short."""
        return self.calendar.figure(number) if abs(number) < TOO_LONG else f"{Decimal(number):.3g}"

    def at(self, day: str, time: str) -> str:
        """`Wed 25 Nov, 16:00`"""
        return self.pgettext("when: Wed 25 Nov, 16:00", "%(day)s, %(time)s") % {"day": day, "time": time}

    def things(self, number: int) -> str:
        """`one thing`, `3 things`."""
        return self.ngettext("one thing", "%(num)d things", number)

    def hours(self, number: int) -> str:
        """`one hour`, `24 hours`."""
        return self.ngettext("one hour", "%(num)d hours", number)

    def minutes(self, number: int) -> str:
        """`one minute`, `50 minutes`."""
        return self.ngettext("one minute", "%(num)d minutes", number)

    def in_words(self, number: int) -> str:
        """`Three`, `Ten`, `20`: of things, or of weeks."""
        return upper(self._counted(number))

    def waited(self, days: int) -> str:
        """How long a day is past, said only as far as it is true: `a week`, `more than a week`, `two weeks`."""
        weeks = days // 7
        counted = self._counted(weeks)
        if days % 7 == 0:
            return self.ngettext("a week", "%(weeks)s weeks", weeks, weeks=counted)
        return self.ngettext("more than a week", "more than %(weeks)s weeks", max(weeks, 1), weeks=counted)

    def _counted(self, number: int) -> str:
        """`three`. In languages where numbers have a gender: that of things and weeks."""
        named = (
            self.pgettext("things, weeks", "one"), self.pgettext("things, weeks", "two"),
            self.pgettext("things, weeks", "three"), self.pgettext("things, weeks", "four"),
            self.pgettext("things, weeks", "five"), self.pgettext("things, weeks", "six"),
            self.pgettext("things, weeks", "seven"), self.pgettext("things, weeks", "eight"),
            self.pgettext("things, weeks", "nine"), self.pgettext("things, weeks", "ten"),
        )  # fmt: skip
        return named[number - 1] if 1 <= number <= len(named) else str(number)


ENGLISH = Wording()


def wording(language: str) -> Wording:
    """How letters in that language speak: all of it in English where its catalogue cannot be used."""
    return _known(language)[0]


def unspoken(language: str) -> str:
    """Why letters in that language are English; blank where they are not."""
    return _known(language)[1]


@cache
def _known(language: str) -> tuple[Wording, str]:
    if language == ENGLISH.language:
        return ENGLISH, ""
    from jobs.letters import catalog

    try:
        return Wording(language, catalog.sentences(language), Local(language)), ""
    except catalog.Unusable as reason:
        return ENGLISH, f"{reason}; emails in that language go out in English"


def upper(text: str) -> str:
    """With a capital at the start, the rest as it is."""
    return text[:1].upper() + text[1:]
