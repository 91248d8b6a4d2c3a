"""What a run works with, and what follows from its reading; how it goes is nightly.py's."""

from __future__ import annotations

from dataclasses import dataclass, field

from jobs.desk import Desk
from jobs.harvest import Harvest
from jobs.ledger.base import Ledger
from jobs.letters.letter import Letter
from jobs.mail.base import Transport
from jobs.summary import Summary
from sync.findings import Findings
from sync.parse import Reading
from sync.records import Sent
from sync.workbook.base import Changes, Workbook


@dataclass(frozen=True, slots=True)
class Job:
    """`reads` answers, `sends` letters to clients, `digests` to coaches; `quiet`: where nothing came or is due, nothing
    is written, not even a row in the Sync log."""

    name: str
    reads: bool = False
    sends: bool = False
    digests: bool = False
    quiet: bool = False


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
    """What follows from the reading: what the run will change and send, and through what. `answers` are fresh ones."""

    mail: list[Sent]
    findings: Findings
    changes: Changes
    transport: Transport | None
    answers: Harvest
    letters: list[Letter] = field(default_factory=list)
