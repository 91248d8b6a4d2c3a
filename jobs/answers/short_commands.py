"""The commands that fill one line: done, move, a count, a rating, fewer, stop, start (contract, section 4, Answers)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from jobs.answers import days
from jobs.answers.languages import fold, words_of
from jobs.answers.said import Count, Done, Move, Unused
from jobs.letters.wording import ENGLISH

Saying = Done | Move | Count | Unused | int | str
"""What a line says: an int is a rating, a str a wish."""

_LONGEST_DAY = 8
"""Words of which a day may consist: `on the first Monday`'s longest kin is `Monday, the 14th of December 2026`."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a command is read against: the numbers that the letter listed, its language, the answer's date.

    `habits` are those of the numbers that mean habits: they are counted, never done or moved.
    """

    listed: Collection[int]
    language: str
    today: date
    habits: Collection[int] = ()

    @property
    def things(self) -> list[int]:
        """The numbers of what can be done or moved, in their order."""
        return sorted(set(self.listed) - set(self.habits))

    def why_not(self) -> str:
        """Why a number means nothing."""
        things = len(self.things)
        besides = f"{' and ' if things else ''}{_habits(len(self.habits))}" if self.habits else ""
        return f"that email listed {(ENGLISH.things(things) if things else '') + besides or 'nothing'}"


def _habits(number: int) -> str:
    return "one habit" if number == 1 else f"{number} habits"


def sayings(said: str, ground: Ground) -> list[Saying]:
    """What a bare line says, if a command fills it; else nothing. `said` is also what an Unused repeats."""
    if not said:
        return []
    folded = fold(said)
    for kind in ("fewer", "stop", "start"):
        if folded in words_of(ground.language, kind):
            return [kind]
    return (
        _all_done(said, folded, ground)
        or _done(said, folded, ground)
        or _move(said, ground)
        or _count(said, folded, ground)
        or _rating(said, folded, ground)
    )


def _all_done(said: str, folded: str, ground: Ground) -> list[Saying]:
    match = re.fullmatch(rf"(?:{_any(ground.language, 'all_done')})(?P<day>[ ,].*)?", folded)
    if not match:
        return []
    day = _day_of(match["day"] or "", ground)
    if day is _NO_DAY:
        return []
    return [Done(n, day) for n in ground.things] or [Unused(said, ground.why_not())]


_NO_DAY = date.min


def _day_of(words: str, ground: Ground) -> date | None:
    """The day stated; None where nothing is stated, _NO_DAY where what is stated is no day."""
    stated = words.strip(" ,;:-–(").removesuffix(")")
    if not stated:
        return None
    return days.of_done(stated, ground.language, ground.today) or _NO_DAY


def _done(said: str, folded: str, ground: Ground) -> list[Saying]:
    for numbers, rest in _numbered(folded, ground.language):
        day = _day_of(rest, ground)
        if day is not _NO_DAY:
            return _each(said, numbers, day, ground)
    return []


def _each(said: str, numbers: list[int], day: date | None, ground: Ground) -> list[Saying]:
    """No number at all means the only thing listed."""
    if not numbers and len(ground.things) == 1:
        return [Done(ground.things[0], day)]
    known: list[Saying] = [Done(number, day) for number in numbers if number in ground.things]
    return known if known and len(known) == len(numbers) else [*known, Unused(said, ground.why_not())]


def _numbered(folded: str, language: str) -> Iterator[tuple[list[int], str]]:
    """Numbers and what follows them: the most numbers first, since the last may be the day of `done 2, 3 Nov`."""
    first = re.match(rf"(?:{_any(language, 'done')})(?![^\W_])\s*[:#(–-]*\s*", folded)
    if not first:
        behind = re.fullmatch(rf"(?P<numbers>\d.*?)\s*[:.)–-]?\s*(?:{_any(language, 'done')})(?P<rest>[ ,].*)?", folded)
        found = list(_lists(behind["numbers"], language)) if behind else []
        yield from ((numbers, behind["rest"] or "") for numbers, rest in found[:1] if behind and not rest)
        return
    yield from _lists(folded[first.end() :], language)
    yield [], folded[first.end() :]


def _lists(text: str, language: str) -> Iterator[tuple[list[int], str]]:
    """`1 and 3`, `1, 2`, `1-3`, `1, done 2` at the start of a text, the longest list first."""
    number = re.compile(r"#?(\d{1,3})(?![\d.:/]\d|\d|(?:st|nd|rd|th)\b)\.?")
    gap = re.compile(
        rf"\s*(?:[,;&+]\s*(?:(?:{_any(language, 'both')})\s+)?|\s(?:{_any(language, 'both')})\s+|\s)"
        rf"(?:(?:{_any(language, 'done')})\s+)?"
    )
    found: list[tuple[list[int], str]] = []
    numbers: list[int] = []
    place = 0
    while match := number.match(text, place):
        numbers = [*numbers, int(match[1])]
        found.append((numbers, text[match.end() :]))
        between = gap.match(text, match.end())
        if not between:
            break
        place = between.end()
    span = re.match(r"#?(\d{1,3})\s?[-–]\s?#?(\d{1,3})(?!\d)", text)
    if span and int(span[1]) < int(span[2]) <= int(span[1]) + 20:
        yield list(range(int(span[1]), int(span[2]) + 1)), text[span.end() :]
    yield from reversed(found)


def _move(said: str, ground: Ground) -> list[Saying]:
    tokens = said.split()
    folded = [fold(token) for token in tokens]
    verb, to = _any(ground.language, "move"), _any(ground.language, "to")
    head = re.match(rf"(?:(?:{verb}) #?(\d{{1,3}})|#?(\d{{1,3}}) (?:{verb})) (?:{to})(?: |$)", " ".join(folded))
    if not head:
        return []
    number, used = int(head[1] or head[2]), len(head[0].split())
    if number not in ground.things:
        return [Unused(said, ground.why_not())]
    for length in range(min(_LONGEST_DAY, len(tokens) - used), 0, -1):
        stated = " ".join(folded[used : used + length]).strip(",;:-–( ")
        day = days.of_move(stated, ground.language, ground.today)
        day = day or days.of_move(stated.rstrip("."), ground.language, ground.today)
        if day:
            rest = tokens[used + length :]
            if day < ground.today or days.begins_with_a_date(rest, ground.language, ground.today):
                break
            return [Move(number, day, _reason(rest, ground.language))]
    return [Unused(said, "it names no day to come")]


def _reason(tokens: list[str], language: str) -> str:
    """The reason as said, without the word that begins it."""
    words = " ".join(tokens).strip(" ,;:-–(.").removesuffix(")")
    for word in words_of(language, "because"):
        length = len(word.split())
        if fold(" ".join(words.split()[:length])) == word:
            return " ".join(words.split()[length:])
        if word.endswith("'") and fold(words).startswith(word):
            return words[len(word) :].strip()
    return words


def _count(said: str, folded: str, ground: Ground) -> list[Saying]:
    of = _any(ground.language, "out_of")
    match = re.fullmatch(rf"#?(\d{{1,3}})\s*[:=](\s*)(\d{{1,6}})(?:\s*(?:/|{of})\s*(\d{{1,6}}))?", folded)
    if not match or (not match[4] and not match[2] and len(match[3]) == 2):  # `7:30` is a time
        return []
    number = int(match[1])
    if number not in ground.listed:
        return [Unused(said, ground.why_not())]
    return [Count(number, int(match[3]), int(match[4]) if match[4] else None)]


def _rating(said: str, folded: str, ground: Ground) -> list[Saying]:
    named, of = _any(ground.language, "rating"), _any(ground.language, "out_of")
    match = re.fullmatch(rf"((?:{named})\s*[:=]?\s*)?(\d{{1,2}})(?:\s*(?:/|{of})\s*10)?", folded)
    if not match:
        return []
    if 1 <= int(match[2]) <= 10:
        return [int(match[2])]
    return [Unused(said, "a rating is a number from 1 to 10")] if match[1] else []


@lru_cache(maxsize=256)
def _any(language: str, kind: str) -> str:
    """The words of a kind as alternatives of a pattern."""
    return "|".join(re.escape(word) for word in words_of(language, kind))
