"""The SMTP transport: one checked connection for many letters. What a letter's dialogue means: dialogue.py."""

from __future__ import annotations

import smtplib
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path

from jobs.hosts import is_loopback
from jobs.mail import login
from jobs.mail.base import MailProblem, TryLater, Unusable
from jobs.mail.dialogue import Gone, hand_over, introduce, said
from jobs.mail.envelope import Envelope, seal
from jobs.mail.heard import Hidden, of_login
from jobs.mail.line import Line, TlsLine, socket_of
from jobs.mail.pace import Pace

_LINES = 3
"""So many lines that a server drops one after the other, each at a letter, end the sending."""
_GOODBYE = 5.0
"""Seconds to wait for the answer to QUIT, which matters to nobody."""


class Smtp:
    """A Transport to a mail server (RFC 5321), by `security` starttls, tls, or none on this machine only.

    Certificates are checked, against `cafile` too if given. `timeout` bounds each wait in seconds,
    `receipt_timeout` that after the final dot: ten minutes by RFC 5321, 4.5.3.2.6, since a receipt
    given up on is a letter in doubt. At most `per_minute` letters go in 60 seconds (0: no ceiling),
    `max_per_connection` over one connection. With `credentials` the login is by a token of theirs
    (XOAUTH2), else by password. Raises Unusable for security `none` to another machine.
    """

    keeps_message_id = True

    def __init__(
        self,
        host: str,
        port: int,
        *,
        security: str = "starttls",
        username: str = "",
        password: str = "",
        credentials: Path | None = None,
        per_minute: int = 60,
        max_per_connection: int = 100,
        timeout: float = 30,
        receipt_timeout: float = 600,
        cafile: Path | None = None,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.is_safe_to_rehearse = is_loopback(host)
        if security not in ("starttls", "tls") and not (security == "none" and self.is_safe_to_rehearse):
            raise Unusable("mail goes to another machine by starttls or tls only")
        self._host, self._port, self._security = host, port, security
        self._username, self._password = username, password
        self._credentials, self._token = credentials, ""
        self._timeout, self._receipt_timeout = timeout, receipt_timeout
        self._cafile = cafile
        self._pace = Pace(per_minute, sleep, monotonic)
        self._max_per_connection = max_per_connection
        self._line: Line | None = None
        self._used = self._lost = 0

    def __enter__(self) -> Smtp:
        return self

    def __exit__(self, *exc: object) -> None:
        if self._line is not None and any(exc):
            self._line.close()  # perhaps in the middle of a letter: a QUIT would be taken as its words
        self._hang_up()

    def check(self) -> None:
        """Connect and log in, sending nothing. Raises Unusable with what stands in the way."""
        self._ready()

    def find(self, key: str) -> None:
        """None: SMTP cannot look into the sent mail."""

    def send(self, message: EmailMessage) -> str:
        """Send to the message's To; returns once the server took it. Raises Refused, TryLater, InDoubt, Unusable."""
        envelope = seal(message)
        self._pace.wait()
        try:
            line, envelope = self._introduced(message, envelope)
            hand_over(line, envelope, self._receipt_timeout)
        except MailProblem as problem:
            self._after(problem)
            raise
        self._lost = 0
        return ""

    def _introduced(self, message: EmailMessage, envelope: Envelope) -> tuple[Line, Envelope]:
        """The line on which the server took sender and recipient, and the letter as that line carries it.

        Between two letters servers close lines that were idle, or used enough; nothing of this letter was
        taken then, so it goes over a fresh one. Who hangs up on that one too wants no more: Unusable.
        """
        why = ""
        for _ in range(2):
            line = self._ready()
            self._used += 1
            if not envelope.data.isascii() and not envelope.utf8 and not line.has_extn("8bitmime"):
                envelope = seal(message, seven_bit=True)
            try:
                introduce(line, envelope)
            except Gone as gone:
                why = str(gone)
            else:
                return line, envelope
        raise Unusable(why)

    def _after(self, problem: MailProblem) -> None:
        """Clear the server's mind of a letter that did not go; one that drops line after line is left alone."""
        self._forget_letter()
        kept = self._line is not None and self._line.sock is not None
        self._lost = 0 if kept else self._lost + isinstance(problem, TryLater)
        if self._lost >= _LINES:
            raise Unusable(str(problem)) from None

    def _ready(self) -> Line:
        if self._line is not None and self._used >= self._max_per_connection:
            self._hang_up()
        if self._line is None or self._line.sock is None:
            self._line, self._used = self._connect(), 0
        return self._line

    def _connect(self) -> Line:
        line: Line | None = None
        if self._credentials is not None:
            from jobs.mail.xoauth2 import initial_response

            self._token = initial_response(self._username, self._credentials)
        try:
            line = self._dial()
            line.hidden = self._hidden
            self._greet(line)
        except (smtplib.SMTPException, OSError, UnicodeError) as error:
            if line is not None:
                line.close()
            raise Unusable(self._why(error)) from None
        return line

    def _dial(self) -> Line:
        name = "localhost"  # replaced in _greet; left out, smtplib looks this machine up in the DNS
        if self._security == "tls":
            return TlsLine(self._host, self._port, name, timeout=self._timeout, context=self._tls)
        return Line(self._host, self._port, name, timeout=self._timeout)

    def _greet(self, line: Line) -> None:
        sock = socket_of(line)
        # The final dot goes in a packet of its own, which must not wait until the body is acknowledged.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # RFC 5321, 4.1.3: a client without a name of its own in the DNS gives its address.
        own = str(sock.getsockname()[0])
        line.local_hostname = f"[IPv6:{own}]" if ":" in own else f"[{own}]"
        if self._security == "starttls":
            line.starttls(context=self._tls)
        line.ehlo_or_helo_if_needed()
        if self._credentials is not None:
            login.by_token(line, self._token)
        elif self._username:
            login.by_password(line, self._username, self._password)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self._cafile)

    def _forget_letter(self) -> None:
        """Clear the server's mind of a letter that did not go, or give the line up."""
        if self._line is None or self._line.sock is None:
            return
        with suppress(smtplib.SMTPException, OSError):
            if self._line.rset()[0] == 250:
                return
        self._line.close()

    def _hang_up(self) -> None:
        if self._line is not None and self._line.sock is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._line.sock.settimeout(min(self._timeout, _GOODBYE))
                self._line.quit()
            self._line.close()
        self._line = None

    def _why(self, error: Exception) -> str:
        """Why there is no line, in a sentence without address or secret."""
        if isinstance(error, ssl.SSLCertVerificationError):
            return f"the certificate of the mail server is not trusted: {error.verify_message}"
        if isinstance(error, ssl.SSLError):
            return f"no TLS with the mail server ({error.reason}): check port and security (587 starttls, 465 tls)"
        if isinstance(error, UnicodeError):
            return f"{self._host} is not a name that a mail server can have"
        if isinstance(error, smtplib.SMTPNotSupportedError):
            wanted = "STARTTLS" if "STARTTLS" in str(error) else "a login"
            return f"the mail server does not offer {wanted}: check port, security and username"
        if isinstance(error, smtplib.SMTPResponseException):
            what = "the login" if isinstance(error, smtplib.SMTPAuthenticationError) else "the greeting"
            words = said(self._hidden, error.smtp_code, _bytes(error.smtp_error))
            return f"the mail server answered {what} with {words}"
        if isinstance(error, smtplib.SMTPServerDisconnected):
            return "the mail server closed the connection before it took a letter"
        if isinstance(error, smtplib.SMTPException):
            ways = "XOAUTH2" if self._credentials else "PLAIN, LOGIN, CRAM-MD5"
            return f"the mail server offers no login that we know ({ways})"
        reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
        return f"the mail server cannot be reached: {reason}"

    @property
    def _hidden(self) -> Hidden:
        return of_login(self._username, self._password, self._token)


def _bytes(words: bytes | str) -> bytes:
    return words.encode() if isinstance(words, str) else words
