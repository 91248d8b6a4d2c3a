"""A practice in memory for the tests of sync/: short rows in, night after night, what every cell shows out.

No file and no letter: what a run changes is put into the grids as a workbook would, whole numbers as floats.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sync import findings, layout, parse, writeback
from sync.cells import blank, fold
from sync.findings import Findings
from sync.parse import Reading
from sync.past import Past
from sync.records import Sent
from sync.schema import TABS
from sync.workbook.base import Changes, Grid, SetCell, Snapshot, Value

TODAY = date(2026, 11, 23)
"""A Monday."""
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

Rows = Sequence[Mapping[str, Value]]

USUAL: dict[str, dict[str, Value]] = {
    "Clients": {"Client": "Priya Nair", "Email": "priya@example.com"},
    "Commitments": {"Client": "Priya Nair", "Commitment": "Call five leads", "Due": TODAY + timedelta(days=7)},
    "Habits": {"Client": "Priya Nair", "Habit": "Train", "Times a week": 3},
    "Check-ins": {"Timestamp": datetime(2026, 11, 22, 9, 0), "Client": "Priya Nair"},
    "Sessions": {"Client": "Priya Nair", "Start": datetime(2026, 11, 25, 16, 0)},
    "Payments": {"Client": "Priya Nair", "Amount": 240, "Due": TODAY + timedelta(days=7)},
    "Team": {"Coach": "Alicia Moreno", "Email": "alicia@example.com"},
    "Groups": {"Group": "Circle", "Day": "Tuesday"},
    "Intake": {"Prospect": "Kim Sato"},
}
"""What a row says where a test does not; None in a test's cell blanks it."""

BLANK: dict[str, Value] = {}
"""A row in which nothing is typed: the very object."""


def on(days: int) -> date:
    """The date so many days from the fixed Monday."""
    return TODAY + timedelta(days=days)


def at(days: int, hour: int = 8, minute: int = 0) -> datetime:
    """An instant so many days from the fixed Monday, on the clock of UTC."""
    return datetime(2026, 11, 23, hour, minute, tzinfo=UTC) + timedelta(days=days)


def grid(title: str, rows: Rows, headers: Sequence[str] = (), marked: bool = True) -> Grid:
    """A tab with the contract's headers (or these), our columns marked, and the rows below."""
    tab = TABS[title]
    names = list(headers) or [column.header for column in tab.columns]
    usual = USUAL.get(title, {})
    lines: list[list[Value]] = [list(names)]
    for row in rows:
        assert row.keys() <= set(names), row.keys() - set(names)
        lines.append([({} if row is BLANK else {**usual, **row}).get(name) for name in names])
    ours = {i: name for i, name in enumerate(names) if tab.has(name) and tab.column(name).ours}
    return Grid(title, lines, ours if marked else {})


@dataclass(slots=True)
class Night:
    """One run: what was read, what followed, what was changed."""

    reading: Reading
    findings: Findings
    changes: Changes

    @property
    def quiet(self) -> bool:
        """Nothing changed."""
        return not self.changes

    def step_proposed(self) -> str:
        return ", ".join(proposal.step for proposal in self.findings.proposals)


@dataclass(slots=True)
class Book:
    """A workbook in memory and what the ledger would remember of it. `book[tab, row, header]`: rows from 0."""

    grids: dict[str, Grid]
    past: Past = field(default_factory=Past)
    mail: list[Sent] = field(default_factory=list)
    time_zone: str = "UTC"
    aliases: tuple[dict[str, list[str]], dict[str, list[str]]] = field(default_factory=lambda: ({}, {}))
    ids: Iterator[str] = field(default_factory=lambda: (f"k{n}x" for n in count(100)))

    def run(self, now: datetime = NOW, remember: bool = True) -> Night:
        """Read, find, change. `remember`: the ledger keeps words, nights and the last run."""
        snapshot = Snapshot(self.grids, self.time_zone)
        layouts = layout.find(snapshot, *self.aliases)
        reading = parse.parse(snapshot, layouts, self.past, lambda: next(self.ids), now)
        found = findings.find(reading, self.mail, now)
        changes = writeback.changes(reading, found)
        decisions = layouts.first(TABS["Decisions"])
        if decisions is None or decisions.writable:
            writeback.add_rows(changes, reading, [self._fresh(p) for p in found.proposals])
        apply(self.grids, changes)
        if remember:
            self._remember(reading, found, now)
        return Night(reading, found, changes)

    def nights(self, first: int, last: int) -> Night:
        """A run at eight on every day from the first to the last, counted from the fixed Monday."""
        runs = [self.run(at(day)) for day in range(first, last + 1)]
        return runs[-1]

    def _fresh(self, proposal: Any) -> writeback.FreshRow:
        words = {"Date": proposal.day, "Client": proposal.client.name, "Step": proposal.step}
        return writeback.FreshRow("Decisions", {**words, "Evidence": proposal.evidence, "ID": next(self.ids)})

    def _remember(self, reading: Reading, found: Findings, now: datetime) -> None:
        for title, rows in reading.record.rows.items():
            if TABS[title].has("ID") and not TABS[title].made_by_job:
                self.past.words.setdefault(title, {}).update({row.id: row.words for row in rows if row.id})
        self.past.last_run = now
        self.past.first_run = self.past.first_run or now
        self.past.nights, self.past.ended_seen = dict(found.nights), dict(found.ended_seen)

    def __getitem__(self, place: tuple[str, int, str]) -> Value:
        tab, row, header = place
        cells = self.grids[tab].rows[row + 1]
        column = self.column(tab, header)
        found = cells[column] if column < len(cells) else None
        return found.date() if isinstance(found, datetime) and found.hour == 0 else found

    def __setitem__(self, place: tuple[str, int, str], value: Value) -> None:
        """What a coach types, anywhere."""
        tab, row, header = place
        _put(self.grids[tab], row + 2, self.column(tab, header), value)

    def column(self, tab: str, header: str) -> int:
        return self.grids[tab].rows[0].index(header)

    def add(self, tab: str, **cells: Value) -> int:
        """A row typed below the last one; headers with underscores for blanks. Returns its index."""
        row = grid(tab, [{key.replace("_", " "): value for key, value in cells.items()}], self.headers(tab)).rows[1]
        self.grids[tab].rows.append(row)
        return len(self.grids[tab].rows) - 2

    def headers(self, tab: str) -> list[str]:
        return [str(cell) for cell in self.grids[tab].rows[0]]

    def every(self, tab: str, header: str) -> list[Value]:
        """A whole column below its header."""
        return [self[tab, row, header] for row in range(len(self.grids[tab].rows) - 1)]

    def letter(self, days: int, *about: str, client: str = "", **rest: Any) -> None:
        """A letter that went to a client (the first, unless said) so many days from the fixed Monday."""
        id_ = client or str(self["Clients", 0, "ID"])
        known: dict[str, Any] = {
            "key": f"{id_}-{on(days)}", "when": at(days), "to": "priya@example.com", "client": "Priya Nair",
            "client_id": id_, "date": on(days), "kinds": ("agreed",), "subject": "x", "state": "sent",
            "about": about, "message_id": "<x@example.com>",
        }  # fmt: skip
        self.mail.append(Sent(**{**known, **rest}))

    def tell(self, days: int, row: int = 0) -> None:
        """The client is told of a commitment by a letter."""
        self.letter(days, f"{self['Commitments', row, 'ID']}:agreed")


def book(rules: Mapping[str, Value] | None = None, /, **tabs: Rows) -> Book:
    """A workbook of these rows by tab (`check_ins` for Check-ins, …); one client Priya, unless said."""
    titles = {fold(title).replace(" ", "_").replace("-", "_"): title for title in TABS}
    rows: dict[str, Rows] = {"Clients": [{"Client": "Priya Nair"}], "Commitments": []}
    rows |= {titles[name]: given for name, given in tabs.items()}
    if rules:
        rows["Policies"] = [{"Rule": rule, "Value": value} for rule, value in rules.items()]
    return Book({title: grid(title, given) for title, given in rows.items()})


def answers(*rows: Mapping[str, Value]) -> list[Mapping[str, Value]]:
    """Rows of Replies with IDs."""
    usual: Mapping[str, Value] = {"When": datetime(2026, 11, 22, 9, 0), "Client": "Priya Nair", "State": "Noted"}
    return [{"ID": f"r{n}eply", **usual, **row} for n, row in enumerate(rows)]


def apply(grids: dict[str, Grid], changes: Changes) -> None:
    """Put the changes into the grids. Fails where a cell is not ours, or a row or column is not fresh."""
    for tab in changes.tabs:
        assert tab.tab not in grids
        grids[tab.tab] = grid(tab.schema, [])
    for column in changes.columns:
        found = grids[column.tab]
        assert all(blank(row[column.column]) for row in found.rows if len(row) > column.column)
        found.marks[column.column] = column.header
        if not found.rows:
            found.rows.append([])
        for number, value in {1: column.header, **column.values}.items():
            _put(found, number, column.column, value)
    for mark in changes.marks:
        grids[mark.tab].marks[mark.column] = mark.header
    for cell in changes.cells:
        assert_ours(grids[cell.tab], cell)
        _put(grids[cell.tab], cell.row, cell.column, cell.value)
    for row in changes.rows:
        assert row.row > len(grids[row.tab].rows) or all(map(blank, grids[row.tab].rows[row.row - 1]))
        for at_, value in row.cells.items():
            _put(grids[row.tab], row.row, at_, value)


def assert_ours(found: Grid, cell: SetCell) -> None:
    """A cell is ours where header and mark say so, and the contract too."""
    header = found.rows[0][cell.column]
    assert isinstance(header, str)
    assert found.marks[cell.column] == cell.header, f"{cell} is not marked"
    assert any(tab.has(cell.header) and tab.column(cell.header).ours for tab in TABS.values())
    assert cell.row > 1, "a header is never written over"


def _put(found: Grid, number: int, column: int, value: Value) -> None:
    while len(found.rows) < number:
        found.rows.append([])
    row = found.rows[number - 1]
    row.extend([None] * (column + 1 - len(row)))
    row[column] = float(value) if isinstance(value, int) and not isinstance(value, bool) else value
