"""`coachsheet resolve`: lists the letters in doubt, or settles one as a person knows it (contract, guarantee 3)."""

from __future__ import annotations

from jobs import history, lock, look, maillog
from jobs.desk import Desk
from jobs.ledger.base import Ledger
from sync.parse import Reading
from sync.records import Sent
from sync.workbook.base import Changes, Workbook, WorkbookProblem


class NotInDoubt(Exception):
    """The key names no letter in doubt."""

    exit_status = 2


def doubtful(desk: Desk) -> list[Sent]:
    """Every letter in doubt, oldest first, after looking for it in the sent mail where that can be done."""
    workbook = desk.workbook()
    with desk.memory(workbook.identity) as ledger:
        reading = look.read(desk, workbook, ledger)
        return [sent for sent in _letters(desk, workbook, reading, ledger) if _open(sent)]


def settle(desk: Desk, key: str, went: bool) -> str:
    """Settle one letter as sent or not sent, in the ledger and the Mail log. Raises NotInDoubt, lock.Held."""
    workbook = desk.workbook()
    state = "sent" if went else "not sent"
    with lock.hold(desk.lock_file, desk.dry_run), desk.ledger(workbook.identity) as ledger:
        reading = look.read(desk, workbook, ledger)
        if key not in [sent.key for sent in _letters(desk, workbook, reading, ledger) if _open(sent)]:
            raise NotInDoubt(f'{key} is no letter in doubt; "coachsheet resolve" lists them.')
        if desk.dry_run:
            return f"{key} would be settled: {state}."
        ledger.settle(key, state, desk.now, "settled by hand")
        changes = Changes()
        maillog.mend(changes, reading, history.mail(ledger, reading.record.mail), frozenset())
        try:
            workbook.apply(changes)
        except WorkbookProblem as problem:
            return f"{key}: {state}. The Mail log follows in the next run: {problem}"
    return f"{key}: {state}."


def _letters(desk: Desk, workbook: Workbook, reading: Reading, ledger: Ledger) -> list[Sent]:
    logged = reading.record.mail
    find = history.finder(ledger, desk.transport(workbook.identity), desk.way)
    history.settle_leftovers(ledger, logged, find, desk.now)
    return history.mail(ledger, logged)


def _open(sent: Sent) -> bool:
    return sent.state in ("in doubt", "sending")
