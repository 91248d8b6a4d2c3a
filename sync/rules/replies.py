"""What a row of Replies says, read back from the cells that the inbox wrote (contract, sections 2 and 4).

Here is what was said; what follows from it stands in client_says.py, requests.py, wishes.py and habits.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sync.records import Answer, Client, Commitment, Habit, Record


@dataclass(frozen=True, slots=True)
class Move:
    """`move b3k7x2q9 to 2026-12-14: kids ill`"""

    id: str
    day: date
    because: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """`b3k7x2q9: 7 of 12`: how far a commitment is, or how often a habit was; `of` is None where it was not said."""

    id: str
    reached: int
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Stuck:
    """`b3k7x2q9: no leads left`; `id` is blank where no commitment was named, `words` where nothing more was said."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One row of Replies. `done` are IDs and days; `wish` is `fewer`, `stop`, `start` or blank.

    All IDs are of the client's own rows; a line that names another row is one of the `words`, which are no command.
    """

    answer: Answer
    done: tuple[tuple[str, date], ...] = ()
    moves: tuple[Move, ...] = ()
    counts: tuple[Count, ...] = ()
    stuck: tuple[Stuck, ...] = ()
    agenda: tuple[str, ...] = ()
    wish: str = ""
    words: tuple[str, ...] = ()

    @property
    def to_a_rehearsal(self) -> bool:
        """Whether it answers a letter that the coach got instead of the client."""
        return self.answer.letter.endswith("-rehearsal")


WISHES = ("fewer", "stop", "start")

_MOVE = re.compile(r"move ([\w-]{2,32}) to (\d{4}-\d\d-\d\d)(?:: *(.*))?", re.ASCII | re.IGNORECASE)
_COUNT = re.compile(r"([\w-]{2,32}): ?(\d{1,9})(?: of (\d{1,9}))?", re.ASCII | re.IGNORECASE)
_STUCK = re.compile(r"([\w-]{2,32}): *(.+)", re.ASCII)
_AGENDA = re.compile(r"agenda: *(.+)", re.IGNORECASE)
_UNUSED = re.compile(r'(?:^|; )"([^"]{1,300})": ')
"""How a Sync note begins to tell of a command that could not be used: `"done 9": that email listed 3 things`."""


def read_all(
    record: Record, heard: Iterable[Answer], done: Mapping[Answer, Iterable[tuple[str, date]]]
) -> dict[Answer, Reply]:
    """The replies among the answers, in their order. `done`: the commitments that an answer names as done, by ID."""
    hers: dict[Client, dict[str, str]] = {}
    rows: list[Commitment | Habit] = [*record.commitments, *record.habits]
    for row in rows:
        if row.client and row.id:
            hers.setdefault(row.client, {})[row.id.casefold()] = row.id
    return {
        answer: read(answer, hers.get(answer.client, {}), done.get(answer, ()))
        for answer in heard
        if answer.row.tab == "Replies" and answer.client
    }


def unused(note: str) -> list[str]:
    """The commands that a row's Sync note names as not to be used, in the words that were written."""
    return _UNUSED.findall(note)


def read(answer: Answer, hers: Mapping[str, str], done: Iterable[tuple[str, date]] = ()) -> Reply:
    """What one row says. `hers`: folded ID -> ID of every commitment and habit of that client's."""
    moves: list[Move] = []
    counts: list[Count] = []
    agenda: list[str] = []
    words: list[str] = []
    wish = ""
    for line in _lines(answer.words):
        if move := _move(line, hers):
            moves.append(move)
        elif (count := _COUNT.fullmatch(line)) and (known := hers.get(count[1].casefold())):
            counts.append(Count(known, int(count[2]), int(count[3]) if count[3] else None))
        elif found := _AGENDA.fullmatch(line):
            agenda.append(found[1])
        elif not wish and line.casefold() in WISHES:
            wish = line.casefold()
        else:
            words.append(line)
    stuck = tuple(_stuck(line, hers) for line in _lines(answer.stuck))
    return Reply(answer, tuple(done), tuple(moves), tuple(counts), stuck, tuple(agenda), wish, tuple(words))


def _lines(cell: str) -> list[str]:
    return [line.strip() for line in cell.split("\n") if line.strip()]


def _move(line: str, hers: Mapping[str, str]) -> Move | None:
    found = _MOVE.fullmatch(line)
    known = hers.get(found[1].casefold()) if found else None
    if not found or not known:
        return None
    try:
        return Move(known, date.fromisoformat(found[2]), found[3] or "")
    except ValueError:
        return None


def _stuck(line: str, hers: Mapping[str, str]) -> Stuck:
    found = _STUCK.fullmatch(line)
    known = hers.get(found[1].casefold(), "") if found else ""
    words = found[2] if found and known else line
    return Stuck(known, "" if words.casefold() == "stuck" else words)
