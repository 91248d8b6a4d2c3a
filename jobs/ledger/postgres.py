"""The ledger on PostgreSQL: one memory for several machines, and one run at a time among them (guarantee 8)."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from jobs.ledger.base import LedgerProblem
from jobs.ledger.postgres_line import Line
from jobs.ledger.postgres_tables import LOCKS, migrate
from jobs.ledger.process import surely_gone, this_process
from jobs.ledger.rows import COLUMNS, stamp, text
from jobs.ledger.shared import Rows, TableLedger
from jobs.ledger.sqlite import SqliteLedger
from jobs.ledger.tables import empty_copy
from jobs.lock import Held

LONGEST_LETTER = 15
"""Minutes in which a run has surely ended with the letter that it claimed: a mail server may think for ten of them
after the last line (RFC 5321, 4.5.3.2.6)."""

_HELD = """EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid = pg_backend_pid()
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
AND classid = ?::bigint::oid AND objid = ?::bigint::oid AND objsubid = 2)"""
_CLAIM = f"""WITH held AS (SELECT {_HELD} AS yes), claimed AS (
UPDATE letters SET state = 'sending', at = ?, claimed = clock_timestamp(), claimed_by = ?
WHERE workbook = ? AND key = ? AND state = 'planned' AND (SELECT yes FROM held) RETURNING 1)
SELECT yes, EXISTS (SELECT FROM claimed) FROM held"""
_UNFINISHED = f"""SELECT claimed_by FROM letters WHERE workbook = ? AND state = 'sending'
AND claimed > clock_timestamp() - interval '{LONGEST_LETTER} minutes'"""


class PostgresLedger(TableLedger):
    """The Ledger of one workbook in the schema `coachsheet` of a database that may serve many.

    While it is open it holds the workbook, against every other machine: __enter__ raises lock.Held. The hold
    ends with the session, and no letter is claimed without it: where the line was lost, or something between
    here and the server handed the session to others, the run stops before the next letter.
    """

    def __init__(self, url: str, workbook_identity: str) -> None:
        self._url = url
        self._identity = workbook_identity

    def __enter__(self) -> PostgresLedger:
        self._line = Line(self._url)
        try:
            with self._line.work() as db:
                migrate(db)
            self._workbook = self._known()
            self._hold()
        except BaseException:
            self._line.close()
            raise
        return self

    def __exit__(self, *exc: object) -> None:
        # A session that ends lets go by itself, but only after this process has gone on.
        with suppress(psycopg.Error):
            self._line.db.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCKS, self._workbook])
        self._line.close()

    def claim(self, key: str, when: datetime) -> bool:
        """planned -> sending, durably, by exactly one caller, and only while this session holds the workbook."""
        values = (LOCKS, self._workbook, stamp(when), this_process(), self._workbook, text(key))
        held, won = self._ask(_CLAIM, *values)[0]
        if not held:
            raise LedgerProblem(
                "The ledger's server no longer holds the workbook for this run; nothing more is sent."
                " Does a connection pooler stand in between? Name the server itself."
            )
        return bool(won)

    def _known(self) -> int:
        """The workbook's number; it gets one when it is new."""
        ask = "SELECT number FROM workbooks WHERE identity = ?"
        if not self._ask(ask, self._identity):
            self._write("INSERT INTO workbooks (identity) VALUES (?) ON CONFLICT DO NOTHING", [(self._identity,)])
        return int(self._ask(ask, self._identity)[0][0])

    def _hold(self) -> None:
        """Hold the workbook, or raise Held; also while a run that lost its line may still be sending a letter."""
        with self._line.work() as db:
            try:
                db.execute("SELECT pg_advisory_lock(%s, %s)", [LOCKS, self._workbook])
            except psycopg.errors.LockNotAvailable:
                raise Held("Another machine is at work on this workbook; this one leaves it alone.") from None
        if not all(surely_gone(process) for (process,) in self._ask(_UNFINISHED, self._workbook)):
            raise Held(
                "A run on another machine lost the ledger within a letter, and may still be sending it;"
                f" {LONGEST_LETTER} minutes after that the next run goes on."
            )

    def _ask(self, question: str, *values: object) -> list[Any]:
        with self._line.work() as db:
            return db.execute(_in_postgres(question), values).fetchall()

    def _write(self, statement: str, rows: Rows) -> int:
        with self._line.work() as db:
            if len(rows) == 1:  # one statement is a transaction of its own, and one question to the server
                return db.execute(_in_postgres(statement), rows[0]).rowcount
            with db.transaction(), db.cursor() as cursor:
                cursor.executemany(_in_postgres(statement), rows)
                return cursor.rowcount

    def _sweep(self) -> None:
        """The tables are written anew without what was overwritten; backups and the server's log keep theirs."""
        for table in ("letters", "words", "facts"):
            self._write(f"VACUUM FULL {table}", [()])

    def _damaged(self) -> LedgerProblem:
        return _damaged()


class PostgresCopy(SqliteLedger):
    """A dry run's copy in memory of what the server holds of one workbook; there, nothing is held or changed."""

    def __init__(self, url: str, workbook_identity: str) -> None:
        super().__init__(Path("in memory"), workbook_identity, dry_run=True)
        self._url = url

    def _opened(self) -> sqlite3.Connection:
        copy = empty_copy()
        with closing(Line(self._url)) as line, line.work() as db, db.transaction(force_rollback=True):
            # Tables of an older version are brought up to date, looked at, and left as they were.
            migrate(db)
            for table, columns in (("letters", COLUMNS), ("words", "tab, id, words"), ("facts", "name, value")):
                self._take(copy, db, table, columns)
        copy.execute("INSERT INTO workbooks (number, identity) VALUES (1, ?)", (self._identity,))
        return copy

    def _take(self, copy: sqlite3.Connection, db: psycopg.Connection[Any], table: str, columns: str) -> None:
        marks = ", ".join("?" * (columns.count(",") + 1))
        order = " ORDER BY rowid" if table == "letters" else ""
        question = f"SELECT {columns} FROM {table} JOIN workbooks ON number = workbook WHERE identity = ?{order}"
        found = db.execute(_in_postgres(question), [self._identity]).fetchall()
        copy.executemany(f"INSERT INTO {table} (workbook, {columns}) VALUES (1, {marks})", found)

    def _damaged(self) -> LedgerProblem:
        return _damaged()


def _damaged() -> LedgerProblem:
    return LedgerProblem(
        "The ledger on PostgreSQL is damaged; restore the database,"
        " or drop the schema coachsheet and run: coachsheet rebuild."
    )


def _in_postgres(statement: str) -> bytes:
    """The shared SQL as the driver wants it; none of it holds a percent sign, or a question mark that is no value."""
    return statement.replace("?", "%s").encode()
