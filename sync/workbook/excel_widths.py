"""Widths of fresh columns in a worksheet's XML. Knows no package."""

from __future__ import annotations

from sync.workbook.excel_xml import attributes, element, elements, root, shadow, spliced


def with_widths(xml: bytes, widths: dict[int, int]) -> bytes:
    """The worksheet with widths for fresh columns (0-based), where none is set that covers them."""
    seen, p = shadow(xml), root(xml)[0]
    data = element(seen, p + b"sheetData")
    end = data.start if data else 0
    block = element(seen, p + b"cols", 0, end)
    found = list(elements(seen, p + b"col", block.inner, block.close)) if block else []
    ranges = [(e.start, *_range(xml[e.start : e.inner])) for e in found]
    places: dict[int, bytes] = {}
    for column in sorted(widths):
        number = column + 1
        if not any(low <= number <= high for _, low, high in ranges):
            place = next((start for start, low, _ in ranges if low > number), block.close if block else end)
            fresh = b'<%scol min="%d" max="%d" width="%d" customWidth="1"/>' % (p, number, number, widths[column] + 1)
            places[place] = places.get(place, b"") + fresh
    if not block or block.empty:
        whole = b"<" + p + b"cols>" + b"".join(places.values()) + b"</" + p + b"cols>"
        start, stop = (block.start, block.end) if block else (end, end)
        return spliced(xml, [(start, stop, whole)]) if places else xml
    return spliced(xml, [(place, place, columns) for place, columns in places.items()])


def _range(tag: bytes) -> tuple[int, int]:
    found = attributes(tag)
    return int(found.get(b"min", b"1")), int(found.get(b"max", b"0"))
