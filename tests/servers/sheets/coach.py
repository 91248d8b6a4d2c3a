"""The coach at the open sheet: types, inserts, moves, sorts, renames, undoes, between any two calls or before one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.servers.sheets import edits
from tests.servers.sheets.book import Actor, Book
from tests.servers.sheets.cells import BLANK, Cell, Scalar
from tests.servers.sheets.faults import When
from tests.servers.sheets.log import COACH
from tests.servers.sheets.ranges import Area
from tests.servers.sheets.requests_tabs import copied_tab
from tests.servers.sheets.seeding import entered, fill
from tests.servers.sheets.tab import Tab

Deed = Callable[["Coach"], None]
Undo = Callable[[], None]


@dataclass
class Coach:
    """Rows count from 1 as in the sheet; a column is named by its header, or by its index from 0."""

    book: Book
    lock: threading.RLock
    undos: list[Undo] = field(default_factory=list)
    plans: list[tuple[str, When, Deed]] = field(default_factory=list)

    @contextmanager
    def at_work(self, what: str) -> Iterator[None]:
        with self.lock, self.book.acting(Actor(COACH, 0, what)):
            yield

    def before(self, deed: Deed, *, call: int = 0, kind: str = "", skip: int = 0, times: int = 1) -> None:
        """Do it right before a call is carried out (faults.When says which)."""
        self.plans.append(("before", When(call, kind, skip, times), deed))

    def after(self, deed: Deed, *, call: int = 0, kind: str = "", skip: int = 0, times: int = 1) -> None:
        """Do it right after a call was carried out, before its answer goes out."""
        self.plans.append(("after", When(call, kind, skip, times), deed))

    def act(self, moment: str, number: int, kinds: set[str]) -> None:
        for planned, when, deed in list(self.plans):
            if planned == moment and when.met(number, kinds):
                deed(self)

    def tab(self, title: str) -> Tab:
        return self.book.tab(title)

    def column(self, tab: Tab, name: str | int) -> int:
        """The index of a column by its header, exactly as it stands there; raises KeyError."""
        if isinstance(name, int):
            return name
        for index in range(tab.column_count):
            if tab.header(index) == name:
                return index
        raise KeyError(name)

    def value(self, title: str, row: int, column: str | int) -> Scalar:
        """What stands in a cell now (a formula's value)."""
        tab = self.tab(title)
        return (tab.cell(row - 1, self.column(tab, column)) or BLANK).effective

    def column_values(self, title: str, column: str | int) -> list[Scalar]:
        """What stands below the header of a column, down to the tab's last row with a value."""
        last = self.tab(title).last_row()
        return [self.value(title, row, column) for row in range(2, last + 1)]

    def row_of(self, title: str, column: str | int, value: Scalar) -> int:
        """The first row (1-based) in which a column holds the value; raises ValueError."""
        return self.column_values(title, column).index(value) + 2

    def type(self, title: str, row: int, column: str | int, text: Any, value: Scalar = None) -> None:
        """Type into a cell; a date or datetime becomes a date cell. `value` is what a formula comes to."""
        tab = self.tab(title)
        with self.at_work("type"):
            place = row - 1, self.column(tab, column)
            self.put(tab, [(*place, entered(tab.cell(*place) or BLANK, text, value))])

    def clear(self, title: str, row: int, column: str | int) -> None:
        self.type(title, row, column, "")

    def put(self, tab: Tab, cells: Sequence[tuple[int, int, Cell]]) -> None:
        """Put cells, and remember what stood in these rows and columns, wherever they are when it is undone."""
        old = [(tab.row_ids[r], tab.column_ids[c], tab.cell(r, c) or BLANK) for r, c, _ in cells]
        for row, column, cell in cells:
            if row >= tab.row_count:
                edits.resize(self.book, tab, "ROWS", row + 1)
            edits.put(self.book, tab, row, column, cell)

        def back() -> None:
            for row_id, column_id, cell in old:
                if row_id in tab.row_ids and column_id in tab.column_ids:
                    edits.put(self.book, tab, tab.row_ids.index(row_id), tab.column_ids.index(column_id), cell)

        self.undos.append(back)

    def insert_rows(self, title: str, before: int, count: int = 1) -> None:
        self.insert(title, "ROWS", before - 1, count)

    def insert_columns(self, title: str, before: str | int, count: int = 1, headers: Sequence[str] = ()) -> None:
        """New columns before another, with these headers."""
        tab = self.tab(title)
        at = self.column(tab, before)
        self.insert(title, "COLUMNS", at, count)
        with self.at_work("insert"):
            for index, header in enumerate(headers):
                edits.put(self.book, tab, 0, at + index, Cell(header))

    def insert(self, title: str, dimension: str, at: int, count: int) -> None:
        tab = self.tab(title)
        with self.at_work("insert"):
            ids = edits.insert_lines(self.book, tab, dimension, at, count)
        self.undos.append(lambda: self.drop(tab, dimension, ids))

    def drop(self, tab: Tab, dimension: str, ids: list[int]) -> None:
        for line in [line for line in ids if line in tab.ids(dimension)]:
            at = tab.ids(dimension).index(line)
            edits.delete_lines(self.book, tab, dimension, at, at + 1)

    def delete_rows(self, title: str, first: int, count: int = 1) -> None:
        self.delete(title, "ROWS", first - 1, count)

    def delete_column(self, title: str, column: str | int) -> None:
        self.delete(title, "COLUMNS", self.column(self.tab(title), column), 1)

    def delete(self, title: str, dimension: str, at: int, count: int) -> None:
        tab = self.tab(title)
        ids, marks = tab.ids(dimension)[at : at + count], dict(self.book.marks)
        with self.at_work("delete"):
            cells = edits.delete_lines(self.book, tab, dimension, at, at + count)
        gone = {number: mark for number, mark in marks.items() if mark.line in ids}

        def back() -> None:
            size = len(tab.ids(dimension))
            edits.insert_lines(self.book, tab, dimension, min(at, size), count)
            tab.ids(dimension)[min(at, size) : min(at, size) + count] = ids
            self.book.marks.update(gone)
            for index, line in enumerate(cells, min(at, size)):
                for other, cell in enumerate(line):
                    tab.place(*((index, other) if dimension == "ROWS" else (other, index)), cell)

        self.undos.append(back)

    def move_rows(self, title: str, first: int, before: int, count: int = 1) -> None:
        self.move(title, "ROWS", first - 1, before - 1, count)

    def move_column(self, title: str, column: str | int, before: str | int) -> None:
        tab = self.tab(title)
        self.move(title, "COLUMNS", self.column(tab, column), self.column(tab, before), 1)

    def move(self, title: str, dimension: str, first: int, to: int, count: int) -> None:
        tab = self.tab(title)
        ids = tab.ids(dimension)[first : first + count]
        with self.at_work("move"):
            edits.move_lines(self.book, tab, dimension, first, first + count, to)

        def back() -> None:
            if ids[0] in tab.ids(dimension):
                at = tab.ids(dimension).index(ids[0])
                target = first if first <= at else min(first + count, len(tab.ids(dimension)))
                edits.move_lines(self.book, tab, dimension, at, at + count, target)

        self.undos.append(back)

    def sort(self, title: str, by: str | int, columns: Sequence[str | int] = (), downwards: bool = False) -> None:
        """Sort everything below the header row, or only the cells of some columns: rows then fall apart."""
        tab = self.tab(title)
        last = tab.last_row()
        chosen = [self.column(tab, name) for name in columns] or [*range(tab.column_count)]
        area = Area(tab.sheet_id, 1, 0, last, 1)
        self.reorder(tab, chosen, edits.sorted_order(tab, area, [(self.column(tab, by), downwards)]))

    def shuffle(self, title: str, order: Sequence[int]) -> None:
        """Bring the rows below the header into any order: `order` names the old rows, counted from 2."""
        tab = self.tab(title)
        self.reorder(tab, [*range(tab.column_count)], [row - 1 for row in order])

    def reorder(self, tab: Tab, columns: list[int], order: list[int]) -> None:
        with self.at_work("sort"):
            self.rearrange(tab, columns, order)
        lines, ids = tab.row_ids[1 : 1 + len(order)], [tab.column_ids[column] for column in columns]
        inverse = sorted(range(len(order)), key=order.__getitem__)

        def back() -> None:
            if lines == tab.row_ids[1 : 1 + len(lines)]:
                left = [tab.column_ids.index(column) for column in ids if column in tab.column_ids]
                self.rearrange(tab, left, [place + 1 for place in inverse])

        self.undos.append(back)

    def rearrange(self, tab: Tab, columns: list[int], order: list[int]) -> None:
        """Bring the cells of some columns below the header into another order of rows."""
        spans = [(0, tab.column_count)] if len(columns) == tab.column_count else [(c, c + 1) for c in columns]
        for left, right in spans:
            edits.arrange(self.book, tab, Area(tab.sheet_id, 1, left, 1 + len(order), right), order)

    def rename_header(self, title: str, old: str, new: str) -> None:
        self.type(title, 1, old, f"'{new}")

    def rename_tab(self, old: str, new: str) -> None:
        tab = self.tab(old)
        with self.at_work("rename"):
            edits.unique_title(self.book, new, tab)
            self.book.note("property", tab, {"title": old}, {"title": new})
            tab.title = new

        def back() -> None:
            tab.title = edits.unique_title(self.book, old, tab)

        self.undos.append(back)

    def add_tab(self, title: str, rows: Sequence[Sequence[Any]] = ()) -> None:
        with self.at_work("add tab"):
            tab = edits.add_tab(self.book, self.book.ids.number("sheet"), title, max(1000, len(rows)), 26)
            fill(self.book, tab, rows)
        self.undos.append(lambda: edits.delete_tab(self.book, tab))

    def copy_tab(self, title: str, new: str) -> None:
        tab = self.tab(title)
        with self.at_work("copy tab"):
            made = copied_tab(self.book, tab, self.book.ids.number("sheet"), new, len(self.book.tabs))
        self.undos.append(lambda: edits.delete_tab(self.book, made))

    def delete_tab(self, title: str) -> None:
        tab = self.tab(title)
        at, marks, names = self.book.tabs.index(tab), dict(self.book.marks), list(self.book.named_ranges)
        with self.at_work("delete tab"):
            edits.delete_tab(self.book, tab)

        def back() -> None:
            self.book.tabs.insert(at, tab)
            self.book.marks, self.book.named_ranges = {**marks, **self.book.marks}, names

        self.undos.append(back)

    def paste(self, source: str, target: str, cut: bool = False) -> None:
        """Copy, or cut, the A1 range `source` and paste it at the A1 cell `target`; both name their tab."""
        area, corner = self.book.area(source), self.book.area(target)
        origin, tab = self.book.tab_of(area.sheet_id), self.book.tab_of(corner.sheet_id)
        block = origin.block(area)
        with self.at_work("cut and paste" if cut else "paste"):
            before = len(self.undos)
            if cut:
                self.put(origin, [(row, column, BLANK) for row in area.rows for column in area.columns])
            cells = [
                (corner.top + r, corner.left + c, cell or BLANK)
                for r, line in enumerate(block)
                for c, cell in enumerate(line)
                if corner.left + c < tab.column_count
            ]
            self.put(tab, cells)
        parts = self.undos[before:]
        del self.undos[before:]

        def back() -> None:
            for part in reversed(parts):
                part()

        self.undos.append(back)

    def cut_and_paste(self, source: str, target: str) -> None:
        self.paste(source, target, cut=True)

    def undo(self) -> bool:
        """Take back the coach's own last deed, whatever others did since, as Ctrl+Z does; False if there is none."""
        if not self.undos:
            return False
        back = self.undos.pop()
        with self.at_work("undo"):
            back()
        return True
