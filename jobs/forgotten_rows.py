"""A forgotten client's rows of Mail log and Replies as changes: cells blanked, and what a race displaced put back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from jobs import traces
from jobs.desk import Desk
from jobs.traces import Person
from sync import cells, layout, parse
from sync.parse import Reading
from sync.records import Row
from sync.schema import MAIL_LOG, REPLIES, Tab
from sync.workbook.base import Changes, SetCell, Value, Workbook
from sync.writeback import FreshRow, Written, add_rows

SAID = ("To", "Client", "Subject")
"""What of a Mail log row tells who she is. The rest says that a letter went, and keeps it from going twice."""

ROUNDS = 3


def blank(reading: Reading, person: Person) -> Changes:
    """Her letters' rows without a word on her, and her answers' rows blank as a whole: without an ID they are none."""
    changes = Changes()
    _blank(changes, reading, MAIL_LOG, traces.logged(reading, person), SAID)
    _blank(changes, reading, REPLIES, traces.answered(reading, person), [column.header for column in REPLIES.ours])
    return changes


def closed(reading: Reading) -> list[str]:
    """Which of the two tabs cannot be written, a sentence each; why, the reading's own problems say."""
    places = [(tab.title, reading.layouts.first(tab)) for tab in (MAIL_LOG, REPLIES)]
    return [
        f"{title} cannot be written now, so what it says of the client stays. Mend it, and run this again."
        for title, found in places
        if found is not None and not (found.writable and found.readable)
    ]


def _blank(changes: Changes, reading: Reading, tab: Tab, rows: Iterable[Row], headers: Iterable[str]) -> None:
    found, wanted = reading.layouts.first(tab), list(headers)
    if found is None or not found.writable:
        return
    for row in rows:
        for header in wanted:
            if header in found.columns and not cells.blank(row.shows.get(header)):
                at = found.columns[header]
                changes.cells.append(SetCell(found.title, row.number, at, header, None, row.id))


def settle(desk: Desk, workbook: Workbook, before: Reading, person: Person) -> str:
    """Look at what stands after the write, and write again what a race kept from it or displaced.

    Returns what three rounds could not settle, a sentence; blank: all is as it was meant. Raises WorkbookProblem.
    """
    for round_ in range(ROUNDS + 1):
        snapshot = workbook.check()
        if snapshot is None:
            return ""
        layouts = layout.find(snapshot, desk.settings.tabs, desk.settings.headers)
        reading = parse.parse(snapshot, layouts, before.past, desk.new_id, desk.now)
        changes = blank(reading, person)
        _put_back(changes, reading, before, person)
        if not changes:
            return ""
        if round_ < ROUNDS:
            workbook.apply(changes)
    return "The sheet was edited all the time, and not every row could be blanked; run this again."


def _put_back(changes: Changes, reading: Reading, before: Reading, person: Person) -> None:
    """What stood `before` in rows of others, and was hit because the coach moved rows just then, stands again."""
    log = reading.layouts.first(MAIL_LOG)
    there = _by(reading, MAIL_LOG, "Key")
    hers = {id(row) for row in (*traces.logged(before, person), *traces.answered(before, person))}
    for key, old in _by(before, MAIL_LOG, "Key").items():
        now = there.get(key)
        if now is None or id(old) in hers or log is None or not log.writable:
            continue
        for header in SAID:
            said = old.shows.get(header)
            if header in log.columns and cells.blank(now.shows.get(header)) and isinstance(said, str) and said:
                changes.cells.append(SetCell(log.title, now.number, log.columns[header], header, said, now.id))
    replies = reading.layouts.first(REPLIES)
    if replies is not None and replies.writable:
        known = _by(reading, REPLIES, "ID")
        lost = [
            old for row_id, old in _by(before, REPLIES, "ID").items() if row_id not in known and id(old) not in hers
        ]
        add_rows(changes, reading, [FreshRow(REPLIES.title, _written(old.shows)) for old in lost])


def _by(reading: Reading, tab: Tab, header: str) -> dict[str, Row]:
    rows = reading.record.rows.get(tab.title, ())
    return {said: row for row in rows if isinstance(said := row.shows.get(header), str) and said}


def _written(shows: Mapping[str, Value]) -> dict[str, Written]:
    return {header: value for header, value in shows.items() if isinstance(value, str | int | float)}
