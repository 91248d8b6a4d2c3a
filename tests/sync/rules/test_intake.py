"""Win-win: is it good for both? (contract, section 3)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sync.workbook.base import BadValue, Value
from tests.practice import book

QUESTIONS = ("Wants this now", "Open to challenge", "Actions agreed", "Fee agreed")


@given(st.tuples(*[st.sampled_from(["Yes", " yes ", "No", "NO", None, "", "Maybe", BadValue("#REF!")])] * 4))
def test_yes_needs_four_no_needs_one_and_a_bad_answer_decides_nothing(given_: tuple[Value, ...]) -> None:
    made = book(intake=[dict(zip(QUESTIONS, given_, strict=True))])
    made.run()
    said = [cell.strip().title() if isinstance(cell, str) else cell for cell in given_]
    bad = any(isinstance(cell, BadValue) or cell == "Maybe" for cell in said)
    wanted = None if bad else "No" if "No" in said else "Yes" if said == ["Yes"] * 4 else "Ask"
    assert made["Intake", 0, "Win-win"] == wanted
    assert bool(made["Intake", 0, "Sync note"]) is bad
