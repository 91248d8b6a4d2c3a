"""batchUpdate requests about rows and columns: inserting, deleting, moving, sizes, hiding, groups."""

from __future__ import annotations

from tests.servers.sheets.book import Book
from tests.servers.sheets.cells import BLANK, formatted
from tests.servers.sheets.edits import delete_lines, insert_lines, move_lines
from tests.servers.sheets.errors import JSON, invalid
from tests.servers.sheets.fields import parsed, updated
from tests.servers.sheets.ranges import checked_span, shown_range
from tests.servers.sheets.tab import Tab

GROUP_CONTROL = {"ROWS": "rowGroupControlAfter", "COLUMNS": "columnGroupControlAfter"}


def lines_in(book: Book, given: JSON) -> tuple[Tab, str, int, int]:
    """Tab, dimension and span of a DimensionRange that lies in the grid."""
    tab = book.tab_of(given.get("sheetId") or 0)
    dimension = given.get("dimension", "")
    if dimension not in ("ROWS", "COLUMNS"):
        raise invalid("Invalid dimension: a dimension must be specified")
    return tab, dimension, *checked_span(given, len(tab.ids(dimension)), "range")


def insert_dimension(book: Book, given: JSON) -> JSON:
    span = given["range"]
    tab = book.tab_of(span.get("sheetId") or 0)
    dimension, start, end = span["dimension"], span.get("startIndex", 0), span["endIndex"]
    size = len(tab.ids(dimension))
    before = bool(given.get("inheritFromBefore"))
    if start > size or start >= end or (before and start == 0):
        raise invalid(f"range.startIndex[{start}] must lie within a grid of {size}")
    if start == size and not before:
        raise invalid(
            f"range.startIndex[{start}] must be less than the grid size ({size}) if inheritFromBefore is false."
        )
    insert_lines(book, tab, dimension, start, end - start, start - 1 if before else start)
    return {}


def append_dimension(book: Book, given: JSON) -> JSON:
    tab, dimension = book.tab_of(given.get("sheetId") or 0), given["dimension"]
    if given.get("length", 0) <= 0:
        raise invalid("length must be positive")
    insert_lines(book, tab, dimension, len(tab.ids(dimension)), given["length"])
    return {}


def delete_dimension(book: Book, given: JSON) -> JSON:
    delete_lines(book, *lines_in(book, given["range"]))
    return {}


def move_dimension(book: Book, given: JSON) -> JSON:
    tab, dimension, start, end = lines_in(book, given["source"])
    to = given.get("destinationIndex", 0)
    if not 0 <= to <= len(tab.ids(dimension)):
        raise invalid(f"destinationIndex[{to}] must lie within the grid")
    move_lines(book, tab, dimension, start, end, to)
    return {}


def update_dimension_properties(book: Book, given: JSON) -> JSON:
    tab, dimension, start, end = lines_in(book, given["range"])
    kept = tab.line_properties[dimension]
    for line in tab.ids(dimension)[start:end]:
        fresh = updated(kept.get(line, {}), given.get("properties") or {}, parsed(given.get("fields", "")))
        kept[line] = {name: value for name, value in fresh.items() if value is not False}
    book.note("property", tab, None, {dimension: (start, end), **(given.get("properties") or {})})
    return {}


def auto_resize(book: Book, given: JSON) -> JSON:
    """Columns become some 8.5 pixels a character wide; the real service measures the letters."""
    tab, dimension, start, end = lines_in(book, given["dimensions"])
    for index in range(start, end):
        shown = [formatted(tab.cell(row, index) or BLANK) for row in range(len(tab.rows))]
        width = round(8.487 * max(map(len, shown), default=0)) if dimension == "COLUMNS" else 21
        if width:
            tab.line_properties[dimension].setdefault(tab.ids(dimension)[index], {})["pixelSize"] = width
    book.note("property", tab, None, {"resized": (dimension, start, end)})
    return {}


def shown_groups(tab: Tab, dimension: str) -> list[JSON]:
    return [{**group, "range": shown_range(group["range"])} for group in tab.groups[dimension]]


def add_group(book: Book, given: JSON) -> JSON:
    tab, dimension, start, end = lines_in(book, given["range"])
    span = {"sheetId": tab.sheet_id, "dimension": dimension, "startIndex": start, "endIndex": end}
    around = [g for g in tab.groups[dimension] if g["range"]["startIndex"] <= start and end <= g["range"]["endIndex"]]
    tab.groups[dimension].append({"range": span, "depth": len(around) + 1})
    tab.grid_properties[GROUP_CONTROL[dimension]] = True
    book.note("property", tab, None, {"group": span})
    return {"addDimensionGroup": {"dimensionGroups": shown_groups(tab, dimension)}}


def same_span(group: JSON, span: JSON) -> bool:
    return all(group["range"].get(k) == span.get(k, 0) for k in ("startIndex", "endIndex"))


def update_group(book: Book, given: JSON) -> JSON:
    wanted = given["dimensionGroup"]
    tab, dimension, *_ = lines_in(book, wanted["range"])
    for group in tab.groups[dimension]:
        if same_span(group, wanted["range"]) and group["depth"] == wanted.get("depth", group["depth"]):
            fresh = updated(group, {**wanted, "range": group["range"]}, parsed(given.get("fields", "")))
            group.clear()
            group.update({k: v for k, v in fresh.items() if v is not False})
            book.note("property", tab, None, {"group": group})
            return {}
    raise invalid("No matching dimension group for the given range and depth.")


def delete_group(book: Book, given: JSON) -> JSON:
    tab, dimension, *_ = lines_in(book, given["range"])
    gone = [group for group in tab.groups[dimension] if same_span(group, given["range"])]
    if not gone:
        raise invalid("Cannot delete a dimension group that does not exist.")
    tab.groups[dimension].remove(gone[-1])
    book.note("property", tab, {"group": gone[-1]}, None)
    rest = shown_groups(tab, dimension)
    return {"deleteDimensionGroup": {"dimensionGroups": rest} if rest else {}}
