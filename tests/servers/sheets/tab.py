"""One tab: its grid of cells, its lines by id, and what lies on it; it logs nothing and asks nobody."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field

from tests.servers.sheets.cells import BLANK, Cell, formatted
from tests.servers.sheets.errors import JSON
from tests.servers.sheets.ranges import KEYS, Area, Shift, follow

Row = list[Cell | None]


def lines() -> dict[str, list[JSON]]:
    return {"ROWS": [], "COLUMNS": []}


def sizes() -> dict[str, dict[int, JSON]]:
    return {"ROWS": {}, "COLUMNS": {}}


@dataclass
class Tab:
    """`rows` is ragged: what is missing is blank. `row_ids` and `column_ids` are as long as the grid is."""

    sheet_id: int
    title: str
    row_ids: list[int]
    column_ids: list[int]
    rows: list[Row] = field(default_factory=list)
    properties: JSON = field(default_factory=dict)
    grid_properties: JSON = field(default_factory=dict)
    merges: list[JSON] = field(default_factory=list)
    protected: list[JSON] = field(default_factory=list)
    basic_filter: list[JSON] = field(default_factory=list)
    filter_views: list[JSON] = field(default_factory=list)
    conditional_formats: list[JSON] = field(default_factory=list)
    bandings: list[JSON] = field(default_factory=list)
    charts: list[JSON] = field(default_factory=list)
    groups: dict[str, list[JSON]] = field(default_factory=lines)
    line_properties: dict[str, dict[int, JSON]] = field(default_factory=sizes)

    @property
    def row_count(self) -> int:
        return len(self.row_ids)

    @property
    def column_count(self) -> int:
        return len(self.column_ids)

    @property
    def everything(self) -> Area:
        return Area(self.sheet_id, 0, 0, self.row_count, self.column_count)

    def ids(self, dimension: str) -> list[int]:
        return self.row_ids if dimension == "ROWS" else self.column_ids

    def cell(self, row: int, column: int) -> Cell | None:
        line = self.rows[row] if row < len(self.rows) else []
        return line[column] if column < len(line) else None

    def header(self, column: int) -> str:
        """What stands in the first row of a column, as it is shown."""
        return formatted(self.cell(0, column) or BLANK)

    def place(self, row: int, column: int, cell: Cell | None) -> None:
        if cell is None and self.cell(row, column) is None:
            return
        while len(self.rows) <= row:
            self.rows.append([])
        line = self.rows[row]
        if len(line) <= column:
            line.extend([None] * (column + 1 - len(line)))
        line[column] = cell

    def widen(self, height: int, width: int) -> None:
        """Every row down to `height` holds that many cells at least."""
        self.rows.extend([] for _ in range(height - len(self.rows)))
        for line in self.rows[:height]:
            line.extend([None] * (width - len(line)))

    def block(self, area: Area) -> list[Row]:
        """The cells of an area, every row as wide as the area."""
        return [[self.cell(row, column) for column in area.columns] for row in area.rows]

    def last_row(self) -> int:
        """The number of rows down to the last one with a value."""
        for row in range(len(self.rows), 0, -1):
            if any(cell is not None and cell.value is not None for cell in self.rows[row - 1]):
                return row
        return 0

    def ranges(self) -> list[list[JSON]]:
        """The lists of things on this tab that have a `range` of their own."""
        return [self.protected, self.basic_filter, self.filter_views, self.bandings]

    def shift(self, dimension: str, shift: Shift) -> None:
        """Let everything that lies on the tab follow a change of its lines; what lost all its cells goes."""
        self.merges[:] = [m for m in self.merges if follow(m, dimension, shift)]
        for things in self.ranges():
            things[:] = [t for t in things if "range" not in t or follow(t["range"], dimension, shift)]
        for rule in self.conditional_formats:
            rule["ranges"] = [r for r in rule.get("ranges", []) if follow(r, dimension, shift)]
        self.conditional_formats[:] = [rule for rule in self.conditional_formats if rule["ranges"]]
        for group in list(self.groups[dimension]):
            span = shift(group["range"]["startIndex"], group["range"]["endIndex"])
            if span is None:
                self.groups[dimension].remove(group)
            else:
                group["range"] |= {"startIndex": span[0], "endIndex": span[1]}

    def copy(self) -> Tab:
        """A copy to go back to: cells are never changed, so that only the lists of them are copied."""
        shallow = ("rows", "row_ids", "column_ids")
        rest = {k: deepcopy(v) for k, v in vars(self).items() if k not in shallow}
        rows = [row[:] for row in self.rows]
        return Tab(**rest, rows=rows, row_ids=self.row_ids[:], column_ids=self.column_ids[:])

    def __deepcopy__(self, memo: dict[int, object]) -> Tab:
        return self.copy()

    def span(self, stored: JSON) -> Area:
        """A stored GridRange as an area of this tab, its open sides at the grid's edges."""
        edges = []
        for dimension in ("ROWS", "COLUMNS"):
            low, high = KEYS[dimension]
            size = len(self.ids(dimension))
            edges.append((stored.get(low, 0), min(stored.get(high, size), size)))
        (top, bottom), (left, right) = edges
        return Area(self.sheet_id, top, left, bottom, right)
