"""Which row is which: IDs given, kept through sorts and renames, re-given on copies, healed (contract, section 2, IDs).

Rows are known by their ID cell, and by their words where the ID cell tells something else than it did.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from sync.cells import fold
from sync.schema import TABS

Words = tuple[str, ...]
NewId = Callable[[], str]

LETTERS = "bcdfghjkmnpqrtvwxz"
DIGITS = "23456789"
PATTERN = (LETTERS, DIGITS) * 4
"""An ID's alphabets, letter by letter: `b3k7x2q9` can be read as no number, date or word."""

_LIKE_AN_ID = re.compile(r"(?!(?i:team|notice)\d)[A-Za-z](?=[\w-]*\d)[\w-]{1,31}", re.ASCII)
"""Nor as the beginning of a key that an email to a coach has: `team2`."""

NAMING: dict[str, tuple[str, ...]] = {
    "Clients": ("Client", "Email"),
    "Commitments": ("Client", "Commitment"),
    "Habits": ("Client", "Habit"),
    "Check-ins": ("Timestamp", "Client", "Email"),
    "Sessions": ("Client", "Start"),
    "Payments": ("Client", "Amount", "Due"),
}
"""The * cells that, when all of them changed at once, make a row another one."""

CHANGED_PLACES = "These rows changed places; check the last sort"


@dataclass(frozen=True, slots=True)
class Seen:
    """A row as it stands: the ID its cell shows (blank: none) and its words, in the order of Tab.words."""

    shown: str
    words: Words


@dataclass(frozen=True, slots=True)
class Given:
    """What a row is: its ID, the index of the row whose system-owned cells are its past, healed.

    `past` None: afresh, or where the ID stands beside no row, the cells around it there.
    """

    id: str
    past: int | None
    healed: bool = False


def shown_id(words: str) -> str:
    """The ID that a cell shows, or nothing where what stands there is none."""
    bare = words.strip()
    return bare.lower() if _LIKE_AN_ID.fullmatch(bare) else ""


def naming(tab: str, words: Words) -> Words:
    """The naming part of a row's words, folded."""
    named = NAMING.get(tab, ())
    return tuple(fold(word) for header, word in zip(words_of(tab), words, strict=False) if header in named)


def words_of(tab: str) -> tuple[str, ...]:
    """The headers whose cells are a row's words: the * cells, and in Check-ins whichever names the client."""
    return NAMING[tab] if tab == "Check-ins" else TABS[tab].words


def assign(
    tab: str, rows: list[Seen], last: Mapping[str, Words], new_id: NewId, loose: Collection[str] = ()
) -> list[Given]:
    """Give every row its ID. `last` are the words of every ID ever given, as of the run before.

    No words: what stood in that row is forgotten, the ID is not. `loose` are the IDs that stand beside no row.
    """
    found = _Assignment(tab, rows, last, frozenset(loose))
    found.keep_unchanged()
    if last:
        if not found.rearranged():
            found.keep_those_still_themselves()
        found.heal(full=True)
        found.heal(full=False)
    found.keep_shown()
    found.give_fresh(new_id)
    return [found.given[index] for index in range(len(rows))]


class _Assignment:
    """IDs on their way to rows: `given` by the row's index, `where` the upper row that shows an ID."""

    def __init__(self, tab: str, rows: list[Seen], last: Mapping[str, Words], loose: frozenset[str]) -> None:
        self.tab, self.rows, self.last = tab, rows, last
        self.given: dict[int, Given] = {}
        self.used: set[str] = set()
        self.counts = Counter(row.shown for row in rows if row.shown)
        self.where = {row.shown: index for index, row in reversed(list(enumerate(rows))) if row.shown}
        self.loose = loose - self.where.keys()

    def _settle(self, index: int, id_: str, past: int | None, healed: bool = False) -> None:
        self.given[index] = Given(id_, past, healed)
        self.used.add(id_)

    def _waiting(self) -> list[tuple[int, Seen]]:
        return [(index, row) for index, row in enumerate(self.rows) if index not in self.given]

    def keep_unchanged(self) -> None:
        """Of two rows with one ID, the one whose words are those last seen keeps it."""
        for index, row in enumerate(self.rows):
            if row.shown and row.shown not in self.used:
                before = self.last.get(row.shown)
                if before == row.words or (not before and self.counts[row.shown] == 1):
                    self._settle(index, row.shown, index)

    def rearranged(self) -> bool:
        """Whether the words of the changed rows are the same ones in other places: a sort, not typing."""
        changed = [row for _, row in self._waiting() if row.shown in self.last and self.counts[row.shown] == 1]
        return Counter(row.words for row in changed) == Counter(self.last[row.shown] for row in changed)

    def keep_those_still_themselves(self) -> None:
        """A row alone with its ID, and with the name it had, was edited: a deadline that moved, say."""
        for index, row in self._waiting():
            if row.shown in self.last and self.counts[row.shown] == 1:
                if naming(self.tab, row.words) == naming(self.tab, self.last[row.shown]):
                    self._settle(index, row.shown, index)

    def heal(self, full: bool) -> None:
        """Rows whose words were last seen beside another ID get that ID back, its system-owned cells with it.

        `full`: all of the words; else the naming ones, where they name one row that is still there.
        A row that shows an ID of its own gets only one that stands in the sheet, beside a row or none: a sort loses
        none, nor do rows that were inserted above or deleted while IDs were written.
        """
        stand = self.where.keys() | self.loose
        waiting = self._waiting()
        known: dict[Words, list[str]] = {}
        for id_, words in self.last.items() if waiting else ():
            if id_ not in self.used and (full or id_ in stand):
                known.setdefault(words if full else naming(self.tab, words), []).append(id_)
        for index, row in waiting:
            ids = [
                id_
                for id_ in known.get(row.words if full else naming(self.tab, row.words), ())
                if id_ not in self.used and (id_ in stand or row.shown not in self.last)
            ]
            if ids and any(row.words) and (full or (len(ids) == 1 and self._displaced(row))):
                id_ = row.shown if row.shown in ids else ids[0]
                past = None if id_ in self.loose else self.where.get(id_, index)
                self._settle(index, id_, past, bool(row.shown) and id_ != row.shown)

    def _displaced(self, row: Seen) -> bool:
        """Whether a row shows an ID that belonged to quite other words."""
        return row.shown in self.last and _another(self.tab, row, self.last)

    def keep_shown(self) -> None:
        """Else the upper row keeps the ID, unless it was overwritten by new words."""
        for index, row in self._waiting():
            if row.shown and row.shown not in self.used and not _another(self.tab, row, self.last):
                self._settle(index, row.shown, index)

    def give_fresh(self, new_id: NewId) -> None:
        for index, _ in self._waiting():
            while (id_ := new_id()) in self.used or id_ in self.last or id_ in self.where:
                continue
            self._settle(index, id_, None)


def _another(tab: str, row: Seen, last: Mapping[str, Words]) -> bool:
    """Whether a row's naming words all differ from those last seen beside its ID."""
    before = last.get(row.shown)
    if before is None or tab not in NAMING:
        return False
    pairs = list(zip(naming(tab, row.words), naming(tab, before), strict=False))
    if tab == "Check-ins":  # one of Client and Email is enough
        pairs = [pair for pair in pairs if any(pair)]
    return bool(pairs) and all(now and then and now != then for now, then in pairs)
