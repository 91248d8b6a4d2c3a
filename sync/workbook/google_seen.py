"""What setup must know of a spreadsheet before it adds to it: cells, notes, formats, rules. Reads; writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sync.workbook.google_client import SheetsClient
from sync.workbook.google_structure import Sheet, Structure, asking, structure

_MARK = "developerMetadata(metadataId,metadataKey,metadataValue,location(dimensionRange))"
_LOOK = "userEnteredFormat(numberFormat,backgroundColor,horizontalAlignment,verticalAlignment,wrapStrategy,textFormat)"
_FIELDS = (
    "properties(locale,timeZone,autoRecalc),developerMetadata(metadataId,metadataKey,metadataValue),"
    "sheets(properties(sheetId,title,sheetType,gridProperties),conditionalFormats(ranges),filterViews(title),"
    f"protectedRanges(range,unprotectedRanges,warningOnly,requestingUserCanEdit),columnGroups(range),merges(endColumnIndex),data(columnMetadata({_MARK}),"
    f"rowData(values(effectiveValue,note,{_LOOK},dataValidation(condition(type))))))"
)


@dataclass(slots=True)
class SeenTab:
    """One tab: its cells as words or numbers, and, by column (0-based), what stands there already.

    `formats` are the properties that any cell below the header has; `headers` the same of the header cells;
    `locked` the columns that this login may not edit.
    """

    sheet: Sheet
    rows: list[list[object]] = field(default_factory=list)
    headers: dict[int, dict[str, Any]] = field(default_factory=dict)
    formats: dict[int, set[str]] = field(default_factory=dict)
    noted: set[int] = field(default_factory=set)
    checked: set[int] = field(default_factory=set)
    coloured: set[int] = field(default_factory=set)
    shielded: set[int] = field(default_factory=set)
    locked: set[int] = field(default_factory=set)
    views: set[str] = field(default_factory=set)
    grouped: bool = False
    frozen: bool = False


@dataclass(slots=True)
class Seen:
    """The spreadsheet: `recalculation` is its setting: ON_CHANGE, MINUTE or HOUR."""

    structure: Structure
    tabs: dict[str, SeenTab]
    locale: str
    recalculation: str


def see(client: SheetsClient, key: str) -> Seen:
    """One call. Raises WorkbookProblem."""
    answer = client.spreadsheets_get(key, asking(_FIELDS))
    stood = structure(answer)
    properties = answer.get("properties") or {}
    tabs = {
        title: _tab(stood.sheets[title], sheet)
        for sheet in answer.get("sheets") or ()
        if (title := str((sheet.get("properties") or {}).get("title", ""))) in stood.sheets
    }
    return Seen(stood, tabs, str(properties.get("locale") or ""), str(properties.get("autoRecalc") or ""))


def _tab(sheet: Sheet, answer: Mapping[str, Any]) -> SeenTab:
    seen = SeenTab(sheet)
    for area in answer.get("data") or ():
        for number, row in enumerate(area.get("rowData") or ()):
            _row(seen, number, row.get("values") or ())
    for rule in answer.get("conditionalFormats") or ():
        for span in rule.get("ranges") or ():
            seen.coloured |= _columns(span, sheet)
    for shield in answer.get("protectedRanges") or ():
        covered = _columns(shield.get("range") or {}, sheet)
        seen.shielded |= covered
        if not shield.get("warningOnly") and not shield.get("requestingUserCanEdit"):
            seen.locked |= covered - _let_out(shield.get("unprotectedRanges") or (), sheet)
    seen.views = {str(view.get("title", "")) for view in answer.get("filterViews") or ()}
    seen.grouped = bool(answer.get("columnGroups"))
    grid = (answer.get("properties") or {}).get("gridProperties") or {}
    seen.frozen = bool(grid.get("frozenRowCount") or grid.get("frozenColumnCount"))
    return seen


def _row(seen: SeenTab, number: int, cells: Iterable[Mapping[str, Any]]) -> None:
    row: list[object] = []
    for column, cell in enumerate(cells):
        value = cell.get("effectiveValue") or {}
        row.append(next(iter(value.values()), None))
        shape = cell.get("userEnteredFormat") or {}
        if number == 0:
            if shape:
                seen.headers[column] = shape
            if cell.get("note"):
                seen.noted.add(column)
            continue
        if shape:
            seen.formats.setdefault(column, set()).update(shape)
        if cell.get("dataValidation"):
            seen.checked.add(column)
    seen.rows.append(row)


def _let_out(spans: Iterable[Mapping[str, Any]], sheet: Sheet) -> set[int]:
    """The columns that a protected tab leaves open from below the header to its end."""
    whole = [s for s in spans if s.get("startRowIndex", 0) <= 1 and s.get("endRowIndex", sheet.rows) >= sheet.rows]
    return {column for span in whole for column in _columns(span, sheet)}


def _columns(span: Mapping[str, Any], sheet: Sheet) -> set[int]:
    """The columns that a GridRange covers; an open side reaches the sheet's edge."""
    return set(range(int(span.get("startColumnIndex", 0)), int(span.get("endColumnIndex", sheet.columns))))
