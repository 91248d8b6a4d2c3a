"""Values as cells of an .xlsx and back: references, serial numbers, text that XML can hold. No files, no rows."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from sync.workbook.base import Value

Written = str | float | int | date | datetime | None
"""What jobs write into a cell."""

LONGEST = 32767
"""Characters a cell holds (Excel specifications and limits)."""
ROWS, COLUMNS = 1048576, 16384

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PLAIN = re.compile("[^\x00-\x1f&<>_\x7f\ud800-\U0010ffff]*")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_EPOCH_1900, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_ENDLESS = (math.inf, -math.inf)
_LEAP_BUG_ENDS = date(1900, 3, 1)


@lru_cache(maxsize=COLUMNS)
def letters(column: int) -> bytes:
    """0 is A, 25 is Z, 26 is AA."""
    name = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name.encode()


@lru_cache(maxsize=COLUMNS)
def column_of(name: bytes) -> int:
    """The column (0-based) of its letters."""
    number = 0
    for letter in name.upper():
        number = number * 26 + letter - 64
    return number - 1


def reference(row: int, column: int) -> bytes:
    return letters(column) + b"%d" % row


def position(ref: bytes) -> tuple[int, int]:
    """Row (1-based) and column (0-based) of `B7` or `$B$7`. Raises ValueError for anything else."""
    found = re.fullmatch(rb"\$?([A-Za-z]{1,3})\$?(\d{1,7})", ref)
    if not found:
        raise ValueError(ref)
    return int(found[2]), column_of(found[1])


def area(ref: bytes) -> tuple[int, int, int, int]:
    """Top, left, bottom, right of `B7` or `B7:D9`. Raises ValueError."""
    first, _, last = ref.partition(b":")
    top, left = position(first)
    bottom, right = position(last) if last else (top, left)
    return top, left, bottom, right


def area_name(top: int, left: int, bottom: int, right: int) -> bytes:
    return reference(top, left) + b":" + reference(bottom, right)


def stored_text(text: str) -> str:
    """The text as a cell will hold it: line ends as \\n, no control characters, at most LONGEST characters.

    Characters that XML 1.0 cannot hold are left out; a job that compares what stands with what it wants
    compares with this.
    """
    flat = _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(flat) * 2 > LONGEST:  # a sheet counts UTF-16 units, so that an emoji is two
        flat = flat.encode("utf-16-le")[: LONGEST * 2].decode("utf-16-le", "ignore")
    return flat


def escaped_text(text: str) -> bytes:
    """Stored text as XML; a literal `_x0041_` must not be taken for an escape (ECMA-376, ST_Xstring)."""
    if len(text) <= LONGEST and _PLAIN.fullmatch(text):
        return text.encode()
    kept = _LOOKS_ESCAPED.sub("_x005F_", stored_text(text))
    return kept.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").encode()


def serial(value: date, epoch_1904: bool) -> float | int | None:
    """The date (or naive time) as the sheet counts days; None for one that the sheet cannot count."""
    day = value.date() if isinstance(value, datetime) else value
    days = (day - (_EPOCH_1904 if epoch_1904 else _EPOCH_1900)).days
    if days < 0 or (not epoch_1904 and day < _LEAP_BUG_ENDS):
        return None
    if not isinstance(value, datetime):
        return days
    since = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond)
    return days + since / timedelta(days=1) if since else days


def body(value: Written, p: bytes, epoch_1904: bool) -> tuple[bytes, bytes]:
    """Attributes and content of a `<c>` that shows the value; `p` is the sheet's prefix. Never a formula."""
    if isinstance(value, date):
        days = serial(value, epoch_1904)
        value = str(value) if days is None else days
    if isinstance(value, str):
        if not value:
            return b"", b""
        content = b'<is><t xml:space="preserve">' + escaped_text(value) + b"</t></is>"
        return b' t="inlineStr"', _prefixed(content, p) if p else content
    if value is None or value != value or value in _ENDLESS:
        return b"", b""
    kind, shown = (b' t="b"', b"%d" % value) if isinstance(value, bool) else (b"", repr(value).encode())
    return kind, b"<" + p + b"v>" + shown + b"</" + p + b"v>"


def _prefixed(content: bytes, p: bytes) -> bytes:
    return re.sub(rb"<(/?)(is|t)(?=[ >])", rb"<\1" + p + rb"\2", content)


def harmless(value: object) -> Value:
    """A time of day or a duration, which no column of ours asks for, as text such as 14:30 or 25:30."""
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{'-' if minutes < 0 else ''}{abs(minutes) // 60}:{abs(minutes) % 60:02}"
    if isinstance(value, datetime) and value.microsecond:
        return (value + timedelta(microseconds=500_000)).replace(microsecond=0)
    return value  # type: ignore[return-value]
