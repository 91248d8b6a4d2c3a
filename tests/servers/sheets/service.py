"""The APIs themselves: a recognized call becomes an answer; it knows no sockets and no faults."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.servers.sheets import batch, drive, marks, reading, values
from tests.servers.sheets.a1 import split_title
from tests.servers.sheets.book import Actor, Book
from tests.servers.sheets.errors import JSON, ApiError, invalid
from tests.servers.sheets.fields import cut, parsed
from tests.servers.sheets.ids import Ids
from tests.servers.sheets.log import API
from tests.servers.sheets.quota import Quota
from tests.servers.sheets.ranges import Area
from tests.servers.sheets.routes import READS, Call
from tests.servers.sheets.tokens import Tokens
from tests.servers.sheets.values import Reading, Written

Answer = tuple[int, JSON | str]


@dataclass
class Service:
    ids: Ids
    tokens: Tokens
    quota: Quota | None = None
    books: dict[str, Book] = field(default_factory=dict)

    def answer(self, call: Call) -> Answer:
        """Carry the call out. A refused one changes nothing; its answer is the error's body."""
        try:
            return self.carried_out(call)
        except ApiError as error:
            return error.code, error.body

    def carried_out(self, call: Call) -> Answer:
        call.user = self.tokens.user(call.headers.get("authorization", ""))
        if self.quota and call.side:
            self.quota.spend(call.user, call.side)
        if call.kind == "unknown":
            raise ApiError(501, f"{call.method} {call.path} is not served by this local server")
        if call.kind.startswith("drive."):
            return self.drive(call)
        if not isinstance(call.body, dict | None):
            raise invalid("Invalid JSON payload received. Unexpected token.")
        call.body = call.body or {}
        book = self.book(call)
        actor = Actor(API, call.number, call.kind, call.user)
        with (book.reading if call.kind in READS else book.acting)(actor):
            done = CALLS[call.kind](book, call)
        call.applied = True
        return 200, cut(done, parsed(call.one("fields"))) if call.kind != "spreadsheets.get" else done

    def book(self, call: Call) -> Book:
        """The spreadsheet of the call; raises ApiError 404, or 403 where it is not shared with the caller."""
        book = self.books.get(call.parts["book"])
        if book is None:
            raise ApiError(404)
        if book.shared_with is not None and call.user not in book.shared_with | {book.owner}:
            raise ApiError(403)
        return book

    def drive(self, call: Call) -> Answer:
        call.applied = True
        if call.kind == "drive.list":
            return 200, drive.listing(self.books, call.given)
        if call.kind == "drive.create":
            return 200, drive.create(self.books, self.ids, call.body or {}, call.user)
        book = self.book(call)
        if call.kind == "drive.get":
            return 200, cut(drive.entry(book), parsed(call.one("fields")))
        if call.kind == "drive.copy":
            return 200, drive.duplicate(self.books, self.ids, book, call.body or {}, call.user)
        if call.kind == "drive.export":
            return 200, drive.exported(book, call.one("mimeType"))
        if call.kind == "drive.delete":
            del self.books[book.id]
            return 204, ""
        return 200, {"comments": []}


def get(book: Book, call: Call) -> JSON:
    areas = [book.area(text) for text in call.query.get("ranges", [])]
    return reading.spreadsheet(book, areas, call.one("fields"), call.one("includeGridData").lower() == "true")


def get_by_filter(book: Book, call: Call) -> JSON:
    areas = [area for one in call.body.get("dataFilters", []) for area in marks.areas(book, one)]
    return reading.spreadsheet(book, areas, call.one("fields"), bool(call.body.get("includeGridData")))


def values_get(book: Book, call: Call) -> JSON:
    return values.read(book, book.area(call.parts["range"]), Reading.wanted(call.given))


def values_batch_get(book: Book, call: Call) -> JSON:
    wanted = Reading.wanted(call.given)
    ranges = [values.read(book, book.area(text), wanted) for text in call.query.get("ranges", [])]
    return {"spreadsheetId": book.id, "valueRanges": ranges}


def values_get_by_filter(book: Book, call: Call) -> JSON:
    """One valueRange for each area that any filter selects; none for a filter that selects nothing."""
    wanted = Reading.wanted(call.body)
    found: dict[Area, list[JSON]] = {}
    for one in filters(call.body):
        for area in marks.areas(book, one):
            found.setdefault(area, []).append(one)
    ranges = [{"valueRange": values.read(book, a, wanted), "dataFilters": by} for a, by in found.items()]
    return {"spreadsheetId": book.id, **({"valueRanges": ranges} if ranges else {})}


def filters(body: JSON) -> list[JSON]:
    if not body.get("dataFilters"):
        raise invalid("Must specify at least one data filter.")
    return list(body["dataFilters"])


def is_one_cell(book: Book, text: str) -> bool:
    title, rest = split_title(text)
    named = title is None and book.tab_titled(text) is not None
    return bool(rest) and ":" not in str(rest) and not named and not is_name(book, str(rest))


def is_name(book: Book, text: str) -> bool:
    return any(named["name"].casefold() == text.casefold() for named in book.named_ranges)


def values_update(book: Book, call: Call) -> JSON:
    values.sent_values(call.body.get("values"), "data.values")
    text, entry = call.parts["range"], call.one("valueInputOption")
    done = values.write(book, book.area(text), call.body, entry, is_one_cell(book, text))
    return {"spreadsheetId": book.id, **done.counts(book), **echoed(book, done, call.given)}


def echoed(book: Book, done: Written, asked: JSON) -> JSON:
    """The written area read back, where includeValuesInResponse asks for it."""
    if str(asked.get("includeValuesInResponse", "")).lower() != "true":
        return {}
    return {"updatedData": values.read(book, done.area, Reading.wanted(asked, "response"))}


def values_append(book: Book, call: Call) -> JSON:
    insert = call.one("insertDataOption") == "INSERT_ROWS"
    area = book.area(call.parts["range"])
    return values.append(book, area, call.body, call.one("valueInputOption"), insert)


def values_batch_update(book: Book, call: Call) -> JSON:
    entry, done = str(call.body.get("valueInputOption") or ""), []
    for number, one in enumerate(call.body.get("data") or []):
        text = str(one.get("range", ""))
        done.append(written(number, book, text, one, entry, is_one_cell(book, text)))
    answers = [{"spreadsheetId": book.id, **w.counts(book), **echoed(book, w, call.body)} for w in done]
    return {"spreadsheetId": book.id, **totals(done), "responses": answers}


def written(number: int, book: Book, where: Area | str, one: JSON, entry: str, single: bool) -> Written:
    """Write one entry of a batch; an error names it as the service does."""
    try:
        return values.write(book, book.area(where) if isinstance(where, str) else where, one, entry, single)
    except ApiError as error:
        raise ApiError(error.code, f"Invalid data[{number}]: {error}", error.details) from error


def values_update_by_filter(book: Book, call: Call) -> JSON:
    """A filter writes to every area that it selects, and to none where it selects none."""
    entry, done, answers = str(call.body.get("valueInputOption") or ""), [], []
    for number, one in enumerate(call.body.get("data") or []):
        chosen = one.get("dataFilter") or {}
        for area in marks.areas(book, chosen):
            work = written(number, book, area, one, entry, marks.one_cell(chosen))
            done.append(work)
            answers.append({**work.counts(book), "dataFilter": chosen, **echoed(book, work, call.body)})
    return {"spreadsheetId": book.id, **totals(done), **({"responses": answers} if answers else {})}


def totals(done: list[Written]) -> JSON:
    """The total… fields of a batch's answer; zeros are left out."""
    counts = {
        "totalUpdatedRows": len({(w.area.sheet_id, row) for w in done for row in w.rows}),
        "totalUpdatedColumns": len({(w.area.sheet_id, column) for w in done for column in w.columns}),
        "totalUpdatedCells": sum(w.cells for w in done),
        "totalUpdatedSheets": len({w.area.sheet_id for w in done if w.cells}),
    }
    return {name: count for name, count in counts.items() if count}


def values_clear(book: Book, call: Call) -> JSON:
    return {"spreadsheetId": book.id, "clearedRange": values.wipe(book, book.area(call.parts["range"]))}


def values_batch_clear(book: Book, call: Call) -> JSON:
    names = [values.wipe(book, book.area(text)) for text in call.body.get("ranges") or []]
    return {"spreadsheetId": book.id, "clearedRanges": names}


def mark_get(book: Book, call: Call) -> JSON:
    return marks.shown(book, marks.by_id(book, int(call.parts["mark"])))


def mark_search(book: Book, call: Call) -> JSON:
    """Every mark that any filter selects, once, with the filters that selected it."""
    hits: dict[int, list[JSON]] = {}
    for one in filters(call.body):
        for mark in marks.found(book, one):
            hits.setdefault(mark.id, []).append(one)
    found = [{"developerMetadata": marks.shown(book, book.marks[n]), "dataFilters": by} for n, by in hits.items()]
    return {"matchedDeveloperMetadata": found} if found else {}


def batch_update(book: Book, call: Call) -> JSON:
    done = batch.apply(book, call.body)
    if call.body.get("includeSpreadsheetInResponse"):
        done["updatedSpreadsheet"] = reading.spreadsheet(book, [], "", bool(call.body.get("responseIncludeGridData")))
    return done


CALLS: dict[str, Callable[[Book, Call], JSON]] = {
    "spreadsheets.get": get,
    "spreadsheets.getByDataFilter": get_by_filter,
    "spreadsheets.batchUpdate": batch_update,
    "values.get": values_get,
    "values.batchGet": values_batch_get,
    "values.batchGetByDataFilter": values_get_by_filter,
    "values.update": values_update,
    "values.append": values_append,
    "values.batchUpdate": values_batch_update,
    "values.batchUpdateByDataFilter": values_update_by_filter,
    "values.clear": values_clear,
    "values.batchClear": values_batch_clear,
    "developerMetadata.get": mark_get,
    "developerMetadata.search": mark_search,
}
