"""Developer metadata: creating, finding, changing and showing it; it is kept by a line's id, so that it moves along."""

from __future__ import annotations

from tests.servers.sheets.a1 import split_title
from tests.servers.sheets.book import Book, Mark
from tests.servers.sheets.errors import JSON, ApiError, invalid
from tests.servers.sheets.fields import Mask, parsed
from tests.servers.sheets.ranges import Area, checked_span, shown_range

KINDS = {"ROWS": "ROW", "COLUMNS": "COLUMN"}
SIZE = 30_000
"""Characters of metadata that one place may hold (the metadata guide's limit)."""


def location(book: Book, mark: Mark) -> JSON:
    """A DeveloperMetadataLocation: where the mark lies now."""
    if mark.sheet_id is None:
        return {"locationType": "SPREADSHEET", "spreadsheet": True}
    if not mark.dimension:
        return {"locationType": "SHEET", **shown_range({"sheetId": mark.sheet_id})}
    at = book.tab_of(mark.sheet_id).ids(mark.dimension).index(mark.line)
    span = {"sheetId": mark.sheet_id, "dimension": mark.dimension, "startIndex": at, "endIndex": at + 1}
    return {"locationType": KINDS[mark.dimension], "dimensionRange": shown_range(span)}


def shown(book: Book, mark: Mark) -> JSON:
    value = {} if mark.value is None else {"metadataValue": mark.value}
    place = {"location": location(book, mark), "visibility": mark.visibility}
    return {"metadataId": mark.id, "metadataKey": mark.key, **value, **place}


def place(book: Book, mark: Mark, given: JSON) -> None:
    """Put the mark at a location as a request names it; raises ApiError for anything but one line, tab or the book."""
    if given.get("spreadsheet"):
        mark.sheet_id, mark.dimension, mark.line = None, "", -1
    elif "dimensionRange" in given:
        span = given["dimensionRange"]
        tab = book.tab_of(span.get("sheetId", 0))
        ids = tab.ids(span.get("dimension", "ROWS"))
        start, end = checked_span(span, len(ids), "dimensionRange")
        if end != start + 1:
            raise invalid("Developer metadata dimension range must be a single row or column")
        mark.sheet_id, mark.dimension, mark.line = tab.sheet_id, span["dimension"], ids[start]
    elif "sheetId" in given:
        mark.sheet_id, mark.dimension, mark.line = book.tab_of(given["sheetId"]).sheet_id, "", -1
    else:
        raise invalid("Developer metadata location must be specified")


def create(book: Book, given: JSON) -> Mark:
    """A new mark; an id that is in use is refused (metadata guide: "the request will be unsuccessful")."""
    if not given.get("metadataKey"):
        raise invalid("Developer metadata key must be specified")
    if given.get("visibility") not in ("DOCUMENT", "PROJECT"):
        raise invalid("Developer metadata visibility must be specified")
    number = given.get("metadataId")
    if number is None:
        number = book.ids.number("mark")
    if not isinstance(number, int) or not 0 < number < 2**31:
        raise invalid("Developer metadata ID must be positive")
    if number in book.marks:
        raise invalid(f"Developer metadata with ID {number} already exists")
    mark = Mark(number, str(given["metadataKey"]), given.get("metadataValue"), given["visibility"])
    place(book, mark, given.get("location") or {})
    refuse_too_much(book, mark)
    book.marks[number] = mark
    note(book, mark, None, shown(book, mark))
    return mark


def refuse_too_much(book: Book, mark: Mark) -> None:
    here = [m for m in book.marks.values() if (m.sheet_id, m.line) == (mark.sheet_id, mark.line) and m.id != mark.id]
    if sum(len(m.key) + len(m.value or "") for m in [*here, mark]) > SIZE:
        raise invalid("Developer metadata exceeds the limit of 30,000 characters for its location")


def update(book: Book, mark: Mark, given: JSON, fields: str) -> None:
    mask: Mask = parsed(fields)
    before = shown(book, mark)
    if not mask or "metadataKey" in mask:
        mark.key = str(given["metadataKey"])
    if not mask or "metadataValue" in mask:
        mark.value = given.get("metadataValue")
    if not mask or "visibility" in mask:
        mark.visibility = given["visibility"]
    if "location" in mask or (not mask and "location" in given):
        place(book, mark, given["location"])
    refuse_too_much(book, mark)
    note(book, mark, before, shown(book, mark))


def delete(book: Book, mark: Mark) -> JSON:
    gone = shown(book, mark)
    del book.marks[mark.id]
    note(book, mark, gone, None)
    return gone


def note(book: Book, mark: Mark, before: JSON | None, after: JSON | None) -> None:
    tab = book.tab_of(mark.sheet_id) if mark.sheet_id is not None else None
    book.note("metadata", tab, before, after)


def by_id(book: Book, number: int) -> Mark:
    """The mark of this id; raises ApiError 404."""
    if number not in book.marks:
        raise ApiError(404, f"No developer metadata with ID {number}")
    return book.marks[number]


def found(book: Book, data_filter: JSON) -> list[Mark]:
    """All marks that a DataFilter selects: by lookup, or by lying where the range lies."""
    lookup = data_filter.get("developerMetadataLookup")
    if lookup is not None:
        return [mark for mark in book.marks.values() if fits(book, mark, lookup)]
    area = filtered_area(book, data_filter)
    return [m for m in book.marks.values() if (own := mark_area(book, m)) and own.meets(area)]


def fits(book: Book, mark: Mark, lookup: JSON) -> bool:
    """Whether a mark has every one of the lookup's fields."""
    kind = location(book, mark)["locationType"]
    told = {"metadataId": mark.id, "metadataKey": mark.key, "metadataValue": mark.value}
    told |= {"visibility": mark.visibility, "locationType": kind}
    if any(lookup.get(name) not in (None, value) for name, value in told.items()):
        return False
    where = lookup.get("metadataLocation")
    return where is None or lies(book, mark, where, lookup.get("locationMatchingStrategy", ""))


def lies(book: Book, mark: Mark, where: JSON, strategy: str) -> bool:
    """Whether a mark lies at a location: exactly there, or, when asked so, anywhere within it."""
    target = Mark(0, "-", None, "DOCUMENT")
    place(book, target, where)
    same = (mark.sheet_id, mark.dimension, mark.line) == (target.sheet_id, target.dimension, target.line)
    if same or strategy != "INTERSECTING_LOCATION":
        return same
    area = mark_area(book, target)
    own = mark_area(book, mark)
    return target.sheet_id is None or (own is not None and area is not None and own.meets(area))


def mark_area(book: Book, mark: Mark) -> Area | None:
    """The cells that a mark stands for; None for one of the whole spreadsheet."""
    if mark.sheet_id is None:
        return None
    tab = book.tab_of(mark.sheet_id)
    if not mark.dimension:
        return tab.everything
    at = tab.ids(mark.dimension).index(mark.line)
    if mark.dimension == "ROWS":
        return tab.everything._replace(top=at, bottom=at + 1)
    return tab.everything._replace(left=at, right=at + 1)


def filtered_area(book: Book, data_filter: JSON) -> Area:
    if "a1Range" in data_filter:
        return book.area(data_filter["a1Range"])
    if "gridRange" not in data_filter:
        raise invalid("Must specify a filter")
    given = data_filter["gridRange"]
    return book.tab_of(given.get("sheetId", 0)).span(given)


def areas(book: Book, data_filter: JSON) -> list[Area]:
    """Every area that a DataFilter selects for values: none where no metadata fits."""
    if "developerMetadataLookup" not in data_filter:
        return [filtered_area(book, data_filter)]
    return [area for mark in found(book, data_filter) if (area := mark_area(book, mark))]


def one_cell(data_filter: JSON) -> bool:
    """Whether the filter is the A1 name of one cell, which grows with the values written to it."""
    text = data_filter.get("a1Range", "")
    rest = split_title(text)[1] if text else None
    return bool(rest) and ":" not in str(rest)
