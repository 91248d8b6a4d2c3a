"""What a run says of itself: its figures, and the row that it leaves in the Sync log."""

from __future__ import annotations

import time

from jobs import guards
from jobs.desk import Desk
from jobs.summary import Summary
from sync import writeback
from sync.parse import Reading
from sync.schema import SYNC_LOG
from sync.workbook.base import AddTab, Changes

LONGEST = 500


def prepare(changes: Changes, reading: Reading) -> None:
    """Make the Sync log where there is none, ahead of the row that a run with letters adds after them."""
    if reading.layouts.first(SYNC_LOG) is None and all(tab.schema != SYNC_LOG.title for tab in changes.tabs):
        changes.tabs.append(AddTab(SYNC_LOG.title, SYNC_LOG.title))


def counted(desk: Desk, job: str, workbook: str, reading: Reading) -> Summary:
    """What can be said of the run once it has read."""
    record = reading.record
    return Summary(
        job,
        workbook,
        desk.now,
        desk.dry_run,
        clients=len(record.rows.get("Clients", ())),
        commitments=len(record.rows.get("Commitments", ())),
        rows=guards.total(reading),
        rows_to_check=record.rows_to_check,
        reads=1,
        problems=list(reading.layouts.problems),
        remarks=list(reading.layouts.remarks),
    )


def log(changes: Changes, reading: Reading, summary: Summary, problem: str, started: float) -> None:
    """Add the run's row, unless that tab is not ours to write. `started` is of the monotonic clock."""
    layout = reading.layouts.first(SYNC_LOG)
    if layout is not None and not layout.writable:
        return
    writeback.log_run(
        changes,
        reading,
        {
            "When": writeback.wall_clock(summary.as_of, reading),
            "Job": summary.job,
            "Rows": summary.rows,
            "Cells changed": summary.cells_changed,
            "Letters": summary.sent,
            "Rows to check": summary.rows_to_check,
            "Seconds": round(time.monotonic() - started, 1),
            "Problem": problem[:LONGEST] or None,
        },
    )
