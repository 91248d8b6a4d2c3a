"""Decision rows after a write: a row inserted by the coach just then can have sent fresh words onto an older row."""

from __future__ import annotations

from collections.abc import Mapping

from sync import cells
from sync.parse import Reading
from sync.records import Row
from sync.schema import DECISIONS_TAB
from sync.workbook.base import Changes, SetCell, Value
from sync.writeback import Written

Typed = tuple[Value, ...]


def put_back(changes: Changes, now: Reading, before: Reading) -> bool:
    """Leave no fresh decision beside what a coach decided about another one: nothing may be sent on such a row.

    Where an older row was hit, its own words come back; else the row is no row of ours any more. Either way the
    step is proposed again in the round that follows. `before` is the reading on which the write rested. Returns
    whether any row was set right.
    """
    layout = now.layouts.first(DECISIONS_TAB)
    if layout is None or not layout.writable:
        return False
    old, there = _by_id(before), _by_id(now)
    lost = {_typed(before, row): row for row in old.values() if row.id not in there}
    mended = False
    for row in (row for row in there.values() if row.id not in old):
        typed = _typed(now, row)
        hit = lost.pop(typed, None)
        if hit is not None or any(not cells.blank(cell) for cell in typed):
            _write(changes, now, row.number, hit.shows if hit else {})
            mended = True
    return mended


def _by_id(reading: Reading) -> dict[str, Row]:
    return {row.id: row for row in reading.record.rows.get(DECISIONS_TAB.title, ()) if row.id}


def _typed(reading: Reading, row: Row) -> Typed:
    """What the coach typed in that row."""
    layout = reading.layouts.first(DECISIONS_TAB)
    assert layout is not None
    values = layout.grid.rows[row.number - 1]
    places = [layout.columns[c.header] for c in DECISIONS_TAB.columns if not c.ours and c.header in layout.columns]
    return tuple(values[at] if at < len(values) else None for at in places)


def _write(changes: Changes, now: Reading, number: int, shows: Mapping[str, Value]) -> None:
    """Every cell of ours in that row, instead of whatever else was to be written there."""
    layout = now.layouts.first(DECISIONS_TAB)
    assert layout is not None
    changes.cells[:] = [cell for cell in changes.cells if (cell.tab, cell.row) != (layout.title, number)]
    for column in DECISIONS_TAB.ours:
        if column.header in layout.columns:
            value = shows.get(column.header)
            wanted: Written = value if isinstance(value, str | int | float) else None
            changes.cells.append(SetCell(layout.title, number, layout.columns[column.header], column.header, wanted))
