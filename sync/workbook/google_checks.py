"""What may be typed in a column of a Google Sheet: a data validation for each kind; no looks, no calls.

Columns that jobs write need none: a protection that only warns stands over them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sync.cells import LANGUAGES
from sync.schema import Column, Kind
from sync.workbook.excel_checks import DONE_MARKS, NOT_BEFORE
from sync.workbook.excel_layout import Layout, TabLayout
from sync.workbook.google_formulas import anywhere, whole

Check = dict[str, Any]
"""A DataValidationRule."""

_FIRST, _END = "DATE(2000,1,1)", "DATE(2101,1,1)"
"""The dates that the contract knows (section 2, Cells)."""


def check(column: Column, place: TabLayout, layout: Layout) -> Check | None:
    """The rule for a column's cells, None where any words will do. `strict` refuses bad typing, else it only warns."""
    made = None if column.ours else _BY_KIND.get(column.kind)
    return made(column, place, layout) if made else None


def _rule(kind: str, values: Sequence[str], expected: str, strict: bool = True) -> Check:
    condition = {"type": kind, "values": [{"userEnteredValue": anywhere(value)} for value in values]}
    return {"condition": condition, "inputMessage": expected, "strict": strict, "showCustomUi": True}


def _formula(formula: str, expected: str, strict: bool = True) -> Check:
    return _rule("CUSTOM_FORMULA", [formula], expected, strict)


def _plain(kind: str, expected: str, strict: bool = True) -> Check:
    rule = _rule(kind, [], expected, strict)
    del rule["condition"]["values"]
    return rule


def _words(words: Sequence[str], expected: str, strict: bool = True) -> Check:
    rule = _rule("ONE_OF_LIST", [], expected, strict)
    rule["condition"]["values"] = [{"userEnteredValue": word} for word in words]
    return rule


def _date(column: Column, place: TabLayout, layout: Layout) -> Check:
    """With a date picker; a date that must not lie before another is checked by formula, and has none."""
    before = NOT_BEFORE.get((place.tab.title, column.header))
    if before is None or before not in place.headers:
        expected = "A date from 2000 to 2100, such as 27 Nov 2026."
        return _rule("DATE_BETWEEN", [f"={_FIRST}", f"={_END}-1"], expected)
    cell, other = place.cell(column.header), place.cell(before)
    formula = f"=AND(ISNUMBER({cell}),{cell}>={_FIRST},{cell}<{_END},{cell}>=N({other}))"
    return _formula(formula, f"A date, such as 27 Nov 2026, that is not before {before}.")


def _moment(column: Column, place: TabLayout, layout: Layout) -> Check:
    cell = place.cell(column.header)
    formula = f"=AND(ISNUMBER({cell}),{cell}>={_FIRST},{cell}<{_END})"
    return _formula(formula, "A date and a time, such as 27 Nov 2026 16:00.")


def _done(column: Column, place: TabLayout, layout: Layout) -> Check:
    cell = place.cell(column.header)
    marks = ",".join(f'LOWER(TRIM({cell}))="{mark}"' for mark in DONE_MARKS)
    formula = f"=IF(ISNUMBER({cell}),AND({cell}>={_FIRST},{cell}<{_END}),OR({marks}))"
    return _formula(formula, "The date on which it was done, or x for the day you mark it; no: not done.")


def _whole(column: Column, place: TabLayout, layout: Layout) -> Check:
    """A formula, since NUMBER_BETWEEN takes 7.5; `8/10` is a day in October by the time it is checked."""
    cell, low, high = place.cell(column.header), column.low, column.high
    formula = f"=AND(ISNUMBER({cell}),INT(N({cell}))=N({cell}),N({cell})>={low},N({cell})<={high})"
    return _formula(formula, f"A whole number from {low} to {high}: 8, not 8/10.")


def _number(column: Column, place: TabLayout, layout: Layout) -> Check:
    return _rule("NUMBER_BETWEEN", ["-1000000000", "1000000000"], "A number.")


def _choice(column: Column, place: TabLayout, layout: Layout) -> Check:
    return _words(column.allowed, "One of: " + ", ".join(column.allowed) + ".")


def _mark(column: Column, place: TabLayout, layout: Layout) -> Check:
    return _words(["x"], "x, or nothing.")


def _name(tab: str, header: str) -> Callable[[Column, TabLayout, Layout], Check]:
    """A drop-down of names; another name only warns, so that a row may be typed before its client is."""

    def made(column: Column, place: TabLayout, layout: Layout) -> Check:
        names = f"={whole(layout, tab, header)}"
        return _rule("ONE_OF_RANGE", [names], f"A name that stands in {tab}.", strict=False)

    return made


def _email(column: Column, place: TabLayout, layout: Layout) -> Check:
    return _plain("TEXT_IS_EMAIL", "One address, such as priya@example.com.", strict=False)


def _once(column: Column, place: TabLayout, layout: Layout) -> Check:
    own = whole(layout, place.tab.title, column.header).split("!")[1]
    formula = f"=COUNTIF({own},{place.cell(column.header)})=1"
    return _formula(formula, "One of the rules of the handbook; the upper one of two rows holds.", strict=False)


def _language(column: Column, place: TabLayout, layout: Layout) -> Check:
    return _words(list(LANGUAGES), f"One of: {', '.join(LANGUAGES.values())}.", strict=False)


def _zone(column: Column, place: TabLayout, layout: Layout) -> Check:
    return _formula(f"=ISTEXT({place.cell(column.header)})", "A city, such as Berlin.", strict=False)


_BY_KIND: dict[Kind, Callable[[Column, TabLayout, Layout], Check]] = {
    Kind.DATE: _date,
    Kind.MOMENT: _moment,
    Kind.DONE: _done,
    Kind.WHOLE: _whole,
    Kind.NUMBER: _number,
    Kind.MONEY: _number,
    Kind.CHOICE: _choice,
    Kind.MARK: _mark,
    Kind.CLIENT: _name("Clients", "Client"),
    Kind.COACH: _name("Team", "Coach"),
    Kind.GROUP: _name("Groups", "Group"),
    Kind.RULE: _once,
    Kind.EMAIL: _email,
    Kind.ZONE: _zone,
    Kind.LANGUAGE: _language,
}
