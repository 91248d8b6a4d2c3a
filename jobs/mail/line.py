"""A line to a mail server: smtplib's, but an answer has an end, and what is said out of turn is heard."""

from __future__ import annotations

import smtplib
import socket
import ssl
import time

from jobs.mail.heard import Hidden

_MOST_LINES = 100
"""More than any answer needs; EHLO's, the longest, has some twenty."""


class Line(smtplib.SMTP):
    """A line in the clear, or made secure by STARTTLS. `hidden` is what is not told of its answers."""

    hidden = Hidden()

    def getreply(self) -> tuple[int, bytes]:
        """The next answer; its code is -1 where its lines do not agree whether it is a yes (RFC 5321, 4.2.1).

        Raises SMTPServerDisconnected where it does not end: after 100 lines, or its time.
        """
        if self.file is None and self.sock is not None:
            self.file = _Words(self.sock)
        heard = self.file
        if heard is not None:
            heard.next_answer()
        code, words = super().getreply()
        return (-1 if heard is not None and heard.disagrees else code), words


class TlsLine(Line, smtplib.SMTP_SSL):
    """A line that is secure from its first byte."""


class _Words:
    """What smtplib reads a server's words from, a line at a time; one answer has the socket's timeout as a whole."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock, self._file = sock, sock.makefile("rb")
        self._lines, self._end = 0, 0.0
        self._kinds: set[bytes] = set()

    @property
    def disagrees(self) -> bool:
        """Whether the lines of this answer begin with different digits."""
        return len(self._kinds) > 1

    def next_answer(self) -> None:
        """From here on the next answer is read."""
        self._kinds.clear()
        self._lines, self._end = _MOST_LINES, time.monotonic() + (self._sock.gettimeout() or 0)

    def readline(self, limit: int) -> bytes:
        """The next line of the answer. Raises OSError where it should have ended by now."""
        if not self._lines or (self._lines < _MOST_LINES and time.monotonic() > self._end):
            raise OSError("an answer without an end")
        self._lines -= 1
        said = self._file.readline(limit)
        self._kinds.add(said[:1])
        return said

    def waiting(self) -> bytes:
        """What was read already and not listened to, or has come meanwhile."""
        return self._file.peek(1)

    def close(self) -> None:
        self._file.close()


def socket_of(line: smtplib.SMTP) -> socket.socket:
    """The connection under a line that is open."""
    if line.sock is None:
        raise smtplib.SMTPServerDisconnected("not connected")
    return line.sock


def unasked(line: smtplib.SMTP) -> bytes | None:
    """What the server said out of turn, blank if it hung up, None if it keeps quiet as it should."""
    sock = socket_of(line)
    sock.settimeout(0)
    try:
        return (line.file.waiting() if line.file else b"") or sock.recv(512)
    except (BlockingIOError, ssl.SSLWantReadError):
        return None
    except OSError:
        return b""
    finally:
        sock.settimeout(line.timeout)
