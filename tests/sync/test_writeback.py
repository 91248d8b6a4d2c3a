"""Write-back: only our columns, only what changes, strays cleared, rows and columns fresh (contract, section 2)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import layout, parse, writeback
from sync.schema import COMMITMENTS, MAIL_LOG, SYNC_LOG, TABS
from sync.workbook.base import AddRow, AddTab, Changes, Snapshot, Value
from sync.writeback import FreshRow, same
from tests.practice import BLANK, NOW, Book, apply, at, book, grid, on

ZERO = date(1899, 12, 30)
SYSTEM = [(tab.title, column.header) for tab in TABS.values() for column in tab.ours if not tab.made_by_job]


def test_a_second_run_of_the_day_changes_nothing() -> None:
    made = book(
        {"Send to": "Nobody"}, commitments=[{}, {"Due": on(-3)}, {"Done on": "x"}, {"Client": "Pria"}, {"Due": None}],
        sessions=[{}], payments=[{}], habits=[{}], check_ins=[{"Rating": 7, "Done": "call five leads"}], intake=[{}],
        team=[{"Email": "no"}], groups=[{"Day": "Mon"}], templates=[{"Name": "due"}], replies=[{"ID": "r1x",
        "When": NOW.date()}],
    )  # fmt: skip
    made.run()
    assert made.run(at(0, 9)).quiet and made.run(at(0, 23)).quiet


@pytest.mark.parametrize(("tab", "header"), SYSTEM, ids=lambda word: word)
def test_a_system_cell_left_beside_no_row_is_cleared(tab: str, header: str) -> None:
    made = book()
    made.grids[tab] = grid(tab, [BLANK, BLANK])
    made[tab, 1, header] = "left over"
    made.run()
    assert made[tab, 1, header] is None
    assert made.run(at(0, 9)).quiet


def test_what_stands_in_a_coachs_cells_beside_no_row_stays() -> None:
    made = book(commitments=[BLANK])
    for header in ("Done on", "Owner", "My notes", "Quiet"):
        made["Commitments", 0, header] = "Client"
    assert made.run().reading.record.commitments == []
    assert made.every("Commitments", "Owner") == ["Client"]


def test_a_drop_down_filled_down_a_thousand_rows_makes_no_row() -> None:
    made = book(commitments=[{}])
    for row in range(1, 1000):
        made["Commitments", row, "Owner"] = "Client"
        made["Commitments", row, "Quiet"] = False
        made["Clients", row, "Stage"] = "Active"
    night = made.run()
    assert len(night.reading.record.commitments) == len(night.reading.record.clients) == 1
    assert {cell.row for cell in night.changes.cells} == {2}


@pytest.mark.parametrize("tab", ["Mail log", "Sync log"])
def test_log_rows_without_their_key_or_when_are_no_rows_and_are_cleared(tab: str) -> None:
    made = book(**{tab.casefold().replace(" ", "_"): [BLANK]})
    header = "Subject" if tab == "Mail log" else "Job"
    made[tab, 0, header] = "left over"
    made.run()
    assert made[tab, 0, header] is None


def test_whole_rows_of_the_logs_are_left_alone() -> None:
    made = book(
        mail_log=[{"Key": "k100x-2026-11-20", "When": datetime(2026, 11, 20, 8), "State": "sent", "Subject": "x"}],
        sync_log=[{"When": datetime(2026, 11, 20, 8), "Job": "nightly"}],
    )
    night = made.run()
    assert not [cell for cell in night.changes.cells if cell.tab in ("Mail log", "Sync log")]


def test_only_our_columns_can_be_written() -> None:
    made = book(commitments=[{}])
    found = layout.find(Snapshot(made.grids), {}, {}).first(COMMITMENTS)
    assert found
    with pytest.raises(AssertionError, match="is the coach's"):
        writeback._set(Changes(), found, 2, "Due", on(1), "")


@pytest.mark.parametrize(
    ("shown", "wanted", "header", "is_same"),
    [
        (None, None, "Status", True), ("", None, "Status", True), (" ", "", "Status", True),
        (None, "Open", "Status", False),
        ("Open", "Open", "Status", True), ("open", "Open", "Status", False), (7.0, 7, "Days left", True),
        ("7", 7, "Days left", False),
        (True, 1, "Days left", False), (0.0, 0, "Days left", True), (None, 0, "Days left", False),
        (0, None, "Days left", False),
        (on(1), on(1), "Due seen", True), (datetime(2026, 11, 24), on(1), "Due seen", True),
        (46350, on(1), "Due seen", True),
        (46350.0, on(1), "Due seen", True), ("2026-11-24", on(1), "Due seen", False), (on(2), on(1), "Due seen", False),
        (date(2101, 1, 3), date(2101, 1, 3), "Due seen", True), (True, on(1), "Due seen", False),
    ],
)  # fmt: skip
def test_a_cell_is_the_same_whatever_a_sheet_makes_of_it(
    shown: Value, wanted: Value, header: str, is_same: bool
) -> None:
    assert same(shown, wanted, COMMITMENTS.column(header), ZERO) is is_same


@given(st.dates(date(2000, 1, 1), date(2150, 12, 31)))
def test_a_date_is_the_same_as_its_number(day: date) -> None:
    column = COMMITMENTS.column("Due seen")
    assert same((day - ZERO).days, day, column, ZERO) and same(
        (day - date(1904, 1, 1)).days, day, column, date(1904, 1, 1)
    )


def log(made: Book, when: datetime) -> Changes:
    layouts = layout.find(Snapshot(made.grids), {}, {})
    reading = parse.parse(Snapshot(made.grids), layouts, made.past, lambda: next(made.ids), NOW)
    found = Changes()
    writeback.log_run(found, reading, {"When": when, "Job": "nightly", "Rows": 1})
    apply(made.grids, found)
    return found


def test_the_sync_log_is_made_by_the_first_run_that_has_a_row_for_it() -> None:
    made = book()
    found = log(made, datetime(2026, 11, 23, 8))
    assert found.tabs == [AddTab("Sync log", "Sync log")]
    assert found.rows == [AddRow("Sync log", 2, {0: datetime(2026, 11, 23, 8), 1: "nightly", 2: 1})]
    assert log(made, datetime(2026, 11, 24, 8)).rows[0].row == 3


@pytest.mark.parametrize("count", [499, 500, 503])
@pytest.mark.parametrize("newest_first", [False, True])
def test_the_sync_log_keeps_the_newest_500_runs(count: int, newest_first: bool) -> None:
    first = datetime(2026, 1, 1)
    whens = [first + timedelta(hours=n) for n in range(count)]
    made = book(
        sync_log=[{"When": when, "Job": f"j{n}"} for n, when in enumerate(reversed(whens) if newest_first else whens)]
    )
    log(made, datetime(2026, 11, 23))
    kept = [when for when in made.every("Sync log", "When") if when is not None]
    assert len(kept) == min(count + 1, 500)
    assert set(map(str, kept)) >= {"2026-11-23"} | {str(when) for when in whens[-499:] if when.hour}
    night = made.run()
    assert not [cell for cell in night.changes.cells if cell.tab == "Sync log"]


def test_a_fresh_row_goes_below_the_last_one_and_misses_no_column() -> None:
    made = book()
    made.grids["Mail log"] = grid("Mail log", [], ["Subject", "Mine", "Key"])
    made["Mail log", 3, "Mine"] = "a word of the coach's"
    layouts = layout.find(Snapshot(made.grids), {}, {})
    reading = parse.parse(Snapshot(made.grids), layouts, made.past, lambda: next(made.ids), NOW)
    found = Changes()
    places = writeback.add_rows(found, reading, [FreshRow(MAIL_LOG.title, {"Key": f"k{n}", "To": "x"}) for n in (1, 2)])
    assert places == {0: ("Mail log", 6), 1: ("Mail log", 7)}
    assert [column.header for column in found.columns] == [
        "When",
        "To",
        "Client",
        "Kind",
        "State",
        "About",
        "Message-ID",
    ]
    apply(made.grids, found)
    assert made.every("Mail log", "Key")[-2:] == ["k1", "k2"] and made.every("Mail log", "To")[-2:] == ["x", "x"]
    assert SYNC_LOG.title not in made.grids
