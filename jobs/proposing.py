"""Decision rows for the coach: one for each step that the rules propose. What is proposed is decided in sync/rules."""

from __future__ import annotations

from collections.abc import Callable

from sync import writeback
from sync.findings import Findings
from sync.parse import Reading
from sync.schema import DECISIONS_TAB
from sync.workbook.base import Changes


def add(changes: Changes, reading: Reading, found: Findings, new_id: Callable[[], str]) -> int:
    """A fresh row in Decisions for each proposal, unless that tab is not ours to write; returns how many."""
    decisions = reading.layouts.first(DECISIONS_TAB)
    if decisions is not None and not decisions.writable:
        return 0
    rows = [
        writeback.FreshRow(
            DECISIONS_TAB.title,
            {
                "Date": proposal.day,
                "Client": proposal.client.name,
                "Step": proposal.step,
                "Evidence": proposal.evidence,
                "ID": new_id(),
            },
        )
        for proposal in found.proposals
    ]
    writeback.add_rows(changes, reading, rows)
    return len(rows)
