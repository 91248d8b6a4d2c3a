"""How the cells of a workbook look: formats, widths, groups of columns, colours by status; no formula, no file.

Colours never stand alone: whatever a colour says is said by bold, italic or a struck-out word too, so that
it holds in print and without colour sight.
"""

from __future__ import annotations

from typing import Any

from sync.schema import Column, Kind

Look = dict[str, Any]
"""A cell's format, in the words of xlsxwriter's `add_format`; google_looks.py translates them."""

DATE, LONG_DATE, MOMENT = "ddd d mmm", "ddd d mmm yyyy", "ddd d mmm hh:mm"
"""With the weekday: it catches typing errors that 27/11 hides."""
_WITH_YEAR = {"Start date", "Ended on", "Agreement", "Pause until", "From", "Until"}

_INK, _QUIET, _LINE = "#1F2933", "#6B7280", "#B8C0CC"
_HEADER: Look = {
    "bold": True, "font_color": _INK, "text_wrap": True, "valign": "vcenter", "bottom": 2, "bottom_color": _LINE
}  # fmt: skip
TYPED_HEADER: Look = {**_HEADER, "bg_color": "#DCE6F1"}
READ_HEADER: Look = {**_HEADER, "bg_color": "#FFE3A3"}
"""Over the columns whose words clients read (contract, section 2, the last paragraph)."""
MADE_HEADER: Look = {**_HEADER, "bg_color": "#E9ECEF", "font_color": "#4B5563", "italic": True}

_LOUD: Look = {"bg_color": "#8A3B00", "font_color": "#FFFFFF", "bold": True}
_WARM: Look = {"bg_color": "#F9CBA0", "font_color": _INK, "bold": True}
_NEAR: Look = {"bg_color": "#FFF0BF", "font_color": _INK, "underline": 1}
_NOW: Look = {"bg_color": "#FFDB70", "font_color": _INK, "bold": True}
_GOOD: Look = {"bg_color": "#D6E6F5", "font_color": "#1B3A57", "italic": True}
_LESS_GOOD: Look = {**_GOOD, "bg_color": "#E8EDF3"}
_FAINT: Look = {"font_color": "#7B8494", "italic": True}
_GONE: Look = {"font_color": "#7B8494", "font_strikeout": True}

TONES: dict[tuple[str, str], dict[str, Look]] = {
    ("Clients", "Track"): {"Talk": _LOUD, "Reach out": _WARM, "On track": _GOOD},
    ("Commitments", "Status"): {
        "Check row": _LOUD, "Slipped": _LOUD, "Overdue": _WARM, "Due today": _NOW, "Due soon": _NEAR,
        "Done": _GOOD, "Done late": _LESS_GOOD, "Draft": _FAINT, "Paused": _FAINT, "Ended": _FAINT, "Dropped": _GONE,
    },
    ("Sessions", "Result"): {
        "Check row": _LOUD, "How did it go?": _NOW, "Make-up owed": _WARM, "Planned": _NEAR, "Used": _GOOD,
        "Not used": _FAINT,
    },
    ("Payments", "Status"): {
        "Check row": _LOUD, "Overdue": _WARM, "Due today": _NOW, "Due soon": _NEAR, "Paid": _GOOD,
    },
    ("Intake", "Win-win"): {"No": _WARM, "Ask": _NEAR, "Yes": _GOOD},
    ("Replies", "State"): {"Refused": _WARM, "New": _NOW, "Noted": _GOOD},
    ("Mail log", "State"): {
        "failed": _LOUD, "bounced": _LOUD, "in doubt": _WARM, "sending": _NOW, "not sent": _FAINT, "sent": _GOOD,
    },
}  # fmt: skip
"""Tab and header -> word in the cell -> its look."""

STALE: Look = _LOUD
"""The line in Today that says when the last run was, after 26 hours."""

FROZEN = {"Client", "Rule", "Coach", "Group", "Prospect", "Name"}
"""A first column of these stays in sight: one only, two are wider than a phone."""

_WRAPPED = {"Evidence", "Body"}
"""Elsewhere a row is one line high: LibreOffice does not raise the rows of a file that it opens."""
_QUIET_WORDS = {"SMART", "ID", "First due", "Due seen", "Told on", "Reminded"}


def header_look(column: Column) -> Look:
    """One colour for words that clients read, another quiet one for what jobs write (contract, section 2)."""
    look = READ_HEADER if column.clients_read else MADE_HEADER if column.ours else TYPED_HEADER
    return {**look, "align": "center"} if column.kind is Kind.WHOLE else look


def number_format(column: Column) -> str:
    """How the column shows dates and amounts; blank: as it comes."""
    if column.kind in (Kind.DATE, Kind.DONE):
        return LONG_DATE if column.header in _WITH_YEAR else DATE
    return {Kind.MOMENT: MOMENT, Kind.MONEY: "#,##0.00"}.get(column.kind, "")


def column_look(column: Column) -> Look:
    """The format of the column's cells. SMART is a quiet grey, never a colour (coach.md, The sheet)."""
    look: Look = {"valign": "top"}
    if shown := number_format(column):
        look |= {"num_format": shown, "align": "left"}
    if column.kind is Kind.WHOLE:
        look["align"] = "center"
    elif column.header == "Value":  # numbers and words in one column
        look["align"] = "left"
    if column.header in _WRAPPED:
        look["text_wrap"] = True
    if column.ours:
        look |= {"bg_color": "#F7F8FA", "font_color": _QUIET if column.header in _QUIET_WORDS else "#374151"}
    return look
