"""The doctor at a Google Sheet: each thing that goes wrong on a first evening, in Google's own words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.workbook import google_requests
from tests.jobs.google_sheet import PRIYA, Sheet, sheet
from tests.servers.sheets import SheetsServer
from tests.servers.sheets.tokens import ROBOT


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sheet]:
    monkeypatch.setattr(google_requests, "FRESH_ROWS", 40)
    with SheetsServer() as server:
        found = sheet(server, tmp_path, PRIYA)
        found.type("setup")
        yield found


def examined(made: Sheet) -> tuple[int, str, str]:
    """Exit status, everything said, the last line."""
    result = made.type("doctor")
    return result.exit_code, result.output, result.stdout.splitlines()[-1]


def test_a_sheet_that_works_is_ready_and_nothing_was_changed(made: Sheet) -> None:
    before = len(made.book.log)
    status, said, last = examined(made)
    assert (status, last) == (0, "Ready"), said
    assert f"share the sheet with {ROBOT} as Editor" in said and "Europe/Berlin" in said
    assert len(made.book.log) == before


def test_a_sheet_that_is_not_shared_leads_to_share(made: Sheet) -> None:
    made.book.shared_with = set()
    status, _, last = examined(made)
    assert status == 1 and f"Share it with {ROBOT} as Editor" in last


def test_one_who_may_only_look_is_to_be_made_editor(made: Sheet) -> None:
    made.server.faults.add(403, kind="write")
    status, said, last = examined(made)
    assert status == 1 and f"make {ROBOT} Editor instead of Viewer" in last, said


def test_an_api_that_is_off_leads_to_enable(made: Sheet) -> None:
    made.server.faults.add(403, reason="accessNotConfigured", kind="read")
    status, _, last = examined(made)
    assert status == 1 and "Google Sheets API" in last and "Enable" in last and "console" in last


def test_a_wrong_id_leads_to_the_link(made: Sheet) -> None:
    text = made.settings.read_text(encoding="utf-8").replace(made.book.id, "1" * 44)
    made.settings.write_text(text, encoding="utf-8")
    status, _, last = examined(made)
    assert status == 1 and "no spreadsheet with this id" in last and "[workbook] key" in last


def test_a_key_that_others_can_read_is_named(made: Sheet) -> None:
    (made.folder / "credentials.json").chmod(0o644)
    status, said, last = examined(made)
    assert status == 1 and "credentials.json can be read by others" in said and "chmod 600" in last


def test_a_missing_key_is_named_with_its_setting(made: Sheet) -> None:
    (made.folder / "credentials.json").unlink()
    result = made.type("doctor")
    assert result.exit_code == 2 and "[workbook] credentials" in result.output


def test_a_file_that_is_no_key_is_named(made: Sheet) -> None:
    file = made.folder / "credentials.json"
    file.write_text(f'{{"token_uri": "{made.server.url}/token"}}', encoding="utf-8")
    status, _, last = examined(made)
    assert status == 1 and "is not a service account's key file" in last


def test_a_protection_that_shuts_us_out_is_named_by_column(made: Sheet) -> None:
    tab = made.book.tab("Clients")
    track = next(c for c in range(tab.column_count) if tab.header(c) == "Track")
    span = {"sheetId": tab.sheet_id, "startColumnIndex": track, "endColumnIndex": track + 1}
    tab.protected.append({"protectedRangeId": 7, "range": span, "requestingUserCanEdit": False})
    status, _, last = examined(made)
    assert status == 1 and "Protect sheets and ranges" in last


def test_a_protected_tab_that_leaves_our_columns_open_is_no_trouble(made: Sheet) -> None:
    tab = made.book.tab("Clients")
    open_ones = [{"sheetId": tab.sheet_id, "startRowIndex": 1, "startColumnIndex": 2}]
    shield = {"protectedRangeId": 7, "range": {"sheetId": tab.sheet_id}, "unprotectedRanges": open_ones}
    tab.protected.append({**shield, "requestingUserCanEdit": False})
    assert examined(made)[0] == 0


def test_a_column_in_the_way_is_named(made: Sheet) -> None:
    tab = made.book.tab("Commitments")
    made.book.marks = {n: m for n, m in made.book.marks.items() if m.value != "Status"}
    status_at = next(c for c in range(tab.column_count) if tab.header(c) == "Status")
    made.server.coach_of(made.book).type("Commitments", 2, status_at, "waiting for Bob")
    status, _, last = examined(made)
    assert status == 1 and "Commitments.Status" in last
