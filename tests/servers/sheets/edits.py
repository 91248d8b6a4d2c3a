"""Every way in which a book changes: cells put, lines inserted, deleted, moved, sorted. Each is logged here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from tests.servers.sheets.book import Book
from tests.servers.sheets.cells import BLANK, Cell, ErrorValue, Scalar, formatted, kept
from tests.servers.sheets.errors import JSON, invalid
from tests.servers.sheets.log import Change
from tests.servers.sheets.ranges import Area, Shift, deleted, follow, inserted, moved
from tests.servers.sheets.tab import Row, Tab

Thing = TypeVar("Thing")

PROTECTED = (
    "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection "
    "if you need to edit."
)
PARTS = ("value", "format", "note", "validation")
"""The kinds of a cell's changes, in the order of the parts that they are about."""


def put(book: Book, tab: Tab, row: int, column: int, cell: Cell, parts: Sequence[str] = ("value",)) -> None:
    """Put a cell there and log those parts of it that were written, changed or not, and others that changed."""
    if book.is_api:
        refuse_protected(book, tab, row, column)
    before = tab.cell(row, column) or BLANK
    header = formatted(cell) if row == 0 else tab.header(column)
    tab.place(row, column, kept(cell))
    actor, lines = book.actor, (tab.row_ids[row], tab.column_ids[column])
    for kind, old, new in zip(PARTS, before, cell, strict=True):
        if kind in parts or old != new:
            place = (kind, tab.title, tab.sheet_id, row + 1, column, header)
            book.log.changes.append(Change(actor.who, actor.call, actor.request, *place, old, new, *lines))


def put_alike(book: Book, area: Area, become: Callable[[Cell], Cell], parts: Sequence[str]) -> None:
    """`put` for a whole area. What a cell becomes is worked out once for all that were the same, as most are."""
    tab = book.tab_of(area.sheet_id)
    if area.top == 0 or tab.protected:
        for row in area.rows:
            for column in area.columns:
                put(book, tab, row, column, become(tab.cell(row, column) or BLANK), parts)
        return
    worked_out: dict[int, tuple[Cell, Cell | None, list[tuple[str, object, object]]]] = {}
    headers = {column: tab.header(column) for column in area.columns}
    tab.widen(area.bottom, area.right)
    actor, changes = book.actor, book.log.changes
    for row in area.rows:
        line, row_id = tab.rows[row], tab.row_ids[row]
        for column in area.columns:
            before = line[column] or BLANK
            if id(before) not in worked_out:
                after = become(before)
                told = [(kind, old, new) for kind, old, new in zip(PARTS, before, after, strict=True)
                        if kind in parts or old != new]  # fmt: skip
                worked_out[id(before)] = before, kept(after), told
            _, line[column], told = worked_out[id(before)]
            for kind, old, new in told:
                place = (kind, tab.title, tab.sheet_id, row + 1, column, headers[column])
                lines = (row_id, tab.column_ids[column])
                changes.append(Change(actor.who, actor.call, actor.request, *place, old, new, *lines))


def refuse_protected(book: Book, tab: Tab, row: int, column: int) -> None:
    for shield in tab.protected:
        if shield.get("warningOnly") or book.actor.user in shield.get("editors", {}).get("users", []):
            continue
        area = tab.span(shield.get("range", {}))
        if row in area.rows and column in area.columns:
            raise invalid(PROTECTED)


def insert_lines(book: Book, tab: Tab, dimension: str, at: int, count: int, like: int | None = None) -> list[int]:
    """Fresh lines before `at`; they take format and rule from the line `like`. Returns their ids."""
    ids = book.new_lines(count)
    dress = [dressed(cell) for cell in line_cells(tab, dimension, like)] if like is not None else []
    tab.ids(dimension)[at:at] = ids
    if dimension == "ROWS":
        if at <= len(tab.rows):
            tab.rows[at:at] = [dress[:] for _ in ids]
    else:
        for row, line in enumerate(tab.rows):
            fresh = dress[row] if dress else None
            if fresh is not None:
                line.extend([None] * (at - len(line)))
            if at < len(line) or fresh is not None:
                line[at:at] = [fresh] * count
    shift_all(book, tab, dimension, inserted(at, count))
    book.note("structure", tab, None, {"insert": dimension, "at": at, "ids": ids})
    return ids


def line_cells(tab: Tab, dimension: str, index: int) -> Row:
    if dimension == "ROWS":
        return tab.rows[index][:] if index < len(tab.rows) else []
    return [tab.cell(row, index) for row in range(len(tab.rows))]


def dressed(cell: Cell | None) -> Cell | None:
    return kept(Cell(None, cell.format, "", cell.rule)) if cell else None


def delete_lines(book: Book, tab: Tab, dimension: str, first: int, last: int) -> list[Row]:
    """Lines [first, last) go, with their metadata. Returns their cells (rows, or columns top to bottom)."""
    ids = tab.ids(dimension)
    if last - first >= len(ids):
        word = "rows" if dimension == "ROWS" else "columns"
        raise invalid(f"You can't delete all the {word} on the sheet.")
    gone = ids[first:last]
    taken = [line_cells(tab, dimension, index) for index in range(first, last)]
    book.note("structure", tab, {"delete": dimension, "at": first, "ids": gone}, None)
    del ids[first:last]
    for row in [tab.rows] if dimension == "ROWS" else tab.rows:
        del row[first:last]
    for mark in [m for m in book.marks.values() if m.line in gone]:
        del book.marks[mark.id]
    shift_all(book, tab, dimension, deleted(first, last))
    return taken


def move_lines(book: Book, tab: Tab, dimension: str, first: int, last: int, to: int) -> None:
    """Lines [first, last) go before `to`, an index before the move; metadata goes with them."""
    if first <= to <= last:
        return
    ids = tab.ids(dimension)
    if dimension == "ROWS":
        tab.rows.extend([] for _ in range(len(ids) - len(tab.rows)))
        carry(tab.rows, first, last, to)
    else:
        for row in tab.rows:
            row.extend([None] * (len(ids) - len(row)))
            carry(row, first, last, to)
    carry(ids, first, last, to)
    shift_all(book, tab, dimension, moved(first, last, to))
    book.note("structure", tab, {"move": dimension, "from": first, "to": last}, {"before": to})


def carry(things: list[Thing], first: int, last: int, to: int) -> None:
    """Move things[first:last] before what stands at `to`."""
    block = things[first:last]
    del things[first:last]
    landing = to if to < first else to - len(block)
    things[landing:landing] = block


def shift_all(book: Book, tab: Tab, dimension: str, shift: Shift) -> None:
    """Everything that lies on the tab, and named ranges on it, follow."""
    tab.shift(dimension, shift)
    here = [n for n in book.named_ranges if n["range"].get("sheetId", 0) == tab.sheet_id]
    for named in here:
        if not follow(named["range"], dimension, shift):
            book.named_ranges.remove(named)


def resize(book: Book, tab: Tab, dimension: str, count: int) -> None:
    """Make the grid this long: fresh lines at the end, or lines cut off there."""
    size = len(tab.ids(dimension))
    if count > size:
        insert_lines(book, tab, dimension, size, count - size)
    elif count < size:
        delete_lines(book, tab, dimension, count, size)


def sort_key(cell: Cell | None) -> tuple[int, float, str]:
    """Numbers, then texts without regard to case, then booleans, then errors, as a sheet sorts upwards."""
    value: Scalar = cell.effective if cell else None
    if isinstance(value, bool):
        return 2, float(value), ""
    if isinstance(value, int | float):
        return 0, value, ""
    return (3, 0, value.text) if isinstance(value, ErrorValue) else (1, 0, (value or "").casefold())


def sorted_order(tab: Tab, area: Area, by: list[tuple[int, bool]]) -> list[int]:
    """The area's rows in sorted order, by columns each with whether it goes down; blanks stand last both ways."""
    order = list(area.rows)
    for column, downwards in reversed(by):
        filled = [r for r in order if has_value(tab.cell(r, column))]
        blank = [r for r in order if not has_value(tab.cell(r, column))]
        filled.sort(key=lambda r, c=column: sort_key(tab.cell(r, c)), reverse=downwards)  # type: ignore[misc]
        order = filled + blank
    return order


def has_value(cell: Cell | None) -> bool:
    return cell is not None and cell.effective not in (None, "")


def arrange(book: Book, tab: Tab, area: Area, order: list[int]) -> None:
    """Put the area's cells in this order of rows. Row metadata, sizes and ids stay: sorting moves cells only."""
    book.note("structure", tab, {"sort": (area.left, area.right)}, {"rows": [row + 1 for row in order]})
    if not book.is_api and area.right - area.left == tab.column_count:
        tab.rows.extend([] for _ in range(area.bottom - len(tab.rows)))
        tab.rows[area.top : area.bottom] = [tab.rows[row] for row in order]
        return
    before = {row: [tab.cell(row, column) for column in area.columns] for row in area.rows}
    for row, source in zip(area.rows, order, strict=True):
        for column, cell in zip(area.columns, before[source], strict=True):
            if book.is_api:
                put(book, tab, row, column, cell or BLANK)
            else:
                tab.place(row, column, cell)


def clear(book: Book, tab: Tab, area: Area) -> None:
    """Values go, formats, notes and rules stay (values.clear)."""
    for row in range(area.top, min(area.bottom, len(tab.rows))):
        for column in range(area.left, min(area.right, len(tab.rows[row]))):
            cell = tab.rows[row][column]
            if cell is not None and cell.value is not None:
                put(book, tab, row, column, cell._replace(value=None))


def unique_title(book: Book, title: str, besides: Tab | None = None) -> str:
    """The title, if no other tab has it; raises ApiError as the service does."""
    found = book.tab_titled(title)
    if found is not None and found is not besides:
        raise invalid(f'A sheet with the name "{title}" already exists. Please enter another name.')
    return title


def add_tab(book: Book, sheet_id: int, title: str, rows: int, columns: int, index: int | None = None) -> Tab:
    tab = book.new_tab(sheet_id, unique_title(book, title), rows, columns)
    book.tabs.insert(len(book.tabs) if index is None else index, tab)
    book.note("structure", tab, None, {"add tab": title})
    return tab


def delete_tab(book: Book, tab: Tab) -> None:
    if len(book.tabs) == 1:
        raise invalid("You can't remove all the sheets in a document.")
    book.note("structure", tab, {"delete tab": tab.title}, None)
    book.tabs.remove(tab)
    for mark in [m for m in book.marks.values() if m.sheet_id == tab.sheet_id]:
        del book.marks[mark.id]
    book.named_ranges[:] = [n for n in book.named_ranges if n["range"].get("sheetId", 0) != tab.sheet_id]


def set_property(book: Book, tab: Tab, where: JSON, name: str, value: object) -> None:
    """Set or, with None, remove a property of a tab."""
    book.note("property", tab, {name: where.get(name)}, {name: value})
    if value is None:
        where.pop(name, None)
    else:
        where[name] = value
