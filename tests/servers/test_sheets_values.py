"""Values read and written: what stays text, what becomes a date, what is refused and then not written at all."""

from __future__ import annotations

from typing import Any

import pytest

from tests.servers.sheets import Formula, SheetsServer
from tests.servers.sheets_client import ask, batch, values_of

RAW = {"valueInputOption": "RAW"}


def write(server: SheetsServer, where: str, values: list[list[Any]], entry: str = "RAW") -> Any:
    return ask(server, "PUT", f"/values/{where}", {"values": values}, valueInputOption=entry)


@pytest.mark.parametrize("text", ["=1+1", "+1", "@x", "0042", "TRUE", "2026-11-22", "'quoted", "#REF!"])
def test_what_is_sent_raw_stays_the_text_that_it_is(sheets: SheetsServer, text: str) -> None:
    write(sheets, "Clients!A5", [[text]])
    assert values_of(sheets, "Clients!A5", valueRenderOption="FORMULA") == [[text]]


@pytest.mark.parametrize(
    ("typed", "serial", "shown"),
    [
        ("2026-11-22", 46348, "2026-11-22"),
        ("11/22/2026", 46348, "11/22/2026"),
        ("22 Nov 2026", 46348, "22 Nov 2026"),
        ("0042", 42, "42"),
        ("1,234.5", 1234.5, "1234.5"),
        ("12%", 0.12, "12%"),
        ("=4/2", 2, "2"),
        ("TRUE", True, "TRUE"),
        ("nothing", "nothing", "nothing"),
    ],
)
def test_what_is_typed_is_understood(sheets: SheetsServer, typed: str, serial: object, shown: str) -> None:
    write(sheets, "Clients!A5", [[typed]], "USER_ENTERED")
    assert values_of(sheets, "Clients!A5") == [[shown]]
    assert values_of(sheets, "Clients!A5", valueRenderOption="UNFORMATTED_VALUE") == [[serial]]


def test_a_number_written_over_a_date_is_shown_as_a_date(sheets: SheetsServer) -> None:
    write(sheets, "Commitments!C2", [[46357]])
    assert values_of(sheets, "Commitments!C2") == [["2026-12-01"]]


def test_a_weekday_date_is_shown_as_the_format_says(sheets: SheetsServer) -> None:
    shape = {"userEnteredFormat": {"numberFormat": {"type": "DATE", "pattern": 'ddd d" "mmm'}}}
    span = {"sheetId": sheets.book.tab("Commitments").sheet_id, "startColumnIndex": 2, "endColumnIndex": 3}
    batch(sheets, {"repeatCell": {"range": span, "cell": shape, "fields": "userEnteredFormat.numberFormat"}})
    assert values_of(sheets, "Commitments!C2:C3") == [["Fri 27 Nov"], ["Wed 25 Nov"]]


def test_null_leaves_a_cell_and_a_blank_text_clears_it(sheets: SheetsServer) -> None:
    answer = write(sheets, "Clients!A2:C2", [[None, "", "c9"]]).json()
    assert values_of(sheets, "Clients!A2:C2") == [["Priya", "", "c9"]]
    assert answer["updatedCells"] == 2


def test_a_batch_of_ranges_is_written_whole_or_not_at_all(sheets: SheetsServer) -> None:
    data = [{"range": "Clients!A2", "values": [["X"]]}, {"range": "Gone!A1", "values": [["X"]]}]
    before = len(sheets.book.log)
    answer = ask(sheets, "POST", "/values:batchUpdate", {**RAW, "data": data})
    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == "Invalid data[1]: Unable to parse range: Gone!A1"
    assert values_of(sheets, "Clients!A2") == [["Priya"]]
    assert len(sheets.book.log) == before


@pytest.mark.parametrize(
    ("where", "values", "message"),
    [
        ("Clients!A1001", [["x"]], "Range (Clients!A1001) exceeds grid limits. Max rows: 1000, max columns: 26"),
        ("Clients!A2:A3", [["x"]] * 3, "Requested writing within range [Clients!A2:A3], but tried writing to row [4]"),
        (
            "Clients!A2:B2",
            [["x"] * 3],
            "Requested writing within range [Clients!A2:B2], but tried writing to column [C]",
        ),
        (
            "Clients",
            [["x"]] * 1001,
            "Requested writing within range [Clients!A1:Z1000], but tried writing to row [1001]",
        ),
    ],
)
def test_values_that_do_not_fit_are_refused(sheets: SheetsServer, where: str, values: Any, message: str) -> None:
    answer = write(sheets, where, values)
    assert (answer.status_code, answer.json()["error"]["message"]) == (400, message)


def test_a_read_beyond_the_grid_is_refused_and_one_across_its_edge_is_cut(sheets: SheetsServer) -> None:
    assert ask(sheets, "GET", "/values/Clients!A1001:B1002").status_code == 400
    assert ask(sheets, "GET", "/values/Clients!A999:ZZ5000").json()["range"] == "Clients!A999:Z1000"


def test_a_rule_binds_people_not_the_api(sheets: SheetsServer) -> None:
    rule = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "Open"}]}, "strict": True}
    span = {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 1}
    batch(sheets, {"setDataValidation": {"range": span, "rule": rule}}).raise_for_status()
    assert write(sheets, "Clients!A2", [["anything"]]).status_code == 200
    data = ask(sheets, "GET", "", ranges="Clients!A2", fields="sheets.data.rowData.values.dataValidation").json()
    assert data["sheets"][0]["data"][0]["rowData"][0]["values"][0]["dataValidation"] == rule


def test_columns_are_read_and_written_as_columns(sheets: SheetsServer) -> None:
    body = {"values": [["x", "y"]], "majorDimension": "COLUMNS"}
    ask(sheets, "PUT", "/values/Clients!E2:E3", body, **RAW).raise_for_status()
    assert values_of(sheets, "Clients!E1:E", majorDimension="COLUMNS") == [["", "x", "y"]]


def test_the_coachs_formula_keeps_the_value_it_was_given(sheets: SheetsServer) -> None:
    sheets.coach.type("Clients", 2, "Email", '=LOWER("P@EXAMPLE.COM")', value="p@example.com")
    assert values_of(sheets, "Clients!B2") == [["p@example.com"]]
    assert values_of(sheets, "Clients!B2", valueRenderOption="FORMULA") == [['=LOWER("P@EXAMPLE.COM")']]
    seeded = sheets.practice({"A": [["n"], [Formula("=SUM(B:B)", 7)]]}, "Other")
    assert seeded.tab("A").cell(1, 0) is not None


def test_clearing_keeps_formats_and_notes(sheets: SheetsServer) -> None:
    ask(sheets, "POST", "/values:batchClear", {"ranges": ["Commitments!C2:C3"]}).raise_for_status()
    write(sheets, "Commitments!C2", [[46357]])
    assert values_of(sheets, "Commitments!C2:C3") == [["2026-12-01"]]


def test_ten_thousand_rows_come_in_one_answer() -> None:
    rows = [["Client", *(f"h{n}" for n in range(25))]] + [[f"r{n}"] * 26 for n in range(10_000)]
    with SheetsServer() as server:
        server.practice({"Commitments": rows})
        assert values_of(server, "Commitments") == rows
        assert len(server.book.log) == 0
