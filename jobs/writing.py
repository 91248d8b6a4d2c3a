"""The writing half of a run: statuses, answers and `sending` first, then the letters, then what became of them."""

from __future__ import annotations

from email.message import EmailMessage

from jobs import history, maillog, outgoing, post, progress, proposing, runlog, settle
from jobs.ledger.base import Entry
from jobs.letters.letter import Letter
from jobs.night import Deeds, Night
from sync.findings import Findings
from sync.parse import Reading
from sync.workbook.base import Changes, WorkbookProblem

Letters = list[tuple[Letter, EmailMessage]]


def write(night: Night, deeds: Deeds, ready: outgoing.Outgoing, entries: list[Entry]) -> None:
    """Write what was decided, send the letters, write their outcome. Raises WorkbookProblem before any letter went."""
    ledger = night.ledger
    ledger.plan(entries)
    if entries and ledger.fact(history.WAY) != night.desk.way:
        ledger.note({history.WAY: night.desk.way})
    places = maillog.log(deeds.changes, night.reading, [(entry, "sending") for entry in entries])
    if entries:
        deeds.changes.lease = history.holder(ledger, night.desk.new_id)
        runlog.prepare(deeds.changes, night.reading)
    else:
        _log(deeds.changes, night)
    night.workbook.apply(deeds.changes)
    night.summary.writes += 1
    stands = _settled(night, deeds, entries, places)
    if not stands.looked or deeds.answers.stands(stands.reading):
        deeds.answers.keep(ledger)  # else they still wait in the mailbox
    added = {} if stands.looked else proposing.added(deeds.changes, night.reading)
    found = deeds.findings
    finished = found.finished(night.reading)
    history.remember(ledger, night.reading, found.nights, found.ended_seen, finished, night.desk.now, added)
    if entries:
        _send(night, deeds, [one for one in ready.letters if one[0].key not in stands.unsent], entries, stands)


def _settled(night: Night, deeds: Deeds, entries: list[Entry], places: dict[str, tuple[str, int]]) -> settle.Settled:
    """What stands once a race was mended; from here on the run speaks of that reading."""
    before = night.reading

    def bring_in(reading: Reading) -> None:
        deeds.answers.bring_in(reading, night.desk.now)

    def rest(changes: Changes, reading: Reading, found: Findings) -> None:
        proposing.add(changes, reading, found, night.desk.new_id)
        deeds.answers.add(changes, reading, found)
        deeds.answers.put_back(changes, reading, before)
        maillog.mend(changes, reading, deeds.mail, {entry.key for entry in entries})
        if not entries and not settle.is_logged(reading, night.desk.now):
            _log(changes, night, reading)

    aim = settle.Aim(night.reading, deeds.findings, deeds.mail, entries, places, rest, bring_in)
    stands = settle.settle(night.desk, night.workbook, aim)
    night.reading, deeds.findings = stands.reading, stands.findings
    named = [*stands.reading.layouts.problems, *([stands.problem] if stands.problem else [])]
    night.summary.problems += [problem for problem in named if problem not in night.summary.problems]
    if stands.unsent:
        night.summary.waiting += len(stands.unsent)
        for key in stands.unsent:
            night.ledger.settle(key, "not sent", night.desk.now, "another machine has it, or its row does not stand")
    return stands


def _send(night: Night, deeds: Deeds, letters: Letters, entries: list[Entry], stands: settle.Settled) -> None:
    """The letters, and what the workbook says of them afterwards."""
    summary, reading = night.summary, night.reading
    assert deeds.transport is not None
    with progress.bar(len(letters)) as step:
        outcome = post.send_all(night.ledger, deeds.transport, letters, night.desk.now, step=step)
    summary.sent, summary.failed = outcome.count("sent"), outcome.count("failed")
    summary.in_doubt += outcome.count("in doubt")
    summary.waiting += outcome.count("not sent")
    summary.problems += outcome.problems
    after = Changes(ends_lease=True)
    post.told(after, reading, deeds.findings, deeds.mail, entries, outcome.states)
    summary.cells_changed += len(after.cells)
    maillog.settled(after, reading, stands.places, outcome.states, outcome.message_ids)
    _log(after, night, reading)
    try:
        night.workbook.apply(after)
        summary.writes += 1
    except WorkbookProblem as problem:
        # The letters went and the ledger knows it: the next run brings the workbook up to date.
        told = f"What became of the letters is not in the workbook yet; the next run writes it. {problem}"
        summary.problems.append(told)


def _log(changes: Changes, night: Night, reading: Reading | None = None) -> None:
    told = "; ".join([*night.summary.problems, *night.summary.remarks, *night.workbook.remarks])
    runlog.log(changes, reading or night.reading, night.summary, told, night.started)
