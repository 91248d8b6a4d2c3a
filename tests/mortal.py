"""Runs that die: a process that forks a run for each line it is told, and has it killed at its Nth durable step.

A step is an fsync, a rename, a commit of the ledger, its end, or an answer of the mail server; the kill comes just
before it. Or it comes by time, wherever the run is then: so long after its start, or after its first claim of a letter.
"""

from __future__ import annotations

import faulthandler
import gc
import json
import os
import re
import select
import signal
import smtplib
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from tests.practice_files import EIGHT, Practice, practice

WEDNESDAY = "2026-11-25T08:00+01:00"
LONGEST = 120
"""Seconds after which a run hangs: it ends by SIGALRM then, and says where it stood."""


@dataclass(frozen=True, slots=True)
class Death:
    """How a run ended: by our SIGKILL, or with an exit status; and if it lived, its steps and what it said.

    `kinds` names each step; `sending` are the seconds from the first claim of a letter to the end, 0 without one.
    """

    killed: bool
    status: int
    kinds: list[str] = field(default_factory=list)
    sending: float = 0.0
    said: str = ""

    @property
    def steps(self) -> int:
        return len(self.kinds)


class Mortals:
    """Use it in a `with`: one warm process, from which every run is forked; it trusts one certificate."""

    def __init__(self, trusted: Path) -> None:
        self._trusted = trusted

    def __enter__(self) -> Mortals:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.mortal"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[1],
            env={**os.environ, "SSL_CERT_FILE": str(self._trusted)},
        )
        return self

    def __exit__(self, *exc: object) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        assert self._process.wait(20) == 0
        self._process.stdout.close()

    def run(
        self,
        practice: Practice,
        as_of: str,
        *,
        step: int = 0,
        kind: str = "",
        after: float = 0.0,
        aimed: bool = False,
        job: str = "nightly",
    ) -> Death:
        """One run; `step` kills it before that step (0: never), or before that one of a kind.

        `after` kills it so many seconds after its start, or if `aimed` after its first claim: without one it lives.
        """
        assert self._process.stdin and self._process.stdout
        order: dict[str, Any] = {"settings": str(practice.settings), "as_of": as_of, "job": job}
        order |= {"step": step, "kind": kind, "after": after, "aimed": aimed}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return Death(**json.loads(self._process.stdout.readline()))


def serve() -> None:
    """Fork a run for each order on stdin, and tell on stdout how it ended."""
    _warm()
    for line in sys.stdin:
        order = json.loads(line)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            _live(order, writing)
        os.close(writing)
        told = _heard(child, reading, order)
        os.close(reading)
        status = os.waitpid(child, 0)[1]
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        death = {"killed": killed, "status": -1 if killed else os.waitstatus_to_exitcode(status)}
        print(json.dumps({**death, **({} if killed else json.loads(told or "{}"))}), flush=True)


def _heard(child: int, reading: int, order: dict[str, Any]) -> bytes:
    """What the child told at its end; meanwhile it is killed when its time has come, wherever it is."""
    told, claimed = b"", not order["aimed"]
    end = time.monotonic() + order["after"] if order["after"] and claimed else 0.0
    while True:
        if end and not select.select([reading], [], [], max(0.0, end - time.monotonic()))[0]:
            os.kill(child, signal.SIGKILL)
            end = 0.0
        words = os.read(reading, 65536)
        if not words:
            return told.removeprefix(CLAIMED)
        told += words
        if order["after"] and not claimed:
            claimed, end = True, time.monotonic() + order["after"]


CLAIMED = b"!"


def _warm() -> None:
    """Load and fill what a run loads and fills, once: by runs that live. Nobody waits for what is put off."""
    from jobs import post

    post.PAUSES = (0.0,) * len(post.PAUSES)
    with tempfile.TemporaryDirectory() as folder:
        one = practice(Path(folder))
        assert one.run().status == 0
        assert one.run(WEDNESDAY).status == 0
        one.use({"transport": "smtp", "host": "127.0.0.1", "port": 9, "security": "none"})
        assert one.run(EIGHT, "letters").status == 0
    gc.freeze()


def _live(order: dict[str, Any], writing: int) -> None:
    from click.testing import CliRunner

    from jobs.cli import main

    faulthandler.register(signal.SIGALRM, chain=True)
    signal.alarm(LONGEST)
    steps = Steps(order["step"], order["kind"], writing)
    steps.watch()
    options = ["--config", order["settings"], "--as-of", order["as_of"]]
    result = CliRunner().invoke(main, [*options, *order["job"].split()])
    trouble = repr(result.exception) if result.exception and not isinstance(result.exception, SystemExit) else ""
    os.write(writing, json.dumps({**steps.told(), "said": result.stderr + trouble}).encode())
    os._exit(result.exit_code)


class Steps:
    """The durable steps of this process, by name; the fatal one (0: none), of its kind or of all, is its last."""

    def __init__(self, fatal: int, kind: str, writing: int) -> None:
        self._fatal, self._kind, self._writing = fatal, kind, writing
        self._kinds: list[str] = []
        self._claimed = 0.0

    def told(self) -> dict[str, Any]:
        """What they were, and the seconds since the first claim."""
        return {"kinds": self._kinds, "sending": time.monotonic() - self._claimed if self._claimed else 0.0}

    def step(self, kind: str) -> None:
        self._kinds.append(kind)
        if kind == (self._kind or kind):
            self._fatal -= 1
            if self._fatal == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def claim(self) -> None:
        """A letter is about to be claimed."""
        if not self._claimed:
            self._claimed = time.monotonic()
            os.write(self._writing, CLAIMED)

    def watch(self) -> None:
        """Put a step before everything that lasts."""
        self._before_each(os, "fsync", lambda handle: f"fsync of a {_what_is(handle)}")
        for name in ("replace", "rename", "link"):
            self._before_each(os, name, lambda source, target, **rest: f"rename to {Path(target).suffix}")
        self._watch_mail()
        self._watch_ledger()
        self._watch_server()

    def _before_each(self, owner: Any, name: str, kind: Callable[..., str]) -> None:
        call = getattr(owner, name)

        def stepping(*args: Any, **rest: Any) -> Any:
            self.step(kind(*args, **rest))
            return call(*args, **rest)

        setattr(owner, name, stepping)

    def _watch_mail(self) -> None:
        say, hear = smtplib.SMTP.putcmd, smtplib.SMTP.getreply

        def saying(line: Any, command: str, *args: Any) -> None:
            line.asked = command.upper()
            say(line, command, *args)

        def hearing(line: Any) -> tuple[int, bytes]:
            self.step(f"answer to {getattr(line, 'asked', 'the call')}")
            line.asked = "the dot"
            return hear(line)

        smtplib.SMTP.putcmd = saying  # type: ignore[method-assign, assignment]
        smtplib.SMTP.getreply = hearing  # type: ignore[method-assign, assignment]

    def _watch_ledger(self) -> None:
        from jobs.ledger.shared import TableLedger

        steps, connect, claim = self, sqlite3.connect, TableLedger.claim

        class Ledger(sqlite3.Connection):
            written = "tables"

            def execute(self, statement: str, *rest: Any) -> sqlite3.Cursor:
                if statement == "COMMIT":
                    steps.step(f"commit of {self.written}")
                return super().execute(statement, *rest)

            def executemany(self, statement: str, *rest: Any) -> sqlite3.Cursor:
                self.written = _what_is_written(statement)
                return super().executemany(statement, *rest)

            def close(self) -> None:
                steps.step("close of the ledger")
                super().close()

        def claiming(ledger: Any, *args: Any) -> bool:
            steps.claim()
            return claim(ledger, *args)

        TableLedger.claim = claiming  # type: ignore[method-assign, assignment]
        sqlite3.connect = lambda *args, **rest: connect(*args, **{**rest, "factory": Ledger})

    def _watch_server(self) -> None:
        """A ledger on PostgreSQL: each statement commits by itself, or ends a transaction of many rows."""
        for owner, name in ((psycopg.Connection, "execute"), (psycopg.Cursor, "executemany")):
            self._before_each(owner, name, lambda *args, **rest: "statement to the ledger")


def _what_is(handle: int) -> str:
    return "folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file"


def _what_is_written(statement: str) -> str:
    """A claim, an outcome, a plan, or the name of the table."""
    if statement.startswith("UPDATE letters SET state = 'sending'"):
        return "a claim"
    if statement.startswith("UPDATE letters"):
        return "an outcome"
    table = re.match(r"INSERT INTO (\w+)", statement)
    return "a plan" if table and table[1] == "letters" else table[1] if table else statement[:20]


if __name__ == "__main__":
    serve()
