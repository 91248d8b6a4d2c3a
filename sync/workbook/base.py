"""What every workbook can do: be read once, take a set of changes, and say what stands there now.

Backends (excel.py, google.py) know cells and files; they know no coaching rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class BadValue:
    """A cell without a usable value: an error (`#REF!`), or a formula whose value is not stored (`""`)."""

    text: str


Value = str | float | int | bool | date | datetime | BadValue | None
"""A cell: None is blank; a date cell is a date (or a naive datetime where it has a time of day)."""


@dataclass(slots=True)
class Grid:
    """One tab as it stood at the reading. `rows[0]` is the sheet's first row; rows may be ragged.

    `marks` maps a column's index (0-based) to the contract's header that a job marked it as.
    `day_zero` is the date that serial number 0 stands for (1899-12-30, or 1904-01-01). `merged` is how many columns
    from the first on merged cells reach over: what is put inside them is not seen.
    """

    title: str
    rows: list[list[Value]]
    marks: dict[int, str] = field(default_factory=dict)
    day_zero: date = date(1899, 12, 30)
    merged: int = 0

    @property
    def width(self) -> int:
        """From this column on (0-based) all is free."""
        return max(self.merged, *map(len, self.rows), 0)


@dataclass(slots=True)
class Snapshot:
    """Everything one reading saw. `time_zone` is the workbook's own (Google), else blank."""

    grids: dict[str, Grid]
    time_zone: str = ""


@dataclass(frozen=True, slots=True)
class SetCell:
    """Put a value into a system-owned cell. `tab` is the tab's title as it stands in the workbook.

    `row` is the sheet's row (1-based), `column` its column (0-based), `header` the contract's header;
    `row_id` the ID by which the row is known, blank where it has none yet.
    """

    tab: str
    row: int
    column: int
    header: str
    value: str | float | int | date | datetime | None
    row_id: str = ""


@dataclass(frozen=True, slots=True)
class MarkColumn:
    """Mark a column as made by a job: on Google column metadata, in .xlsx a hidden defined name."""

    tab: str
    column: int
    header: str


@dataclass(frozen=True, slots=True)
class AddColumn:
    """A fresh, marked column at the right edge: `column` is its index; `values` by sheet row (1-based)."""

    tab: str
    column: int
    header: str
    values: dict[int, str | float | int | date | datetime | None]


@dataclass(frozen=True, slots=True)
class AddRow:
    """A fresh row below the last one. `cells` by column index (0-based)."""

    tab: str
    row: int
    cells: dict[int, str | float | int | date | datetime | None]


@dataclass(frozen=True, slots=True)
class AddTab:
    """A new tab with the contract's headers in the contract's order; `schema` is its title in the schema."""

    tab: str
    schema: str


@dataclass(slots=True)
class Changes:
    """All that one write does, in the order tabs, columns, marks, cells, rows; a value, and comparable.

    `lease`: who sends letters from this write on, until one with `ends_lease` (guarantee 8); an .xlsx knows no lease.
    """

    tabs: list[AddTab] = field(default_factory=list)
    columns: list[AddColumn] = field(default_factory=list)
    marks: list[MarkColumn] = field(default_factory=list)
    cells: list[SetCell] = field(default_factory=list)
    rows: list[AddRow] = field(default_factory=list)
    lease: str = ""
    ends_lease: bool = False

    def __bool__(self) -> bool:
        return bool(self.tabs or self.columns or self.marks or self.cells or self.rows)


class WorkbookProblem(Exception):
    """The workbook cannot be used now; the message is one plain sentence and says what to do."""

    exit_status = 1


class InUse(WorkbookProblem):
    """Somebody has it open (says who and since when): nothing is written, the next run tries again."""


class Changed(WorkbookProblem):
    """It changed between reading and replacing: nothing was written; read again and start over."""


class Unreadable(WorkbookProblem):
    """Not a workbook that we can read and write safely: missing, damaged, protected, signed, strict."""


class Missing(Unreadable):
    """There is no such file: the settings name another one than there is (contract, section 6)."""

    exit_status = 2


class Workbook(Protocol):
    """One practice's workbook. Read once, decide elsewhere, apply; `apply` raises Changed or InUse before it writes."""

    @property
    def name(self) -> str:
        """What logs and the Sync log call it: the file's name, or the spreadsheet's id."""

    @property
    def identity(self) -> str:
        """What the ledger knows it by: the resolved path, or the spreadsheet's id."""

    @property
    def calls(self) -> tuple[int, int] | None:
        """How often a service was read and written so far; None where there is no service to ask."""

    @property
    def remarks(self) -> list[str]:
        """What people should know of how it went; it stops nothing."""

    def link(self, title: str, row: int) -> str:
        """Where people open that row of the tab as it was read; blank where a link cannot lead there."""

    def read(self, titles: Sequence[str] | None = None) -> Snapshot:
        """Read the tabs of these titles (None: all). Raises Unreadable, InUse."""

    def apply(self, changes: Changes) -> None:
        """Write all of the changes, or none. Raises Changed, InUse, Unreadable."""

    def alone(self, holder: str) -> bool:
        """Whether nobody but `holder` was sending this practice's letters at the reading (guarantee 8)."""

    def check(self) -> Snapshot | None:
        """What stands after the last `apply`; None where it can only be what was applied. Raises as `read` does."""
