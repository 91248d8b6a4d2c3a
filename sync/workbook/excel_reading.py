"""From the bytes of an .xlsx to grids of cells, by calamine; and what it cannot tell: error cells, missing values."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from sync.workbook.base import BadValue, Grid, Snapshot, Unreadable, Value
from sync.workbook.excel_book import Book
from sync.workbook.excel_cells import COLUMNS, column_of, harmless
from sync.workbook.excel_marks import mark
from sync.workbook.excel_sheet import Sheet
from sync.workbook.excel_xml import unescaped

MOST_CELLS = 8_000_000
"""Cells from A1 to the last one that holds a value: calamine keeps them all in memory."""

_CELL = re.compile(rb"""\sr=["']([A-Z]+)(\d+)["']""")
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s(?:[^>]*\s)?ref=["'][A-Z]+\d+:([A-Z]+)\d+["']""")
_PLAIN = {str, float, bool, int, date}
_DAY_ZERO_1900, _DAY_ZERO_1904 = date(1899, 12, 30), date(1904, 1, 1)


def snapshot(content: bytes, book: Book, file: str, wanted: Callable[[str], bool]) -> Snapshot:
    """The wanted tabs as grids whose rows and columns are the sheet's. Raises Unreadable."""
    parts = {sheet.title: sheet.part for sheet in book.sheets if wanted(sheet.title)}
    for needed in (*(book.related(kind) for kind in ("/styles", "/sharedStrings")), *parts.values()):
        if needed:
            book.package.xml(needed)  # calamine trusts what it unpacks; here it is measured and checked
    sheets = {title: Sheet(book.package.xml(part), title) for title, part in parts.items()}
    for title, sheet in sheets.items():
        _bound(sheet, title)
    grids = {}
    try:
        opened = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for found in opened.sheets_metadata:
            if found.name in sheets and found.typ == SheetTypeEnum.WorkSheet:
                rows = opened.get_sheet_by_name(found.name).to_python(skip_empty_area=False)
                grids[found.name] = _grid(found.name, rows, sheets[found.name], book)
    except (CalamineError, ValueError, OSError) as error:
        raise Unreadable(
            f"{file} is damaged. Open it in Excel, let it repair, and save it; or take a backup."
        ) from error
    return Snapshot(grids)


def _bound(sheet: Sheet, title: str) -> None:
    """Refuse a tab whose last value stands so far out that the cells up to it would fill the memory."""
    if _is_small(sheet):
        return
    places = _CELL.findall(sheet.seen)
    rows = max((int(row) for _, row in places), default=0)
    columns = max((column_of(name) + 1 for name in {name for name, _ in places}), default=0)
    if rows * columns > MOST_CELLS:
        raise Unreadable(
            f'"{title}" reaches down to row {rows} and over {columns} columns. '
            "Delete the empty rows and columns outside your data, and save."
        )


def _is_small(sheet: Sheet) -> bool:
    """Whether a look at the rows alone tells that the cells are few; written for the spelling that all programs use."""
    seen = sheet.seen
    if any(odd in seen for odd in (b"r='", b"\tr=", b"\nr=", b"r =")):
        return False
    rows = max(map(int, re.findall(rb"<" + sheet.p + rb'row\s(?:[^>]*?\s)?r="(\d+)"', seen)), default=0)
    if re.search(rb' r="[A-Z]+\d{%d}' % (len(str(rows)) + 1), seen):
        return False  # a cell claims a row below all rows, and calamine goes by the cell
    wider = ((26, rb' r="[A-Z]{2}'), (702, rb' r="[A-Z]{3}'))
    return any(rows * width <= MOST_CELLS and not re.search(beyond, seen) for width, beyond in wider)


def _grid(title: str, rows: list[list[Any]], sheet: Sheet, book: Book) -> Grid:
    cells = [_cleaned(row) for row in rows]
    for row, column, bad in _bad_cells(sheet):
        _put(cells, row, column, bad)
    day_zero = _DAY_ZERO_1904 if book.epoch_1904 else _DAY_ZERO_1900
    marks = _marks(title, cells[0] if cells else [], book)
    return Grid(title, cells, marks, day_zero, merged_to(sheet.seen[sheet.data.close :]))


def merged_to(xml: bytes) -> int:
    """How many columns from the first on the merged cells of a worksheet reach over; whole rows do not count."""
    ends = {column_of(found[1]) + 1 for found in _MERGED.finditer(xml)}
    return max(ends - {COLUMNS}, default=0)


def _cleaned(row: list[Any]) -> list[Value]:
    if _PLAIN.issuperset(map(type, row)):
        return [None if value == "" else value for value in row]
    return [None if value == "" else harmless(value) for value in row]


def _put(cells: list[list[Value]], row: int, column: int, value: BadValue) -> None:
    """calamine ends the area at the last value, and a bad cell may stand outside."""
    while len(cells) < row:
        cells.append([])
    line = cells[row - 1]
    line += [None] * (column + 1 - len(line))
    line[column] = value


def _bad_cells(sheet: Sheet) -> Iterable[tuple[int, int, BadValue]]:
    """Error cells, and formulas whose value is not stored; a stored empty text is a value."""
    seen, p, data = sheet.seen, sheet.p, sheet.data
    if b't="e"' in seen or b"t='e'" in seen:
        error = re.compile(rb"<" + p + rb"""c\s[^>]*?\bt=["']e["'][^>]*>.*?<""" + p + rb"v>([^<]*)<", re.DOTALL)
        for found in error.finditer(seen, data.inner, data.close):
            yield (*sheet.place_of(found.start()), BadValue(unescaped(found[1]).strip()))
    if seen.find(b"<" + p + b"f", data.inner, data.close) >= 0:
        yield from _unvalued(sheet)


def _unvalued(sheet: Sheet) -> Iterable[tuple[int, int, BadValue]]:
    seen, p, data = sheet.seen, sheet.p, sheet.data
    no_value = rb"<(?:/%sf|%sf(?:\s[^>]*)?/)\s*>\s*(?:</%sc\s*>|(<%sv\s*/>|<%sv>\s*</%sv>))"
    for found in re.compile(no_value % (p, p, p, p, p, p)).finditer(seen, data.inner, data.close):
        start = seen.rfind(b"<" + p + b"c", data.inner, found.start())
        is_text = re.search(rb"""\st=["']str["']""", seen[start : seen.index(b">", start)])
        if not (found[1] and is_text):
            yield (*sheet.place_of(start), BadValue(""))


def _marks(title: str, headers: list[Value], book: Book) -> dict[int, str]:
    """Our marks on that tab; of two on one column the one that its header bears out."""
    marks: dict[int, str] = {}
    for name in book.names:
        found = mark(name.name, name.text)
        if not found or not found.letters or found.tab.casefold() != title.casefold():
            continue
        column = column_of(found.letters.encode())
        shown = headers[column] if column < len(headers) else None
        if column not in marks or str(shown).strip().casefold() == found.header.casefold():
            marks[column] = found.header
    return marks
