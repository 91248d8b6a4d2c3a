"""The two charts of the Today tab of a Google Sheet: follow-through week by week, and client by client."""

from __future__ import annotations

from typing import Any

from sync.workbook import google_looks
from sync.workbook.excel_layout import Layout, letters
from sync.workbook.google_formulas import anywhere, whole
from sync.workbook.google_requests import Request
from sync.workbook.today_formulas import WEEKS, week

_CLIENTS = 12
_BAR = "#5B7083"


def draw(layout: Layout, sheet_id: int, helper: int) -> list[Request]:
    """Figures in hidden columns from `helper` (0-based) on; the charts stand below the lists."""
    weeks: list[Request] = []
    for number in range(WEEKS):
        monday = f"${letters(helper)}{number + 1}"
        formulas = week(number, monday, lambda header: whole(layout, "Commitments", header))
        weeks.append(_row(sheet_id, number, helper, list(formulas)))
    share, name = whole(layout, "Clients", "Follow-through"), whole(layout, "Clients", "Client")
    rows = f"SORT(FILTER(HSTACK({name},{share}),ISNUMBER({share})),2,TRUE)"
    clients = _row(sheet_id, 0, helper + 4, [f'=IFERROR(ARRAY_CONSTRAIN({rows},{_CLIENTS},2),"")'])
    return [
        *weeks,
        clients,
        _chart(sheet_id, "COLUMN", "Kept, of what was due (last 8 weeks, %)", helper + 1, WEEKS, (21, 5)),
        _chart(sheet_id, "BAR", "Follow-through by client (%), lowest first", helper + 4, _CLIENTS, (31, 0)),
    ]


def _row(sheet_id: int, row: int, column: int, formulas: list[str]) -> Request:
    cells = [{"userEnteredValue": {"formulaValue": anywhere(formula)}} for formula in formulas]
    start = {"sheetId": sheet_id, "rowIndex": row, "columnIndex": column}
    return {"updateCells": {"start": start, "rows": [{"values": cells}], "fields": "userEnteredValue"}}


def _chart(sheet_id: int, kind: str, title: str, names: int, lines: int, at: tuple[int, int]) -> Request:
    """Names in one column, values in the next. A bar's values lie along the bottom (Sheets API, BasicChartType)."""

    def of(column: int) -> dict[str, Any]:
        span = {"sheetId": sheet_id, "startRowIndex": 0, "endRowIndex": lines}
        return {"sourceRange": {"sources": [{**span, "startColumnIndex": column, "endColumnIndex": column + 1}]}}

    target = "BOTTOM_AXIS" if kind == "BAR" else "LEFT_AXIS"
    bar = {"rgbColor": google_looks.colour(_BAR)}
    labels = {"type": "DATA", "placement": "OUTSIDE_END"}
    series = {"series": of(names + 1), "targetAxis": target, "colorStyle": bar, "dataLabel": labels}
    window = {"viewWindowMode": "EXPLICIT", "viewWindowMin": 0, "viewWindowMax": 110}
    basic = {
        "chartType": kind,
        "legendPosition": "NO_LEGEND",
        "headerCount": 0,
        "domains": [{"domain": of(names)}],
        "series": [series],
        "axis": [{"position": target, "viewWindowOptions": window}],
    }
    spec = {"title": title, "basicChart": basic, "hiddenDimensionStrategy": "SHOW_ALL"}
    anchor = {"sheetId": sheet_id, "rowIndex": at[0], "columnIndex": at[1]}
    place = {"anchorCell": anchor, "widthPixels": 610, "heightPixels": 200 if kind == "COLUMN" else 300}
    return {"addChart": {"chart": {"spec": spec, "position": {"overlayPosition": place}}}}
