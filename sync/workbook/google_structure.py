"""What one structure reading tells: tabs, grids, our marks on columns, the lease. No cell below the headers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sync.cells import fold
from sync.workbook.base import Value

COLUMN_KEY, BATCH_KEY = "coachsheet.column", "coachsheet.batch"
"""Developer metadata: on each column of ours, its header; on the spreadsheet, the newest batches of requests."""

FIRST_BATCH = 1_700_000_000
"""Batches have ids in a row: a machine that has not seen the newest one asks for an id that stands, and is refused."""

LEASE_ID, LEASE_KEY = 1_668_178_291, "coachsheet.lease"
"""The lease has one id for ever: it can be created only where it does not stand (Sheets API, metadata guide)."""

_MARK = "developerMetadata(metadataId,metadataKey,metadataValue,location(dimensionRange))"
FIELDS = (
    "properties(locale,timeZone),developerMetadata(metadataId,metadataKey,metadataValue),"
    "sheets(properties(sheetId,title,sheetType,gridProperties(rowCount,columnCount)),"
    f"merges(endColumnIndex),data(columnMetadata({_MARK})))"
)
"""Column metadata stands in the grid data's columnMetadata; no cell comes with it."""


def asking(fields: str) -> dict[str, Any]:
    """What spreadsheets.get is asked with. Its reference has a mask outweigh includeGridData, which is said all the
    same: an answer without its grids could not be told from a spreadsheet in which nothing stands.
    """
    return {"fields": fields, "includeGridData": "true"}


@dataclass(slots=True)
class Mark:
    """Column metadata of ours. `verified`: mark and header were seen together, or came in one batch with the column."""

    id: int
    header: str
    column: int
    verified: bool = False

    def fits(self, headers: list[Value]) -> bool:
        """Whether its column shows its header."""
        shown = headers[self.column] if self.column < len(headers) else None
        return isinstance(shown, str) and fold(shown) == fold(self.header)


@dataclass(slots=True)
class Sheet:
    """One tab: its id and title, the size of its grid, our marks; `merged` as in base.Grid."""

    id: int
    title: str
    rows: int
    columns: int
    marks: list[Mark] = field(default_factory=list)
    merged: int = 0

    def mark(self, header: str, column: int) -> Mark | None:
        """The mark by which that column is written, if it was verified."""
        return next((m for m in self.marks if m.verified and m.column == column and m.header == header), None)


@dataclass(slots=True)
class Structure:
    """`lease` is the lease's value, blank where none stands; `batches` the marks of the newest batches by id."""

    time_zone: str
    sheets: dict[str, Sheet]
    lease: str = ""
    batches: dict[int, str] = field(default_factory=dict)

    def titled(self, title: str) -> Sheet | None:
        wanted = fold(title)
        return next((sheet for sheet in self.sheets.values() if fold(sheet.title) == wanted), None)

    @property
    def places(self) -> list[tuple[int, str, int, str]]:
        """Where everything of ours stands: what must be the same for two readings to go together."""
        return [(s.id, s.title, m.column, m.header) for s in self.sheets.values() for m in s.marks]


def _zone(name: str) -> str:
    """The spreadsheet's zone by an IANA name: one that Google has no name for is told as `GMT-07:00` (Sheets API,
    SpreadsheetProperties), which is `Etc/GMT+7` there. A part of an hour has no such name, and stays as it is.
    """
    found = re.fullmatch(r"GMT([+-])0?(\d\d?):00", name)
    return f"Etc/GMT{'-' if found[1] == '+' else '+'}{found[2]}" if found else name


def structure(answer: Mapping[str, Any]) -> Structure:
    """A Spreadsheet resource (spreadsheets.get with FIELDS) as a structure, but tabs that are a chart."""
    properties = answer.get("properties") or {}
    found = Structure(_zone(str(properties.get("timeZone") or "")), {})
    for sheet in answer.get("sheets") or ():
        shape = sheet.get("properties") or {}
        if shape.get("sheetType", "GRID") == "GRID":
            one = _sheet(shape, sheet.get("data") or ())
            one.merged = max((int(m.get("endColumnIndex", 0)) for m in sheet.get("merges") or ()), default=0)
            found.sheets[one.title] = one
    for own in answer.get("developerMetadata") or ():
        if own.get("metadataId") == LEASE_ID:
            found.lease = str(own.get("metadataValue") or "?")
        elif own.get("metadataKey") == BATCH_KEY:
            found.batches[int(own["metadataId"])] = str(own.get("metadataValue") or "")
    return found


def _sheet(shape: Mapping[str, Any], data: Iterable[Mapping[str, Any]]) -> Sheet:
    grid = shape.get("gridProperties") or {}
    sizes = int(grid.get("rowCount", 0)), int(grid.get("columnCount", 0))
    return Sheet(int(shape.get("sheetId", 0)), str(shape.get("title", "")), *sizes, list(_marks(data)))


def _marks(data: Iterable[Mapping[str, Any]]) -> Iterator[Mark]:
    for area in data:
        for index, column in enumerate(area.get("columnMetadata") or (), int(area.get("startColumn", 0))):
            for mark in column.get("developerMetadata") or ():
                if mark.get("metadataKey") == COLUMN_KEY:
                    yield Mark(int(mark["metadataId"]), str(mark.get("metadataValue") or ""), index)
