"""What every workbook promises (sync/workbook/base.py). A backend's test class gives `make(tabs)`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from sync.schema import TABS
from sync.workbook.base import (
    AddColumn,
    AddRow,
    AddTab,
    Changes,
    Grid,
    MarkColumn,
    SetCell,
    Value,
    Workbook,
    WorkbookProblem,
)

Tabs = dict[str, list[list[Any]]]
MakeWorkbook = Callable[[Tabs], Workbook]

DUE = date(2026, 11, 27)
SHEET: Tabs = {
    "Commitments": [
        ["Client", "Commitment", "Due", "Status", "Days left"],
        ["Priya Nair", "Call five leads", DUE, "Open", 5],
        ["Marcus Webb", "Send the proposal", datetime(2026, 11, 30, 9, 30), None, None],
        ["Sofia Lind", "Ten minutes' quiet", "31/02/2026", "Draft", None],
    ],
    "Mail log": [["Key", "When", "To"]],
}


def cell(row: int, column: int, header: str, value: Any, tab: str = "Commitments") -> SetCell:
    return SetCell(tab, row, column, header, value)


def shown(grid: Grid) -> list[list[Value]]:
    """The grid as a square of cells without the blank edges that a backend may or may not give."""
    rows = [row + [None] * (grid.width - len(row)) for row in grid.rows]
    while rows and not any(value is not None for value in rows[-1]):
        rows.pop()
    return rows


class WorkbookContract:
    """Subclass it in a test module, with a fixture `make` that makes a workbook of these tabs, as a coach would."""

    @pytest.fixture
    def make(self) -> MakeWorkbook:
        raise NotImplementedError

    def after(self, book: Workbook, changes: Changes, tab: str = "Commitments") -> Grid:
        book.read()
        book.apply(changes)
        return book.read().grids[tab]

    def test_cells_come_as_their_kind_at_their_place(self, make: MakeWorkbook) -> None:
        rows = shown(make(SHEET).read().grids["Commitments"])
        assert rows == SHEET["Commitments"]
        assert type(rows[1][2]) is date
        assert type(rows[2][2]) is datetime

    def test_only_the_tabs_asked_for_are_read(self, make: MakeWorkbook) -> None:
        assert [*make(SHEET).read(["Mail log"]).grids] == ["Mail log"]

    def test_blank_rows_and_columns_before_the_data_keep_their_places(self, make: MakeWorkbook) -> None:
        rows = shown(make({"Commitments": [[], [None, None, "here"]]}).read().grids["Commitments"])
        assert rows[1][2] == "here"
        assert rows[0] == [None, None, None]

    @pytest.mark.parametrize(
        "value",
        [
            "Open", 7, -3, 2.5, DUE, datetime(2026, 11, 22, 14, 30), "=1+1", "+49 30 1", "-", "'quoted", "@home",
            " ends ", "two\nlines", "<b> & \"both\"", "שלום 🙂", "31/02/2026", "TRUE", "007", "_x0041_", "{{ 7*7 }}",
            "#REF!",
        ],
    )  # fmt: skip
    def test_what_is_written_is_what_is_read(self, make: MakeWorkbook, value: Any) -> None:
        grid = self.after(make(SHEET), Changes(cells=[cell(3, 3, "Status", value)]))
        assert grid.rows[2][3] == value
        assert isinstance(grid.rows[2][3], int | float if isinstance(value, int | float) else type(value))

    def test_none_clears_a_cell(self, make: MakeWorkbook) -> None:
        assert self.after(make(SHEET), Changes(cells=[cell(2, 3, "Status", None)])).rows[1][3] is None

    def test_no_other_cell_changes(self, make: MakeWorkbook) -> None:
        grid = self.after(make(SHEET), Changes(cells=[cell(2, 3, "Status", "Done"), cell(4, 4, "Days left", -2)]))
        expected = [list(row) for row in SHEET["Commitments"]]
        expected[1][3], expected[3][4] = "Done", -2
        assert shown(grid) == expected

    def test_fresh_rows_stand_below_the_last(self, make: MakeWorkbook) -> None:
        rows = [AddRow("Mail log", number, {0: f"k{number}", 1: DUE}) for number in (2, 3)]
        grid = self.after(make(SHEET), Changes(rows=rows), "Mail log")
        assert shown(grid) == [["Key", "When", "To"], ["k2", DUE, None], ["k3", DUE, None]]

    def test_a_fresh_column_comes_with_header_values_and_mark(self, make: MakeWorkbook) -> None:
        change = Changes(columns=[AddColumn("Commitments", 5, "First due", {2: DUE, 4: None})])
        grid = self.after(make(SHEET), change)
        assert [row[5] if len(row) > 5 else None for row in grid.rows] == ["First due", DUE, None, None]
        assert grid.marks == {5: "First due"}

    def test_marks_are_seen_by_the_next_reading(self, make: MakeWorkbook) -> None:
        marks = [MarkColumn("Commitments", 3, "Status"), MarkColumn("Commitments", 4, "Days left")]
        book = make(SHEET)
        assert book.read().grids["Commitments"].marks == {}
        assert self.after(book, Changes(marks=marks)).marks == {3: "Status", 4: "Days left"}
        assert self.after(book, Changes(marks=marks)).marks == {3: "Status", 4: "Days left"}

    def test_a_fresh_tab_has_the_contracts_headers_with_our_columns_marked(self, make: MakeWorkbook) -> None:
        made = Changes(
            tabs=[AddTab("Decisions", "Decisions")],
            rows=[AddRow("Decisions", 2, {5: DUE, 6: "Priya Nair", 12: "k7q2"})],
        )
        grid = self.after(make(SHEET), made, "Decisions")
        columns = TABS["Decisions"].columns
        assert grid.rows[0] == [column.header for column in columns]
        assert grid.marks == {at: column.header for at, column in enumerate(columns) if column.ours}
        assert (grid.rows[1][5], grid.rows[1][6], grid.rows[1][12]) == (DUE, "Priya Nair", "k7q2")

    def test_all_at_once(self, make: MakeWorkbook) -> None:
        every = Changes(
            tabs=[AddTab("Sync log", "Sync log")],
            columns=[AddColumn("Commitments", 5, "ID", {2: "k7q2"})],
            marks=[MarkColumn("Commitments", 3, "Status")],
            cells=[cell(3, 3, "Status", "Open")],
            rows=[AddRow("Sync log", 2, {0: datetime(2026, 11, 22, 7, 5), 1: "sync"})],
        )
        book = make(SHEET)
        grid = self.after(book, every)
        assert (grid.rows[1][5], grid.rows[2][3], grid.marks) == ("k7q2", "Open", {3: "Status", 5: "ID"})
        assert book.read().grids["Sync log"].rows[1][:2] == [datetime(2026, 11, 22, 7, 5), "sync"]

    def test_a_second_write_needs_no_second_reading(self, make: MakeWorkbook) -> None:
        book = make(SHEET)
        self.after(book, Changes(cells=[cell(2, 3, "Status", "Done")]))
        book.apply(Changes(cells=[cell(3, 3, "Status", "Open")]))
        book.apply(Changes(cells=[cell(4, 3, "Status", "Slipped")]))
        assert [row[3] for row in book.read().grids["Commitments"].rows[1:]] == ["Done", "Open", "Slipped"]

    def test_no_changes_are_no_write(self, make: MakeWorkbook) -> None:
        book = make(SHEET)
        before = book.read()
        book.apply(Changes())
        assert book.read() == before

    def test_a_tab_that_is_not_there_is_said_and_nothing_written(self, make: MakeWorkbook) -> None:
        book = make(SHEET)
        before = book.read()
        with pytest.raises(WorkbookProblem, match="Habits"):
            book.apply(Changes(cells=[cell(2, 3, "Status", "Done"), cell(2, 6, "Sync note", "x", "Habits")]))
        assert book.read() == before
