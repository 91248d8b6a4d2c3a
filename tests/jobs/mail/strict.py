"""A strict reading of a message's head from its bytes alone: RFC 5322 without obsolete forms, RFC 2047 to the letter.

Written without the email package, which is what is being watched.
"""

from __future__ import annotations

import re
from base64 import b64decode
from dataclasses import dataclass

_ENCODED = re.compile(r"=\?utf-8\?([bq])\?([!->@-~]+)\?=")
_IN_PHRASE = re.compile(r"[A-Za-z0-9!*+/=_-]+")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\U0010ffff-]+"
_ADDRESS = rf"{_ATOM}(?:\.{_ATOM})*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*"
_MAILBOX = re.compile(
    rf'(?:(?P<quoted>"(?:[^"\\]|\\["\\])*")|(?P<phrase>{_ATOM}(?: {_ATOM})*)) <(?P<named>{_ADDRESS})>'
)


@dataclass(frozen=True, slots=True)
class Head:
    headers: tuple[tuple[str, str], ...]
    """Unfolded, encoded words as they are."""

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.headers]

    def __getitem__(self, name: str) -> str:
        (value,) = (value for known, value in self.headers if known == name)
        return value

    def words(self, name: str) -> str:
        return decoded(self[name])

    def mailbox(self, name: str) -> tuple[str, str]:
        """The shown name and the address of a header that must hold exactly one."""
        value = self[name]
        if re.fullmatch(_ADDRESS, value):
            return "", value
        found = _MAILBOX.fullmatch(value)
        assert found, f"{name} is not one mailbox"
        if found["quoted"]:
            return re.sub(r"\\(.)", r"\1", found["quoted"][1:-1]), found["named"]
        return decoded(found["phrase"], phrase=True), found["named"]


def read(data: bytes) -> Head:
    """The head of a message, or an AssertionError."""
    assert data.count(b"\r\n") == data.count(b"\r") == data.count(b"\n")
    assert max(map(len, data.split(b"\r\n"))) <= 998
    top, blank, _ = data.partition(b"\r\n\r\n")
    assert blank and not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", top)
    assert all(line.strip(b" \t") for line in top.split(b"\r\n"))
    headers = []
    for line in re.sub(r"\r\n(?=[ \t])", "", top.decode("utf-8")).split("\r\n"):
        found = re.fullmatch(r"([A-Za-z][A-Za-z0-9-]*): (.*)", line)
        assert found, "a line that is no header"
        headers.append((found[1], found[2]))
    return Head(tuple(headers))


def decoded(words: str, phrase: bool = False) -> str:
    """Words with their encoded ones read; a blank between two of those is none (RFC 2047, 6.2)."""
    said, before_encoded = "", False
    for token in words.split(" "):
        found = _ENCODED.fullmatch(token)
        assert found or "=?" not in token, "half an encoded word"
        assert len(token) <= 75 or not found
        assert not (found and phrase and found[1] == "q") or _IN_PHRASE.fullmatch(found[2])
        said += " " if said and not (found and before_encoded) else ""
        said += _bytes(found[1], found[2]).decode("utf-8") if found else token
        before_encoded = bool(found)
    return said


def _bytes(kind: str, text: str) -> bytes:
    if kind == "b":
        return b64decode(text, validate=True)
    escaped = re.sub(r"=([0-9A-F]{2})", lambda found: chr(int(found[1], 16)), text.replace("_", " "))
    return escaped.encode("latin-1")
