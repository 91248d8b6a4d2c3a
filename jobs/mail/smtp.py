"""The SMTP transport: one checked connection for many letters. What a letter's dialogue means: dialogue.py."""

from __future__ import annotations

import smtplib
import socket
import ssl
import time
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path

from jobs.hosts import is_loopback
from jobs.mail.base import MailProblem, Unusable
from jobs.mail.dialogue import Gone, hand_over, introduce, said, socket_of
from jobs.mail.envelope import Envelope, seal
from jobs.mail.pace import Pace


class Smtp:
    """A Transport to a mail server (RFC 5321), by `security` starttls, tls, or none on this machine only.

    Certificates are checked, against `cafile` too if given. `timeout` bounds each wait in seconds,
    `receipt_timeout` that after the final dot: ten minutes by RFC 5321, 4.5.3.2.6, since a receipt
    given up on is a letter in doubt. At most `per_minute` letters go in 60 seconds (0: no ceiling),
    `max_per_connection` over one connection. Raises Unusable for security `none` to another machine.
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
        self._timeout, self._receipt_timeout = timeout, receipt_timeout
        self._cafile = cafile
        self._pace = Pace(per_minute, sleep, monotonic)
        self._max_per_connection = max_per_connection
        self._line: smtplib.SMTP | None = None
        self._used = 0

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

    def send(self, message: EmailMessage) -> None:
        """Send to the message's To; returns once the server took it. Raises Refused, TryLater, InDoubt, Unusable."""
        envelope = seal(message)
        self._pace.wait()
        line = self._ready()
        if not envelope.data.isascii() and not envelope.utf8 and not line.has_extn("8bitmime"):
            envelope = seal(message, seven_bit=True)
        try:
            hand_over(self._introduced(line, envelope), envelope, self._receipt_timeout)
        except MailProblem:
            self._forget_letter()
            raise

    def _introduced(self, line: smtplib.SMTP, envelope: Envelope) -> smtplib.SMTP:
        """The line on which the server took sender and recipient: between two letters servers close lines
        that were idle, or used enough; nothing of this letter was taken then, so it goes over a fresh one."""
        first, self._used = self._used == 0, self._used + 1
        try:
            introduce(line, envelope)
        except Gone:
            if first:
                raise
            line = self._ready()
            self._used += 1
            introduce(line, envelope)
        return line

    def _ready(self) -> smtplib.SMTP:
        if self._line is not None and self._used >= self._max_per_connection:
            self._hang_up()
        if self._line is None or self._line.sock is None:
            self._line, self._used = self._connect(), 0
        return self._line

    def _connect(self) -> smtplib.SMTP:
        line: smtplib.SMTP | None = None
        try:
            line = self._dial()
            self._greet(line)
        except (smtplib.SMTPException, OSError, UnicodeError) as error:
            if line is not None:
                line.close()
            raise Unusable(self._why(error)) from None
        return line

    def _dial(self) -> smtplib.SMTP:
        name = "localhost"  # replaced in _greet; left out, smtplib looks this machine up in the DNS
        if self._security == "tls":
            return smtplib.SMTP_SSL(self._host, self._port, name, timeout=self._timeout, context=self._tls)
        return smtplib.SMTP(self._host, self._port, name, timeout=self._timeout)

    def _greet(self, line: smtplib.SMTP) -> None:
        sock = socket_of(line)
        # The final dot goes in a packet of its own, which must not wait until the body is acknowledged.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # RFC 5321, 4.1.3: a client without a name of its own in the DNS gives its address.
        own = str(sock.getsockname()[0])
        line.local_hostname = f"[IPv6:{own}]" if ":" in own else f"[{own}]"
        if self._security == "starttls":
            line.starttls(context=self._tls)
        line.ehlo_or_helo_if_needed()
        if self._username:
            line.login(self._username, self._password)

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
            return "user name or password of the mail server hold letters beyond a to z, which its login cannot carry"
        if isinstance(error, smtplib.SMTPNotSupportedError):
            wanted = "STARTTLS" if "STARTTLS" in str(error) else "a login"
            return f"the mail server does not offer {wanted}: check port, security and username"
        if isinstance(error, smtplib.SMTPResponseException):
            what = "the login" if isinstance(error, smtplib.SMTPAuthenticationError) else "the greeting"
            words = said(error.smtp_code, _bytes(error.smtp_error), *self._secrets)
            return f"the mail server answered {what} with {words}"
        if isinstance(error, smtplib.SMTPServerDisconnected):
            return "the mail server closed the connection before it took a letter"
        if isinstance(error, smtplib.SMTPException):
            return "the mail server offers no login that we know (PLAIN, LOGIN, CRAM-MD5)"
        reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
        return f"the mail server cannot be reached: {reason}"

    @property
    def _secrets(self) -> list[str]:
        words = [self._username, self._password, f"\0{self._username}\0{self._password}"]
        return words + [b64encode(word.encode()).decode() for word in words if word]


def _bytes(words: bytes | str) -> bytes:
    return words.encode() if isinstance(words, str) else words
