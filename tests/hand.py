"""The coach's hand on an .xlsx: cells typed, rows added, sorted and deleted, between two runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sync.workbook.base import AddRow, BadValue, Changes, SetCell, Value
from sync.workbook.excel import ExcelWorkbook


class Hand:
    """One sitting at the workbook: everything typed is saved at once, by `save`."""

    def __init__(self, path: Path) -> None:
        self._book = ExcelWorkbook(path)
        self._grids = self._book.read().grids
        self._changes = Changes()
        self._columns = {tab: self._headers(tab) for tab in self._grids}
        self._below = {tab: self._last(tab) for tab in self._grids}

    def __contains__(self, tab: str) -> bool:
        return tab in self._grids

    def rows(self, tab: str) -> Iterator[tuple[int, dict[str, Value]]]:
        """Row numbers and cells by header, as they stood when the coach sat down."""
        columns = self._columns[tab]
        for number, row in enumerate(self._grids[tab].rows[1:], 2):
            if any(cell not in (None, "") for cell in row):
                yield number, {header: row[at] if at < len(row) else None for header, at in columns.items()}

    def row(self, tab: str, header: str, said: Value) -> int:
        """The number of the first row that says that."""
        return next(number for number, cells in self.rows(tab) if cells[header] == said)

    def type(self, tab: str, number: int, header: str, value: Any) -> None:
        self._changes.cells.append(SetCell(tab, number, self._columns[tab][header], header, value))

    def add(self, tab: str, **cells: Any) -> None:
        """A row below the last one; blanks in headers are written `_`, hyphens `__`."""
        self._below[tab] += 1
        named = {key.replace("__", "-").replace("_", " "): value for key, value in cells.items()}
        columns = self._columns[tab]
        self._changes.rows.append(AddRow(tab, self._below[tab], {columns[key]: named[key] for key in named}))

    def rearrange(self, tab: str, order: Callable[[list[dict[str, Value]]], list[dict[str, Value]]]) -> None:
        """Whole rows, our cells too, in another order, or fewer of them: a sort, a deletion."""
        before = [cells for _, cells in self.rows(tab)]
        numbers = [number for number, _ in self.rows(tab)]
        after = order(list(before)) + [{}] * len(before)
        for number, old, new in zip(numbers, before, after, strict=False):
            for header, at in self._columns[tab].items():
                value = new.get(header)
                if old[header] != value and not isinstance(value, BadValue):
                    self._changes.cells.append(SetCell(tab, number, at, header, value))

    def save(self) -> None:
        self._book.apply(self._changes)

    def _headers(self, tab: str) -> dict[str, int]:
        rows = self._grids[tab].rows
        return {str(cell): at for at, cell in enumerate(rows[0] if rows else []) if cell not in (None, "")}

    def _last(self, tab: str) -> int:
        filled = (
            number for number, row in enumerate(self._grids[tab].rows, 1) if any(cell not in (None, "") for cell in row)
        )
        return max(filled, default=1)
