"""Sessions: results, hours of notice, what is left of the month (contract, section 3)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.workbook.base import Value
from tests.practice import NOW, at, book

START = datetime(2026, 11, 20, 16, 0)


def result(now: datetime = NOW, rules: dict[str, Value] | None = None, **row: Value) -> Value:
    made = book(rules, sessions=[{"Start": START, **{key.replace("_", " "): cell for key, cell in row.items()}}])
    made.run(now)
    return made["Sessions", 0, "Result"]


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ({}, "How did it go?"), ({"Start": datetime(2026, 11, 23, 8, 1)}, "Planned"),
        ({"Start": datetime(2026, 11, 23, 7, 59)}, "How did it go?"),
        ({"Outcome": "Attended"}, "Used"), ({"Outcome": "Late"}, "Used"), ({"Outcome": "no-show"}, "Used"),
        ({"Outcome": "Rescheduled"}, "Not used"),
        ({"Outcome": "Rescheduled", "Start": datetime(2026, 12, 1, 9)}, "Not used"),
        ({"Outcome": "Cancelled by client", "Cancelled_at": START - timedelta(hours=24)}, "Not used"),
        ({"Outcome": "Cancelled by client", "Cancelled_at": START - timedelta(hours=23, minutes=59)}, "Used"),
        ({"Outcome": "Cancelled by client", "Cancelled_at": START + timedelta(hours=1)}, "Used"),
        ({"Outcome": "Cancelled by coach", "Cancelled_at": START - timedelta(hours=24)}, "Not used"),
        ({"Outcome": "Cancelled by coach", "Cancelled_at": START - timedelta(hours=23, minutes=59)}, "Make-up owed"),
        ({"Outcome": "Cancelled by coach", "Cancelled_at": START.date()}, "Make-up owed"),
        ({"Outcome": "Cancelled by client", "Cancelled_at": "2026-11-19"}, "Not used"),
        ({"Outcome": "Cancelled by client"}, "Check row"),
        ({"Outcome": "Attended", "Cancelled_at": START}, "Check row"),
        ({"Cancelled_at": START}, "Check row"), ({"Outcome": "Postponed"}, "Check row"),
        ({"Start": "tomorrow"}, "Check row"),
        ({"Outcome": "Attended", "Start": datetime(2026, 11, 23, 8, 1)}, "Check row"), ({"Client": "Bob"}, "Check row"),
        ({"Medium": "Skype", "Minutes": "an hour"}, "How did it go?"),
    ],
)  # fmt: skip
def test_a_result_follows_the_outcome(row: dict[str, Value], word: str) -> None:
    assert result(**row) == word


@given(st.integers(0, 72), st.integers(0, 72 * 60))
def test_the_hours_of_notice_are_the_policys(hours: int, minutes: int) -> None:
    cancelled = {"Cancelled_at": START - timedelta(minutes=minutes)}
    enough = minutes >= 60 * hours
    assert result(at(0), {"Cancellation notice hours": hours}, Outcome="Cancelled by client", **cancelled) == (
        "Not used" if enough else "Used"
    )
    owed = "Not used" if enough else "Make-up owed"
    assert result(at(0), {"Coach notice hours": hours}, Outcome="Cancelled by coach", **cancelled) == owed


@pytest.mark.parametrize("day", [datetime(2026, 3, 29, 10), datetime(2026, 10, 25, 10)])
def test_notice_is_counted_on_the_clock_also_where_the_clock_changes(day: datetime) -> None:
    made = book(
        {"Time zone": "Berlin"},
        sessions=[{"Start": day, "Outcome": "Cancelled by client", "Cancelled at": day - timedelta(days=1)}],
    )
    made.run()
    assert made["Sessions", 0, "Result"] == "Not used", "24 hours on the wall, 23 or 25 on a stopwatch"


def test_start_is_on_the_practices_clock() -> None:
    for rules, word in (({"Time zone": "Berlin"}, "How did it go?"), ({"Time zone": "New York"}, "Planned")):
        assert result(at(0, 8), rules, Start=datetime(2026, 11, 23, 9, 0)) == word


def test_in_the_hour_that_comes_twice_a_start_is_the_first_of_the_two() -> None:
    second = datetime(2026, 10, 25, 1, 15, tzinfo=at(0).tzinfo)  # 02:15 for the second time in Berlin
    assert result(second, {"Time zone": "Berlin"}, Start=datetime(2026, 10, 25, 2, 30)) == "How did it go?"
    assert result(second, {"Time zone": "Berlin"}, Start=datetime(2026, 10, 25, 2, 30), Outcome="Attended") == "Used"


def left(rules: dict[str, Value] | None, zone: str, *starts: datetime) -> Value:
    made = book(
        rules, clients=[{"Time zone": zone}], sessions=[{"Start": start, "Outcome": "Attended"} for start in starts]
    )
    made.run()
    return made["Clients", 0, "Sessions left"]


def test_sessions_left_are_those_of_the_month_less_those_used() -> None:
    assert left(None, "UTC") == 4
    assert left(None, "UTC", datetime(2026, 11, 1, 9), datetime(2026, 10, 31, 9), datetime(2025, 11, 5, 9)) == 3
    assert left({"Sessions per month": 1}, "UTC", datetime(2026, 11, 1, 9), datetime(2026, 11, 2, 9)) == 0


def test_the_month_is_the_clients() -> None:
    assert left(None, "Auckland", datetime(2026, 10, 31, 12)) == 3
    assert left(None, "Los Angeles", datetime(2026, 11, 1, 3)) == 4


def test_sessions_left_are_blank_for_a_client_who_is_not_active() -> None:
    made = book(clients=[{"Stage": "Paused"}])
    made.run()
    assert made["Clients", 0, "Sessions left"] is None
