"""Setup on a workbook that stands: what lacks comes, what stands stays, and a second time nothing is written."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from sync.policies import rows_for_setup
from sync.schema import TABS, TODAY
from sync.workbook.base import AddRow, AddTab, Changes, SetCell, Unreadable
from sync.workbook.excel import ExcelWorkbook
from sync.workbook.excel_new import create
from sync.workbook.excel_setup import complete
from tests.sync.workbook.office import needs_office, reopened

RULES = rows_for_setup()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A coach's own workbook: two tabs of hers that are also ours, one that is not, and her own way with them."""
    book = openpyxl.Workbook()
    clients = book.active
    assert clients is not None
    clients.title = "clients"
    clients.append(["E-mail", "CLIENT ", "Shoe size", "Stage"])
    clients.append(["priya@example.com", "Priya Nair", 38, "Active"])
    clients["A1"].font = Font(italic=True)
    clients.column_dimensions["B"].width = 33
    commitments = book.create_sheet("Commitments")
    commitments.append(["Client", "Commitment", "Due", "Status"])
    commitments.append(["Priya Nair", "Call five leads", date(2026, 11, 25)])
    own = DataValidation(type="whole", operator="greaterThan", formula1="5")
    own.add("C2:C50")
    commitments.add_data_validation(own)
    commitments.conditional_formatting.add("D2:D9", CellIsRule("equal", ['"Mine"'], fill=PatternFill(bgColor="00FF00")))
    money = book.create_sheet("Money")
    for row in (("March", 240), ("April", "=B1*2")):
        money.append(row)
    chart = BarChart()
    chart.add_data(Reference(money, min_col=2, min_row=1, max_row=2))
    money.add_chart(chart, "D2")
    book.save(tmp_path / "practice.xlsx")
    return tmp_path / "practice.xlsx"


def done(path: Path, **more: Any) -> list[str]:
    return complete(path, RULES, aliases={"Clients.Email": ["E-mail"]}, **more).made


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_a_second_setup_changes_not_one_byte(path: Path) -> None:
    assert done(path)
    once, state = path.read_bytes(), path.stat()
    assert complete(path, RULES, aliases={"Clients.Email": ["E-mail"]}).changed is False
    assert path.read_bytes() == once
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (state.st_ino, state.st_mtime_ns)


def test_a_workbook_made_by_setup_needs_nothing_more(tmp_path: Path) -> None:
    create(tmp_path / "practice.xlsx", policies_rows=RULES)
    before = (tmp_path / "practice.xlsx").read_bytes()
    report = complete(tmp_path / "practice.xlsx", RULES)
    assert (report.made, report.blocked, report.changed) == ([], [], False)
    assert (tmp_path / "practice.xlsx").read_bytes() == before


def test_every_tab_and_column_is_there_afterwards(path: Path) -> None:
    done(path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[:3] == ["clients", "Commitments", "Money"], "hers stay where they are"
    assert {tab.title.casefold() for tab in TABS.values() if not tab.made_by_job} <= {
        t.casefold() for t in book.sheetnames
    }
    assert TODAY in book.sheetnames
    headers = [cell.value for cell in book["clients"][1]]
    assert headers[:4] == ["E-mail", "CLIENT ", "Shoe size", "Stage"]
    assert set(headers[4:]) == {c.header for c in TABS["Clients"].columns} - {"Email", "Client", "Stage"}


def test_the_columns_of_jobs_are_marked_a_standing_empty_one_too(path: Path) -> None:
    done(path)
    grids = ExcelWorkbook(path).read().grids
    for title, tab in (("clients", TABS["Clients"]), ("Commitments", TABS["Commitments"]), ("Team", TABS["Team"])):
        assert set(grids[title].marks.values()) == {c.header for c in tab.ours}
    assert grids["Commitments"].marks[3] == "Status"


def test_what_stood_stays_as_it_was(path: Path) -> None:
    before = parts(path)
    done(path)
    after = parts(path)
    changed = {name for name in before if before[name] != after.get(name)}
    assert changed <= {
        "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
        "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml",
    }  # fmt: skip
    book = openpyxl.load_workbook(path)
    assert [[cell.value for cell in row[:4]] for row in book["clients"].iter_rows(min_row=2)] == [
        ["priya@example.com", "Priya Nair", 38, "Active"]
    ]
    assert book["clients"]["A1"].font.i and book["clients"]["A1"].fill.fgColor.rgb != "FFDCE6F1"
    assert book["clients"].column_dimensions["B"].width == 33
    assert book["Money"]["B2"].value == "=B1*2"


def test_a_check_or_colour_of_the_coachs_own_stays_alone_in_its_column(path: Path) -> None:
    done(path)
    page = openpyxl.load_workbook(path)["Commitments"]
    on_due = [rule for rule in page.data_validations.dataValidation if "C2" in rule.sqref]
    assert [(rule.type, rule.formula1) for rule in on_due] == [("whole", "5")]
    on_status = [block for block in page.conditional_formatting if "D2" in block.sqref]
    assert [rule.formula for block in on_status for rule in block.rules] == [['"Mine"']]


def test_what_lacks_gets_its_checks_notes_and_colours(path: Path) -> None:
    done(path)
    page = openpyxl.load_workbook(path)["clients"]
    rules = page.data_validations.dataValidation
    stage = next(rule for rule in rules if "D2" in rule.sqref)
    assert stage.formula1 == '"Prospect,Active,Paused,Ended"'
    goal = next(cell for cell in page[1] if cell.value == "Goal")
    assert next(rule for rule in rules if goal.coordinate in rule.sqref).prompt == TABS["Clients"].column("Goal").note
    track = next(cell for cell in page[1] if cell.value == "Track")
    assert any(f"{track.column_letter}2" in block.sqref for block in page.conditional_formatting)
    assert page.auto_filter.ref and page.freeze_panes == "A2", "her first column is not the client"


def test_a_column_that_stood_is_never_hidden(path: Path) -> None:
    done(path)
    page = openpyxl.load_workbook(path)["clients"]
    hidden = {n for size in page.column_dimensions.values() if size.hidden for n in range(size.min, size.max + 1)}
    assert hidden and not hidden & {1, 2, 3, 4}


def test_nothing_is_put_inside_merged_cells(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book["Commitments"].merge_cells("F1:H1")
    book["Commitments"]["F1"] = "Private"
    book.save(path)
    complete(path, RULES)
    assert [cell.value for cell in openpyxl.load_workbook(path)["Commitments"][1]][5:9] == [
        "Private",
        None,
        None,
        "Done on",
    ]


def test_words_under_a_header_of_ours_block_the_tab_until_they_are_adopted(path: Path) -> None:
    workbook = ExcelWorkbook(path)
    workbook.read()
    workbook.apply(Changes(cells=[SetCell("Commitments", 2, 3, "Status", "waiting for Bob")]))
    before = parts(path)["xl/worksheets/sheet2.xml"]
    report = complete(path, RULES)
    assert len(report.blocked) == 1
    assert (
        'Commitments: the column "Status"' in report.blocked[0] and '--adopt "Commitments.Status"' in report.blocked[0]
    )
    assert parts(path)["xl/worksheets/sheet2.xml"] == before
    assert not ExcelWorkbook(path).read().grids["Commitments"].marks
    assert complete(path, RULES, adopt=["commitments.status"]).blocked == []
    grid = ExcelWorkbook(path).read().grids["Commitments"]
    assert grid.marks[3] == "Status" and grid.rows[1][3] == "waiting for Bob"


def test_a_header_that_stands_twice_blocks_its_tab(path: Path) -> None:
    workbook = ExcelWorkbook(path)
    workbook.read()
    workbook.apply(Changes(cells=[SetCell("Commitments", 1, 4, "", "due")]))
    assert complete(path, RULES).blocked == ['Commitments: the header "Due" stands 2 times. Rename all but one.']


def test_policies_get_their_rows_only_where_there_are_none(path: Path) -> None:
    done(path)
    page = openpyxl.load_workbook(path)["Policies"]
    assert [tuple(c.value for c in row[:2]) for row in page.iter_rows(min_row=2, max_row=3)] == [
        ("Time zone", None), ("Send to", "Me")
    ]  # fmt: skip


def test_the_rules_of_a_coach_are_left_alone(path: Path) -> None:
    workbook = ExcelWorkbook(path)
    workbook.read()
    rule = AddRow("Policies", 2, {0: "Send to", 1: "Clients"})
    workbook.apply(Changes(tabs=[AddTab("Policies", "Policies")], rows=[rule]))
    done(path)
    page = openpyxl.load_workbook(path)["Policies"]
    assert [[c.value for c in row[:2]] for row in page.iter_rows(min_row=2)] == [["Send to", "Clients"]]


def test_an_empty_policies_tab_is_filled(path: Path) -> None:
    workbook = ExcelWorkbook(path)
    workbook.read()
    workbook.apply(Changes(tabs=[AddTab("Policies", "Policies")]))
    done(path)
    assert openpyxl.load_workbook(path)["Policies"].max_row == len(RULES) + 1


def test_the_questions_of_a_form_are_not_completed(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book.create_sheet("Pulse").append(["Timestamp", "Client", "Rating"])
    book.save(path)
    done(path, titles={"Check-ins": ["Pulse"]})
    headers = [cell.value for cell in openpyxl.load_workbook(path)["Pulse"][1]]
    assert headers == ["Timestamp", "Client", "Rating", "Matched", "Sync note", "ID"]


def test_a_dry_run_writes_nothing(path: Path) -> None:
    before = path.read_bytes()
    assert complete(path, RULES, dry_run=True).changed
    assert path.read_bytes() == before


def test_a_file_that_is_no_workbook_is_named(tmp_path: Path) -> None:
    (tmp_path / "notes.xlsx").write_bytes(b"not a zip")
    with pytest.raises(Unreadable, match=r"notes\.xlsx"):
        complete(tmp_path / "notes.xlsx")


@needs_office
def test_libreoffice_opens_what_was_completed(path: Path, tmp_path: Path) -> None:
    done(path)
    book = openpyxl.load_workbook(reopened(path, tmp_path), data_only=True)
    assert book["Money"]["B2"].value == 480
    shown = {str(cell.value) for row in book[TODAY].iter_rows(max_col=10) for cell in row if cell.value is not None}
    assert "No run yet." in shown and not [word for word in shown if word.startswith("#")]
    assert book["clients"]["B2"].value == "Priya Nair"
