"""The filter views of Commitments: Now, This week, Drafts, By client (contract, section 5, setup). Sends nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sync.schema import COMMITMENTS, STATUSES
from sync.workbook.excel_layout import TabLayout
from sync.workbook.google_formulas import anywhere
from sync.workbook.google_requests import Request

_LIVE = ("Check row", "Slipped", "Overdue", "Due today", "Due soon", "Open")
_NEEDED = ("Client", "Due", "Status")
_BLANK = ""
"""A hidden value that stands for blank cells."""


def missing(place: TabLayout, sheet_id: int, stand: set[str]) -> list[Request]:
    """The views that the tab lacks, by title. A view sorts and hides for the one who opened it, never the sheet."""
    if place.tab is not COMMITMENTS or not set(_NEEDED) <= set(place.headers):
        return []
    return [
        {"addFilterView": {"filter": {"title": title, "range": _range(place, sheet_id), **made(place)}}}
        for title, made in _VIEWS.items()
        if title not in stand
    ]


def _range(place: TabLayout, sheet_id: int) -> Request:
    return {"sheetId": sheet_id, "startRowIndex": 0, "startColumnIndex": 0, "endColumnIndex": len(place.headers)}


def _now(place: TabLayout) -> dict[str, Any]:
    return {"filterSpecs": [_only(place, _LIVE)], "sortSpecs": _sorted(place, "Due")}


def _this_week(place: TabLayout) -> dict[str, Any]:
    """What is due from Monday to Sunday, done or not."""
    due = place.cell("Due")
    formula = f"=AND(ISNUMBER({due}),{due}>=TODAY()-WEEKDAY(TODAY(),2)+1,{due}<TODAY()-WEEKDAY(TODAY(),2)+8)"
    condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": anywhere(formula)}]}
    week = {"columnIndex": place.headers.index("Due"), "filterCriteria": {"condition": condition}}
    shown = _only(place, (*_LIVE, "Done", "Done late"))
    return {"filterSpecs": [week, shown], "sortSpecs": _sorted(place, "Due")}


def _drafts(place: TabLayout) -> dict[str, Any]:
    return {"filterSpecs": [_only(place, ("Draft", "Check row"))], "sortSpecs": _sorted(place, "Client")}


def _by_client(place: TabLayout) -> dict[str, Any]:
    """Sorted; the coach picks one client in the filter of Client, so that no other name is on the screen."""
    return {"sortSpecs": _sorted(place, "Client", "Due")}


def _only(place: TabLayout, shown: tuple[str, ...]) -> dict[str, Any]:
    hidden = [status for status in STATUSES if status not in shown] + [_BLANK]
    return {"columnIndex": place.headers.index("Status"), "filterCriteria": {"hiddenValues": hidden}}


def _sorted(place: TabLayout, *headers: str) -> list[dict[str, Any]]:
    return [{"dimensionIndex": place.headers.index(header), "sortOrder": "ASCENDING"} for header in headers]


_VIEWS: dict[str, Callable[[TabLayout], dict[str, Any]]] = {
    "Now": _now,
    "This week": _this_week,
    "Drafts": _drafts,
    "By client": _by_client,
}
