"""A1 notation in both directions, and which tab a name means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.servers.sheets import SheetsServer
from tests.servers.sheets.a1 import Corners, a1, column_index, column_letters, corners, split_title
from tests.servers.sheets_client import ask, values_of

TITLES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)


@given(TITLES, st.integers(0, 5000), st.integers(0, 700), st.integers(1, 50), st.integers(1, 50))
def test_a_range_that_is_written_is_read_again(title: str, top: int, left: int, height: int, width: int) -> None:
    text = a1(title, top, left, top + height, left + width)
    assert (read_title := split_title(text))[0] == title
    assert corners(read_title[1] or "") == Corners(top, left, top + height, left + width, height == width == 1)


@given(st.integers(0, 18_000))
def test_column_letters_count_as_a_sheet_does(index: int) -> None:
    assert column_index(column_letters(index)) == index
    assert (column_letters(0), column_letters(25), column_letters(26), column_letters(702)) == ("A", "Z", "AA", "AAA")


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("A:C", Corners(None, 0, None, 3)),
        ("2:5", Corners(1, None, 5, None)),
        ("A2:2", Corners(1, 0, 2, None)),
        ("B3:B", Corners(2, 1, None, 2)),
        ("$D$4:A1", Corners(0, 0, 4, 4)),
        ("Clients", None),
        ("A", None),
        ("1", None),
        ("", None),
    ],
)
def test_open_and_turned_ranges(text: str, sides: Corners | None) -> None:
    assert corners(text) == sides


def test_titles_are_found_quoted_plain_and_in_any_case(sheets: SheetsServer) -> None:
    sheets.coach.add_tab("It's here", [["x"]])
    sheets.coach.add_tab("AB1", [["tab"]])
    assert values_of(sheets, "'It''s here'!A1") == [["x"]]
    assert values_of(sheets, "clients!A1") == [["Client"]]
    assert values_of(sheets, "'AB1'") == [["tab"]]
    assert "exceeds grid limits" in ask(sheets, "GET", "/values/AB1").json()["error"]["message"]
