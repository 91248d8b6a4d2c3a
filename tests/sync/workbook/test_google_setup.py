"""Setup on a Google Sheet, on the local server: what it makes, and that nothing that stands is touched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from jobs.spreadsheet import real_means
from sync.policies import rows_for_setup
from sync.schema import TABS, TODAY, Kind
from sync.workbook import google_requests
from sync.workbook.base import Changed, WorkbookProblem
from sync.workbook.google import Access
from sync.workbook.google_setup import complete
from sync.workbook.looks import TONES
from sync.workbook.standing import Setup
from tests.servers.sheets import SheetsServer
from tests.servers.sheets.book import Book
from tests.servers.sheets.cells import Cell, Formula
from tests.servers.sheets.requests_things import whole_range
from tests.servers.sheets.tab import Tab

SET_UP = [tab for tab in TABS.values() if not tab.made_by_job]


@pytest.fixture(autouse=True)
def small_tabs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The local server paints cell by cell: a new tab of 1000 rows takes it seconds."""
    monkeypatch.setattr(google_requests, "FRESH_ROWS", 40)


@pytest.fixture
def server() -> Iterator[SheetsServer]:
    with SheetsServer() as made:
        yield made


@pytest.fixture
def key(server: SheetsServer, tmp_path: Path) -> Path:
    return server.key_file(tmp_path / "credentials.json")


class Practice:
    """A spreadsheet on the server, and setup run on it."""

    def __init__(self, server: SheetsServer, key: Path, tabs: dict[str, Any] | None = None) -> None:
        self.server, self.key = server, key
        self.book: Book = server.practice(tabs or {}, rows=40)

    def setup(self, adopt: Sequence[str] = (), dry_run: bool = False, **named: Any) -> Setup:
        access = Access(self.book.id, "service_account", self.key, self.server.url)
        return complete(access, real_means(), rows_for_setup(), adopt=adopt, dry_run=dry_run, **named)

    def headers(self, title: str) -> list[str]:
        tab = self.book.tab(title)
        return [tab.header(column) for column in range(tab.column_count) if tab.header(column)]

    def column(self, title: str, header: str) -> tuple[Tab, int]:
        tab = self.book.tab(title)
        return tab, [tab.header(column) for column in range(tab.column_count)].index(header)

    def cell(self, title: str, header: str, row: int = 1) -> Cell:
        tab, column = self.column(title, header)
        found = tab.cell(row, column)
        assert found is not None
        return found


@pytest.fixture
def fresh(server: SheetsServer, key: Path) -> Practice:
    made = Practice(server, key)
    made.setup()
    return made


def coachs() -> dict[str, Any]:
    """A coach's own sheet: other order, own columns, a look, a note, a rule and a conditional format of her own."""
    own = {"backgroundColor": {"red": 1}}
    rule = {"condition": {"type": "NOT_BLANK"}}
    return {
        "Commitments": [
            [Cell("Due", format=own), "Commitment", "Shoe size", Cell("Client", note="whom I call"), "Done on"],
            [date(2026, 11, 27), "Call five leads", 38, "Priya Nair", Cell("x", rule=rule)],
        ],
        "Clients": [["Client", "Email"], ["Priya Nair", "priya@clients.example"]],
        "Recipes": [["Soup"], ["Leek"]],
    }


def test_a_new_spreadsheet_gets_every_tab_in_one_read_and_one_write(server: SheetsServer, key: Path) -> None:
    made = Practice(server, key)
    report = made.setup()
    assert [tab.title for tab in made.book.tabs] == [TODAY, "Sheet1", *(tab.title for tab in SET_UP)]
    assert (server.reads(), server.writes()) == (1, 1)
    assert report.changed and not report.blocked
    for tab in SET_UP:
        assert made.headers(tab.title) == [column.header for column in tab.columns]


def test_a_second_setup_sends_no_write(fresh: Practice) -> None:
    assert not fresh.setup().changed
    assert fresh.server.writes() == 1


def test_a_dry_run_sends_no_write(server: SheetsServer, key: Path) -> None:
    made = Practice(server, key, coachs())
    report = made.setup(dry_run=True)
    assert report.changed and report.made and server.writes() == 0


def test_our_columns_are_marked_and_protected_with_a_warning_only(fresh: Practice) -> None:
    for tab in SET_UP:
        stands = fresh.book.tab(tab.title)
        marks = {
            (stands.column_ids.index(mark.line), mark.value)
            for mark in fresh.book.marks.values()
            if mark.sheet_id == stands.sheet_id
        }
        ours = {(i, column.header) for i, column in enumerate(tab.columns) if column.ours}
        assert marks == ours
        shielded = {c for shield in stands.protected for c in stands.span(shield["range"]).columns}
        assert shielded == {index for index, _ in ours}
        assert all(shield["warningOnly"] for shield in stands.protected)


def test_typing_is_checked_strictly_and_dates_have_a_picker(fresh: Practice) -> None:
    due = fresh.cell("Commitments", "Due").rule
    assert due and due["strict"] and due["condition"]["type"] == "DATE_BETWEEN"
    stage = fresh.cell("Clients", "Stage").rule
    assert stage and stage["strict"] and [v["userEnteredValue"] for v in stage["condition"]["values"]][1] == "Active"
    for tab in SET_UP:
        for column in tab.columns:
            rule = fresh.cell(tab.title, column.header).rule
            if column.kind in (Kind.DATE, Kind.MOMENT, Kind.DONE, Kind.WHOLE, Kind.NUMBER, Kind.CHOICE, Kind.MARK):
                assert bool(rule and rule["strict"]) is not column.ours, f"{tab.title}.{column.header}"
            if column.ours:
                assert rule is None


def test_a_list_of_names_follows_the_tab_that_it_comes_from(fresh: Practice) -> None:
    rule = fresh.cell("Commitments", "Client").rule
    assert rule and not rule["strict"]
    assert rule["condition"] == {"type": "ONE_OF_RANGE", "values": [{"userEnteredValue": "='Clients'!$A$2:$A"}]}


def test_dates_show_their_weekday_and_headers_their_notes_and_colours(fresh: Practice) -> None:
    due = fresh.cell("Commitments", "Due")
    assert due.format and due.format["numberFormat"]["pattern"] == "ddd d mmm yyyy"
    head, ours = fresh.cell("Commitments", "Commitment", 0), fresh.cell("Commitments", "Status", 0)
    assert "Your client reads these words" in head.note
    assert head.format and ours.format
    assert head.format["backgroundColor"] != ours.format["backgroundColor"]


def test_status_colours_stand_for_every_word_that_has_one(fresh: Practice) -> None:
    rules = {
        (fresh.book.tab_of(span["sheetId"]).title, rule["booleanRule"]["condition"]["values"][0]["userEnteredValue"])
        for tab in fresh.book.tabs
        for rule in tab.conditional_formats
        for span in rule["ranges"]
    }
    made_by_job = {tab.title for tab in TABS.values() if tab.made_by_job}
    wanted = {(tab, word) for (tab, _), words in TONES.items() for word in words if tab not in made_by_job}
    assert wanted <= rules


def test_rules_use_only_what_the_api_takes_and_no_status_speaks_by_its_colour_alone(fresh: Practice) -> None:
    taken = {"bold", "italic", "strikethrough", "foregroundColor", "foregroundColorStyle"}
    for tab in fresh.book.tabs:
        for rule in tab.conditional_formats:
            shape = rule["booleanRule"]["format"]
            assert set(shape) <= {"textFormat", "backgroundColor"} and set(shape["textFormat"]) <= taken
            assert {"bold", "italic", "strikethrough"} & set(shape["textFormat"])


def test_client_and_header_are_frozen_tucked_columns_folded_and_ids_hidden(fresh: Practice) -> None:
    commitments = fresh.book.tab("Commitments")
    assert (commitments.grid_properties["frozenRowCount"], commitments.grid_properties["frozenColumnCount"]) == (1, 1)
    assert "frozenColumnCount" not in fresh.book.tab("Check-ins").grid_properties
    folded = {c for g in commitments.groups["COLUMNS"] for c in range(g["range"]["startIndex"], g["range"]["endIndex"])}
    assert all(group["collapsed"] for group in commitments.groups["COLUMNS"])
    assert folded == {
        i for i, column in enumerate(TABS["Commitments"].columns) if column.tucked and column.header != "ID"
    }
    tab, column = fresh.column("Commitments", "ID")
    assert tab.line_properties["COLUMNS"][tab.column_ids[column]]["hiddenByUser"]


def test_the_filter_views_stand(fresh: Practice) -> None:
    views = {view["title"]: view for view in fresh.book.tab("Commitments").filter_views}
    assert list(views) == ["Now", "This week", "Drafts", "By client"]
    hidden = views["Drafts"]["filterSpecs"][0]["filterCriteria"]["hiddenValues"]
    assert "Draft" not in hidden and "Open" in hidden


def test_today_tells_a_stale_run_in_red_by_formula_and_has_two_charts(fresh: Practice) -> None:
    today = fresh.book.tab(TODAY)
    formulas = [cell.value.text for row in today.rows for cell in row if cell and isinstance(cell.value, Formula)]
    assert any("FILTER" in formula for formula in formulas)
    assert not [f for f in formulas if "," in re.sub(r'"[^"]*"', "", f)], "a comma is no separator in half of Europe"
    [rule] = today.conditional_formats
    assert "26/24" in rule["booleanRule"]["condition"]["values"][0]["userEnteredValue"]
    assert len(today.charts) == 2
    assert fresh.book.properties["autoRecalc"] == "HOUR"


def test_policies_get_their_rows_once(fresh: Practice) -> None:
    tab = fresh.book.tab("Policies")
    assert [str(tab.cell(row, 0).value) for row in range(1, 3)] == ["Time zone", "Send to"]  # type: ignore[union-attr]
    assert tab.last_row() == 1 + len(rows_for_setup())


def test_a_coachs_cells_looks_notes_rules_tabs_and_columns_stay(server: SheetsServer, key: Path) -> None:
    made = Practice(server, key, coachs())
    made.setup()
    assert made.headers("Commitments")[:5] == ["Due", "Commitment", "Shoe size", "Client", "Done on"]
    assert made.cell("Commitments", "Shoe size") == Cell(38) and made.cell("Recipes", "Soup") == Cell("Leek")
    assert made.cell("Commitments", "Shoe size", 0) == Cell("Shoe size")
    assert made.cell("Commitments", "Client", 0).note == "whom I call"
    head = made.cell("Commitments", "Due", 0).format
    assert head is not None and head["backgroundColor"] == {"red": 1} and "textFormat" not in head
    assert made.cell("Commitments", "Due").format == {"numberFormat": {"type": "DATE", "pattern": "yyyy-mm-dd"}}
    assert made.cell("Commitments", "Done on").rule == {"condition": {"type": "NOT_BLANK"}}
    written = [change for change in made.book.log.by_api(kind="value") if made.book.log.born[change.column_id] != "api"]
    assert not written, "values go into fresh columns only"


def test_what_a_coach_changes_after_setup_stays_changed(fresh: Practice) -> None:
    tab, column = fresh.column("Commitments", "ID")
    tab.line_properties["COLUMNS"][tab.column_ids[column]].clear()
    tab.groups["COLUMNS"].pop()
    for row in range(1, 5):
        tab.place(row, column, (tab.cell(row, column) or Cell())._replace(format={"backgroundColor": {"red": 1}}))
    assert not fresh.setup().changed


def test_nothing_is_put_inside_merged_cells(server: SheetsServer, key: Path) -> None:
    made = Practice(server, key, {"Commitments": [["Client", "Commitment", "Due", "Private"]]})
    made.book.tab("Commitments").merges.append(whole_range(made.book.area("Commitments!D1:F1")))
    assert not made.setup().blocked
    tab, column = made.column("Commitments", "Done on")
    assert column == 6 and tab.merges[0]["endColumnIndex"] == 6


def test_a_filled_column_of_ours_is_named_and_adopted_only_when_asked(server: SheetsServer, key: Path) -> None:
    tabs = {"Commitments": [["Client", "Commitment", "Due", "Status"], ["Priya", "Call", None, "on hold"]]}
    made = Practice(server, key, tabs)
    report = made.setup()
    assert len(report.blocked) == 1 and '--adopt "Commitments.Status"' in report.blocked[0]
    assert made.headers("Commitments") == ["Client", "Commitment", "Due", "Status"]
    assert not made.book.tab("Commitments").protected
    assert not made.setup(adopt=["commitments.status"]).blocked
    tab, column = made.column("Commitments", "Status")
    assert "Status" in [m.value for m in made.book.marks.values() if m.line == tab.column_ids[column]]
    assert made.cell("Commitments", "Status").value == "on hold"


def test_a_header_that_stands_twice_stops_its_tab_only(server: SheetsServer, key: Path) -> None:
    made = Practice(server, key, {"Clients": [["Client", "Email", "Email"]]})
    report = made.setup()
    assert "stands 2 times" in report.blocked[0]
    assert made.headers("Clients") == ["Client", "Email", "Email"] and made.headers("Commitments")


def test_an_answer_that_never_came_is_looked_for_and_nothing_is_made_twice(server: SheetsServer, key: Path) -> None:
    made = Practice(server, key)
    server.faults.add("reset", kind="write", applied=True)
    made.setup()
    titles = [tab.title for tab in made.book.tabs]
    assert len(titles) == len(set(titles)) == len(SET_UP) + 2 and server.writes() == 1


def test_a_tab_that_goes_while_setup_runs_leaves_everything_as_it_was(server: SheetsServer, key: Path) -> None:
    made = Practice(server, key, coachs())
    server.coach.before(lambda coach: coach.delete_tab("Clients"), kind="write")
    with pytest.raises(Changed):
        made.setup()
    assert not made.book.log.by_api()


def test_columns_that_move_while_setup_runs_are_named_and_no_value_goes_astray(server: SheetsServer, key: Path) -> None:
    made = Practice(server, key, coachs())
    server.coach.before(lambda coach: coach.insert_columns("Commitments", 1, 1), kind="write")
    report = made.setup()
    assert len(report.blocked) == 1 and "Commitments: its columns were moved" in report.blocked[0]
    written = [change for change in made.book.log.by_api(kind="value") if made.book.log.born[change.column_id] != "api"]
    assert not written


def test_words_beside_the_last_header_are_no_column_that_moved(server: SheetsServer, key: Path) -> None:
    made = Practice(server, key, {"Clients": [["Client", "Email"], ["Priya Nair", "priya@clients.example", None, "!"]]})
    assert not made.setup().blocked
    assert made.column("Clients", "First name")[1] >= 4


def test_a_sheet_that_is_not_shared_names_the_address_to_share_it_with(server: SheetsServer, key: Path) -> None:
    made = Practice(server, key)
    made.book.shared_with = set()
    with pytest.raises(WorkbookProblem, match=r"Share it with \S+@\S+ as Editor"):
        made.setup()


def test_other_titles_and_headers_of_the_settings_are_found(server: SheetsServer, key: Path) -> None:
    made = Practice(server, key, {"People": [["Who", "Email"]]})
    made.setup(titles={"Clients": ["People"]}, aliases={"Clients.Client": ["Who"]})
    assert made.headers("People")[:2] == ["Who", "Email"] and "Client" not in made.headers("People")
    assert "Clients" not in [tab.title for tab in made.book.tabs]
