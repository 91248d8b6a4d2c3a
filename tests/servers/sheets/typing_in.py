"""What the sheet makes of typed text (USER_ENTERED, en_US): numbers, dates, formulas; and values sent as they are."""

from __future__ import annotations

import re
from datetime import datetime

from tests.servers.sheets.cells import Cell, Value, calculated, serial
from tests.servers.sheets.errors import JSON
from tests.servers.sheets.sums import whole

NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?")
DATES = {
    "yyyy-mm-dd": ("DATE", "%Y-%m-%d"),
    "m/d/yyyy": ("DATE", "%m/%d/%Y"),
    "d mmm yyyy": ("DATE", "%d %b %Y"),
    "mmm d yyyy": ("DATE", "%b %d %Y"),
    "yyyy-mm-dd h:mm": ("DATE_TIME", "%Y-%m-%d %H:%M"),
    "yyyy-mm-dd h:mm:ss": ("DATE_TIME", "%Y-%m-%d %H:%M:%S"),
    "m/d/yyyy h:mm:ss": ("DATE_TIME", "%m/%d/%Y %H:%M:%S"),
}
"""Number format's pattern -> its type, and how such a date is read."""


def typed(text: object, before: Cell) -> Cell:
    """The cell after this text was typed over it; a format that the sheet infers never replaces a number format."""
    if not isinstance(text, str):
        return before._replace(value=raw(text))
    if text == "":
        return before._replace(value=None)
    if text.startswith("=") and len(text) > 1:
        return before._replace(value=calculated(text))
    if text.startswith("'"):
        return before._replace(value=text[1:])
    value, shape = understood(text)
    if shape and not (before.format or {}).get("numberFormat"):
        return before._replace(value=value, format={**(before.format or {}), "numberFormat": shape})
    return before._replace(value=value)


def understood(text: str) -> tuple[Value, JSON | None]:
    """The value that typed text stands for, and the number format that comes with it."""
    if text.upper() in ("TRUE", "FALSE"):
        return text.upper() == "TRUE", None
    bare = text.strip()
    percent = bare.endswith("%")
    digits = bare.rstrip("%")
    if any(c.isdigit() for c in digits) and NUMBER.fullmatch(digits):
        number = float(digits.replace(",", ""))
        return (number / 100, {"type": "PERCENT", "pattern": "0%"}) if percent else (whole(number), None)
    for pattern, (kind, reading) in DATES.items():
        if moment := read_date(bare, reading):
            return serial(moment), {"type": kind, "pattern": pattern}
    return text, None


def read_date(text: str, reading: str) -> datetime | None:
    try:
        return datetime.strptime(text, reading) if text[:1].isalnum() else None
    except ValueError:
        return None


def raw(value: object) -> Value:
    """A value sent as RAW: kept as it is, a blank text clears the cell."""
    if isinstance(value, float):
        return whole(value)
    return value if isinstance(value, str | int) and value != "" else None
