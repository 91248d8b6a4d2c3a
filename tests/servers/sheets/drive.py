"""The few Drive calls that tools around a spreadsheet make: files list, create, get, copy, delete, export."""

from __future__ import annotations

import copy
import csv
import io
import re

from tests.servers.sheets.book import Book, moment
from tests.servers.sheets.cells import rendered
from tests.servers.sheets.errors import JSON, ApiError
from tests.servers.sheets.fields import cut, parsed
from tests.servers.sheets.ids import Ids

MIME = "application/vnd.google-apps.spreadsheet"
NAMED = re.compile(r'name\s*=\s*"([^"]*)"')
Answer = tuple[int, JSON | str]


def made(book: Book) -> JSON:
    return {"kind": "drive#file", "id": book.id, "name": book.title, "mimeType": MIME}


def entry(book: Book) -> JSON:
    return {**made(book), "createdTime": book.created, "modifiedTime": book.modified}


def listing(books: dict[str, Book], query: dict[str, str]) -> JSON:
    """files.list: all spreadsheets, or those of the name that `q` asks for; newest first, one page."""
    wanted = NAMED.search(query.get("q", ""))
    files = [entry(book) for book in reversed(books.values()) if not wanted or book.title == wanted.group(1)]
    return dict(cut({"kind": "drive#fileList", "files": files}, parsed(query.get("fields", ""))))


def create(books: dict[str, Book], ids: Ids, body: JSON, user: str) -> JSON:
    book = Book.new(ids.book(), body.get("name") or "Untitled", ids, user)
    books[book.id] = book
    return made(book)


def duplicate(books: dict[str, Book], ids: Ids, source: Book, body: JSON, user: str) -> JSON:
    """files.copy: everything of the book, its document metadata with its ids too."""
    book = copy.deepcopy(source)
    book.id, book.ids, book.owner = ids.book(), ids, user
    book.properties["title"] = body.get("name") or f"Copy of {source.title}"
    book.created = book.modified = moment()
    books[book.id] = book
    return made(book)


def exported(book: Book, mime: str) -> str:
    if mime != "text/csv":
        raise ApiError(501, f"Export to {mime} is not served by this local server")
    out = io.StringIO()
    tab = book.tabs[0]
    width = max((len(row) for row in tab.rows), default=0)
    lines = csv.writer(out, lineterminator="\r\n")
    for row in range(tab.last_row()):
        lines.writerow([rendered(tab.cell(row, column), "FORMATTED_VALUE", "") for column in range(width)])
    return out.getvalue().removesuffix("\r\n")
