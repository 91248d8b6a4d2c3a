"""One tab of a Google Sheet as setup makes or completes it: the requests for what it lacks. Sends and reads nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sync.schema import Column, Kind
from sync.workbook import google_looks, google_views, looks
from sync.workbook import google_requests as make
from sync.workbook.excel_layout import Layout, TabLayout
from sync.workbook.google_checks import check
from sync.workbook.google_requests import Request
from sync.workbook.google_seen import SeenTab
from sync.workbook.standing import Standing

_HEADER_PIXELS = 42
_BOLD = {"textFormat": {"bold": True}}
"""What a job that added the column gave its header."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab to complete. `seen` and `standing` are None for a new one; columns from `stood` on are fresh."""

    place: TabLayout
    layout: Layout
    sheet_id: int
    seen: SeenTab | None = None
    standing: Standing | None = None

    @property
    def stood(self) -> int:
        return len(self.standing.headers) if self.standing else 0

    @property
    def fresh(self) -> list[tuple[int, Column]]:
        return [(index, column) for index, column in self.place.columns if index >= self.stood]

    @property
    def old(self) -> list[tuple[int, Column]]:
        return [(index, column) for index, column in self.place.columns if index < self.stood]

    def below(self, column: int) -> Request:
        """The cells of a column below its header."""
        return {"sheetId": self.sheet_id, "startRowIndex": 1, "startColumnIndex": column, "endColumnIndex": column + 1}

    def head(self, column: int) -> Request:
        return {**self.below(column), "startRowIndex": 0, "endRowIndex": 1}

    def span(self, first: int, end: int) -> Request:
        return {"sheetId": self.sheet_id, "dimension": "COLUMNS", "startIndex": first, "endIndex": end}


def new(tab: Tab, index: int | None = None) -> list[Request]:
    """A new tab, whole: nothing of a coach's can stand in it."""
    grid = {"rowCount": make.FRESH_ROWS, "columnCount": len(tab.place.headers), **_frozen(tab)}
    shape: dict[str, Any] = {"sheetId": tab.sheet_id, "title": tab.place.title, "gridProperties": grid}
    if index is not None:
        shape["index"] = index
    row = {"sheetId": tab.sheet_id, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}
    high = {"range": row, "properties": {"pixelSize": _HEADER_PIXELS}, "fields": "pixelSize"}
    return [{"addSheet": {"properties": shape}}, {"updateDimensionProperties": high}]


def complete(tab: Tab, token: Callable[[], int]) -> list[Request]:
    """All that the tab lacks, columns first: a cell or column that has something of a kind keeps it."""
    made: list[Request] = []
    if tab.seen is not None:
        if tab.fresh:
            made.append(make.insert(tab.seen.sheet, "COLUMNS", tab.stood, len(tab.fresh), inherit=False))
        if not tab.seen.frozen:
            grid = {"sheetId": tab.sheet_id, "gridProperties": _frozen(tab)}
            fields = ",".join(f"gridProperties.{name}" for name in _frozen(tab))
            made.append({"updateSheetProperties": {"properties": grid, "fields": fields}})
    return made + dress(tab) + _marks(tab, token)


def dress(tab: Tab) -> list[Request]:
    """The looks, notes and checks that the tab's columns lack."""
    made = _fresh_columns(tab)
    made += [request for index, column in tab.old for request in _old_column(tab, index, column)]
    made += _colours(tab)
    made += _shields(tab)
    made += _groups(tab)
    return made + google_views.missing(tab.place, tab.sheet_id, tab.seen.views if tab.seen else set())


def _frozen(tab: Tab) -> dict[str, int]:
    first = next(iter(tab.place.headers), None)
    return {"frozenRowCount": 1, **({"frozenColumnCount": 1} if first in looks.FROZEN else {})}


def _fresh_columns(tab: Tab) -> list[Request]:
    """Headers, notes, formats, checks and widths of columns that this batch inserts; what they inherit is replaced."""
    if not tab.fresh:
        return []
    heads = [
        make.extended(column.header) | {"userEnteredFormat": google_looks.header_format(column), "note": column.note}
        for _, column in tab.fresh
    ]
    start = {"sheetId": tab.sheet_id, "rowIndex": 0, "columnIndex": tab.fresh[0][0]}
    fields = "userEnteredValue,userEnteredFormat,note"
    made: list[Request] = [{"updateCells": {"start": start, "rows": [{"values": heads}], "fields": fields}}]
    for index, column in tab.fresh:
        cell: dict[str, Any] = {"userEnteredFormat": google_looks.column_format(column)}
        if rule := check(column, tab.place, tab.layout):
            cell["dataValidation"] = rule
        whole = {"range": tab.below(index), "cell": cell, "fields": "userEnteredFormat,dataValidation"}
        made += [{"repeatCell": whole}, make.width(tab.sheet_id, index, column.width)]
    return made


def _old_column(tab: Tab, index: int, column: Column) -> list[Request]:
    """A column that stood: what it has of formats, notes and checks stays as it is."""
    seen = tab.seen
    assert seen is not None
    made: list[Request] = []
    head = seen.headers.get(index, {})
    if not head or (column.ours and head == _BOLD):
        made.append(_paint(tab.head(index), google_looks.header_format(column)))
    if index not in seen.noted and column.note:
        cell = {"note": column.note}
        made.append({"repeatCell": {"range": tab.head(index), "cell": cell, "fields": "note"}})
    stands = seen.formats.get(index, set())
    shape = google_looks.column_format(column)
    if column.ours:
        shape = {name: value for name, value in shape.items() if name not in stands}
    elif stands:
        shape = {}
    if shape:
        made.append(_paint(tab.below(index), shape))
    rule = check(column, tab.place, tab.layout)
    if rule and index not in seen.checked:
        made.append({"setDataValidation": {"range": tab.below(index), "rule": rule}})
    return made


def _paint(span: Request, shape: Mapping[str, Any]) -> Request:
    shape = dict(shape)
    cell = {"userEnteredFormat": shape}
    return {"repeatCell": {"range": span, "cell": cell, "fields": google_looks.fields(shape)}}


def _marks(tab: Tab, token: Callable[[], int]) -> list[Request]:
    unmarked = set(tab.standing.unmarked) if tab.standing else set()
    wanted = [(i, c) for i, c in tab.fresh if c.ours] + [(i, c) for i, c in tab.old if c.header in unmarked]
    return [make.mark(token(), column.header, tab.sheet_id, index) for index, column in wanted]


def _colours(tab: Tab) -> list[Request]:
    """Status colours, where the column has no rule of its own."""
    coloured = tab.seen.coloured if tab.seen else set()
    return [
        google_looks.word_rule(tab.below(index), word, shape)
        for index, column in tab.place.columns
        if index >= tab.stood or index not in coloured
        for word, shape in google_looks.tones(tab.place.tab.title, column.header).items()
    ]


def _shields(tab: Tab) -> list[Request]:
    """A protection that only warns over each run of our columns: a coach may sort and type through it."""
    shielded = tab.seen.shielded if tab.seen else set()
    ours = [i for i, column in tab.place.columns if column.ours and (i >= tab.stood or i not in shielded)]
    made: list[Request] = []
    for first, end in _runs(ours):
        span = {"sheetId": tab.sheet_id, "startColumnIndex": first, "endColumnIndex": end}
        shield = {"range": span, "description": "coachsheet fills these columns", "warningOnly": True}
        made.append({"addProtectedRange": {"protectedRange": shield}})
    return made


def _groups(tab: Tab) -> list[Request]:
    """Fresh tucked columns in collapsed groups, the ID hidden. A column that stood is never hidden.

    Where groups stand already none is added: two that touch become one.
    """
    made: list[Request] = []
    tucked = [i for i, column in tab.fresh if column.tucked and column.kind is not Kind.ID]
    for first, end in [] if tab.seen and tab.seen.grouped else _runs(tucked):
        group = {"range": tab.span(first, end), "depth": 1, "collapsed": True}
        made.append({"addDimensionGroup": {"range": tab.span(first, end)}})
        made.append({"updateDimensionGroup": {"dimensionGroup": group, "fields": "collapsed"}})
    for index, column in tab.fresh:
        if column.kind is Kind.ID and column.tucked and not tab.place.tab.made_by_job:
            hidden = {"range": tab.span(index, index + 1), "properties": {"hiddenByUser": True}}
            made.append({"updateDimensionProperties": {**hidden, "fields": "hiddenByUser"}})
    return made


def _runs(indexes: Iterable[int]) -> list[tuple[int, int]]:
    """Neighbours together: [3, 4, 6] -> [(3, 5), (6, 7)]."""
    runs: list[tuple[int, int]] = []
    for index in sorted(indexes):
        if runs and runs[-1][1] == index:
            runs[-1] = (runs[-1][0], index + 1)
        else:
            runs.append((index, index + 1))
    return runs


def rows(tab: Tab, filled: Sequence[Mapping[str, str | int]]) -> list[Request]:
    """Fresh rows above what a coach may be typing just now, filled column by column."""
    span = {"sheetId": tab.sheet_id, "dimension": "ROWS", "startIndex": 1, "endIndex": 1 + len(filled)}
    made: list[Request] = [{"insertDimension": {"range": span, "inheritFromBefore": False}}] if filled else []
    for index, column in tab.place.columns:
        if any(column.header in row for row in filled):
            start = {"sheetId": tab.sheet_id, "rowIndex": 1, "columnIndex": index}
            cells = [{"values": [make.extended(row.get(column.header))]} for row in filled]
            made.append({"updateCells": {"start": start, "rows": cells, "fields": "userEnteredValue"}})
    return made
