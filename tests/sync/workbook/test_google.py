"""The Google Sheet as a workbook: the contract of every workbook, and what only a shared sheet can do to a write."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sync.schema import TABS
from sync.workbook.base import (
    AddColumn,
    AddRow,
    AddTab,
    BadValue,
    Changed,
    Changes,
    MarkColumn,
    SetCell,
    Snapshot,
    Value,
    WorkbookProblem,
)
from sync.workbook.google import GoogleWorkbook
from tests.contracts import workbook as contract
from tests.contracts.workbook import DUE, SHEET, MakeWorkbook, Tabs, WorkbookContract, cell, shown
from tests.servers.sheets import SheetsServer
from tests.servers.sheets.book import Mark
from tests.servers.sheets.cells import BLANK
from tests.sync.workbook.spreadsheets import opened

COLUMN = "coachsheet.column"


@pytest.fixture
def server() -> Iterator[SheetsServer]:
    with SheetsServer() as started:
        yield started


def mark_ours(server: SheetsServer) -> None:
    """Mark every system-owned column, as earlier runs did."""
    for number, tab in enumerate(server.book.tabs):
        for index in range(tab.column_count):
            schema, header = TABS.get(tab.title), tab.header(index)
            if schema and schema.has(header) and schema.column(header).ours:
                mark = Mark(500 + 50 * number + index, COLUMN, header, "DOCUMENT", tab.sheet_id, "COLUMNS")
                mark.line = tab.column_ids[index]
                server.book.marks[mark.id] = mark


class AsShown:
    """The workbook with dates as a person sees them: where the cell's format is a date's."""

    def __init__(self, book: GoogleWorkbook, server: SheetsServer) -> None:
        self.book, self.server = book, server
        self.name, self.identity, self.apply = book.name, book.identity, book.apply

    def read(self, titles: list[str] | None = None) -> Snapshot:
        found = self.book.read(titles)
        for title, grid in found.grids.items():
            tab = self.server.book.tab(title)
            for r, row in enumerate(grid.rows):
                row[:] = [self.dated(tab.cell(r, c), value) for c, value in enumerate(row)]
        return found

    def dated(self, stands: Any, value: Value) -> Value:
        kind = ((stands or BLANK).format or {}).get("numberFormat", {}).get("type", "")
        if not kind.startswith("DATE") or isinstance(value, str | bool | None):
            return value
        moment = datetime(1899, 12, 30) + timedelta(seconds=round(value * 86400))  # type: ignore[operator]
        return moment if kind == "DATE_TIME" else moment.date()


class TestContract(WorkbookContract):
    """What differs: only marked columns are written, and a date is a number with a format."""

    @pytest.fixture
    def make(self, server: SheetsServer, tmp_path: Path) -> MakeWorkbook:
        def made(tabs: Tabs) -> Any:
            server.practice(tabs)
            mark_ours(server)
            return AsShown(opened(server, tmp_path), server)

        return made

    @pytest.mark.parametrize(
        "value",
        ["Open", 7, -3, 2.5, "=1+1", "+49 30 1", "'quoted", " ends ", "two\nlines", "שלום 🙂", "TRUE", "007", "31/2"],
    )
    def test_what_is_written_is_what_is_read(self, make: MakeWorkbook, value: Any) -> None:
        super().test_what_is_written_is_what_is_read(make, value)

    def test_a_date_is_written_as_the_days_that_a_sheet_counts(self, server: SheetsServer, make: MakeWorkbook) -> None:
        self.after(make(SHEET), Changes(cells=[cell(3, 3, "Status", datetime(2026, 11, 22, 18))]))
        assert server.coach.value("Commitments", 3, "Status") == 46348.75

    def test_a_fresh_column_comes_with_header_values_and_mark(self, make: MakeWorkbook) -> None:
        grid = self.after(make(SHEET), Changes(columns=[AddColumn("Commitments", 5, "First due", {2: DUE, 4: None})]))
        assert [row[5] if len(row) > 5 else None for row in grid.rows] == ["First due", DUE, None, None]
        assert grid.marks == {3: "Status", 4: "Days left", 5: "First due"}

    def test_fresh_rows_stand_below_the_last(self, make: MakeWorkbook) -> None:
        rows = [AddRow("Mail log", number, {0: f"k{number}", 1: 46348}) for number in (2, 3)]
        grid = self.after(make(SHEET), Changes(rows=rows), "Mail log")
        assert [row[:2] for row in shown(grid)] == [["Key", "When"], ["k2", 46348], ["k3", 46348]]

    def test_marks_are_seen_by_the_next_reading(self, server: SheetsServer, make: MakeWorkbook) -> None:
        book = make(SHEET)
        server.book.marks.clear()
        marks = [MarkColumn("Commitments", 3, "Status"), MarkColumn("Commitments", 4, "Days left")]
        assert book.read().grids["Commitments"].marks == {}
        assert self.after(book, Changes(marks=marks)).marks == {3: "Status", 4: "Days left"}
        assert self.after(book, Changes(marks=marks)).marks == {3: "Status", 4: "Days left"}

    def test_all_at_once(self, make: MakeWorkbook) -> None:
        every = Changes(
            tabs=[AddTab("Sync log", "Sync log")],
            columns=[AddColumn("Commitments", 5, "ID", {2: "k7q2"})],
            cells=[cell(3, 3, "Status", "Open")],
            rows=[AddRow("Sync log", 2, {0: datetime(2026, 11, 22, 7, 5), 1: "sync"})],
        )
        book = make(SHEET)
        grid = self.after(book, every)
        assert (grid.rows[1][5], grid.rows[2][3]) == ("k7q2", "Open")
        assert book.read().grids["Sync log"].rows[1][:2] == [datetime(2026, 11, 22, 7, 5), "sync"]


assert contract.SHEET is SHEET


@pytest.fixture
def book(server: SheetsServer, tmp_path: Path) -> GoogleWorkbook:
    """The contract's sheet with our columns marked."""
    server.practice(SHEET)
    mark_ours(server)
    return opened(server, tmp_path)


def written(server: SheetsServer) -> list[tuple[str, int, str]]:
    """Tab, row and header of every value that we wrote."""
    return [(c.tab, c.row, c.header) for c in server.book.log.by_api(kind="value")]


def test_a_reading_is_two_calls_and_asks_for_no_cell_twice(server: SheetsServer, book: GoogleWorkbook) -> None:
    book.read()
    assert [call.kind for call in server.calls] == ["spreadsheets.get", "values.batchGet"]
    assert "rowData" not in server.calls[0].one("fields")
    assert book.calls == (2, 0)


def test_a_reading_asks_for_the_grids_in_words_too(server: SheetsServer, book: GoogleWorkbook) -> None:
    """A mask alone is enough for Google; to one who heeds the parameter no mark would seem to stand."""
    book.read()
    assert server.calls[0].one("includeGridData") == "true"


def test_the_practices_time_zone_comes_with_the_reading(book: GoogleWorkbook) -> None:
    assert book.read().time_zone == "Europe/Berlin"


@pytest.mark.parametrize(
    ("told", "meant"), [("GMT-07:00", "Etc/GMT+7"), ("GMT+01:00", "Etc/GMT-1"), ("Asia/Tokyo", "Asia/Tokyo")]
)
def test_a_zone_that_google_has_no_name_for_is_known_by_its_offset(
    server: SheetsServer, book: GoogleWorkbook, told: str, meant: str
) -> None:
    server.book.properties["timeZone"] = told
    assert book.read().time_zone == meant and ZoneInfo(meant)


def test_a_link_leads_to_a_row_of_its_tab(server: SheetsServer, book: GoogleWorkbook) -> None:
    book.read()
    link = f"https://docs.google.com/spreadsheets/d/{book.name}/edit"
    assert book.link("commitments", 3) == f"{link}#gid={server.book.tab('Commitments').sheet_id}&range=A3"
    assert book.link("Commitments", 0) == f"{link}#gid={server.book.tab('Commitments').sheet_id}"
    assert book.link("Recipes", 3) == link


def test_only_known_tabs_and_form_responses_are_read(server: SheetsServer, tmp_path: Path) -> None:
    server.practice(
        {"clients ": [["Client"]], "Recipes": [["Soup"]], "Form responses 1": [["Timestamp"]], "It's": [[1]]}
    )
    found = opened(server, tmp_path).read()
    assert [*found.grids] == ["clients ", "Form responses 1"]


def test_an_error_in_a_cell_is_a_bad_value(server: SheetsServer, tmp_path: Path) -> None:
    server.practice({"Clients": [["Client"], ["x"]]})
    server.coach.type("Clients", 2, "Client", "=A9", "#REF!")
    assert opened(server, tmp_path).read().grids["Clients"].rows[1] == [BadValue("#REF!")]


def test_a_column_inserted_between_the_two_readings_is_read_again(server: SheetsServer, book: GoogleWorkbook) -> None:
    server.coach.before(lambda coach: coach.insert_columns("Commitments", 0, headers=["Mine"]), call=2)
    assert book.read().grids["Commitments"].marks == {4: "Status", 5: "Days left"}


def test_a_tab_renamed_between_the_two_readings_is_read_again(server: SheetsServer, book: GoogleWorkbook) -> None:
    server.coach.before(lambda coach: coach.rename_tab("Mail log", "Old letters"), call=2)
    assert [*book.read().grids] == ["Commitments"]


def test_a_sheet_that_never_comes_to_rest_is_given_up_with_a_sentence(
    server: SheetsServer, book: GoogleWorkbook
) -> None:
    names = iter(range(99))
    server.coach.before(
        lambda coach: coach.insert_columns("Commitments", 0, headers=[f"Mine {next(names)}"]),
        kind="values.batchGet",
        times=9,
    )
    with pytest.raises(Changed, match="all the time"):
        book.read()


def test_a_write_follows_its_column_wherever_the_coach_moved_it(server: SheetsServer, book: GoogleWorkbook) -> None:
    book.read()
    server.coach.insert_columns("Commitments", 0, headers=["Mine"])
    server.coach.move_column("Commitments", "Status", "Mine")
    book.apply(Changes(cells=[cell(2, 3, "Status", "Done")]))
    assert written(server) == [("Commitments", 2, "Status")]
    assert server.coach.value("Commitments", 2, "Status") == "Done"


def test_only_changed_cells_are_written_and_the_others_stay(server: SheetsServer, book: GoogleWorkbook) -> None:
    book.read()
    book.apply(Changes(cells=[cell(2, 3, "Status", None), cell(4, 4, "Days left", 3)]))
    assert written(server) == [("Commitments", 2, "Status"), ("Commitments", 4, "Days left")]


def test_a_column_of_ours_that_went_means_read_again(server: SheetsServer, book: GoogleWorkbook) -> None:
    book.read()
    server.coach.delete_column("Commitments", "Status")
    with pytest.raises(Changed):
        book.apply(Changes(cells=[cell(2, 3, "Status", "Done")]))
    with pytest.raises(Changed):  # and nothing is written on an old reading
        book.apply(Changes(cells=[cell(2, 4, "Days left", 1)]))
    assert written(server) == []


def test_an_unmarked_column_is_written_only_after_a_reading_showed_mark_and_header(
    server: SheetsServer, tmp_path: Path
) -> None:
    server.practice(SHEET)
    book = opened(server, tmp_path)
    book.read()
    changes = Changes(marks=[MarkColumn("Commitments", 3, "Status")], cells=[cell(2, 3, "Status", "Done")])
    book.apply(changes)
    assert written(server) == []
    seen = book.check()
    assert seen is not None
    assert seen.grids["Commitments"].marks == {3: "Status"}
    book.apply(Changes(cells=changes.cells))
    assert written(server) == [("Commitments", 2, "Status")]


def test_a_mark_that_fell_on_a_column_of_the_coachs_is_never_used_and_goes(
    server: SheetsServer, tmp_path: Path
) -> None:
    server.practice(SHEET)
    book = opened(server, tmp_path)
    book.read()
    server.coach.insert_columns("Commitments", 0, headers=["Mine"])
    book.apply(Changes(marks=[MarkColumn("Commitments", 3, "Status")]))  # that is her Due now
    seen = book.check()
    assert seen is not None
    assert seen.grids["Commitments"].marks.get(4) is None
    book.apply(Changes(cells=[cell(2, 3, "Status", "Done")], marks=[MarkColumn("Commitments", 4, "Status")]))
    assert written(server) == []
    assert [m.value for m in server.book.marks.values() if m.key == COLUMN] == ["Status"]
    assert book.check().grids["Commitments"].marks == {4: "Status"}  # type: ignore[union-attr]


def test_a_renamed_column_is_the_coachs_from_then_on(server: SheetsServer, book: GoogleWorkbook) -> None:
    server.coach.rename_header("Commitments", "Status", "How it goes")
    grid = book.read().grids["Commitments"]
    book.apply(Changes(columns=[AddColumn("Commitments", grid.width, "Status", {2: "Open"})]))
    assert server.coach.value("Commitments", 2, "How it goes") == "Open"
    assert {h for _, _, h in written(server)} == {"Status"}
    assert sorted(m.value or "" for m in server.book.marks.values() if m.key == COLUMN).count("Status") == 1


def test_a_fresh_column_pushes_aside_what_the_coach_typed_at_the_edge(
    server: SheetsServer, book: GoogleWorkbook
) -> None:
    book.read()
    server.coach.type("Commitments", 1, 5, "Mine")
    server.coach.type("Commitments", 2, 5, "precious")
    book.apply(Changes(columns=[AddColumn("Commitments", 5, "First due", {2: DUE})]))
    assert server.coach.value("Commitments", 2, "Mine") == "precious"
    assert server.coach.value("Commitments", 2, "First due") == 46353


def test_a_decision_row_is_fresh_and_follows_our_columns(server: SheetsServer, tmp_path: Path) -> None:
    heads = [column.header for column in TABS["Decisions"].columns]
    old = ["Send", *[None] * 4, date(2026, 11, 1), "Priya", "Recommit", "…", *[None] * 3, "d1"]
    server.practice({"Decisions": [heads, old]})
    mark_ours(server)
    book = opened(server, tmp_path)
    book.read()
    server.coach.type("Decisions", 3, "Decision", "Send")
    server.coach.insert_columns("Decisions", 0, headers=["Mine"])
    book.apply(Changes(rows=[AddRow("Decisions", 3, {5: DUE, 6: "Marcus", 12: "d2"})]))
    assert server.coach.column_values("Decisions", "Decision") == ["Send", None, "Send"]
    assert server.coach.column_values("Decisions", "ID") == ["d1", "d2", None]
    assert {header for _, _, header in written(server)} == {"Date", "Client", "ID"}


def test_a_row_of_the_sync_log_alone_is_one_call_and_needs_no_check(server: SheetsServer, tmp_path: Path) -> None:
    server.practice({"Sync log": [[column.header for column in TABS["Sync log"].columns]]})
    mark_ours(server)
    book = opened(server, tmp_path)
    book.read()
    book.apply(Changes(rows=[AddRow("Sync log", 2, {0: datetime(2026, 11, 22, 7), 1: "sync"})]))
    assert (server.writes(), book.check()) == (1, None)


def test_a_log_whose_grid_is_full_grows(server: SheetsServer, tmp_path: Path) -> None:
    server.practice({"Sync log": [["When", "Job"], *[[46000 + n, "sync"] for n in range(999)]]})
    mark_ours(server)
    book = opened(server, tmp_path)
    book.read()
    book.apply(Changes(rows=[AddRow("Sync log", 1001, {0: 47000, 1: "nightly"})]))
    assert server.coach.value("Sync log", 1001, "Job") == "nightly"


def test_a_large_payload_is_split_and_whole(server: SheetsServer, tmp_path: Path) -> None:
    rows = 700
    server.practice({"Commitments": [["Client", "Status"], *[[f"c{n}", None] for n in range(rows)]]})
    mark_ours(server)
    book = opened(server, tmp_path)
    book.read()
    words = "x" * 4000
    book.apply(Changes(cells=[SetCell("Commitments", n + 2, 1, "Status", f"{n}{words}") for n in range(rows)]))
    assert server.writes() == 2
    assert server.coach.column_values("Commitments", "Status") == [f"{n}{words}" for n in range(rows)]


def test_a_new_tab_offers_choices_and_shows_dates_as_dates(server: SheetsServer, book: GoogleWorkbook) -> None:
    book.read()
    book.apply(Changes(tabs=[AddTab("Decisions", "Decisions")], rows=[AddRow("Decisions", 2, {5: DUE, 12: "d1"})]))
    tab = server.book.tab("Decisions")
    rule, dated = tab.cell(1, 0), tab.cell(1, 5)
    assert rule and rule.rule and rule.rule["condition"]["values"][0] == {"userEnteredValue": "Send"}
    assert dated and dated.format and dated.format["numberFormat"]["type"] == "DATE"


def test_two_machines_that_read_the_same_do_not_both_insert(server: SheetsServer, tmp_path: Path) -> None:
    server.practice(SHEET)
    one, two = opened(server, tmp_path), opened(server, tmp_path, first=5000)
    change = Changes(columns=[AddColumn("Commitments", 5, "First due", {2: DUE})])
    one.read(), two.read()
    one.apply(change)
    with pytest.raises(Changed):
        two.apply(change)
    assert [server.book.tab("Commitments").header(c) for c in range(5, 8)] == ["First due", "", ""]


def test_a_missing_tab_is_said_before_anything_is_written(server: SheetsServer, book: GoogleWorkbook) -> None:
    book.read()
    with pytest.raises(WorkbookProblem, match="Habits"):
        book.apply(Changes(marks=[MarkColumn("Commitments", 3, "Status"), MarkColumn("Habits", 1, "ID")]))
    assert server.writes() == 0
