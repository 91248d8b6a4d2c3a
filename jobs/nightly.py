"""The run: one reading of the workbook, what follows from it, the letters, the outcome.

    cron -> lock -> workbook.read (once) -> parse -> Record + rows to check
         -> history (ledger + Mail log; leftovers of killed runs settled) -> rules -> findings -> Changes
         -> letters composed -> guards (emptied? out of proportion?) -> --dry-run prints the plan and ends here
         -> every letter rendered before any is sent
         -> ledger.plan (durably `planned`) -> workbook.apply (statuses, Mail log as `sending`)
         -> per letter: ledger.claim -> transport.send -> ledger.settle
         -> workbook.apply (outcomes, Told on, Reminded, Last email, Sync log) -> ledger remembers -> Summary

sync, letters and nightly are the same run with more or less in it.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage

from jobs import guards, history, lock, look, maillog, notice, outgoing, plan, post, proposing, runlog, settle
from jobs.desk import Desk
from jobs.ledger.base import Entry, Ledger
from jobs.letters.letter import Letter
from jobs.letters.message import Post
from jobs.mail.base import Transport, Unusable
from jobs.summary import Summary
from sync import findings, writeback
from sync.findings import Findings
from sync.parse import Reading
from sync.parse_work import STOPPED
from sync.records import Sent
from sync.workbook.base import Changed, Changes, Workbook, WorkbookProblem

Letters = list[tuple[Letter, EmailMessage]]

TRIES = 3
"""How often a run starts again when the workbook changed under it."""


@dataclass(frozen=True, slots=True)
class Job:
    """`sends` letters; `quiet`: where nothing is due, nothing is written, not even a row in the Sync log."""

    name: str
    sends: bool
    quiet: bool = False


JOBS = {job.name: job for job in (Job("sync", False), Job("letters", True, quiet=True), Job("nightly", True))}


@dataclass(slots=True)
class Night:
    """One run over one reading, and what it works with. `started` is of the monotonic clock."""

    desk: Desk
    job: Job
    workbook: Workbook
    ledger: Ledger
    reading: Reading
    summary: Summary
    started: float


@dataclass(slots=True)
class Deeds:
    """What follows from the reading: what the run will change and send, and through what."""

    mail: list[Sent]
    findings: Findings
    changes: Changes
    transport: Transport | None
    letters: list[Letter] = field(default_factory=list)


def run(desk: Desk, job: Job) -> Summary:
    """Do the job once. Raises lock.Held, LedgerProblem, WorkbookProblem (in use, unreadable, changing all the time)."""
    started = time.monotonic()
    workbook = desk.workbook()
    doubt: set[str] = set()
    with _collector_paused(), _held(desk):
        for attempt in range(TRIES):
            try:
                summary = _once(desk, job, workbook, doubt)
                summary.seconds = time.monotonic() - started
                summary.reads, summary.writes = workbook.calls or (summary.reads, summary.writes)
                summary.remarks += workbook.remarks
                return summary
            except Changed:
                if attempt == TRIES - 1:
                    raise
    raise AssertionError


def undone(desk: Desk, job: Job, problem: Exception) -> Summary:
    """What --json says of a run that could not be done at all."""
    book = desk.settings.workbook
    name = book.key if book.kind == "google" else book.path.name
    return Summary(job.name, name, desk.now, desk.dry_run, problems=[str(problem)])


@contextmanager
def _held(desk: Desk) -> Iterator[None]:
    if desk.dry_run:
        yield
        return
    try:
        with lock.hold(desk.lock_file):
            yield
    except OSError as error:
        if error.filename != str(desk.lock_file):
            raise
        raise WorkbookProblem(f"The folder of the workbook cannot be written: {error.strerror}.") from error


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Half of the cost of reading ten thousand rows is the collector looking at them."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _once(desk: Desk, job: Job, workbook: Workbook, doubt: set[str]) -> Summary:
    """One attempt. `doubt` gathers the letters newly in doubt: an earlier attempt may have settled them already."""
    started = time.monotonic()
    with desk.ledger(workbook.identity) as ledger:
        reading = look.read(desk, workbook, ledger)
        night = Night(
            desk, job, workbook, ledger, reading, runlog.counted(desk, job.name, workbook.name, reading), started
        )
        if not workbook.alone(ledger.fact(history.HOLDER)) and not desk.dry_run:
            raise lock.Held("Another machine is sending this practice's letters now; this one leaves them to it.")
        unusable = guards.unusable(reading)
        stop = unusable or ("" if desk.force else guards.emptied(reading, ledger))
        if stop:
            return _stopped(night, stop, tell=not unusable)
        with ExitStack() as stack:
            transport, no_mail = _transport(desk, job, stack)
            deeds = _decide(night, transport, doubt)
            if no_mail and night.summary.waiting:
                night.summary.problems.append(no_mail)
            return _carry_out(night, deeds)


def _transport(desk: Desk, job: Job, stack: ExitStack) -> tuple[Transport | None, str]:
    """The transport, opened but in a dry run, which leaves even its leftovers alone."""
    try:
        transport = desk.transport()
        return (transport if desk.dry_run else stack.enter_context(transport)), ""
    except Unusable as problem:
        return None, f"No letters: {problem}." if job.sends else ""


def _decide(night: Night, transport: Transport | None, doubt: set[str]) -> Deeds:
    """Everything that follows from the reading; leftovers of earlier runs are settled on the way."""
    desk, ledger, reading, summary = night.desk, night.ledger, night.reading, night.summary
    logged = reading.record.mail
    doubt |= history.settle_leftovers(ledger, logged, transport.find if transport else lambda key: None, desk.now)
    summary.in_doubt += len(doubt)
    mail = history.mail(ledger, logged)
    found = findings.find(reading, mail, desk.now)
    summary.rows_to_check = reading.record.rows_to_check
    deeds = Deeds(mail, found, writeback.changes(reading, found), transport)
    summary.decisions_proposed = proposing.add(deeds.changes, reading, found, desk.new_id)
    summary.cells_changed = plan.count(deeds.changes)
    if night.job.sends and outgoing.can_be_logged(reading):
        letters, waiting = outgoing.choose(reading, found, mail, desk.now, desk.settings.mail.sender)
        letters, over = outgoing.within_the_day(letters, mail, desk.now, desk.settings.mail.per_day, reading)
        deeds.letters = letters if transport else []
        summary.waiting = waiting + over + len(letters) - len(deeds.letters)
    return deeds


def _carry_out(night: Night, deeds: Deeds) -> Summary:
    desk, summary, reading = night.desk, night.summary, night.reading
    envelope = Post(desk.settings.mail.sender, night.workbook.identity, desk.now)
    ready = outgoing.rendered(deeds.letters, envelope)
    if desk.dry_run:
        summary.sent = len(ready.letters)
        summary.plan = plan.lines(deeds.changes, [letter for letter, _ in ready.letters])
    stop = "" if desk.force else _out_of_proportion(night, deeds)
    if stop:
        return _stopped(night, stop)
    summary.problems += ready.problems
    if desk.dry_run:
        return summary
    entries = [outgoing.entry(letter, envelope) for letter, _ in ready.letters]
    mended = maillog.mend(deeds.changes, reading, deeds.mail, {entry.key for entry in entries})
    if night.job.quiet and not (entries or mended or summary.in_doubt):
        return summary
    _write(night, deeds, ready, entries)
    return summary


def _out_of_proportion(night: Night, deeds: Deeds) -> str:
    policies = night.reading.record.policies
    today = night.desk.now.astimezone(policies.time_zone).date()
    safe = deeds.transport is not None and deeds.transport.is_safe_to_rehearse
    return guards.out_of_proportion(len(deeds.letters), deeds.mail, today, policies.rehearsal, safe)


def _write(night: Night, deeds: Deeds, ready: outgoing.Outgoing, entries: list[Entry]) -> None:
    """The writing half of a run: statuses and `sending` first, then the letters, then their outcome."""
    ledger = night.ledger
    ledger.plan(entries)
    places = maillog.log(deeds.changes, night.reading, [(entry, "sending") for entry in entries])
    if entries:
        deeds.changes.lease = history.holder(ledger, night.desk.new_id)
        runlog.prepare(deeds.changes, night.reading)
    else:
        _log(deeds.changes, night)
    night.workbook.apply(deeds.changes)
    night.summary.writes += 1
    stands = _settled(night, deeds, entries, places)
    added = {} if stands.looked else proposing.added(deeds.changes, night.reading)
    found = deeds.findings
    history.remember(ledger, night.reading, found.nights, found.ended_seen, night.desk.now, added)
    if entries:
        _send(night, deeds, [one for one in ready.letters if one[0].key not in stands.unsent], entries, stands)


def _settled(night: Night, deeds: Deeds, entries: list[Entry], places: dict[str, tuple[str, int]]) -> settle.Settled:
    """What stands once a race was mended; from here on the run speaks of that reading."""

    def rest(changes: Changes, reading: Reading, found: Findings) -> None:
        proposing.add(changes, reading, found, night.desk.new_id)
        maillog.mend(changes, reading, deeds.mail, {entry.key for entry in entries})
        if not entries and not settle.is_logged(reading, night.desk.now):
            _log(changes, night, reading)

    aim = settle.Aim(night.reading, deeds.findings, deeds.mail, entries, places, rest)
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
    outcome = post.send_all(night.ledger, deeds.transport, letters, night.desk.now)
    summary.sent, summary.failed = outcome.count("sent"), outcome.count("failed")
    summary.in_doubt += outcome.count("in doubt")
    summary.waiting += outcome.count("not sent")
    summary.problems += outcome.problems
    after = Changes(ends_lease=True)
    post.told(after, reading, deeds.findings, deeds.mail, entries, outcome.states)
    summary.cells_changed += len(after.cells)
    maillog.settled(after, reading, stands.places, outcome.states)
    _log(after, night, reading)
    try:
        night.workbook.apply(after)
        summary.writes += 1
    except WorkbookProblem as problem:
        # The letters went and the ledger knows it: the next run brings the workbook up to date.
        summary.problems.append(f"The letters went out; their outcome is not in the workbook yet. {problem}")


def _log(changes: Changes, night: Night, reading: Reading | None = None) -> None:
    told = "; ".join([*night.summary.problems, *night.summary.remarks, *night.workbook.remarks])
    runlog.log(changes, reading or night.reading, night.summary, told, night.started)


def _stopped(night: Night, why: str, tell: bool = True) -> Summary:
    """Nothing is written or sent but a row in the Sync log and one notice to the coaches (guarantee 7)."""
    summary = night.summary
    summary.problems.append(f"{STOPPED}{why}")
    if night.desk.dry_run:
        return summary
    summary.cells_changed = summary.decisions_proposed = 0
    changes = Changes()
    runlog.log(changes, night.reading, summary, "; ".join(reversed(summary.problems)), night.started)
    night.workbook.apply(changes)
    summary.writes += 1
    if tell:
        summary.problems += notice.tell(night.desk, night.ledger, night.reading, night.workbook.name, why)
    return summary
