"""After a write: look at what stands, and mend what a race displaced, in up to three rounds (guarantee 2).

Only for workbooks that others edit while a run writes; one that is replaced as a whole has nothing to check.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from jobs import guards, mailbox_note, maillog, settle_decisions
from jobs.desk import Desk
from jobs.ledger.base import Entry
from sync import findings, layout, parse, writeback
from sync.findings import Findings
from sync.parse import Reading
from sync.past import Past
from sync.records import Row, Sent
from sync.schema import MAIL_LOG, TABS
from sync.workbook.base import Changes, Snapshot, Workbook
from sync.writeback import FreshRow, Written

ROUNDS = 3


@dataclass(slots=True)
class Settled:
    """What stands: the newest reading and what follows from it; `places` of the letters in the Mail log.

    `unsent` are the keys of letters that may not go: their row does not stand, or another machine has it.
    `problem` names what three rounds could not settle. `looked`: the reading is one after the write.
    """

    reading: Reading
    findings: Findings
    places: dict[str, tuple[str, int]]
    unsent: set[str] = field(default_factory=set)
    problem: str = ""
    looked: bool = False


Rest = Callable[[Changes, Reading, Findings], None]
"""Adds what else is to stand besides the computed cells and the letters: decision rows, the run's row."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What the run's first write was to bring about: the reading that it rests on, and what it added."""

    reading: Reading
    findings: Findings
    mail: list[Sent]
    entries: Sequence[Entry]
    places: Mapping[str, tuple[str, int]]
    rest: Rest
    bring_in: Callable[[Reading], None] = lambda reading: None
    """Lets what the first write added for the rules to read join a reading in which it does not stand."""


def settle(desk: Desk, workbook: Workbook, aim: Aim) -> Settled:
    """Check, and write again what is missing, until nothing is. Raises WorkbookProblem."""
    found = Settled(aim.reading, aim.findings, dict(aim.places))
    for round_ in range(ROUNDS + 1):
        snapshot = workbook.check()
        if snapshot is None:
            return found
        found.reading, found.findings = _look(desk, snapshot, aim)
        found.looked = True
        found.problem = guards.unusable(found.reading)
        changes = Changes() if found.problem else _missing(found, aim)
        if not changes:
            break
        if round_ == ROUNDS:
            found.problem = _named(changes)
            break
        workbook.apply(changes)
    if found.problem:
        found.unsent |= {entry.key for entry in aim.entries if entry.key not in _standing(found.reading)}
    return found


def _look(desk: Desk, snapshot: Snapshot, aim: Aim) -> tuple[Reading, Findings]:
    """The same record, rules and past over what stands now: each row with the past that it had before the write."""
    layouts = layout.find(snapshot, desk.settings.tabs, desk.settings.headers)
    reading = parse.parse(snapshot, layouts, _past(aim), desk.new_id, desk.now)
    mailbox_note.add(desk, reading)
    aim.bring_in(reading)
    reading.healed.clear()  # what this run displaced itself is no sort of the coach's
    before = {row.id: row for title in TABS for row in _identified(aim.reading, title)}
    for title in TABS:
        for row in _identified(reading, title):
            known = before.get(row.id)
            if known is not None and known.tab == row.tab:
                row.carried, row.known = known.carried, known.known
    found = findings.find(reading, aim.mail, desk.now)
    reading.past = aim.reading.past  # what the ledger knows: the run has still to remember the words of fresh IDs
    return reading, found


def _identified(reading: Reading, title: str) -> list[Row]:
    tab = TABS[title]
    return [] if tab.made_by_job or not tab.has("ID") else [r for r in reading.record.rows.get(title, ()) if r.id]


def _past(aim: Aim) -> Past:
    """What earlier runs knew, and besides the words of every ID as this run saw them."""
    past = aim.reading.past
    words = {
        title: {**known, **{row.id: row.words for row in _identified(aim.reading, title)}}
        for title, known in past.words.items()
    }
    return replace(past, words=words, nights=dict(aim.findings.nights))


def _missing(found: Settled, aim: Aim) -> Changes:
    """What is to be written so that everything stands."""
    changes = writeback.changes(found.reading, found.findings)
    if not settle_decisions.put_back(changes, found.reading, aim.reading):
        aim.rest(changes, found.reading, found.findings)  # else what is proposed rests on a row that comes back first
    _letters(changes, found, aim)
    return changes


def _standing(reading: Reading) -> dict[str, list[Sent]]:
    rows: dict[str, list[Sent]] = {}
    for sent in reading.record.mail:
        rows.setdefault(sent.key, []).append(sent)
    return rows


def _letters(changes: Changes, found: Settled, aim: Aim) -> None:
    """Each letter's row as `sending`, once; and the rows of earlier letters that the write may have hit."""
    rows, log = _standing(found.reading), found.reading.layouts.first(MAIL_LOG)
    if log is not None and not log.writable:
        found.unsent |= {entry.key for entry in aim.entries}
        return
    lost = []
    for entry in aim.entries:
        mine = rows.get(entry.key, [])
        if len(mine) == 1 and mine[0].state == "sending" and log is not None:
            found.places[entry.key] = (log.title, mine[0].row)
        elif mine and entry.key not in {sent.key for sent in aim.reading.record.mail}:
            found.unsent.add(entry.key)  # another machine wrote it: whether it went, that one knows
        else:
            lost.append(entry)
    if lost:
        found.places |= maillog.log(changes, found.reading, [(entry, "sending") for entry in lost])
    if aim.entries:
        numbers = {sent.row for sent in aim.reading.record.mail if sent.key not in rows}
        old = [row for row in aim.reading.record.rows.get(MAIL_LOG.title, ()) if row.number in numbers]
        writeback.add_rows(changes, found.reading, [FreshRow(MAIL_LOG.title, _shown(row)) for row in old])


def _shown(row: Row) -> dict[str, Written]:
    return {h: v for h, v in row.shows.items() if isinstance(v, str | int | float)}


def is_logged(reading: Reading, now: datetime) -> bool:
    """Whether the run of this instant has its row in the Sync log, which counts in whole seconds."""
    return any(abs(run.when - now) < timedelta(seconds=2) for run in reading.record.runs)


def _named(changes: Changes) -> str:
    """What is not settled, by tab, row and header."""
    cells = [f"{cell.tab} row {cell.row}: {cell.header}" for cell in changes.cells]
    cells += [f"{column.tab}: {column.header}" for column in changes.columns]
    cells += [f"{row.tab} row {row.row}" for row in changes.rows]
    more = f" and {len(cells) - 5} more" if len(cells) > 5 else ""
    return f"The sheet was edited all the time; the next run writes {', '.join(cells[:5])}{more}."
