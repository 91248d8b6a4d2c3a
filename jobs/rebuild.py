"""`coachsheet rebuild`: the ledger from the workbook alone, after a lost machine or file (contract, guarantee 4)."""

from __future__ import annotations

from jobs import history, lock, look
from jobs.desk import Desk


def run(desk: Desk) -> str:
    """Take every letter and every row's words into the ledger; what it knew already stays. Raises lock.Held."""
    workbook = desk.workbook()
    with lock.hold(desk.lock_file, desk.dry_run), desk.ledger(workbook.identity) as ledger:
        reading = look.read(desk, workbook, ledger)
        count = history.rebuild(ledger, reading.record.mail)
        rows = 0
        for title, known in reading.past.words.items():
            words = {
                row.id: row.words for row in reading.record.rows.get(title, ()) if row.known and row.id not in known
            }
            ledger.remember(title, words)
            rows += len(words)
    doubt = sum(sent.state == "sending" for sent in reading.record.mail)
    more = f' {doubt} stood as sending: they are in doubt now; see "coachsheet resolve".' if doubt else ""
    return f"The ledger took {count} letters and {rows} rows from {workbook.name}.{more}"
