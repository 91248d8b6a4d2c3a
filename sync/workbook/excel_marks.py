"""The hidden defined names that mark our columns: their spelling, and what they point at. Reads and writes no file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

PREFIX = "coachsheet."

_ODD = re.compile(r"(?<=[A-Za-z0-9])( )(?=[A-Za-z0-9])|[^A-Za-z0-9]")
_TARGET = re.compile(r"=?(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})(?:\$?\d+)?(?::\$?\3(?:\$?\d+)?)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mark:
    """One of our defined names: its header, and the tab and column letters it points at (blank: it lost them)."""

    name: str
    header: str
    tab: str
    letters: str


def encoded(words: str) -> str:
    """Words as part of a defined name: a single inner blank as `_`, other signs but letters and digits as `__HEX__`."""
    return _ODD.sub(lambda found: "_" if found[1] else f"__{ord(found[0]):X}__", words)


def decoded(part: str) -> str:
    """The words of `encoded`."""
    pieces = re.split(r"__([0-9A-Fa-f]+)__", part)
    return "".join(chr(int(piece, 16)) if at % 2 else piece.replace("_", " ") for at, piece in enumerate(pieces))


def free_name(tab: str, header: str, taken: Iterable[str]) -> str:
    """`coachsheet.TAB.HEADER`, with a number between where that name stands for another column already."""
    used = {name.casefold() for name in taken}
    title, last = encoded(tab)[:120], encoded(header)
    name, count = f"{PREFIX}{title}.{last}", 1
    while name.casefold() in used:
        count += 1
        name = f"{PREFIX}{title}.{count}.{last}"
    return name


def target(tab: str, letters: str) -> str:
    """What a mark points at: the column's header cell, absolutely, so that Excel moves it along."""
    quoted = tab.replace("'", "''")
    plain = re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", tab) and not re.fullmatch(r"(?i)[a-z]{1,3}\d+|r\d*c?\d*|c\d*", tab)
    return f"{tab if plain else chr(39) + quoted + chr(39)}!${letters}$1"


@lru_cache(maxsize=2048)
def mark(name: str, text: str) -> Mark | None:
    """The mark of a defined name and its text, or None for a name that is not ours."""
    if not name.casefold().startswith(PREFIX):
        return None
    header = decoded(name.rpartition(".")[2])
    found = _TARGET.fullmatch(text.strip())
    if not found:
        return Mark(name, header, "", "")
    return Mark(name, header, (found[1] or found[2]).replace("''", "'"), found[3].upper())
