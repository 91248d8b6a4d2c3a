"""Finding and changing single elements in the bytes of an XML part; knows nothing of sheets.

Everything else in the part keeps its bytes, which no XML library promises.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sync.workbook.base import Unreadable

_HIDDEN = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
_ATTRIBUTE = re.compile(rb"""\s([\w:.-]+)\s*=\s*("[^"]*"|'[^']*')""")
_INSIDE = rb"""[^>"']*(?:(?:"[^"]*"|'[^']*')[^>"']*)*"""
_ROOT = re.compile(rb"<(?:([\w.-]+):)?([\w.-]+)(?=[\s/>])" + _INSIDE + rb">")

_AFTER_NAME = {b">", b" ", b"\t", b"\r", b"\n"}

Edit = tuple[int, int, bytes]


@dataclass(frozen=True, slots=True)
class Element:
    """Where an element stands: `<a …>` is start..inner, its content inner..close, `</a>` close..end."""

    start: int
    inner: int
    close: int
    end: int

    @property
    def empty(self) -> bool:
        """Written as `<a/>`."""
        return self.inner == self.end


def shadow(xml: bytes) -> bytes:
    """The same bytes with comments, CDATA and processing instructions blanked, so that a search sees only tags."""
    if b"<!" not in xml and xml.find(b"<?", 2) < 0:
        return xml
    return _HIDDEN.sub(lambda found: b" " * len(found[0]), xml)


def checked(xml: bytes, part: str) -> bytes:
    """The XML if it is UTF-8 without a document type, else Unreadable: entities are not for us to expand."""
    if xml[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in xml[:64]:
        raise Unreadable(f"{part} in the file is not stored as UTF-8. Open it in Excel and save it as .xlsx again.")
    if b"<!DOCTYPE" in shadow(xml[:4096]) or b"<!ENTITY" in xml:
        raise Unreadable(f"{part} in the file holds a document type, which no .xlsx may. Use a clean copy.")
    return xml


def root(xml: bytes) -> tuple[bytes, bytes, bytes]:
    """Prefix (with its colon), local name and whole start tag of the document's first element."""
    found = _ROOT.search(shadow(xml[:65536]))
    if not found:
        raise Unreadable("A part of the file is damaged. Open it in Excel, let it repair, and save it.")
    return (found[1] + b":" if found[1] else b""), found[2], found[0]


def start_tag(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"<" + re.escape(name) + rb"(?=[\s/>])" + _INSIDE + rb">")


def elements(seen: bytes, name: bytes, start: int = 0, end: int | None = None) -> Iterator[Element]:
    """Each element of that (prefixed) name in a shadow, in order; they may not nest."""
    stop = len(seen) if end is None else end
    for tag in start_tag(name).finditer(seen, start, stop):
        if tag[0].endswith(b"/>"):
            yield Element(tag.start(), tag.end(), tag.end(), tag.end())
            continue
        close = seen.find(b"</" + name, tag.end(), stop)  # far faster than a pattern, over millions of bytes
        while close >= 0 and seen[close + len(name) + 2 : close + len(name) + 3] not in _AFTER_NAME:
            close = seen.find(b"</" + name, close + 2, stop)
        if close < 0:
            raise Unreadable("A part of the file is damaged. Open it in Excel, let it repair, and save it.")
        yield Element(tag.start(), tag.end(), close, seen.index(b">", close) + 1)


def element(seen: bytes, name: bytes, start: int = 0, end: int | None = None) -> Element | None:
    """The first element of that name, or None."""
    return next(elements(seen, name, start, end), None)


def attributes(tag: bytes) -> dict[bytes, bytes]:
    """The attributes of a start tag, values as written (escaped)."""
    return {name: value[1:-1] for name, value in _ATTRIBUTE.findall(tag)}


def with_attribute(tag: bytes, name: bytes, value: bytes | None) -> bytes:
    """The start tag with that attribute set, or taken out (None); the others stay as they stand."""
    place = re.compile(rb"(\s)" + re.escape(name) + rb"""\s*=\s*(?:"[^"]*"|'[^']*')""")
    if value is None:
        return place.sub(b"", tag, count=1)
    written = name + b'="' + value + b'"'
    if place.search(tag):
        return place.sub(lambda found: found[1] + written, tag, count=1)
    end = len(tag) - (2 if tag.endswith(b"/>") else 1)
    return tag[:end].rstrip() + b" " + written + tag[end:]


def opened(tag: bytes) -> bytes:
    """The start tag of `<a/>` as `<a>`."""
    return tag[:-2].rstrip() + b">" if tag.endswith(b"/>") else tag


def spliced(xml: bytes, edits: Iterable[Edit]) -> bytes:
    """The bytes with each (start, end, replacement) done; edits may come in any order but not overlap."""
    pieces: list[bytes] = []
    at = 0
    for start, end, replacement in sorted(edits, key=lambda edit: edit[:2]):
        pieces += (xml[at:start], replacement)
        at = end
    pieces.append(xml[at:])
    return b"".join(pieces)


def escaped(text: str) -> bytes:
    """Text for an attribute or an element."""
    return html.escape(text).encode("utf-8", "replace")


def unescaped(raw: bytes) -> str:
    return html.unescape(raw.decode("utf-8", "replace"))
