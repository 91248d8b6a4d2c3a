"""A rich workbook after a write: everything of the coach's is byte for byte what it was; LibreOffice shows the rest."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sync.workbook.base import AddColumn, AddRow, Changes, MarkColumn, SetCell
from sync.workbook.excel import ExcelWorkbook
from tests import rich
from tests.sync.workbook.office import needs_office, reopened

SHEET = "xl/worksheets/sheet1.xml"
MONEY, BOARD = "xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml"


def status(row: int, value: Any, column: int = rich.STATUS) -> SetCell:
    return SetCell("Commitments", row, column, "Status", value)


@pytest.fixture(params=[False, True], ids=["1900", "1904"])
def path(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    path = tmp_path / "rich.xlsx"
    rich.build(path, epoch_1904=request.param)
    return path


def apply(path: Path, changes: Changes) -> None:
    book = ExcelWorkbook(path)
    book.read()
    book.apply(changes)


def changed_parts(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def rows_of(xml: bytes) -> dict[int, bytes]:
    return {
        int(row[1]): row[0] for row in re.finditer(rb'<row r="(\d+)".*?(?:</row>|/>(?=<row|</sheetData))', xml, re.S)
    }


def test_every_other_part_and_every_other_row_keeps_its_bytes(path: Path) -> None:
    before = rich.parts_of(path)
    apply(path, Changes(cells=[status(3, 7, rich.DAYS_LEFT), status(5, None, rich.DAYS_LEFT)]))
    after = rich.parts_of(path)
    assert changed_parts(before, after) == {SHEET, MONEY, "xl/workbook.xml"}, "Money: INDIRECT may read anything"
    old, new = rows_of(before[SHEET]), rows_of(after[SHEET])
    assert {number for number in old if old[number] != new[number]} == {3, 5}
    assert re.sub(rb"<sheetData>.*</sheetData>", b"", after[SHEET], flags=re.S) == re.sub(
        rb"<sheetData>.*</sheetData>", b"", before[SHEET], flags=re.S
    )
    assert [*after] == [*before]


def test_the_cells_beside_ours_keep_their_bytes(path: Path) -> None:
    before = rows_of(rich.parts_of(path)[SHEET])[3]
    apply(path, Changes(cells=[status(3, 99, rich.DAYS_LEFT)]))
    after = rows_of(rich.parts_of(path)[SHEET])[3]
    ours = rb'<c r="G3"[^>]*>.*?</c>'
    assert re.sub(ours, b"", after) == re.sub(ours, b"", before)
    assert b'<c r="G3"><v>99</v></c>' in after


def test_untouched_parts_are_the_very_same_compressed_bytes(path: Path) -> None:
    def raw(name: str) -> tuple[Any, ...]:
        with zipfile.ZipFile(path) as package:
            entry = package.getinfo(name)
            start = entry.header_offset
            return (
                entry.date_time,
                entry.flag_bits,
                entry.CRC,
                path.read_bytes()[start : start + 30 + entry.compress_size],
            )

    names = ("xl/media/image1.png", "xl/charts/chart1.xml", "customXml/item1.xml")
    before = [raw(name) for name in names]
    apply(path, Changes(cells=[status(3, "Done")]))
    assert [raw(name) for name in names] == before


def test_stored_values_go_only_where_they_rest_on_what_changed(path: Path) -> None:
    before = rich.parts_of(path)
    apply(path, Changes(cells=[status(3, "Done")]))
    after = rich.parts_of(path)
    old, new = rows_of(before[SHEET])[3], rows_of(after[SHEET])[3]
    assert b'<c r="I3"><f>IF(F3="Done",1,0)</f></c>' in new
    week = re.search(rb'<c r="H3".*?</c>', old)
    assert week and week[0] in new
    money = after[MONEY]
    assert b"<f>SUM(Fees[Fee])</f><v>840</v>" in money
    assert re.search(rb'<f t="array" ref="E1:E3">B2:B4\*2</f><v>480</v>', money)
    for gone in (
        rb"COUNTIF\(Commitments!F:F,\"Done\"\)",
        rb"D2\*Fee",
        rb"COUNTIF\(All_status,\"Open\"\)",
        rb"COUNTA[^<]*",
    ):
        assert re.search(rb"<f>" + gone + rb"</f></c>", money), gone
    assert b"<f>Money!D3+1</f></c>" in after[BOARD]
    assert b"<f>'It''s mine'!B2*2</f><v>42</v>" in after[BOARD]
    assert not re.search(rb'<c r="F[123]"[^>]*>[^/]*<v>', money), "an array goes with all its cells"
    assert b'fullCalcOnLoad="1"' in after["xl/workbook.xml"]
    assert changed_parts(before, after) == {SHEET, MONEY, BOARD, "xl/workbook.xml"}


def test_a_formula_in_our_column_gives_way_and_the_calculation_chain_goes(path: Path) -> None:
    apply(path, Changes(cells=[SetCell("Commitments", 2, 8, "Done?", "Open")]))
    after = rich.parts_of(path)
    assert "xl/calcChain.xml" not in after
    assert b"calcChain" not in after["[Content_Types].xml"] + after["xl/_rels/workbook.xml.rels"]
    assert openpyxl.load_workbook(path)["Commitments"]["I2"].value == "Open"


def test_the_chain_stays_where_no_formula_was_ours(path: Path) -> None:
    apply(path, Changes(cells=[status(2, "Done")]))
    assert "xl/calcChain.xml" in rich.parts_of(path)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What LibreOffice saw in the rich workbook after a write of every kind, started once for all."""
    folder = tmp_path_factory.mktemp("office")
    path = folder / "rich.xlsx"
    rich.build(path)
    everything = Changes(
        columns=[AddColumn("Commitments", 10, "First due", {2: date(2026, 11, 21)})],
        marks=[MarkColumn("Commitments", rich.STATUS, "Status")],
        cells=[status(3, "Done"), status(4, "Done"), status(3, -4, rich.DAYS_LEFT), status(9, "=1+1")],
        rows=[AddRow("Commitments", 14, {0: "Priya <Nair>", 5: "Open", 6: 7})],
    )
    apply(path, everything)
    return folder, reopened(path, folder)


@needs_office
def test_libreoffice_shows_the_new_values(seen: tuple[Path, Path]) -> None:
    sheet = openpyxl.load_workbook(seen[1], data_only=True)["Commitments"]
    assert [sheet.cell(row, 6).value for row in (2, 3, 4, 9, 14)] == ["Open", "Done", "Done", "=1+1", "Open"]
    assert (sheet["G3"].value, sheet["A14"].value, sheet["K1"].value) == (-4, "Priya <Nair>", "First due")
    assert sheet["K2"].is_date
    assert sheet["K2"].value.date() == date(2026, 11, 21)


@needs_office
def test_libreoffice_works_out_what_rests_on_them(seen: tuple[Path, Path]) -> None:
    after = openpyxl.load_workbook(seen[1], data_only=True)
    assert [after["Commitments"].cell(row, 9).value for row in (2, 3, 4)] == [0, 1, 1]
    assert [after["Money"].cell(row, 4).value for row in (1, 2, 3, 4)] == [840, 2, 480, 9]
    assert [after["Money"].cell(row, 6).value for row in (1, 2, 3)] == [0, 1, 1]
    assert after["It's mine"]["A1"].value == 481


@needs_office
def test_marks_and_tables_outlive_a_save_in_libreoffice(seen: tuple[Path, Path]) -> None:
    marks = ExcelWorkbook(seen[1]).read().grids["Commitments"].marks
    assert marks == {rich.STATUS: "Status", 10: "First due"}
