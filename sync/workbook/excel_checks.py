"""What may be typed in a column of an .xlsx workbook: a data validation for each kind; no looks, no file.

An .xlsx file knows no protection that only warns, and sheet protection would forbid the coach to sort and
to insert rows; so a column that jobs write carries a check that any typing fails, in the style that warns
and lets it pass.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sync.cells import LANGUAGES
from sync.schema import Column, Kind
from sync.workbook.excel_layout import Layout, TabLayout

_FIRST, _END = "DATE(2000,1,1)", "DATE(2101,1,1)"
"""The dates that the contract knows (section 2, Cells), in formulas, for workbooks that count days from 1904 too."""

CLIENT_NAMES, COACH_NAMES, GROUP_NAMES = "coachsheet_clients", "coachsheet_coaches", "coachsheet_groups"
NAME_LISTS = {CLIENT_NAMES: ("Clients", "Client"), COACH_NAMES: ("Team", "Coach"), GROUP_NAMES: ("Groups", "Group")}
"""Hidden defined names that drop-downs of names are made of, and the column that each lists."""

NOT_BEFORE = {("Habits", "Until"): "From", ("Clients", "Ended on"): "Start date"}
DONE_MARKS = ("x", "yes", "done", "✓", "true", "no")

Check = dict[str, Any]
"""A data validation, in the words of xlsxwriter's `data_validation`."""


def name_lists(layout: Layout) -> dict[str, str]:
    """Defined name -> the filled part of a column of names: a drop-down without blanks at its end.

    (A list with blank cells in it lets Excel accept any word at all.)
    """
    spans = {
        name: layout.span(tab, header)
        for name, (tab, header) in NAME_LISTS.items()
        if tab in layout.tabs and header in layout.tabs[tab].headers
    }
    return {name: _filled_part(span) for name, span in spans.items()}


def _filled_part(span: str) -> str:
    return f'{span.split(":")[0]}:INDEX({span},MAX(1,SUMPRODUCT(MAX(({span}<>"")*(ROW({span})-1)))))'


def check(column: Column, sheet: TabLayout, layout: Layout) -> Check | None:
    """The check of a column's cells, None where any words will do. `refuses` bad typing or only warns."""
    if column.ours:
        return _warns(
            {"validate": "custom", "value": "=1=0"},
            "coachsheet writes this column",
            "What you type here is replaced by the next run. Your own words fit in My notes or a column of your own.",
        )
    made = _BY_KIND.get(column.kind)
    return made(column, sheet) if made else None


def _refuses(rule: Check, expected: str) -> Check:
    return {**rule, "error_type": "stop", "error_title": "This does not fit here", "error_message": expected}


def _warns(rule: Check, title: str, message: str) -> Check:
    return {**rule, "error_type": "warning", "error_title": title, "error_message": message}


def _between(kind: str, low: str | int, high: str | int) -> Check:
    return {"validate": kind, "criteria": "between", "minimum": low, "maximum": high}


def _date(column: Column, sheet: TabLayout) -> Check:
    before = NOT_BEFORE.get((sheet.tab.title, column.header))
    if before in sheet.headers and before is not None:
        low = f"=MAX({sheet.cell(before)},{_FIRST})"
        expected = f"A date, such as 27 Nov 2026, that is not before {before}."
    else:
        low, expected = f"={_FIRST}", "A date from 2000 to 2100, such as 27 Nov 2026."
    return _refuses(_between("date", low, f"={_END}"), expected)


def _moment(column: Column, sheet: TabLayout) -> Check:
    return _refuses(_between("date", f"={_FIRST}", f"={_END}"), "A date and a time, such as 27 Nov 2026 16:00.")


def _done(column: Column, sheet: TabLayout) -> Check:
    cell = sheet.cell(column.header)
    marks = ",".join(f'TRIM({cell})="{mark}"' for mark in DONE_MARKS)
    days = f"AND({cell}>={_FIRST},{cell}<{_END})"
    return _refuses(
        {"validate": "custom", "value": f"=IF(ISNUMBER({cell}),{days},OR({marks}))"},
        "The date on which it was done, or x for the day you mark it; no: not done.",
    )


def _whole(column: Column, sheet: TabLayout) -> Check:
    rule = _between("integer", column.low, column.high)
    return _refuses(rule, f"A whole number from {column.low} to {column.high}: 8, not 8/10.")


def _number(column: Column, sheet: TabLayout) -> Check:
    return _refuses(_between("decimal", -1_000_000_000, 1_000_000_000), "A number.")


def _choice(column: Column, sheet: TabLayout) -> Check:
    return _refuses({"validate": "list", "source": list(column.allowed)}, "One of: " + ", ".join(column.allowed) + ".")


def _mark(column: Column, sheet: TabLayout) -> Check:
    return _refuses({"validate": "list", "source": ["x"]}, "x, or nothing.")


def _name(names: str, tab: str) -> Callable[[Column, TabLayout], Check]:
    """A drop-down of names; another name only warns, so that a row may be typed before its client is."""
    rule = {"validate": "list", "source": f"={names}"}
    return lambda column, sheet: _warns(rule, "Nobody of that name yet", f"This name does not stand in {tab}.")


def _email(column: Column, sheet: TabLayout) -> Check:
    cell = sheet.cell(column.header)
    rule = {"validate": "custom", "value": f'=AND(ISNUMBER(FIND("@",{cell},2)),ISERROR(FIND(" ",TRIM({cell}))))'}
    return _warns(rule, "Is this an email address?", "One address, such as priya@example.com.")


def _rule(column: Column, sheet: TabLayout) -> Check:
    cell = sheet.cell(column.header)
    own = sheet.span(column.header).split("!")[1]
    rule = {"validate": "custom", "value": f"=COUNTIF({own},{cell})=1"}
    return _warns(rule, "This rule stands here already", "The upper one of two rows holds.")


def _language(column: Column, sheet: TabLayout) -> Check:
    known = ", ".join(LANGUAGES.values())
    return _warns({"validate": "list", "source": list(LANGUAGES)}, "Emails are not written in it", f"One of: {known}.")


def _words(expected: str) -> Callable[[Column, TabLayout], Check]:
    def made(column: Column, sheet: TabLayout) -> Check:
        rule = {"validate": "custom", "value": f"=ISTEXT({sheet.cell(column.header)})"}
        return _warns(rule, "Words are expected here", expected)

    return made


_BY_KIND: dict[Kind, Callable[[Column, TabLayout], Check]] = {
    Kind.DATE: _date,
    Kind.MOMENT: _moment,
    Kind.DONE: _done,
    Kind.WHOLE: _whole,
    Kind.NUMBER: _number,
    Kind.MONEY: _number,
    Kind.CHOICE: _choice,
    Kind.MARK: _mark,
    Kind.CLIENT: _name(CLIENT_NAMES, "Clients"),
    Kind.COACH: _name(COACH_NAMES, "Team"),
    Kind.GROUP: _name(GROUP_NAMES, "Groups"),
    Kind.RULE: _rule,
    Kind.EMAIL: _email,
    Kind.ZONE: _words("A city, such as Berlin."),
    Kind.LANGUAGE: _language,
}
