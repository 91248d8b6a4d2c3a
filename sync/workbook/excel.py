"""The .xlsx workbook: one file, read at once and replaced at once. What a cell means is no business of this module."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from sync import collector
from sync.workbook.base import Changed, Changes, Snapshot, Unreadable
from sync.workbook.excel_book import Book
from sync.workbook.excel_locks import check_free
from sync.workbook.excel_package import Package
from sync.workbook.excel_replace import Fingerprint, content_of, replace
from sync.workbook.excel_write import write

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class ExcelWorkbook:
    """A practice's workbook in a file, under the Protocol of base.py (contract, section 7, guarantees 1 and 2).

    What `apply` does not change keeps its bytes: every other part of the package, every other row and cell.
    A link is followed: the file that it points at is replaced, not the link.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._target = path.resolve()
        self._stood: Fingerprint | None = None

    @property
    def name(self) -> str:
        return self._path.name

    @property
    def identity(self) -> str:
        return str(self._target)

    @property
    def calls(self) -> tuple[int, int] | None:
        return None

    @property
    def remarks(self) -> list[str]:
        return []

    def link(self, title: str, row: int) -> str:
        """No link leads into a file on another machine."""
        return ""

    def alone(self, holder: str) -> bool:
        """An .xlsx knows no lease: on two machines it is not supported (contract, section 7, guarantee 8)."""
        return True

    def check(self) -> Snapshot | None:
        """Nothing to check: the file is replaced as a whole, or not at all."""
        return None

    def read(self, titles: Sequence[str] | None = None) -> Snapshot:
        """The tabs of these titles (None: all worksheets). Raises Unreadable, InUse."""
        from sync.workbook.excel_reading import snapshot  # calamine loads with the first workbook

        self._target = self._path.resolve()
        check_free(self._path)
        content, stood = content_of(self._target)
        chosen = None if titles is None else {title.casefold() for title in titles}
        with collector.paused():
            book = self._book(content)
            found = snapshot(content, book, self.name, lambda title: chosen is None or title.casefold() in chosen)
        self._stood = stood
        return found

    def apply(self, changes: Changes) -> None:
        """Write all of the changes, or none, into the file as it was read last (or as the last `apply` left it).

        Raises Changed, InUse, Unreadable, WorkbookProblem; the file is then as it was.
        """
        if not changes:
            return
        check_free(self._path)
        content, now = content_of(self._target)
        if now != self._stood:
            raise Changed(f"{self.name} changed while the run was at work. Nothing was written.")
        with collector.paused():
            book = self._book(content)
            write(book, changes)
        if book.package.changed:
            self._replace(book.package.packed(), now)

    def _replace(self, content: bytes, stood: Fingerprint) -> None:
        replace(self._target, content, stood, lambda: check_free(self._path))
        after = content_of(self._target)[1]
        ours = after.digest == hashlib.sha256(content).digest()
        self._stood = after if ours else stood  # somebody was quicker: the next apply finds it changed

    def _book(self, content: bytes) -> Book:
        if content.startswith(_COMPOUND):
            kind = "protected by a password" if _ENCRYPTED in content else "in the old .xls format"
            remedy = "Take the password off" if _ENCRYPTED in content else "Save it as .xlsx"
            raise Unreadable(f"{self.name} is {kind}. {remedy} in Excel.")
        if not content.startswith(b"PK"):
            what = "empty" if not content else "not an Excel workbook (.xlsx)"
            raise Unreadable(f"{self.name} is {what}. Check the path in the settings, or save the sheet as .xlsx.")
        return Book(Package(content, self.name), self.name)
