"""Ranges of a tab: rectangles, how they follow inserted, deleted and moved lines, and how the API writes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tests.servers.sheets.errors import JSON, invalid

Span = tuple[int, int]
Shift = Callable[[int, int], Span | None]
KEYS = {"ROWS": ("startRowIndex", "endRowIndex"), "COLUMNS": ("startColumnIndex", "endColumnIndex")}
"""A dimension -> its keys in a GridRange."""


class Area(NamedTuple):
    """A rectangle of one tab, 0-based and half open, within the tab's grid."""

    sheet_id: int
    top: int
    left: int
    bottom: int
    right: int

    @property
    def rows(self) -> range:
        return range(self.top, self.bottom)

    @property
    def columns(self) -> range:
        return range(self.left, self.right)

    def meets(self, other: Area) -> bool:
        across = self.left < other.right and other.left < self.right
        return self.sheet_id == other.sheet_id and across and self.top < other.bottom and other.top < self.bottom


def grid_range(area: Area) -> JSON:
    """The area as the API shows a GridRange: the sheet's id only where it is not 0, as recorded."""
    rows = {"startRowIndex": area.top, "endRowIndex": area.bottom}
    sheet = {"sheetId": area.sheet_id} if area.sheet_id else {}
    return {**sheet, **rows, "startColumnIndex": area.left, "endColumnIndex": area.right}


def shown_range(stored: JSON) -> JSON:
    """A stored GridRange or DimensionRange as the API shows it: a sheetId of 0 is left out."""
    return {k: v for k, v in stored.items() if k != "sheetId" or v}


def inserted(at: int, count: int) -> Shift:
    """Lines inserted before `at`: what begins there or below moves on, what spans it grows."""
    return lambda start, end: (start + count if start >= at else start, end + count if end > at else end)


def deleted(first: int, last: int) -> Shift:
    """Lines [first, last) are gone; a range of nothing but these goes with them."""

    def cut(edge: int) -> int:
        return edge if edge <= first else first if edge <= last else edge - (last - first)

    return lambda start, end: (cut(start), cut(end)) if cut(start) < cut(end) else None


def moved(first: int, last: int, to: int) -> Shift:
    """Lines [first, last) go before `to` (an index before the move): a range within them goes along."""
    landing = to if to <= first else to - (last - first)
    put = inserted(landing, last - first)

    def shift(start: int, end: int) -> Span | None:
        if first <= start and end <= last:
            return start - first + landing, end - first + landing
        rest = deleted(first, last)(start, end)
        return put(*rest) if rest else None

    return shift


def follow(stored: JSON, dimension: str, shift: Shift) -> bool:
    """Move a stored GridRange in place; False where nothing of it is left. An open side stays open."""
    low, high = KEYS[dimension]
    if low not in stored and high not in stored:
        return True
    open_end = high not in stored
    after = shift(stored.get(low, 0), 10**9 if open_end else stored[high])
    if after is None:
        return False
    if low in stored or after[0]:
        stored[low] = after[0]
    if not open_end:
        stored[high] = after[1]
    return True


def checked_span(span: JSON, size: int, what: str) -> Span:
    """The lines of a DimensionRange; raises ApiError when they do not lie in the grid."""
    start, end = span.get("startIndex", 0), span.get("endIndex", size)
    if start < 0 or end > size or start >= end:
        raise invalid(f"Invalid {what}: startIndex[{start}] and endIndex[{end}] must lie within [0, {size}]")
    return start, end
