"""The practices of practice_files on the local Sheets server: the same cells, the same command, another workbook."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.practice_files import Outcome, Practice
from tests.servers.sheets import SheetsServer
from tests.servers.sheets.cells import BLANK

Grid = list[list[Any]]


@dataclass
class GooglePractice(Practice):
    """A practice whose workbook stands on a server. Several of one book are several machines."""

    server: SheetsServer = field(default_factory=SheetsServer)
    book_id: str = ""

    def use(self, mail: Mapping[str, Any]) -> None:
        self.mail = dict(mail)
        self.folder.mkdir(parents=True, exist_ok=True)
        key = self.server.key_file(self.folder / "credentials.json")
        book = ["[workbook]", 'kind = "google"', f'key = "{self.book_id}"', f'credentials = "{key.name}"', "[mail]"]
        keys = {"from": "Ana Coach <ana@strongstart.example>", **mail}
        lines = [*book, *(f"{name} = {json.dumps(value)}" for name, value in keys.items())]
        self.settings.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def run(self, as_of: str = "2026-11-23T08:00+01:00", job: str = "nightly", *options: str) -> Outcome:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SHEETS_EMULATOR_HOST", self.server.url)
            patch.setenv("XDG_STATE_HOME", str(self.folder / "state"))
            return Practice.run(self, as_of, job, *options)

    def grid(self, title: str) -> Grid:
        """What stands in a tab, blank edges cut off."""
        tab = self.server.books[self.book_id].tab(title)
        rows = [[(tab.cell(r, c) or BLANK).effective for c in range(tab.column_count)] for r in range(tab.last_row())]
        return [trimmed(row) for row in rows]

    def rows(self, tab: str) -> list[dict[str, Any]]:
        if tab not in self.titles():
            return []
        head, *rest = self.grid(tab) or [[]]
        padded = (row + [None] * (len(head) - len(row)) for row in rest if row)
        return [dict(zip(head, row, strict=False)) for row in padded]  # what has no header is left out

    def titles(self) -> list[str]:
        return [tab.title for tab in self.server.books[self.book_id].tabs]


def trimmed(row: list[Any]) -> list[Any]:
    while row and row[-1] is None:
        row = row[:-1]
    return row


def on_google(made: Practice, server: SheetsServer, folder: Path) -> GooglePractice:
    """The practice as it stands in its file, copied cell by cell onto the server."""
    book = openpyxl.load_workbook(made.workbook)
    tabs = {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets}
    stands = server.practice(tabs)
    found = GooglePractice(folder, server=server, book_id=stands.id)
    found.use(made.mail)
    return found
