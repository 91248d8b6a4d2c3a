"""What a reading of the mailbox gave, on its way into the workbook: rows that join the record before they stand there.

How messages become rows is inbox.py's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from jobs.ledger.base import Ledger
from sync import cells, parse_answers
from sync.findings import Findings
from sync.parse import Reading
from sync.parse_names import Names
from sync.records import Row
from sync.rows import Reader
from sync.schema import REPLIES
from sync.workbook.base import Changes, SetCell, Value
from sync.writeback import FreshRow, Written, add_rows, same

Cells = dict[str, Written]


@dataclass(slots=True)
class Harvest:
    """`rows` of Replies by ID, oldest first; `bounced` are letters' keys with the server's status; `problems` are told.

    `met` are IDs of messages that are rows already, or were: a fresh ledger is to know them too.
    `mark` is to be remembered once the rows stand in the workbook; `place` is the fact that holds it.
    """

    place: str = ""
    mark: str = ""
    rows: dict[str, Cells] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)
    bounced: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def bring_in(self, reading: Reading, now: datetime) -> None:
        """Let the answers that do not stand in the reading join its record, as the next reading would see them."""
        standing = _standing(reading)
        below = max((row.number for row in standing.values()), default=1)
        lost = [values for id_, values in self.rows.items() if id_ not in standing]
        readers = [_reader(values, below + place) for place, values in enumerate(lost, 1)]
        if not readers:
            return
        record = reading.record
        place = sum(answer.row.tab == REPLIES.title for answer in record.answers)
        record.answers[place:place] = parse_answers.replies(readers, Names(record, reading.past, now))
        record.rows.setdefault(REPLIES.title, []).extend(reader.row for reader in readers)

    def add(self, changes: Changes, reading: Reading, found: Findings) -> None:
        """The rows that do not stand yet, with what the rules make of their State; cells that others came into."""
        layout, standing = reading.layouts.first(REPLIES), _standing(reading)
        if layout is not None and not layout.writable:
            return
        ruled = {row.id: found.wanted.get(row, {}) for row in reading.record.rows.get(REPLIES.title, ())}
        fresh = [
            FreshRow(REPLIES.title, values | _state(ruled.get(id_, {})))
            for id_, values in self.rows.items()
            if id_ not in standing
        ]
        add_rows(changes, reading, fresh)
        for id_ in self.rows.keys() & standing.keys():
            _mend(changes, reading, standing[id_], self.rows[id_])

    def put_back(self, changes: Changes, reading: Reading, before: Reading) -> None:
        """Rows that stood `before` and were hit by fresh ones, because the coach inserted a row just then."""
        layout = reading.layouts.first(REPLIES)
        if self.rows and layout is not None and layout.writable:
            there = _standing(reading)
            lost = [row for id_, row in _standing(before).items() if id_ not in there]
            add_rows(changes, reading, [FreshRow(REPLIES.title, _written(row.shows)) for row in lost])

    def stands(self, reading: Reading) -> bool:
        """Whether every row stands in the workbook as it was read."""
        return self.rows.keys() <= _standing(reading).keys()

    def keep(self, ledger: Ledger) -> None:
        """Remember what was handled: call it only once all rows stand in the workbook."""
        ledger.remember(REPLIES.title, dict.fromkeys((*self.rows, *self.met), ()))
        if self.mark:
            ledger.note({self.place: self.mark})


def _standing(reading: Reading) -> dict[str, Row]:
    """ID -> row of every reply that stands in the workbook."""
    return {reader.row.id: reader.row for one in reading.rows.get(REPLIES.title, ()) for reader in one.readers}


def _reader(values: Cells, number: int) -> Reader:
    shows: dict[str, Value] = {header: value for header, value in values.items() if not cells.blank(value)}
    row = Row(REPLIES.title, REPLIES.title, number, id=str(values["ID"]), carried=shows, shows=shows)
    return Reader(row, REPLIES, shows, row.day_zero)


def _state(ruled: Mapping[str, Value]) -> Cells:
    """What the rules say of an answer's State already in the night in which it came."""
    state = ruled.get("State")
    return {"State": state} if isinstance(state, str) else {}


def _mend(changes: Changes, reading: Reading, row: Row, values: Cells) -> None:
    """Every cell of a fresh row as it was meant, but State, which the coach may have typed over."""
    layout = reading.layouts.first(REPLIES)
    assert layout is not None
    for column in REPLIES.ours:
        header, wanted = column.header, values.get(column.header)
        if header in layout.columns and header != "State":
            if not same(row.shows.get(header), wanted, column, layout.grid.day_zero):
                at = layout.columns[header]
                changes.cells.append(SetCell(layout.title, row.number, at, header, wanted, row.id))


def _written(shows: Mapping[str, Value]) -> Cells:
    return {header: value for header, value in shows.items() if isinstance(value, str | int | float)}
