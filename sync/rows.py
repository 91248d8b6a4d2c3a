"""The rows of one tab: which are rows at all, what their cells say, what is wrong with them.

A bad cell is noted in its row; whether it makes the row a row to check, the schema says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from sync import cells, identity
from sync.layout import Layout
from sync.records import Row
from sync.schema import Tab
from sync.workbook.base import Value

T = TypeVar("T")


class Reader:
    """One row being read. `value` answers for one header, and notes what cannot be read."""

    __slots__ = ("row", "_cells", "_tab", "zero")

    def __init__(self, row: Row, tab: Tab, cells_: Mapping[str, Value], zero: date) -> None:
        """`cells_` are the cells in which something stands, by header."""
        self.row = row
        self._cells = cells_
        self._tab = tab
        self.zero = zero

    def raw(self, header: str) -> Value:
        """The cell as it stands; None where it is blank or its column is not there."""
        return self._cells.get(header)

    def value(self, header: str, read: Callable[[Value], T]) -> T | None:
        """The cell as its column's value; None where it is blank or bad. A bad one is noted."""
        cell = self._cells.get(header)
        if cell is None:
            return None
        try:
            return read(cell)
        except cells.Bad as bad:
            self.bad(header, f"{header}: {bad}")
            return None

    def bad(self, header: str, note: str) -> None:
        """Note a bad cell; the schema says whether the row is now one to check."""
        self.row.bad.add(header)
        self.row.notes.append(note)
        if self._tab.column(header).essential:
            self.row.to_check = True

    def text(self, header: str) -> str:
        """The cell's words; nothing where it is blank or bad."""
        cell = self._cells.get(header)
        if cell is None:
            return ""
        return cell.strip() if isinstance(cell, str) else self.value(header, cells.text) or ""

    def moment(self, header: str, zone: ZoneInfo | None = None) -> tuple[datetime, bool] | None:
        """A naive time, and whether a time of day was given; text with an offset is brought to the zone's clock."""
        return self.value(header, lambda cell: cells.moment(cell, self.zero, zone))

    def done(self) -> date | bool | None:
        """Done on: a date, True for a mark, False for `no`."""
        return self.value("Done on", lambda cell: cells.done(cell, self.zero))

    def day(self, header: str) -> date | None:
        return self.value(header, lambda cell: cells.day(cell, self.zero))

    def choice(self, header: str) -> str:
        """The allowed value, else the column's default."""
        column = self._tab.column(header)
        if header not in self._cells:
            return column.default
        return self.value(header, lambda cell: cells.choice(cell, column.allowed)) or column.default

    def whole(self, header: str) -> int | None:
        column = self._tab.column(header)
        return self.value(header, lambda cell: cells.whole(cell, column.low, column.high))

    def number(self, header: str) -> float | None:
        return self.value(header, cells.number)

    def pass_over(self, *headers: str) -> None:
        """Cells that no rule reads: only an error in them is told."""
        for header in headers:
            self.text(header)

    def required(self, *headers: str) -> None:
        """A blank * cell in a row is a bad cell (not in Commitments, where it makes a draft)."""
        for header in headers:
            if self.raw(header) is None:
                self.bad(header, f"{header} is blank")


class Rows:
    """All rows of one layout, and the cells of ours that stand beside no row (`strays`: sheet row, header).

    `loose` are those of them that stand around an ID, by that ID.
    """

    __slots__ = ("layout", "loose", "readers", "strays")

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.readers: list[Reader] = []
        self.strays: list[tuple[int, str]] = []
        self.loose: dict[str, Mapping[str, Value]] = {}
        tab, columns, zero = layout.tab, layout.columns, layout.grid.day_zero
        proof = [columns[header] for header in tab.proof if header in columns]
        if len(proof) < len(tab.proof) and tab.made_by_job:
            return  # without its ID or Key column nothing says which cells are a row's
        ours = [(column.header, columns[column.header]) for column in tab.ours if column.header in columns]
        read = [(header, at) for header, at in columns.items() if tab.made_by_job or not tab.column(header).ours]
        there = all if tab.made_by_job else any
        known = not tab.has("ID")
        padding: list[Value] = [None] * (max(columns.values(), default=-1) + 1)
        for number, values in enumerate(layout.grid.rows[1:], 2):
            values = values + padding[len(values) :]
            carried = {header: values[at] for header, at in ours}
            if there(not cells.blank(values[at]) for at in proof):
                row = Row(tab.title, layout.title, number, zero, known=known, carried=carried, shows=carried)
                stands = {h: cell for h, at in read if (cell := values[at]) is not None and not cells.blank(cell)}
                self.readers.append(Reader(row, tab, stands, zero))
            else:
                self.strays += [(number, header) for header, cell in carried.items() if not cells.blank(cell)]
                if id_ := _shown_id(carried):
                    self.loose.setdefault(id_, carried)


def _shown_id(carried: Mapping[str, Value]) -> str:
    cell = carried.get("ID")
    return identity.shown_id(cell) if isinstance(cell, str) else ""


def identify(
    tab: Tab,
    tabs: list[Rows],
    last: Mapping[str, identity.Words],
    foreign: Callable[[str], bool],
    new_id: identity.NewId,
) -> set[Row]:
    """Give the rows of a tab their IDs and their own past; returns the rows that were healed.

    `tabs` are the tabs of the workbook that serve as it. `foreign` says of an ID that it belongs to another tab:
    whoever copied it here, it is none here.
    """
    readers = [reader for one in tabs for reader in one.readers]
    loose = {id_: carried for one in tabs for id_, carried in one.loose.items() if not foreign(id_)}
    headers = identity.words_of(tab.title)
    seen = []
    for reader in readers:
        reader.row.words = tuple([_word(reader.raw(header)) for header in headers])
        shown = _shown_id(reader.row.carried)
        seen.append(identity.Seen("" if shown and foreign(shown) else shown, reader.row.words))
    given = identity.assign(tab.title, seen, last, new_id, loose)
    pasts = [reader.row.carried for reader in readers]
    along = _moved_along(readers, given)
    healed = set()
    for index, (reader, one) in enumerate(zip(readers, given, strict=True)):
        row = reader.row
        row.id, row.known = one.id, one.past is not None or one.id in loose
        if one.past is None:
            row.carried = dict(loose.get(one.id, {}))
        else:
            row.carried = pasts[index if along and one.healed else one.past]
        if one.healed:
            healed.add(row)
    return healed


def _word(cell: Value) -> str:
    return cell.strip() if isinstance(cell, str) else cells.shown(cell)


def _moved_along(readers: list[Reader], given: list[identity.Given]) -> bool:
    """Whether a sort of some columns took our cells along with the words, and left but the IDs behind.

    Due seen tells: it stands beside the deadline that it saw, here or where the ID stood.
    """
    score = 0
    for reader, one in zip(readers, given, strict=True):
        if one.healed and one.past is not None:
            due, there = reader.raw("Due"), readers[one.past].row
            score += (reader.row.carried.get("Due seen") == due) - (there.carried.get("Due seen") == due)
    return score > 0
