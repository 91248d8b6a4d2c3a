"""Practices on the local Sheets server whose runs wait on a clock of their own, and may be disturbed at any call."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from sync.workbook.google_pace import Means
from tests.google_practice import GooglePractice
from tests.practice_files import CLIENTS, COMMITMENTS, HEADERS, REAL, TEAM, Outcome, by_smtp
from tests.servers.sheets import SheetsServer
from tests.servers.sheets.book import Book
from tests.servers.sheets.cells import Cell, Formula
from tests.servers.smtp import MailServer
from tests.sync.workbook.spreadsheets import Clock

Rows = Sequence[Mapping[str, Any]]
MONDAY = date(2026, 11, 23)

SLIPPED: Rows = tuple(
    {"Client": "Noa Levi", "Commitment": f"Old thing {n}", "Due": MONDAY - timedelta(days=4 + n)} for n in range(5)
)
"""Enough that was not done for a decision row."""


@dataclass
class Night(GooglePractice):
    """A practice whose pauses cost no time. `clock` counts them; tokens never repeat."""

    clock: Clock = field(default_factory=Clock)
    tokens: Iterator[int] = field(default_factory=lambda: count(1000))
    chance: float = 0.5

    def use(self, mail: Mapping[str, Any]) -> None:
        """As a person logs in: that costs no reading of a private key."""
        GooglePractice.use(self, mail)
        login = self.server.user_file(self.folder / "login.json")
        found = self.settings.read_text(encoding="utf-8").replace("credentials.json", login.name)
        self.settings.write_text(found.replace("[mail]", 'auth = "user"\n[mail]'), encoding="utf-8")

    def run(self, as_of: str = "2026-11-23T08:00+01:00", job: str = "nightly", *options: str) -> Outcome:
        clock, tokens, chance = self.clock, self.tokens, self.chance
        means = Means(clock.monotonic, clock.sleep, lambda: chance, clock.now, lambda: next(tokens))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("jobs.spreadsheet.real_means", lambda: means)
            return GooglePractice.run(self, as_of, job, *options)

    @property
    def book(self) -> Book:
        return self.server.books[self.book_id]


def tabs(
    clients: Rows = CLIENTS, commitments: Rows = (*COMMITMENTS, *SLIPPED), policies: Mapping[str, Any] = REAL
) -> dict[str, list[list[Any]]]:
    """A practice as a coach has it: columns and a tab of her own, a formula, a cell that she coloured."""
    own = {"Clients": clients, "Commitments": commitments, "Team": TEAM}
    made = {title: [HEADERS[title].split(","), *_lines(HEADERS[title].split(","), rows)] for title, rows in own.items()}
    made["Policies"] = [["Rule", "Value"], *([rule, value] for rule, value in policies.items())]
    made["Clients"][1][-1] = Cell(Formula("=40+1", 41), {"backgroundColor": {"red": 1}}, "my note")
    made["Commitments"][0] += ["Feeling", "Status"]
    made["Decisions"] = [["Decision", "Choice", "Refer to", "Mood", "Add to the email", "My notes"]]
    made["Shopping"] = [["Status", "ID"], ["milk", "eggs"]]
    return made


def _lines(headers: Sequence[str], rows: Rows) -> Iterator[list[Any]]:
    for row in rows:
        yield [row.get(header) for header in headers]


def night(server: SheetsServer, folder: Path, mail: MailServer | None = None, **given: Any) -> Night:
    """A practice that no job has seen yet."""
    book = server.practice(tabs(**given), rows=40)
    made = Night(folder, server=server, book_id=book.id)
    made.use(by_smtp(mail) if mail else {})
    return made


@contextmanager
def at_each_call(act: Callable[[int, str], None]) -> Iterator[Callable[[], int]]:
    """`act(number, moment)` before and after each call that leaves for the Sheets API; yields how many went."""
    from sync.workbook.google_client import SheetsClient

    plain, went = SheetsClient._send, count(1)
    last = [0]

    def send(self: SheetsClient, *args: Any) -> Any:
        number = last[0] = next(went)
        act(number, "before")
        answer = plain(self, *args)
        act(number, "after")
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SheetsClient, "_send", send)
        yield lambda: last[0]
