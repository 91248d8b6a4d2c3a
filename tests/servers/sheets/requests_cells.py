"""batchUpdate requests that write cells as data: updateCells, repeatCell, appendCells, setDataValidation."""

from __future__ import annotations

from typing import Any

from tests.servers.sheets.book import Book
from tests.servers.sheets.cells import BLANK, Cell, Formula, from_extended
from tests.servers.sheets.conditions import refuse_unfit
from tests.servers.sheets.edits import put, put_alike, resize
from tests.servers.sheets.errors import JSON, invalid
from tests.servers.sheets.fields import Mask, parsed, updated, without_nulls
from tests.servers.sheets.ranges import Area
from tests.servers.sheets.tab import Tab

PARTS = {"userEnteredValue": "value", "userEnteredFormat": "format", "note": "note", "dataValidation": "validation"}
"""A CellData's field -> the kind of change that writing it is."""


def tab_in(book: Book, range_given: JSON) -> Tab:
    return book.tab_of(range_given.get("sheetId") or 0)


def area_in(book: Book, given: JSON) -> Area:
    """A GridRange of a request; raises ApiError when it leaves the grid."""
    tab = tab_in(book, given)
    for low, high, size in (
        ("startRowIndex", "endRowIndex", tab.row_count),
        ("startColumnIndex", "endColumnIndex", tab.column_count),
    ):
        start, end = given.get(low, 0), given.get(high, size)
        if start < 0 or start >= end or end > size:
            raise invalid(f"GridRange {low}[{start}] to {high}[{end}] must lie within a grid of {size}")
    return tab.span(given)


def cell_mask(fields: str) -> Mask:
    """The fields mask of a cell request, all of this server's parts for `*`; raises ApiError for unknown ones."""
    if not fields:
        raise invalid("At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)")
    mask = parsed(fields) or {name: {} for name in PARTS}
    if strange := sorted(set(mask) - set(PARTS)):
        raise invalid(f"Invalid field: {strange[0]}")
    return mask


def colour_styles(style: Any) -> Any:
    """A format as the service keeps it: beside each colour the ColorStyle that it stands for, as recorded."""
    if not isinstance(style, dict):
        return style
    full = {name: colour_styles(value) for name, value in style.items()}
    for name in [n for n in style if n.endswith("Color") and n != "rgbColor"]:
        full.setdefault(f"{name}Style", {"rgbColor": style[name]})
    return full


def with_data(before: Cell, data: JSON, mask: Mask) -> Cell:
    """The cell after the masked fields of a CellData were written to it."""
    after = before
    if "userEnteredValue" in mask:
        value = from_extended(data.get("userEnteredValue"))
        if isinstance(value, Formula) and isinstance(before.value, Formula) and before.value.text == value.text:
            value = before.value
        after = after._replace(value=value)
    if "userEnteredFormat" in mask:
        given = colour_styles(data.get("userEnteredFormat") or {})
        style = updated(before.format or {}, given, mask["userEnteredFormat"])
        after = after._replace(format=colour_styles(style) or None)
    if "note" in mask:
        after = after._replace(note=data.get("note") or "")
    if "dataValidation" in mask:
        after = after._replace(rule=without_nulls(data.get("dataValidation")) or None)
    return after


def write_data(book: Book, tab: Tab, row: int, column: int, data: JSON, mask: Mask) -> None:
    refuse_rule(book, data, mask)
    before = tab.cell(row, column) or BLANK
    put(book, tab, row, column, with_data(before, data, mask), [PARTS[name] for name in mask])


def refuse_rule(book: Book, data: JSON, mask: Mask) -> None:
    if "dataValidation" in mask:
        refuse_unfit(book, (data.get("dataValidation") or {}).get("condition"))


def update_cells(book: Book, given: JSON) -> JSON:
    """Cells of the range that the rows do not cover lose what the mask names."""
    mask = cell_mask(given.get("fields", ""))
    rows = given.get("rows") or []
    height, width = len(rows), max((len(row.get("values") or []) for row in rows), default=0)
    if "start" in given:
        start = given["start"]
        top, left = start.get("rowIndex", 0), start.get("columnIndex", 0)
        area = Area(tab_in(book, start).sheet_id, top, left, top + height, left + width)
    else:
        area = area_in(book, given.get("range") or {})
    tab = book.tab_of(area.sheet_id)
    refuse_outside(area.top + height, min(area.bottom, tab.row_count), "row")
    refuse_outside(area.left + width, min(area.right, tab.column_count), "column")
    for row in area.rows:
        values = rows[row - area.top].get("values") or [] if row - area.top < height else []
        for column in area.columns:
            data = values[column - area.left] if column - area.left < len(values) else {}
            write_data(book, tab, row, column, data or {}, mask)
    return {}


def refuse_outside(end: int, limit: int, word: str) -> None:
    if end > limit:
        raise invalid(f"Attempting to write {word}: {limit}, beyond the last requested {word} of: {limit - 1}")


def repeat_cell(book: Book, given: JSON) -> JSON:
    mask = cell_mask(given.get("fields", ""))
    write_alike(book, area_in(book, given["range"]), given.get("cell") or {}, mask)
    return {}


def write_alike(book: Book, area: Area, data: JSON, mask: Mask) -> None:
    """The same data in every cell."""
    refuse_rule(book, data, mask)
    put_alike(book, area, lambda before: with_data(before, data, mask), [PARTS[name] for name in mask])


def append_cells(book: Book, given: JSON) -> JSON:
    """Below the last row with data; rows are added where the grid ends."""
    mask = cell_mask(given.get("fields", ""))
    tab, rows = tab_in(book, given), given.get("rows") or []
    top = tab.last_row()
    refuse_outside(max((len(row.get("values") or []) for row in rows), default=0), tab.column_count, "column")
    resize(book, tab, "ROWS", max(tab.row_count, top + len(rows)))
    for row, line in enumerate(rows, top):
        for column, data in enumerate(line.get("values") or []):
            write_data(book, tab, row, column, data or {}, mask)
    return {}


def set_data_validation(book: Book, given: JSON) -> JSON:
    """The rule is kept and shown; it binds people who type, not values that the API writes."""
    rule = {"dataValidation": given.get("rule")}
    write_alike(book, area_in(book, given["range"]), rule, {"dataValidation": {}})
    return {}
