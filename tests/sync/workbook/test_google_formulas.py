"""Formulas that every locale reads, and names of columns that grow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.workbook.excel_layout import new_layout
from sync.workbook.google_formulas import anywhere, quoted, whole


def test_commas_between_arguments_become_semicolons() -> None:
    assert anywhere('=IF(A1=0,"no, none",SUM(B1,C1))') == '=IF(A1=0;"no, none";SUM(B1;C1))'


def test_commas_in_a_tabs_title_stay() -> None:
    assert anywhere("=SUM('Coming, up'!A1,1)") == "=SUM('Coming, up'!A1;1)"
    assert anywhere("=SUM('Ana''s, own'!A1,1)") == "=SUM('Ana''s, own'!A1;1)"


@given(st.text())
def test_words_in_quotes_are_never_changed(words: str) -> None:
    literal = '"' + words.replace('"', '""') + '"'
    assert anywhere(f"=LEN({literal},1)") == f"=LEN({literal};1)"


def test_a_column_is_named_to_the_end_of_the_sheet_by_its_tabs_own_title() -> None:
    layout = new_layout({}, {"Clients": ["Ana's people"]})
    assert whole(layout, "Clients", "Client") == "'Ana''s people'!$A$2:$A"
    with pytest.raises(KeyError):
        whole(layout, "Clients", "Shoe size")
    assert quoted("a'b") == "'a''b'"
