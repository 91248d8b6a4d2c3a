"""Headers and columns: which are ours, which stop a tab, where a missing one goes (contract, section 2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import layout
from sync.layout import Layouts
from sync.schema import CLIENTS, COMMITMENTS, TABS
from sync.workbook.base import Grid, MarkColumn, Snapshot
from tests.practice import Book, book, grid, on

COLUMNS = [column.header for column in COMMITMENTS.columns]


def find(made: Book) -> Layouts:
    return layout.find(Snapshot(made.grids), *made.aliases)


@given(st.permutations(COLUMNS), st.sampled_from([str.upper, str.lower, str.title, "  {} ".format]))
def test_headers_match_in_any_order_case_and_place(headers: list[str], write: object) -> None:
    assert callable(write)
    made = book()
    made.grids["Commitments"] = grid("Commitments", [{}], headers)
    made.grids["Commitments"].rows[0] = [write(header) for header in headers]
    assert not find(made).problems
    night = made.run()
    status = made.grids["Commitments"].rows[1][headers.index("Status")]
    assert status == "Open" and not night.changes.columns


def test_settings_may_give_other_names_to_tabs_and_headers() -> None:
    made = book(commitments=[{}])
    made.grids["To do"] = made.grids.pop("Commitments")
    made.grids["To do"].title = "To do"
    made.grids["To do"].rows[0][made.column("To do", "Commitment")] = "What"
    made.aliases = ({"Commitments": ["To do"]}, {"Commitments.Commitment": ["What", "Which"]})
    assert made.run().reading.record.commitments[0].words == "Call five leads"
    assert made["To do", 0, "Status"] == "Open"


def test_a_column_that_the_contract_does_not_know_is_the_coachs_own() -> None:
    made = book(commitments=[{}])
    made.grids["Commitments"].rows[0].append("Mood")
    made.grids["Commitments"].rows[1].append("sunny")
    night = made.run()
    assert made["Commitments", 0, "Mood"] == "sunny" and not night.reading.layouts.problems


def test_a_coachs_own_column_called_status_is_never_written() -> None:
    made = book(commitments=[{"Status": "waiting"}])
    del made.grids["Commitments"].marks[made.column("Commitments", "Status")]
    night = made.run()
    assert night.reading.layouts.problems == [
        "Commitments.Status: this column was there before; rename it, or hand it over with "
        'setup --adopt "Commitments.Status".'
    ]
    assert not [cell for cell in night.changes.cells if cell.tab == "Commitments"]
    assert made["Clients", 0, "Open"] == 1, "the tab is still read, and the other tabs go on"


def test_a_column_of_ours_that_is_empty_below_is_marked_and_used() -> None:
    made = book(commitments=[{}])
    made.grids["Commitments"].marks.clear()
    night = made.run()
    assert MarkColumn("Commitments", made.column("Commitments", "Status"), "Status") in night.changes.marks
    assert made["Commitments", 0, "Status"] == "Open"
    assert made.run().quiet


@pytest.mark.parametrize("header", ["Status", "Due", "My notes"])
def test_a_header_that_stands_twice_stops_the_writing_of_its_tab(header: str) -> None:
    made = book(commitments=[{}])
    made.grids["Commitments"].rows[0].append(f" {header.upper()}")
    night = made.run()
    assert night.reading.layouts.problems == [f"Commitments.{header}: this header stands 2 times; rename the others."]
    assert not [cell for cell in night.changes.cells if cell.tab == "Commitments"]
    assert not night.changes.columns


@pytest.mark.parametrize(("tab", "header"), [(t.title, h) for t in TABS.values() for h in t.words], ids=lambda x: x)
def test_without_a_required_column_a_tab_is_not_used_and_the_others_go_on(tab: str, header: str) -> None:
    made = book(commitments=[{}])
    made.grids[tab] = grid(tab, [{}] if tab in ("Clients", "Commitments") else [])
    made.grids[tab].rows[0][made.column(tab, header)] = "Something else"
    night = made.run()
    assert night.reading.layouts.problems == [
        f"{tab}.{header}: this column is missing; the tab is not used until it is back."
    ]
    assert not [cell for cell in night.changes.cells if cell.tab == tab]
    assert [cell for cell in night.changes.cells if cell.tab == ("Clients" if tab == "Commitments" else "Commitments")]


def test_what_rests_on_a_tab_that_cannot_be_read_stays_as_it_is() -> None:
    made = book(commitments=[{"Due": on(-1)}, {"Due": on(-2)}])
    made.run()
    assert (made["Clients", 0, "Overdue"], made["Clients", 0, "Follow-through"]) == (2, 0)
    made.grids["Commitments"].rows[0][made.column("Commitments", "Due")] = "Deadline"
    assert made.run().quiet


def test_check_ins_need_one_of_client_and_email() -> None:
    made = book()
    made.grids["Check-ins"] = grid("Check-ins", [{"Client": "Priya Nair"}], ["Timestamp", "Client", "Matched"])
    made.run()
    assert made["Check-ins", 0, "Matched"] == "Priya Nair"
    made.grids["Check-ins"].rows[0][1] = "Who"
    assert "Check-ins.Client or Email: this column is missing" in find(made).problems[0]


@pytest.mark.parametrize("missing", ["Clients", "Commitments"])
def test_clients_and_commitments_are_required(missing: str) -> None:
    made = book(commitments=[{}])
    del made.grids[missing]
    assert find(made).problems == [f"The tab {missing} is missing. Run setup, or rename the tab that holds it."]
    made.run()


def test_any_other_missing_tab_is_empty_and_said_nothing_of() -> None:
    found = find(book())
    assert not found.problems and not found.remarks and found.first(TABS["Payments"]) is None


def test_a_missing_column_of_ours_is_added_at_the_right_edge() -> None:
    made = book()
    made.grids["Commitments"] = grid("Commitments", [{}], ["Notes of mine", "Client", "Commitment", "Due"][1:])
    made.grids["Commitments"].rows.append([None, None, None, None, "typed far right"])
    night = made.run()
    added = [(column.column, column.header) for column in night.changes.columns]
    assert added == [(5 + i, column.header) for i, column in enumerate(COMMITMENTS.ours)]
    assert made["Commitments", 0, "Status"] == "Open"
    assert made.run().quiet


def test_a_missing_column_of_ours_never_lands_inside_merged_cells_of_the_coachs() -> None:
    made = book(commitments=[{}])
    made.grids["Commitments"] = grid("Commitments", [{}], ["Client", "Commitment", "Due"])
    made.grids["Commitments"].merged = 8
    assert made.run().changes.columns[0].column == 8


@pytest.mark.parametrize("rows", [[], [[]], [["", None]], [[None], [], ["x"]]])
def test_an_empty_grid_stops_a_required_tab_and_nothing_else(rows: list[list[str | None]]) -> None:
    made = book()
    made.grids["Commitments"] = Grid("Commitments", [list(row) for row in rows])
    made.grids["Mail log"] = Grid("Mail log", [list(row) for row in rows])
    night = made.run()
    assert len([p for p in night.reading.layouts.problems if p.startswith("Commitments.")]) == 3
    assert not [cell for cell in night.changes.cells if cell.tab == "Commitments"]


def test_a_header_row_only_is_an_empty_tab() -> None:
    made = book(clients=[], commitments=[], sessions=[], decisions=[], mail_log=[], sync_log=[])
    assert made.run().quiet


def test_a_forms_answers_are_read_where_the_headers_fit_and_left_alone_where_only_in_part() -> None:
    made = book()
    made.grids["Form Responses 1"] = grid("Check-ins", [{"Rating": 7}])
    made.grids["Form Responses 1"].title = "Form Responses 1"
    made.grids["form responses 2"] = Grid("form responses 2", [["Timestamp", "Name"], ["2026-11-22", "Priya Nair"]])
    made.grids["Form Responses 3"] = Grid("Form Responses 3", [["Which cake?"], ["Apple"]])
    night = made.run()
    assert made["Clients", 0, "Self rating"] == 7
    assert not night.reading.layouts.problems
    assert [remark.split(":")[0] for remark in night.reading.layouts.remarks] == ["form responses 2"]


def test_two_tabs_that_serve_as_one_are_named() -> None:
    made = book(commitments=[{}])
    made.grids["Aktionen"] = Grid("Aktionen", [["Client", "Commitment", "Due"]])
    made.aliases = ({"Commitments": ["Aktionen"]}, {})
    assert find(made).problems == ["Two tabs serve as Commitments: Commitments is used; rename the other one."]


def test_two_tabs_whose_titles_differ_in_case_or_blanks_are_named_and_the_one_with_the_very_title_is_used() -> None:
    made = book(commitments=[{}])
    made.grids["commitments "] = Grid("commitments ", [["Client", "Commitment", "Due"]])
    found = find(made)
    assert found.problems == ["Two tabs serve as Commitments: Commitments is used; rename the other one."]
    assert found.tabs["Commitments"][0].grid is made.grids["Commitments"]


def test_every_tab_names_what_makes_a_row_a_row() -> None:
    assert CLIENTS.proof == ("Client", "Email") and COMMITMENTS.proof == ("Client", "Commitment", "Due")
    assert all(tab.has(header) for tab in TABS.values() for header in tab.proof)
