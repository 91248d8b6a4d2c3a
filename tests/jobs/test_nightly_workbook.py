"""Whole runs on a workbook that others save, open or put back while the run is at work."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from sync.workbook.base import Changes
from sync.workbook.excel import ExcelWorkbook
from tests.practice_files import EIGHT, practice, run_with

NINE = "2026-11-23T09:00+01:00"
TUESDAY = "2026-11-24T08:00+01:00"


def touched(path: Path, note: str) -> None:
    """The coach saves the file, with a word more in it."""
    book = openpyxl.load_workbook(path)
    sheet = book["Clients"]
    at = next(cell.column for cell in sheet[1] if cell.value == "My notes")
    sheet.cell(3, at).value = note
    book.save(path)


def saving(times: int, from_write: int = 1) -> type[ExcelWorkbook]:
    """A workbook that the coach saves just before a write, so many times."""

    class Saved(ExcelWorkbook):
        left = times
        writes = 0

        def apply(self, changes: Changes) -> None:
            Saved.writes += 1
            if Saved.left and Saved.writes >= from_write:
                Saved.left -= 1
                touched(self._path, f"typed meanwhile {Saved.left}")
            super().apply(changes)

    return Saved


def test_a_workbook_saved_during_the_run_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = practice(tmp_path)
    found = run_with(one, saving(2), monkeypatch)
    assert (found.status, found.letters) == (0, (4, 0, 0, 0))
    assert one.rows("Clients")[1]["My notes"] == "typed meanwhile 0"
    assert len(one.outbox()) == 4 and set(one.states().values()) == {"sent"}


def test_a_workbook_saved_all_the_time_is_named_and_nothing_goes_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = practice(tmp_path)
    found = run_with(one, saving(9), monkeypatch)
    assert found.status == 1
    assert found.stderr.count("\n") == 1 and "changed" in found.stderr
    assert one.outbox() == [] and not one.rows("Mail log")
    assert one.run(NINE).letters[0] == 4


def test_saved_after_the_letters_went_the_next_run_brings_the_sheet_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = practice(tmp_path)
    found = run_with(one, saving(1, from_write=2), monkeypatch)
    assert found.status == 1 and found.letters == (4, 0, 0, 0)
    assert set(one.states().values()) == {"sending"}
    assert not any(one.column("Commitments", "Told on"))
    again = one.run(NINE)
    assert (again.status, again.letters) == (0, (0, 0, 0, 0))
    assert set(one.states().values()) == {"sent"}
    assert [bool(day) for day in one.column("Clients", "Last email")] == [True] * 4 + [False]
    assert sum(map(bool, one.column("Commitments", "Told on"))) == 5
    assert len(one.outbox()) == 4


def test_an_hourly_letters_run_brings_it_up_to_date_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = practice(tmp_path)
    run_with(one, saving(1, from_write=2), monkeypatch)
    assert one.run(NINE, "letters").status == 0
    assert set(one.states().values()) == {"sent"}
    before = one.workbook.read_bytes()
    one.run(NINE, "letters")
    assert one.workbook.read_bytes() == before


def test_an_older_copy_put_back_after_the_letters_brings_none_of_them_again(tmp_path: Path) -> None:
    one = practice(tmp_path)
    older = one.workbook.read_bytes()
    one.run(EIGHT)
    ids = one.column("Clients", "ID")
    one.workbook.write_bytes(older)
    found = one.run(NINE)
    assert (found.status, found.letters) == (0, (0, 0, 0, 0))
    assert one.column("Clients", "ID") == ids
    assert set(one.states().values()) == {"sent"} and len(one.states()) == 4
    assert one.run(TUESDAY).letters[0] == 1


def test_a_doubt_found_before_the_workbook_changed_is_told_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = practice(tmp_path)
    one.run(EIGHT)
    one.edit("Mail log", 2, State="sending")
    one.ledger.unlink()
    shutil.rmtree(one.folder / "outbox")
    found = run_with(one, saving(1), monkeypatch, NINE)
    assert (found.status, found.letters) == (1, (0, 0, 1, 0))


def in_excel(path: Path) -> Path:
    """Excel opens the file: the owner file that it leaves beside it."""
    lock = path.with_name(f"~${path.name}")
    lock.write_bytes(bytes([3]) + b"Ana".ljust(54) + b"\x03\x00" + "Ana".encode("utf-16-le").ljust(108))
    return lock


def in_libreoffice(path: Path) -> Path:
    """LibreOffice on another machine opens it."""
    lock = path.with_name(f".~lock.{path.name}#")
    lock.write_text("Ana,ana,elsewhere,22.11.2026 10:00")
    return lock


@pytest.mark.parametrize("program", [in_excel, in_libreoffice])
@pytest.mark.parametrize(("write", "letters"), [(0, 0), (1, 0), (2, 4)], ids=["before", "before letters", "after"])
def test_a_workbook_opened_elsewhere_is_named_in_one_line_and_left_alone(
    write: int, letters: int, program: Callable[[Path], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = practice(tmp_path)
    locks: list[Path] = []

    class Opened(ExcelWorkbook):
        def apply(self, changes: Changes) -> None:
            calls.append(changes)
            if len(calls) == write:
                locks.append(program(self._path))
                stood.append(self._path.read_bytes())
            super().apply(changes)

    calls: list[Changes] = []
    stood: list[bytes] = []
    if not write:
        locks.append(program(one.workbook))
        stood.append(one.workbook.read_bytes())
    found = run_with(one, Opened, monkeypatch)
    assert found.status == 1 and "by Ana since" in found.stderr and found.stderr.count("\n") == 1
    assert one.workbook.read_bytes() == stood[0]
    assert len(one.outbox()) == letters
    locks[0].unlink()
    again = one.run(NINE)
    assert again.status == 0 and again.letters[0] == 4 - letters
    assert set(one.states().values()) == {"sent"} and len(one.outbox()) == 4
