"""The ledger in an SQLite file: the default. The file itself, its versions and its errors: tables.py."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from jobs.ledger.base import LedgerProblem
from jobs.ledger.shared import Rows, TableLedger
from jobs.ledger.tables import DAMAGED, in_plain_words, open_copy, open_file, writing


class SqliteLedger(TableLedger):
    """The Ledger of one workbook in a file. With `dry_run` all happens in a copy in memory."""

    def __init__(self, path: Path, workbook_identity: str, *, dry_run: bool = False) -> None:
        self._path = path
        self._identity = workbook_identity
        self._dry_run = dry_run
        self._file: os.stat_result | None = None

    def __enter__(self) -> SqliteLedger:
        with in_plain_words(self._path):
            self._db = self._opened()
            self._file = None if self._dry_run else self._path.stat()
        self._workbook = self._known()
        return self

    def __exit__(self, *exc: object) -> None:
        with in_plain_words(self._path):
            self._db.close()

    def _opened(self) -> sqlite3.Connection:
        return (open_copy if self._dry_run else open_file)(self._path)

    def _known(self) -> int:
        """The workbook's number in the file; it gets one when it is new."""
        ask = "SELECT number FROM workbooks WHERE identity = ?"
        if not self._ask(ask, self._identity):
            self._write("INSERT INTO workbooks (identity) VALUES (?) ON CONFLICT DO NOTHING", [(self._identity,)])
        return int(self._ask(ask, self._identity)[0][0])

    def _ask(self, question: str, *values: object) -> list[Any]:
        with in_plain_words(self._path):
            return self._db.execute(question, values).fetchall()

    def _write(self, statement: str, rows: Rows) -> int:
        with in_plain_words(self._path):
            # What is written to a file that was deleted or replaced meanwhile would be lost at the end.
            if self._file is not None and not os.path.samestat(self._file, self._path.stat()):
                raise LedgerProblem(f"The ledger {self._path} was replaced during the run; nothing more is sent.")
            with writing(self._db):
                return self._db.executemany(statement, rows).rowcount

    def forget(self, keys: Collection[str], rows: Mapping[str, Collection[str]], facts: Mapping[str, str]) -> None:
        """As TableLedger; what is overwritten is zeros on the way, not only at the end (sqlite.org/pragma.html)."""
        with in_plain_words(self._path):
            self._db.execute("PRAGMA secure_delete = ON").fetchall()
        super().forget(keys, rows, facts)

    def _sweep(self) -> None:
        """The file is written anew without its free pages, and its log is emptied."""
        with in_plain_words(self._path):
            self._db.execute("VACUUM")
            busy = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            raise LedgerProblem(f"The ledger {self._path} is in use by another program; close it, and run this again.")

    def _damaged(self) -> LedgerProblem:
        return LedgerProblem(f"The ledger {self._path} {DAMAGED}.")
