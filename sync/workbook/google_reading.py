"""Reading a spreadsheet: one call for its structure, one for the values of the tabs that we know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sync.cells import fold
from sync.schema import FORM_RESPONSES
from sync.workbook.base import BadValue, Changed, Grid, Snapshot, Value
from sync.workbook.google_client import SheetsClient
from sync.workbook.google_errors import Rejected
from sync.workbook.google_structure import FIELDS, Mark, Sheet, Structure, asking, structure

ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#ERROR!", "Loading..."})
"""What UNFORMATTED_VALUE gives for a cell in error; a text of just these words is taken for one too."""

AS_THEY_ARE = {"valueRenderOption": "UNFORMATTED_VALUE", "dateTimeRenderOption": "SERIAL_NUMBER"}
"""Numbers as numbers, dates as days since 1899-12-30 (Sheets API, ValueRenderOption, DateTimeRenderOption)."""

TRIES = 4
"""How often structure and values are read again when a coach rearranged columns or tabs in between."""


class Reader:
    """Reads one spreadsheet. `titles` are the tabs to read, besides those that hold a form's answers."""

    def __init__(self, client: SheetsClient, key: str, titles: Iterable[str]) -> None:
        self._client, self._key = client, key
        self._titles = {fold(title) for title in titles}

    def structure(self) -> Structure:
        """One call. Raises WorkbookProblem."""
        return structure(self._client.spreadsheets_get(self._key, asking(FIELDS)))

    def both(self, titles: Sequence[str] | None) -> tuple[Structure, Snapshot]:
        """Structure and values that go together. Raises WorkbookProblem; Changed when they do not come to rest."""
        before: tuple[object, object] | None = None
        for _ in range(TRIES):
            stood = self.structure()
            try:
                snapshot = self.values(stood, titles)
            except Rejected:
                continue  # a tab went or was renamed in between
            seen = (stood.places, {title: _headers(grid) for title, grid in snapshot.grids.items()})
            if self.together(stood, snapshot) or seen == before:
                settle_marks(stood, snapshot)  # seen twice alike: a header was renamed
                return stood, snapshot
            before = seen
        raise Changed("The spreadsheet is being rearranged all the time. Run the job again in a minute.")

    def together(self, stood: Structure, snapshot: Snapshot) -> bool:
        """Whether every mark shows its header: else columns were moved between the two calls, or renamed."""
        grids = snapshot.grids
        return all(m.fits(_headers(grids[t])) for t, sheet in stood.sheets.items() if t in grids for m in sheet.marks)

    def values(self, stood: Structure, titles: Sequence[str] | None) -> Snapshot:
        """One call: the values of the known tabs. Raises Rejected where one of them is gone."""
        sheets = self._chosen(stood, titles)
        ranges = [f"'{sheet.title.replace(chr(39), chr(39) * 2)}'" for sheet in sheets]
        found: list[Any] = []
        if ranges:
            found = self._client.values_batch_get(self._key, ranges, dict(AS_THEY_ARE)).get("valueRanges") or []
        grids = {s.title: _grid(s, one) for s, one in zip(sheets, found, strict=True)}
        return Snapshot(grids, stood.time_zone)

    def values_and_marks(self, stood: Structure, titles: Sequence[str] | None) -> Snapshot:
        """One call: the same, and besides where the columns of all marks stand at that very moment."""
        sheets = self._chosen(stood, titles)
        marks = {mark.id: mark for sheet in sheets for mark in sheet.marks}
        filters: list[dict[str, Any]] = [{"gridRange": {"sheetId": sheet.id}} for sheet in sheets]
        filters += [{"developerMetadataLookup": {"metadataId": number}} for number in marks]
        answer = self._client.values_found(self._key, {"dataFilters": filters, **AS_THEY_ARE})
        grids: dict[str, Grid] = {sheet.title: Grid(sheet.title, [], merged=sheet.merged) for sheet in sheets}
        by_id = {sheet.id: sheet for sheet in sheets}
        seen: dict[int, int] = {}
        for one in answer.get("valueRanges") or ():
            for chosen in one.get("dataFilters") or ():
                number = (chosen.get("developerMetadataLookup") or {}).get("metadataId")
                if number in marks:
                    seen[number] = first_column(str(one["valueRange"].get("range", "")))
                elif "gridRange" in chosen:
                    sheet = by_id[int(chosen["gridRange"].get("sheetId", 0))]
                    grids[sheet.title] = _grid(sheet, one["valueRange"])
        for number, mark in marks.items():
            mark.column = seen.get(number, 1 << 30)  # its column went: it fits nowhere
        return Snapshot(grids, stood.time_zone)

    def _chosen(self, stood: Structure, titles: Sequence[str] | None) -> list[Sheet]:
        wanted = self._titles if titles is None else {fold(title) for title in titles}
        forms = fold(FORM_RESPONSES) if titles is None else "\0"
        return [s for s in stood.sheets.values() if fold(s.title) in wanted or fold(s.title).startswith(forms)]


def settle_marks(stood: Structure, snapshot: Snapshot) -> None:
    """Verify the marks that show their header, and give every grid its marks."""
    for title, grid in snapshot.grids.items():
        for mark in stood.sheets[title].marks:
            mark.verified = mark.fits(_headers(grid))
        grid.marks = {mark.column: mark.header for mark in _truest_last(stood.sheets[title].marks)}


def _truest_last(marks: list[Mark]) -> list[Mark]:
    """Of two marks on one column the one that its header bears out shall win."""
    return sorted(marks, key=lambda mark: mark.verified)


def _headers(grid: Grid) -> list[Value]:
    return grid.rows[0] if grid.rows else []


def _grid(sheet: Sheet, found: Mapping[str, Any]) -> Grid:
    rows = [[cell(value) for value in row] for row in found.get("values") or ()]
    return Grid(sheet.title, rows, merged=sheet.merged)


def cell(value: Any) -> Value:
    """A value of the API as a cell."""
    if isinstance(value, str):
        return BadValue(value) if value in ERRORS else value or None
    return value if isinstance(value, bool | int | float) else None


def first_column(area: str) -> int:
    """The 0-based column where a range in A1 notation begins."""
    letters = area.rpartition("!")[2].partition(":")[0].rstrip("0123456789").replace("$", "")
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
