"""The local Google Sheets server that tests start: books, tokens, quota, faults and coach behind one front."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.servers.sheets.book import Actor, Book
from tests.servers.sheets.coach import Coach
from tests.servers.sheets.edits import resize
from tests.servers.sheets.errors import JSON
from tests.servers.sheets.faults import Faults
from tests.servers.sheets.front import Front
from tests.servers.sheets.ids import Ids
from tests.servers.sheets.quota import Quota
from tests.servers.sheets.routes import Call, recognized
from tests.servers.sheets.seeding import fill
from tests.servers.sheets.service import Service
from tests.servers.sheets.tab import Tab
from tests.servers.sheets.tokens import ROBOT, Tokens, key_file, user_file

Rows = Sequence[Sequence[Any]]


class SheetsServer:
    """Use it in a `with`; `url` is then what SHEETS_EMULATOR_HOST holds.

    `faults` misbehave, `coach` edits the first book, `log` of a book says who changed what, `calls` are all that
    came in (a retried one comes in anew), `token_calls` counts the token endpoint. Everything happens under `lock`.
    """

    def __init__(self, quota: Quota | None = None, seed: int = 0) -> None:
        self.ids = Ids(seed)
        self.tokens = Tokens(self.ids)
        self.service = Service(self.ids, self.tokens, quota)
        self.faults = Faults()
        self.lock = threading.RLock()
        self.calls: list[Call] = []
        self.token_calls = 0
        self.coaches: dict[str, Coach] = {}
        self.belated: list[tuple[int, Call]] = []
        self.mistakes: list[Exception] = []

    def __enter__(self) -> SheetsServer:
        self.front = Front(self)
        self.thread = threading.Thread(target=self.front.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.front.closing.set()
        self.front.shutdown()
        self.front.server_close()
        self.thread.join()
        if self.mistakes and error is None:
            raise self.mistakes[0]
        for mistake in self.mistakes:
            error.add_note(f"The local server failed too: {mistake!r}")  # type: ignore[union-attr]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.front.server_address[1]}"

    @property
    def books(self) -> dict[str, Book]:
        return self.service.books

    @property
    def book(self) -> Book:
        """The first book."""
        return next(iter(self.books.values()))

    @property
    def coach(self) -> Coach:
        return self.coach_of(self.book)

    def coach_of(self, book: Book) -> Coach:
        return self.coaches.setdefault(book.id, Coach(book, self.lock))

    def practice(
        self, tabs: Mapping[str, Rows], title: str = "Practice", time_zone: str = "Europe/Berlin", rows: int = 1000
    ) -> Book:
        """A book with these tabs, each filled from its first cell: None is blank, dates are date cells.

        A value may be a Cell, with a format, note, rule or Formula of its own. The grid is `rows` by 26, or larger
        where the tab is. The owner is the coach; everybody with a token may use it (see Book.shared_with).
        """
        with self.lock:
            book = Book.new(self.ids.book(), title, self.ids, "ana@example.com")
            book.properties["timeZone"] = time_zone
            fresh = [
                self.filled(book, number, name, content, rows) for number, (name, content) in enumerate(tabs.items())
            ]
            book.tabs = fresh or book.tabs
            self.books[book.id] = book
        return book

    def filled(self, book: Book, number: int, title: str, content: Rows, rows: int) -> Tab:
        with book.acting(Actor()):
            tab = book.new_tab(self.ids.number("sheet") if number else 0, title, max(rows, len(content)), 26)
            resize(book, tab, "COLUMNS", max([26, *map(len, content)]))
            fill(book, tab, content)
            book.log.changes.clear()
        return tab

    def key_file(self, path: Path, email: str = ROBOT) -> Path:
        """Write a service account's key file for this server; the account is known here."""
        self.tokens.known.add(email)
        return key_file(path, f"{self.url}/token", email)

    def user_file(self, path: Path) -> Path:
        """Write an authorized user's file for this server."""
        return user_file(path, f"{self.url}/token")

    @property
    def next_call(self) -> int:
        """The number that the next call will have."""
        return len(self.calls) + 1

    def reads(self, since: int = 0) -> int:
        """How many calls came in, from the length `since` of `calls` on, that count as reads."""
        return sum(call.side == "read" for call in self.calls[since:])

    def writes(self, since: int = 0) -> int:
        return sum(call.side == "write" for call in self.calls[since:])

    def arrived(self, method: str, path: str, query: dict[str, list[str]], body: Any, headers: dict[str, str]) -> Call:
        call = recognized(Call(len(self.calls) + 1, method, path, query, body, headers))
        self.calls.append(call)
        return call

    def coach_acts(self, moment: str, call: Call) -> None:
        for coach in list(self.coaches.values()):
            try:
                coach.act(moment, call.number, call.kinds)
            except Exception as error:
                self.mistakes.append(error)
                raise

    def catch_up(self) -> None:
        """Carry out the calls that come late, once enough others were answered."""
        waiting, self.belated = [(left - 1, call) for left, call in self.belated], []
        for left, call in waiting:
            if left > 0:
                self.belated.append((left, call))
            else:
                self.answered(call)

    def answered(self, call: Call) -> tuple[int, JSON | str]:
        """Carry a call out, and let the coach act right after it. Our own mistakes are raised at the `with`'s end."""
        try:
            answer = self.service.answer(call)
        except Exception as error:
            self.mistakes.append(error)
            raise
        self.coach_acts("after", call)
        return answer
