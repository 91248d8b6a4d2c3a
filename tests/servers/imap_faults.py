"""A door before a real IMAP server that cuts, holds back or garbles what goes through, or answers in its place."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

Answer = Callable[[bytes], bytes | None]
"""A client's command, without its tag -> what is sent back instead of passing it on; `TAG` stands for the tag.
None: pass it on; blank: silence."""


@dataclass
class Door:
    """Use it in a `with`. All figures count bytes that the server sends, over one connection.

    `cut`: close both sides after so many; `hush`: go silent after so many; `drip`: one byte each so many seconds;
    `garble`: changes each piece. `answer`: what is said to a command instead of the server.
    """

    behind: int
    cut: int | None = None
    hush: int | None = None
    drip: float = 0.0
    garble: Callable[[bytes], bytes] | None = None
    answer: Answer = lambda command: None
    commands: list[bytes] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    def __enter__(self) -> Door:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._open: list[socket.socket] = [self._listening]
        self._over = threading.Event()
        threading.Thread(target=self._let_in, daemon=True).start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._over.set()
        for line in self._open:
            _close(line)

    def _let_in(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                self.connections += 1
                server = socket.create_connection(("127.0.0.1", self.behind))
                self._open += [client, server]
                for work in (self._ask, self._say):
                    threading.Thread(target=work, args=(client, server), daemon=True).start()

    def _ask(self, client: socket.socket, server: socket.socket) -> None:
        """From the client to the server, line by line."""
        with contextlib.suppress(OSError):
            for line in client.makefile("rb"):
                tag, _, command = line.strip().partition(b" ")
                self.commands.append(command)
                said = self.answer(command)
                if said is None:
                    server.sendall(line)
                else:
                    client.sendall(re.sub(rb"\bTAG\b", tag, said))
        _close(server)

    def _say(self, client: socket.socket, server: socket.socket) -> None:
        """From the server to the client, with the faults."""
        gone = 0
        with contextlib.suppress(OSError):
            while piece := server.recv(1 if self.drip else 65536):
                if self.drip and self._over.wait(self.drip):
                    break
                piece = self.garble(piece) if self.garble else piece
                if self.hush is not None:
                    piece = piece[: max(0, self.hush - gone)]
                if self.cut is not None and gone + len(piece) >= self.cut:
                    client.sendall(piece[: max(0, self.cut - gone)])
                    break
                client.sendall(piece)
                gone += len(piece)
        _close(client)
        _close(server)


def _close(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    with contextlib.suppress(OSError):
        line.close()
