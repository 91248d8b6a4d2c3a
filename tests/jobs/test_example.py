"""The example practice: the same for the same day, around that day, and with something of everything to see."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.example import DAYS, apply_edits, example_practice
from jobs.example_edits import Add, Type
from sync import cells
from sync.schema import TABS
from sync.workbook.base import Value
from sync.workbook.excel import ExcelWorkbook
from sync.workbook.excel_new import create

TODAY = date(2026, 11, 23)
ZERO = date(1899, 12, 30)


def played(path: Path, today: date) -> dict[str, list[dict[str, Value]]]:
    """The rows of each tab as the coach's cells stand on the last evening."""
    practice = example_practice(today)
    create(path, practice.rows)
    for edits in practice.edits.values():
        apply_edits(path, edits)
    grids = ExcelWorkbook(path).read().grids
    return {
        title: [dict(zip(map(str, grid.rows[0]), row, strict=False)) for row in grid.rows[1:]]
        for title, grid in grids.items()
        if title in TABS
    }


@given(st.dates(date(2024, 1, 1), date(2090, 12, 31)))
def test_it_is_the_same_for_the_same_day_and_hangs_on_it(today: date) -> None:
    first = example_practice(today)
    assert first == example_practice(today)
    assert first.start == today - timedelta(days=DAYS)
    assert all(first.start < day <= today for day in first.edits)
    later = example_practice(today + timedelta(days=7))
    dues = [[row["Due"] for row in practice.rows["Commitments"]] for practice in (first, later)]
    assert [b - a for a, b in zip(*dues, strict=True)] == [timedelta(days=7)] * len(dues[0])  # type: ignore[operator]


def test_only_columns_of_the_coach_are_filled() -> None:
    practice = example_practice(TODAY)
    for title, rows in practice.rows.items():
        for row in rows:
            assert not [header for header in row if TABS[title].column(header).ours], title
    for edit in (edit for edits in practice.edits.values() for edit in edits):
        headers = edit.cells if isinstance(edit, Add) else {edit.header: edit.value}
        assert not [header for header in headers if TABS[edit.tab].column(header).ours]


def test_nothing_is_done_before_its_day_has_come() -> None:
    practice = example_practice(TODAY)
    for row in practice.rows["Commitments"]:
        assert not isinstance(row.get("Done on"), date) or row["Done on"] <= practice.start  # type: ignore[operator]
    for day, edits in practice.edits.items():
        for edit in edits:
            if isinstance(edit, Type) and edit.header in ("Done on", "Paid on") and isinstance(edit.value, date):
                assert edit.value < day


@pytest.mark.parametrize("today", [TODAY, date(2027, 3, 1), date(2028, 2, 29)])
def test_every_edit_finds_its_row(tmp_path: Path, today: date) -> None:
    rows = played(tmp_path / "practice.xlsx", today)
    assert len(rows["Clients"]) == 12
    assert {row["Stage"] for row in rows["Clients"]} == {"Prospect", "Active", "Paused", "Ended"}


def test_there_are_rows_to_check_in_the_end(tmp_path: Path) -> None:
    rows = played(tmp_path / "practice.xlsx", TODAY)
    names = {row["Client"] for row in rows["Clients"]}
    strangers = [row for row in rows["Commitments"] if row["Client"] not in names]
    undated = [row for row in rows["Commitments"] if isinstance(row["Due"], str)]
    assert [row["Client"] for row in strangers] == ["Pria Nair"]
    assert [row["Due"] for row in undated] == ["31/02/2026"]
    with pytest.raises(cells.Bad):
        cells.day(undated[0]["Due"], ZERO)


def test_one_client_stalls_before_the_end(tmp_path: Path) -> None:
    """At least four resolved in thirty days, fewer than half of them closed (contract, section 3, Stalled)."""
    rows = played(tmp_path / "practice.xlsx", TODAY)
    window = [
        row["Done on"] is not None and row["Done on"] != ""
        for row in rows["Commitments"]
        if row["Client"] == "Priya Nair"
        and isinstance(row["Due"], date)
        and timedelta(0) < TODAY - row["Due"] < timedelta(30)
    ]
    assert len(window) >= 4 and sum(window) * 2 < len(window)


def test_addresses_belong_to_nobody_and_zones_are_zones() -> None:
    practice = example_practice(TODAY)
    for row in (*practice.rows["Clients"], *practice.rows["Team"]):
        assert str(row["Email"]).endswith("@example.com")
        assert cells.address(row["Email"])
        if row.get("Time zone"):
            assert cells.zone(row["Time zone"])


def test_somebody_begins_and_somebody_is_met_within_two_days() -> None:
    practice = example_practice(TODAY)
    fresh = [e for edits in practice.edits.values() for e in edits if isinstance(e, Add) and e.tab == "Clients"]
    assert [TODAY - edit.cells["Start date"] for edit in fresh] == [timedelta(days=9)]  # type: ignore[operator]
    starts = [row["Start"].date() for row in practice.rows["Sessions"]]  # type: ignore[union-attr]
    assert TODAY + timedelta(days=1) in starts


def test_an_edit_of_a_row_that_is_not_there_is_named(tmp_path: Path) -> None:
    create(tmp_path / "practice.xlsx", example_practice(TODAY).rows)
    edit = Type("Commitments", {"Client": "Nobody"}, "Done on", "x")
    with pytest.raises(KeyError, match="Nobody"):
        apply_edits(tmp_path / "practice.xlsx", [edit])
