"""One letter's part of an SMTP dialogue, and what each way of its breaking means. Opens no connection.

smtplib raises the same errors before and after the final dot, so the steps are taken here one by one.
"""

from __future__ import annotations

import re
import smtplib

from jobs.mail.base import InDoubt, MailProblem, Refused, TryLater, Unusable
from jobs.mail.envelope import Envelope
from jobs.mail.heard import Hidden
from jobs.mail.line import Line, socket_of, unasked

_NEEDS_LOGIN = (530, 534, 535, 538)
_DAY_IS_FULL = b"5.4.5"
"""How Gmail says, as a 550, that the mailbox sent its letters of 24 hours; by RFC 3463 it passes (X.4.5)."""
_DOT_AT_START = re.compile(rb"^\.", re.MULTILINE)


class Gone(TryLater):
    """The server had closed the line (or said 421) before it took anything of this letter."""


def introduce(line: Line, envelope: Envelope) -> None:
    """MAIL and RCPT. Raises Gone, TryLater, Refused, Unusable; nothing of the letter was sent then."""
    options = _options(line, envelope)
    early = unasked(line)
    if early is not None:
        line.close()
        did = f"said {_as_answer(line, early)}" if early else "closed the connection"
        raise Gone(f"the mail server {did} between two letters")
    try:
        code, words = line.mail(envelope.sender, options)
    except smtplib.SMTPException as error:
        line.close()
        raise Gone(f"the mail server closed the connection at MAIL ({type(error).__name__})") from None
    if code == 421:
        line.close()
        raise Gone(f"the mail server answered MAIL with {said(line.hidden, code, words)}")
    _expect(line, "MAIL", (250,), code, words, envelope)
    try:
        code, words = line.rcpt(envelope.recipient)
    except smtplib.SMTPException as error:
        raise _lost(line, "RCPT", error) from None
    _expect(line, "RCPT", (250, 251), code, words, envelope)


def hand_over(line: Line, envelope: Envelope, receipt_timeout: float) -> None:
    """DATA, the letter, the final dot and its receipt (RFC 5321, 4.1.1.4 and 4.2.5).

    Until the dot is on its way the server cannot have the letter: TryLater, or Refused by its answer.
    From then on only an answer tells: 2xx returns, 4xx is TryLater, 5xx Refused, anything else and no
    answer within `receipt_timeout` seconds InDoubt.
    """
    try:
        line.putcmd("DATA")
        code, words = line.getreply()
        _expect(line, "DATA", (354,), code, words, envelope)
        line.send(_DOT_AT_START.sub(b"..", envelope.data))
    except smtplib.SMTPException as error:
        raise _lost(line, "DATA", error) from None
    _listen(line, envelope)
    _send_dot(line)
    code, words = _receipt(line, receipt_timeout)
    if not 200 <= code <= 299:
        raise _answer(line, "the letter", code, words, envelope)


def said(hidden: Hidden, code: int, words: bytes, *names: str) -> str:
    """A server's answer fit for logs: without addresses, these names, and what it was told at the login."""
    return f"{code} {hidden.plain(words.decode('utf-8', 'replace'), *names)}".strip()


def _options(line: Line, envelope: Envelope) -> list[str]:
    options = []
    if line.has_extn("size"):
        limit = line.esmtp_features["size"]
        if limit.isdecimal() and 0 < int(limit) < len(envelope.data):
            raise Refused(f"the letter has {len(envelope.data)} bytes, the mail server takes {limit}")
        options.append(f"SIZE={len(envelope.data)}")
    if not envelope.data.isascii() and line.has_extn("8bitmime"):
        options.append("BODY=8BITMIME")
    if envelope.utf8:
        if not line.has_extn("smtputf8"):
            raise Refused("the mail server takes no address with letters beyond a to z")
        options.append("SMTPUTF8")
    return options


def _listen(line: Line, envelope: Envelope) -> None:
    """Raise if the server spoke or hung up while the letter went: without the dot it cannot have it."""
    early = unasked(line)
    if early is None:
        return
    line.close()
    if not early[:3].isdigit():
        raise TryLater("the mail server closed the connection in the middle of the letter")
    _expect(line, "the letter halfway", (), int(early[:3]), early[4:], envelope)


def _send_dot(line: Line) -> None:
    try:
        socket_of(line).sendall(b".\r\n")
    except ConnectionError:
        # The system refused to take these three bytes: they were not sent.
        line.close()
        raise TryLater("the mail server closed the connection before the end of the letter") from None
    except OSError as error:
        line.close()
        raise InDoubt(f"the connection broke at the end of the letter ({type(error).__name__})") from None


def _receipt(line: Line, receipt_timeout: float) -> tuple[int, bytes]:
    sock = socket_of(line)
    sock.settimeout(receipt_timeout)
    try:
        answer = line.getreply()
    except (smtplib.SMTPException, OSError) as error:
        line.close()
        raise InDoubt(f"the letter went, its receipt did not come ({type(error).__name__})") from None
    sock.settimeout(line.timeout)
    return answer


def _expect(line: Line, step: str, good: tuple[int, ...], code: int, words: bytes, envelope: Envelope) -> None:
    if code in good:
        return
    problem = _answer(line, step, code, words, envelope)
    raise TryLater(str(problem)) if isinstance(problem, InDoubt) else problem


def _answer(line: Line, step: str, code: int, words: bytes, envelope: Envelope) -> MailProblem:
    """What an answer that is not the hoped-for one means; the line is closed where it is out of step."""
    if code == 421 or not 400 <= code <= 599:
        line.close()
    local, _, domain = envelope.recipient.partition("@")
    text = f"the mail server answered {step} with {said(line.hidden, code, words, local, domain)}"
    if code in _NEEDS_LOGIN or (code >= 500 and words.startswith(_DAY_IS_FULL)):
        return Unusable(text)
    if 500 <= code <= 599:
        return Refused(text)
    return TryLater(text) if 400 <= code <= 499 else InDoubt(text)


def _as_answer(line: Line, words: bytes) -> str:
    code = words[:3]
    return said(line.hidden, int(code), words[4:]) if code.isdigit() else "something that is no answer"


def _lost(line: Line, step: str, error: smtplib.SMTPException) -> TryLater:
    line.close()
    return TryLater(f"the mail server closed the connection at {step} ({type(error).__name__})")
