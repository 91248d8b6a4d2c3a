"""The stored values of formulas: which of them rest on cells that changed, and their removal. Computes no formula."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from sync.workbook.excel_book import Book, Name, SheetPart
from sync.workbook.excel_cells import area, area_name
from sync.workbook.excel_formulas import ANYTHING, Area, Reach, Reader, moved
from sync.workbook.excel_sheet import Sheet
from sync.workbook.excel_tables import table_area, tables
from sync.workbook.excel_xml import (
    Edit,
    attributes,
    element,
    escaped,
    spliced,
    start_tag,
    unescaped,
    with_attribute,
)

Places = dict[str, set[tuple[int, int]]]
"""Cells (row, column) by the folded title of their tab."""

_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[\s>/]")
_PATIENCE = 3_000_000
"""Comparisons of areas and changes after which every formula left counts as touched: a bound, not a measure."""


@dataclass(slots=True)
class Formula:
    """A formula cell: where it stands (in its sheet's bytes too), what it fills, what it reads."""

    tab: str
    row: int
    column: int
    start: int
    end: int
    fills: tuple[int, int, int, int]
    reach: Reach


@dataclass(slots=True)
class _Found:
    """A formula as written, before its reach is known."""

    row: int
    column: int
    start: int
    end: int
    tag: dict[bytes, bytes]
    at: tuple[int, int]
    text: str | None
    """None: the text is hidden in CDATA or a comment."""


def drop_touched(book: Book, sheets: list[SheetPart], changed: Places) -> bool:
    """Take the stored value from every formula that rests on a changed cell; says whether there was one.

    Without it LibreOffice and readers of stored values would show what was true before. Values of all other
    formulas keep their bytes. A formula whose references cannot be told (INDIRECT, OFFSET, …) counts as touched.
    """
    holding = [sheet for sheet in sheets if _FORMULA.search(book.package.xml(sheet.part))]
    opened = {sheet.title.casefold(): (sheet, Sheet(book.package.xml(sheet.part), sheet.title)) for sheet in holding}
    found = {tab: list(_formulas(sheet)) for tab, (_, sheet) in opened.items()}
    if not any(found.values()):
        return False
    reader = _reader(book, sheets)
    formulas = [formula for tab, cells in found.items() for formula in _read(tab, cells, reader)]
    touched = _touched(formulas, changed)
    for tab, (part, sheet) in opened.items():
        edits = [edit for formula in touched if formula.tab == tab for edit in _drops(sheet, formula)]
        if edits:
            book.package.put(part.part, spliced(sheet.xml, dict.fromkeys(edits)))
    return bool(touched)


def _reader(book: Book, sheets: list[SheetPart]) -> Reader:
    known: dict[str, Area] = {}
    for sheet in sheets:
        for part in tables(book, sheet):
            found = table_area(book.package.xml(part))
            if found:
                known[found[0].casefold()] = Area(sheet.title.casefold(), *found[1])
    return _reader_of(book.names, tuple(known.items()))


@lru_cache(maxsize=2)
def _reader_of(names: tuple[Name, ...], tables: tuple[tuple[str, Area], ...]) -> Reader:
    """The same for both writes of a run: most formulas are read once."""
    by_name: dict[str, list[str]] = {}
    for name in names:
        by_name.setdefault(name.name.casefold(), []).append(name.text)
    return Reader(by_name, dict(tables))


def _formulas(sheet: Sheet) -> Iterator[_Found]:
    name, cell = b"<" + sheet.p + b"f", b"<" + sheet.p + b"c"
    if sheet.seen.find(name, sheet.data.inner, sheet.data.close) < 0:
        return
    closing = re.compile(rb"</" + sheet.p + rb"c\s*>")
    for tag in start_tag(sheet.p + b"f").finditer(sheet.seen, sheet.data.inner, sheet.data.close):
        start = sheet.seen.rfind(cell, sheet.data.inner, tag.start())
        close = closing.search(sheet.seen, tag.end(), sheet.data.close)
        if start < 0 or not close:
            continue
        row, column = sheet.place_of(start)
        stop = tag.end() if tag[0].endswith(b"/>") else sheet.seen.find(b"</", tag.end())
        raw = sheet.xml[tag.end() : stop]
        hidden = raw != sheet.seen[tag.end() : stop]
        yield _Found(
            row, column, start, close.end(), attributes(tag[0]), (tag.start(), stop), None if hidden else unescaped(raw)
        )


def _read(tab: str, found: list[_Found], reader: Reader) -> Iterator[Formula]:
    """Formulas with their reach; a shared one takes its master's, moved along (ECMA-376, 18.3.1.40)."""
    masters = {f.tag[b"si"]: f for f in found if f.tag.get(b"t") == b"shared" and b"si" in f.tag and f.text}
    for f in found:
        fills = (f.row, f.column, f.row, f.column)
        if f.text is None:
            reach = ANYTHING
        elif not f.text and f.tag.get(b"t") == b"shared":
            master = masters.get(f.tag.get(b"si", b""))
            reach = ANYTHING
            if master and master.text:
                reach = reader.reach(master.text, tab).moved(f.row - master.row, f.column - master.column)
        else:
            reach = reader.reach(f.text, tab)
            if f.tag.get(b"t") == b"array" and b"ref" in f.tag:
                fills = area(f.tag[b"ref"])
        yield Formula(tab, f.row, f.column, f.start, f.end, fills, reach)


def _touched(formulas: list[Formula], changed: Places) -> list[Formula]:
    """The formulas that read a changed cell, or a cell of a formula that does, and so on."""
    waiting = _Waiting(formulas)
    touched: list[Formula] = list(waiting.anything) if any(changed.values()) else []
    fresh: Places = {tab: set(places) for tab, places in changed.items()}
    _add(fresh, touched)
    spent = 0
    while any(fresh.values()):
        spent += len(waiting.areas) + 1
        hit = waiting.hit(fresh) if spent < _PATIENCE else waiting.rest()
        touched += hit
        fresh = {}
        _add(fresh, hit)
    return list({id(formula): formula for formula in touched}.values())


def _add(places: Places, formulas: Iterable[Formula]) -> None:
    for formula in formulas:
        top, left, bottom, right = formula.fills
        cells = places.setdefault(formula.tab, set())
        cells.update((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))


@dataclass(slots=True)
class _Waiting:
    """Formulas not touched yet, by what they read."""

    formulas: list[Formula]
    anything: list[Formula] = field(default_factory=list)
    single: dict[tuple[str, int, int], list[Formula]] = field(default_factory=dict)
    areas: dict[Area, list[Formula]] = field(default_factory=dict)
    _done: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        for formula in self.formulas:
            if formula.reach.anything:
                self.anything.append(formula)
                self._done.add(id(formula))
                continue
            for read in formula.reach.areas:
                if (read.top, read.left) == (read.bottom, read.right):
                    self.single.setdefault((read.tab, read.top, read.left), []).append(formula)
                else:
                    self.areas.setdefault(read, []).append(formula)

    def hit(self, fresh: Places) -> list[Formula]:
        """The waiting formulas that read one of these cells; they wait no longer."""
        found: list[Formula] = []
        for tab, places in fresh.items():
            if self.single:
                for row, column in places:
                    found += self.single.pop((tab, row, column), ())
            columns = _by_column(places) if self.areas else {}
            for read in [read for read in self.areas if read.tab == tab and _meets(read, columns)]:
                found += self.areas.pop(read)
        return self._first_time(found)

    def rest(self) -> list[Formula]:
        return self._first_time(self.formulas)

    def _first_time(self, formulas: Iterable[Formula]) -> list[Formula]:
        fresh = {id(formula): formula for formula in formulas if id(formula) not in self._done}
        self._done.update(fresh)
        return list(fresh.values())


def _by_column(places: set[tuple[int, int]]) -> dict[int, list[int]]:
    columns: dict[int, list[int]] = {}
    for row, column in sorted(places):
        columns.setdefault(column, []).append(row)
    return columns


def _meets(read: Area, columns: dict[int, list[int]]) -> bool:
    for column, rows in columns.items():
        if read.left <= column <= read.right:
            at = bisect_left(rows, read.top)
            if at < len(rows) and rows[at] <= read.bottom:
                return True
    return False


def _drops(sheet: Sheet, formula: Formula) -> list[Edit]:
    """The edits that take the stored values of a formula's cells, and the type that told how to read them."""
    edits = _without_value(sheet, formula.start, formula.end)
    top, left, bottom, right = formula.fills
    if (top, left) != (bottom, right):
        rows = [row for row in (sheet.row(number) for number in range(top, bottom + 1)) if row]
        for cell in (cell for row in rows for cell in sheet.cells(row) if left <= cell.column <= right):
            edits += _without_value(sheet, cell.start, cell.end) if cell.start != formula.start else []
    return edits


def _without_value(sheet: Sheet, start: int, end: int) -> list[Edit]:
    value = element(sheet.seen, sheet.p + b"v", start, end)
    if not value:
        return []
    tag_end = sheet.seen.index(b">", start) + 1
    tag = sheet.xml[start:tag_end]
    return [(start, tag_end, with_attribute(tag, b"t", None)), (value.start, value.end, b"")]


def with_masters_moved(sheet: Sheet, title: str, places: set[tuple[int, int]]) -> Sheet:
    """The sheet ready to lose the formulas in `places`: shared ones whose first cell goes get a new first cell."""
    if sheet.seen.find(b"shared", sheet.data.inner, sheet.data.close) < 0:
        return sheet
    shared = [f for f in _formulas(sheet) if f.tag.get(b"t") == b"shared" and b"si" in f.tag]
    edits: list[Edit] = []
    for master in shared:
        heirs = [
            f for f in shared if f.tag[b"si"] == master.tag[b"si"] and not f.text and (f.row, f.column) not in places
        ]
        if master.text and (master.row, master.column) in places and heirs:
            edits.append(_heir(sheet, master, heirs))
    return Sheet(spliced(sheet.xml, edits), title) if edits else sheet


def _heir(sheet: Sheet, master: _Found, heirs: list[_Found]) -> Edit:
    first = heirs[0]
    text = moved(master.text or "", first.row - master.row, first.column - master.column)
    rows, columns = [f.row for f in heirs], [f.column for f in heirs]
    ref = area_name(min(rows), min(columns), max(rows), max(columns))
    start = first.at[0]
    whole = element(sheet.seen, sheet.p + b"f", start, first.end)
    assert whole
    tag = b'<%sf t="shared" ref="%s" si="%s">' % (sheet.p, ref, first.tag[b"si"])
    return start, whole.end, tag + escaped(text) + b"</" + sheet.p + b"f>"
