"""batchUpdate: all or none, fresh rows, protected cells, pastes, and the things that lie on cells."""

from __future__ import annotations

from typing import Any

from tests.servers.sheets import SheetsServer
from tests.servers.sheets_client import ask, batch, values_of


def cells(top: int, left: int, bottom: int, right: int) -> dict[str, int]:
    edges = {"startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": left, "endColumnIndex": right}
    return {"sheetId": 0, **edges}


def text(*values: str) -> dict[str, Any]:
    return {"values": [{"userEnteredValue": {"stringValue": value}} for value in values]}


def test_one_bad_request_undoes_the_good_ones(sheets: SheetsServer) -> None:
    before = ask(sheets, "GET", "", includeGridData="true").json()
    answer = batch(
        sheets,
        {"addSheet": {"properties": {"title": "Mail log"}}},
        {"updateCells": {"range": cells(1, 0, 2, 1), "rows": [text("X")], "fields": "userEnteredValue"}},
        {"deleteDimension": {"range": {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 0, "endIndex": 2}}},
        {"deleteSheet": {"sheetId": 12345}},
    )
    assert answer.json()["error"]["message"] == "Invalid requests[3].deleteSheet: No sheet with id: 12345"
    assert ask(sheets, "GET", "", includeGridData="true").json() == before
    assert sheets.book.log.by_api() == []


def test_cells_are_appended_below_the_last_row_with_a_value(sheets: SheetsServer) -> None:
    batch(sheets, {"appendCells": {"sheetId": 0, "rows": [text("Ana", "a@example.com")], "fields": "*"}})
    assert values_of(sheets, "Clients!A4:C4") == [["Ana", "a@example.com"]]
    assert {(c.row, c.header) for c in sheets.book.log.by_api(kind="value")} == {(4, "Client"), (4, "Email")}


def test_appending_makes_the_grid_longer_where_it_ends(sheets: SheetsServer) -> None:
    cut = {"properties": {"sheetId": 0, "gridProperties": {"rowCount": 3}}, "fields": "gridProperties.rowCount"}
    more = {"appendCells": {"sheetId": 0, "rows": [text("Ana"), text("Bo")], "fields": "userEnteredValue"}}
    batch(sheets, {"updateSheetProperties": cut}, more).raise_for_status()
    assert sheets.book.tab("Clients").row_count == 5


def test_a_field_mask_writes_only_what_it_names(sheets: SheetsServer) -> None:
    note = {"range": cells(0, 0, 1, 1), "rows": [{"values": [{"note": "who"}]}], "fields": "note"}
    batch(sheets, {"updateCells": note}).raise_for_status()
    assert values_of(sheets, "Clients!A1") == [["Client"]]
    assert [(c.kind, c.before, c.after) for c in sheets.book.log.by_api()] == [("note", "", "who")]
    assert batch(sheets, {"updateCells": {**note, "fields": "colour"}}).status_code == 400


def test_cells_that_the_rows_do_not_cover_are_cleared(sheets: SheetsServer) -> None:
    over = {"range": cells(1, 0, 3, 2), "rows": [text("X")], "fields": "userEnteredValue"}
    batch(sheets, {"updateCells": over}).raise_for_status()
    assert values_of(sheets, "Clients!A2:C3") == [["X", "", "c1"], ["", "", "c2"]]


def test_a_protected_range_of_the_coach_refuses_others_and_a_warning_does_not(sheets: SheetsServer) -> None:
    tab = sheets.book.tab("Clients")
    shield = {"protectedRangeId": 1, "range": cells(1, 1, 3, 2), "editors": {"users": ["ana@example.com"]}}
    tab.protected.append(shield)
    put = {"values": [["x"]]}
    answer = ask(sheets, "PUT", "/values/Clients!B2", put, valueInputOption="RAW")
    assert answer.status_code == 400 and "protected cell" in answer.json()["error"]["message"]
    tab.protected[0]["warningOnly"] = True
    assert ask(sheets, "PUT", "/values/Clients!B2", put, valueInputOption="RAW").ok


def test_pastes_copy_what_they_are_asked_to(sheets: SheetsServer) -> None:
    paste = {"source": cells(1, 0, 3, 1), "destination": cells(1, 4, 3, 6), "pasteType": "PASTE_VALUES"}
    to = {"sheetId": 0, "rowIndex": 5, "columnIndex": 0}
    cut = {"source": cells(1, 2, 3, 3), "destination": to, "pasteType": "PASTE_NORMAL"}
    batch(sheets, {"copyPaste": paste}, {"cutPaste": cut}).raise_for_status()
    assert values_of(sheets, "Clients!E2:F3") == [["Priya", "Priya"], ["Marcus", "Marcus"]]
    assert values_of(sheets, "Clients!A6:A7") == [["c1"], ["c2"]]
    assert values_of(sheets, "Clients!C1:C3") == [["ID"]]


def test_cells_shift_when_a_range_is_inserted_or_deleted(sheets: SheetsServer) -> None:
    batch(sheets, {"insertRange": {"range": cells(1, 0, 2, 1), "shiftDimension": "ROWS"}}).raise_for_status()
    assert values_of(sheets, "Clients!A1:B3") == [
        ["Client", "Email"],
        ["", "p@example.com"],
        ["Priya", "m@example.com"],
    ]
    batch(sheets, {"deleteRange": {"range": cells(1, 0, 2, 1), "shiftDimension": "ROWS"}}).raise_for_status()
    assert values_of(sheets, "Clients!A1:A3") == [["Client"], ["Priya"], ["Marcus"]]


def test_text_is_found_and_replaced(sheets: SheetsServer) -> None:
    wanted = {"find": "example.com", "replacement": "example.org", "allSheets": True}
    reply = batch(sheets, {"findReplace": wanted}).json()["replies"][0]["findReplace"]
    assert reply == {"valuesChanged": 2, "rowsChanged": 2, "sheetsChanged": 1, "occurrencesChanged": 2}


def test_what_setup_puts_on_a_tab_is_shown_again(sheets: SheetsServer) -> None:
    rule = {"ranges": [cells(1, 3, 1000, 4)], "booleanRule": {"condition": {"type": "NOT_BLANK"}, "format": {}}}
    columns = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 2, "endIndex": 4}
    group = {"dimensionGroup": {"range": columns, "depth": 1, "collapsed": True}, "fields": "collapsed"}
    anchor = {"overlayPosition": {"anchorCell": {"sheetId": 0, "rowIndex": 1, "columnIndex": 1}}}
    frozen = {"sheetId": 0, "gridProperties": {"frozenRowCount": 1, "frozenColumnCount": 1}}
    fields = "gridProperties(frozenRowCount,frozenColumnCount)"
    batch(
        sheets,
        {"addConditionalFormatRule": {"rule": rule, "index": 0}},
        {"addDimensionGroup": {"range": columns}},
        {"updateDimensionGroup": group},
        {"addFilterView": {"filter": {"title": "Now", "range": cells(0, 0, 10, 4)}}},
        {"addChart": {"chart": {"spec": {"title": "Kept"}, "position": anchor}}},
        {"updateSheetProperties": {"properties": frozen, "fields": fields}},
        {"updateDimensionProperties": {"range": columns, "properties": {"pixelSize": 60}, "fields": "pixelSize"}},
    ).raise_for_status()
    shown = ask(sheets, "GET", "").json()["sheets"][0]
    assert shown["properties"]["gridProperties"]["frozenColumnCount"] == 1
    assert shown["columnGroups"][0]["collapsed"] is True
    assert [view["title"] for view in shown["filterViews"]] == ["Now"]
    assert shown["charts"][0]["spec"]["title"] == "Kept"
    assert "sheetId" not in shown["conditionalFormats"][0]["ranges"][0]
    fields = "sheets.data.columnMetadata.pixelSize"
    sizes = ask(sheets, "GET", "", fields=fields, ranges="Clients!B1:D1").json()
    assert sizes["sheets"][0]["data"][0]["columnMetadata"] == [{"pixelSize": 100}, {"pixelSize": 60}, {"pixelSize": 60}]


def test_a_title_is_given_once(sheets: SheetsServer) -> None:
    answer = batch(sheets, {"addSheet": {"properties": {"title": "clients"}}})
    assert 'A sheet with the name "clients" already exists' in answer.json()["error"]["message"]


def test_a_structure_read_gets_only_its_fields(sheets: SheetsServer) -> None:
    from tests.servers.sheets_client import mark_column

    mark_column(sheets, "Clients", 2, 7)
    fields = (
        "properties(locale,timeZone),sheets(properties(sheetId,title,gridProperties(rowCount,columnCount)),"
        "data.columnMetadata.developerMetadata(metadataId,metadataKey))"
    )
    shown = ask(sheets, "GET", "", fields=fields).json()
    assert set(shown) == {"properties", "sheets"}
    assert shown["properties"] == {"locale": "en_US", "timeZone": "Europe/Berlin"}
    found = shown["sheets"][0]["data"][0]["columnMetadata"]
    assert found[1] == {} and found[2] == {"developerMetadata": [{"metadataId": 7, "metadataKey": "header"}]}
    assert set(shown["sheets"][0]["data"][0]) == {"columnMetadata"}
    by_filter = {"dataFilters": [{"gridRange": cells(0, 0, 1, 2)}]}
    part = ask(sheets, "POST", ":getByDataFilter", by_filter, fields="sheets.data.rowData.values.formattedValue").json()
    values = part["sheets"][0]["data"][0]["rowData"][0]["values"]
    assert [value["formattedValue"] for value in values] == ["Client", "Email"]
