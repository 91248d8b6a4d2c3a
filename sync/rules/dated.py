"""Dated sections: one that missed its day goes once within two days, none from before the first run (section 4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

MADE_UP = 2
"""Days within which a dated section that missed its day still goes."""


def newest(is_its_day: Callable[[date], bool], today: date, first_run: date | None) -> date | None:
    """The newest of its days that a letter of today may be of; None: today is none, nor a day or two after one."""
    days = (today - timedelta(days=back) for back in range(MADE_UP + 1))
    return next((day for day in days if is_its_day(day) and (first_run is None or day >= first_run)), None)
