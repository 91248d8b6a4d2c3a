"""The requests of a batchUpdate, one function each, as Sheets API v4 names them. Decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sync.schema import TABS, Column, Kind
from sync.workbook.google_structure import BATCH_KEY, COLUMN_KEY, LEASE_ID, LEASE_KEY, Sheet

Request = dict[str, Any]
Written = str | float | int | date | datetime | None

FORMATS = {
    Kind.DATE: {"type": "DATE", "pattern": "ddd d mmm yyyy"},
    Kind.MOMENT: {"type": "DATE_TIME", "pattern": "ddd d mmm yyyy hh:mm"},
}
FRESH_ROWS = 1000
_MOST_CHARACTERS = 50_000
_PIXELS_A_CHARACTER = 8


def serial(value: date) -> float | int:
    """Days since 1899-12-30, as a sheet counts them."""
    if isinstance(value, datetime):
        return (value - datetime(1899, 12, 30)) / timedelta(days=1)
    return (value - date(1899, 12, 30)).days


def sent(value: Written) -> str | float | int:
    """A value as RAW input: a blank text clears a cell. A cell holds at most 50,000 characters."""
    if value is None:
        return ""
    if isinstance(value, date):
        return serial(value)
    return value[:_MOST_CHARACTERS] if isinstance(value, str) else value


def extended(value: Written) -> Request:
    """The same as an ExtendedValue of a CellData: never a formula."""
    plain = sent(value)
    if isinstance(plain, str):
        return {"userEnteredValue": {"stringValue": plain}} if plain else {}
    return {"userEnteredValue": {"numberValue": plain}}


def insert(sheet: Sheet, dimension: str, at: int, count: int, inherit: bool) -> Request:
    """Fresh rows or columns before `at` (0-based); at the grid's end they must follow what stands before."""
    size = sheet.rows if dimension == "ROWS" else sheet.columns
    if at >= size and dimension == "COLUMNS":
        return {"appendDimension": {"sheetId": sheet.id, "dimension": dimension, "length": at - size + count}}
    at = min(at, size)
    span = {"sheetId": sheet.id, "dimension": dimension, "startIndex": at, "endIndex": at + count}
    return {"insertDimension": {"range": span, "inheritFromBefore": inherit or at == size}}


def cells(sheet_id: int, row: int, column: int, values: list[Written], bold: bool = False) -> Request:
    """Values side by side, from a 0-based place on."""
    dress = {"userEnteredFormat": {"textFormat": {"bold": True}}} if bold else {}
    fields = "userEnteredValue" + (",userEnteredFormat.textFormat.bold" if bold else "")
    start = {"sheetId": sheet_id, "rowIndex": row, "columnIndex": column}
    rows = [{"values": [extended(value) | dress for value in values]}]
    return {"updateCells": {"start": start, "rows": rows, "fields": fields}}


def mark(number: int, header: str, sheet_id: int, column: int) -> Request:
    span = {"sheetId": sheet_id, "dimension": "COLUMNS", "startIndex": column, "endIndex": column + 1}
    return _create(number, COLUMN_KEY, header, {"dimensionRange": span})


def batch_mark(number: int, value: str) -> Request:
    """What tells afterwards whose batch was applied, and lets it be applied only once: an id can be created once."""
    return _create(number, BATCH_KEY, value, {"spreadsheet": True})


def take_lease(value: str) -> Request:
    return _create(LEASE_ID, LEASE_KEY, value, {"spreadsheet": True})


def end_lease(value: str) -> Request:
    """Only the very lease that was seen: one that somebody else took meanwhile stays."""
    return _forget({"metadataId": LEASE_ID, "metadataValue": value})


def forget_mark(number: int) -> Request:
    return _forget({"metadataId": number})


def _forget(lookup: Mapping[str, Any]) -> Request:
    return {"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": dict(lookup)}}}


def _create(number: int, key: str, value: str, location: Mapping[str, Any]) -> Request:
    body = {"metadataId": number, "metadataKey": key, "visibility": "DOCUMENT", "location": dict(location)}
    return {"createDeveloperMetadata": {"developerMetadata": body | ({"metadataValue": value} if value else {})}}


def number_format(sheet_id: int, column: int, kind: Kind) -> list[Request]:
    """How a fresh column shows its dates; nothing for other kinds."""
    if kind not in FORMATS:
        return []
    span = _below(sheet_id, column)
    shape = {"userEnteredFormat": {"numberFormat": FORMATS[kind]}}
    return [{"repeatCell": {"range": span, "cell": shape, "fields": "userEnteredFormat.numberFormat"}}]


def column_of(header: str, title: str) -> Column:
    """The contract's column of that header: of the tab of that title, else of any tab that has it as ours."""
    own = TABS.get(title)
    if own is not None and own.has(header):
        return own.column(header)
    return next(column for tab in TABS.values() for column in tab.ours if column.header == header)


def width(sheet_id: int, column: int, characters: int) -> Request:
    span = {"sheetId": sheet_id, "dimension": "COLUMNS", "startIndex": column, "endIndex": column + 1}
    shape = {"pixelSize": characters * _PIXELS_A_CHARACTER + 20}
    return {"updateDimensionProperties": {"range": span, "properties": shape, "fields": "pixelSize"}}


def _below(sheet_id: int, column: int) -> dict[str, int]:
    """The column below its header."""
    return {"sheetId": sheet_id, "startRowIndex": 1, "startColumnIndex": column, "endColumnIndex": column + 1}
