"""Where the rows and cells of one worksheet stand in its bytes. Changes nothing, and knows no other part."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import NamedTuple

from sync.workbook.base import Unreadable
from sync.workbook.excel_cells import column_of
from sync.workbook.excel_xml import Element, attributes, element, elements, root, shadow, start_tag


class Row(NamedTuple):
    number: int
    at: Element


class Cell(NamedTuple):
    """A cell as it stands: column (0-based), and its place in the document's bytes."""

    column: int
    start: int
    tag_end: int
    end: int


_DAMAGED = '"{}" is damaged. Open the workbook in Excel, let it repair, and save it.'
_R = re.compile(rb"""\sr\s*=\s*["'](\d+)["']""")
_S = re.compile(rb"""\ss\s*=\s*["'](\d+)["']""")
_PLACE = re.compile(rb"""<[^>]*?\sr\s*=\s*["']([A-Z]+)(\d+)["']""")


class Rows:
    """The rows of a worksheet. Raises Unreadable for what is no transitional worksheet."""

    def __init__(self, xml: bytes, title: str) -> None:
        self.xml, self.title = xml, title
        self.seen = shadow(xml)
        self.p, name, tag = root(xml)
        if name != b"worksheet" or b"purl.oclc.org" in tag:
            raise Unreadable(f'"{title}" cannot be written in the form it has. Open it in Excel and save it as .xlsx.')
        data = element(self.seen, self.p + b"sheetData")
        if not data:
            raise Unreadable(_DAMAGED.format(title))
        self.data = data
        self._cell = re.compile(rb"<" + self.p + rb'c(?: r="([A-Z]+)\d+"(?: s="(\d+)")?)?(?=[\s/>])')
        self._cell_tag = start_tag(self.p + b"c")

    @cached_property
    def rows(self) -> list[Row]:
        """The rows in order; those without `r` stand directly below the one before (ECMA-376, 18.3.1.73)."""
        rows, number, seen, stop = [], 0, self.seen, self.data.close
        closing = b"</" + self.p + b"row"
        for tag in start_tag(self.p + b"row").finditer(seen, self.data.inner, stop):
            start, inner = tag.span()
            given = _R.search(seen, start, inner)
            number = int(given[1]) if given else number + 1
            if seen[inner - 2] == 0x2F:  # <row/>
                rows.append(Row(number, Element(start, inner, inner, inner)))
                continue
            close = seen.find(closing, inner, stop)
            if close < 0:
                raise Unreadable(_DAMAGED.format(self.title))
            rows.append(Row(number, Element(start, inner, close, seen.index(b">", close) + 1)))
        return rows

    @cached_property
    def _starts(self) -> list[int]:
        return [row.at.start for row in self.rows]

    @cached_property
    def _by_number(self) -> dict[int, Row]:
        return {row.number: row for row in self.rows}

    def row(self, number: int) -> Row | None:
        return self._by_number.get(number)

    def row_at(self, place: int) -> Row:
        """The row that holds that byte of sheetData."""
        return self.rows[bisect_right(self._starts, place) - 1]

    def starts(self, row: Row) -> list[tuple[int, int, bytes | None]]:
        """Column, first byte and (where it is read at a glance) style of each cell of the row.

        A cell without `r` stands directly right of the one before.
        """
        found, column = [], -1
        for match in self._cell.finditer(self.seen, row.at.inner, row.at.close):
            letters, style = match.groups()
            start = match.start()
            column = column_of(letters) if letters else self._column(start, column + 1)
            found.append((column, start, style))
        return found

    def _column(self, start: int, following: int) -> int:
        given = _PLACE.match(self.seen, start, self.seen.index(b">", start))
        return column_of(given[1]) if given else following

    def cell_at(self, column: int, start: int, stop: int) -> Cell:
        """The cell that begins at `start`; `stop` is where the next one does, or the row's content ends."""
        tag = self._cell_tag.match(self.seen, start, stop)
        if not tag:
            raise Unreadable(_DAMAGED.format(self.title))
        return Cell(column, start, tag.end(), self.seen.rindex(b">", start, stop) + 1)

    def cells(self, row: Row) -> list[Cell]:
        """The row's cells in order."""
        starts = self.starts(row)
        stops = [start for _, start, _ in starts[1:]] + [row.at.close]
        return [self.cell_at(column, start, stop) for (column, start, _), stop in zip(starts, stops, strict=True)]

    def cell(self, number: int, column: int) -> Cell | None:
        row = self.row(number)
        return next((c for c in self.cells(row) if c.column == column), None) if row else None

    def place_of(self, start: int) -> tuple[int, int]:
        """Row and column of the cell whose tag begins at that byte."""
        given = _PLACE.match(self.seen, start, self.seen.index(b">", start))
        if given:
            return int(given[2]), column_of(given[1])
        row = self.row_at(start)
        return row.number, next(column for column, at, _ in self.starts(row) if at == start)

    def tag(self, cell: Cell) -> bytes:
        return self.xml[cell.start : cell.tag_end]

    def style(self, cell: Cell) -> int:
        found = _S.search(self.xml, cell.start, cell.tag_end)
        return int(found[1]) if found else 0

    def row_styles(self, number: int) -> dict[int, int]:
        """The styles of a row's cells by column."""
        row = self.row(number)
        return {cell.column: self.style(cell) for cell in self.cells(row)} if row else {}

    def column_style(self, column: int) -> int:
        """The style that an empty cell of that column shows."""
        for at in elements(self.seen, self.p + b"col", 0, self.data.start):
            found = attributes(self.xml[at.start : at.inner])
            if int(found.get(b"min", b"1")) <= column + 1 <= int(found.get(b"max", b"0")):
                return int(found.get(b"style", b"0"))
        return 0
