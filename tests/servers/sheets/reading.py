"""spreadsheets.get: a whole Spreadsheet as the API shows it, cut to the fields and ranges that were asked for."""

from __future__ import annotations

from tests.servers.sheets import marks
from tests.servers.sheets.book import Book, Mark
from tests.servers.sheets.cells import cell_data
from tests.servers.sheets.errors import JSON
from tests.servers.sheets.fields import Mask, cut, parsed, wants
from tests.servers.sheets.ranges import Area, shown_range
from tests.servers.sheets.requests_lines import shown_groups
from tests.servers.sheets.requests_tabs import sheet_properties
from tests.servers.sheets.requests_things import ranged
from tests.servers.sheets.tab import Row, Tab
from tests.servers.sheets.values import within_grid

PIXELS = {"ROWS": 21, "COLUMNS": 100}


def spreadsheet(book: Book, areas: list[Area], fields: str = "", with_data: bool = False) -> JSON:
    """The Spreadsheet; with areas only their tabs and, of grid data, only their cells.

    A fields mask decides alone whether grid data comes, as the get page of the API says.
    """
    mask = parsed(fields)
    data = wants(mask, "sheets", "data") if fields else with_data
    areas = [within_grid(book, area, writing=False) for area in areas]
    chosen = [tab for tab in book.tabs if not areas or any(a.sheet_id == tab.sheet_id for a in areas)]
    inner = mask.get("sheets", {}).get("data", {}) if mask else mask
    answer: JSON = {"spreadsheetId": book.id, "properties": book.properties}
    answer["sheets"] = [sheet(book, tab, areas, inner if data else None) for tab in chosen]
    answer |= {"namedRanges": [ranged(n) for n in book.named_ranges]} if book.named_ranges else {}
    answer["spreadsheetUrl"] = f"https://docs.google.com/spreadsheets/d/{book.id}/edit"
    own = [marks.shown(book, mark) for mark in book.marks.values() if mark.sheet_id is None]
    answer |= {"developerMetadata": own} if own else {}
    return dict(cut(answer, mask))


def sheet(book: Book, tab: Tab, areas: list[Area], data: Mask | None) -> JSON:
    """A Sheet; `data` is the mask below `sheets.data`, None without grid data."""
    own = [mark for mark in book.marks.values() if mark.sheet_id == tab.sheet_id and not mark.dimension]
    rules = [{**rule, "ranges": [shown_range(r) for r in rule["ranges"]]} for rule in tab.conditional_formats]
    things = {
        "merges": [shown_range(merge) for merge in tab.merges],
        "conditionalFormats": rules,
        "filterViews": [ranged(view) for view in tab.filter_views],
        "protectedRanges": [ranged(shield) for shield in tab.protected],
        "charts": tab.charts,
        "bandedRanges": [ranged(band) for band in tab.bandings],
        "developerMetadata": [marks.shown(book, mark) for mark in own],
        "rowGroups": shown_groups(tab, "ROWS"),
        "columnGroups": shown_groups(tab, "COLUMNS"),
    }
    answer: JSON = {"properties": sheet_properties(book, tab)}
    if data is not None:
        mine = [a for a in areas if a.sheet_id == tab.sheet_id] or [tab.everything]
        answer["data"] = [grid_data(book, tab, area, data) for area in mine]
    answer |= {name: value for name, value in things.items() if value}
    return answer | ({"basicFilter": ranged(tab.basic_filter[0])} if tab.basic_filter else {})


def grid_data(book: Book, tab: Tab, area: Area, mask: Mask) -> JSON:
    """A GridData: rows down to the last with a cell, each as wide as its last cell, as recorded."""
    answer: JSON = {"startRow": area.top} if area.top else {}
    answer |= {"startColumn": area.left} if area.left else {}
    if wants(mask, "rowData"):
        rows = [row_data(line[area.left : area.right]) for line in tab.rows[area.top : area.bottom]]
        while rows and not rows[-1]:
            rows.pop()
        answer |= {"rowData": rows} if rows else {}
    lines: dict[int, list[Mark]] = {}
    for mark in book.marks.values():
        lines.setdefault(mark.line, []).append(mark)
    if wants(mask, "rowMetadata"):
        answer["rowMetadata"] = line_data(book, tab, "ROWS", area.rows, lines)
    if wants(mask, "columnMetadata"):
        answer["columnMetadata"] = line_data(book, tab, "COLUMNS", area.columns, lines)
    return answer


def row_data(line: Row) -> JSON:
    cells = [cell_data(cell) for cell in line]
    while cells and not cells[-1]:
        cells.pop()
    return {"values": cells} if cells else {}


def line_data(book: Book, tab: Tab, dimension: str, where: range, lines: dict[int, list[Mark]]) -> list[JSON]:
    """The DimensionProperties of rows or columns, with the developer metadata on them."""
    found = []
    for index in where:
        line = tab.ids(dimension)[index]
        shape = {"pixelSize": PIXELS[dimension], **tab.line_properties[dimension].get(line, {})}
        own = [marks.shown(book, mark) for mark in lines.get(line, [])]
        found.append(shape | ({"developerMetadata": own} if own else {}))
    return found
