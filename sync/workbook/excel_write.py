"""All changes of one write, put into the parts of a package. Reads and replaces no file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from operator import itemgetter

from sync.schema import TABS
from sync.workbook.base import AddColumn, AddRow, AddTab, Changes, WorkbookProblem
from sync.workbook.excel_book import Book, SheetPart
from sync.workbook.excel_cached import Places, drop_touched, with_masters_moved
from sync.workbook.excel_cells import COLUMNS, ROWS, Written, letters
from sync.workbook.excel_marks import Mark, free_name, mark, target
from sync.workbook.excel_sheet import Sheet, Wanted
from sync.workbook.excel_styles import Styles
from sync.workbook.excel_tables import grow_for_columns, grow_for_rows
from sync.workbook.excel_widths import with_widths

_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"


@dataclass(slots=True)
class _Sheet:
    """What one tab gets: values, and the styles that fresh cells start from."""

    part: SheetPart
    wanted: Wanted = field(default_factory=dict)
    like: dict[int, dict[int, int]] = field(default_factory=dict)
    columns: list[AddColumn] = field(default_factory=list)
    rows: list[AddRow] = field(default_factory=list)

    def put(self, row: int, column: int, value: Written) -> None:
        self.wanted.setdefault(row, {})[column] = value

    @property
    def places(self) -> set[tuple[int, int]]:
        """Row and column of every cell that is written. Raises WorkbookProblem for one beyond the sheet's edge."""
        places = {(row, column) for row, values in self.wanted.items() for column in values}
        for row, column in (max(places), max(places, key=itemgetter(1))) if places else ():
            if row > ROWS or column >= COLUMNS:
                raise WorkbookProblem(f'"{self.part.title}" is full: there is no row {row}, column {column + 1}.')
        return places


def write(book: Book, changes: Changes) -> None:
    """Put all changes into the package, in their order: tabs, columns, marks, cells, rows.

    Stored values of formulas that rest on what changed are dropped, and the file is set to be calculated on
    opening. Raises WorkbookProblem for a tab that is not there or a title that cannot be.
    """
    marks = _Marks(book)
    for tab in changes.tabs:
        _add_tab(book, tab, marks)
    styles_part = book.related("/styles")
    styles = Styles(book.package.xml(styles_part) if styles_part else None)
    sheets = _sorted_out(book, changes)
    changed: Places = {}
    overwritten = [_write_sheet(book, sheet, styles, changed) for sheet in sheets.values()]
    for sheet in sheets.values():
        _grow(book, sheet)
    for column in changes.columns:
        marks.set(sheets[column.tab].part.title, column.column, column.header)
    for wanted in changes.marks:
        marks.set(_part(book, wanted.tab).title, wanted.column, wanted.header)
    marks.write()
    _put_styles(book, styles, styles_part)
    if any(overwritten):
        book.forget_calculation_chain()
    if drop_touched(book, book.sheets, changed):
        book.calculate_on_opening()


def _part(book: Book, title: str) -> SheetPart:
    for sheet in book.sheets:
        if sheet.title.casefold() == title.casefold():
            return sheet
    raise WorkbookProblem(f'There is no tab "{title}" in the workbook. Read it again.')


def _add_tab(book: Book, tab: AddTab, marks: _Marks) -> None:
    if tab.tab.casefold() in {title.casefold() for title in book.titles}:
        return
    if not 0 < len(tab.tab) <= 31 or re.search(r"[\[\]:*?/\\]|^'|'$", tab.tab):
        raise WorkbookProblem(f'A tab cannot be called "{tab.tab}". Use up to 31 characters, without []:*?/\\.')
    schema = TABS[tab.schema]
    from sync.workbook.excel_fresh import add_tab  # xlsxwriter loads with the first new tab

    add_tab(book, schema, tab.tab)
    for number, column in enumerate(schema.columns):
        if column.ours:
            marks.set(tab.tab, number, column.header)


def _sorted_out(book: Book, changes: Changes) -> dict[str, _Sheet]:
    """The changes by tab."""
    sheets: dict[str, _Sheet] = {}
    titles = [c.tab for c in changes.columns] + [c.tab for c in changes.cells] + [c.tab for c in changes.rows]
    for title in dict.fromkeys(titles):
        sheets[title] = _Sheet(_part(book, title))
    for column in changes.columns:
        sheet = sheets[column.tab]
        sheet.columns.append(column)
        for row, value in ({1: column.header} | column.values).items():
            sheet.put(row, column.column, value)
    for cell in changes.cells:
        sheets[cell.tab].put(cell.row, cell.column, cell.value)
    for fresh in changes.rows:
        sheets[fresh.tab].rows.append(fresh)
        for number, value in fresh.cells.items():
            sheets[fresh.tab].put(fresh.row, number, value)
    return sheets


def _write_sheet(book: Book, wanted: _Sheet, styles: Styles, changed: Places) -> bool:
    """Splice one tab; says whether a formula was written over."""
    title = wanted.part.title
    sheet = Sheet(book.package.xml(wanted.part.part), title)
    places = wanted.places
    sheet = with_masters_moved(sheet, title, places)
    _dress(sheet, wanted)
    splice = sheet.with_cells(wanted.wanted, styles.for_value, book.epoch_1904, wanted.like)
    book.package.put(wanted.part.part, splice.xml)
    changed[title.casefold()] = places
    return bool(splice.overwritten)


def _dress(sheet: Sheet, wanted: _Sheet) -> None:
    """Fresh headers look like their neighbour, fresh rows like the row above (never like the headers)."""
    headers = sheet.row_styles(1) if wanted.columns else {}
    for column in sorted(wanted.columns, key=lambda column: column.column):
        left = [number for number in headers if number < column.column]
        headers[column.column] = headers[max(left)] if left else 0
        wanted.like.setdefault(1, {})[column.column] = headers[column.column]
    above: tuple[int, dict[int, int]] = (0, {})
    for fresh in sorted(wanted.rows, key=lambda row: row.row):
        if above[0] != fresh.row - 1:
            above = (0, sheet.row_styles(fresh.row - 1) if fresh.row > 2 else {})
        above = (fresh.row, {column: style for column, style in above[1].items() if style})
        wanted.like.setdefault(fresh.row, {}).update(above[1])


def _grow(book: Book, sheet: _Sheet) -> None:
    if sheet.columns:
        grow_for_columns(book, sheet.part, {column.column: column.header for column in sheet.columns})
        known = {column.header: column.width for tab in TABS.values() for column in tab.ours}
        widths = {column.column: known.get(column.header, 12) for column in sheet.columns}
        book.package.put(sheet.part.part, with_widths(book.package.xml(sheet.part.part), widths))
    if sheet.rows:
        grow_for_rows(book, sheet.part, {row.row for row in sheet.rows})


def _put_styles(book: Book, styles: Styles, part: str | None) -> None:
    if not styles.xml:
        return
    if part:
        book.package.put(part, styles.xml)
    else:
        book.add_part(f"{book.folder}/styles.xml", styles.xml, _STYLES_TYPE, "styles")


class _Marks:
    """Our defined names as they shall stand; those that lost their column go at the next write."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._names = [name.name for name in book.names]
        found = (mark(name.name, name.text) for name in book.names)
        self._marks: dict[str, Mark] = {m.name: m for m in found if m}
        self._wanted: dict[str, str | None] = {}
        titles = {title.casefold() for title in book.titles}
        for lost in [m for m in self._marks.values() if not m.letters or m.tab.casefold() not in titles]:
            self._remove(lost)

    def _remove(self, gone: Mark) -> None:
        self._wanted[gone.name] = None
        self._marks.pop(gone.name, None)

    def set(self, tab: str, column: int, header: str) -> None:
        """Mark a column as that header, and as no other; a blank header takes the mark away."""
        at = letters(column).decode()
        here = [m for m in self._marks.values() if m.tab.casefold() == tab.casefold()]
        for other in [m for m in here if m.letters == at and m.header != header]:
            self._remove(other)
        standing = [m for m in here if m.header == header]
        if not header or any(m.letters == at for m in standing):
            return
        taken = [n for n in self._names if self._wanted.get(n, "") is not None]
        name = standing[0].name if standing else free_name(tab, header, [*taken, *self._marks])
        self._wanted[name] = target(tab, at)
        self._marks[name] = Mark(name, header, tab, at)

    def write(self) -> None:
        if self._wanted:
            self._book.set_names(self._wanted)
