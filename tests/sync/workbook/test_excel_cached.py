"""Stored values of formulas stay unless they rest, near or far, on a cell that changed."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from sync.workbook.base import Changes, SetCell
from sync.workbook.excel import ExcelWorkbook
from tests.rich import parts_of

Formulas = dict[str, str]


def kept(path: Path, formulas: Formulas, changed: tuple[int, int] = (2, 0)) -> set[str]:
    """The cells of a tab Mine whose stored value outlives a change in the tab Ours (A2 unless said)."""
    with xlsxwriter.Workbook(path) as out:
        ours, mine = out.add_worksheet("Ours"), out.add_worksheet("Mine")
        ours.write_row(0, 0, ["Status", "Days left"])
        ours.write_row(1, 0, ["Open", 5])
        ours.write_formula("C2", "=B2+1", None, 6)
        for place, formula in formulas.items():
            mine.write_formula(place, formula, None, 77)
    book = ExcelWorkbook(path)
    book.read()
    book.apply(Changes(cells=[SetCell("Ours", *changed, "Status", "Done")]))
    xml = parts_of(path)["xl/worksheets/sheet2.xml"].decode()
    return set(re.findall(r'<c r="(\w+)"[^>]*><f[^>]*>[^<]*</f><v>77</v>', xml))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "practice.xlsx"


def test_a_chain_of_formulas_goes_to_its_end(path: Path) -> None:
    formulas = {
        "A1": "=Ours!A2",
        "A2": "=A1",
        "B9": "=SUM(A2:A5)",
        "C1": "=B9",
        "D1": "=Ours!B2",
        "D2": "=D1",
        "E1": "=1",
    }
    assert kept(path, formulas) == {"D1", "D2", "E1"}


def test_a_chain_that_runs_upwards_goes_too(path: Path) -> None:
    formulas = {f"A{row}": f"=A{row + 1}+1" for row in range(1, 60)} | {"A60": "=Ours!A2", "B1": "=A61"}
    assert kept(path, formulas) == {"B1"}


def test_circles_come_to_an_end(path: Path) -> None:
    assert kept(path, {"A1": "=B1+Ours!A2", "B1": "=A1", "C1": "=D1", "D1": "=C1"}) == {"C1", "D1"}


def test_areas_and_columns_count_only_where_the_change_is(path: Path) -> None:
    formulas = {"A1": "=SUM(Ours!A:A)", "A2": "=SUM(Ours!B:C)", "A3": "=SUM(Ours!2:2)", "A4": "=SUM(Ours!A3:A9)"}
    assert kept(path, formulas) == {"A2", "A4"}


def test_a_change_reaches_only_what_reads_it(path: Path) -> None:
    formulas = {"A1": "=Ours!C2", "A2": "=Ours!A2"}
    assert kept(path, formulas, changed=(2, 1)) == {"A2"}


def test_an_endless_tangle_drops_everything_in_time(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.workbook.excel_cached._PATIENCE", 50)
    formulas = {f"A{row}": f"=SUM(A{row + 1}:B{row + 1})" for row in range(1, 60)} | {"A60": "=Ours!A2", "C1": "=1"}
    assert kept(path, formulas) == set()


SHARED = (
    '<c r="B2"><f t="shared" ref="B2:B5" si="0">A2&amp;"!"</f><v>1</v></c>',
    '<c r="B3"><f t="shared" si="0"/><v>2</v></c>',
    '<c r="B4"><f t="shared" si="0"/><v>3</v></c>',
    '<c r="B5"><f t="shared" si="0"/><v>4</v></c>',
)


def with_shared(path: Path) -> ExcelWorkbook:
    with xlsxwriter.Workbook(path) as out:
        sheet = out.add_worksheet("Ours")
        sheet.write_row(0, 0, ["Status", "Mine"])
        for row in range(2, 6):
            sheet.write(f"A{row}", "Open")
            sheet.write(f"B{row}", row - 1)
    import zipfile

    parts = parts_of(path)
    name = "xl/worksheets/sheet1.xml"
    for row, formula in enumerate(SHARED, 2):
        parts[name] = parts[name].replace(b'<c r="B%d"><v>%d</v></c>' % (row, row - 1), formula.encode())
    with zipfile.ZipFile(path, "w") as package:
        for part, content in parts.items():
            package.writestr(part, content)
    book = ExcelWorkbook(path)
    book.read()
    return book


def test_a_filled_formula_is_known_in_each_of_its_rows(path: Path) -> None:
    with_shared(path).apply(Changes(cells=[SetCell("Ours", 4, 0, "Status", "Done")]))
    xml = parts_of(path)["xl/worksheets/sheet1.xml"].decode()
    assert [SHARED[n] in xml for n in range(4)] == [True, True, False, True]
    assert SHARED[2].replace("<v>3</v>", "") in xml


def test_the_first_cell_of_a_filled_formula_gives_way_and_the_others_keep_theirs(path: Path) -> None:
    book = with_shared(path)
    book.apply(Changes(cells=[SetCell("Ours", 2, 1, "Mine", "x"), SetCell("Ours", 4, 1, "Mine", "y")]))
    xml = parts_of(path)["xl/worksheets/sheet1.xml"].decode()
    assert '<f t="shared" ref="B3:B5" si="0">A3&amp;&quot;!&quot;</f><v>2</v>' in xml
    assert SHARED[3] in xml
    cells = openpyxl.load_workbook(path)["Ours"]
    assert [cells.cell(row, 2).value for row in (2, 3, 4, 5)] == ["x", '=A3&"!"', "y", '=A5&"!"']
