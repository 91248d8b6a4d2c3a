"""What an answer's words ask: its lines read as commands, and the words that are none, kept for the coach.

A command fills its line, in English or the letter's language (contract, section 4, Answers). How to read what
the contract leaves open: `1 done`, `1: done` and a tick before or behind numbers are `done 1`; a weekday is the
next one for a move (so is `next Friday`) and the last one, today included, for a thing done; a date without its
year is the nearest for a thing done and the next for a move; `3/11` is a day only where it can be but one, or in
a language that puts the day first; a line with a question mark asks and does nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date

from jobs.answers.bare import bare, courteous, label
from jobs.answers.languages import words_of
from jobs.answers.lines import broken, visible
from jobs.answers.said import Count, Done, Move, Said, Stuck, Unused
from jobs.answers.short_commands import Ground, Saying, sayings

_NAMED = re.compile(r"\(?#?(?P<number>\d{1,3})\)?[\s:,.-]*(?P<words>.*)")
_WITH_WORDS = ("stuck", "win", "help_wanted", "agenda")


def parse(text: str, listed: Collection[int], language: str, today: date, habits: Collection[int] = ()) -> Said:
    """What the written words of an answer say. Never raises.

    `listed` are the numbers of the letter that is answered, `habits` those of them that mean habits, `language` is
    its code, `today` the answer's date in the client's zone. Days are resolved: of a thing done never later than
    today, of a move never earlier.
    """
    heard = _Heard()
    ground = Ground(listed, language, today, habits)
    lines = visible(text)
    place = 0
    while place < len(lines):
        before = lines[place - 1] if place else ""
        kind, number, words = ("", None, "") if broken(before, lines[place]) else _labelled(lines[place], ground)
        if kind:
            more = list(_paragraph(lines, place + 1, ground))
            heard.tell(kind, number, " ".join([words, *more]).strip())
            place += len(more)
        else:
            heard.hear(lines[place], [] if broken(before, lines[place]) else _command(lines[place], ground))
        place += 1
    return heard.said()


@dataclass(slots=True)
class _Heard:
    """What was heard so far, in the order in which it was said."""

    done: dict[int, Done] = field(default_factory=dict)
    moves: dict[int, Move] = field(default_factory=dict)
    counts: dict[int, Count] = field(default_factory=dict)
    ratings: list[int] = field(default_factory=list)
    told: dict[str, dict[Stuck, None]] = field(default_factory=lambda: {kind: {} for kind in _WITH_WORDS})
    wishes: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    courtesies: list[str] = field(default_factory=list)
    unused: dict[Unused, None] = field(default_factory=dict)

    def tell(self, kind: str, number: int | None, words: str) -> None:
        """A colon command; without words only `stuck` says something."""
        if words or kind == "stuck":
            self.told[kind][Stuck(words, number)] = None

    def hear(self, line: str, found: list[Saying]) -> None:
        """A line, and the commands that it is."""
        if not found and line:
            (self.courtesies if courteous(line) else self.words).append(line)
        for one in found:
            self._take(one)

    def _take(self, one: Saying) -> None:
        match one:
            case Done():
                self.done[one.number] = one
            case Move():
                self.moves[one.number] = one
            case Count():
                self.counts[one.number] = one
            case Unused():
                self.unused[one] = None
            case int():
                self.ratings.append(one)
            case str():
                self.wishes.append(one)

    def said(self) -> Said:
        """All of it. Greetings and thanks are words only where nothing else was said."""
        stuck, wins, help_wanted, agenda = (tuple(self.told[kind]) for kind in _WITH_WORDS)
        anything = self.done or self.moves or self.counts or self.ratings or self.wishes or self.words or self.unused
        silent = not anything and not any(self.told.values())
        return Said(
            done=tuple(self.done.values()),
            moves=tuple(self.moves.values()),
            counts=tuple(self.counts.values()),
            rating=self.ratings[-1] if self.ratings else None,
            stuck=stuck,
            wins=tuple(one.words for one in wins),
            help_wanted=tuple(one.words for one in help_wanted),
            agenda=tuple(one.words for one in agenda),
            wish=self.wishes[-1] if self.wishes else "",
            words=tuple(self.courtesies if silent else self.words),
            unused=tuple(self.unused),
        )


def _command(line: str, ground: Ground) -> list[Saying]:
    found = sayings(bare(line), ground)
    return [Unused(line, one.why) if isinstance(one, Unused) else one for one in found]


def _labelled(line: str, ground: Ground) -> tuple[str, int | None, str]:
    """`stuck: (2) no leads`, `stuck 2: no leads`, `win: …` -> kind, number, words; a blank kind for any other line."""
    head, words = label(line)
    named = re.fullmatch(r"(?P<word>.+?)\s*\(?#?(?P<number>\d{1,3})\)?", head)
    for kind in _WITH_WORDS:
        if head in words_of(ground.language, kind):
            number = _NAMED.fullmatch(words) if kind == "stuck" and words.startswith("(") else None
            if number and int(number["number"]) in ground.listed:
                return kind, int(number["number"]), number["words"]
            return kind, None, words
    if named and named["word"] in words_of(ground.language, "stuck"):
        known = int(named["number"]) in ground.listed
        return "stuck", int(named["number"]) if known else None, words if known else f"({named['number']}) {words}"
    return "", None, ""


def _paragraph(lines: list[str], place: int, ground: Ground) -> Iterator[str]:
    """The lines that belong to a colon command: up to a blank line, the next command, a greeting or thanks."""
    while place < len(lines) and (line := lines[place]):
        command = not broken(lines[place - 1], line) and (_command(line, ground) or _labelled(line, ground)[0])
        if command or courteous(line):
            return
        yield line
        place += 1
