"""What a run has on its desk: the settings, the instant, the options, and how to open what it works on.

Drivers are imported here when they are chosen, and nowhere else in jobs/.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import prod
from pathlib import Path

from jobs.ledger import open_ledger
from jobs.ledger.base import Ledger
from jobs.mail import TRANSPORTS
from jobs.mail.base import Transport
from jobs.settings import Settings
from sync.identity import PATTERN
from sync.workbook.base import Workbook


def random_id() -> str:
    """A fresh ID that nobody can guess or expect."""
    number = secrets.randbelow(prod(map(len, PATTERN)))
    letters = []
    for alphabet in PATTERN:
        number, at = divmod(number, len(alphabet))
        letters.append(alphabet[at])
    return "".join(letters)


@dataclass(frozen=True, slots=True)
class Desk:
    """One run's means. `now` is aware; `as_of` says that it was given and is not the real clock's."""

    settings: Settings
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    as_of: bool = False
    dry_run: bool = False
    force: bool = False
    new_id: Callable[[], str] = random_id

    def workbook(self) -> Workbook:
        """The practice's workbook; a driver is imported when it is chosen."""
        if self.settings.workbook.kind == "google":
            from jobs import spreadsheet

            return spreadsheet.open_workbook(self.settings)
        from sync.workbook.excel import ExcelWorkbook

        assert self.settings.workbook.path is not None
        return ExcelWorkbook(self.settings.workbook.path)

    def ledger(self, identity: str) -> Ledger:
        """The memory of that workbook, to be used in a `with`; in a dry run a copy that nobody keeps."""
        return open_ledger(self.settings.ledger.url, identity, self.settings.folder, dry_run=self.dry_run)

    def memory(self, identity: str) -> Ledger:
        """The same, for looking only: a copy, so that a look leaves no trace."""
        return open_ledger(self.settings.ledger.url, identity, self.settings.folder, dry_run=True)

    def transport(self) -> Transport:
        """How letters go out, to be used in a `with`; opening it sends nothing. Raises Unusable."""
        from jobs.mail.base import Unusable

        name = self.settings.mail.transport
        if name not in TRANSPORTS:
            raise Unusable(
                f'this version sends through an outbox or SMTP; set [mail] transport to "smtp", not "{name}"'
            )
        return TRANSPORTS[name](self.settings.mail)

    @property
    def lock_file(self) -> Path:
        """One run at a time holds it; beside an .xlsx, so that all settings meet there. Raises WorkbookProblem."""
        if self.settings.workbook.kind == "google":
            from jobs import spreadsheet

            return spreadsheet.lock_file(self.settings)
        path = self.settings.workbook.path
        assert path is not None
        real = path.resolve()
        return real.with_name(f".{real.name}.coachsheet-lock")


def seeded_ids(seed: int) -> Callable[[], str]:
    """IDs that are the same every time, for the demonstration."""
    source = random.Random(seed)
    return lambda: "".join(source.choice(alphabet) for alphabet in PATTERN)
