"""A workbook that somebody has open is left alone, and who and since when is said."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest

from sync.workbook.base import Changes, InUse, SetCell
from sync.workbook.excel import ExcelWorkbook
from sync.workbook.excel_locks import check_free
from tests.contracts.workbook import SHEET
from tests.sync.workbook.test_excel import saved

DONE = Changes(cells=[SetCell("Commitments", 2, 3, "Status", "Done")])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "practice.xlsx"


@pytest.fixture
def book(path: Path) -> ExcelWorkbook:
    return saved(path, SHEET)


def owner_file(path: Path, user: str) -> Path:
    """As Excel leaves it: a length and 54 bytes in the code page, a length and 54 characters in UTF-16."""
    narrow = bytes([len(user)]) + user.encode("cp1252", "replace").ljust(54)
    wide = len(user).to_bytes(2, "little") + user.ljust(54).encode("utf-16-le")
    lock = path.with_name(f"~${path.name}")
    lock.write_bytes(narrow + wide)
    return lock


def office_lock(path: Path, host: str, user: str = "Ana Coach") -> Path:
    lock = path.with_name(f".~lock.{path.name}#")
    lock.write_text(f"{user},ana,{host},22.11.2026 09:12,file:///home/ana/.config/libreoffice/4;")
    return lock


def test_open_in_excel(book: ExcelWorkbook, path: Path) -> None:
    lock = owner_file(path, "Zoë Coach")
    at = time.mktime((2030, 11, 22, 9, 12, 0, 0, 0, -1))
    os.utime(lock, (at, at))
    with pytest.raises(InUse, match=r"open in Excel by Zoë Coach since Fri 22 Nov 09:12\. Close it"):
        book.read()


def test_opened_while_the_run_was_at_work(book: ExcelWorkbook, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book.read()
    standing = path.read_bytes()
    sync = os.fsync

    def coach_opens(handle: int) -> None:
        sync(handle)
        owner_file(path, "Ana")

    monkeypatch.setattr(os, "fsync", coach_opens)
    with pytest.raises(InUse, match="Excel by Ana"):
        book.apply(DONE)
    assert path.read_bytes() == standing
    assert not [file for file in path.parent.iterdir() if file.suffix == ".tmp"]


@pytest.mark.parametrize("content", [b"", b"\x03An", b"\xff" * 165, b"\x04Ana\0".ljust(165)])
def test_an_owner_file_that_says_nothing_still_counts(book: ExcelWorkbook, path: Path, content: bytes) -> None:
    path.with_name(f"~${path.name}").write_bytes(content)
    with pytest.raises(InUse, match="open in Excel"):
        book.read()


def test_an_owner_file_from_before_this_machine_started_is_a_leftover(book: ExcelWorkbook, path: Path) -> None:
    lock = owner_file(path, "Ana")
    os.utime(lock, (1, 1))
    assert book.read().grids
    book.apply(DONE)


def test_open_in_libreoffice_on_another_machine(book: ExcelWorkbook, path: Path) -> None:
    lock = office_lock(path, "anas-laptop", "Coach\\, Ana")
    os.utime(lock, (1, 1))
    with pytest.raises(InUse, match=r"open in LibreOffice by Coach, Ana since Thu 1 Jan"):
        book.read()


def test_a_lock_of_this_host_whose_libreoffice_is_gone_is_seen_through(book: ExcelWorkbook, path: Path) -> None:
    lock = office_lock(path, socket.gethostname())
    os.utime(lock, (1, 1))  # nothing that runs now can have written it
    book.read()
    book.apply(DONE)
    assert lock.exists(), "it is not ours to remove"


def wait_until_named(pid: int, name: str) -> None:
    """A process has its program's name only a moment after it was started."""
    named = Path(f"/proc/{pid}/comm")
    while named.exists() and not named.read_text().startswith(name):
        time.sleep(0.001)


def test_a_lock_of_this_host_whose_libreoffice_runs_holds(book: ExcelWorkbook, path: Path, tmp_path: Path) -> None:
    program = tmp_path / "soffice.bin"
    shutil.copy(shutil.which("sleep") or "/bin/sleep", program)
    running = subprocess.Popen([str(program), "60"])
    try:
        wait_until_named(running.pid, "soffice")
        lock = office_lock(path, socket.gethostname())
        later = time.time() + 10
        os.utime(lock, (later, later))
        with pytest.raises(InUse, match="LibreOffice by Ana Coach"):
            book.read()
    finally:
        running.kill()
        running.wait()


def test_a_lock_beside_the_file_behind_a_link_counts(book: ExcelWorkbook, path: Path, tmp_path: Path) -> None:
    link = tmp_path / "elsewhere" / "link.xlsx"
    link.parent.mkdir()
    link.symlink_to(path)
    owner_file(path, "Ana")
    with pytest.raises(InUse):
        check_free(link)


def test_locks_of_other_files_do_not_count(book: ExcelWorkbook, path: Path) -> None:
    owner_file(path.with_name("other.xlsx"), "Ana")
    assert book.read().grids
