"""What a person's entry makes of a cell, and filling a tab with rows of values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from tests.servers.sheets import edits
from tests.servers.sheets.book import Book
from tests.servers.sheets.cells import BLANK, Cell, Scalar, calculated, serial
from tests.servers.sheets.log import SEED
from tests.servers.sheets.tab import Tab
from tests.servers.sheets.typing_in import typed

PATTERN = {date: "yyyy-mm-dd", datetime: "yyyy-mm-dd h:mm"}


def entered(before: Cell, text: Any, value: Scalar = None) -> Cell:
    """The cell after the coach typed into it, or a date picker filled it."""
    if isinstance(text, date):
        shape = {"type": "DATE_TIME" if isinstance(text, datetime) else "DATE", "pattern": PATTERN[type(text)]}
        return before._replace(value=serial(text), format={"numberFormat": shape, **(before.format or {})})
    if value is not None:
        return before._replace(value=calculated(text)._replace(value=value))
    return typed(text, before)


def fill(book: Book, tab: Tab, rows: Sequence[Sequence[Any]]) -> None:
    """Fill a tab from its first cell with values as they are; a Cell goes in as it is. Seeding is not logged."""
    for index, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is None or value == "":
                continue
            cell = value if isinstance(value, Cell) else seeded(value)
            if book.actor.who == SEED:
                tab.place(index, column, cell)
            else:
                edits.put(book, tab, index, column, cell)


def seeded(value: Any) -> Cell:
    """A text stays the text that it is, but a formula; dates and numbers are cells of their kind."""
    return Cell(value) if isinstance(value, str) and not value.startswith("=") else entered(BLANK, value)
