"""The lines of a text that somebody wrote: how it falls into them, and where a mail client broke one in two."""

from __future__ import annotations

import re

from jobs.letters.words import words

LONGEST = 2000
"""Characters of one line that are looked at; a command is never that long."""

_BREAK = re.compile(r"\r\n|[\n\r\v\f\u0085\u2028\u2029]")
_NARROWEST, _WIDEST = 66, 100
"""Where mail clients break lines: at 72, 76 or 78 characters as a rule. What is longer was never broken."""


def split(text: str) -> list[str]:
    """The lines as they came."""
    return _BREAK.split(text)


def visible(text: str) -> list[str]:
    """The lines with only what can be seen: no control, zero-width or direction marks, blanks as one."""
    return [words(line, LONGEST) for line in split(text)]


def broken(before: str, line: str) -> bool:
    """Whether `line` is the rest of the line `before`: its first word found no room there, and no sentence ended."""
    if not line or not before or len(before) > _WIDEST or before[-1] in ".!?:…":
        return False
    return len(before) + 1 + len(line.split(None, 1)[0]) > _NARROWEST
