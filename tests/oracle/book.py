"""A practice as an .xlsx by openpyxl, and the system-owned cells read back from it; knows no rule.

A tab is a list of rows (dicts of contract headers); row i stands in the sheet's row i + 2. A row's `_at` is the sheet
row whose system-owned cells it carries along, `_own` what stands in the coach's own column.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from sync import schema
from tests.oracle.reading import Broken, plain

OWN = "Kept by me"
Row = dict[str, Any]


def _shouted(rng: random.Random, header: str) -> str:
    return rng.choice([header, header, header, header.upper(), header.lower(), f" {header} "])


def write(practice: dict[str, list[Row]], path: Path, rng: random.Random) -> openpyxl.Workbook:
    """A new workbook with these rows: headers in any order and case, own columns of the coach in between."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title in practice:
        if title == "Decisions":
            continue
        sheet = book.create_sheet(title)
        headers = [c.header for c in schema.TABS[title].columns if not c.ours]
        if rng.random() < 0.5:
            rng.shuffle(headers)
        shown = [_shouted(rng, header) for header in headers]
        if rng.random() < 0.5:
            shown.insert(rng.randrange(len(shown) + 1), OWN)
        if rng.random() < 0.2:
            shown.append(rng.choice([c.header for c in schema.TABS[title].columns if c.ours]))
        for column, header in enumerate(shown, start=1):
            sheet.cell(1, column, header)
        _put(sheet, practice[title], {})
    book.save(path)
    return book


def rewrite(practice: dict[str, list[Row]], book: openpyxl.Workbook, path: Path) -> None:
    """The coach's edits: rows as they stand in `practice`, each with the system-owned cells of its `_at`."""
    for title, rows in practice.items():
        if title not in book.sheetnames:
            continue
        sheet = book[title]
        ours = {c.header for c in schema.TABS[title].columns if c.ours}
        carried = {
            (at, header): (sheet.cell(at, column).value, sheet.cell(at, column).number_format)
            for header, column in columns(sheet, title).items()
            if header in ours
            for at in range(2, sheet.max_row + 1)
        }
        _put(sheet, rows, carried)
    book.save(path)


def columns(sheet: Worksheet, title: str) -> dict[str, int]:
    """The contract's headers of this tab, and the columns (1-based) where they stand."""
    known = {plain(c.header): c.header for c in schema.TABS[title].columns} | {plain(OWN): OWN}
    found = {}
    for cell in sheet[1]:
        if cell.value is not None and plain(cell.value) in known:
            found[known[plain(cell.value)]] = cell.column
    return found


def _put(sheet: Worksheet, rows: list[Row], carried: dict[tuple[int, str], tuple[Any, str]]) -> None:
    title = sheet.title
    ours = {c.header for c in schema.TABS[title].columns if c.ours}
    for header, column in columns(sheet, title).items():
        for at in range(2, max(sheet.max_row, len(rows) + 1) + 1):
            row = rows[at - 2] if at - 2 < len(rows) else {}
            cell = sheet.cell(at, column)
            if header in ours:
                cell.value, cell.number_format = carried.get((row.get("_at") or 0, header), (None, "General"))
            else:
                cell.number_format = "General"
                _type(cell, row.get("_own") if header == OWN else row.get(header))
    for i, row in enumerate(rows):
        row["_at"] = i + 2


def _type(cell: Any, value: Any) -> None:
    if isinstance(value, Broken):
        cell.value = value.text
        cell.data_type = "f" if value.text.startswith("=") else "e"
        return
    cell.value = value
    if isinstance(value, str) and value:
        cell.data_type = "s"


def read(book: openpyxl.Workbook) -> dict[str, list[Row]]:
    """Every known tab's cells by header, coach-owned ones too; row i of a list is the sheet's row i + 2."""
    found: dict[str, list[Row]] = {}
    for title in book.sheetnames:
        if title not in schema.TABS:
            continue
        sheet = book[title]
        where = columns(sheet, title)
        found[title] = [
            {header: sheet.cell(at, column).value for header, column in where.items()}
            for at in range(2, sheet.max_row + 1)
        ]
    return found
