"""The words of cells, made safe to stand in a letter. No wording of ours lives here."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 300
"""Characters of one cell that a letter shows; what is longer ends in an ellipsis."""

LONGEST_TEXT = 4000
"""The same for a policy that is a text of several lines."""

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a]"
    # Tags spell the flags of England, Scotland and Wales; after anything but a flag they spell hidden words.
    "|(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0000-\U000e0fff]+"
)
# Joiners belong to Persian and Indic words and to emoji; beside ASCII they only hide something.
_STRAY_JOINER = re.compile("(?<![^\x00-\x7f])[\u200c\u200d]+|[\u200c\u200d]+(?![^\x00-\x7f])")
_ENCODED = re.compile(r"[=?]*(?:=\?|\?=)[=?]*")
"""A whole run of both signs: what is left when it is gone cannot join to another."""
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_RIGHT_TO_LEFT = frozenset(("R", "AL", "AN"))


def words(cell: str, limit: int = LONGEST) -> str:
    """One line of visible words: no control or invisible character, blanks as one, at most `limit` characters.

    Direction marks go, too: an override in a cell would turn the words of ours that follow it.
    """
    # A cell may hold 50,000 characters; what is far behind the limit need not be looked at.
    line = _CONTROL.sub(" ", cell[: limit * 8])
    if not line.isascii():
        line = _STRAY_JOINER.sub("", _INVISIBLE.sub("", line))
    line = " ".join(line.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def lines(cell: str, limit: int = LONGEST_TEXT) -> list[str]:
    """A text of several lines: each cleaned as `words`, blank ones left out, `limit` characters in all."""
    kept: list[str] = []
    for line in re.split(r"\r\n|[\n\r\v\f\u0085\u2028\u2029]", cell[: limit * 2]):
        room = limit - sum(map(len, kept))
        if room > 0 and (clean := words(line, room)):
            kept.append(clean)
    return kept


def name(cell: str, limit: int = 60) -> str:
    """A name as it may stand in a header: as `words`, and nothing that reads as an encoded word (RFC 2047)."""
    return words(_ENCODED.sub("?", words(cell, limit * 2)), limit)


def isolated(line: str) -> str:
    """For plain text: words written right to left, wrapped so that they turn nothing else (UAX 9, FSI and PDI)."""
    if line.isascii() or not any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in line):
        return line
    return f"\u2068{line}\u2069"
