"""The coach edits between calls, takes edits back, and the log says who changed what."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.servers.conftest import COMMITMENTS
from tests.servers.sheets import Coach, SheetsServer
from tests.servers.sheets_client import ask, mark_column, values_of, write_marked

TAB = "Commitments"


def test_the_coach_acts_right_before_and_right_after_a_call(sheets: SheetsServer) -> None:
    sheets.coach.before(lambda coach: coach.type("Clients", 2, "Client", "Before"), call=2)
    sheets.coach.after(lambda coach: coach.type("Clients", 2, "Client", "After"), kind="values.get", skip=1)
    seen = [values_of(sheets, "Clients!A2") for _ in range(3)]
    assert seen == [[["Priya"]], [["Before"]], [["After"]]]


def test_a_sort_between_read_and_write_sends_values_to_other_rows(sheets: SheetsServer) -> None:
    mark_column(sheets, TAB, 3, 7)
    sheets.coach.before(lambda coach: coach.sort(TAB, "Due"), kind="write")
    write_marked(sheets, 7, [[None], ["for Write the letter"]])
    assert sheets.coach.column_values(TAB, "Commitment") == ["Call the bank", "Write the letter", "Book the room"]
    assert sheets.coach.column_values(TAB, "Status") == ["for Write the letter", "Open", None]


def test_a_sort_of_some_columns_tears_rows_apart(sheets: SheetsServer) -> None:
    sheets.coach.sort(TAB, "Client", columns=["Client", "Commitment"])
    assert sheets.coach.column_values(TAB, "Client") == ["Marcus", "Priya", "Priya"]
    assert sheets.coach.column_values(TAB, "Status") == ["Open", "Open", None]


def test_the_log_tells_the_coach_from_the_api(sheets: SheetsServer) -> None:
    mark_column(sheets, TAB, 3, 7)
    sheets.coach.type(TAB, 2, "Client", "Priya N")
    write_marked(sheets, 7, [[None], ["Open"], ["Done"]])
    log = sheets.book.log
    assert [(c.row, c.header, c.before, c.after) for c in log.by_coach()] == [(2, "Client", "Priya", "Priya N")]
    written = log.by_api(kind="value")
    assert [(c.call, c.row, c.before, c.after, c.changed) for c in written] == [
        (2, 2, "Open", "Open", False),
        (2, 3, "Open", "Done", True),
    ]
    assert log.headers_written() == {(TAB, "Status")}
    assert log.born[written[0].column_id] == "seed"
    assert next(iter(log.by_api())).kind == "metadata"


def test_a_column_keeps_its_id_wherever_it_goes_and_says_who_made_it(sheets: SheetsServer) -> None:
    tab = sheets.book.tab(TAB)
    status = tab.column_ids[3]
    sheets.coach.insert_columns(TAB, 0, headers=["Mine"])
    sheets.coach.move_column(TAB, "Status", 0)
    assert tab.column_ids[0] == status
    assert sheets.book.log.born[tab.column_ids[1]] == "coach"


def test_undo_takes_back_the_coachs_deed_and_not_what_the_api_did_since(sheets: SheetsServer) -> None:
    mark_column(sheets, TAB, 3, 7)
    sheets.coach.sort(TAB, "Due")
    sheets.coach.type(TAB, 2, "Client", "Oops")
    write_marked(sheets, 7, [[None], ["Done"]])
    assert sheets.coach.undo() and sheets.coach.undo() and not sheets.coach.undo()
    assert sheets.coach.column_values(TAB, "Client") == ["Priya", "Marcus", "Priya"]
    assert sheets.coach.column_values(TAB, "Status") == ["Open", "Done", None]


def test_a_deleted_tab_and_column_come_back_with_their_metadata(sheets: SheetsServer) -> None:
    mark_column(sheets, TAB, 3, 7)
    sheets.coach.delete_column(TAB, "Status")
    sheets.coach.delete_tab(TAB)
    assert ask(sheets, "GET", f"/values/{TAB}").status_code == 400
    sheets.coach.undo()
    sheets.coach.undo()
    assert write_marked(sheets, 7, [["Status"]]).json()["responses"][0]["updatedRange"] == f"{TAB}!D1"
    assert values_of(sheets, f"{TAB}!D1:D3") == [["Status"], ["Open"], ["Open"]]


def test_renamed_tabs_and_headers_are_read_under_their_new_names(sheets: SheetsServer) -> None:
    sheets.coach.rename_tab(TAB, "Promises")
    sheets.coach.rename_header("Promises", "Status", "Where it stands")
    sheets.coach.add_tab("Notes", [["x", date(2026, 11, 22)]])
    assert values_of(sheets, "Promises!D1") == [["Where it stands"]]
    assert values_of(sheets, "Notes") == [["x", "2026-11-22"]]
    assert ask(sheets, "GET", f"/values/{TAB}").status_code == 400


def test_cut_and_paste_moves_cells_and_leaves_metadata(sheets: SheetsServer) -> None:
    mark_column(sheets, TAB, 3, 7)
    sheets.coach.cut_and_paste(f"{TAB}!D1:D4", f"{TAB}!F1")
    assert values_of(sheets, f"{TAB}!D1:F2") == [["", "", "Status"], ["", "", "Open"]]
    assert write_marked(sheets, 7, [["x"]]).json()["responses"][0]["updatedRange"] == f"{TAB}!D1"


DEEDS: list[st.SearchStrategy[tuple[Any, ...]]] = [
    st.tuples(st.just("type"), st.integers(2, 6), st.integers(0, 4), st.sampled_from(["x", "", "7", "=1+1"])),
    st.tuples(st.just("insert_rows"), st.integers(1, 5), st.integers(1, 3)),
    st.tuples(st.just("delete_rows"), st.integers(1, 5), st.integers(1, 3)),
    st.tuples(st.just("move_rows"), st.integers(1, 5), st.integers(1, 7)),
    st.tuples(st.just("insert_columns"), st.integers(0, 4), st.integers(1, 2)),
    st.tuples(st.just("delete_column"), st.integers(0, 4)),
    st.tuples(st.just("move_column"), st.integers(0, 4), st.integers(0, 5)),
    st.tuples(st.just("sort"), st.integers(0, 4)),
    st.tuples(st.just("sort"), st.integers(0, 4), st.just((0, 1))),
    st.tuples(st.just("cut_and_paste"), st.just("C2:D3"), st.just("A5")),
    st.tuples(st.just("rename_tab"), st.just("Other")),
]


@given(st.lists(st.one_of(DEEDS), max_size=8))
def test_undoing_everything_brings_everything_back(deeds: list[tuple[Any, ...]]) -> None:
    server = SheetsServer()
    book = server.practice({TAB: COMMITMENTS})
    coach = server.coach
    before = picture(coach)
    for name, *details in deeds:
        title = book.tabs[0].title
        if name == "rename_tab":
            coach.rename_tab(title, details[0] + title)
        elif name == "cut_and_paste":
            coach.cut_and_paste(*(f"{title}!{where}" for where in details))
        else:
            getattr(coach, name)(title, *details)
    while coach.undo():
        continue
    assert picture(coach) == before


def picture(coach: Coach) -> object:
    """All that the coach sees of the first tab, blank cells left out."""
    tab = coach.book.tabs[0]
    filled = {
        (tab.row_ids[r], tab.column_ids[c]): cell
        for r, line in enumerate(tab.rows)
        for c, cell in enumerate(line)
        if cell is not None and cell.value is not None
    }
    return filled, tab.title, tab.row_count, tab.column_count
