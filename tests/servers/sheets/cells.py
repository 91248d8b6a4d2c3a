"""One cell: its value, format, note and rule, never changed but replaced; and how the API shows its value."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from tests.servers.sheets.errors import JSON, invalid
from tests.servers.sheets.formats import number_format, shown_number
from tests.servers.sheets.sums import arithmetic, whole

DAY_ZERO = datetime(1899, 12, 30)
"""Serial number 0, as the DateTimeRenderOption page of the API has it."""


class ErrorValue(NamedTuple):
    """What a formula came to when it failed: `kind` as in the API's ErrorType, `text` as the sheet shows it."""

    kind: str
    text: str


Scalar = str | int | float | bool | ErrorValue | None


class Formula(NamedTuple):
    """A formula's text, and the value that it keeps: nothing is calculated here."""

    text: str
    value: Scalar


Value = Scalar | Formula


class Cell(NamedTuple):
    value: Value = None
    format: JSON | None = None
    note: str = ""
    rule: JSON | None = None

    @property
    def effective(self) -> Scalar:
        return self.value.value if isinstance(self.value, Formula) else self.value


BLANK = Cell()


def kept(cell: Cell) -> Cell | None:
    """The cell as the grid keeps it: nothing at all for one that holds nothing."""
    return None if cell == BLANK else cell


def serial(moment: date | datetime) -> float | int:
    """The number of days since 1899-12-30 that a date cell holds."""
    at = moment if isinstance(moment, datetime) else datetime(moment.year, moment.month, moment.day)
    days = (at - DAY_ZERO) / timedelta(days=1)
    return int(days) if days == int(days) else days


def formatted(cell: Cell) -> str:
    """The cell as the sheet shows it (FORMATTED_VALUE)."""
    value = cell.effective
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, ErrorValue):
        return value.text
    return shown_number(value, *number_format(cell.format))


def rendered(cell: Cell | None, how: str, dates: str) -> Any:
    """The cell in a ValueRange, by valueRenderOption and dateTimeRenderOption."""
    if cell is None or cell.value is None:
        return ""
    if type(cell.value) is str:
        return cell.value
    if how == "FORMATTED_VALUE":
        return formatted(cell)
    if how == "FORMULA" and isinstance(cell.value, Formula):
        return cell.value.text
    value = cell.effective
    if isinstance(value, ErrorValue):
        return value.text
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "" if value is None else value
    is_date = number_format(cell.format)[0] in ("DATE", "TIME", "DATE_TIME")
    return formatted(cell) if is_date and dates == "FORMATTED_STRING" else whole(value)


def extended(value: Value) -> JSON:
    """An ExtendedValue of the API."""
    if isinstance(value, Formula):
        return {"formulaValue": value.text}
    if isinstance(value, ErrorValue):
        return {"errorValue": {"type": value.kind, "message": value.text}}
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int | float):
        return {"numberValue": whole(value)}
    return {"stringValue": value}


def cell_data(cell: Cell | None) -> JSON:
    """A CellData of the API, with the parts that this server keeps."""
    if cell is None:
        return {}
    data: JSON = {}
    if cell.value is not None:
        data["userEnteredValue"] = extended(cell.value)
        data["effectiveValue"] = extended(cell.effective)
        data["formattedValue"] = formatted(cell)
    if cell.format:
        data["userEnteredFormat"] = data["effectiveFormat"] = cell.format
    if cell.note:
        data["note"] = cell.note
    if cell.rule:
        data["dataValidation"] = cell.rule
    return data


def from_extended(data: JSON | None) -> Value:
    """The value in an ExtendedValue; raises ApiError for none of its kinds."""
    if not data:
        return None
    kind, value = next(iter(data.items()))
    if kind == "formulaValue":
        return calculated(str(value))
    if kind not in ("stringValue", "numberValue", "boolValue"):
        raise invalid(f"Invalid value: {kind} cannot be written")
    return None if value == "" else value


def calculated(text: str) -> Formula:
    """A formula with its value where it is only numbers; any other keeps a blank until the coach gives it one."""
    return Formula(text, arithmetic(text[1:]))
