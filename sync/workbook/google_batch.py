"""Changes -> what is inserted fresh (one atomic batch) and what is filled in by column mark. Sends nothing.

Nothing is written into a standing tab by position but the header of a column that the same batch inserts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sync.schema import SYNC_LOG, TABS
from sync.workbook import google_dress
from sync.workbook import google_requests as make
from sync.workbook.base import AddColumn, AddRow, AddTab, Changes, WorkbookProblem
from sync.workbook.excel_layout import Layout, TabLayout
from sync.workbook.google_requests import Request, Written
from sync.workbook.google_structure import Mark, Sheet, Structure


@dataclass(frozen=True, slots=True)
class Fill:
    """One cell to fill: the column by its mark, the row by its number (1-based)."""

    sheet: Sheet
    mark: Mark
    row: int
    value: Written


@dataclass(slots=True)
class Work:
    """All that one write is to do. `deferred`: some cells stand in columns whose mark no reading has shown yet.

    `needs_check`: not only rows of the Sync log, which no rule reads, are written.
    """

    requests: list[Request] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)
    deferred: bool = False
    needs_check: bool = False


class Planner:
    """Turns changes into work on a structure, which it brings up to date as if the batch were applied."""

    def __init__(self, stood: Structure, token: Callable[[], int]) -> None:
        self._stood, self._token = stood, token
        self.work = Work()

    def plan(self, changes: Changes) -> Work:
        """In the order tabs, columns, marks, cells, rows. Raises WorkbookProblem for a tab that is not there."""
        for named in (changes.columns, changes.marks, changes.cells, changes.rows):
            for title in {one.tab for one in named} - {tab.tab for tab in changes.tabs}:
                self._sheet(title)
        for tab in changes.tabs:
            self._tab(tab)
        for column in sorted(changes.columns, key=lambda one: (one.tab, one.column)):
            self._column(column)
        for mark in changes.marks:
            self._mark(self._sheet(mark.tab), mark.header, mark.column, verified=False)
        for cell in changes.cells:
            self._fill(cell.tab, cell.row, cell.column, cell.header, cell.value)
        self._rows(changes.rows)
        touched = {fill.sheet.id: fill.sheet for fill in self.work.fills}.values()
        self.work.needs_check = bool(self.work.requests or self.work.deferred or not all(map(_is_sync_log, touched)))
        return self.work

    def _sheet(self, title: str) -> Sheet:
        found = self._stood.titled(title)
        if found is None:
            raise WorkbookProblem(f'There is no tab "{title}" in the spreadsheet. Run the job again.')
        return found

    def _tab(self, tab: AddTab) -> None:
        if self._stood.titled(tab.tab) is not None:
            return
        schema = TABS[tab.schema]
        sheet = Sheet(self._token(), tab.tab, make.FRESH_ROWS, len(schema.columns))
        self._stood.sheets[tab.tab] = sheet
        place = TabLayout(schema, tab.tab, tuple(column.header for column in schema.columns))
        look = google_dress.Tab(place, Layout({schema.title: place}, {}), sheet.id)
        self.work.requests += google_dress.new(look) + google_dress.dress(look)
        for index, column in enumerate(schema.columns):
            if column.ours:
                self._mark(sheet, column.header, index, verified=True)

    def _column(self, column: AddColumn) -> None:
        """A fresh column with header, mark and format; its values follow by its mark."""
        sheet, known = self._sheet(column.tab), make.column_of(column.header, column.tab)
        self.work.requests.append(make.insert(sheet, "COLUMNS", column.column, 1, inherit=False))
        self.work.requests.append(make.cells(sheet.id, 0, column.column, [column.header], bold=True))
        self.work.requests.append(make.width(sheet.id, column.column, known.width))
        self.work.requests += make.number_format(sheet.id, column.column, known.kind)
        sheet.columns = max(sheet.columns, column.column) + 1
        self._mark(sheet, column.header, column.column, verified=True)
        for row, value in column.values.items():
            if value is not None:
                self._fill(column.tab, row, column.column, column.header, value)

    def _mark(self, sheet: Sheet, header: str, column: int, verified: bool) -> None:
        if any(mark.header == header and mark.column == column for mark in sheet.marks):
            return
        mark = Mark(self._token(), header, column, verified)
        sheet.marks.append(mark)
        self.work.requests.append(make.mark(mark.id, header, sheet.id, column))

    def _fill(self, title: str, row: int, column: int, header: str, value: Written) -> None:
        sheet = self._sheet(title)
        mark = sheet.mark(header, column)
        if mark is None:
            self.work.deferred = True
        else:
            self.work.fills.append(Fill(sheet, mark, row, value))

    def _rows(self, rows: list[AddRow]) -> None:
        by_sheet: dict[str, list[AddRow]] = {}
        for row in rows:
            by_sheet.setdefault(row.tab, []).append(row)
        for title, fresh in by_sheet.items():
            sheet = self._sheet(title)
            marks = {mark.column: mark for mark in sheet.marks if mark.verified}
            if any(column not in marks for row in fresh for column in row.cells):
                self.work.deferred = True
            else:
                self._add(sheet, fresh, marks)

    def _add(self, sheet: Sheet, fresh: list[AddRow], marks: dict[int, Mark]) -> None:
        """Inserted fresh where a coach types too, or where a batch goes anyway; else a log's blank rows are used.

        Filled by column mark like every other cell: by their place they could meet a column of the coach's.
        """
        last = max(row.row for row in fresh)
        if self.work.requests or last > sheet.rows or not _is_sync_log(sheet):
            first = min(row.row for row in fresh)
            self.work.requests.append(make.insert(sheet, "ROWS", first - 1, last - first + 1, inherit=first > 2))
            sheet.rows = max(sheet.rows, first - 1) + last - first + 1
        for row in fresh:
            self.work.fills += [Fill(sheet, marks[column], row.row, value) for column, value in row.cells.items()]


def _is_sync_log(sheet: Sheet) -> bool:
    return {mark.header for mark in sheet.marks} <= {column.header for column in SYNC_LOG.columns}
