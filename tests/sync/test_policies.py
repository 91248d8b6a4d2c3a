"""Policies: how each rule is read, and what holds where it cannot be (contract, section 3)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sync.policies import RULES, Policies
from sync.workbook.base import BadValue, Value
from tests.practice import Book, book


def read(rule: str, cell: Value) -> tuple[Any, Value]:
    """The rule's value, and what the row's note says."""
    made = book({rule: cell})
    policies = made.run().reading.record.policies
    field = rule.lower().replace(" ", "_").replace("-", "_")
    return getattr(policies, field), made["Policies", 0, "Sync note"]


def test_without_the_tab_the_contracts_defaults_hold() -> None:
    found = book().run().reading.record.policies
    assert found == Policies()
    assert (found.remind_before, found.remind_after, found.send_to, found.emails_a_week) == ((1,), (1, 7), "Me", 4)


def test_the_defaults_that_setup_types_are_the_ones_that_hold_without_them() -> None:
    typed = book({rule.name: rule.default for rule in RULES})
    assert typed.run().reading.record.policies == Policies()
    assert not any(typed.every("Policies", "Sync note")), "a fresh practice has no row to fix"


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("1, 7", (1, 7)), ("3,1", (3, 1)), (7, (7,)), (7.0, (7,)), ("7", (7,)), (1.7, (1, 7)), (3.14, (3, 14)),
        ("1; 7; 14", (1, 7, 14)),
        (date(2026, 1, 3), (3, 1)), (46025, (3, 1)), ("1 7", (1, 7)), ("7, 7", (7,)), (0, (0,)), ("1,", (1,)),
    ],
)  # fmt: skip
def test_a_list_of_days_is_read_also_as_a_sheet_mangles_it(cell: Value, days: tuple[int, ...]) -> None:
    assert read("Remind after", cell) == (days, None)


@pytest.mark.parametrize("cell", ["soon", "-1", -1, True, "1.5.9x", 1e9, BadValue("#REF!"), "²"])
def test_a_bad_list_is_noted_and_the_default_holds(cell: Value) -> None:
    value, note = read("Remind after", cell)
    assert value == (1, 7) and str(note).startswith("Remind after: ") and str(note).endswith("; 1, 7 holds")


@pytest.mark.parametrize(
    ("rule", "cell", "default"),
    [
        ("Send to", "Everybody", "Me"), ("Send from", 24, 7), ("Send from", "7am", 7),
        ("Check-in day", "Mon", "Monday"),
        ("Review day", 32, 1), ("Due soon days", 2.5, 3), ("Medium", "Skype", "Video"), ("Ladder threshold", 101, 50),
    ],
)  # fmt: skip
def test_a_bad_value_is_noted_and_the_default_holds(rule: str, cell: Value, default: Value) -> None:
    value, note = read(rule, cell)
    assert value == default and str(note).startswith(f"{rule}: ") and str(note).endswith(f"{default} holds")


def test_an_unknown_rule_is_noted_with_a_guess() -> None:
    made = book({"Remind befor": 3, "Wibble": 1})
    assert made.run().reading.record.policies == Policies()
    assert made["Policies", 0, "Sync note"] == 'No rule "Remind befor". Did you mean "Remind before"?'
    assert made["Policies", 1, "Sync note"] == 'No rule "Wibble"'


def test_of_a_rule_that_stands_twice_the_upper_one_holds() -> None:
    made = book(policies=[{"Rule": "Due soon days", "Value": 5}, {"Rule": " due  SOON days", "Value": 9}])
    assert made.run().reading.record.policies.due_soon_days == 5
    assert made["Policies", 1, "Sync note"] == "Due soon days stands above already; the upper one holds"


def test_days_without_letters_are_dates_and_ranges() -> None:
    made = book({"Closed on": "2026-12-24, 2026-12-27 to 2027-01-03; 1 May 2027 – 3 May 2027"})
    policies = made.run().reading.record.policies
    assert [policies.closed(date(2026, 12, day)) for day in (23, 24, 25, 26, 27, 31)] == [
        False,
        True,
        False,
        False,
        True,
        True,
    ]
    assert (
        policies.closed(date(2027, 1, 3))
        and not policies.closed(date(2027, 1, 4))
        and policies.closed(date(2027, 5, 2))
    )
    assert read("Closed on", date(2026, 12, 24))[0] == ((date(2026, 12, 24), date(2026, 12, 24)),)
    assert read("Closed on", "2027-01-03 to 2026-12-27")[0] == ()


def zone_of(made: Book) -> str:
    return made.run().reading.record.policies.time_zone.key


def test_the_zone_is_the_policys_else_the_workbooks_else_utc() -> None:
    made = book({"Time zone": "Berlin"})
    made.time_zone = "America/New_York"
    assert zone_of(made) == "Europe/Berlin"
    made["Policies", 0, "Value"] = "Atlantis"
    assert zone_of(made) == "America/New_York"
    made.time_zone = "GMT+99:00"
    assert zone_of(made) == "UTC"


def test_the_form_is_a_secure_link() -> None:
    assert read("Check-in form", "https://forms.example/x?name={client}")[0] == "https://forms.example/x?name={client}"
    assert read("Check-in form", "http://forms.example/x")[0] == ""
    assert read("Check-in form", "javascript:alert(1)")[0] == ""
