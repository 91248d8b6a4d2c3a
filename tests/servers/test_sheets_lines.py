"""Developer metadata and everything on a tab follow their rows and columns, whoever moves them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.servers.sheets import SheetsServer, edits, marks
from tests.servers.sheets.book import Actor, Book
from tests.servers.sheets.ranges import KEYS
from tests.servers.sheets_client import ask, batch, mark_column, marked, values_of, write_marked


def lines(server: SheetsServer, start: int, end: int, dimension: str = "COLUMNS") -> dict[str, Any]:
    sheet_id = server.book.tab("Commitments").sheet_id
    return {"sheetId": sheet_id, "dimension": dimension, "startIndex": start, "endIndex": end}


def column_of(server: SheetsServer, number: int) -> int | None:
    """Where the metadata of this id is now; None where it is gone."""
    answer = ask(server, "POST", "/developerMetadata:search", {"dataFilters": [marked(number)]}).json()
    found = answer.get("matchedDeveloperMetadata", [])
    return found[0]["developerMetadata"]["location"]["dimensionRange"]["startIndex"] if found else None


def test_metadata_goes_where_its_column_goes(sheets: SheetsServer) -> None:
    mark_column(sheets, "Commitments", 3, 7)
    sheets.coach.insert_columns("Commitments", "Client", 2)
    assert column_of(sheets, 7) == 5
    sheets.coach.move_column("Commitments", "Status", 0)
    assert column_of(sheets, 7) == 0
    sheets.coach.move_column("Commitments", 0, 4)
    assert column_of(sheets, 7) == 3
    sheets.coach.sort("Commitments", "Due")
    assert column_of(sheets, 7) == 3
    sheets.coach.delete_column("Commitments", "Status")
    assert column_of(sheets, 7) is None


def test_metadata_of_a_row_stays_with_the_row_and_not_with_sorted_cells(sheets: SheetsServer) -> None:
    entry = {"metadataId": 9, "metadataKey": "row", "visibility": "DOCUMENT"}
    place = {"location": {"dimensionRange": lines(sheets, 2, 3, "ROWS")}}
    batch(sheets, {"createDeveloperMetadata": {"developerMetadata": entry | place}}).raise_for_status()
    sheets.coach.insert_rows("Commitments", 2)
    assert column_of(sheets, 9) == 3
    sheets.coach.sort("Commitments", "Commitment")
    assert column_of(sheets, 9) == 3


def test_a_write_by_metadata_lands_in_the_column_wherever_it_is(sheets: SheetsServer) -> None:
    mark_column(sheets, "Commitments", 3, 7)
    sheets.coach.insert_columns("Commitments", "Status", headers=["Mine"])
    answer = write_marked(sheets, 7, [[None], [None], ["Done"]]).json()
    assert answer["responses"] == [
        {
            "updatedRange": "Commitments!E1:E3",
            "updatedRows": 1,
            "updatedColumns": 1,
            "updatedCells": 1,
            "dataFilter": marked(7),
        }
    ]
    assert sheets.coach.column_values("Commitments", "Status") == ["Open", "Done", None]
    assert sheets.coach.column_values("Commitments", "Mine") == [None, None, None]


def test_a_write_to_metadata_that_is_gone_writes_nothing_and_says_so(sheets: SheetsServer) -> None:
    mark_column(sheets, "Commitments", 3, 7)
    sheets.coach.delete_column("Commitments", "Status")
    before = len(sheets.book.log)
    answer = write_marked(sheets, 7, [["x"]])
    assert (answer.status_code, answer.json()) == (200, {"spreadsheetId": sheets.book.id})
    assert len(sheets.book.log) == before


def test_a_column_write_that_is_longer_than_the_tab_is_refused(sheets: SheetsServer) -> None:
    mark_column(sheets, "Commitments", 3, 7)
    sheets.coach.delete_rows("Commitments", 500, 100)
    answer = write_marked(sheets, 7, [[None]] * 900 + [["x"]])
    assert answer.status_code == 400
    assert answer.json()["error"]["message"].endswith("but tried writing to row [901]")


def test_a_column_is_read_by_its_metadata(sheets: SheetsServer) -> None:
    mark_column(sheets, "Commitments", 2, 7)
    body = {"dataFilters": [marked(7)], "valueRenderOption": "UNFORMATTED_VALUE", "majorDimension": "COLUMNS"}
    found = ask(sheets, "POST", "/values:batchGetByDataFilter", body).json()["valueRanges"]
    assert found[0]["valueRange"]["values"] == [["Due", 46353, 46351, 46356]]
    assert found[0]["dataFilters"] == [marked(7)]
    assert "valueRanges" not in ask(sheets, "POST", "/values:batchGetByDataFilter", {"dataFilters": [marked(8)]}).json()


def test_a_filter_by_key_writes_to_every_column_that_has_it(sheets: SheetsServer) -> None:
    mark_column(sheets, "Commitments", 4, 7, key="ours")
    mark_column(sheets, "Commitments", 6, 8, key="ours")
    data = [{"dataFilter": {"developerMetadataLookup": {"metadataKey": "ours"}}, "values": [["x"]]}]
    answer = ask(sheets, "POST", "/values:batchUpdateByDataFilter", {"valueInputOption": "RAW", "data": data}).json()
    assert [one["updatedRange"] for one in answer["responses"]] == ["Commitments!E1", "Commitments!G1"]


def test_an_id_is_given_once(sheets: SheetsServer) -> None:
    entry = {"metadataId": 42, "metadataKey": "lease", "visibility": "DOCUMENT", "location": {"spreadsheet": True}}
    lease = {"createDeveloperMetadata": {"developerMetadata": entry}}
    assert batch(sheets, lease).status_code == 200
    second = batch(sheets, {"appendDimension": {"sheetId": 0, "dimension": "ROWS", "length": 5}}, lease)
    assert second.status_code == 400
    assert "already exists" in second.json()["error"]["message"]
    assert sheets.book.tab("Clients").row_count == 1000
    filters = {"dataFilters": [marked(42)], "developerMetadata": {"metadataValue": "later"}, "fields": "metadataValue"}
    batch(sheets, {"updateDeveloperMetadata": filters}).raise_for_status()
    assert ask(sheets, "GET", "/developerMetadata/42").json()["metadataValue"] == "later"
    batch(sheets, {"deleteDeveloperMetadata": {"dataFilter": marked(42)}}).raise_for_status()
    assert ask(sheets, "GET", "/developerMetadata/42").status_code == 404
    assert batch(sheets, lease).status_code == 200


def test_a_duplicated_tab_carries_its_columns_metadata_under_other_ids(sheets: SheetsServer) -> None:
    mark_column(sheets, "Commitments", 3, 7)
    sheets.coach.copy_tab("Commitments", "Copy")
    places = [mark.id for mark in sheets.book.marks.values() if mark.sheet_id == sheets.book.tab("Copy").sheet_id]
    assert len(places) == 1 and places != [7]
    assert column_of(sheets, 7) == 3


@pytest.mark.parametrize(("at", "span"), [(0, (2, 4)), (1, (2, 4)), (2, (1, 4)), (3, (1, 3))])
def test_ranges_follow_inserted_columns(sheets: SheetsServer, at: int, span: tuple[int, int]) -> None:
    here = {"sheetId": 0, "startColumnIndex": 1, "endColumnIndex": 3}
    batch(
        sheets,
        {"addProtectedRange": {"protectedRange": {"range": here, "warningOnly": True}}},
        {"addNamedRange": {"namedRange": {"name": "here", "range": here}}},
    ).raise_for_status()
    sheets.coach.insert_columns("Clients", at)
    for stored in (sheets.book.tab("Clients").protected[0]["range"], sheets.book.named_ranges[0]["range"]):
        assert (stored["startColumnIndex"], stored["endColumnIndex"]) == span


def test_what_lay_on_deleted_rows_only_is_gone(sheets: SheetsServer) -> None:
    span = {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 3, "startColumnIndex": 0, "endColumnIndex": 2}
    batch(sheets, {"mergeCells": {"range": span, "mergeType": "MERGE_ALL"}}).raise_for_status()
    sheets.coach.delete_rows("Clients", 2, 1)
    assert len(sheets.book.tab("Clients").merges) == 1
    sheets.coach.delete_rows("Clients", 2, 1)
    assert sheets.book.tab("Clients").merges == []


def test_fresh_lines_take_the_neighbours_dress_but_not_its_words(sheets: SheetsServer) -> None:
    insert = {"range": lines(sheets, 4, 5, "ROWS"), "inheritFromBefore": True}
    batch(sheets, {"insertDimension": insert}).raise_for_status()
    ask(sheets, "PUT", "/values/Commitments!C5", {"values": [[46357]]}, valueInputOption="RAW")
    assert values_of(sheets, "Commitments!A5:C5") == [["", "", "2026-12-01"]]


def test_lines_outside_the_grid_are_refused(sheets: SheetsServer) -> None:
    for wanted in (
        {"insertDimension": {"range": lines(sheets, 26, 27)}},
        {"deleteDimension": {"range": lines(sheets, 25, 27)}},
        {"deleteDimension": {"range": lines(sheets, 0, 26)}},
        {"moveDimension": {"source": lines(sheets, 0, 1), "destinationIndex": 40}},
    ):
        assert batch(sheets, wanted).status_code == 400
    assert batch(sheets, {"insertDimension": {"range": lines(sheets, 26, 27), "inheritFromBefore": True}}).ok


CHANGES = st.one_of(
    st.tuples(st.just("insert"), st.integers(0, 9), st.integers(1, 3)),
    st.tuples(st.just("delete"), st.integers(0, 9), st.integers(1, 3)),
    st.tuples(st.just("move"), st.integers(0, 9), st.integers(1, 3), st.integers(0, 12)),
)


@given(st.lists(CHANGES, max_size=8), st.sampled_from(["ROWS", "COLUMNS"]))
def test_every_line_keeps_its_words_its_metadata_and_its_range(changes: list[Any], dimension: str) -> None:
    """Against a model that is nothing but a list of words."""
    words = [f"w{n}" for n in range(10)]
    book = SheetsServer().practice({"A": [[w] for w in words] if dimension == "ROWS" else [words]})
    place(book, words, dimension)
    model: list[str | None] = [*words, *[None] * 16]
    with book.acting(Actor("api", 1)):
        for kind, first, count, *to in changes:
            last = first + count
            if kind == "insert":
                edits.insert_lines(book, book.tabs[0], dimension, first, count)
                model[first:first] = [None] * count
            elif kind == "delete":
                edits.delete_lines(book, book.tabs[0], dimension, first, last)
                del model[first:last]
            elif not first <= to[0] <= last:
                edits.move_lines(book, book.tabs[0], dimension, first, last, to[0])
                block = model[first:last]
                del model[first:last]
                at = to[0] - count if to[0] > first else to[0]
                model[at:at] = block
    left = {word: index for index, word in enumerate(model) if word}
    assert standing(book, dimension) == left
    assert {
        m.key: marks.shown(book, m)["location"]["dimensionRange"]["startIndex"] for m in book.marks.values()
    } == left
    low = "startRowIndex" if dimension == "ROWS" else "startColumnIndex"
    assert {named["name"]: named["range"][low] for named in book.named_ranges} == left


def place(book: Book, words: list[str], dimension: str) -> None:
    """A mark and a named range on every line."""
    low, high = KEYS[dimension]
    for index, word in enumerate(words):
        span = {"dimension": dimension, "startIndex": index, "endIndex": index + 1}
        marks.create(book, {"metadataKey": word, "visibility": "DOCUMENT", "location": {"dimensionRange": span}})
        book.named_ranges.append({"name": word, "range": {"sheetId": 0, low: index, high: index + 1}})


def standing(book: Book, dimension: str) -> dict[str, int]:
    found = {}
    for row, line in enumerate(book.tabs[0].rows):
        for column, cell in enumerate(line):
            if cell is not None:
                found[str(cell.value)] = row if dimension == "ROWS" else column
    return found
