"""A1 notation, read and written as the API does; it knows no tab and no value."""

from __future__ import annotations

import re
from typing import NamedTuple

CORNER = re.compile(r"\$?([A-Za-z]{1,3})?\$?([1-9]\d*)?")
PLAIN_TITLE = re.compile(r"[A-Za-z_]\w*", re.ASCII)
LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*|[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]")


class Corners(NamedTuple):
    """What an A1 range says: 0-based, half open; None where it leaves a side open. `single` is one cell only."""

    top: int | None
    left: int | None
    bottom: int | None
    right: int | None
    single: bool = False


def column_letters(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def quoted(title: str) -> str:
    """A tab's title as it stands before the `!`: quoted unless it is a plain word that is no cell's name."""
    if PLAIN_TITLE.fullmatch(title) and not LIKE_A_CELL.fullmatch(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def split_title(text: str) -> tuple[str | None, str | None]:
    """The tab's title and the range of `'My tab'!A1:B2`; the title is None where none is certain."""
    if text.startswith("'"):
        end = re.match(r"'((?:[^']|'')*)'(?:!(.*))?$", text, re.DOTALL)
        return (end.group(1).replace("''", "'"), end.group(2)) if end else (None, text)
    title, mark, rest = text.rpartition("!")
    return (title, rest) if mark else (None, text)


def corners(text: str) -> Corners | None:
    """The sides of `A1`, `A1:B2`, `A:C`, `2:5`, `A2:2`, in any order of its corners; None when it is no A1 range."""
    parts = [CORNER.fullmatch(part) for part in text.split(":")]
    if len(parts) > 2 or not all(part and part.group() for part in parts):
        return None
    columns = [column_index(p.group(1)) if p and p.group(1) else None for p in parts]
    rows = [int(p.group(2)) - 1 if p and p.group(2) else None for p in parts]
    if len(parts) == 1:
        if columns[0] is None or rows[0] is None:
            return None
        return Corners(rows[0], columns[0], rows[0] + 1, columns[0] + 1, single=True)
    top, bottom = side(rows)
    left, right = side(columns)
    return Corners(top, left, bottom, right)


def side(pair: list[int | None]) -> tuple[int | None, int | None]:
    """From and to along one direction: both given are put in order, one given is where it begins."""
    first, second = pair
    if first is not None and second is not None:
        return min(first, second), max(first, second) + 1
    given = first if first is not None else second
    return given, None


def a1(title: str, top: int, left: int, bottom: int, right: int) -> str:
    """A range as the API names it in answers: `Sheet1!A1:B2`, one cell without the colon."""
    start, end = f"{column_letters(left)}{top + 1}", f"{column_letters(right - 1)}{bottom}"
    return f"{quoted(title)}!{start}" + ("" if start == end else f":{end}")
