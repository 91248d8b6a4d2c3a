"""Payments: their status (contract, section 3)."""

from __future__ import annotations

import pytest

from sync.workbook.base import BadValue, Value
from tests.practice import at, book, on


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ({"Due": on(-1)}, "Overdue"), ({"Due": on(-400)}, "Overdue"), ({"Due": on(0)}, "Due today"),
        ({"Due": on(1)}, "Due soon"),
        ({"Due": on(3)}, "Due soon"), ({"Due": on(4)}, "Open"), ({"Due": on(-9), "Paid on": on(-1)}, "Paid"),
        ({"Due": on(9), "Paid on": on(0)}, "Paid"), ({"Paid on": "yes"}, "Check row"), ({"Due": None}, "Check row"),
        ({"Amount": "a lot"}, "Check row"), ({"Amount": "1.234,50"}, "Open"),
        ({"Amount": BadValue("#N/A")}, "Check row"),
        ({"Client": "Bob"}, "Check row"), ({"Currency": BadValue("#N/A")}, "Open"),
    ],
)  # fmt: skip
def test_a_payments_status(row: dict[str, Value], word: str) -> None:
    made = book(payments=[row])
    made.run()
    assert made["Payments", 0, "Status"] == word


def test_soon_is_the_policys_and_today_the_clients() -> None:
    made = book({"Due soon days": 0}, clients=[{"Time zone": "Auckland"}], payments=[{"Due": on(1)}, {"Due": on(0)}])
    made.run()
    assert made.every("Payments", "Status") == ["Open", "Due today"]
    made = book(clients=[{"Time zone": "Kiritimati"}], payments=[{"Due": on(0)}])
    made.run(at(0, 12))
    assert made["Payments", 0, "Status"] == "Overdue"
