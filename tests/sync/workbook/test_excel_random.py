"""Random sheets, random changes: exactly these cells differ, by the word of a library that shares no code with ours."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles import Font

from sync.workbook.base import AddRow, Changes, SetCell
from sync.workbook.excel import ExcelWorkbook
from sync.workbook.excel_cells import stored_text
from tests.rich import parts_of

DAYS = st.dates(date(1950, 1, 1), date(2099, 12, 31))
MOMENTS = st.datetimes(datetime(1950, 1, 1), datetime(2099, 12, 31)).map(lambda at: at.replace(microsecond=0))
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12).filter(lambda t: not t.startswith("="))
NUMBERS = st.integers(-(10**9), 10**9) | st.floats(-1e9, 1e9).map(lambda number: round(number, 6))
VALUES = st.none() | TEXTS | NUMBERS | st.booleans() | DAYS | MOMENTS
PLACES = st.tuples(st.integers(1, 9), st.integers(0, 30))
SHEETS = st.dictionaries(PLACES, VALUES | st.just("=1+1"), max_size=30)
WANTED = st.dictionaries(PLACES, st.none() | TEXTS | NUMBERS | DAYS | MOMENTS, min_size=1, max_size=20)

Cells = dict[tuple[int, int], Any]


def as_it_is(xml: bytes) -> bytes:
    return xml


def spread(xml: bytes) -> bytes:
    """As a hand might have edited it: line ends, comments, other quotes, other order of attributes."""
    xml = re.sub(rb'<c r="(\w+)" t="(\w+)"', rb"<c t='\2'  r='\1'", xml)
    return re.sub(rb"(</c>|</row>|<row [^>]*>)", rb"\1\n <!-- <c r='A1'/> -->", xml)


def prefixed(xml: bytes) -> bytes:
    xml = re.sub(rb"<(/?)(\w+)(?=[ />])", rb"<\1x:\2", xml)
    return xml.replace(b"<x:worksheet xmlns=", b"<x:worksheet xmlns:x=")


def without_places(xml: bytes) -> bytes:
    """Rows that hold a cell in each of their columns need not say where these stand."""

    def bare(row: re.Match[bytes]) -> bytes:
        columns = re.findall(rb'<c r="([A-Z]+)\d+"', row[0])
        dense = columns == [b"%c" % (65 + n) for n in range(len(columns))]
        return re.sub(rb'(<c) r="\w+"', rb"\1", row[0]) if dense else row[0]

    return re.sub(rb"<row .*?</row>", bare, xml, flags=re.S)


SPELLINGS: list[Callable[[bytes], bytes]] = [as_it_is, spread, prefixed, without_places]


def saved(path: Path, cells: Cells, spelling: Callable[[bytes], bytes]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for (row, column), value in cells.items():
        sheet.cell(row, column + 1, value).font = Font(bold=bool(row % 2))
    book.save(path)
    parts = parts_of(path)
    parts["xl/worksheets/sheet1.xml"] = spelling(parts["xl/worksheets/sheet1.xml"])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)


def looked_at(path: Path) -> dict[tuple[int, int], tuple[Any, bool]]:
    """Value and font of every cell that holds one, by openpyxl."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    return {(cell.row, cell.column - 1): (cell.value, bool(cell.font.bold)) for cell in cells}


def expected(value: Any) -> Any:
    """How openpyxl tells a value: dates as midnights, blank text as nothing."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    return stored_text(value) or None if isinstance(value, str) else value


def near(left: Any, right: Any) -> bool:
    if isinstance(left, datetime) and isinstance(right, datetime):
        return abs(left - right) < timedelta(milliseconds=1)
    return bool(left == right)


@given(SHEETS, WANTED, st.sampled_from(SPELLINGS))
def test_exactly_the_wanted_cells_differ(cells: Cells, wanted: Cells, spelling: Callable[[bytes], bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "practice.xlsx")
        saved(path, cells, spelling)
        before = looked_at(path)
        book = ExcelWorkbook(path)
        book.read()
        book.apply(Changes(cells=[SetCell("Sheet", *place, "x", value) for place, value in wanted.items()]))
        after = looked_at(path)
        grid = book.read().grids["Sheet"]
    for place in before.keys() | after.keys() | wanted.keys():
        if place not in wanted:
            assert after.get(place) == before.get(place)
            continue
        value = expected(wanted[place])
        assert near(after.get(place, (None,))[0], value), place
        if place in after and cells.get(place) is not None:
            assert after[place][1] == before[place][1], "the font stays"
        row, column = place
        shown = grid.rows[row - 1][column] if row <= len(grid.rows) and column < len(grid.rows[row - 1]) else None
        assert near(expected(shown), value), place


@given(st.dictionaries(st.integers(0, 20), VALUES.filter(lambda v: not isinstance(v, bool)), min_size=1), SHEETS)
def test_a_fresh_row_holds_what_it_is_given(values: dict[int, Any], cells: Cells) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "practice.xlsx")
        saved(path, cells, as_it_is)
        before = looked_at(path)
        book = ExcelWorkbook(path)
        book.read()
        book.apply(Changes(rows=[AddRow("Sheet", 10, values)]))
        after = looked_at(path)
    assert {place: cell for place, cell in after.items() if place[0] < 10} == before
    told = {column: value for (row, column), (value, _) in after.items() if row == 10}
    wanted = {column: expected(value) for column, value in values.items() if expected(value) is not None}
    assert told.keys() == wanted.keys()
    assert all(near(told[column], wanted[column]) for column in wanted)
