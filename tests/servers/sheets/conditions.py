"""What the service asks of a condition before it keeps it: how many values, and a range that stands. Computes none."""

from __future__ import annotations

import re

from tests.servers.sheets.book import Book
from tests.servers.sheets.errors import JSON, ApiError, invalid

VALUES = {
    "ONE_OF_RANGE": 1,
    "CUSTOM_FORMULA": 1,
    "TEXT_EQ": 1,
    "DATE_BETWEEN": 2,
    "NUMBER_BETWEEN": 2,
    "TEXT_IS_EMAIL": 0,
    "DATE_IS_VALID": 0,
}
"""How many ConditionValues a ConditionType takes (Sheets API, ConditionType); others are not counted here."""

_TAB = re.compile(r"='((?:[^']|'')*)'!|=(\w+)!")


def refuse_unfit(book: Book, condition: JSON | None) -> None:
    """Raises ApiError, in the service's words, for a condition that it would not keep."""
    if not condition:
        return
    kind = str(condition.get("type"))
    values = [str(one.get("userEnteredValue", "")) for one in condition.get("values") or []]
    if VALUES.get(kind, len(values)) != len(values):
        raise invalid(f"ConditionType {kind} takes {VALUES[kind]} ConditionValues, not {len(values)}.")
    for value in values:
        formula = value.startswith("=")
        if kind in ("ONE_OF_RANGE", "CUSTOM_FORMULA") and not (formula and _tab_stands(book, value)):
            raise _unfit(value, kind)


def _tab_stands(book: Book, formula: str) -> bool:
    """Whether the tab that a formula begins with is there at this moment of the batch."""
    found = _TAB.match(formula)
    if found is None:
        return True
    title = (found[1] or found[2]).replace("''", "'")
    return any(tab.title.casefold() == title.casefold() for tab in book.tabs)


def _unfit(value: str, kind: str) -> ApiError:
    return invalid(f"Invalid ConditionValue.userEnteredValue: {value} for ConditionType: {kind}")
