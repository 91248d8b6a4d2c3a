"""batchUpdate requests about whole tabs and the spreadsheet itself, and how a tab's properties are shown."""

from __future__ import annotations

from tests.servers.sheets.book import Book, Mark
from tests.servers.sheets.edits import add_tab, delete_tab, resize, unique_title
from tests.servers.sheets.errors import JSON, invalid
from tests.servers.sheets.fields import parsed, updated, without_nulls
from tests.servers.sheets.tab import Tab

COUNTS = {"rowCount": "ROWS", "columnCount": "COLUMNS"}


def sheet_properties(book: Book, tab: Tab) -> JSON:
    """A SheetProperties as the service shows it: nothing that is off or blank."""
    size = {"rowCount": tab.row_count, "columnCount": tab.column_count}
    place = {"sheetId": tab.sheet_id, "title": tab.title, "index": book.tabs.index(tab), "sheetType": "GRID"}
    return {**place, "gridProperties": {**size, **tab.grid_properties}, **tab.properties}


def no_tab(sheet_id: int) -> Exception:
    return invalid(f"No sheet with id: {sheet_id}")


def the_tab(book: Book, sheet_id: int) -> Tab:
    for tab in book.tabs:
        if tab.sheet_id == sheet_id:
            return tab
    raise no_tab(sheet_id)


def add_sheet(book: Book, given: JSON) -> JSON:
    wanted = without_nulls(given.get("properties") or {})
    sheet_id = wanted.get("sheetId", None)
    if sheet_id is None:
        sheet_id = book.ids.number("sheet")
    if any(tab.sheet_id == sheet_id for tab in book.tabs):
        raise invalid(f"Sheet with id {sheet_id} already exists. Please specify a different id.")
    grid = dict(wanted.get("gridProperties") or {})
    size = grid.pop("rowCount", 1000), grid.pop("columnCount", 26)
    title = wanted.get("title") or f"Sheet{len(book.tabs) + 1}"
    tab = add_tab(book, sheet_id, title, *size, wanted.get("index"))
    tab.grid_properties = {name: value for name, value in grid.items() if value}
    known = ("sheetId", "title", "index", "sheetType", "gridProperties")
    tab.properties = {name: value for name, value in wanted.items() if name not in known and value is not False}
    return {"addSheet": {"properties": sheet_properties(book, tab)}}


def delete_sheet(book: Book, given: JSON) -> JSON:
    delete_tab(book, the_tab(book, given.get("sheetId", 0)))
    return {}


def duplicate_sheet(book: Book, given: JSON) -> JSON:
    source = the_tab(book, given.get("sourceSheetId", 0))
    sheet_id = given.get("newSheetId")
    if sheet_id is None:
        sheet_id = book.ids.number("sheet")
    title = given.get("newSheetName") or f"Copy of {source.title}"
    tab = copied_tab(book, source, sheet_id, title, given.get("insertSheetIndex", 0))
    return {"duplicateSheet": {"properties": sheet_properties(book, tab)}}


def copied_tab(book: Book, source: Tab, sheet_id: int, title: str, index: int) -> Tab:
    """A copy with fresh lines; its ranges point at itself. Metadata goes along under new ids (Book.copies_marks)."""
    unique_title(book, title)
    tab = source.copy()
    tab.sheet_id, tab.title = sheet_id, title
    for thing in [*tab.merges, *(t["range"] for things in tab.ranges() for t in things if "range" in t)]:
        thing["sheetId"] = sheet_id
    for rule in tab.conditional_formats:
        rule["ranges"] = [{**r, "sheetId": sheet_id} for r in rule["ranges"]]
    fresh: dict[int, int] = {}
    for dimension in ("ROWS", "COLUMNS"):
        ids = tab.ids(dimension)
        ids[:] = book.new_lines(len(ids))
        fresh |= dict(zip(source.ids(dimension), ids, strict=True))
        tab.line_properties[dimension] = {fresh[k]: v for k, v in tab.line_properties[dimension].items() if k in fresh}
    book.tabs.insert(index, tab)
    if book.copies_marks:
        for mark in [m for m in book.marks.values() if m.sheet_id == source.sheet_id]:
            number = book.ids.number("mark")
            place = (sheet_id, mark.dimension, fresh.get(mark.line, -1))
            book.marks[number] = Mark(number, mark.key, mark.value, mark.visibility, *place)
    book.note("structure", tab, None, {"copy of tab": source.title})
    return tab


def update_sheet_properties(book: Book, given: JSON) -> JSON:
    wanted = given.get("properties") or {}
    tab = the_tab(book, wanted.get("sheetId", 0))
    mask = parsed(given.get("fields", ""))
    if not given.get("fields"):
        raise invalid("At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)")
    before = sheet_properties(book, tab)
    if ("title" in mask or not mask) and wanted.get("title"):
        tab.title = unique_title(book, wanted["title"], tab)
    if ("index" in mask or not mask) and "index" in wanted:
        move_tab(book, tab, wanted["index"])
    if "gridProperties" in mask or not mask:
        update_grid(book, tab, wanted.get("gridProperties") or {}, mask.get("gridProperties") or {})
    rest = {name: inner for name, inner in mask.items() if name not in ("title", "index", "gridProperties", "sheetId")}
    if rest:
        tab.properties = {k: v for k, v in updated(tab.properties, wanted, rest).items() if v not in (False, {})}
    book.note("property", tab, before, sheet_properties(book, tab))
    return {}


def move_tab(book: Book, tab: Tab, index: int) -> None:
    """Before the tab that stood at `index` before the move (the API's own words)."""
    at = book.tabs.index(tab)
    book.tabs.remove(tab)
    book.tabs.insert(index if index <= at else index - 1, tab)


def update_grid(book: Book, tab: Tab, wanted: JSON, mask: JSON) -> None:
    for name, dimension in COUNTS.items():
        if (name in mask or not mask) and name in wanted:
            if wanted[name] < 1:
                raise invalid(f"gridProperties.{name} must be positive")
            resize(book, tab, dimension, wanted[name])
    rest = {name: inner for name, inner in mask.items() if name not in COUNTS}
    if rest or not mask:
        kept = {k: v for k, v in wanted.items() if k not in COUNTS}
        fresh = updated(tab.grid_properties, kept, rest) if rest else {**tab.grid_properties, **kept}
        tab.grid_properties = {k: v for k, v in fresh.items() if v}


def update_spreadsheet_properties(book: Book, given: JSON) -> JSON:
    before = book.properties
    book.properties = {**before, **updated(before, given.get("properties") or {}, parsed(given.get("fields", "")))}
    book.note("property", None, before, book.properties)
    return {}
