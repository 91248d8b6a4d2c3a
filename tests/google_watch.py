"""Whose every cell is, by the change log of the local server; and what is to be written, by a reading of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from jobs import history, settings
from jobs.desk import Desk
from sync import findings, layout, parse, writeback
from sync.cells import fold
from sync.layout import Layouts
from sync.schema import TABS
from sync.schema import Tab as Schema
from sync.workbook.base import BadValue, Changes, Grid, Snapshot, Value
from sync.workbook.google_structure import COLUMN_KEY
from tests.servers.sheets.book import Book
from tests.servers.sheets.cells import BLANK, ErrorValue
from tests.servers.sheets.log import API, Change
from tests.servers.sheets.tab import Tab

CELL = ("value", "format", "note", "validation")


def marks_of(book: Book, tab: Tab) -> Iterator[tuple[int, str]]:
    """Column id and header of every mark of ours in a tab."""
    for mark in book.marks.values():
        if mark.key == COLUMN_KEY and mark.sheet_id == tab.sheet_id and mark.line in tab.column_ids:
            yield mark.line, mark.value or ""


@dataclass
class Watch:
    """Looks at the book at every moment of a run, and judges afterwards what the API wrote.

    A column is ours in a run if, at some moment of it, it stood in a tab of the contract under a header of ours that
    its mark bears out; or if the very call made it. A tab that the coach renames during the run stays what it was.
    """

    book: Book
    ours: set[int] = field(default_factory=set)
    before: set[int] = field(default_factory=set)
    tabs: dict[int, Schema] = field(default_factory=dict)
    judged: int = 0

    def start(self) -> None:
        """A run begins; what an earlier one sent may still arrive in it."""
        self.before, self.ours = self.ours, set()
        self.tabs.clear()
        self.look()

    def look(self) -> None:
        for tab in self.book.tabs:
            named = next((one for one in TABS.values() if fold(one.title) == fold(tab.title)), None)
            schema = self.tabs.setdefault(tab.sheet_id, named) if named else self.tabs.get(tab.sheet_id)
            for line, header in marks_of(self.book, tab) if schema else ():
                known = next((column for column in schema.ours if fold(column.header) == fold(header)), None)
                if known and fold(tab.header(tab.column_ids.index(line))) == fold(header):
                    self.ours.add(line)

    def judge(self) -> None:
        """Every cell that the API wrote since was ours, and it moved and deleted nothing. Raises AssertionError."""
        made: dict[int, set[int]] = {}
        fresh_tabs: set[tuple[int, int]] = set()
        for change in self.book.log.changes[self.judged :]:
            if change.who != API or (change.call, change.sheet_id) in fresh_tabs:
                continue  # nothing of a coach's stands in a tab that the very call made
            if change.kind == "structure":
                assert isinstance(change.after, dict) and ("insert" in change.after or "add tab" in change.after), (
                    change
                )
                made.setdefault(change.call, set()).update(change.after.get("ids", ()))
                fresh_tabs |= {(change.call, change.sheet_id)} if "add tab" in change.after else set()
            elif change.kind in CELL:
                assert change.column_id in made.get(change.call, ()) or self._is_ours(change), f"not ours: {change}"
            else:
                assert self._is_plain(change, made), change
        self.judged = len(self.book.log)

    def _is_ours(self, change: Change) -> bool:
        return change.kind == "value" and change.column_id in self.ours | self.before

    def _is_plain(self, change: Change, made: dict[int, set[int]]) -> bool:
        """Our own metadata, or the width of a column that the call made."""
        told: dict[str, Any] = change.after or change.before or {}
        if change.kind == "metadata":
            return str(told["metadataKey"]).startswith("coachsheet.")
        if change.kind == "property" and "COLUMNS" in told:
            return bool(made.get(change.call))
        return False


def snapshot(book: Book) -> Snapshot:
    """The whole book as one reading would see it."""
    grids = {}
    for tab in book.tabs:
        rows = [[_value(tab, r, c) for c in range(tab.column_count)] for r in range(tab.last_row())]
        for row in rows:
            while row and row[-1] is None:
                row.pop()
        at = [(tab.column_ids.index(line), header) for line, header in marks_of(book, tab)]
        true = sorted(at, key=lambda one: fold(tab.header(one[0])) == fold(one[1]))
        grids[tab.title] = Grid(tab.title, rows, dict(true))
    return Snapshot(grids, str(book.properties["timeZone"]))


def _value(tab: Tab, row: int, column: int) -> Value:
    found = (tab.cell(row, column) or BLANK).effective
    return BadValue(found.text) if isinstance(found, ErrorValue) else None if found == "" else found


def still_to_write(book: Book, config: Path, now: datetime) -> tuple[Layouts, Changes]:
    """What a run at that instant would write into computed cells, from the book itself and the ledger."""
    desk = Desk(settings.load(config, {}, config.parent, config.parent), now, as_of=True, dry_run=True)
    with desk.memory(book.id) as ledger:
        past = history.past(ledger)
        layouts = layout.find(snapshot(book), {}, {})
        reading = parse.parse(snapshot(book), layouts, past, desk.new_id, now)
        history.with_runs(past, reading.record.runs, now)
        found = findings.find(reading, history.mail(ledger, reading.record.mail), now)
        return layouts, writeback.changes(reading, found)


def names_and_ids(book: Book) -> dict[tuple[str, str], str]:
    """(client, commitment) -> ID of every row of Commitments whose words stand there once."""
    grid = next((grid for title, grid in snapshot(book).grids.items() if fold(title) == "commitments"), None)
    if grid is None or not grid.rows:
        return {}
    head = [fold(str(cell)) for cell in grid.rows[0]]
    if not {"client", "commitment", "id"} <= set(head):
        return {}
    at = [head.index(name) for name in ("client", "commitment", "id")]
    rows = [tuple(str(row[i]) if i < len(row) and row[i] is not None else "" for i in at) for row in grid.rows[1:]]
    names = [row[:2] for row in rows]
    return {row[:2]: row[2] for row in rows if all(row) and names.count(row[:2]) == 1}
