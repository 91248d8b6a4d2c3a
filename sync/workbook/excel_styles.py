"""The styles of an .xlsx: which of them show dates, and the few that writing adds at their end. No cells."""

from __future__ import annotations

import re
from datetime import date, datetime

from sync.workbook.excel_cells import Written
from sync.workbook.excel_xml import (
    Edit,
    Element,
    attributes,
    element,
    elements,
    escaped,
    opened,
    root,
    shadow,
    spliced,
    unescaped,
    with_attribute,
)

DATE, MOMENT, GENERAL = "ddd d mmm yyyy", "ddd d mmm yyyy hh:mm", "General"
DATE_VALUE, MOMENT_VALUE = date(2000, 1, 1), datetime(2000, 1, 1)
"""Any values of their kind, for asking `Styles.for_value` ahead of the first one."""
_BUILT_IN_DATES = {*range(14, 18), 22, *range(27, 32), 34, 35, 36, *range(50, 59)}
_BUILT_IN_TIMES = {*range(18, 22), 32, 33, 45, 46, 47}
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_MINIMAL = (
    b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    b'<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    b'</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    b'<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>'
)


def shows(code: str) -> str:
    """What a number format shows: "date", "time" or "" for anything else."""
    plain = _QUOTED.sub("", code.split(";")[0]).lower()
    if plain.strip() == "general":
        return ""
    if re.search("[dy]|m{3}", plain):
        return "date"
    return "time" if re.search("[hs]", plain) else "date" if "m" in plain else ""


class Styles:
    """The cell formats by their number; `for_value` gives the one to use, `xml` the part with what was added."""

    def __init__(self, xml: bytes | None) -> None:
        self._xml = xml or _MINIMAL
        self._seen = shadow(self._xml)
        self._p = root(self._xml)[0]
        self._codes = self._read_codes()
        self._formats = self._read_formats()
        self._standing = len(self._formats)
        self._new_codes: dict[str, int] = {}
        self._known: dict[tuple[int, str], int] = {}

    def _read_codes(self) -> dict[int, str]:
        tags = (self._xml[e.start : e.inner] for e in elements(self._seen, self._p + b"numFmt"))
        found = (attributes(tag) for tag in tags)
        return {int(a[b"numFmtId"]): unescaped(a[b"formatCode"]) for a in found if b"numFmtId" in a}

    def _read_formats(self) -> list[bytes]:
        block = self._block(b"cellXfs")
        if not block:
            return []
        return [self._xml[e.start : e.end] for e in elements(self._seen, self._p + b"xf", block.inner, block.close)]

    def _block(self, name: bytes) -> Element | None:
        return element(self._seen, self._p + name)

    def _shows(self, style: int) -> str:
        if style >= len(self._formats):
            return ""
        number = int(attributes(_tag(self._formats[style])).get(b"numFmtId", b"0"))
        if number in self._codes:
            return shows(self._codes[number])
        if number in self._new_codes.values():
            return "date"
        return "date" if number in _BUILT_IN_DATES else "time" if number in _BUILT_IN_TIMES else ""

    def for_value(self, style: int, value: Written) -> int:
        """A style that shows the value for what it is, otherwise like `style`: dates as dates, numbers as numbers."""
        if isinstance(value, str | None):
            return style
        code = MOMENT if isinstance(value, datetime) else DATE if isinstance(value, date) else GENERAL
        known = self._known.get((style, code))
        if known is None:
            shown = self._shows(style)
            fits = shown == ("" if code is GENERAL else "date")
            known = self._known[style, code] = style if fits else self._clone(style, code)
        return known

    def _clone(self, style: int, code: str) -> int:
        number = 0 if code is GENERAL else self._code_number(code)
        old = self._formats[style] if style < len(self._formats) else b"<" + self._p + b"xf/>"
        tag = _tag(old)
        fresh = with_attribute(with_attribute(tag, b"numFmtId", b"%d" % number), b"applyNumberFormat", b"1")
        return self._add(fresh + old[len(tag) :])

    def _add(self, xf: bytes) -> int:
        if xf not in self._formats:
            self._formats.append(xf)
        return self._formats.index(xf)

    def _code_number(self, code: str) -> int:
        for number, standing in self._codes.items():
            if standing == code:
                return number
        free = max(163, *self._codes, *self._new_codes.values(), 163) + 1
        return self._new_codes.setdefault(code, free)

    @property
    def xml(self) -> bytes | None:
        """The part with the added formats at its end, or None where nothing was added."""
        added = self._formats[self._standing :]
        if not added:
            return None
        edits = [*self._into(b"cellXfs", added)]
        if self._new_codes:
            edits += self._codes_edit()
        return spliced(self._xml, edits)

    def _codes_edit(self) -> list[Edit]:
        p = self._p
        items = [
            b'<%snumFmt numFmtId="%d" formatCode="%s"/>' % (p, number, escaped(code))
            for code, number in self._new_codes.items()
        ]
        if self._block(b"numFmts"):
            return self._into(b"numFmts", items)
        place = self._xml.index(root(self._xml)[2]) + len(root(self._xml)[2])
        fresh = b'<%snumFmts count="%d">%s</%snumFmts>' % (p, len(items), b"".join(items), p)
        return [(place, place, fresh)]

    def _into(self, name: bytes, items: list[bytes]) -> list[Edit]:
        """The edits that put items at the end of a counted block."""
        block = self._block(name)
        if not block:
            return []
        tag = self._xml[block.start : block.inner]
        count = int(attributes(tag).get(b"count", b"0") or 0) + len(items)
        if name == b"cellXfs":
            count = len(self._formats)
        head = opened(with_attribute(tag, b"count", b"%d" % count))
        if block.empty:
            return [(block.start, block.end, head + b"".join(items) + b"</" + self._p + name + b">")]
        return [(block.start, block.inner, head), (block.close, block.close, b"".join(items))]


def _tag(xml: bytes) -> bytes:
    """The start tag of an element; `>` inside a quoted value does not end it."""
    found = re.match(rb"""<(?:[^>"']|"[^"]*"|'[^']*')*>""", xml)
    return found[0] if found else xml
