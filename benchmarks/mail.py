"""1,000 letters over one connection against one connection each: in the clear and with TLS, by ledger, side by side.

Each letter goes as in a run: claimed, sent, settled. Without a ledger it is only sent, so what a ledger costs is the
difference. The mail server is a process of its own on this machine: what a network adds to each connection comes on
top. It is written in Python and takes most of the time of a letter, the same on both ways: what a connection costs is
the difference. The ways take turns, and begin by turns, so that whatever else the machine does falls on both.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jobs.ledger.base import Entry, Ledger
    from jobs.letters.letter import Letter
    from jobs.mail.smtp import Smtp

LETTERS, ROUND = 1000, 100
SECURITY = {"none": "in the clear", "tls": "with TLS"}
LEDGERS = ("none", "SQLite", "PostgreSQL")
NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)
TO, SUBJECT = "client@clients.example", "Tomorrow: one thing you planned"


def main() -> None:
    """Print the table."""
    print(f"\n{LETTERS} letters by SMTP to a server on this machine; seconds, and milliseconds a letter")
    print(f"{'':14}{'ledger':12}{'one connection':>22}{'one each':>22}{'times':>8}{'ms a connection':>18}")
    for security, kind in product(SECURITY, LEDGERS):
        with tempfile.TemporaryDirectory() as folder, _ledger(kind, Path(folder)) as ledger:
            if kind != "none" and ledger is None:
                print(f"{SECURITY[security]:14}{kind:12}  not on this machine: apt install postgresql")
                continue
            together, apart = measured(security, ledger, Path(folder))
        cells = "".join(f"{seconds:13.2f}{1000 * seconds / LETTERS:9.2f}" for seconds in (together, apart))
        cost = 1000 * (apart - together) / LETTERS
        print(f"{SECURITY[security]:14}{kind:12}{cells}{apart / together:8.1f}{cost:18.2f}", flush=True)


def measured(security: str, ledger: Ledger | None, folder: Path) -> tuple[float, float]:
    """Seconds for all letters over one connection, and over one each; every letter was taken once."""
    from tests.servers.smtp import make_certificate

    certificate = make_certificate(folder)
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.mail", security, str(certificate)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdin and server.stdout
        port = int(server.stdout.readline())
        spent = {LETTERS: 0.0, 1: 0.0}
        with ExitStack() as stack:
            ways = {most: stack.enter_context(_by(port, security, certificate, most)) for most in spent}
            for first in range(0, LETTERS, ROUND):
                for most, transport in sorted(ways.items(), reverse=bool(first // ROUND % 2)):
                    spent[most] += _seconds(transport, ledger, [f"k{most}x{first + n}" for n in range(ROUND)])
        server.stdin.close()
        taken, connections = map(int, server.stdout.readline().split())
        assert (taken, connections) == (2 * LETTERS, LETTERS + 1), "every letter once, over so many connections"
    states = [entry.state for entry in ledger.entries()] if ledger else ["sent"] * taken
    assert states == ["sent"] * taken, "the ledger knows every letter"
    return spent[LETTERS], spent[1]


def _seconds(transport: Smtp, ledger: Ledger | None, keys: list[str]) -> float:
    """How long these letters take; they are planned before, all at once, as a run does."""
    from jobs import post

    letters = [_letter(key) for key in keys]
    if ledger:
        ledger.plan([_entry(key) for key in keys])
    began = time.perf_counter()
    if ledger:
        found = post.send_all(ledger, transport, letters, NOW)
        assert not found.problems, found.problems
    else:
        for _, message in letters:
            transport.send(message)
    return time.perf_counter() - began


@contextmanager
def _ledger(kind: str, folder: Path) -> Iterator[Ledger | None]:
    """A new ledger as a run uses it: what it acknowledged stands on the disk. None: there is none to be had."""
    from jobs.ledger import open_ledger
    from tests.servers.postgres import PostgresServer, programs

    with ExitStack() as stack:
        url = "sqlite:///ledger.db"
        if kind == "PostgreSQL":
            if programs() is None:
                yield None
                return
            url = stack.enter_context(PostgresServer(fsync="on", full_page_writes="on")).fresh()
        yield stack.enter_context(open_ledger(url, "practice", folder)) if kind != "none" else None


def _by(port: int, security: str, certificate: Path, most: int) -> Smtp:
    from jobs.mail.smtp import Smtp

    return Smtp("127.0.0.1", port, security=security, cafile=certificate, per_minute=0, max_per_connection=most)


def _entry(key: str) -> Entry:
    from jobs.ledger.base import Entry

    return Entry(key, "planned", NOW, TO, "Priya Nair", ("due",), SUBJECT, (), f"<{key}@strongstart.example>")


def _letter(key: str) -> tuple[Letter, EmailMessage]:
    """A letter of the usual size: 15 KB, two parts."""
    from jobs.letters.letter import Letter

    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = "Ana Coach <ana@strongstart.example>", TO
    message["Subject"], message["X-Coachsheet-Key"] = SUBJECT, key
    message.set_content("Does tomorrow still work? One tap when it is done.\n" * 40)
    message.add_alternative("<p>Does tomorrow still work? One tap when it is done.</p>\n" * 220, subtype="html")
    return Letter(key, "Priya Nair", key, NOW.date(), TO, (), SUBJECT, "", False), message


def _serve(security: str, certificate: str) -> None:
    """A mail server until stdin closes; says its port, and at the end what it took over how many connections."""
    from tests.servers.smtp import MailServer

    with MailServer(security, Path(certificate)) as server:
        print(server.port, flush=True)
        sys.stdin.read()
        keys = {one.data.partition(b"X-Coachsheet-Key: ")[2].partition(b"\r\n")[0] for one in server.accepted}
        print(len(server.accepted) if len(keys) == len(server.accepted) else -1, server.connections, flush=True)


if __name__ == "__main__":
    _serve(*sys.argv[1:])
