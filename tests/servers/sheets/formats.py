"""Numbers and dates as the sheet shows them, by the patterns of the API's date and number format page (en_US)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache

from tests.servers.sheets.errors import JSON

PATTERNS = {
    "DATE": "m/d/yyyy",
    "TIME": "h:mm:ss am/pm",
    "DATE_TIME": "m/d/yyyy h:mm:ss",
    "PERCENT": "0.00%",
    "NUMBER": "#,##0.00",
    "CURRENCY": "$#,##0.00",
}
TOKENS = re.compile(r'"[^"]*"|\\.|am/pm|a/p|y+|m+|d+|h+|s+|.', re.IGNORECASE | re.DOTALL)
DATES = {
    "yy": "%y",
    "yyyy": "%Y",
    "mm": "%m",
    "mmm": "%b",
    "mmmm": "%B",
    "dd": "%d",
    "ddd": "%a",
    "dddd": "%A",
    "am/pm": "%p",
    "ss": "%S",
}


def number_format(style: JSON | None) -> tuple[str, str]:
    """The type and pattern of a CellFormat's numberFormat; blank for none."""
    shape = (style or {}).get("numberFormat") or {}
    return shape.get("type", ""), shape.get("pattern", "")


@lru_cache(maxsize=8192)
def shown_number(value: float | int, kind: str, pattern: str) -> str:
    """A number cell as the sheet shows it."""
    pattern = pattern or PATTERNS.get(kind, "")
    if kind in ("DATE", "TIME", "DATE_TIME"):
        return shown_date(value, pattern)
    if not pattern or kind == "TEXT":
        return str(value) if isinstance(value, int) else f"{value:.10g}"
    return shown_plain(value, pattern.split(";")[0])


def shown_date(value: float | int, pattern: str) -> str:
    """A date by its pattern; `m` is minutes behind an hour or before seconds, as the format page says."""
    at = datetime(1899, 12, 30) + timedelta(seconds=round(value * 86400))
    tokens = TOKENS.findall(pattern)
    units = [t[0].lower() for t in tokens]
    out, clock = "", ""
    for place, token in enumerate(tokens):
        rest = next((u for u in units[place + 1 :] if u in "ymdhs"), "")
        minutes = token[0] in "mM" and (clock in ("h", "s") or rest == "s")
        out += shown_part(at, token.lower() if token[0].lower() in "ymdhsa" else token, minutes, "am/pm" in pattern)
        clock = units[place] if units[place] in "ymdhs" else clock
    return out


def shown_part(at: datetime, token: str, minutes: bool, halves: bool) -> str:
    if token[0] in '"\\':
        return token.strip('"').removeprefix("\\")
    if minutes:
        return f"{at.minute:0{len(token)}d}"
    if token[0] == "h":
        return f"{(at.hour % 12 or 12) if halves else at.hour:0{len(token)}d}"
    if token in ("d", "m", "s"):
        return str({"d": at.day, "m": at.month, "s": at.second}[token])
    return at.strftime(DATES[token]) if token in DATES else token


def shown_plain(value: float | int, pattern: str) -> str:
    match = re.search(r"[#0,]*[#0](\.[#0]+)?%?", pattern)
    if match is None:
        return pattern.replace('"', "")
    core = match.group()
    places = len((match.group(1) or ".")[1:])
    number = value * 100 if core.endswith("%") else value
    digits = f"{number:{',' if ',' in core else ''}.{places}f}" + ("%" if core.endswith("%") else "")
    return (pattern[: match.start()] + digits + pattern[match.end() :]).replace('"', "")
