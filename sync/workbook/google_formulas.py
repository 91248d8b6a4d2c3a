"""How formulas are written for a Google Sheet: in every locale, over whole columns. Computes nothing."""

from __future__ import annotations

import re

from sync.workbook.excel_layout import Layout, letters

_QUOTED = re.compile(r"""("(?:[^"]|"")*"|'(?:[^']|'')*')|,""")


def anywhere(formula: str) -> str:
    """With semicolons between arguments, which every locale reads; commas are decimals in half of Europe."""
    return _QUOTED.sub(lambda found: found[1] or ";", formula)


def whole(layout: Layout, tab: str, header: str) -> str:
    """A column below its header, down to the sheet's end, however long it grows; KeyError without it."""
    place = layout.tabs[tab]
    if header not in place.headers:
        raise KeyError(header)
    column = letters(place.headers.index(header))
    return f"{quoted(place.title)}!${column}$2:${column}"


def quoted(title: str) -> str:
    """A tab's title as formulas name it."""
    return "'" + title.replace("'", "''") + "'"
