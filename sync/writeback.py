"""Wanted cells against shown cells -> the changes; refuses any column that is not ours (contract, section 2, Writing).

Knows where cells stand; decides no value. Rows that jobs add come as FreshRow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sync import cells, moments
from sync.findings import Findings
from sync.layout import Layout
from sync.parse import Reading
from sync.records import Row
from sync.schema import SYNC_LOG, TABS, Column, Kind
from sync.workbook.base import AddColumn, AddRow, AddTab, Changes, MarkColumn, SetCell, Value

Written = str | float | int | date | datetime | None

KEPT_RUNS = 500
"""The Sync log holds the newest 500 runs (contract, section 2)."""


@dataclass(frozen=True, slots=True)
class FreshRow:
    """A row for a tab that jobs fill: `tab` is the schema's title, `cells` by header."""

    tab: str
    cells: Mapping[str, Written]


def same(shown: Value, wanted: Value, column: Column, day_zero: date) -> bool:
    """Whether a cell already shows what is wanted, whatever a sheet makes of numbers and dates."""
    if shown.__class__ is wanted.__class__ and shown == wanted:
        return True
    if shown is None or cells.blank(shown) or cells.blank(wanted):
        return cells.blank(shown) and cells.blank(wanted)
    if isinstance(wanted, date) and not isinstance(shown, str):
        moment = _moment(shown, day_zero)
        return moment is not None and (moment if isinstance(wanted, datetime) else moment.date()) == wanted
    if column.kind in (Kind.WHOLE, Kind.NUMBER) or isinstance(wanted, (int, float)):
        return isinstance(shown, (int, float)) and not isinstance(shown, bool) and shown == wanted
    return shown == wanted


def _moment(shown: Value, day_zero: date) -> datetime | None:
    """A cell as a time, whatever its year: what we wrote may lie beyond what a coach may type."""
    if isinstance(shown, datetime):
        return moments.to_the_second(shown)[0]
    if isinstance(shown, date):
        return datetime.combine(shown, time.min)
    if isinstance(shown, (int, float)) and not isinstance(shown, bool):
        found = moments.of_serial(shown, day_zero)
        return found[0] if found else None
    return None


def changes(reading: Reading, findings: Findings) -> Changes:
    """All that the findings change in the tabs that stand there, and the decision rows to add."""
    found = Changes()
    frozen = _frozen(reading)
    for title, tabs in reading.rows.items():
        for one in tabs:
            if not one.layout.writable or (not one.readers and not one.strays and not one.layout.unmarked):
                continue
            keep = frozen if title == "Clients" else frozenset()
            wanted = {reader.row: findings.wanted.get(reader.row, {}) for reader in one.readers}
            if keep:
                wanted = {row: {h: v for h, v in values.items() if h not in keep} for row, values in wanted.items()}
            _tab(found, one.layout, wanted)
            for number, header in one.strays:
                _set(found, one.layout, number, header, None, "")
    return found


_RESTS_ON: dict[str, frozenset[str]] = {
    "Commitments": frozenset(
        "Track,Why,Next action,Open,Overdue,Follow-through,Streak,Coach follow-through,Effort".split(",")
    ),
    "Sessions": frozenset({"Track", "Why", "Next action", "Sessions left", "Last heard"}),
    "Check-ins": frozenset({"Track", "Why", "Next action", "Last heard", "Self rating", "Rating gap"}),
    "Replies": frozenset({"Track", "Why", "Next action", "Last heard", "Self rating", "Rating gap"}),
    "Decisions": frozenset({"Next action", "Step"}),
    "Mail log": frozenset({"Last email", "Track", "Why", "Next action"}),
}
"""What stands in Clients because of another tab: it stays as it is while that tab cannot be read."""


def _frozen(reading: Reading) -> frozenset[str]:
    unread = {t for t, found in reading.layouts.tabs.items() if any(not layout.readable for layout in found)}
    return frozenset(header for title in unread for header in _RESTS_ON.get(title, ()))


def _tab(found: Changes, layout: Layout, wanted: Mapping[Row, Mapping[str, Value]]) -> None:
    tab, zero = layout.tab, layout.grid.day_zero
    found.marks += [MarkColumn(layout.title, layout.columns[h], h) for h in layout.unmarked]
    columns = {column.header: column for column in tab.ours}
    fresh: dict[str, dict[int, Written]] = {header: {} for header in layout.missing} if wanted else {}
    for row, values in wanted.items():
        shows = row.shows
        for header, value in values.items():
            if header in shows:
                shown = shows[header]
                if shown is not value and not same(shown, value, columns[header], zero):
                    _set(found, layout, row.number, header, value, row.id)
            elif header in fresh and not cells.blank(value):
                fresh[header][row.number] = _writable(value)
        if not row.known:
            for header in row.shows.keys() - values.keys():  # a copy's other cells start afresh
                if not cells.blank(row.shows[header]):
                    _set(found, layout, row.number, header, None, row.id)
    found.columns += [
        AddColumn(layout.title, at, header, fresh[header])
        for header, at in right_edge(layout).items()
        if header in fresh
    ]


def right_edge(layout: Layout) -> dict[str, int]:
    """The columns that are missing, in the contract's order, from the first free column on."""
    return {header: layout.grid.width + i for i, header in enumerate(layout.missing)}


def _set(found: Changes, layout: Layout, number: int, header: str, value: Value, row_id: str) -> None:
    if not layout.tab.column(header).ours:
        raise AssertionError(f"{layout.title}.{header} is the coach's")
    found.cells.append(SetCell(layout.title, number, layout.columns[header], header, _writable(value), row_id))


def _writable(value: Value) -> Written:
    if isinstance(value, str):
        return value or None
    return value if isinstance(value, (int, float, date)) else None


def add_rows(found: Changes, reading: Reading, fresh: Sequence[FreshRow]) -> dict[int, tuple[str, int]]:
    """Add rows to tabs that jobs fill, making the tab where there is none. Index in `fresh` -> (title, sheet row)."""
    places: dict[int, tuple[str, int]] = {}
    next_row = {row.tab: row.row + 1 for row in found.rows}
    for index, row in enumerate(fresh):
        tab = TABS[row.tab]
        layout = reading.layouts.first(tab)
        if layout is None:
            title, columns = tab.title, {column.header: i for i, column in enumerate(tab.columns)}
            if title not in next_row:
                found.tabs.append(AddTab(title, tab.title))
            number = next_row.get(title, 2)
        else:
            _add_missing(found, layout)
            title, columns = layout.title, columns_after(layout)
            number = next_row.get(title) or _last_row(layout) + 1
        next_row[title] = number + 1
        at: dict[int, Written] = {
            columns[header]: value for header, value in row.cells.items() if header in columns and value is not None
        }
        found.rows.append(AddRow(title, number, at))
        places[index] = (title, number)
    return places


def columns_after(layout: Layout) -> dict[str, int]:
    """Where a tab's columns stand once the missing ones have been added."""
    return layout.columns | right_edge(layout)


def _add_missing(found: Changes, layout: Layout) -> None:
    """The missing columns of a tab that gets a row, added if they are not yet."""
    standing = {(column.tab, column.header) for column in found.columns}
    found.columns += [
        AddColumn(layout.title, at, header, {})
        for header, at in right_edge(layout).items()
        if (layout.title, header) not in standing
    ]


def _last_row(layout: Layout) -> int:
    rows = layout.grid.rows
    return next((n for n in range(len(rows), 0, -1) if any(not cells.blank(c) for c in rows[n - 1])), 1)


def log_run(found: Changes, reading: Reading, run: Mapping[str, Written]) -> None:
    """Add a run to the Sync log. Beyond the newest 500 the runs move up within our own columns.

    No row is deleted: a coach may have typed beside them.
    """
    layout = reading.layouts.first(SYNC_LOG)
    rows = [reader.row for one in reading.rows.get(SYNC_LOG.title, ()) for reader in one.readers]
    if layout is None or len(rows) < KEPT_RUNS:
        add_rows(found, reading, [FreshRow(SYNC_LOG.title, run)])
        return
    runs: list[Mapping[str, Value]] = [*sorted((row.shows for row in rows), key=_when), run]
    runs = [*runs[-KEPT_RUNS:], *[{}] * (len(rows) - KEPT_RUNS)]
    ours = [column for column in SYNC_LOG.ours if column.header in layout.columns]
    for row, values in zip(rows, runs, strict=True):
        for column in ours:
            value = values.get(column.header)
            if not same(row.shows.get(column.header), value, column, layout.grid.day_zero):
                _set(found, layout, row.number, column.header, value, "")


def _when(shown: Mapping[str, Value]) -> datetime:
    """A coach may sort the log: the newest runs are known by their When."""
    return _moment(shown.get("When"), _DAY_ZERO) or datetime.min


_DAY_ZERO = date(1899, 12, 30)


def wall_clock(instant: datetime, reading: Reading) -> datetime:
    """An instant as the naive time that a log shows: the practice's clock, whole seconds."""
    return instant.astimezone(reading.record.policies.time_zone).replace(tzinfo=None, microsecond=0)
