"""Where answers and digests go: a changed way holds only once it was told, whatever else is edited beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import ways
from sync.cells import fold
from sync.parse import Reading
from sync.schema import TABS
from sync.ways import Change, Ways
from tests.practice import Book, book, grid

ANA: dict[str, Any] = {"Coach": "Ana Coach", "Email": "ana@strongstart.example"}
KIM: dict[str, Any] = {"Coach": "Kim Park", "Email": "kim@strongstart.example"}
OURS = "answers@strongstart.example"
FORM = "https://forms.example/f"
KNOWN = Ways(
    {"Reply address": OURS, "Check-in form": FORM},
    {"ana coach": ("ana@strongstart.example",), "kim park": ("kim@strongstart.example",)},
    "2026-11-22T07:00:00+00:00",
)


def practice(*team: dict[str, Any], known: Ways | None = KNOWN, **rules: Any) -> Book:
    made = book({"Reply address": OURS, "Check-in form": FORM, **{k.replace("_", " "): v for k, v in rules.items()}},
                team=team or (ANA, KIM))  # fmt: skip
    made.past.ways = known
    return made


def read(made: Book) -> Reading:
    return made.run().reading


def emails(reading: Reading) -> list[str]:
    return [coach.email for coach in reading.record.team]


def test_as_long_as_nothing_changes_nothing_is_told() -> None:
    found = read(practice())
    assert not found.untold and emails(found) == [ANA["Email"], KIM["Email"]]
    assert ways.after(found.ways, KNOWN, [], "2027-01-01") == KNOWN, "and nothing is settled anew"


def test_where_nothing_is_known_all_holds_as_it_stands() -> None:
    found = read(practice(known=None))
    assert not found.untold and found.record.policies.reply_address == OURS
    assert ways.after(found.ways, None, [], "2026-11-22T07:00:00+00:00") == KNOWN


@pytest.mark.parametrize(
    ("rule", "value", "field", "before"),
    [
        ("Reply address", "new@strongstart.example", "reply_address", OURS),
        ("Reply address", None, "reply_address", OURS),
        ("Check-in form", "https://other.example/f", "check_in_form", FORM),
    ],
)
def test_a_changed_rule_does_not_hold_yet(rule: str, value: Any, field: str, before: str) -> None:
    found = read(practice(**{rule: value}))
    assert getattr(found.record.policies, field) == before
    assert found.untold == [Change(rule, before, value or "")]


def test_a_rule_that_had_no_value_has_none_until_it_was_told() -> None:
    found = read(practice(known=replace(KNOWN, rules={})))
    assert (found.record.policies.reply_address, found.record.policies.check_in_form) == ("", "")
    assert found.untold == [Change("Reply address", "", OURS), Change("Check-in form", "", FORM)]


def test_a_changed_address_of_team_does_not_hold_yet_but_the_coach_is_set_up() -> None:
    made = practice({**ANA, "Email": "ana@elsewhere.example"}, KIM)
    made["Clients", 0, "Coach"] = "Ana Coach"
    found = read(made)
    assert emails(found) == [ANA["Email"], KIM["Email"]]
    assert found.untold == [Change("Ana Coach", ANA["Email"], "ana@elsewhere.example", of_team=True)]
    assert "Coach" not in str(made["Clients", 0, "To set up"]).split(", ")


def test_a_new_address_under_a_new_name_is_nobodys_until_it_was_told() -> None:
    found = read(practice(ANA, KIM, {"Coach": "Lou Ray", "Email": "lou@strongstart.example"}))
    assert emails(found) == [ANA["Email"], KIM["Email"], ""]
    assert found.untold == [Change("Lou Ray", "", "lou@strongstart.example", of_team=True)]


def test_a_coach_by_another_name_is_the_same_coach() -> None:
    assert not read(practice({**ANA, "Coach": "Ana Brandt"}, KIM)).untold


def test_one_coachs_address_in_anothers_row_is_a_change() -> None:
    found = read(practice({**ANA, "Email": KIM["Email"]}, KIM))
    assert emails(found) == [ANA["Email"], KIM["Email"]] and len(found.untold) == 1


def test_what_cannot_be_read_leads_nobody_astray_and_is_not_forgotten() -> None:
    made = practice({**ANA, "Email": "ana at home"}, KIM, **{"Reply address": "nowhere"})
    found = read(made)
    assert not found.untold and found.record.policies.reply_address == ""
    assert ways.after(found.ways, KNOWN, [], "2027-01-01") == KNOWN


def test_a_tab_that_cannot_be_read_changes_nothing() -> None:
    made = practice()
    for title in ("Policies", "Team"):
        headers = [column.header for column in TABS[title].columns if column.header not in ("Value", "Email")]
        made.grids[title] = grid(title, [], headers)
    found = read(made)
    assert not found.untold and ways.after(found.ways, KNOWN, [], "2027-01-01") == KNOWN


def test_a_second_row_that_cannot_be_read_hides_no_change() -> None:
    made = book(policies=[{"Rule": "Reply address", "Value": "new@elsewhere.example"},
                          {"Rule": "Reply address", "Value": "no address"}])  # fmt: skip
    made.past.ways = KNOWN
    assert Change("Reply address", OURS, "new@elsewhere.example") in read(made).untold


def test_what_was_told_holds_from_the_next_run_on_and_what_was_not_does_not() -> None:
    made = practice({**ANA, "Email": "ana@elsewhere.example"}, KIM, **{"Reply address": "new@strongstart.example"})
    found = read(made)
    rule, coach = found.untold
    told_rule = ways.after(found.ways, KNOWN, [coach], "2026-11-23T08:00:00+00:00")
    assert told_rule.rules["Reply address"] == "new@strongstart.example" and told_rule.team == KNOWN.team
    made.past.ways = told_rule
    again = read(made)
    assert again.untold == [coach] and again.record.policies.reply_address == "new@strongstart.example"
    made.past.ways = ways.after(again.ways, told_rule, [], "2026-11-24T08:00:00+00:00")
    assert not read(made).untold and rule not in again.untold


_NAMES, _ADDRESSES = ["Ana Coach", "ana  coach", "Kim Park", "Lou Ray"], [f"{n}@strongstart.example" for n in "aklx"]


@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from(_NAMES), st.sampled_from(_ADDRESSES)), max_size=4), min_size=2, max_size=5
    )
)
def test_no_address_is_ever_used_that_an_earlier_run_did_not_tell_of(nights: list[list[tuple[str, str]]]) -> None:
    made = practice(known=None)
    told: set[str] = set()
    for place, rows in enumerate(nights):
        made.grids["Team"] = grid("Team", [{"Coach": name, "Email": address} for name, address in rows])
        found = read(made)
        used = {fold(email) for email in emails(found) if email}
        if place:
            assert used <= told
        told |= {fold(one.after) for one in found.untold} | used
        made.past.ways = ways.after(found.ways, made.past.ways, [], f"2026-11-{place + 10}T08:00:00+00:00")
