"""Tables and filters of a sheet that a fresh row or column of ours stands beside: they grow with it. No cells."""

from __future__ import annotations

from sync.workbook.excel_book import Book, SheetPart, relations
from sync.workbook.excel_cells import area, area_name
from sync.workbook.excel_xml import (
    Edit,
    attributes,
    element,
    elements,
    escaped,
    root,
    shadow,
    spliced,
    unescaped,
    with_attribute,
)

Area = tuple[int, int, int, int]


def tables(book: Book, sheet: SheetPart) -> list[str]:
    """The parts of the tables that stand on a sheet."""
    return [r.target for r in relations(book.package, sheet.part) if r.kind.endswith("/table")]


def table_area(xml: bytes) -> tuple[str, Area] | None:
    """A table's name and its area with header and totals."""
    found = attributes(root(xml)[2])
    try:
        return unescaped(found.get(b"displayName", found.get(b"name", b""))), area(found[b"ref"])
    except (KeyError, ValueError):
        return None


def grow_for_rows(book: Book, sheet: SheetPart, rows: set[int]) -> None:
    """Rows added directly below a table (without totals) or a filter belong to it, as when a coach types there."""
    for part in tables(book, sheet):
        xml = book.package.xml(part)
        found = table_area(xml)
        if found and not _has_totals(xml):
            top, left, bottom, right = found[1]
            book.package.put(part, _with_area(xml, (top, left, _reach(bottom, rows), right)))
    _grow_filter(book, sheet, rows, set())


def _reach(edge: int, fresh: set[int]) -> int:
    """How far an edge goes with the fresh rows (or columns) that follow it without a gap."""
    while edge + 1 in fresh:
        edge += 1
    return edge


def grow_for_columns(book: Book, sheet: SheetPart, headers: dict[int, str]) -> None:
    """Columns added directly right of a table or a filter of row 1 belong to it: a sort then takes them along."""
    for part in tables(book, sheet):
        for column in sorted(headers):
            book.package.put(part, _grown(book.package.xml(part), column, headers[column]))
    _grow_filter(book, sheet, set(), set(headers))


def _grown(xml: bytes, column: int, header: str) -> bytes:
    found = table_area(xml)
    if not found or found[1][3] + 1 != column or found[1][0] != 1 or _headless(xml):
        return xml
    top, left, bottom, _ = found[1]
    grown = _with_column(xml, header)
    return _with_area(grown, (top, left, bottom, column)) if grown else xml


def _has_totals(xml: bytes) -> bool:
    return attributes(root(xml)[2]).get(b"totalsRowCount", b"0") not in (b"", b"0")


def _headless(xml: bytes) -> bool:
    return attributes(root(xml)[2]).get(b"headerRowCount", b"1") == b"0"


def _with_area(xml: bytes, grown: Area) -> bytes:
    """The table (and its filter, which leaves out the totals) with another area."""
    p, _, tag = root(xml)
    at = xml.index(tag)
    edits: list[Edit] = [(at, at + len(tag), with_attribute(tag, b"ref", area_name(*grown)))]
    filtered = element(shadow(xml), p + b"autoFilter")
    if filtered:
        top, left, bottom, right = grown
        name = area_name(top, left, bottom - _has_totals(xml), right)
        edits.append(
            (filtered.start, filtered.inner, with_attribute(xml[filtered.start : filtered.inner], b"ref", name))
        )
    return spliced(xml, edits)


def _with_column(xml: bytes, header: str) -> bytes | None:
    """The table with one more column, or None where it has one of that name: Excel refuses a second."""
    p, seen = root(xml)[0], shadow(xml)
    block = element(seen, p + b"tableColumns")
    if not block:
        return None
    columns = [attributes(xml[e.start : e.inner]) for e in elements(seen, p + b"tableColumn", block.inner, block.close)]
    if header.casefold() in {unescaped(c.get(b"name", b"")).casefold() for c in columns}:
        return None
    number = max((int(c.get(b"id", b"0")) for c in columns), default=0) + 1
    head = with_attribute(xml[block.start : block.inner], b"count", b"%d" % (len(columns) + 1))
    fresh = b'<%stableColumn id="%d" name="%s"/>' % (p, number, escaped(header))
    return spliced(xml, [(block.start, block.inner, head), (block.close, block.close, fresh)])


def _grow_filter(book: Book, sheet: SheetPart, rows: set[int], columns: set[int]) -> None:
    xml = book.package.xml(sheet.part)
    p, seen = root(xml)[0], shadow(xml)
    data = element(seen, p + b"sheetData")
    found = element(seen, p + b"autoFilter", data.end if data else 0)
    if not found:
        return
    tag = xml[found.start : found.inner]
    old = attributes(tag).get(b"ref", b"")
    try:
        top, left, bottom, right = area(old)
    except ValueError:
        return
    bottom = _reach(bottom, rows)
    right = _reach(right, columns) if top == 1 else right
    new = area_name(top, left, bottom, right)
    if area(old) == area(new):
        return
    book.package.put(sheet.part, spliced(xml, [(found.start, found.inner, with_attribute(tag, b"ref", new))]))
    book.retarget(old.decode(), new.decode(), sheet.title)
