"""Marks are names that Excel takes, one a column, and tell their header back."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sync.schema import TABS
from sync.workbook.excel_marks import Mark, decoded, encoded, free_name, mark, target

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


def test_names_read_well() -> None:
    assert free_name("Commitments", "Days left", []) == "coachsheet.Commitments.Days_left"
    assert free_name("Clients", "Follow-through", []) == "coachsheet.Clients.Follow__2D__through"


@given(WORDS)
@example("Days left")
@example("a_b  c-d.e__2D__ ")
@example(" x")
def test_every_header_comes_back(words: str) -> None:
    assert decoded(encoded(words)) == words
    assert re.fullmatch(r"[A-Za-z0-9_]+", encoded(words))


def test_each_of_our_columns_has_a_name_of_its_own() -> None:
    names: list[str] = []
    for tab in TABS.values():
        for column in tab.ours:
            names.append(free_name(tab.title, column.header, names))
            found = mark(names[-1], target(tab.title, "K"))
            assert found == Mark(names[-1], column.header, tab.title, "K")
    assert len({name.casefold() for name in names}) == len(names)


def test_a_taken_name_gets_a_number() -> None:
    taken = ["COACHSHEET.commitments.status"]
    second = free_name("Commitments", "Status", taken)
    assert second == "coachsheet.Commitments.2.Status"
    assert free_name("Commitments", "Status", [*taken, second]) == "coachsheet.Commitments.3.Status"


@pytest.mark.parametrize(
    ("tab", "text"),
    [
        ("Commitments", "Commitments!$K$1"), ("Mail log", "'Mail log'!$K$1"), ("Ana's", "'Ana''s'!$K$1"),
        ("A1", "'A1'!$K$1"), ("R1C1", "'R1C1'!$K$1"), ("2026", "'2026'!$K$1"), ("Übersicht", "'Übersicht'!$K$1"),
    ],
)  # fmt: skip
def test_what_a_mark_points_at(tab: str, text: str) -> None:
    assert target(tab, "K") == text
    assert mark("coachsheet.x.Status", text) == Mark("coachsheet.x.Status", "Status", tab, "K")


@pytest.mark.parametrize("text", ["#REF!", "Commitments!#REF!", "5", "", "'A'!$A$1,'B'!$B$1", "Commitments!$A$1:$C$1"])
def test_a_mark_that_lost_its_column(text: str) -> None:
    assert mark("coachsheet.x.Status", text) == Mark("coachsheet.x.Status", "Status", "", "")


@pytest.mark.parametrize("text", ["Tab!K1", "Tab!$K:$K", "=Tab!$K$7", "Tab!$K$1:$K$1"])
def test_a_mark_that_excel_rewrote(text: str) -> None:
    assert mark("coachsheet.x.Status", text) == Mark("coachsheet.x.Status", "Status", "Tab", "K")


def test_names_of_others_are_no_marks() -> None:
    assert mark("Fee", "Money!$B$2") is None
