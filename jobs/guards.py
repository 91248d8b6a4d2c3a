"""What stops a run before anything is written or sent: an emptied workbook, a plan out of proportion (guarantee 7)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from jobs.ledger.base import Ledger
from sync.parse import Reading
from sync.policies import Policies
from sync.records import Sent

MANY = 20
"""Letters to clients in one run that are never out of proportion."""
DAYS_BACK = 35
COUNTED = ("Clients", "Commitments")
MEANT = "--dry-run shows what would happen; if it is meant, run once with --force."


def emptied(reading: Reading, ledger: Ledger) -> str:
    """A sentence when Clients or Commitments hold fewer than half of the rows of the last run; else blank."""
    found = counts(reading)
    for title, now in found.items():
        before = ledger.fact(f"rows:{title}")
        if before.isdecimal() and 2 * now < int(before):
            return f"{title} holds {now} rows and held {before} at the last run. {MEANT}"
    runs = [run for run in reading.record.runs if not run.stopped]
    if not runs or len(found) < len(COUNTED) or ledger.fact("rows:Clients"):
        return ""
    # With the ledger lost the Sync log alone remembers, and both tabs' rows together.
    held, rows = runs[-1].rows, total(reading)
    if 2 * rows < held or (held and not found["Clients"]):
        return f"Clients and Commitments hold {rows} rows and held {held} at the last run. {MEANT}"
    return ""


def unusable(reading: Reading) -> str:
    """A sentence when nothing can be made of the workbook; else blank.

    Without Clients every other row would name nobody, and Commitments is a required tab. One of its * columns
    missing stops the use of that tab alone (contract, section 2).
    """
    clients, commitments = (reading.layouts.tabs.get(title) for title in COUNTED)
    if not clients or not clients[0].readable:
        return "Clients cannot be used, so nothing was written."
    return "" if commitments else "There is no tab Commitments, so nothing was written."


def counts(reading: Reading) -> dict[str, int]:
    """The rows of Clients and Commitments, where they can be read."""
    rows, tabs = reading.record.rows, reading.layouts.tabs
    return {title: len(rows.get(title, ())) for title in COUNTED if any(one.readable for one in tabs.get(title, ()))}


def total(reading: Reading) -> int:
    """The rows of the practice that a run counts: those of clients and commitments."""
    return sum(counts(reading).values())


def out_of_proportion(count: int, mail: list[Sent], now: datetime, policies: Policies, safe: bool) -> str:
    """A sentence when so many letters to clients at once are unlike this practice; else blank. Days are the practice's.

    More than 20 and more than twice the most in one day of the last 35; with no such day, more than 20 go
    only in rehearsal, into the outbox or to a loopback host (`safe`).
    """
    if count <= MANY:
        return ""
    zone, rehearsal = policies.time_zone, policies.rehearsal
    today = now.astimezone(zone).date()
    days = Counter(
        day
        for letter in mail
        if letter.counts and letter.rehearsal == rehearsal and not letter.to_coach
        if today - timedelta(days=DAYS_BACK) <= (day := letter.when.astimezone(zone).date()) <= today
    )
    if not days:
        if rehearsal or safe:
            return ""
        return f"{count} letters would go to clients, the first ones ever or in {DAYS_BACK} days. Look first. {MEANT}"
    most = max(days.values())
    if count <= 2 * most:
        return ""
    return f"{count} letters would go to clients at once; the most in one day was {most}. Look first. {MEANT}"
