"""Runs that die: a process that forks a run for each line it is told, and has it killed at its Nth durable step.

A step is an fsync, a rename, a commit of the ledger, or an answer of the mail server; the kill comes just before it.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import smtplib
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.practice_files import EIGHT, Practice, practice


@dataclass(frozen=True, slots=True)
class Death:
    """How a run ended: by our SIGKILL, or with an exit status; how many steps it took if it lived."""

    killed: bool
    status: int
    steps: int
    said: str


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

    def run(self, practice: Practice, as_of: str, *, step: int = 0, after: float = 0.0, job: str = "nightly") -> Death:
        """One run; `step` kills it before that step (0: never), `after` so many seconds after its start."""
        assert self._process.stdin and self._process.stdout
        order = {"settings": str(practice.settings), "as_of": as_of, "step": step, "after": after, "job": job}
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
        with os.fdopen(reading, "rb") as pipe:
            told = pipe.read().decode()
        status = os.waitpid(child, 0)[1]
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        steps, _, said = told.partition("\n")
        death = {"killed": killed, "status": -1 if killed else os.waitstatus_to_exitcode(status)}
        print(json.dumps({**death, "steps": int(steps or 0), "said": said}), flush=True)


def _warm() -> None:
    """Load and fill what a run loads and fills, once: by a run that lives. Nobody waits for what is put off."""
    from jobs import post

    post.PAUSES = (0.0,) * len(post.PAUSES)
    with tempfile.TemporaryDirectory() as folder:
        one = practice(Path(folder))
        assert one.run().status == 0
        one.use({"transport": "smtp", "host": "127.0.0.1", "port": 9, "security": "none"})
        assert one.run(EIGHT, "letters").status == 0
    gc.freeze()


def _live(order: dict[str, Any], writing: int) -> None:
    from click.testing import CliRunner

    from jobs.cli import main

    steps = _count_steps(order["step"])
    if order["after"]:
        threading.Timer(order["after"], os.kill, (os.getpid(), signal.SIGKILL)).start()
    options = ["--config", order["settings"], "--as-of", order["as_of"]]
    result = CliRunner().invoke(main, [*options, *order["job"].split()])
    trouble = repr(result.exception) if result.exception and not isinstance(result.exception, SystemExit) else ""
    os.write(writing, f"{steps()}\n{result.stderr}{trouble}".encode())
    os._exit(result.exit_code)


def _count_steps(fatal: int) -> Callable[[], int]:
    """Die before the step of that number (0: never); returns how many were taken."""
    taken = 0

    def step() -> None:
        nonlocal taken
        taken += 1
        if taken == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    def stepping(call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **kwargs: Any) -> Any:
            step()
            return call(*args, **kwargs)

        return counted

    for name in ("fsync", "replace", "rename", "link"):
        setattr(os, name, stepping(getattr(os, name)))
    smtplib.SMTP.getreply = stepping(smtplib.SMTP.getreply)  # type: ignore[method-assign]

    class Ledger(sqlite3.Connection):
        def execute(self, statement: str, *rest: Any) -> sqlite3.Cursor:
            if statement == "COMMIT":
                step()
            return super().execute(statement, *rest)

    connect = sqlite3.connect
    sqlite3.connect = lambda *args, **rest: connect(*args, **{**rest, "factory": Ledger})  # type: ignore[assignment]
    return lambda: taken


if __name__ == "__main__":
    serve()
