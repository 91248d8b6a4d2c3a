"""The values of one write as the API takes them, in pieces that it takes; and whether they stand. Sends nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sync.cells import fold
from sync.workbook.base import BadValue, Grid, Value
from sync.workbook.google_batch import Fill
from sync.workbook.google_requests import Written, sent

MOST_BYTES = 1_900_000
"""A payload is split before 2 MB (Sheets API, usage limits), with room for its frame."""


def columns(fills: list[Fill]) -> list[dict[str, Any]]:
    """A DataFilterValueRange a column: found by its mark's id, null for each cell that stays."""
    by_mark: dict[int, dict[int, Written]] = {}
    for one in fills:
        by_mark.setdefault(one.mark.id, {})[one.row] = one.value
    return [
        {
            "dataFilter": {"developerMetadataLookup": {"metadataId": number}},
            "majorDimension": "COLUMNS",
            "values": [[sent(cells[row]) if row in cells else None for row in range(1, max(cells) + 1)]],
        }
        for number, cells in by_mark.items()
    ]


def split(fills: list[Fill]) -> list[list[Fill]]:
    """The fills in pieces whose payloads stay below 2 MB each; mostly one piece."""
    if not fills:
        return []
    if len(fills) == 1 or len(json.dumps(columns(fills))) <= MOST_BYTES:
        return [fills]
    ordered = sorted(fills, key=lambda one: (one.sheet.id, one.mark.id, one.row))
    half = len(ordered) // 2
    return split(ordered[:half]) + split(ordered[half:])


def holds(grid: Grid, number: int, values: Mapping[str, Written]) -> bool:
    """Whether a row (1-based) shows these values, by header."""
    shown = _row(grid, number)
    return all(_plain(shown.get(fold(header))) == sent(value) for header, value in values.items())


def same_but(before: Grid | None, now: Grid, number: int, but: Mapping[str, Written]) -> bool:
    """Whether a row is the one that it was, whatever stands under these headers."""
    old, new = _row(before, number) if before else {}, _row(now, number)
    for header in but:
        old.pop(fold(header), None)
        new.pop(fold(header), None)
    return old == new


def _row(grid: Grid, number: int) -> dict[str, Value]:
    """The cells of a row that are not blank, by header; columns without one by their place."""
    headers = grid.rows[0] if grid.rows else []
    cells = grid.rows[number - 1] if number <= len(grid.rows) else []
    names = [fold(h) if isinstance(h, str) else "" for h in headers] + [""] * len(cells)
    pairs = enumerate(zip(names, cells, strict=False))
    return {name or f"\0{at}": value for at, (name, value) in pairs if value is not None}


def _plain(value: Value) -> str | float | int:
    return value.text if isinstance(value, BadValue) else sent(value)
