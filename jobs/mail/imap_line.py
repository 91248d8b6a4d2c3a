"""The connection to an IMAP server: dialled, checked, logged in, a folder opened; why it fails, in words."""

from __future__ import annotations

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from threading import Timer
from typing import Any

from imap_tools import (
    BaseMailBox,
    ImapToolsError,
    MailBox,
    MailBoxStartTls,
    MailBoxUnencrypted,
    UnexpectedCommandStatusError,
)

from jobs.hosts import is_loopback
from jobs.mail.base import MailProblem, Unusable
from jobs.mail.heard import of_login

BROKEN = (imaplib.IMAP4.error, ImapToolsError, OSError, ValueError, LookupError, TypeError, OverflowError, MemoryError)
"""What the two libraries raise where a server refuses, goes away, or says what is not IMAP."""
SERVER = "the mail server of the inbox"
_TLS_PORT = 993
_BAD = re.compile(r"^\w+ command error: (\w+) \[b(['\"])(.*)\2\]$")
"""How imaplib says that a server answered BAD."""


class ImapLine:
    """One connection, made when it is first asked for, by `security` tls, starttls, or none on this machine only.

    Certificates are checked, against `cafile` too if given. `timeout` bounds each wait in seconds, `patience` the
    whole connection, since a server that sends a byte now and then would hold a run, and its lock, for days.
    Raises Unusable for security `none` to another machine.
    """

    def __init__(
        self,
        host: str,
        port: int,
        security: str,
        username: str,
        password: str,
        *,
        timeout: float,
        patience: float,
        cafile: Path | None,
    ) -> None:
        if security not in ("tls", "starttls") and not (security == "none" and is_loopback(host)):
            raise Unusable("the inbox on another machine is read by tls or starttls only")
        self._host, self._port, self._security = host, port, security
        self._username, self._password = username, password
        self._timeout, self._patience, self._cafile = timeout, patience, cafile
        self._box: BaseMailBox | None = None
        self._watch: Timer | None = None
        self._late = False

    def opened(self, folder: str, setting: str) -> BaseMailBox:
        """The folder opened by EXAMINE, anew each time, so that it shows what has come. Raises Unusable.

        `setting` is what the folder's name is called where it is set.
        """
        if self._box is None:
            self._late = False
            with self.plainly(Unusable, "the greeting"):
                self._box = self._dial()
            self._watch = Timer(self._patience, self._cut, [self._box.client.socket()])
            self._watch.daemon = True
            self._watch.start()
            with self.plainly(Unusable, "the login"):
                self._log_in(self._box)
        box = self._box
        with self.plainly(Unusable, f"the folder that {setting} names"):
            box.folder.set(folder, readonly=True)
        return box

    def close(self) -> None:
        """Log out and hang up; whatever the server says to that."""
        if self._box is not None:
            with suppress(*BROKEN):
                self._box.logout()
        self._hang_up()

    @contextmanager
    def plainly(self, kind: type[MailProblem], step: str) -> Iterator[None]:
        """What goes wrong inside is told as `kind`, in a sentence; the line is given up then."""
        try:
            yield
        except Unusable:
            self._hang_up()
            raise
        except BROKEN as error:
            self._hang_up()
            raise kind(self.why(error, step)) from None

    def why(self, error: Exception, step: str) -> str:
        """Why it went wrong, in a sentence without address or secret, nor what a message says."""
        if self._late:
            return f"{SERVER} took more than {self._patience:g} seconds"
        if isinstance(error, ssl.SSLCertVerificationError):
            return f"the certificate of {SERVER.removeprefix('the ')} is not trusted: {error.verify_message}"
        if isinstance(error, ssl.SSLError):
            return f"no TLS with {SERVER} ({error.reason}): check [inbox] port and security (993 tls, 143 starttls)"
        if isinstance(error, UnexpectedCommandStatusError):
            answer, parts = error.command_result
            return self.answered(step, f"{answer} {text_of(parts)}")
        if isinstance(error, imaplib.IMAP4.error) and not isinstance(error, imaplib.IMAP4.abort):
            return self.answered(step, _BAD.sub(r"\1 \3", str(error)))
        if isinstance(error, TimeoutError):
            return f"{SERVER} was silent at {step} for {self._timeout:g} seconds"
        if isinstance(error, OSError) and self._box is None:
            return f"{SERVER} cannot be reached: {error.strerror or type(error).__name__}"
        return f"{SERVER} broke off at {step} ({type(error).__name__})"

    def answered(self, step: str, words: str) -> str:
        """A server's answer fit for logs: printable, short, without addresses and without our secrets."""
        return f"{SERVER} answered {step} with {of_login(self._username, self._password).plain(words)}"

    def _dial(self) -> BaseMailBox:
        if self._security == "tls":
            return MailBox(self._host, self._port, timeout=self._timeout, ssl_context=self._tls)
        if self._security == "none":
            return MailBoxUnencrypted(self._host, self._port, timeout=self._timeout)
        if self._port == _TLS_PORT:
            raise Unusable(f'port {_TLS_PORT} is for [inbox] security "tls"; "starttls" is spoken on 143')
        return MailBoxStartTls(self._host, self._port, timeout=self._timeout, ssl_context=self._tls)

    def _log_in(self, box: BaseMailBox) -> None:
        """LOGIN takes printable ASCII only (RFC 3501, 4.3); AUTHENTICATE PLAIN takes UTF-8 (RFC 4616)."""
        offered = box.client.capabilities
        simple = all(word.isascii() and word.isprintable() for word in (self._username, self._password))
        if simple and "LOGINDISABLED" not in offered:
            box.login(self._username, self._password, initial_folder=None)
        elif "AUTH=PLAIN" in offered:
            box.login_utf8(self._username, self._password, initial_folder=None)
        elif simple:
            raise Unusable(f"{SERVER} takes no password here: check [inbox] port and security")
        else:
            raise Unusable(f"{SERVER} cannot take letters beyond a to z in user name and password")

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self._cafile)

    def _cut(self, line: socket.socket) -> None:
        self._late = True
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)

    def _hang_up(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
        if self._box is not None:
            with suppress(OSError):
                self._box.client.shutdown()
        self._box = self._watch = None


def text_of(parts: list[Any]) -> str:
    """What a server said besides the literals."""
    return " ".join(part.decode("utf-8", "replace") for part in parts if isinstance(part, bytes))
