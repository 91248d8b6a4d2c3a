"""The Today tab of a Google Sheet: formulas over what stands in the other tabs, and two charts. No job reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sync.schema import TODAY, Kind
from sync.workbook import google_looks, google_today_charts, looks
from sync.workbook import google_requests as make
from sync.workbook.excel_layout import Layout, letters
from sync.workbook.google_formulas import anywhere, whole
from sync.workbook.google_requests import Request
from sync.workbook.today_formulas import figures, sentence, stale

_HELPERS = 16
"""The first of the hidden columns of figures (0-based)."""
_WIDTHS = (17, 10, 38, 22, 2, 18, 17, 38, 10, 2)
_ROWS, _COLUMNS = 60, 26
_TITLE: looks.Look = {"bold": True, "font_size": 18}
_DAY: looks.Look = {"font_size": 14, "align": "left"}
_RUN: looks.Look = {"font_size": 12, "font_color": "#374151"}
_HEADING: looks.Look = {"bold": True, "font_size": 12, "bottom": 2, "bottom_color": "#5B7083"}
_LINE: looks.Look = {"valign": "top", "align": "left", "bottom": 4, "bottom_color": "#B8C0CC"}
_DATES = {"Due": Kind.DATE, "Closed on": Kind.DATE, "Start": Kind.MOMENT}


@dataclass(frozen=True, slots=True)
class Listing:
    """One list: where it stands, which columns it shows of the rows that all conditions hold for, in which order.

    `order` is the column (1-based) to sort by, negative from the greatest down; `empty` says what no row means.
    """

    title: str
    top: int
    left: int
    lines: int
    tab: str
    shows: tuple[str, ...]
    conditions: tuple[str, ...]
    order: int
    empty: str


def draw(layout: Layout, sheet_id: int, index: int | None) -> list[Request]:
    """The whole tab: the last run (red after 26 hours), the lists that a coach wants at eight, two charts."""
    grid = {"rowCount": _ROWS, "columnCount": _COLUMNS, "hideGridlines": True}
    shape: dict[str, Any] = {"sheetId": sheet_id, "title": layout.title(TODAY), "gridProperties": grid}
    made: list[Request] = [{"addSheet": {"properties": shape | ({} if index is None else {"index": index})}}]
    made += [make.width(sheet_id, column, characters) for column, characters in enumerate(_WIDTHS)]
    made.append(_words(sheet_id, 0, 0, "Today", google_looks.cell_format(_TITLE)))
    day = google_looks.cell_format(_DAY) | {"numberFormat": make.FORMATS[Kind.DATE]}
    made.append(_formula(sheet_id, 0, 1, "=TODAY()", day))
    made += _last_run(layout, sheet_id)
    for listing in _listings(lambda tab, header: whole(layout, tab, header)):
        made += _listing(layout, sheet_id, listing)
    made += google_today_charts.draw(layout, sheet_id, _HELPERS + 2)
    hidden = {"sheetId": sheet_id, "dimension": "COLUMNS", "startIndex": _HELPERS, "endIndex": _COLUMNS}
    made.append(
        {"updateDimensionProperties": {"range": hidden, "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}}
    )
    return made


def _last_run(layout: Layout, sheet_id: int) -> list[Request]:
    cells = [f"${letters(_HELPERS)}${row}" for row in range(1, 5)]
    made = [_formula(sheet_id, row, _HELPERS, text) for row, text in enumerate(figures(layout, cells[0]))]
    made.append(_formula(sheet_id, 1, 0, sentence(*cells), google_looks.cell_format(_RUN)))
    line = {"sheetId": sheet_id, "startRowIndex": 1, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 9}
    made.append(google_looks.formula_rule(line, anywhere(stale(cells[0])), google_looks.cell_format(looks.STALE)))
    return made


def _listings(of: Callable[[str, str], str]) -> list[Listing]:
    track, action = of("Clients", "Track"), of("Clients", "Next action")
    due, status, closed = of("Commitments", "Due"), of("Commitments", "Status"), of("Commitments", "Closed on")
    start, result = of("Sessions", "Start"), of("Sessions", "Result")
    live = f'({status}="Open")+({status}="Due soon")+({status}="Due today")'
    return [
        Listing("Who needs me", 3, 0, 7, "Clients", ("Client", "Track", "Why", "Next action"),
                (f'({track}="Talk")+({track}="Reach out")',), -2, "nobody today"),
        Listing("Coming up", 3, 5, 7, "Commitments", ("Due", "Client", "Commitment", "Owner"),
                (f"ISNUMBER({due})", live, f"{due}<=TODAY()+7"), 1, "nothing due in the next 7 days"),
        Listing("Next actions", 13, 0, 5, "Clients", ("Client", "Next action"),
                (f'{action}<>""', f'{track}="On track"'), 0, "nothing waits"),
        Listing("Sessions", 13, 5, 5, "Sessions", ("Start", "Client", "Agenda", "Medium"),
                (f"ISNUMBER({start})", f'{result}="Planned"', f"{start}<TODAY()+8"), 1,
                "none planned in the next 7 days"),
        Listing("Wins of the last 7 days", 21, 0, 6, "Commitments", ("Client", "Closed on", "Commitment"),
                (f"ISNUMBER({closed})", f'({status}="Done")+({status}="Done late")', f"{closed}>TODAY()-8"), -2,
                "the next one is on its way"),
    ]  # fmt: skip


def _listing(layout: Layout, sheet_id: int, listing: Listing) -> list[Request]:
    """A heading with the count, below it one formula that fills all lines."""
    columns = [whole(layout, listing.tab, header) for header in listing.shows]
    conditions = ",".join(listing.conditions)
    rows = f"FILTER(HSTACK({','.join(columns)}),{conditions})"
    count = f"IFERROR(ROWS(FILTER({columns[0]},{conditions})),0)"
    more = f'IF(found>{listing.lines}," ({listing.lines} of "&found&")","")'
    heading = f'=LET(found,{count},"{listing.title}"&IF(found=0,": {listing.empty}",{more}))'
    if listing.order:
        rows = f"SORT({rows},{abs(listing.order)},{'TRUE' if listing.order > 0 else 'FALSE'})"
    body = f'=IFERROR(ARRAY_CONSTRAIN({rows},{listing.lines},{len(columns)}),"")'
    span = {
        "sheetId": sheet_id,
        "startRowIndex": listing.top,
        "endRowIndex": listing.top + 1,
        "startColumnIndex": listing.left,
        "endColumnIndex": listing.left + 4,
    }
    lines = {**span, "startRowIndex": listing.top + 1, "endRowIndex": listing.top + 1 + listing.lines}
    made = [_paint(span, google_looks.cell_format(_HEADING)), _paint(lines, google_looks.cell_format(_LINE))]
    made.append(_formula(sheet_id, listing.top, listing.left, heading))
    made.append(_formula(sheet_id, listing.top + 1, listing.left, body))
    for offset, header in enumerate(listing.shows):
        if kind := _DATES.get(header):
            column = listing.left + offset
            dates = {**lines, "startColumnIndex": column, "endColumnIndex": column + 1}
            made.append(_paint(dates, {"numberFormat": make.FORMATS[kind]}))
    return made


def _paint(span: Request, shape: google_looks.Format) -> Request:
    fields = google_looks.fields(shape)
    return {"repeatCell": {"range": span, "cell": {"userEnteredFormat": shape}, "fields": fields}}


def _words(sheet_id: int, row: int, column: int, words: str, shape: google_looks.Format) -> Request:
    return _cell(sheet_id, row, column, {"stringValue": words}, shape)


def _formula(sheet_id: int, row: int, column: int, text: str, shape: google_looks.Format | None = None) -> Request:
    return _cell(sheet_id, row, column, {"formulaValue": anywhere(text)}, shape)


def _cell(
    sheet_id: int, row: int, column: int, value: dict[str, Any], shape: google_looks.Format | None = None
) -> Request:
    cell: dict[str, Any] = {"userEnteredValue": value} | ({"userEnteredFormat": shape} if shape else {})
    start = {"sheetId": sheet_id, "rowIndex": row, "columnIndex": column}
    fields = ",".join(["userEnteredValue", *([google_looks.fields(shape)] if shape else [])])
    return {"updateCells": {"start": start, "rows": [{"values": [cell]}], "fields": fields}}
