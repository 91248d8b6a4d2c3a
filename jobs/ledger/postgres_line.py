"""The line to the PostgreSQL server: how it is opened and kept, how long one waits, what its errors mean."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Timer
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from jobs.hosts import is_loopback
from jobs.ledger.base import LedgerProblem

PATIENCE = 60.0
"""Seconds for one piece of work, before the line is cut. The server gives up a question after a third of it."""

_SESSION = {
    "search_path": "coachsheet",
    "synchronous_commit": "on",
    "default_transaction_isolation": "read committed",
    "statement_timeout": "20s",
    "lock_timeout": "3s",
    "idle_in_transaction_session_timeout": "60s",
    "idle_session_timeout": "0",
    "tcp_keepalives_idle": "20",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "4",
}
"""What holds for our session, whatever the server's own defaults. The last three: a machine that is gone loses
its hold of the workbook within a minute, not after the two hours that a system waits by itself."""

_SET = """SELECT set_config(name, wanted, false) FROM unnest(%s::text[], %s::text[]) AS ours(name, wanted)
JOIN pg_settings USING (name) WHERE setting <> 'remote_apply'"""
"""Only what this version of the server knows; a server that waits for its standbys goes on doing so."""

_UNREADABLE = (
    "[ledger] url cannot be read; it is written postgresql://USER:PASSWORD@HOST/DATABASE,"
    " with %40 %3A %2F for @ : / in the password"
)
_LOGIN = "refuses the login; check user, password and database in [ledger] url"
_BUSY = "has too many connections; the next run tries again"
_AWAY = "is not running, is starting, or cannot be reached; the next run tries again"
_LOST = "does not answer any more; nothing more is sent, and the next run goes on"
_LOCKED = "is in use by another program; the next run tries again"

_SENTENCES = {
    "28": _LOGIN,
    "3D000": _LOGIN,
    "25006": "can only be read (a standby, or a database set so); name the server that takes writes",
    "42501": "may not be written by this user; its owner can: GRANT CREATE ON DATABASE ... TO ...",
    "42P01": "lacks a table that coachsheet made; drop the schema coachsheet and run: coachsheet rebuild",
    "42703": "lacks a column that coachsheet made; drop the schema coachsheet and run: coachsheet rebuild",
    "40": _LOCKED,
    "53100": "cannot grow: the disk of its server is full",
    "53300": _BUSY,
    "53": "cannot be used: its server is out of memory or room",
    "55P03": _LOCKED,
    "57014": "took too long; another program may hold its tables",
    "57": "was stopped or cut off by its server; the next run tries again",
    "58": "cannot be read or written: its server reports a broken disk",
    "XX": "is damaged; restore the database, or drop the schema coachsheet and run: coachsheet rebuild",
}
"""By SQLSTATE, or the beginning of one (the manual, appendix A)."""

_SAID = {
    "certificate": "shows a certificate that is not to be trusted; check sslmode and sslrootcert in [ledger] url",
    "password": _LOGIN,
    "authentication": _LOGIN,
    "pg_hba.conf": _LOGIN,
    "does not exist": _LOGIN,
    "too many": _BUSY,
    "connection slots": _BUSY,
    "does not support SSL": "offers no TLS; where the network is your own, add ?sslmode=disable to [ledger] url",
}
"""By words of the client library or of a server that speaks English: a login that fails has no SQLSTATE.
The first that fits: a root certificate may not exist either."""


@contextmanager
def in_plain_words(otherwise: str = _LOST) -> Iterator[None]:
    """Turn an error of the driver or the server into a LedgerProblem of one sentence, without a word of theirs:
    they quote hosts, users and pieces of the URL, with its password where that is written badly."""
    try:
        yield
    except psycopg.Error as error:
        raise LedgerProblem(f"The ledger on PostgreSQL {_sentence(error, otherwise)}.") from None


def _sentence(error: psycopg.Error, otherwise: str) -> str:
    state = error.sqlstate or ""
    known = next((_SENTENCES[state[:length]] for length in (5, 2) if state[:length] in _SENTENCES), "")
    if known or state:
        return known or f"cannot be used (SQLSTATE {state})"
    if isinstance(error, psycopg.OperationalError):
        return next((says for words, says in _SAID.items() if words in str(error)), otherwise)
    return f"cannot be used ({type(error).__name__})"


class Line:
    """A connection that is cut when an answer takes longer than PATIENCE: a hung server holds nobody for ever."""

    def __init__(self, url: str) -> None:
        """Raises LedgerProblem, also where the server takes no writes, or cannot hold every letter of the alphabet."""
        with in_plain_words(_AWAY):
            self.db: psycopg.Connection[Any] = psycopg.connect(_conninfo(url), autocommit=True, prepare_threshold=None)
        # The number of the connection's file may be another's by the time of a late alarm; a second one cannot.
        self._socket = socket.socket(fileno=os.dup(self.db.fileno()))
        try:
            with self.work():
                self.db.execute(_SET, [list(_SESSION), list(_SESSION.values())])
                self._refuse_unfit()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._socket.close()
        self.db.close()

    @contextmanager
    def work(self) -> Iterator[psycopg.Connection[Any]]:
        """One piece of work. Raises LedgerProblem; when the line broke in it, whether it was done is not known."""
        alarm = Timer(PATIENCE, self._cut)
        alarm.daemon = True
        alarm.start()
        try:
            with in_plain_words():
                yield self.db
        finally:
            alarm.cancel()

    def _cut(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def _refuse_unfit(self) -> None:
        row = self.db.execute("SELECT current_setting('transaction_read_only'), current_setting('server_encoding')")
        read_only, encoding = row.fetchone() or ("", "")
        if read_only == "on":
            raise LedgerProblem(f"The ledger on PostgreSQL {_SENTENCES['25006']}.")
        if encoding not in ("UTF8", "SQL_ASCII"):
            raise LedgerProblem("The ledger's database does not hold every language; make one with ENCODING 'UTF8'.")


def _conninfo(url: str) -> str:
    """The URL with what it leaves open: ten seconds to connect, and TLS wherever the server is another machine."""
    try:
        given = conninfo_to_dict(url)
    except psycopg.Error:
        raise LedgerProblem(_UNREADABLE) from None
    usual = {option.keyword.decode(): (option.val or b"").decode() for option in psycopg.pq.Conninfo.get_defaults()}
    ours: dict[str, Any] = {"connect_timeout": 10, "fallback_application_name": "coachsheet"}
    hosts = str(given.get("host") or given.get("hostaddr") or usual.get("host") or "").split(",")
    away = [host for host in hosts if host and host[0] not in "/@" and not is_loopback(host)]
    if away and usual.get("sslmode") in ("prefer", "allow", "disable"):
        ours["sslmode"] = "require"
    return make_conninfo("", **{**ours, "tcp_user_timeout": 40_000, **given, "client_encoding": "utf8"})
