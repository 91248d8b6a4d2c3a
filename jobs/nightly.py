"""The run: one reading of the workbook, what follows from it, the letters, the outcome.

    cron -> lock -> workbook.read (once) -> parse -> Record + rows to check
         -> history (ledger + Mail log; leftovers of killed runs settled)
         -> inbox (answers that came join the record) -> rules -> findings -> Changes
         -> letters composed -> guards (emptied? out of proportion?) -> --dry-run prints the plan and ends here
         -> every letter rendered before any is sent
         -> ledger.plan (durably `planned`) -> workbook.apply (statuses, answers, Mail log as `sending`)
         -> the mailbox's mark moves, once the answers stand in the workbook
         -> per letter: ledger.claim -> transport.send -> ledger.settle
         -> workbook.apply (outcomes, Told on, Reminded, Last email, Sync log) -> ledger remembers
         -> addresses that changed are told to the old ones, and hold from the next run on -> Summary

inbox, sync, letters, digest and nightly are the same run with more or less in it; what writes and sends is writing.py.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack, suppress

from jobs import guards, history, lock, look, maillog, notice, outgoing, plan, proposing, runlog, told_first, writing
from jobs.desk import Desk
from jobs.harvest import Harvest
from jobs.ledger.base import LedgerProblem
from jobs.letters.compose import ReplyTo
from jobs.letters.letter import Letter
from jobs.letters.message import Post
from jobs.letters.tokens import KeyProblem
from jobs.mail.base import Transport, Unusable
from jobs.night import Deeds, Job, Night
from jobs.summary import Summary
from sync import collector, findings, writeback
from sync.findings import Findings
from sync.parse_work import STOPPED
from sync.records import Sent
from sync.workbook.base import Changed, Changes, Workbook, WorkbookProblem

TRIES = 3
"""How often a run starts again when the workbook changed under it."""

JOBS = {
    job.name: job
    for job in (
        Job("inbox", reads=True, quiet=True),
        Job("sync"),
        Job("letters", sends=True, quiet=True),
        Job("digest", digests=True),
        Job("nightly", reads=True, sends=True, digests=True),
    )
}


def run(desk: Desk, job: Job) -> Summary:
    """Do the job once. Raises lock.Held, LedgerProblem, WorkbookProblem (in use, unreadable, changing all the time)."""
    summary, problem = tried(desk, job)
    if problem:
        raise problem
    return summary


def tried(desk: Desk, job: Job, begun: Callable[[], None] = lambda: None) -> tuple[Summary, Exception | None]:
    """Do the job once; `begun` is called once no other run can be at work on this machine.

    The figures, and what `run` would raise: of a run that could not be done at all they tell the calls that it cost.
    """
    started = time.monotonic()
    workbook = desk.workbook()
    problem: Exception | None = None
    try:
        with collector.paused(), lock.hold(desk.lock_file, desk.dry_run):
            begun()
            summary = _attempts(desk, job, workbook)
        summary.remarks += workbook.remarks
    except (lock.Held, LedgerProblem, WorkbookProblem) as raised:
        problem = raised
        summary = Summary(job.name, workbook.name, desk.now, desk.dry_run, problems=[str(raised)])
    summary.seconds = time.monotonic() - started
    summary.reads, summary.writes = workbook.calls or (summary.reads, summary.writes)
    return summary, problem


def _attempts(desk: Desk, job: Job, workbook: Workbook) -> Summary:
    """The run, begun again where the workbook changed under it."""
    doubt: set[str] = set()
    for _ in range(TRIES - 1):
        with suppress(Changed):
            return _once(desk, job, workbook, doubt)
    return _once(desk, job, workbook, doubt)


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
            transport, no_mail = _transport(night, stack)
            deeds = _decide(night, transport, doubt)
            if no_mail and night.summary.waiting:
                night.summary.problems.append(no_mail)
            return _carry_out(night, deeds)


def _transport(night: Night, stack: ExitStack) -> tuple[Transport | None, str]:
    """The transport, opened but in a dry run, which leaves even its leftovers alone."""
    desk = night.desk
    try:
        transport = desk.transport(night.workbook.identity, night.summary.remarks.append)
        return (transport if desk.dry_run else stack.enter_context(transport)), ""
    except Unusable as problem:
        return None, f"No letters: {problem}." if night.job.sends or night.job.digests else ""


def _decide(night: Night, transport: Transport | None, doubt: set[str]) -> Deeds:
    """Everything that follows from the reading and the mailbox; leftovers of earlier runs are settled on the way."""
    desk, ledger, reading, summary = night.desk, night.ledger, night.reading, night.summary
    logged = reading.record.mail
    find = history.finder(ledger, transport, desk.way) if transport else lambda key: None
    doubt |= history.settle_leftovers(ledger, logged, find, desk.now)
    summary.left_in_doubt(doubt)
    mail = history.mail(ledger, logged)
    answers = _answers(night, mail)
    if answers.bounced:
        mail = history.mail(ledger, logged)
    found = findings.find(reading, mail, desk.now)
    summary.rows_to_check = reading.record.rows_to_check
    deeds = Deeds(mail, found, writeback.changes(reading, found), transport, answers)
    answers.add(deeds.changes, reading, found)
    summary.decisions_proposed = proposing.add(deeds.changes, reading, found, desk.new_id)
    summary.cells_changed = plan.count(deeds.changes)
    if (night.job.sends or night.job.digests) and outgoing.can_be_logged(reading):
        letters, waiting = _letters(night, found, mail)
        deeds.letters = letters if transport else []
        summary.waiting = waiting + len(letters) - len(deeds.letters)
    return deeds


def _letters(night: Night, found: Findings, mail: list[Sent]) -> tuple[list[Letter], int]:
    """The digests, then what clients are told, as many as the day has room for; and how many wait."""
    reading, now, sender, reply_to = night.reading, night.desk.now, night.desk.settings.mail.sender, _reply_to(night)
    digests: list[Letter] = []
    if night.job.digests:
        from jobs.digest import compose

        digests = compose.choose(reading, found, mail, now, sender, night.workbook.link, reply_to)
    letters: list[Letter] = []
    waiting = 0
    if night.job.sends:
        letters, waiting = outgoing.choose(reading, found, mail, now, sender, reply_to)
    room = _room(night, len(digests) + len(letters))
    first = digests[:room]
    letters, over = outgoing.within_the_day(letters, mail, room - len(first))
    return [*first, *letters], waiting + over + len(digests) - len(first)


def _room(night: Night, wanted: int) -> int:
    """For how many letters [mail] per_day leaves room today; 0 there: for all."""
    per_day, zone = night.desk.settings.mail.per_day, night.reading.record.policies.time_zone
    if not per_day:
        return wanted
    today = night.desk.now.astimezone(zone).date()
    return max(0, per_day - history.gone_on(today, zone, night.ledger, night.reading.record.mail))


def _answers(night: Night, mail: list[Sent]) -> Harvest:
    """What came into the mailbox; the answers join the record, and letters that came back are settled."""
    if not (night.job.reads and night.desk.settings.inbox.used):
        return Harvest()
    from jobs import inbox

    found = inbox.read(night.desk, night.ledger, night.reading, mail)
    inbox.settle_bounced(found, night.ledger, night.desk.now)
    found.bring_in(night.reading, night.desk.now)
    night.summary.answers = len(found.rows)
    night.summary.problems += found.problems
    return found


def _reply_to(night: Night) -> ReplyTo | None:
    """How letters' reply addresses are made, where answers are read; None: the policy's own address."""
    reply_address = night.reading.record.policies.reply_address
    if not (reply_address and night.desk.settings.inbox.used):
        return None
    try:
        key = night.desk.reply_key()
    except KeyProblem as problem:
        night.summary.problems += [] if str(problem) in night.summary.problems else [str(problem)]
        return None
    return lambda letter_key: key.address_of(letter_key, reply_address)


def _carry_out(night: Night, deeds: Deeds) -> Summary:
    desk, summary, reading = night.desk, night.summary, night.reading
    envelope = Post(desk.settings.mail.sender, night.workbook.identity, desk.now)
    ready = outgoing.rendered(deeds.letters, envelope)
    if desk.dry_run:
        summary.sent = len(ready.letters)
    if desk.dry_run or desk.verbose:
        summary.plan = plan.lines(deeds.changes, [letter for letter, _ in ready.letters])
        summary.plan += told_first.lines(reading)
    stop = "" if desk.force else _out_of_proportion(night, deeds)
    if stop:
        return _stopped(night, stop)
    summary.problems += ready.problems
    if desk.dry_run:
        return summary
    entries = [outgoing.entry(letter, envelope) for letter, _ in ready.letters]
    mended = maillog.mend(deeds.changes, reading, deeds.mail, {entry.key for entry in entries})
    if night.job.quiet and not (entries or mended or summary.in_doubt or deeds.answers.rows):
        summary.cells_changed = summary.decisions_proposed = 0
        deeds.answers.keep(night.ledger)
    else:
        writing.write(night, deeds, ready, entries)
    if night.job.sends or night.job.digests:
        told = told_first.tell(desk, night.ledger, night.reading, night.workbook.name, deeds.transport)
        summary.problems += told
    return summary


def _out_of_proportion(night: Night, deeds: Deeds) -> str:
    safe = deeds.transport is not None and deeds.transport.is_safe_to_rehearse
    to_clients = sum(bool(letter.client_id) for letter in deeds.letters)
    return guards.out_of_proportion(to_clients, deeds.mail, night.desk.now, night.reading.record.policies, safe)


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
