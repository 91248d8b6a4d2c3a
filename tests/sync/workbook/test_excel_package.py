"""A package is copied part by part; only the ones that were set differ, and any program's zip is understood."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from sync.workbook.base import Unreadable
from sync.workbook.excel_package import Package

PARTS = {"[Content_Types].xml": b"<Types/>", "xl/a.xml": b"<a/>" * 500, "xl/größe.bin": bytes(range(256)), "empty": b""}


class Pipe(io.RawIOBase):
    """A place to write to that cannot be gone back in, so that sizes follow the data."""

    def __init__(self) -> None:
        self.content = b""

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.content += bytes(data)
        return len(data)


def zipped(compression: int, *, streamed: bool = False, zip64: bool = False) -> bytes:
    out: Any = Pipe() if streamed else io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as package:
        package.comment = b"practice"
        for name, content in PARTS.items():
            entry = zipfile.ZipInfo(name, (2026, 11, 22, 7, 5, 30))
            entry.compress_type, entry.external_attr = compression, 0o644 << 16
            with package.open(entry, "w", force_zip64=zip64) as part:
                part.write(content)
    return bytes(out.content if streamed else out.getvalue())


KINDS = [
    {"compression": zipfile.ZIP_DEFLATED}, {"compression": zipfile.ZIP_STORED},
    {"compression": zipfile.ZIP_DEFLATED, "streamed": True}, {"compression": zipfile.ZIP_DEFLATED, "zip64": True},
    {"compression": zipfile.ZIP_DEFLATED, "streamed": True, "zip64": True},
]  # fmt: skip


def opened(content: bytes) -> tuple[dict[str, bytes], zipfile.ZipFile]:
    package = zipfile.ZipFile(io.BytesIO(content))
    assert package.testzip() is None
    return {entry.filename: package.read(entry) for entry in package.infolist()}, package


@pytest.mark.parametrize("kind", KINDS)
def test_parts_are_set_dropped_and_added(kind: dict[str, Any]) -> None:
    package = Package(zipped(**kind), "p.xlsx")
    assert {name: package.get(name) for name in package.names} == PARTS
    package.put("xl/a.xml", b"<b/>")
    package.put("xl/new.xml", b"<new/>")
    package.drop("empty")
    parts, archive = opened(package.packed())
    wanted = {**PARTS, "xl/a.xml": b"<b/>", "xl/new.xml": b"<new/>"}
    del wanted["empty"]
    assert parts == wanted
    assert [*parts] == [*wanted]
    assert archive.comment == b"practice"
    times = {entry.filename: entry.date_time for entry in archive.infolist()}
    assert times["xl/a.xml"] == times["xl/größe.bin"] == (2026, 11, 22, 7, 5, 30)


@pytest.mark.parametrize("kind", KINDS[:3])
def test_a_package_that_nothing_was_done_to_is_the_same_to_the_byte(kind: dict[str, Any]) -> None:
    content = zipped(**kind)
    package = Package(content, "p.xlsx")
    package.put("xl/a.xml", PARTS["xl/a.xml"])
    assert not package.changed
    assert package.packed() == content


def test_what_stands_before_the_package_does_not_confuse() -> None:
    package = Package(b"#!/bin/sh\n" + zipped(zipfile.ZIP_DEFLATED), "p.xlsx")
    package.put("xl/a.xml", b"<b/>")
    assert opened(package.packed())[0] == {**PARTS, "xl/a.xml": b"<b/>"}


def test_a_password_on_a_part_is_said() -> None:
    content = bytearray(zipped(zipfile.ZIP_STORED))
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    with pytest.raises(Unreadable, match="encrypted"):
        Package(bytes(content), "p.xlsx")


def test_a_part_that_is_not_there_is_damage() -> None:
    with pytest.raises(Unreadable, match="damaged"):
        Package(zipped(zipfile.ZIP_DEFLATED), "p.xlsx").get("xl/none.xml")
