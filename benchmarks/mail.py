"""1,000 letters over one connection against one connection each, in the clear and with TLS, side by side.

The mail server is a process of its own on this machine: what a network adds to each connection comes on top. It is
written in Python and takes most of the time of a letter, the same on both ways: what a connection costs is the
difference. The ways take turns, and begin by turns, so that whatever else the machine does falls on both.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jobs.mail.smtp import Smtp

LETTERS, ROUND = 1000, 100
SECURITY = ("none", "tls")


def main() -> None:
    """Print the table."""
    print(f"\n{LETTERS} letters by SMTP to a server on this machine; seconds, and milliseconds a letter")
    print(f"{'':26}{'one connection':>22}{'one each':>22}{'times':>8}{'ms a connection':>18}")
    for security in SECURITY:
        with tempfile.TemporaryDirectory() as folder:
            together, apart = measured(security, Path(folder))
        cells = "".join(f"{seconds:13.2f}{1000 * seconds / LETTERS:9.2f}" for seconds in (together, apart))
        name = {"none": "in the clear", "tls": "with TLS"}[security]
        cost = 1000 * (apart - together) / LETTERS
        print(f"{name:26}{cells}{apart / together:8.1f}{cost:18.2f}", flush=True)


def measured(security: str, folder: Path) -> tuple[float, float]:
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
                    letters = [letter(f"k{most}x{first + n}") for n in range(ROUND)]
                    began = time.perf_counter()
                    for message in letters:
                        transport.send(message)
                    spent[most] += time.perf_counter() - began
        server.stdin.close()
        taken, connections = map(int, server.stdout.readline().split())
        assert (taken, connections) == (2 * LETTERS, LETTERS + 1), "every letter once, over so many connections"
    return spent[LETTERS], spent[1]


def _by(port: int, security: str, certificate: Path, most: int) -> Smtp:
    from jobs.mail.smtp import Smtp

    return Smtp("127.0.0.1", port, security=security, cafile=certificate, per_minute=0, max_per_connection=most)


def letter(key: str) -> EmailMessage:
    """A letter of the usual size: 15 KB, two parts."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = "Ana Coach <ana@strongstart.example>", "client@clients.example"
    message["Subject"], message["X-Coachsheet-Key"] = "Tomorrow: one thing you planned", key
    message.set_content("Does tomorrow still work? One tap when it is done.\n" * 40)
    message.add_alternative("<p>Does tomorrow still work? One tap when it is done.</p>\n" * 220, subtype="html")
    return message


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
