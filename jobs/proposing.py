"""Decision rows for the coach: one for each step that the rules propose. What is proposed is decided in sync/rules."""

from __future__ import annotations

from collections.abc import Callable

from sync import writeback
from sync.cells import fold
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


def added(changes: Changes, reading: Reading) -> dict[str, tuple[str, str]]:
    """The rows for Decisions among these changes: ID -> (client, step), as Decision.about has them."""
    layout = reading.layouts.first(DECISIONS_TAB)
    title = layout.title if layout else DECISIONS_TAB.title
    at = writeback.columns_after(layout) if layout else {one.header: n for n, one in enumerate(DECISIONS_TAB.columns)}
    found: dict[str, tuple[str, str]] = {}
    for row in changes.rows:
        if row.tab == title:
            name = str(row.cells[at["Client"]])
            client = reading.record.by_name.get(fold(name))
            found[str(row.cells[at["ID"]])] = (client.id if client else "", str(row.cells[at["Step"]]))
    return found
