"""What an Excel formula refers to, and the same formula some rows further. Computes nothing; knows no cell values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sync.workbook.excel_cells import COLUMNS, ROWS, column_of, letters


@dataclass(frozen=True, slots=True)
class Area:
    """Cells of one tab (its folded title), all edges included; `fixed` tells which of the four edges carry a `$`."""

    tab: str
    top: int
    left: int
    bottom: int
    right: int
    fixed: tuple[bool, bool, bool, bool] = (True, True, True, True)

    def moved(self, rows: int, columns: int) -> Area:
        """The area as a formula that was filled so many rows and columns further means it."""
        top, left, bottom, right = self.fixed
        return replace(
            self,
            top=self.top + (0 if top else rows),
            left=self.left + (0 if left else columns),
            bottom=self.bottom + (0 if bottom else rows),
            right=self.right + (0 if right else columns),
        )

    def widened(self) -> Area:
        """The area with each edge that moves with the formula put at the sheet's edge."""
        top, left, bottom, right = self.fixed
        rows = (self.top, self.bottom) if top and bottom else (1, ROWS)
        columns = (self.left, self.right) if left and right else (0, COLUMNS - 1)
        return Area(self.tab, rows[0], columns[0], rows[1], columns[1])


@dataclass(frozen=True, slots=True)
class Reach:
    """All that a formula may read; `anything` where that cannot be told from its text."""

    areas: tuple[Area, ...] = ()
    anything: bool = False

    def moved(self, rows: int, columns: int) -> Reach:
        return Reach(tuple(area.moved(rows, columns) for area in self.areas), self.anything)


ANYTHING = Reach(anything=True)

_CELL = r"(\$?)([A-Za-z]{1,3})(\$?)(\d{1,7})"
_TOKEN = re.compile(
    rf"""(?P<text>"(?:[^"]|"")*")
    |(?P<sheet>'(?:[^']|'')+'!|(?:\[[^\]]*\])?[^\W\d][\w.]*(?::[^\W\d][\w.]*)?!)?
     (?:(?P<cells>(?<![\w.\\]){_CELL}(?::{_CELL})?(?![\w.(\[!]))
       |(?P<columns>(?<![\w.\\])(\$?)([A-Za-z]{{1,3}}):(\$?)([A-Za-z]{{1,3}})(?![\w.(\[!]))
       |(?P<rows>(?<![\w.\\$])(\$?)(\d{{1,7}}):(\$?)(\d{{1,7}})(?![\w.(\[!]))
       |(?P<error>\#(?:REF!|NAME\?|VALUE!|DIV/0!|N/A|NULL!|NUM!))
       |(?P<name>[^\W\d][\w.\\?]*|\\[\w.\\?]*)(?P<after>\s*[(\[])?)""",
    re.VERBOSE,
)
_FAR = {"INDIRECT", "OFFSET", "_XLFN.ANCHORARRAY", "EVALUATE", "CALL", "CELL"}
_COMPUTED_EDGE = re.compile(r"[)\]]\s*:|:\s*[A-Za-z_.]+\(")


class Reader:
    """Tells what formulas reach in one workbook: names by their folded spelling, tables by theirs."""

    def __init__(self, names: Mapping[str, list[str]], tables: Mapping[str, Area]) -> None:
        self._names, self._tables = names, tables
        self._seen: dict[tuple[str, str], Reach] = {}
        self._open: set[str] = set()

    def reach(self, formula: str, tab: str) -> Reach:
        """What a formula on that tab (folded title) may read; more rather than less."""
        known = self._seen.get((formula, tab))
        if known is None:
            known = self._seen[formula, tab] = self._reach(formula, tab)
        return known

    def _reach(self, formula: str, tab: str) -> Reach:
        areas: list[Area] = []
        if _COMPUTED_EDGE.search(re.sub(r'"(?:[^"]|"")*"', '""', formula)):
            return ANYTHING
        for found in _TOKEN.finditer(formula):
            sheet = found["sheet"]
            if sheet and "[" in sheet:
                continue
            home = _title(sheet) if sheet else tab
            if sheet and ":" in sheet and not found["error"]:
                return ANYTHING
            if found["name"]:
                inner = self._named(found["name"], found["after"])
                if inner.anything:
                    return ANYTHING
                areas += inner.areas
            else:
                area = _area(found, home)
                areas += [area] if area else []
        return Reach(tuple(dict.fromkeys(areas)))

    def _named(self, name: str, after: str | None) -> Reach:
        key = name.casefold()
        if after and after.strip() == "(":
            return ANYTHING if name.upper().removeprefix("_XLWS.") in _FAR else self._name(key)
        if key in self._tables:
            return Reach((self._tables[key],))
        return ANYTHING if after else self._name(key)

    def _name(self, key: str) -> Reach:
        """The reach of a defined name; where it moves with the cell that uses it, whole rows or columns."""
        if key not in self._names or key in self._open:
            return Reach()
        self._open.add(key)
        inner = [self.reach(text, "") for text in self._names[key]]
        self._open.discard(key)
        if any(reach.anything for reach in inner):
            return ANYTHING
        areas = [area.widened() for reach in inner for area in reach.areas]
        return ANYTHING if any(not area.tab for area in areas) else Reach(tuple(areas))


def _title(sheet: str) -> str:
    return sheet[:-1].strip("'").replace("''", "'").casefold()


def _area(found: re.Match[str], tab: str) -> Area | None:
    if found["cells"]:
        groups = found.groups()
        at = _group(found, "cells")
        first, last = groups[at : at + 4], groups[at + 4 : at + 8]
        return _ordered(tab, first, last if last[1] else first)
    if found["columns"]:
        at = _group(found, "columns")
        a, left, b, right = found.groups()[at : at + 4]
        edges = sorted((column_of(name.encode()), bool(dollar)) for dollar, name in ((a, left), (b, right)))
        return Area(tab, 1, edges[0][0], ROWS, edges[1][0], (True, edges[0][1], True, edges[1][1]))
    if found["rows"]:
        at = _group(found, "rows")
        a, top, b, bottom = found.groups()[at : at + 4]
        edges = sorted((int(number), bool(dollar)) for dollar, number in ((a, top), (b, bottom)))
        return Area(tab, edges[0][0], 0, edges[1][0], COLUMNS - 1, (edges[0][1], True, edges[1][1], True))
    return None


def _group(found: re.Match[str], name: str) -> int:
    """Where the groups inside a named group begin, in `groups()`."""
    return found.re.groupindex[name]


def _ordered(tab: str, first: tuple[str, ...], last: tuple[str, ...]) -> Area:
    rows = sorted((int(corner[3]), bool(corner[2])) for corner in (first, last))
    columns = sorted((column_of(corner[1].encode()), bool(corner[0])) for corner in (first, last))
    fixed = (rows[0][1], columns[0][1], rows[1][1], columns[1][1])
    return Area(tab, rows[0][0], columns[0][0], rows[1][0], columns[1][0], fixed)


def moved(formula: str, rows: int, columns: int) -> str:
    """The formula as it reads some rows and columns further; what leaves the sheet becomes `#REF!`."""

    def again(found: re.Match[str]) -> str:
        if not (found["cells"] or found["columns"] or found["rows"]):
            return found[0]
        ref = found["cells"] or found["columns"] or found["rows"]
        return (found["sheet"] or "") + ":".join(_moved_edge(edge, rows, columns) for edge in ref.split(":"))

    return _TOKEN.sub(again, formula)


def _moved_edge(edge: str, rows: int, columns: int) -> str:
    found = re.fullmatch(r"(\$?)([A-Za-z]*)(\$?)(\d*)", edge)
    assert found, edge
    dollar, name, second, number = found.groups()
    if not name:
        dollar, second = "", dollar or second
    row = int(number) + (0 if second else rows) if number else None
    column = column_of(name.encode()) + (0 if dollar else columns) if name else None
    if (row is not None and not 1 <= row <= ROWS) or (column is not None and not 0 <= column < COLUMNS):
        return "#REF!"
    return f"{dollar}{letters(column).decode() if column is not None else ''}{second}{row if row is not None else ''}"
