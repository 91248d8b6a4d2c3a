"""The plan of a run, counted and printed; no cell's words and no address stand in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from jobs.letters.letter import Letter
from sync.workbook.base import Changes


def count(changes: Changes) -> int:
    """Cells that differ afterwards, those of fresh rows and columns among them."""
    columns = sum(value is not None for column in changes.columns for value in column.values.values())
    rows = sum(value is not None for row in changes.rows for value in row.cells.values())
    return len(changes.cells) + columns + rows


def lines(changes: Changes, letters: Iterable[Letter]) -> list[str]:
    """What would change and go out, a line each: `Commitments row 7: Status`."""
    found = [f"{tab.tab}: a new tab" for tab in changes.tabs]
    found += [f"{column.tab}: a new column {column.header}, {len(column.values)} cells" for column in changes.columns]
    by_row: dict[tuple[str, int], list[str]] = {}
    for cell in changes.cells:
        by_row.setdefault((cell.tab, cell.row), []).append(cell.header)
    found += [f"{tab} row {row}: {', '.join(headers)}" for (tab, row), headers in sorted(by_row.items())]
    added = Counter(row.tab for row in changes.rows)
    found += [f"{tab}: {number} new {'row' if number == 1 else 'rows'}" for tab, number in sorted(added.items())]
    found += [f"letter {letter.key}: {', '.join(letter.kinds)}" for letter in letters]
    return found
