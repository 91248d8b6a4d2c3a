"""The .xlsx workbook keeps the promises of every workbook, and those of a file."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from sync.workbook.base import AddColumn, AddRow, AddTab, BadValue, Changed, Changes, MarkColumn, SetCell, Workbook
from sync.workbook.excel import ExcelWorkbook
from tests import rich
from tests.contracts.workbook import DUE, SHEET, MakeWorkbook, Tabs, WorkbookContract, cell


def saved(path: Path, tabs: Tabs) -> ExcelWorkbook:
    book = openpyxl.Workbook()
    for title, rows in tabs.items():
        sheet = book.create_sheet(title)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row, 1):
                sheet.cell(number, column, value)
    book.remove(book.worksheets[0])
    book.save(path)
    return ExcelWorkbook(path)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "practice.xlsx"


@pytest.fixture
def book(path: Path) -> ExcelWorkbook:
    return saved(path, SHEET)


def test_merged_cells_count_for_the_width_of_a_tab_but_not_where_they_are_whole_rows(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "Clients"
    sheet.append(["Client", "Email", None, "Private"])
    made.save(tmp_path / "practice.xlsx")
    assert ExcelWorkbook(tmp_path / "practice.xlsx").read().grids["Clients"].width == 4
    for area in ("D1:F1", "A9:XFD9"):
        sheet.merge_cells(area)
    made.save(tmp_path / "practice.xlsx")
    assert ExcelWorkbook(tmp_path / "practice.xlsx").read().grids["Clients"].width == 6


class TestExcelWorkbook(WorkbookContract):
    @pytest.fixture
    def make(self, path: Path) -> MakeWorkbook:
        def made(tabs: Tabs) -> Workbook:
            return saved(path, tabs)

        return made


class TestExcelWorkbookOf1904(WorkbookContract):
    @pytest.fixture
    def make(self, path: Path) -> MakeWorkbook:
        def made(tabs: Tabs) -> Workbook:
            with xlsxwriter.Workbook(path, {"date_1904": True, "default_date_format": "d mmm yyyy hh:mm"}) as out:
                for title, rows in tabs.items():
                    sheet = out.add_worksheet(title)
                    for number, row in enumerate(rows):
                        sheet.write_row(number, 0, row)
            return ExcelWorkbook(path)

        return made


def test_a_name_and_an_identity(book: ExcelWorkbook, path: Path) -> None:
    assert (book.name, book.identity) == ("practice.xlsx", str(path.resolve()))


def test_the_day_that_0_stands_for_is_told(path: Path) -> None:
    for epoch_1904, zero in ((False, date(1899, 12, 30)), (True, date(1904, 1, 1))):
        rich.build(path, epoch_1904=epoch_1904)
        grid = ExcelWorkbook(path).read().grids["Commitments"]
        assert grid.day_zero == zero
        assert grid.rows[1][2] == date(2026, 11, 21)


def test_chart_sheets_are_no_tabs(path: Path) -> None:
    rich.build(path)
    assert [*ExcelWorkbook(path).read().grids] == ["Commitments", "Money", "It's mine", "Very hidden"]


def test_errors_and_formulas_without_a_value_are_bad_cells(path: Path) -> None:
    with xlsxwriter.Workbook(path) as out:
        sheet = out.add_worksheet("Clients")
        sheet.write_row(0, 0, ["Client", "Due"])
        sheet.write_formula("A2", "=1/0", None, "#DIV/0!")
        sheet.write_formula("B2", "=Nowhere!A1", None, "#REF!")
        sheet.write_formula("C2", '="x"', None, "x")
        sheet.write_string("D2", "#REF!")
    openpyxl_book = openpyxl.load_workbook(path)
    openpyxl_book["Clients"]["E2"] = "=1+1"
    openpyxl_book["Clients"]["A4"] = "=1+1"
    assert ExcelWorkbook(path).read().grids["Clients"].rows[1] == [BadValue("#DIV/0!"), BadValue("#REF!"), "x", "#REF!"]
    openpyxl_book.save(path)
    rows = ExcelWorkbook(path).read().grids["Clients"].rows
    assert rows[1] == [BadValue("")] * 3 + ["#REF!", BadValue("")]
    assert rows[3][0] == BadValue("")


def test_a_time_of_day_and_a_duration_are_harmless_text(path: Path) -> None:
    with xlsxwriter.Workbook(path) as out:
        sheet = out.add_worksheet("Clients")
        sheet.write_number("A1", 0.604166666666667, out.add_format({"num_format": "hh:mm"}))
        sheet.write_number("B1", 1.0625, out.add_format({"num_format": "[h]:mm"}))
        sheet.write_number("C1", 46348.604166666664, out.add_format({"num_format": "d mmm yyyy hh:mm"}))
    assert ExcelWorkbook(path).read().grids["Clients"].rows == [["14:30", "25:30", datetime(2026, 11, 22, 14, 30)]]


def test_a_file_that_changed_since_it_was_read_is_left_alone(book: ExcelWorkbook, path: Path) -> None:
    book.read()
    saved(path, SHEET | {"Mine": [["new"]]})
    standing = path.read_bytes()
    with pytest.raises(Changed, match="changed"):
        book.apply(Changes(cells=[cell(2, 3, "Status", "Done")]))
    assert path.read_bytes() == standing
    assert [*path.parent.iterdir()] == [path]


def test_a_save_at_the_last_moment_is_noticed(book: ExcelWorkbook, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book.read()
    import os

    sync = os.fsync

    def coach_saves(handle: int) -> None:
        sync(handle)
        saved(path, {"Mine": [["new"]]})

    monkeypatch.setattr(os, "fsync", coach_saves)
    with pytest.raises(Changed):
        book.apply(Changes(cells=[cell(2, 3, "Status", "Done")]))
    assert [*ExcelWorkbook(path).read().grids] == ["Mine"]
    assert [*path.parent.iterdir()] == [path]


def test_dates_are_written_as_dates_and_numbers_never_look_like_dates(path: Path) -> None:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as out:
        sheet = out.add_worksheet("Commitments")
        percent = out.add_format({"num_format": "0%", "bold": True})
        sheet.write_row(0, 0, ["a", "b", "c", "d"])
        sheet.write_row(1, 0, ["text", DUE, 0.5, "text"])
        sheet.write_number("C2", 0.5, percent)
    book = ExcelWorkbook(path)
    book.read()
    values: list[Any] = [DUE, 5, DUE, datetime(2026, 11, 27, 9, 0)]
    book.apply(Changes(cells=[cell(2, column, "x", value) for column, value in enumerate(values)]))
    cells = openpyxl.load_workbook(path)["Commitments"][2]
    assert [c.number_format for c in cells] == ["ddd d mmm yyyy", "General", "ddd d mmm yyyy", "ddd d mmm yyyy hh:mm"]
    assert cells[2].font.bold
    assert [c.value for c in cells] == [datetime(2026, 11, 27), 5, datetime(2026, 11, 27), datetime(2026, 11, 27, 9)]
    book.apply(Changes(cells=[cell(2, 1, "x", datetime(2026, 11, 27)), cell(2, 0, "x", date(2026, 1, 1))]))
    styles = openpyxl.load_workbook(path)._cell_styles  # type: ignore[attr-defined]
    book.apply(Changes(cells=[cell(2, 0, "x", date(2026, 1, 2))]))
    assert len(openpyxl.load_workbook(path)._cell_styles) == len(styles)  # type: ignore[attr-defined]


def test_a_coachs_own_date_format_is_kept(path: Path) -> None:
    with xlsxwriter.Workbook(path, {"default_date_format": "dd.mm.yy"}) as out:
        out.add_worksheet("Commitments").write_row(0, 0, ["Due seen", DUE])
    book = ExcelWorkbook(path)
    book.read()
    book.apply(Changes(cells=[cell(1, 1, "Due seen", date(2026, 12, 1))]))
    written = openpyxl.load_workbook(path)["Commitments"]["B1"]
    assert (written.number_format, written.value) == ("dd.mm.yy", datetime(2026, 12, 1))


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [("a\x00b\x0bc", "abc"), ("a\r\nb\rc", "a\nb\nc"), ("x" * 50_000, "x" * 32767), ("\ud800", None), ("", None)],
)
def test_what_no_cell_can_hold_is_left_out(book: ExcelWorkbook, wanted: str, kept: str | None) -> None:
    book.read()
    book.apply(Changes(cells=[cell(2, 3, "Status", wanted)]))
    assert book.read().grids["Commitments"].rows[1][3] == kept


@pytest.mark.parametrize("value", [date(1850, 5, 1), datetime(1850, 5, 1, 9, 30), date(1900, 2, 28)])
def test_a_date_before_the_sheets_own_time_is_text(book: ExcelWorkbook, value: date) -> None:
    book.read()
    book.apply(Changes(cells=[cell(2, 3, "Status", value), cell(3, 3, "Status", float("nan"))]))
    rows = book.read().grids["Commitments"].rows
    assert (rows[1][3], rows[2][3]) == (str(value), None)


def test_fresh_rows_look_like_the_row_above(path: Path) -> None:
    with xlsxwriter.Workbook(path, {"default_date_format": "dd.mm.yy"}) as out:
        sheet = out.add_worksheet("Mail log")
        sheet.write_row(0, 0, ["Key", "When", "To"], out.add_format({"bold": True}))
        sheet.write_row(1, 0, ["k", DUE, "a"], None)
        sheet.write("C2", "a", out.add_format({"italic": True}))
    book = ExcelWorkbook(path)
    book.read()
    book.apply(Changes(rows=[AddRow("Mail log", number, {0: "k", 1: DUE}) for number in (3, 4)]))
    sheet = openpyxl.load_workbook(path)["Mail log"]
    for number in (3, 4):
        assert (sheet.cell(number, 2).number_format, sheet.cell(number, 3).font.italic) == ("dd.mm.yy", True)


def test_a_first_row_does_not_look_like_the_headers(path: Path) -> None:
    with xlsxwriter.Workbook(path) as out:
        out.add_worksheet("Mail log").write_row(0, 0, ["Key", "When"], out.add_format({"bold": True}))
    book = ExcelWorkbook(path)
    book.read()
    book.apply(Changes(rows=[AddRow("Mail log", 2, {0: "k"})]))
    assert not openpyxl.load_workbook(path)["Mail log"]["A2"].font.bold


def test_a_fresh_column_looks_like_its_neighbour_and_joins_table_and_filter(path: Path) -> None:
    rich.build(path)
    book = ExcelWorkbook(path)
    book.read()
    book.apply(
        Changes(
            columns=[AddColumn("Money", 2, "Status", {2: "Paid"}), AddColumn("Commitments", 10, "ID", {2: "k7q2"})],
            rows=[AddRow("Money", 5, {0: "Apr", 2: "Due"}), AddRow("Commitments", 14, {0: "Client 1"})],
        )
    )
    after = openpyxl.load_workbook(path)
    table = after["Money"].tables["Fees"]
    assert (table.ref, table.autoFilter.ref) == ("A1:C5", "A1:C5")
    assert [column.name for column in table.tableColumns] == ["Month", "Fee", "Status"]
    commitments = after["Commitments"]
    assert commitments.auto_filter.ref == "A1:K14"
    assert b"Commitments!$A$1:$K$14" in rich.parts_of(path)["xl/workbook.xml"]
    assert commitments["K1"].font.bold
    assert commitments["K1"].fill.fgColor.rgb == commitments["J1"].fill.fgColor.rgb
    assert commitments.column_dimensions["K"].width > 8


def test_a_fresh_tab_is_ready_to_be_worked_in(book: ExcelWorkbook, path: Path) -> None:
    book.read()
    book.apply(Changes(tabs=[AddTab("Decisions", "Decisions"), AddTab("What's sent", "Mail log")]))
    after = openpyxl.load_workbook(path)
    sheet = after["Decisions"]
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold
    assert sheet.column_dimensions["F"].width > 12
    assert sheet.data_validations.dataValidation[0].formula1 == '"Send,Not now,Talked,Dismiss"'
    assert after.sheetnames == ["Commitments", "Mail log", "Decisions", "What's sent"]
    assert book.read().grids["What's sent"].marks[0] == "Key"
    standing = path.read_bytes()
    book.apply(Changes(tabs=[AddTab("Decisions", "Decisions")]))
    assert path.read_bytes() == standing


def test_a_linked_workbook_is_replaced_where_it_really_is(book: ExcelWorkbook, path: Path) -> None:
    link = path.parent / "shared" / "link.xlsx"
    link.parent.mkdir()
    link.symlink_to(path)
    linked = ExcelWorkbook(link)
    linked.read()
    linked.apply(Changes(cells=[cell(2, 3, "Status", "Done")]))
    assert link.is_symlink()
    assert book.read().grids["Commitments"].rows[1][3] == "Done"
    assert linked.identity == book.identity


def test_mode_stays_and_leftovers_of_dead_runs_go(book: ExcelWorkbook, path: Path) -> None:
    import socket
    import subprocess

    dead = subprocess.Popen(["true"])
    dead.wait()
    host = socket.gethostname()
    gone = path.with_name(f".practice.xlsx.coachsheet-{host}-{dead.pid}.tmp")
    alive = path.with_name(f".practice.xlsx.coachsheet-{host}-1.tmp")
    others = [path.with_name(".practice.xlsx.tmp"), path.with_name(f".other.xlsx.coachsheet-{host}-{dead.pid}.tmp")]
    for file in (gone, alive, *others):
        file.touch()
    path.chmod(0o640)
    book.read()
    book.apply(Changes(cells=[cell(2, 3, "Status", "Done")]))
    assert path.stat().st_mode & 0o777 == 0o640
    assert not gone.exists()
    assert all(file.exists() for file in (alive, *others))


def test_marks_follow_their_columns_and_lost_ones_are_cleaned(book: ExcelWorkbook, path: Path) -> None:
    book.read()
    book.apply(Changes(marks=[MarkColumn("Commitments", 3, "Status"), MarkColumn("Commitments", 4, "Days left")]))
    hand = openpyxl.load_workbook(path)  # as Excel does it: names follow a moved column and a renamed tab
    hand["Commitments"].title = "Ana's list"
    names = hand.defined_names
    names["coachsheet.Commitments.Status"].value = "'Ana''s list'!$H$1"
    names["coachsheet.Commitments.Days_left"].value = "#REF!"
    hand.save(path)
    assert book.read().grids["Ana's list"].marks == {7: "Status"}
    book.apply(Changes(marks=[MarkColumn("Ana's list", 4, "Days left"), MarkColumn("Mail log", 0, "Key")]))
    found = openpyxl.load_workbook(path).defined_names
    assert {name: (n.value, n.hidden) for name, n in found.items()} == {
        "coachsheet.Commitments.Status": ("'Ana''s list'!$H$1", True),
        "coachsheet.Ana__27__s_list.Days_left": ("'Ana''s list'!$E$1", True),
        "coachsheet.Mail_log.Key": ("'Mail log'!$A$1", True),
    }


def test_a_mark_is_moved_or_taken_away(book: ExcelWorkbook) -> None:
    book.read()
    book.apply(Changes(marks=[MarkColumn("Commitments", 3, "Status")]))
    book.apply(Changes(marks=[MarkColumn("Commitments", 4, "Status")]))
    assert book.read().grids["Commitments"].marks == {4: "Status"}
    book.apply(Changes(marks=[MarkColumn("Commitments", 4, "Moved on")]))
    assert book.read().grids["Commitments"].marks == {4: "Moved on"}
    book.apply(Changes(marks=[MarkColumn("Commitments", 4, "")]))
    assert book.read().grids["Commitments"].marks == {}


def test_a_write_without_a_reading_is_refused(book: ExcelWorkbook) -> None:
    with pytest.raises(Changed):
        book.apply(Changes(cells=[SetCell("Commitments", 2, 3, "Status", "Done")]))
