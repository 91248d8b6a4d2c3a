"""A header as the lines that travel (RFC 5322, 2.2; RFC 2047). Written here, since CPython's own folding is not sound.

It loses quotation marks where a name is folded (gh-80222), decodes encoded words into bare commas (gh-121284),
lets line ends out of them (gh-121650, gh-143935), and encodes addresses, links and message numbers that are long
(gh-122476), which nobody can read then. CPython 3.11.7 has all of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from email.header import Header
from email.headerregistry import AddressHeader
from functools import lru_cache

WIDTH, WIDEST = 76, 998
"""Characters of a line: what it should have, and what servers take (RFC 5322, 2.1.1)."""

_WITH_WORDS = ("subject", "comments", "keywords")
"""Headers in which people's words stand, so that encoded words mean something; in others they are read as they are."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
_NEVER = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_PLAIN_NAME = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?: [\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII)


class Unwritable(ValueError):
    """A header that cannot be written so that it is read as it was meant. The text holds none of its words."""


def lines(name: str, value: object) -> bytes:
    """The header with its line end (CRLF), folded at blanks, with nothing in it but what was meant.

    Words beyond ASCII go as encoded words in a subject and before an address; an address beyond ASCII as UTF-8.
    Raises Unwritable where it cannot be written so: control characters, lone surrogates, a group of
    addresses, a word too long for a line, letters beyond ASCII in a header that holds no words.
    """
    said = str(value)
    if not _NAME.fullmatch(name) or _NEVER.search(said):
        raise Unwritable("a header with a name or with characters that no header has")
    if isinstance(value, AddressHeader):
        return _folded(name, _addressed(name, value)).encode("utf-8")
    if name.lower() in _WITH_WORDS and not _plain(said):
        return _folded(name, _encoded(said, len(name) + 2).split(" ")).encode("ascii")
    if not said.isascii():
        raise Unwritable(f"{name} holds no words, and cannot be encoded")
    return _folded(name, said.split(" ")).encode("ascii")


def _plain(words: str) -> bool:
    return words.isascii() and "=?" not in words and words == words.strip() and len(words) < WIDEST // 2


def _addressed(name: str, header: AddressHeader) -> Iterator[str]:
    if any(group.display_name is not None for group in header.groups):
        raise Unwritable(f"{name} names a group")
    for place, address in enumerate(header.addresses, 1):
        if address.display_name:
            yield from _phrase(address.display_name, len(name) + 2)
        spec = f"<{address.addr_spec}>" if address.display_name else address.addr_spec
        yield spec if place == len(header.addresses) else f"{spec},"


def _phrase(words: str, first: int) -> list[str]:
    """A name before an address: as it is, in quotation marks on one line, or as encoded words."""
    if _plain(words):
        if _PLAIN_NAME.fullmatch(words):
            return words.split(" ")
        quoted = '"' + re.sub(r'(["\\])', r"\\\1", words) + '"'
        if len(quoted) < WIDTH:
            return [quoted]
    return _encoded(words, first).split(" ")


@lru_cache(maxsize=256)
def _encoded(words: str, first: int) -> str:
    """Encoded words with blanks between them, none longer than 75 characters (RFC 2047, 2)."""
    return Header(words, "utf-8", WIDTH - first).encode(linesep="")


def _folded(name: str, tokens: Iterable[str]) -> str:
    """A line break only before a blank that stands there already, and never a line of blanks alone."""
    done, line = [], f"{name}:"
    for token in tokens:
        if token and line.strip(" ") and len(line) + 1 + len(token) > WIDTH and not line.endswith(":"):
            done.append(line)
            line = ""
        line += f" {token}"
    done.append(line)
    if max(map(len, done)) > WIDEST:
        raise Unwritable(f"{name} has a word longer than a line")
    return "\r\n".join(done) + "\r\n"
