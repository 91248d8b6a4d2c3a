"""Where an element belongs in a worksheet's XML, and which columns one speaks of. Changes no cell."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from sync.workbook.excel_cells import area
from sync.workbook.excel_parts import Tree, main

_ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations",
)  # fmt: skip
"""The beginning of CT_Worksheet (ECMA-376, 18.3.1.99); an element in the wrong place makes a file damaged."""


def placed(frame: Tree, name: str, item: Tree | Mapping[str, str] | None = None) -> Tree:
    """Add an element (or an empty one with these attributes) where its kind belongs; attributes only: at most once."""
    if item is None or isinstance(item, Mapping):
        standing = frame.find(main(name))
        if standing is not None:
            return standing
        item = etree.Element(main(name), dict(item or {}))
    earlier = {main(other) for other in _ORDER[: _ORDER.index(name) + 1]}
    at = max((i + 1 for i, child in enumerate(frame) if child.tag in earlier), default=0)
    frame.insert(at, item)
    return item


def columns_of(rule: Tree, from_row: int = 1, to_row: int = 1_048_576) -> set[int]:
    """The columns (0-based) that a check or conditional format covers between two rows."""
    places = rule.get("sqref") or " ".join(found.text or "" for found in rule.iter("{*}sqref"))
    found: set[int] = set()
    for ref in places.split():
        try:
            top, left, bottom, right = area(ref.encode())
        except ValueError:  # whole rows or columns, which Excel writes out in full
            continue
        if top <= to_row and bottom >= from_row:
            found |= set(range(left, right + 1))
    return found
