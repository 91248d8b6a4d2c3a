"""Logging in to a mail server by what it offers (RFC 4954): a password, or a token of OAuth. Opens no connection."""

from __future__ import annotations

import hmac
import json
import smtplib
from base64 import b64decode, b64encode
from collections.abc import Callable

Answer = Callable[[bytes], bytes]
"""What to answer to a challenge."""


def by_password(line: smtplib.SMTP, username: str, password: str) -> None:
    """By the first mechanism offered that the server then takes: some offer what they refuse.

    Letters beyond ASCII travel as UTF-8 (RFC 4616). Raises smtplib's errors: SMTPNotSupportedError where
    no login is offered, SMTPAuthenticationError with the first refusal, SMTPException for none that we know.
    """
    offered = _offered(line)
    user, secret = username.encode(), password.encode()
    plain = b"\0%b\0%b" % (user, secret)
    ways: dict[str, tuple[bytes | None, tuple[Answer, ...]]] = {
        "PLAIN": (plain, (lambda _: plain,)),  # asked again by servers that heed no first answer
        "LOGIN": (None, (lambda _: user, lambda _: secret)),
        "CRAM-MD5": (None, (lambda challenge: b"%b %b" % (user, _digest(secret, challenge)),)),
    }
    refusal: smtplib.SMTPAuthenticationError | None = None
    for mechanism in (name for name in ways if name in offered):
        try:
            code, words, _ = _talk(line, mechanism, *ways[mechanism])
        except smtplib.SMTPServerDisconnected:
            raise refusal or smtplib.SMTPServerDisconnected("at the login") from None
        if code == 235:
            return
        refusal = refusal or smtplib.SMTPAuthenticationError(code, words)
        if 400 <= code <= 499:
            break  # the server's own trouble, whatever the mechanism
    raise refusal or smtplib.SMTPException("no login that we know")


def by_token(line: smtplib.SMTP, first: str) -> None:
    """XOAUTH2 with its first answer (user and access token). Raises smtplib's errors, as `by_password`.

    A token that is not taken is told in a challenge, as JSON with a status; its answer is an empty line
    (developers.google.com/workspace/gmail/imap/xoauth2-protocol).
    """
    if "XOAUTH2" not in _offered(line):
        raise smtplib.SMTPException("no login by token")
    code, words, challenges = _talk(line, "XOAUTH2", first.encode(), (lambda _: b"",))
    if code != 235:
        raise smtplib.SMTPAuthenticationError(code, words + b"".join(map(_status, challenges)))


def _offered(line: smtplib.SMTP) -> list[str]:
    offered = line.esmtp_features.get("auth", "").upper().split()
    if not offered:
        raise smtplib.SMTPNotSupportedError("AUTH")
    return offered


def _talk(
    line: smtplib.SMTP, mechanism: str, first: bytes | None, answers: tuple[Answer, ...]
) -> tuple[int, bytes, list[bytes]]:
    """Code and words of the last answer, and the challenges before it; one too many is called off (`*`)."""
    code, words = line.docmd("AUTH", mechanism if first is None else f"{mechanism} {b64encode(first).decode()}")
    challenges: list[bytes] = []
    for answer in answers:
        if code == 334:
            challenges.append(_decoded(words))
            code, words = line.docmd(b64encode(answer(challenges[-1])).decode())
    if code == 334:
        code, words = line.docmd("*")
    return code, words, challenges


def _decoded(words: bytes) -> bytes:
    try:
        return b64decode(words)
    except ValueError:
        return b""


def _digest(secret: bytes, challenge: bytes) -> bytes:
    return hmac.digest(secret, challenge, "md5").hex().encode()


def _status(challenge: bytes) -> bytes:
    """The status in a challenge that tells why a token was not taken, in brackets."""
    try:
        told = json.loads(challenge)
    except ValueError:
        return b""
    status = str(told.get("status", "")) if isinstance(told, dict) else ""
    return f" (token: status {status})".encode() if status.isalnum() else b""
