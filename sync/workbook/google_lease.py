"""The lease of guarantee 8: who sends this practice's letters now. One record in the spreadsheet, created only once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sync.workbook import google_requests as make
from sync.workbook.google_errors import Leased
from sync.workbook.google_requests import Request

LASTS = timedelta(hours=2)
"""After this long a machine that died is taken for dead (contract, section 7, guarantee 8); the real clock counts."""


TAKEN = "Another machine is sending this practice's letters now; this one leaves them to it."


@dataclass(slots=True)
class Lease:
    """`seen` is the lease that the last structure reading showed, `own` the one that this run holds as `holder`."""

    now: Callable[[], datetime]
    holder: str = ""
    seen: str = ""
    own: str = ""

    def is_held(self) -> bool:
        """Whether another machine holds it, and lives as far as we know."""
        return bool(self.seen) and not self._is_ours(self.seen) and not self._is_over(self.seen)

    def is_left_over(self) -> bool:
        """Whether a killed run of ours left it: two runs of one holder never overlap."""
        return bool(self.seen) and not self.own and self._is_ours(self.seen)

    def take(self) -> list[Request]:
        """The requests that take it; they fail together where somebody was quicker. Raises Leased."""
        if self.own:
            return []
        if self.is_held():
            raise Leased(TAKEN)
        self.own = f"{self.holder}|{self.now().astimezone(UTC).isoformat()}"
        return [*([make.end_lease(self.seen)] if self.seen else []), make.take_lease(self.own)]

    def end(self) -> list[Request]:
        gone = self.own or (self.seen if self.is_left_over() else "")
        self.own, self.seen = "", ""
        return [make.end_lease(gone)] if gone else []

    def _is_ours(self, value: str) -> bool:
        return bool(self.holder) and value.rpartition("|")[0] == self.holder

    def _is_over(self, value: str) -> bool:
        try:
            since = datetime.fromisoformat(value.rpartition("|")[2])
        except ValueError:
            return True  # nobody of ours wrote it so
        return since.tzinfo is None or self.now() - since >= LASTS
