"""Setup on a Google Sheet as an assistant types it, and the way from there to a first night."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from sync.workbook import google_requests
from tests.jobs.google_sheet import PRIYA, Sheet, sheet
from tests.servers.sheets import SheetsServer

EIGHT = "2026-11-23T08:00+01:00"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[SheetsServer]:
    monkeypatch.setattr(google_requests, "FRESH_ROWS", 40)
    with SheetsServer() as made:
        yield made


@pytest.fixture
def fresh(server: SheetsServer, tmp_path: Path) -> Sheet:
    return sheet(server, tmp_path)


def type_in(made: Sheet, title: str, row: int, **cells: object) -> None:
    """The coach types into a row (1-based), by header."""
    tab = made.book.tab(title)
    for header, value in cells.items():
        column = next(c for c in range(tab.column_count) if tab.header(c) == header)
        made.server.coach_of(made.book).type(title, row, column, value)


def test_setup_ends_with_what_to_tell_the_coach_and_the_link(fresh: Sheet) -> None:
    result = fresh.type("setup")
    assert result.exit_code == 0, result.output
    told = result.stdout.split("Now tell the coach:")[1].strip().splitlines()
    assert [line.strip()[0] for line in told[:3]] == ["1", "2", "3"]
    assert told[3].strip() == f"https://docs.google.com/spreadsheets/d/{fresh.book.id}/edit"


def test_a_second_setup_says_that_nothing_was_changed(fresh: Sheet) -> None:
    fresh.type("setup")
    writes = fresh.server.writes()
    assert "nothing was changed" in fresh.type("setup").output
    assert fresh.server.writes() == writes


def test_a_filled_column_under_our_header_is_named_and_handed_over_only_when_asked(
    server: SheetsServer, tmp_path: Path
) -> None:
    rows = [["Client", "Commitment", "Due", "Status"], ["Priya Nair", "Call five leads", None, "on hold"]]
    made = sheet(server, tmp_path, {**PRIYA, "Commitments": rows})
    blocked = made.type("setup")
    assert blocked.exit_code == 1 and "Commitments.Status" in blocked.output
    handed = made.type("setup", "--adopt", "Commitments.Status")
    assert handed.exit_code == 0, handed.output
    assert made.type("sync").exit_code == 0
    assert made.book.tab("Commitments").cell(1, 3).value == "Draft"  # type: ignore[union-attr]


def test_a_sheet_that_is_not_shared_names_the_address_to_share_it_with(fresh: Sheet) -> None:
    fresh.book.shared_with = set()
    result = fresh.type("setup")
    assert result.exit_code == 1 and "iam.gserviceaccount.com as Editor" in result.output


def test_from_an_empty_sheet_to_a_first_night_in_rehearsal(fresh: Sheet) -> None:
    assert fresh.type("setup").exit_code == 0
    type_in(fresh, "Clients", 2, Client="Priya Nair", Email="priya@clients.example")
    type_in(fresh, "Commitments", 2, Client="Priya Nair", Commitment="Call five leads", Due=date(2026, 11, 27))
    writes = fresh.server.writes()
    assert fresh.type("--as-of", EIGHT, "--dry-run", "nightly").exit_code == 0
    assert fresh.server.writes() == writes
    night = fresh.type("--as-of", EIGHT, "nightly")
    assert night.exit_code == 0, night.output
    [letter] = list((fresh.folder / "outbox").glob("*.eml"))
    assert "Call five leads" in letter.read_text(encoding="utf-8")
    ready = fresh.type("doctor")
    assert ready.stdout.splitlines()[-1] == "Ready", ready.output
    writes = fresh.server.writes()
    assert "nightly" in fresh.type("--as-of", "2026-11-23T12:00+01:00", "schedule", "--check").output
    assert "agreed" in fresh.type("--as-of", EIGHT, "preview", "agreed").output.lower()
    assert "No letter is in doubt" in fresh.type("resolve").output
    assert fresh.server.writes() == writes


def test_a_night_after_setup_leaves_nothing_for_setup_to_do_but_the_tabs_that_it_made(fresh: Sheet) -> None:
    fresh.type("setup")
    type_in(fresh, "Clients", 2, Client="Priya Nair", Email="priya@clients.example")
    assert fresh.type("--as-of", EIGHT, "nightly").exit_code == 0
    again = fresh.type("setup")
    assert again.exit_code == 0, again.output
    assert "nothing was changed" in fresh.type("setup").output


def test_a_lost_machine_is_replaced_from_the_sheet_alone(fresh: Sheet) -> None:
    fresh.type("setup")
    type_in(fresh, "Clients", 2, Client="Priya Nair", Email="priya@clients.example")
    type_in(fresh, "Commitments", 2, Client="Priya Nair", Commitment="Call five leads", Due=date(2026, 11, 27))
    fresh.type("--as-of", EIGHT, "nightly")
    (fresh.folder / "coachsheet.db").unlink()
    assert "took 1 letters" in fresh.type("rebuild").output
