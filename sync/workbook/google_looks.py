"""The looks of looks.py in the words of the Sheets API: cell formats, field masks, rules by status. Sends nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sync.schema import Column, Kind
from sync.workbook import google_requests as make
from sync.workbook import looks
from sync.workbook.google_requests import Request

Format = dict[str, Any]

_NUMBERS = {**make.FORMATS, Kind.DONE: make.FORMATS[Kind.DATE], Kind.MONEY: {"type": "NUMBER", "pattern": "#,##0.00"}}
_TEXT = {"bold": "bold", "italic": "italic", "underline": "underline", "font_strikeout": "strikethrough"}
_UPRIGHT = {"vcenter": "MIDDLE", "top": "TOP"}


def cell_format(look: looks.Look) -> Format:
    """A look as a CellFormat, but number formats, whose patterns differ."""
    made: Format = {}
    if "bg_color" in look:
        made["backgroundColor"] = colour(look["bg_color"])
    text: Format = {ours: bool(look[theirs]) for theirs, ours in _TEXT.items() if theirs in look}
    if "font_color" in look:
        text["foregroundColor"] = colour(look["font_color"])
    if "font_size" in look:
        text["fontSize"] = look["font_size"]
    if text:
        made["textFormat"] = text
    if "align" in look:
        made["horizontalAlignment"] = str(look["align"]).upper()
    if "valign" in look:
        made["verticalAlignment"] = _UPRIGHT[look["valign"]]
    if look.get("text_wrap"):
        made["wrapStrategy"] = "WRAP"
    if "bottom" in look:
        line = {"style": "SOLID_MEDIUM" if look["bottom"] == 2 else "DOTTED", "color": colour(look["bottom_color"])}
        made["borders"] = {"bottom": line}
    return made


def column_format(column: Column) -> Format:
    """The format of the cells below a header: dates with their weekday (coach.md, The sheet)."""
    made = cell_format(looks.column_look(column))
    if column.kind in _NUMBERS:
        made["numberFormat"] = _NUMBERS[column.kind]
    return made


def header_format(column: Column) -> Format:
    return cell_format(looks.header_look(column))


def fields(shape: Format) -> str:
    """The mask that writes just what the format says, and nothing beside it."""
    return ",".join(f"userEnteredFormat.{path}" for path in _paths(shape))


def _paths(shape: Format) -> Iterator[str]:
    for name, value in shape.items():
        if name in ("textFormat", "borders"):
            yield from (f"{name}.{inner}" for inner in value)
        else:
            yield name


def colour(code: str) -> dict[str, float]:
    """`#RRGGBB` as a Color."""
    parts = (int(code[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return dict(zip(("red", "green", "blue"), (round(part, 4) for part in parts), strict=True))


def tones(tab: str, header: str) -> dict[str, Format]:
    """Word in the cell -> the look that it gets.

    Rules take bold, italic, struck out and two colours only (Sheets API, BooleanRule): underlined becomes italic.
    """
    found = looks.TONES.get((tab, header), {})
    return {word: cell_format(_ruled(look)) for word, look in found.items()}


def _ruled(look: looks.Look) -> looks.Look:
    rest = {name: value for name, value in look.items() if name != "underline"}
    return {**rest, "italic": True} if "underline" in look else rest


def word_rule(span: Request, word: str, shape: Format) -> Request:
    """A conditional format: a cell that says just this word looks so."""
    return _rule(span, "TEXT_EQ", word, shape)


def formula_rule(span: Request, formula: str, shape: Format) -> Request:
    """A conditional format: cells for which the formula, read from the first of them, is true look so."""
    return _rule(span, "CUSTOM_FORMULA", formula, shape)


def _rule(span: Request, kind: str, value: str, shape: Format) -> Request:
    condition = {"type": kind, "values": [{"userEnteredValue": value}]}
    rule = {"ranges": [span], "booleanRule": {"condition": condition, "format": shape}}
    return {"addConditionalFormatRule": {"rule": rule, "index": 0}}
