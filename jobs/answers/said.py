"""What one answer says, as a value: the commands of contract section 4, and the words that are none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Done:
    """`done 2 on Friday`: `day` is None where none is stated."""

    number: int
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """`move 2 to 14 Dec because kids ill`."""

    number: int
    day: date
    because: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """`2: 7 of 12`: progress of a commitment, or a habit's count; `of` is None in `2: 7`."""

    number: int
    reached: int
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Stuck:
    """`stuck: no leads left`, `stuck: (2) no leads left`; `number` is None where none is named."""

    words: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Unused:
    """A command that could not be used: its line as it was said, and why, as the coach reads it."""

    line: str
    why: str

    def __str__(self) -> str:
        return f'"{self.line}": {self.why}'


@dataclass(frozen=True, slots=True)
class Said:
    """All that an answer says. `numbers` are those of the letter that is answered.

    `wish` is the last of `fewer`, `stop`, `start`, blank when none was said. `words` are the other lines,
    kept for the coach; `unused` are commands of which nothing else here says anything. What is said twice
    stands once; of two ratings, and of two things said of one number, the last one counts.
    """

    done: tuple[Done, ...] = ()
    moves: tuple[Move, ...] = ()
    counts: tuple[Count, ...] = ()
    rating: int | None = None
    stuck: tuple[Stuck, ...] = ()
    wins: tuple[str, ...] = ()
    help_wanted: tuple[str, ...] = ()
    agenda: tuple[str, ...] = ()
    wish: str = ""
    words: tuple[str, ...] = ()
    unused: tuple[Unused, ...] = ()
