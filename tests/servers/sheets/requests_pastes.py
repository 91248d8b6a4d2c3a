"""batchUpdate requests that move cells about: pastes, sorts, replacements, inserted and deleted ranges."""

from __future__ import annotations

from tests.servers.sheets.book import Book
from tests.servers.sheets.cells import BLANK, Cell
from tests.servers.sheets.edits import arrange, insert_lines, put, sorted_order
from tests.servers.sheets.errors import JSON
from tests.servers.sheets.ranges import Area
from tests.servers.sheets.requests_cells import area_in, refuse_outside, tab_in
from tests.servers.sheets.tab import Row, Tab


def pasted(before: Cell, source: Cell, kind: str) -> Cell:
    """What stands after a paste, by PasteType."""
    if kind == "PASTE_VALUES":
        return before._replace(value=source.effective)
    if kind == "PASTE_FORMULA":
        return before._replace(value=source.value)
    if kind == "PASTE_FORMAT":
        return before._replace(format=source.format)
    if kind == "PASTE_DATA_VALIDATION":
        return before._replace(rule=source.rule)
    return source


def paste(book: Book, block: list[Row], tab: Tab, area: Area, kind: str) -> None:
    """Fill an area with a block of cells, repeated as often as it fits in."""
    for row in area.rows:
        for column in area.columns:
            line = block[(row - area.top) % len(block)]
            source = line[(column - area.left) % len(line)] or BLANK
            put(book, tab, row, column, pasted(tab.cell(row, column) or BLANK, source, kind))


def copy_paste(book: Book, given: JSON) -> JSON:
    source, target = area_in(book, given["source"]), area_in(book, given["destination"])
    block = book.tab_of(source.sheet_id).block(source)
    if given.get("pasteOrientation") == "TRANSPOSE":
        block = [list(line) for line in zip(*block, strict=True)]
    tab = book.tab_of(target.sheet_id)
    bottom = max(target.bottom, target.top + len(block))
    right = max(target.right, target.left + len(block[0]))
    target = target._replace(bottom=min(bottom, tab.row_count), right=min(right, tab.column_count))
    paste(book, block, tab, target, given.get("pasteType") or "PASTE_NORMAL")
    return {}


def cut_paste(book: Book, given: JSON) -> JSON:
    source, to = area_in(book, given["source"]), given["destination"]
    tab = tab_in(book, to)
    top, left = to.get("rowIndex", 0), to.get("columnIndex", 0)
    origin = book.tab_of(source.sheet_id)
    block = origin.block(source)
    area = Area(tab.sheet_id, top, left, top + len(block), left + len(block[0]))
    refuse_outside(area.bottom, tab.row_count, "row")
    refuse_outside(area.right, tab.column_count, "column")
    for row in source.rows:
        for column in source.columns:
            put(book, origin, row, column, BLANK)
    paste(book, block, tab, area, given.get("pasteType") or "PASTE_NORMAL")
    return {}


def sort_range(book: Book, given: JSON) -> JSON:
    area = area_in(book, given["range"])
    specs = given.get("sortSpecs") or []
    by = [(spec.get("dimensionIndex", 0), spec.get("sortOrder") == "DESCENDING") for spec in specs]
    tab = book.tab_of(area.sheet_id)
    arrange(book, tab, area, sorted_order(tab, area, by))
    return {}


def find_replace(book: Book, given: JSON) -> JSON:
    """Plain texts only, in whole cells or parts of them; counts as the API counts."""
    tabs = book.tabs if given.get("allSheets") else [tab_in(book, given.get("range") or given)]
    found = {"valuesChanged": 0, "rowsChanged": 0, "sheetsChanged": 0, "occurrencesChanged": 0}
    for tab in tabs:
        area = area_in(book, given["range"]) if "range" in given else tab.everything
        rows = [replaced_row(book, tab, area, row, given) for row in range(area.top, min(area.bottom, len(tab.rows)))]
        found["valuesChanged"] += sum(cells for cells, _ in rows)
        found["occurrencesChanged"] += sum(times for _, times in rows)
        found["rowsChanged"] += sum(1 for cells, _ in rows if cells)
        found["sheetsChanged"] += any(cells for cells, _ in rows)
    return {"findReplace": {name: count for name, count in found.items() if count}}


def replaced_row(book: Book, tab: Tab, area: Area, row: int, given: JSON) -> tuple[int, int]:
    find, replacement = given["find"], given.get("replacement", "")
    cells = times = 0
    for column in area.columns:
        cell = tab.cell(row, column)
        if cell is None or not isinstance(cell.value, str) or find not in cell.value:
            continue
        if given.get("matchEntireCell") and cell.value != find:
            continue
        cells, times = cells + 1, times + cell.value.count(find)
        put(book, tab, row, column, cell._replace(value=cell.value.replace(find, replacement) or None))
    return cells, times


def shift_cells(book: Book, given: JSON, into: bool) -> JSON:
    """insertRange and deleteRange: only the cells beside the range move, lines and their metadata stay."""
    area = area_in(book, given["range"])
    tab = book.tab_of(area.sheet_id)
    down = given.get("shiftDimension", "ROWS") == "ROWS"
    whole = area._replace(bottom=tab.row_count) if down else area._replace(right=tab.column_count)
    block = tab.block(whole)
    lines = [list(line) for line in zip(*block, strict=True)] if down else block
    count = area.bottom - area.top if down else area.right - area.left
    size = len(lines[0])
    for line in lines:
        line[:] = [*[None] * count, *line][:size] if into else [*line[count:], *[None] * count]
    block = [list(line) for line in zip(*lines, strict=True)] if down else lines
    paste(book, block, tab, whole, "PASTE_NORMAL")
    return {}


def insert_range(book: Book, given: JSON) -> JSON:
    area = area_in(book, given["range"])
    tab = book.tab_of(area.sheet_id)
    if given.get("shiftDimension", "ROWS") == "ROWS":
        insert_lines(book, tab, "ROWS", tab.row_count, area.bottom - area.top)
    return shift_cells(book, given, into=True)


def delete_range(book: Book, given: JSON) -> JSON:
    return shift_cells(book, given, into=False)
