"""A day as people say it in an answer: `Friday`, `3 Nov`, `3.11.`, `tomorrow`, in English or the letter's language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from jobs.answers.languages import days, fold, of, weekdays, words_of
from sync.calendar_words import MONTHS
from sync.cells import FIRST_DAY, LAST_DAY

_MONTHS = {fold(name): number for name, number in MONTHS.items()}
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII)
_DOTTED = re.compile(r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\.?(?: ?(?P<year>\d{4}|\d\d))?", re.ASCII)
_SLASHED = re.compile(r"(?P<first>\d{1,2})/(?P<second>\d{1,2})(?:/(?P<year>\d{4}|\d\d))?", re.ASCII)
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|º|ª|o|\.)", re.ASCII)
_LONGEST = 60


def of_done(words: str, language: str, today: date) -> date | None:
    """The day on which something was done: the nearest that fits, never later than today. None: no day, or one to come.

    The date of tomorrow is today: where the client is, it may be that day already.
    """
    found = _day(words, language, today, past=True)
    return min(found, today) if found and found <= today + timedelta(days=1) else None


def of_move(words: str, language: str, today: date) -> date | None:
    """The day to which something is to move: the next that fits; one in the past where it can be no other."""
    return _day(words, language, today, past=False)


def begins_with_a_date(words: list[str], language: str, today: date) -> bool:
    """Whether a day of a month stands at the start of these words: a second day, behind a first one."""
    said = [fold(word).strip(",;:()–-") for word in words[:4]]
    return any(_dated(" ".join(said[:length]), language, today, past=False) for length in range(1, len(said) + 1))


def _day(words: str, language: str, today: date, past: bool) -> date | None:
    said = fold(words).strip(" ,")
    if not said or len(said) > _LONGEST:
        return None
    for one in _without_on(said, language):
        found = _relative(one, language, today, past) or _dated(one, language, today, past)
        if found:
            return found if FIRST_DAY <= found <= LAST_DAY else None
    return None


def _without_on(said: str, language: str) -> Iterator[str]:
    yield said
    for word in words_of(language, "on"):
        if said.startswith(f"{word} "):
            yield said[len(word) + 1 :]


def _relative(said: str, language: str, today: date, past: bool) -> date | None:
    """`yesterday`, `in 3 days`, `Friday`, `next Friday` (the next one, as `Friday` is), `last Friday`."""
    if said in days(language):
        away = days(language)[said]
        return today + timedelta(days=away) if away <= 0 or not past else None
    for known in of(language):
        for pattern, length in zip(known.in_days, (1, 7), strict=True):
            if not past and (match := re.fullmatch(pattern, said)):
                number = next(group for group in match.groups() if group)
                return today + timedelta(days=length * (int(number) if number.isdigit() else 1))
    return _weekday(said, language, today, past)


def _weekday(said: str, language: str, today: date, past: bool) -> date | None:
    names = weekdays(language)
    name, past_only, future_only = said.rstrip("."), False, False
    for word in words_of(language, "last"):
        if said in (f"{word} {said[len(word) + 1 :]}", f"{said[: -len(word) - 1]} {word}"):
            name, past_only = said.removeprefix(f"{word} ").removesuffix(f" {word}"), True
    for word in words_of(language, "next"):
        if said in (f"{word} {said[len(word) + 1 :]}", f"{said[: -len(word) - 1]} {word}"):
            name, future_only = said.removeprefix(f"{word} ").removesuffix(f" {word}"), True
    if name not in names or (past_only and not past) or (future_only and past):
        return None
    if past:
        back = (today.weekday() - names[name]) % 7
        return today - timedelta(days=back or 7 * past_only)
    return today + timedelta(days=(names[name] - today.weekday() - 1) % 7 + 1)


def _dated(said: str, language: str, today: date, past: bool) -> date | None:
    """A day of a month; a weekday before it must be its own."""
    named = re.match(r"([^\W\d_-]+(?:-feira)?)[.,]* ", said)
    weekday = weekdays(language).get(named[1]) if named else None
    rest = said[named.end() :] if named and weekday is not None else said
    for one in (rest, *_without_on(rest, language)):
        parts = _parts(one, language)
        if parts:
            found = _nearest(*parts, today, past)
            return found if found and weekday in (None, found.weekday()) else None
    return None


def _parts(said: str, language: str) -> tuple[int | None, int | None, int] | None:
    """Year and month, where they are said, and day."""
    if match := _ISO.fullmatch(said) or _DOTTED.fullmatch(said):
        return _year(match["year"]), int(match["month"]), int(match["day"])
    if match := _SLASHED.fullmatch(said):
        return _slashed(int(match["first"]), int(match["second"]), _year(match["year"]), language)
    if match := _ORDINAL.fullmatch(said):
        return None, None, int(match[1])
    tokens = [token for token in re.split(r"[ ,./-]+", said) if token and token not in ("of", "de", "del", "the")]
    months = [_MONTHS[token] for token in tokens if token in _MONTHS]
    numbers = [re.sub(r"(?<=\d)(st|nd|rd|th|er|º|ª|o)$", "", token) for token in tokens if token not in _MONTHS]
    if len(months) != 1 or len(numbers) not in (1, 2) or not all(re.fullmatch(r"\d+", n, re.ASCII) for n in numbers):
        return None
    if len(numbers[0]) > 2 or (len(numbers) == 2 and len(numbers[1]) not in (2, 4)):
        return None
    return _year(numbers[1] if len(numbers) == 2 else None), months[0], int(numbers[0])


def _slashed(first: int, second: int, year: int | None, language: str) -> tuple[int | None, int, int] | None:
    """The day comes first but in English, where 3/11 may be either: there only what can be one day is a day."""
    if language == "en" and first <= 12 and second <= 12 and first != second:
        return None
    return (year, first, second) if second > 12 else (year, second, first)


def _year(said: str | None) -> int | None:
    return None if said is None else int(said) + (2000 if len(said) == 2 else 0)


def _nearest(year: int | None, month: int | None, day: int, today: date, past: bool) -> date | None:
    """What fits of what is not said: for a thing done the nearest (of days of any month the last), for a move the first
    from today on."""
    if month is None:
        months = [(today.year + (today.month + n - 1) // 12, (today.month + n - 1) % 12 + 1) for n in range(-2, 3)]
    else:
        months = [(y, month) for y in ([year] if year else range(today.year - 1, today.year + 5))]
    found = [one for y, m in months if (one := _date(y, m, day))]
    if year:
        return found[0] if found else None
    if past and month is None:
        return max((one for one in found if one <= today + timedelta(days=1)), default=None)
    if past:
        return min(found, key=lambda one: (abs((one - today).days), one), default=None)
    return next((one for one in found if one >= today), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
