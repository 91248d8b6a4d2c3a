"""The values calls: reading and writing areas of cells; which area a filter means is found elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.servers.sheets.book import Book
from tests.servers.sheets.cells import BLANK, Cell, rendered
from tests.servers.sheets.edits import clear, insert_lines, put, resize
from tests.servers.sheets.errors import JSON, bad_field, invalid
from tests.servers.sheets.ranges import Area
from tests.servers.sheets.tab import Tab
from tests.servers.sheets.typing_in import raw, typed

RENDERINGS = ("FORMATTED_VALUE", "UNFORMATTED_VALUE", "FORMULA")
INPUTS = ("RAW", "USER_ENTERED")


@dataclass(frozen=True, slots=True)
class Reading:
    """How values are wanted: valueRenderOption, dateTimeRenderOption and majorDimension of a call."""

    how: str = "FORMATTED_VALUE"
    dates: str = "SERIAL_NUMBER"
    major: str = "ROWS"

    @classmethod
    def wanted(cls, given: JSON, prefix: str = "") -> Reading:
        """From a call's query or body; `prefix` is `response` for the answer to a write."""
        keys = ["valueRenderOption", "dateTimeRenderOption", "majorDimension"]
        if prefix:
            keys = ["responseValueRenderOption", "responseDateTimeRenderOption", "majorDimension"]
        how = str(given.get(keys[0]) or "FORMATTED_VALUE")
        if how not in RENDERINGS:
            raise invalid(f"Invalid value at 'value_render_option', \"{how}\"")
        return cls(how, str(given.get(keys[1]) or "SERIAL_NUMBER"), str(given.get(keys[2]) or "ROWS"))


def within_grid(book: Book, area: Area, writing: bool) -> Area:
    """The area, cut at the grid's edges for reading; raises ApiError where it begins (writing: ends) beyond them."""
    tab = book.tab_of(area.sheet_id)
    size = f"Max rows: {tab.row_count}, max columns: {tab.column_count}"
    beyond = area.bottom > tab.row_count or area.right > tab.column_count
    if area.top >= tab.row_count or area.left >= tab.column_count or (writing and beyond):
        raise invalid(f"Range ({book.name_of(area)}) exceeds grid limits. {size}")
    return area._replace(bottom=min(area.bottom, tab.row_count), right=min(area.right, tab.column_count))


def read(book: Book, area: Area, reading: Reading) -> JSON:
    """A ValueRange of the area; blank cells and rows at the ends are left out, as recorded."""
    area = within_grid(book, area, writing=False)
    tab = book.tab_of(area.sheet_id)
    grid = [shown_row(line, area, reading) for line in tab.rows[area.top : area.bottom]]
    if reading.major == "COLUMNS":
        grid = turned(grid)
    while grid and not grid[-1]:
        grid.pop()
    answer: JSON = {"range": book.name_of(area), "majorDimension": reading.major}
    return {**answer, "values": grid} if grid else answer


def shown_row(line: list[Cell | None], area: Area, reading: Reading) -> list[Any]:
    """The row's values; texts and blanks, which are most of them, are shown without any further question."""
    how, dates = reading.how, reading.dates
    shown: list[Any] = []
    for cell in line[area.left : area.right]:
        value = cell[0] if cell else None
        shown.append("" if value is None else value if type(value) is str else rendered(cell, how, dates))
    return trimmed(shown)


def trimmed(row: list[Any]) -> list[Any]:
    end = len(row)
    while end and row[end - 1] == "":
        end -= 1
    return row[:end]


def turned(grid: list[list[Any]]) -> list[list[Any]]:
    width = max(map(len, grid), default=0)
    return [trimmed([row[c] if c < len(row) else "" for row in grid]) for c in range(width)]


def sent_values(given: Any, field: str) -> list[list[Any]]:
    """The `values` of a ValueRange by rows and cells as sent; raises ApiError as the service's JSON reader does."""
    if given is None:
        return []
    if not isinstance(given, list):
        raise bad_field(field, "ListValue", given)
    for number, line in enumerate(given):
        if not isinstance(line, list):
            raise bad_field(f"{field}[{number}]", "ListValue", line)
        for place, value in enumerate(line):
            if isinstance(value, dict | list):
                kind = "struct_value" if isinstance(value, dict) else "list_value"
                raise invalid(f"Invalid {field}[{number}][{place}]: {kind} {{}}")
    return given


def by_rows(values: list[list[Any]], major: str) -> list[list[Any]]:
    """Sent values as rows; where a column is shorter, its cells are left (None)."""
    if major != "COLUMNS":
        return values
    height = max(map(len, values), default=0)
    return [[column[row] if row < len(column) else None for column in values] for row in range(height)]


@dataclass(slots=True)
class Written:
    """What a write did: the area it named, and the rows and columns in which it wrote cells."""

    area: Area
    rows: set[int]
    columns: set[int]
    cells: int = 0

    def counts(self, book: Book) -> JSON:
        """The updated… fields of an answer; a count of nothing is left out, as the service leaves out zeros."""
        numbers = {"updatedRows": len(self.rows), "updatedColumns": len(self.columns), "updatedCells": self.cells}
        return {"updatedRange": book.name_of(self.area), **{k: v for k, v in numbers.items() if v}}


def write(book: Book, area: Area, given: JSON, entry: str, single: bool) -> Written:
    """Write a ValueRange into an area; a single cell's area grows with the values (values.update).

    None leaves a cell as it is, `""` clears it. Raises ApiError when the values do not fit the area or the grid.
    """
    if entry not in INPUTS:
        raise invalid("'valueInputOption' is required but not specified")
    rows = by_rows(sent_values(given.get("values"), "data.values"), str(given.get("majorDimension") or "ROWS"))
    height, width = len(rows), max(map(len, rows), default=0)
    wanted = area
    if single:
        wanted = area._replace(bottom=area.top + max(height, 1), right=area.left + max(width, 1))
    wanted = within_grid(book, wanted, writing=True)
    refuse_overflow(book, wanted, height, width)
    named = wanted._replace(bottom=wanted.top + max(height, 1), right=wanted.left + max(width, 1))
    done = Written(named, set(), set())
    tab = book.tab_of(area.sheet_id)
    for row, line in enumerate(rows, wanted.top):
        for column, value in enumerate(line, wanted.left):
            if value is not None:
                write_one(book, tab, row, column, value, entry)
                done.rows.add(row)
                done.columns.add(column)
                done.cells += 1
    return done


def write_one(book: Book, tab: Tab, row: int, column: int, value: Any, entry: str) -> None:
    before = tab.cell(row, column) or BLANK
    after = typed(value, before) if entry == "USER_ENTERED" else before._replace(value=raw(value))
    put(book, tab, row, column, after)


def refuse_overflow(book: Book, area: Area, height: int, width: int) -> None:
    name = f"Requested writing within range [{book.name_of(area)}], but tried writing to"
    if height > area.bottom - area.top:
        raise invalid(f"{name} row [{area.bottom + 1}]")
    if width > area.right - area.left:
        letters = book.name_of(Area(area.sheet_id, 0, area.right, 1, area.right + 1)).rpartition("!")[2].rstrip("1")
        raise invalid(f"{name} column [{letters}]")


def append(book: Book, area: Area, given: JSON, entry: str, insert: bool) -> JSON:
    """Write below the last table that the area meets, or at the area's corner where it meets none (values.append)."""
    rows = by_rows(sent_values(given.get("values"), "data.values"), str(given.get("majorDimension") or "ROWS"))
    area = within_grid(book, area, writing=False)
    tab = book.tab_of(area.sheet_id)
    table = last_table(tab, area)
    top, left = (table.bottom, table.left) if table else (area.top, area.left)
    bottom, right = top + max(len(rows), 1), left + max(max(map(len, rows), default=1), 1)
    if insert and table:
        insert_lines(book, tab, "ROWS", top, len(rows), top - 1)
    resize(book, tab, "ROWS", max(bottom, tab.row_count))
    resize(book, tab, "COLUMNS", max(right, tab.column_count))
    target = Area(tab.sheet_id, top, left, bottom, right)
    updates = {"spreadsheetId": book.id, **write(book, target, {"values": rows}, entry, False).counts(book)}
    found = {"tableRange": book.name_of(table)} if table else {}
    return {"spreadsheetId": book.id, **found, "updates": updates}


def last_table(tab: Tab, area: Area) -> Area | None:
    """The lowest, then rightmost block of neighbouring filled cells that meets the area."""
    filled = {
        (row, column)
        for row, line in enumerate(tab.rows)
        for column, cell in enumerate(line)
        if cell is not None and cell.value is not None
    }
    found: list[Area] = []
    while filled:
        cells = [filled.pop()]
        for row, column in cells:
            around = {(row + i, column + j) for i in (-1, 0, 1) for j in (-1, 0, 1)} & filled
            filled -= around
            cells.extend(around)
        rows, columns = [c[0] for c in cells], [c[1] for c in cells]
        found.append(Area(tab.sheet_id, min(rows), min(columns), max(rows) + 1, max(columns) + 1))
    return max((t for t in found if t.meets(area)), key=lambda t: (t.bottom, t.right), default=None)


def wipe(book: Book, area: Area) -> str:
    """values.clear of one area; returns its name as the answer carries it."""
    area = within_grid(book, area, writing=False)
    clear(book, book.tab_of(area.sheet_id), area)
    return book.name_of(area)
