"""A mail server's words, fit for logs: printable, short, without addresses, names and secrets. Opens no connection."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass

_LONGEST = 160
_TELLING = 8
"""So many characters of a secret tell something: a server may cut what it repeats, or break it over two lines."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """What is not told of an answer: `names` as whole words, `secrets` wherever they stand, whatever their case.

    A server can say anything at any step: what it was told at the login is asked of every answer.
    """

    names: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()

    def plain(self, words: str, *names: str) -> str:
        """The words without what is hidden here, nor these names."""
        words = re.sub(r"\S+", lambda found: "…" if self._holds(found[0]) else found[0], words)
        for secret in _longest_first(self.secrets):
            words = re.sub(re.escape(secret), "…", words, flags=re.IGNORECASE)
        words = re.sub(r"\S+", lambda found: "…" if "@" in found[0] else found[0], words)  # like an address
        for name in _longest_first((*self.names, *names)):
            words = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "…", words, flags=re.IGNORECASE)
        return " ".join("".join(c if c.isprintable() else " " for c in words).split())[:_LONGEST]

    def _holds(self, piece: str) -> bool:
        return len(piece) >= _TELLING and any(piece.lower() in secret.lower() for secret in self.secrets)


def of_login(username: str, password: str, token: str = "") -> Hidden:
    """What a login says of us, in the clear and as PLAIN, LOGIN and XOAUTH2 spell it in base64 (RFC 4616).

    `token` is what XOAUTH2 says first, with the access token in it. Passwords that a provider shows in groups are
    the same secret without their blanks.
    """
    bare = token.rpartition("Bearer ")[2].rstrip("\x01")
    secrets = [password, "".join(password.split()), token, bare]
    spelt = [username, f"{username}:{password}", f"\0{username}\0{password}", f"{username}\0{username}\0{password}"]
    spelt += secrets
    encoded = [b64encode(word.encode()).decode() for word in spelt if word.strip("\0:")]
    return Hidden((username, username.partition("@")[0]), (*secrets, *encoded))


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted({word for word in words if word}, key=len, reverse=True)
