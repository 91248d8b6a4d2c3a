"""What we cannot read and write safely is refused in one plain sentence, and stays as it is."""

from __future__ import annotations

import errno
import os
import resource
import signal
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.workbook import excel_package
from sync.workbook.base import Changes, SetCell, Unreadable, WorkbookProblem
from sync.workbook.excel import ExcelWorkbook
from tests.contracts.workbook import SHEET
from tests.rich import parts_of
from tests.sync.workbook.test_excel import saved

DONE = Changes(cells=[SetCell("Commitments", 2, 3, "Status", "Done")])
Parts = dict[str, bytes]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "practice.xlsx"
    saved(path, SHEET)
    return path


def repacked(path: Path, change: Callable[[Parts], None]) -> None:
    parts = parts_of(path)
    change(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)


def refusal(path: Path) -> str:
    standing = path.read_bytes() if path.is_file() else b""
    with pytest.raises(Unreadable) as caught:
        book = ExcelWorkbook(path)
        book.read()
        book.apply(DONE)  # calamine reads past a row that is never closed
    assert (path.read_bytes() if path.is_file() else b"") == standing
    words = str(caught.value)
    assert "\n" not in words
    assert len(words) < 200
    return words


def test_a_missing_file(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nowhere.xlsx").startswith("There is no nowhere.xlsx in ")


def test_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "practice.xlsx"
    folder.mkdir()
    assert refusal(folder).startswith("practice.xlsx ")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "practice.xlsx is empty"),
        (b"Client,Email\nPriya,p@example.com\n", "not an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old .xls format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (b"PK\x03\x04 nonsense", "damaged"),
    ],
)
def test_what_is_no_package(path: Path, content: bytes, words: str) -> None:
    path.write_bytes(content)
    assert words in refusal(path)


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.9, 0.999])
def test_a_file_that_was_cut_short(path: Path, cut: float) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * cut)])
    assert "damaged" in refusal(path)


def test_a_part_with_flipped_bytes(path: Path) -> None:
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as package:
        entry = package.getinfo("xl/worksheets/sheet1.xml")
    content[entry.header_offset + 60] ^= 0xFF
    path.write_bytes(content)
    assert "damaged" in refusal(path)


def _sheet(old: bytes, new: bytes) -> Callable[[Parts], None]:
    def change(parts: Parts) -> None:
        assert old in parts["xl/worksheets/sheet1.xml"]
        parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(old, new)

    return change


def _strict(parts: Parts) -> None:
    for name, content in parts.items():
        main = content.replace(
            b"schemas.openxmlformats.org/spreadsheetml/2006/main", b"purl.oclc.org/ooxml/spreadsheetml/main"
        )
        parts[name] = main.replace(
            b"schemas.openxmlformats.org/officeDocument/2006", b"purl.oclc.org/ooxml/officeDocument"
        )


def _signed(parts: Parts) -> None:
    parts["_xmlsignatures/origin.sigs"] = b""


def _opendocument(parts: Parts) -> None:
    parts.clear()
    parts["mimetype"] = b"application/vnd.oasis.opendocument.spreadsheet"
    parts["content.xml"] = b"<x/>"


def _binary(parts: Parts) -> None:
    parts["xl/workbook.bin"] = b""
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"xl/workbook.xml", b"xl/workbook.bin")


def _document(parts: Parts) -> None:
    parts["xl/workbook.xml"] = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'


def _laughing(parts: Parts) -> None:
    bomb = b'<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    parts["xl/workbook.xml"] = bomb + parts["xl/workbook.xml"]


def _fetching(parts: Parts) -> None:
    external = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    parts["xl/worksheets/sheet1.xml"] = external + parts["xl/worksheets/sheet1.xml"]


def _without_sheet(parts: Parts) -> None:
    del parts["xl/worksheets/sheet1.xml"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_strict, "Strict"), (_signed, "digitally signed"), (_opendocument, "OpenDocument"), (_binary, ".xlsb"),
        (_document, "not an Excel workbook"), (_laughing, "document type"), (_fetching, "document type"),
        (_without_sheet, "damaged"), (_sheet(b"</sheetData>", b"</sheetDat"), "damaged"),
        (_sheet(b"</row></sheetData>", b"</sheetData>"), "damaged"), (_sheet(b"<v>", b"<v"), "damaged"),
        (_sheet(b'r="E4"', b'r="XFD1048576"'), "reaches down to row 1048576"),
    ],
)  # fmt: skip
def test_what_no_write_would_be_safe_in(path: Path, change: Callable[[Parts], None], words: str) -> None:
    with_number = [*SHEET["Commitments"][:3], ["Sofia", "x", 1, 2, 3]]
    saved(path, SHEET | {"Commitments": with_number})
    repacked(path, change)
    assert words in refusal(path)


def test_a_macro_workbook_keeps_its_macros(path: Path) -> None:
    def with_macros(parts: Parts) -> None:
        parts["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0 macros"
        kind = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
        old = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(old, kind)

    repacked(path, with_macros)
    macros = path.with_suffix(".xlsm")
    path.rename(macros)
    book = ExcelWorkbook(macros)
    book.read()
    book.apply(DONE)
    assert parts_of(macros)["xl/vbaProject.bin"] == b"\xd0\xcf\x11\xe0 macros"


def test_a_bomb_is_not_unpacked(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert excel_package.LARGEST_TOTAL <= 2**30
    monkeypatch.setattr(excel_package, "LARGEST_TOTAL", 64 * 2**20)  # a gigabyte takes seconds to pack
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package, package.open("xl/media/big.bin", "w") as part:
        for _ in range(65):
            part.write(bytes(2**20))
    assert path.stat().st_size < 2**20
    assert "unpacks to more" in refusal(path)


def test_a_part_that_is_larger_than_it_says_is_not_believed(path: Path) -> None:
    """A zip that declares 10 bytes for a sheet of many: calamine would unpack them all."""
    content = bytearray(path.read_bytes())
    at = content.rfind(b"PK\x01\x02", 0, content.rfind(b"xl/worksheets/sheet1.xml"))
    content[at + 24 : at + 28] = struct.pack("<L", 10)
    path.write_bytes(content)
    assert "damaged" in refusal(path)


def test_one_name_twice_is_no_package(path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/workbook.xml", "<x/>")
    assert "damaged" in refusal(path)


def test_a_read_only_workbook_is_left_alone(path: Path) -> None:
    path.chmod(0o444)
    book = ExcelWorkbook(path)
    book.read()
    standing = path.read_bytes()
    with pytest.raises(WorkbookProblem, match=r"practice\.xlsx is read-only"):
        book.apply(DONE)
    assert path.read_bytes() == standing


def test_a_full_disk_leaves_the_old_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = ExcelWorkbook(path)
    book.read()
    standing = path.read_bytes()

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WorkbookProblem, match="the disk is full"):
        book.apply(DONE)
    assert path.read_bytes() == standing
    assert [*path.parent.iterdir()] == [path]


def test_a_limit_on_file_sizes_leaves_the_old_file(path: Path) -> None:
    book = ExcelWorkbook(path)
    book.read()
    standing = path.read_bytes()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(WorkbookProblem, match="cannot be written"):
            book.apply(DONE)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert path.read_bytes() == standing
    assert [*path.parent.iterdir()] == [path]
