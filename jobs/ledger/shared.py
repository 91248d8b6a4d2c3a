"""What every ledger with tables does, in the SQL that SQLite and PostgreSQL share. How they are opened is elsewhere."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from jobs.ledger.base import Entry, LedgerProblem
from jobs.ledger.rows import COLUMNS, SETTLED, STATES, entries_of, row_of, stamp, text

_INSERT = f"""INSERT INTO letters (workbook, {COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (workbook, key) DO """
_PLAN = f"""{_INSERT} UPDATE SET state = excluded.state, at = excluded.at, "to" = excluded."to",
client = excluded.client, kinds = excluded.kinds, subject = excluded.subject, about = excluded.about,
message_id = excluded.message_id, reason = excluded.reason, settled_at = ''
WHERE letters.state IN ('planned', 'failed', 'not sent')"""
_RECORD = f"{_INSERT} NOTHING"
_CLAIM = "UPDATE letters SET state = 'sending', at = ? WHERE workbook = ? AND key = ? AND state = 'planned'"
_SETTLE = """UPDATE letters SET state = ?, settled_at = ?, reason = ?, message_id = COALESCE(NULLIF(?, ''), message_id)
WHERE workbook = ? AND key = ?"""
_REMEMBER = """INSERT INTO words (workbook, tab, id, words) VALUES (?, ?, ?, ?)
ON CONFLICT (workbook, tab, id) DO UPDATE SET words = excluded.words"""
_NOTE = """INSERT INTO facts (workbook, name, value) VALUES (?, ?, ?)
ON CONFLICT (workbook, name) DO UPDATE SET value = excluded.value"""
_FORGET = """UPDATE letters SET "to" = '', client = '', subject = '', reason = '' WHERE workbook = ? AND key = ?"""
_FORGET_WORDS = "UPDATE words SET words = '[]' WHERE workbook = ? AND tab = ? AND id = ?"

Rows = Sequence[tuple[object, ...]]


class TableLedger(ABC):
    """The Ledger of one workbook in tables that may serve many; used in a `with`, by one thread.

    An Entry's `when` is when it was last planned or claimed: a doubt settled weeks later does not move
    the day on which the letter went. Every call raises LedgerProblem where the database fails.
    """

    _workbook: int
    """The workbook's number in the tables."""

    @abstractmethod
    def _ask(self, question: str, *values: object) -> list[Any]:
        """The rows of the answer; `?` stands for each value."""

    @abstractmethod
    def _write(self, statement: str, rows: Rows) -> int:
        """Do it for each row, durably for all or none of them; returns how many rows of the table changed."""

    @abstractmethod
    def _damaged(self) -> LedgerProblem:
        """What to say where the tables hold what no run of ours writes."""

    def entries(self) -> list[Entry]:
        """Every letter known, oldest first; `when` in UTC."""
        rows = self._ask(f"SELECT {COLUMNS} FROM letters WHERE workbook = ? ORDER BY at, rowid", self._workbook)
        try:
            return entries_of(rows)
        except (ValueError, TypeError):
            raise self._damaged() from None

    def plan(self, entries: Sequence[Entry]) -> None:
        """Durably `planned`, all or none; what is sending, sent, in doubt or bounced stays (guarantee 3)."""
        if entries:
            self._write(_PLAN, [(self._workbook, *row_of(entry, "planned")) for entry in entries])

    def claim(self, key: str, when: datetime) -> bool:
        """planned -> sending, durably; True for exactly one caller of those who try at once."""
        return self._write(_CLAIM, [(stamp(when), self._workbook, text(key))]) == 1

    def settle(self, key: str, state: str, when: datetime, reason: str = "", message_id: str = "") -> None:
        """How it ended, durably; `message_id` where it went under another than was planned.

        Raises LedgerProblem for an unknown key, ValueError for a state that is no end.
        """
        if state not in SETTLED:
            raise ValueError(f"a letter does not end as {state}")
        ended = (state, stamp(when), text(reason), text(message_id), self._workbook, text(key))
        if not self._write(_SETTLE, [ended]):
            raise LedgerProblem(f"The ledger knows no letter {key}.")

    def record(self, entries: Sequence[Entry]) -> None:
        """Add those whose key is unknown, in the state they have; ValueError for a state that is none."""
        if unknown := {entry.state for entry in entries}.difference(STATES):
            raise ValueError(f"no states of a letter: {sorted(unknown)}")
        if entries:
            self._write(_RECORD, [(self._workbook, *row_of(entry, entry.state)) for entry in entries])

    def words(self, tab: str) -> dict[str, tuple[str, ...]]:
        """ID -> the words its row last had, for every ID ever remembered in that tab."""
        known = dict(self._ask("SELECT id, words FROM words WHERE workbook = ? AND tab = ?", self._workbook, tab))
        try:
            # One long text is read several times faster than ten thousand short ones.
            return dict(zip(known, map(tuple, json.loads(f"[{','.join(known.values())}]")), strict=True))
        except (ValueError, TypeError):
            raise self._damaged() from None

    def remember(self, tab: str, words: Mapping[str, tuple[str, ...]]) -> None:
        """Keep the words of these IDs; nothing is written when nothing changed."""
        known = self.words(tab)
        changed = {row_id: said for row_id, said in words.items() if known.get(row_id) != tuple(said)}
        if changed:
            said = [(self._workbook, tab, text(row_id), json.dumps(said)) for row_id, said in changed.items()]
            self._write(_REMEMBER, said)

    def fact(self, name: str) -> str:
        """A remembered fact, blank when unknown."""
        return self._facts().get(name, "")

    def note(self, facts: Mapping[str, str]) -> None:
        """Remember these facts; nothing is written when nothing changed."""
        known = self._facts()
        changed = {name: value for name, value in facts.items() if known.get(name) != value}
        if changed:
            self._write(_NOTE, [(self._workbook, name, text(value)) for name, value in changed.items()])

    def forget(self, keys: Collection[str], rows: Mapping[str, Collection[str]], facts: Mapping[str, str]) -> None:
        """Blank what these letters and rows said of a person, and see to it that the disk forgets it, too.

        Where others are in the way of that, nothing is done yet: who is asked for once more must be found by name. So
        the words, by which people are known longest, go last.
        """
        self._sweep()
        self.note(facts)
        if keys:
            self._write(_FORGET, [(self._workbook, text(key)) for key in keys])
        if words := [(self._workbook, tab, text(row_id)) for tab, ids in rows.items() for row_id in ids]:
            self._write(_FORGET_WORDS, words)
        self._sweep()

    @abstractmethod
    def _sweep(self) -> None:
        """Take from the disk what the tables hold no more; raises LedgerProblem where others keep it from that."""

    def _facts(self) -> dict[str, str]:
        return dict(self._ask("SELECT name, value FROM facts WHERE workbook = ?", self._workbook))
