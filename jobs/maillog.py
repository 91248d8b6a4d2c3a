"""The rows of the Mail log, and the cells that speak of letters, as changes to the workbook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from datetime import datetime

from jobs.ledger.base import Entry
from sync.parse import Reading
from sync.records import Sent
from sync.schema import MAIL_LOG
from sync.workbook.base import Changes, SetCell
from sync.writeback import FreshRow, Written, add_rows, columns_after, wall_clock

Places = Mapping[str, tuple[str, int]]
"""Key -> the Mail log's title and the letter's row in it."""


def as_row(entry: Entry, reading: Reading, state: str) -> dict[str, Written]:
    """A letter as the cells of the Mail log."""
    return {
        "Key": entry.key,
        "When": wall_clock(entry.when, reading),
        "To": entry.to,
        "Client": entry.client,
        "Kind": ", ".join(entry.kinds),
        "Subject": entry.subject,
        "State": state,
        "About": ", ".join(entry.about),
        "Message-ID": entry.message_id,
    }


def log(changes: Changes, reading: Reading, entries: Iterable[tuple[Entry, str]]) -> dict[str, tuple[str, int]]:
    """Each letter with its state into its own row, fresh or the one its key has; returns where."""
    layout = reading.layouts.first(MAIL_LOG)
    rows = {sent.key: sent.row for sent in reading.record.mail if sent.row}
    places: dict[str, tuple[str, int]] = {}
    fresh: list[Entry] = []
    made: list[FreshRow] = []
    for entry, state in entries:
        if layout and entry.key in rows:
            places[entry.key] = (layout.title, rows[entry.key])
            _rewrite(changes, reading, entry, state, rows[entry.key])
        else:
            fresh.append(entry)
            made.append(FreshRow(MAIL_LOG.title, as_row(entry, reading, state)))
    where = add_rows(changes, reading, made)
    return places | {entry.key: where[index] for index, entry in enumerate(fresh)}


def _rewrite(changes: Changes, reading: Reading, entry: Entry, state: str, number: int) -> None:
    layout = reading.layouts.first(MAIL_LOG)
    assert layout is not None
    for header, value in as_row(entry, reading, state).items():
        if header in layout.columns:
            changes.cells.append(SetCell(layout.title, number, layout.columns[header], header, value or None))


def columns(reading: Reading) -> dict[str, int]:
    """Where the Mail log's columns stand once a run has written to it."""
    layout = reading.layouts.first(MAIL_LOG)
    return columns_after(layout) if layout else {column.header: at for at, column in enumerate(MAIL_LOG.columns)}


def settled(
    changes: Changes, reading: Reading, places: Places, states: Mapping[str, str], message_ids: Mapping[str, str]
) -> None:
    """The outcome of letters whose rows are known, and the Message-IDs that a server gave them instead of ours."""
    at = columns(reading)
    for key, state in states.items():
        title, number = places[key]
        changes.cells.append(SetCell(title, number, at["State"], "State", state))
        if key in message_ids:
            changes.cells.append(SetCell(title, number, at["Message-ID"], "Message-ID", message_ids[key]))


def mend(changes: Changes, reading: Reading, mail: list[Sent], but: Set[str]) -> bool:
    """Bring the Mail log to what the ledger knows: other states, and letters of a run that could not log them.

    A row that a coach tidied away stays away: only letters later than the newest logged run are added.
    Letters of the keys `but` are being sent now, and get their row from `log`. Returns whether it was behind.
    """
    layout = reading.layouts.first(MAIL_LOG)
    if layout is not None and not layout.writable:
        return False
    newest = max((run.when for run in reading.record.runs), default=None)
    logged = {row.key for row in reading.record.mail}
    known = {sent.key: sent for sent in mail if sent.key not in but}
    lost = [sent for key, sent in known.items() if key not in logged and sent.state in _WENT and _later(sent, newest)]
    add_rows(changes, reading, [FreshRow(MAIL_LOG.title, _of_sent(sent, reading)) for sent in lost])
    at = layout.columns.get("State") if layout else None
    if layout is None or at is None:
        return bool(lost)
    told = [row for row in reading.record.mail if row.key in known and known[row.key].state != row.state]
    changes.cells += [SetCell(layout.title, row.row, at, "State", known[row.key].state) for row in told]
    return bool(lost or told)


_WENT = ("sent", "in doubt", "failed", "bounced")


def _later(sent: Sent, run: datetime | None) -> bool:
    """Logs count in whole seconds: a letter of the newest logged run itself is not later."""
    return run is None or sent.when.replace(microsecond=0) > run


def _of_sent(sent: Sent, reading: Reading) -> dict[str, Written]:
    about = (*(("rehearsal",) if sent.rehearsal else ()), *sent.about)
    entry = Entry(
        sent.key, sent.state, sent.when, sent.to, sent.client, sent.kinds, sent.subject, about, sent.message_id
    )
    return as_row(entry, reading, sent.state)
