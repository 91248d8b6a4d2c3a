"""What the oracle expects of one cell: a plain value, or one of these where the contract leaves room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tests.oracle.reading import plain


@dataclass(frozen=True)
class Either:
    """The contract can be read in several ways: any of these values will do."""

    values: tuple[Any, ...]


@dataclass(frozen=True)
class Says:
    """Filled, and each of these texts stands in it (compared as names are)."""

    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Anything:
    """The contract does not say what stands here."""


ANY = Anything()


def same(value: Any) -> Any:
    """A cell's value as it is compared: blanks are None, midnights dates, whole floats ints."""
    if value == "" or value is None:
        return None
    if isinstance(value, datetime) and (value.hour, value.minute, value.second) == (0, 0, 0):
        return value.date()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def fits(want: Any, got: Any) -> bool:
    """True where what stands in the cell is what was expected."""
    got = same(got)
    if isinstance(want, Anything):
        return True
    if isinstance(want, Either):
        return any(fits(one, got) for one in want.values)
    if isinstance(want, Says):
        return got is not None and all(plain(part) in plain(got) for part in want.parts)
    return bool(same(want) == got) and isinstance(got, date) == isinstance(want, date)
