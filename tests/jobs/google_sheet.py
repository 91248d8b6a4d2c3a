"""A coach's spreadsheet on the local server, a settings file that names it, and the command as it is typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from jobs.cli import main
from tests.servers.sheets import SheetsServer
from tests.servers.sheets.book import Book

PRIYA = {"Clients": [["Client", "Email"], ["Priya Nair", "priya@clients.example"]]}


@dataclass(slots=True)
class Sheet:
    server: SheetsServer
    book: Book
    folder: Path

    @property
    def settings(self) -> Path:
        return self.folder / "coachsheet.toml"

    def type(self, *words: str) -> Result:
        """`coachsheet` with these words, in the practice's folder."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SHEETS_EMULATOR_HOST", self.server.url)
            patch.setenv("XDG_STATE_HOME", str(self.folder / "state"))
            return CliRunner().invoke(main, ["--config", str(self.settings), *words])


def sheet(server: SheetsServer, folder: Path, tabs: Mapping[str, Any] | None = None) -> Sheet:
    """A spreadsheet with these tabs; without any it is brand-new."""
    book = server.practice(dict(tabs or {}), rows=40)
    key = server.key_file(folder / "credentials.json")
    key.chmod(0o600)
    made = Sheet(server, book, folder)
    link = f"https://docs.google.com/spreadsheets/d/{book.id}/edit#gid=0"
    lines = ["[workbook]", 'kind = "google"', f'key = "{link}"', "[mail]", 'from = "Ana Coach <ana@example.com>"']
    made.settings.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return made
