"""The ledger's SQLite file: its tables, their versions, opening it, and what its errors mean in a sentence."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from jobs.ledger.base import LedgerProblem
from jobs.private import make_folder, sync_folder

MIGRATIONS = (
    """
    CREATE TABLE workbooks (number INTEGER PRIMARY KEY, identity TEXT NOT NULL UNIQUE);
    CREATE TABLE letters (
        workbook INTEGER NOT NULL REFERENCES workbooks,
        key TEXT NOT NULL,
        state TEXT NOT NULL,
        at TEXT NOT NULL,
        "to" TEXT NOT NULL,
        client TEXT NOT NULL,
        kinds TEXT NOT NULL,
        subject TEXT NOT NULL,
        about TEXT NOT NULL,
        message_id TEXT NOT NULL,
        reason TEXT NOT NULL,
        settled_at TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (workbook, key)
    );
    CREATE TABLE words (
        workbook INTEGER NOT NULL REFERENCES workbooks,
        tab TEXT NOT NULL,
        id TEXT NOT NULL,
        words TEXT NOT NULL,
        PRIMARY KEY (workbook, tab, id)
    ) WITHOUT ROWID;
    CREATE TABLE facts (
        workbook INTEGER NOT NULL REFERENCES workbooks,
        name TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (workbook, name)
    ) WITHOUT ROWID;
    """,
)
"""One script for each version of the file (PRAGMA user_version), from the one before it.

`at` is when a letter was planned or claimed; `settled_at` is for people who ask the file how long a doubt stood.
"""

TABLES = {"workbooks", "letters", "words", "facts"}
"""Those that stand since the first version: a database without them is not ours."""

_PATIENCE = 3.0
"""Seconds to wait for another run's write, which takes milliseconds."""

DAMAGED = "is damaged; set the file aside and run: coachsheet rebuild"

_SENTENCES = {
    sqlite3.SQLITE_BUSY: "is in use by another program; close it, the next run tries again",
    sqlite3.SQLITE_LOCKED: "is in use by another program; close it, the next run tries again",
    sqlite3.SQLITE_NOTADB: "is not a ledger; set the file aside and run: coachsheet rebuild",
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_READONLY: "cannot be written; check who may write the file and its folder",
    sqlite3.SQLITE_PERM: "cannot be written; check who may write the file and its folder",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; check the folder and who may read and write there",
    sqlite3.SQLITE_FULL: "cannot grow: the disk is full",
    sqlite3.SQLITE_IOERR: "cannot be read or written: the disk reports an error or is full",
}


@contextmanager
def in_plain_words(path: Path) -> Iterator[None]:
    """Turn an error of the database or the disk into a LedgerProblem of one sentence."""
    try:
        yield
    except sqlite3.Error as error:
        # The low byte is the family (sqlite.org/rescode.html); Python's own errors have no code.
        family = getattr(error, "sqlite_errorcode", 0) & 0xFF
        # Of these, the one that a good file cannot raise is text that is no UTF-8.
        unreadable = DAMAGED if isinstance(error, sqlite3.OperationalError) and not family else ""
        sentence = unreadable or _SENTENCES.get(family, f"cannot be used ({type(error).__name__})")
        raise LedgerProblem(f"The ledger {path} {sentence}.") from error
    except OSError as error:
        raise LedgerProblem(f"The ledger {path} cannot be used: {error.strerror}.") from error


def open_file(path: Path) -> sqlite3.Connection:
    """The ledger's file at the newest version, made if missing (0600, its folder 0700). Call `in_plain_words`.

    Write-ahead log, synced at each commit: a commit that returned survives a kill and a power loss
    (sqlite.org/wal.html; where the disk allows no such log, EXTRA keeps the same promise without it).
    """
    if not _stands(path):
        make_folder(path.parent)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        sync_folder(path.parent)
    db = _connect(path, "mode=rw")
    try:
        db.execute("PRAGMA synchronous = EXTRA")
        _refuse_foreign(db, path)
        _refuse_damaged(db, path)
        db.execute("PRAGMA journal_mode = WAL")
        _migrate(db, path)
    except (sqlite3.Error, LedgerProblem):
        db.close()
        raise
    return db


def open_copy(path: Path) -> sqlite3.Connection:
    """A copy in memory of the ledger's file, or of an empty one where there is none; the disk stays as it is."""
    copy = sqlite3.connect(":memory:", isolation_level=None)
    if _stands(path):
        # Without its log beside it nobody has the file open, and SQLite need not put files there to read it.
        # The log lies beside the file itself, wherever a symlink to it lies.
        at_rest = not Path(f"{os.path.realpath(path)}-wal").exists()
        with closing(_connect(path, "mode=ro&immutable=1" if at_rest else "mode=ro")) as disk:
            _refuse_foreign(disk, path)
            disk.backup(copy)
        _refuse_damaged(copy, path)
    _migrate(copy, path)
    return copy


def empty_copy() -> sqlite3.Connection:
    """A ledger in memory that knows nothing yet."""
    copy = sqlite3.connect(":memory:", isolation_level=None)
    _migrate(copy, Path())
    return copy


def _stands(path: Path) -> bool:
    """Whether there is something at the path; a pipe or a device would keep a run waiting for ever."""
    if path.exists() and not path.is_file():
        raise LedgerProblem(f"The ledger {path} cannot be opened: there is no file, but something else.")
    return path.exists()


def _connect(path: Path, how: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(path))}?{how}", uri=True, timeout=_PATIENCE, isolation_level=None)


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _refuse_foreign(db: sqlite3.Connection, path: Path) -> None:
    if _version(db) > len(MIGRATIONS):
        raise LedgerProblem(f"The ledger {path} was written by a newer coachsheet; update this one.")
    names = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if (names and not _version(db)) or (_version(db) and not names >= TABLES):
        raise LedgerProblem(f"The ledger {path} is the database of another program; name another file.")


def _refuse_damaged(db: sqlite3.Connection, path: Path) -> None:
    """A page that no question meets may be the one by which a letter that went is not found: look at all of them."""
    if db.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
        raise LedgerProblem(f"The ledger {path} {DAMAGED}.")


def _migrate(db: sqlite3.Connection, path: Path) -> None:
    if _version(db) == len(MIGRATIONS):
        return
    with writing(db):
        _refuse_foreign(db, path)
        for number in range(_version(db), len(MIGRATIONS)):
            for statement in filter(str.strip, MIGRATIONS[number].split(";")):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {number + 1}")


@contextmanager
def writing(db: sqlite3.Connection) -> Iterator[None]:
    """All that is written inside, durably at the end, or none of it."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")
