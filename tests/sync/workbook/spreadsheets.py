"""A spreadsheet on the local server, opened as a run opens it, on a clock that waits for nobody."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from sync.schema import TABS
from sync.workbook.google import Access, GoogleWorkbook
from sync.workbook.google_pace import Means
from tests.servers.sheets import SheetsServer

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass
class Clock:
    """Stands still but where somebody sleeps; `slept` are all the sleeps."""

    seconds: float = 0.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds

    def monotonic(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.seconds)


def means(clock: Clock, chance: float = 0.5, first: int = 1000) -> Means:
    tokens = count(first)
    return Means(clock.monotonic, clock.sleep, lambda: chance, clock.now, lambda: next(tokens))


def opened(server: SheetsServer, folder: Path, clock: Clock | None = None, first: int = 1000) -> GoogleWorkbook:
    """The server's first book, as a service account opens it. Another `first` makes other ids, as chance does."""
    key = server.key_file(folder / "key.json")
    access = Access(server.book.id, "service_account", key, server.url)
    return GoogleWorkbook(access, TABS, means(clock or Clock(), first=first))
