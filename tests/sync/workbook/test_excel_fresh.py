"""A tab that a job makes comes with its looks: colours over what clients read, notes, drop-downs, one frozen row."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from sync.schema import TABS, Tab
from sync.workbook.excel_book import Book
from sync.workbook.excel_fresh import add_tab
from sync.workbook.excel_package import Package
from sync.workbook.looks import READ_HEADER

MADE_BY_JOBS = [tab for tab in TABS.values() if tab.made_by_job]


@pytest.mark.parametrize("tab", MADE_BY_JOBS, ids=lambda tab: tab.title)
def test_a_tab_of_a_job_comes_with_its_looks(tmp_path: Path, tab: Tab) -> None:
    path = tmp_path / "practice.xlsx"
    openpyxl.Workbook().save(path)
    book = Book(Package(path.read_bytes(), path.name), path.name)
    add_tab(book, tab, tab.title)
    path.write_bytes(book.package.packed())
    page = openpyxl.load_workbook(path)[tab.title]
    assert [cell.value for cell in page[1]] == [column.header for column in tab.columns]
    for cell, column in zip(page[1], tab.columns, strict=True):
        assert (cell.fill.fgColor.rgb == "FF" + READ_HEADER["bg_color"][1:]) is column.clients_read
        assert (cell.comment.text if cell.comment else "") == column.note
    lists = {rule.formula1 for rule in page.data_validations.dataValidation if rule.type == "list"}
    assert lists == {f'"{",".join(c.allowed)}"' for c in tab.columns if c.allowed and not c.ours}
    assert page.freeze_panes
