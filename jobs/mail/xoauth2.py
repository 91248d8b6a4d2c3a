"""SASL XOAUTH2: a mailbox's login by a key file, without its password. Speaks to the token endpoint alone."""

from __future__ import annotations

from pathlib import Path

from jobs.mail.base import Unusable

SCOPE = "https://mail.google.com/"
"""The one scope that Google takes for SMTP and IMAP."""


def initial_response(username: str, credentials: Path) -> str:
    """What the client says first, before base64 (smtplib and imaplib encode it themselves).

    `username` is the mailbox's address: a service account acts in its name. A token is fetched anew each time
    (https://developers.google.com/gmail/imap/xoauth2-protocol). Raises Unusable.
    """
    if not username or not (username.isascii() and username.isprintable()):
        raise Unusable("[mail] username must be the address of the mailbox, in letters from a to z")
    from jobs.mail.gmail_login import Login

    login = Login(credentials, username, (SCOPE,))
    try:
        return f"user={username}\x01auth=Bearer {login.token()}\x01\x01"
    finally:
        login.close()
