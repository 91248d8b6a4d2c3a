"""The ledger's tables on PostgreSQL: a schema of its own, its versions, and who may not use it."""

from __future__ import annotations

from typing import Any, LiteralString

import psycopg

from jobs.ledger.base import LedgerProblem

MIGRATIONS: tuple[LiteralString, ...] = (
    """
    CREATE TABLE workbooks (
        number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        identity text NOT NULL UNIQUE
    );
    CREATE TABLE letters (
        rowid bigint GENERATED ALWAYS AS IDENTITY,
        workbook integer NOT NULL REFERENCES workbooks,
        key text NOT NULL,
        state text NOT NULL,
        at text COLLATE "C" NOT NULL,
        "to" text NOT NULL,
        client text NOT NULL,
        kinds text NOT NULL,
        subject text NOT NULL,
        about text NOT NULL,
        message_id text NOT NULL,
        reason text NOT NULL,
        settled_at text NOT NULL DEFAULT '',
        claimed timestamptz,
        claimed_by text NOT NULL DEFAULT '',
        PRIMARY KEY (workbook, key)
    );
    CREATE TABLE words (
        workbook integer NOT NULL REFERENCES workbooks,
        tab text NOT NULL,
        id text NOT NULL,
        words text NOT NULL,
        PRIMARY KEY (workbook, tab, id)
    );
    CREATE TABLE facts (
        workbook integer NOT NULL REFERENCES workbooks,
        name text NOT NULL,
        value text NOT NULL,
        PRIMARY KEY (workbook, name)
    );
    """,
)
"""One script for each version of the schema, from the one before it. As tables.py has it, and besides: `claimed` and
`claimed_by` are when (the server's clock) and by which process a letter was last claimed; see process.py.
"""

LOCKS = 0x636F6163
"""The first half of our advisory locks' keys; the second is a workbook's number, or 0 while tables are made."""


def migrate(db: psycopg.Connection[Any]) -> None:
    """Bring the schema to the newest version, one machine after the other. Raises LedgerProblem, psycopg.Error."""
    if _stands(db) and _version(db) == len(MIGRATIONS):
        return
    with db.transaction():
        # Only behind the lock do two questions see one state: another machine may be making the tables just now.
        db.execute("SELECT pg_advisory_xact_lock(%s, 0)", [LOCKS])
        known = _version(db) if _stands(db) else _make_schema(db)
        for script in MIGRATIONS[known:]:
            db.execute(script)
        db.execute("UPDATE version SET number = %s", [len(MIGRATIONS)])


def _stands(db: psycopg.Connection[Any]) -> bool:
    # Asked of the tables' own list: to_regclass may answer from what the session saw before it waited.
    return bool(_one(db, "SELECT count(*) FROM pg_tables WHERE schemaname = 'coachsheet' AND tablename = 'version'"))


def _version(db: psycopg.Connection[Any]) -> int:
    number = int(_one(db, "SELECT number FROM version"))
    if number > len(MIGRATIONS):
        raise LedgerProblem("The ledger on PostgreSQL was written by a newer coachsheet; update this one.")
    return number


def _make_schema(db: psycopg.Connection[Any]) -> int:
    """Version 0. An empty schema is used: the database's owner may have made it for a user who may not."""
    if not _one(db, "SELECT count(*) FROM pg_namespace WHERE nspname = 'coachsheet'"):
        db.execute("CREATE SCHEMA coachsheet")
    elif _one(
        db, "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace AND nspname = 'coachsheet'"
    ):
        raise LedgerProblem("The ledger's database has a schema coachsheet of another program; name another one.")
    db.execute("CREATE TABLE version (number integer NOT NULL)")
    db.execute("INSERT INTO version VALUES (0)")
    return 0


def _one(db: psycopg.Connection[Any], question: LiteralString) -> Any:
    row = db.execute(question).fetchone()
    return row[0] if row else 0
