"""batchUpdate requests about what lies on cells: named and protected ranges, merges, developer metadata."""

from __future__ import annotations

from tests.servers.sheets import marks
from tests.servers.sheets.book import Book
from tests.servers.sheets.edits import put
from tests.servers.sheets.errors import JSON, invalid
from tests.servers.sheets.fields import parsed, updated, without_nulls
from tests.servers.sheets.ranges import Area, grid_range, shown_range
from tests.servers.sheets.requests_cells import area_in, tab_in
from tests.servers.sheets.tab import Tab


def stored_range(book: Book, given: JSON) -> JSON:
    """A GridRange as it is kept, its tab checked."""
    return {"sheetId": tab_in(book, given).sheet_id, **{k: v for k, v in given.items() if k != "sheetId"}}


def whole_range(area: Area) -> JSON:
    return {**grid_range(area), "sheetId": area.sheet_id}


def ranged(thing: JSON) -> JSON:
    """A thing as the API shows it: its range without a sheet id of 0."""
    return {**thing, "range": shown_range(thing["range"])} if "range" in thing else thing


def add_named_range(book: Book, given: JSON) -> JSON:
    wanted = given["namedRange"]
    if any(n["name"].casefold() == wanted["name"].casefold() for n in book.named_ranges):
        raise invalid(f'A named range with the name "{wanted["name"]}" already exists.')
    number = wanted.get("namedRangeId") or str(book.ids.number("named"))
    named = {"namedRangeId": number, "name": wanted["name"], "range": stored_range(book, wanted["range"])}
    book.named_ranges.append(named)
    book.note("property", None, None, named)
    return {"addNamedRange": {"namedRange": ranged(named)}}


def one_named(book: Book, number: str) -> JSON:
    for named in book.named_ranges:
        if named["namedRangeId"] == number:
            return named
    raise invalid(f"No named range with id: {number}")


def update_named_range(book: Book, given: JSON) -> JSON:
    wanted = given["namedRange"]
    named = one_named(book, wanted["namedRangeId"])
    fields = parsed(given.get("fields", ""))
    if "name" in fields or not fields:
        named["name"] = wanted["name"]
    if "range" in fields or not fields:
        named["range"] = stored_range(book, wanted["range"])
    book.note("property", None, None, named)
    return {}


def delete_named_range(book: Book, given: JSON) -> JSON:
    book.named_ranges.remove(one_named(book, given["namedRangeId"]))
    book.note("property", None, given, None)
    return {}


def add_protected_range(book: Book, given: JSON) -> JSON:
    """Shown as recorded: who asked may edit, and is the editor where none was named."""
    wanted = without_nulls(given["protectedRange"])
    if wanted.get("warningOnly") and (wanted.get("editors") or {}).get("users"):
        raise invalid("ProtectedRange is warningOnly. Editors cannot be set on it.")
    if "namedRangeId" in wanted:
        span = one_named(book, wanted["namedRangeId"])["range"]
    else:
        span = stored_range(book, wanted.get("range") or {})
    number = wanted.get("protectedRangeId") or book.ids.number("protected")
    shield: JSON = {"protectedRangeId": number, "range": span}
    shield |= {k: wanted[k] for k in ("description", "warningOnly", "unprotectedRanges") if wanted.get(k)}
    users = (wanted.get("editors") or {}).get("users")
    shield |= {"requestingUserCanEdit": True, "editors": {"users": users or [book.actor.user or book.owner]}}
    tab_in(book, span).protected.append(shield)
    book.note("property", tab_in(book, span), None, shield)
    return {"addProtectedRange": {"protectedRange": ranged({**shield, "editors": {"users": users} if users else {}})}}


def with_id(book: Book, kind: str, key: str, number: int) -> tuple[Tab, JSON]:
    """The thing of this id among the tabs' things of a kind; raises ApiError."""
    for tab in book.tabs:
        for thing in getattr(tab, kind):
            if thing.get(key) == number:
                return tab, thing
    raise invalid(f"No {key} with id: {number}")


def update_protected_range(book: Book, given: JSON) -> JSON:
    wanted = given["protectedRange"]
    tab, shield = with_id(book, "protected", "protectedRangeId", wanted["protectedRangeId"])
    fresh = updated(shield, wanted, parsed(given.get("fields", "")))
    shield.update({**fresh, "range": stored_range(book, fresh["range"])})
    book.note("property", tab, None, shield)
    return {}


def remove(book: Book, kind: str, key: str, number: int) -> JSON:
    tab, thing = with_id(book, kind, key, number)
    getattr(tab, kind).remove(thing)
    book.note("property", tab, thing, None)
    return {}


def delete_protected_range(book: Book, given: JSON) -> JSON:
    return remove(book, "protected", "protectedRangeId", given["protectedRangeId"])


def merge_parts(area: Area, kind: str) -> list[Area]:
    if kind == "MERGE_ROWS":
        return [area._replace(top=row, bottom=row + 1) for row in area.rows]
    if kind == "MERGE_COLUMNS":
        return [area._replace(left=column, right=column + 1) for column in area.columns]
    return [area]


def merge_cells(book: Book, given: JSON) -> JSON:
    """The upper left value stays; a merge that is met must lie wholly inside."""
    area = area_in(book, given["range"])
    tab = book.tab_of(area.sheet_id)
    unmerge_cells(book, given)
    for part in merge_parts(area, given.get("mergeType", "MERGE_ALL")):
        if part.bottom - part.top == 1 and part.right - part.left == 1:
            continue
        tab.merges.append(whole_range(part))
        for row in part.rows:
            for column in part.columns:
                cell = tab.cell(row, column)
                if (row, column) != (part.top, part.left) and cell is not None and cell.value is not None:
                    put(book, tab, row, column, cell._replace(value=None))
    book.note("property", tab, None, {"merged": whole_range(area)})
    return {}


def unmerge_cells(book: Book, given: JSON) -> JSON:
    area = area_in(book, given["range"])
    tab = book.tab_of(area.sheet_id)
    for merge in [m for m in tab.merges if tab.span(m).meets(area)]:
        own = tab.span(merge)
        if own.top < area.top or own.bottom > area.bottom or own.left < area.left or own.right > area.right:
            raise invalid("You must select all cells in a merged range to merge or unmerge them.")
        tab.merges.remove(merge)
        book.note("property", tab, {"merged": merge}, None)
    return {}


def create_mark(book: Book, given: JSON) -> JSON:
    mark = marks.create(book, given.get("developerMetadata") or {})
    return {"createDeveloperMetadata": {"developerMetadata": marks.shown(book, mark)}}


def update_marks(book: Book, given: JSON) -> JSON:
    chosen = [mark for one in given.get("dataFilters") or [] for mark in marks.found(book, one)]
    for mark in chosen:
        marks.update(book, mark, given.get("developerMetadata") or {}, given.get("fields", ""))
    return {"updateDeveloperMetadata": {"developerMetadata": [marks.shown(book, mark) for mark in chosen]}}


def delete_marks(book: Book, given: JSON) -> JSON:
    gone = [marks.delete(book, mark) for mark in marks.found(book, given.get("dataFilter") or {})]
    return {"deleteDeveloperMetadata": {"deletedDeveloperMetadata": gone} if gone else {}}
