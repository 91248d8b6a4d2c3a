"""How letters say dates, days and numbers, in English. The one place that knows a language besides templates."""

from __future__ import annotations

from datetime import date

from sync.schema import DAYS

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
_FAR = 270
"""Days from which on a date is shown with its year."""


def weekday(day: date) -> str:
    """`Friday`."""
    return DAYS[day.weekday()]


def short(day: date, today: date) -> str:
    """`27 Nov`, with the year where it lies some nine months away."""
    year = f" {day.year}" if abs((day - today).days) > _FAR else ""
    return f"{day.day} {_MONTHS[day.month - 1]}{year}"


def dated(day: date, today: date) -> str:
    """`Fri 27 Nov`, with the year where it lies some nine months away."""
    return f"{weekday(day)[:3]} {short(day, today)}"


def near(day: date, today: date) -> str:
    """`today`, `tomorrow`, `yesterday`, `Friday` within six days on either side, else `Fri 27 Nov`."""
    away = (day - today).days
    if -1 <= away <= 1:
        return ("yesterday", "today", "tomorrow")[away + 1]
    return weekday(day) if abs(away) <= 6 else dated(day, today)


def spoken(day: date, today: date) -> str:
    """`tomorrow, Tue 24 Nov` for the days beside today, else `Fri 27 Nov`."""
    plain = dated(day, today)
    return f"{near(day, today)}, {plain}" if abs((day - today).days) <= 1 else plain


def upper(text: str) -> str:
    """With a capital at the start, the rest as it is."""
    return text[:1].upper() + text[1:]


def things(number: int) -> str:
    """`one thing`, `3 things`."""
    return counted(number, "thing")


def counted(number: int, noun: str) -> str:
    """`one hour`, `24 hours`."""
    return f"one {noun}" if number == 1 else f"{number} {noun}s"


def in_words(number: int) -> str:
    """`Three`, `Ten`, `20`."""
    return _NUMBERS[number] if 0 <= number < len(_NUMBERS) else str(number)


def waited(days: int) -> str:
    """How long a day is past, said only as far as it is true: `a week`, `more than a week`, `two weeks`."""
    if days % 7 == 0:
        return "a week" if days == 7 else f"{in_words(days // 7).lower()} weeks"
    return "more than a week" if days < 14 else f"more than {in_words(days // 7).lower()} weeks"
