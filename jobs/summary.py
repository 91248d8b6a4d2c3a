"""What a run did, for people (a short table) and for machines (one JSON object; contract, section 5)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime

NAMED = 5
"""So many letters in doubt are named: a lost machine may leave a whole night of them."""


@dataclass(slots=True)
class Summary:
    """The figures of one run. `problems` end it with 1, `remarks` are named only; neither quotes a cell."""

    job: str
    workbook: str
    as_of: datetime
    dry_run: bool = False
    clients: int = 0
    commitments: int = 0
    rows: int = 0
    cells_changed: int = 0
    rows_to_check: int = 0
    sent: int = 0
    failed: int = 0
    in_doubt: int = 0
    waiting: int = 0
    decisions_proposed: int = 0
    answers: int = 0
    reads: int = 0
    writes: int = 0
    seconds: float = 0.0
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    plan: list[str] = field(default_factory=list)
    """In a dry run, or where more is to be said: what changes and goes out, a line each."""

    def left_in_doubt(self, keys: set[str]) -> None:
        """Count the letters that an earlier run left in doubt, and name them by their keys."""
        self.in_doubt += len(keys)
        if keys:
            named = ", ".join(sorted(keys)[:NAMED])
            more = f" and {len(keys) - NAMED} more" if len(keys) > NAMED else ""
            self.problems.append(f"In doubt, because a run ended while sending: {named}{more}. See: coachsheet resolve")

    @property
    def exit_status(self) -> int:
        """0 done; 1 something could not be completed, failed, or is newly in doubt."""
        return 1 if self.problems or self.failed or self.in_doubt else 0

    def as_json(self) -> str:
        return json.dumps(
            {
                "job": self.job,
                "workbook": self.workbook,
                "as_of": self.as_of.isoformat(),
                "clients": self.clients,
                "commitments": self.commitments,
                "cells_changed": self.cells_changed,
                "rows_to_check": self.rows_to_check,
                "letters": {
                    "sent": self.sent,
                    "failed": self.failed,
                    "in_doubt": self.in_doubt,
                    "waiting": self.waiting,
                },
                "decisions_proposed": self.decisions_proposed,
                "api_calls": {"read": self.reads, "write": self.writes},
                "seconds": round(self.seconds, 3),
                "problems": [*self.problems, *self.remarks],
            },
            ensure_ascii=False,
        )

    def as_line(self) -> str:
        """One line for cron's log."""
        letters = f"{self.sent} sent"
        for count, word in ((self.failed, "failed"), (self.in_doubt, "in doubt"), (self.waiting, "waiting")):
            letters += f", {count} {word}" if count else ""
        parts = [
            f"{counted(self.clients, 'client')}, {counted(self.commitments, 'commitment')}",
            f"{counted(self.cells_changed, 'cell')} {'would change' if self.dry_run else 'changed'}",
            letters if not self.dry_run else f"{counted(self.sent, 'letter')} would go, {self.waiting} wait",
        ]
        if self.answers:
            parts.append(counted(self.answers, "answer"))
        if self.rows_to_check:
            parts.append(f"{counted(self.rows_to_check, 'row')} to check")
        if self.decisions_proposed:
            parts.append(f"{counted(self.decisions_proposed, 'decision')} proposed")
        return f"{self.job} {self.workbook} {self.as_of:%Y-%m-%d %H:%M}: {'; '.join(parts)} ({self.seconds:.1f} s)"


def counted(count: int, noun: str) -> str:
    """`1 client`, `2 clients`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"
