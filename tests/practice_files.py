"""Small practices as real files: a workbook as a coach would have made it, its settings, and runs on them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from jobs.cli import main
from sync.schema import TABS
from sync.workbook.excel import ExcelWorkbook
from tests.servers.smtp import Accepted, MailServer

Rows = Sequence[Mapping[str, Any]]
Cells = dict[tuple[str, int, int], Any]

MONDAY = date(2026, 11, 23)
EIGHT = "2026-11-23T08:00+01:00"
"""Monday at eight in Berlin, where these practices are."""

REAL = {"Time zone": "Berlin", "Send to": "Clients", "Practice name": "Strong Start", "Check-ins": "None",
        "Review day": 0}  # fmt: skip
REHEARSAL = {**REAL, "Send to": "Me"}

CLIENTS: Rows = (
    {"Client": "Priya Nair", "Email": "priya@clients.example", "Goal": "Ten clients", "Coach": "Ana Coach"},
    {"Client": "Marcus Webb", "Email": "marcus@clients.example", "Start date": MONDAY, "My notes": "=SUM(1,2)"},
    {"Client": "Sofia Lind", "Email": "sofia@clients.example", "Emails": "Essential"},
    {"Client": "Noa Levi", "Email": "noa@clients.example", "First name": "Noa"},
    {"Client": "Kim Ode", "Email": "kim@clients.example", "Stage": "Paused"},
)
COMMITMENTS: Rows = (
    {"Client": "Priya Nair", "Commitment": "Call five leads", "Due": date(2026, 11, 24), "Measure": "5 calls"},
    {"Client": "Priya Nair", "Commitment": "Send the proposal", "Due": date(2026, 11, 30), "Confidence": 8},
    {"Client": "Sofia Lind", "Commitment": "Walk before breakfast", "Due": date(2026, 11, 26)},
    {"Client": "Noa Levi", "Commitment": "Draft the intake questions", "Due": date(2026, 11, 27)},
    {"Client": "Noa Levi", "Commitment": "Pricing worksheet", "Due": date(2026, 11, 25), "Owner": "Coach"},
    {"Client": "Kim Ode", "Commitment": "Rest a while", "Due": date(2026, 11, 27)},
    {"Client": "Pria Nair", "Commitment": "Ask the bank", "Due": date(2026, 11, 27)},
)
TEAM: Rows = ({"Coach": "Ana Coach", "Email": "ana@strongstart.example", "Digest": "None"},)
HEADERS = {
    "Clients": "Client,First name,Email,Stage,Start date,Goal,Emails,Coach,Time zone,My notes,Shoe size",
    "Commitments": "Client,Commitment,Due,Done on,Measure,Confidence,Owner,Quiet,My notes",
    "Team": "Coach,Email,Digest",
    "Policies": "Rule,Value",
}
"""What this coach typed into the first rows; `Shoe size` is her own."""


@dataclass(slots=True)
class Outcome:
    """How a command ended: its exit status, what it printed, and its JSON line."""

    status: int
    stdout: str
    stderr: str

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.stdout.splitlines()[-1])
        return found

    @property
    def letters(self) -> tuple[int, int, int, int]:
        """sent, failed, in doubt, waiting"""
        told = self.json["letters"]
        return told["sent"], told["failed"], told["in_doubt"], told["waiting"]


@dataclass(slots=True)
class Practice:
    """One practice in its own folder."""

    folder: Path
    mail: dict[str, Any] = field(default_factory=dict)

    @property
    def workbook(self) -> Path:
        return self.folder / "practice.xlsx"

    @property
    def ledger(self) -> Path:
        return self.folder / "coachsheet.db"

    @property
    def settings(self) -> Path:
        return self.folder / "coachsheet.toml"

    def run(self, as_of: str = EIGHT, job: str = "nightly", *options: str) -> Outcome:
        """The command, as of an instant, in this process; whatever it raises comes through."""
        arguments = ["--config", str(self.settings), "--json", *options, *(["--as-of", as_of] if as_of else []), job]
        result = CliRunner().invoke(main, arguments)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Outcome(result.exit_code, result.stdout, result.stderr)

    def settle(self, key: str, outcome: str) -> None:
        """A person settles a letter in doubt."""
        result = CliRunner().invoke(main, ["--config", str(self.settings), "resolve", key, outcome])
        assert result.exit_code == 0, result.output

    def use(self, mail: Mapping[str, Any]) -> None:
        """Write the settings with these keys of [mail]."""
        self.mail = dict(mail)
        lines = ["[workbook]", 'kind = "excel"', 'path = "practice.xlsx"', "[mail]"]
        keys = {"from": "Ana Coach <ana@strongstart.example>", **mail}
        lines += [f"{key} = {json.dumps(value)}" for key, value in keys.items()]
        self.settings.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def cells(self) -> Cells:
        """Every cell that is not blank, formulas as such, by tab, row and column."""
        return dict(_read(self.workbook.read_bytes()))

    def cells_but_log(self) -> Cells:
        """Every cell but those of the Sync log."""
        return {place: value for place, value in self.cells().items() if place[0] != "Sync log"}

    def coach_cells(self) -> Cells:
        """What stands in the columns that are not ours, headers too."""
        cells = self.cells()
        headers = {(tab, column): value for (tab, row, column), value in cells.items() if row == 1}

        def ours(tab: str, column: int) -> bool:
            return tab in TABS and headers.get((tab, column)) in {c.header for c in TABS[tab].ours}

        return {place: value for place, value in cells.items() if not ours(place[0], place[2])}

    def rows(self, tab: str) -> list[dict[str, Any]]:
        """A tab's rows by header, those that are not wholly blank; none where there is no such tab."""
        cells = {(row, column): value for (title, row, column), value in self.cells().items() if title == tab}
        headers = {column: value for (row, column), value in cells.items() if row == 1}
        numbers = sorted({row for row, _ in cells if row > 1})
        return [{header: cells.get((row, column)) for column, header in headers.items()} for row in numbers]

    def column(self, tab: str, header: str) -> list[Any]:
        return [row.get(header) for row in self.rows(tab)]

    def states(self) -> dict[str, str]:
        """Mail log: address -> state of its newest letter."""
        return {row["To"]: row["State"] for row in self.rows("Mail log")}

    def edit(self, tab: str, number: int, **cells: Any) -> None:
        """The coach types into a row (2 is the first below the headers); blanks in headers are written `_`."""
        book = openpyxl.load_workbook(self.workbook)
        sheet = book[tab]
        at = {cell.value: cell.column for cell in sheet[1]}
        for header, value in cells.items():
            sheet.cell(number, at[header.replace("_", " ")]).value = value
        book.save(self.workbook)

    def policy(self, rule: str, value: Any) -> None:
        """The coach changes a rule, or adds it."""
        book = openpyxl.load_workbook(self.workbook)
        sheet = book["Policies"]
        number = next((row[0].row for row in sheet.iter_rows() if row[0].value == rule), sheet.max_row + 1)
        sheet.cell(number, 1).value, sheet.cell(number, 2).value = rule, value
        book.save(self.workbook)

    def outbox(self) -> list[EmailMessage]:
        """The letters in the outbox, in the order of their names."""
        return [letter(file.read_bytes()) for file in sorted((self.folder / "outbox").glob("*.eml"))]

    def listing(self) -> dict[str, tuple[int, int, bytes]]:
        """Every file and folder with mode, time and content: what a dry run must leave as it is."""
        return {
            str(path.relative_to(self.folder)): (
                path.stat().st_mode,
                path.stat().st_mtime_ns,
                path.read_bytes() if path.is_file() else b"",
            )
            for path in [self.folder, *sorted(self.folder.rglob("*"))]
        }


@lru_cache(maxsize=8)
def _read(workbook: bytes) -> Cells:
    book = openpyxl.load_workbook(BytesIO(workbook))
    return {
        (sheet.title, cell.row, cell.column): cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def practice(
    folder: Path,
    clients: Rows = CLIENTS,
    commitments: Rows = COMMITMENTS,
    policies: Mapping[str, Any] = REAL,
    mail: Mapping[str, Any] | None = None,
    **tabs: Rows,
) -> Practice:
    """A practice with a workbook that no job has seen yet; more tabs by their titles."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Practice(folder)
    made.use(mail or {})
    rules = [{"Rule": rule, "Value": value} for rule, value in policies.items()]
    given: dict[str, Rows] = {"Clients": clients, "Commitments": commitments, "Team": TEAM, "Policies": rules, **tabs}
    alike = repr(given)
    if alike not in _typed:
        _typed[alike] = _as_typed(given)
    made.workbook.write_bytes(_typed[alike])
    return made


_typed: dict[str, bytes] = {}
"""Workbooks of this process by what stands in them: most tests begin with the same one."""


def _as_typed(given: Mapping[str, Rows]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in given.items():
        _fill(book.create_sheet(title), title, rows)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _fill(sheet: Any, title: str, rows: Rows) -> None:
    typed = HEADERS[title].split(",") if title in HEADERS else []
    headers = list(dict.fromkeys([*typed, *(header for row in rows for header in row)]))
    sheet.append(headers)
    for row in rows:
        sheet.append([row.get(header) for header in headers])


def by_smtp(server: MailServer, **rest: Any) -> dict[str, Any]:
    """The keys of [mail] for a server on this machine."""
    keys = {"transport": "smtp", "host": "127.0.0.1", "port": server.port, "security": "none", "per_minute": 6000}
    return {**keys, **rest}


def letter(data: bytes) -> EmailMessage:
    return message_from_bytes(data, policy=policy.default)  # type: ignore[return-value]


def keys(accepted: Iterable[Accepted]) -> list[str]:
    """X-Coachsheet-Key of what a server took, in its order."""
    return [str(letter(one.data)["X-Coachsheet-Key"]) for one in accepted]


def many(count: int, each: int = 1, due: date = date(2026, 12, 4)) -> tuple[Rows, Rows]:
    """That many clients with that many commitments each."""
    clients = [{"Client": f"Client No {n}", "Email": f"client{n}@clients.example"} for n in range(count)]
    commitments = [
        {"Client": f"Client No {n}", "Commitment": f"Do thing {m} of client {n}", "Due": due}
        for n in range(count)
        for m in range(each)
    ]
    return clients, commitments


def run_with(
    one: Practice, workbook: type[ExcelWorkbook], monkeypatch: pytest.MonkeyPatch, as_of: str = EIGHT
) -> Outcome:
    """A nightly run on that kind of workbook file."""
    with monkeypatch.context() as patched:
        patched.setattr("sync.workbook.excel.ExcelWorkbook", workbook)
        return one.run(as_of)
