"""The ledger in an SQLite file: the default. What is sent when is decided elsewhere; the file itself: tables.py."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jobs.ledger.base import Entry, LedgerProblem
from jobs.ledger.tables import in_plain_words, open_copy, open_file, writing

SETTLED = ("sent", "failed", "in doubt", "not sent", "bounced")
STATES = ("planned", "sending", *SETTLED)

_INSERT = """INSERT INTO letters (workbook, key, state, at, "to", client, kinds, subject, about, message_id, reason)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (workbook, key) DO """
_PLAN = f"""{_INSERT} UPDATE SET state = excluded.state, at = excluded.at, "to" = excluded."to",
client = excluded.client, kinds = excluded.kinds, subject = excluded.subject, about = excluded.about,
message_id = excluded.message_id, reason = excluded.reason, settled_at = ''
WHERE state IN ('planned', 'failed', 'not sent')"""
_RECORD = f"{_INSERT} NOTHING"


class SqliteLedger:
    """The Ledger of one workbook in a file that may serve many; used in a `with`, by one thread.

    An Entry's `when` is when it was last planned or claimed: a doubt settled weeks later does not move
    the day on which the letter went. With `dry_run` all happens in a copy in memory.
    """

    def __init__(self, path: Path, workbook_identity: str, *, dry_run: bool = False) -> None:
        self._path = path
        self._identity = workbook_identity
        self._dry_run = dry_run
        self._file: os.stat_result | None = None

    def __enter__(self) -> SqliteLedger:
        with in_plain_words(self._path):
            self._db = (open_copy if self._dry_run else open_file)(self._path)
            self._file = None if self._dry_run else self._path.stat()
        self._workbook = self._known()
        return self

    def __exit__(self, *exc: object) -> None:
        with in_plain_words(self._path):
            self._db.close()

    def entries(self) -> list[Entry]:
        """Every letter known, oldest first; `when` in UTC. Raises LedgerProblem, as every call does."""
        rows = self._ask(
            'SELECT key, state, at, "to", client, kinds, subject, about, message_id, reason FROM letters'
            " WHERE workbook = ? ORDER BY at, rowid"
        )
        return [_entry(*row) for row in rows]

    def plan(self, entries: Sequence[Entry]) -> None:
        """Durably `planned`, all or none; what is sending, sent, in doubt or bounced stays (guarantee 3)."""
        if entries:
            with self._writing():
                self._db.executemany(_PLAN, [self._row(entry, "planned") for entry in entries])

    def claim(self, key: str, when: datetime) -> bool:
        """planned -> sending, durably; True for exactly one caller of those who try at once."""
        with self._writing():
            done = self._db.execute(
                "UPDATE letters SET state = 'sending', at = ? WHERE workbook = ? AND key = ? AND state = 'planned'",
                (_stamp(when), self._workbook, key),
            )
            return done.rowcount == 1

    def settle(self, key: str, state: str, when: datetime, reason: str = "") -> None:
        """How it ended, durably. Raises LedgerProblem for an unknown key, ValueError for a state that is no end."""
        if state not in SETTLED:
            raise ValueError(f"a letter does not end as {state}")
        with self._writing():
            done = self._db.execute(
                "UPDATE letters SET state = ?, settled_at = ?, reason = ? WHERE workbook = ? AND key = ?",
                (state, _stamp(when), reason, self._workbook, key),
            )
            if done.rowcount != 1:
                raise LedgerProblem(f"The ledger {self._path} knows no letter {key}.")

    def record(self, entries: Sequence[Entry]) -> None:
        """Add those whose key is unknown, in the state they have; ValueError for a state that is none."""
        if unknown := {entry.state for entry in entries}.difference(STATES):
            raise ValueError(f"no states of a letter: {sorted(unknown)}")
        if entries:
            with self._writing():
                self._db.executemany(_RECORD, [self._row(entry, entry.state) for entry in entries])

    def words(self, tab: str) -> dict[str, tuple[str, ...]]:
        """ID -> the words its row last had, for every ID ever remembered in that tab."""
        known = dict(self._ask("SELECT id, words FROM words WHERE workbook = ? AND tab = ?", tab))
        # One long text is read several times faster than ten thousand short ones.
        return dict(zip(known, map(tuple, json.loads(f"[{','.join(known.values())}]")), strict=True))

    def remember(self, tab: str, words: Mapping[str, tuple[str, ...]]) -> None:
        """Keep the words of these IDs; nothing is written when nothing changed."""
        known = self.words(tab)
        self._put(
            "INSERT INTO words (workbook, tab, id, words) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (workbook, tab, id) DO UPDATE SET words = excluded.words",
            [
                (self._workbook, tab, row_id, json.dumps(said))
                for row_id, said in words.items()
                if known.get(row_id) != tuple(said)
            ],
        )

    def fact(self, name: str) -> str:
        """A remembered fact, blank when unknown."""
        return self._facts().get(name, "")

    def note(self, facts: Mapping[str, str]) -> None:
        """Remember these facts; nothing is written when nothing changed."""
        known = self._facts()
        self._put(
            "INSERT INTO facts (workbook, name, value) VALUES (?, ?, ?)"
            " ON CONFLICT (workbook, name) DO UPDATE SET value = excluded.value",
            [(self._workbook, name, value) for name, value in facts.items() if known.get(name) != value],
        )

    def _known(self) -> int:
        """The workbook's number in the file; it gets one when it is new."""
        ask = "SELECT number FROM workbooks WHERE identity = ?"
        with in_plain_words(self._path):
            found = self._db.execute(ask, (self._identity,)).fetchone()
            if found is None:
                with writing(self._db):
                    self._db.execute("INSERT OR IGNORE INTO workbooks (identity) VALUES (?)", (self._identity,))
                found = self._db.execute(ask, (self._identity,)).fetchone()
        return int(found[0])

    def _facts(self) -> dict[str, str]:
        return dict(self._ask("SELECT name, value FROM facts WHERE workbook = ?"))

    def _ask(self, question: str, *values: str) -> list[Any]:
        with in_plain_words(self._path):
            return self._db.execute(question, (self._workbook, *values)).fetchall()

    def _put(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        if rows := list(rows):
            with self._writing():
                self._db.executemany(statement, rows)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with in_plain_words(self._path):
            # What is written to a file that was deleted or replaced meanwhile would be lost at the end.
            if self._file is not None and not os.path.samestat(self._file, self._path.stat()):
                raise LedgerProblem(f"The ledger {self._path} was replaced during the run; nothing more is sent.")
            with writing(self._db):
                yield

    def _row(self, entry: Entry, state: str) -> tuple[object, ...]:
        kinds, about = json.dumps(entry.kinds), json.dumps(entry.about)
        told = (_stamp(entry.when), entry.to, entry.client, kinds, entry.subject, about, entry.message_id)
        return (self._workbook, entry.key, state, *told, entry.reason)


def _entry(
    key: str, state: str, at: str, to: str, client: str, kinds: str, subject: str, about: str, message_id: str, why: str
) -> Entry:
    sections, items = tuple(json.loads(kinds)), tuple(json.loads(about))
    return Entry(key, state, datetime.fromisoformat(at), to, client, sections, subject, items, message_id, why)


def _stamp(when: datetime) -> str:
    """In UTC with microseconds, so that texts sort as instants do. Raises ValueError for a naive datetime."""
    if when.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return when.astimezone(UTC).isoformat(timespec="microseconds")
