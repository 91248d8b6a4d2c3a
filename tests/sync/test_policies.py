"""Policies: how each rule is read, and what holds where it cannot be (contract, section 3)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import policy_cells
from sync.cells import Bad
from sync.policies import RULES, Policies, Rule, as_typed
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
        ("1; 7; 14", (1, 7, 14)), ("21-8", (21, 8)), (date(2026, 8, 21), (21, 8)), ("7/1", (7, 1)), (3.4, (3, 4)),
        (date(1900, 1, 7), (7,)), (date(1900, 3, 10), (70,)), (date(2026, 1, 1), (1,)),
        (date(2026, 1, 3), (3, 1)), (46025, (3, 1)), ("1 7", (1, 7)), ("7, 7", (7,)), (0, (0,)), ("1,", (1,)),
    ],
)  # fmt: skip
def test_a_list_of_days_is_read_also_as_a_sheet_mangles_it(cell: Value, days: tuple[int, ...]) -> None:
    assert read("Remind after", cell) == (days, None)


def test_a_list_that_a_sheet_may_have_cut_short_says_how_it_counts() -> None:
    assert read("Remind before", 3.1) == (
        (3, 1),
        "Remind before: 3.1 counts as 3, 1; if 3, 10 is meant, type a blank after the comma",
    )


@pytest.mark.parametrize(
    ("rule", "cell", "value"),
    [
        ("Send from", "7:00", 7), ("Send from", "07:00", 7), ("Send from", 7 / 24, 7), ("Send from", "7 am", 7),
        ("Send from", "0:00", 0), ("Send from", "12 am", 0), ("Send from", " 9 ", 9), ("Send from", "07:00:00", 7),
        ("Send until", "8 p.m.", 20), ("Send until", 20 / 24, 20), ("Send until", "20h", 20),
        ("Send until", "24:00", 24), ("Send until", "12 pm", 12), ("Send until", "20 Uhr", 20),
        ("Send until", date(1900, 1, 20), 20),
        ("Ladder threshold", 0.4, 40), ("Ladder threshold", 0.29, 29), ("Ladder threshold", "40 %", 40),
        ("Effort tolerance", "15%", 15), ("Effort tolerance", "15", 15), ("Review day", "3", 3),
        ("Onboarding weeks", date(1900, 1, 6), 6), ("Emails a week", 3.0, 3),
    ],
)  # fmt: skip
def test_hours_shares_and_counts_are_read_also_as_a_sheet_mangles_them(rule: str, cell: Value, value: int) -> None:
    assert read(rule, cell) == (value, None)


def test_a_workbook_that_counts_from_1904_shows_counts_as_dates_of_its_own() -> None:
    assert policy_cells.whole(0, 99)(date(1904, 1, 8), date(1904, 1, 1)) == 7


@pytest.mark.parametrize("cell", [1, 1.0])
def test_one_may_be_the_whole_or_a_hundredth_so_the_row_says_how_it_counts(cell: Value) -> None:
    assert read("Ladder threshold", cell) == (1, "Ladder threshold: 1 counts as one percent; for all of it type 100")


def test_hours_in_which_no_email_could_go_are_named() -> None:
    made = book({"Send from": 20, "Send until": 7})
    policies = made.run().reading.record.policies
    assert (policies.send_from, policies.send_until) == (20, 7)
    assert made["Policies", 1, "Sync note"] == "Send until: 7 is not after Send from (20), so no email ever goes out"


@pytest.mark.parametrize("cell", ["soon", "-1", -1, True, "1.5.9x", 1e9, BadValue("#REF!"), "²"])
def test_a_bad_list_is_noted_and_the_default_holds(cell: Value) -> None:
    value, note = read("Remind after", cell)
    assert value == (1, 7) and str(note).startswith("Remind after: ") and str(note).endswith("; 1, 7 holds")


@pytest.mark.parametrize(
    ("rule", "cell", "default"),
    [
        ("Send to", "Everybody", "Me"), ("Send from", 24, 7), ("Send from", "early", 7),
        ("Send from", "7:30", 7), ("Send from", 7.5 / 24, 7), ("Send from", "13 pm", 7), ("Send until", "0:00", 20),
        ("Ladder threshold", "half", 50), ("Ladder threshold", 0.505, 50), ("Ladder threshold", "101%", 50),
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
    for link in ("javascript:alert(1)", "https://ana@forms.example/x", "https://forms", "https://[x", "https://a .b/c"):
        value, note = read("Check-in form", link)
        assert value == "" and str(note).startswith("Check-in form: ") and "begins with https://" in str(note)
    assert read("Check-in form", "HTTPS://forms.example:8443/x")[1] is None
    note = "Check-in form: {name} is not filled in; there are {client} and {email}"
    assert read("Check-in form", "https://forms.example/x?n={name}") == ("https://forms.example/x?n={name}", note)


def test_links_that_clients_read_are_to_be_secure() -> None:
    value, note = read("Payment terms", "Pay at http://pay.example by the 5th")
    assert (
        value.endswith("by the 5th") and note == "Payment terms: it holds a link that begins with http://; use https://"
    )
    assert read("Signature", "Ana, https://ana.example")[1] is None


def test_a_day_that_can_be_meant_in_one_way_only_is_asked_about() -> None:
    note = read("Closed on", "27/11/2026")[1]
    assert note == 'Closed on: "27/11/2026" is not a date. Did you mean 27 Nov 2026?'


def test_what_holds_is_shown_as_a_coach_would_type_it_and_reads_back_the_same() -> None:
    closed = "2026-12-24, 2026-12-27 to 2027-01-03"
    made = book({"Time zone": "Berlin", "Closed on": closed, "Remind before": "3, 1", "Monthly fee": "240 EUR"})
    policies = made.run().reading.record.policies
    typed = {rule.name: as_typed(rule, policies) for rule in RULES}
    assert typed["Time zone"] == "Europe/Berlin" and typed["Closed on"] == closed and typed["Remind before"] == "3, 1"
    assert typed["Send to"] == "Me" and typed["Emails a week"] == "4" and typed["Signature"] == ""
    assert book(typed).run().reading.record.policies == policies


@given(
    st.sampled_from(RULES), st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.datetimes(), st.dates())
)
def test_whatever_stands_in_a_cell_a_rule_is_read_or_refused_with_a_sentence(rule: Rule, cell: Value) -> None:
    try:
        held = rule.read(cell, date(1899, 12, 30))
    except Bad as bad:
        assert str(bad)
    else:
        assert as_typed(rule, Policies(**{rule.field: held})) is not None
