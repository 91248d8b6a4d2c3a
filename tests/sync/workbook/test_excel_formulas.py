"""What a formula refers to is seen whole: rather more than less."""

from __future__ import annotations

import pytest

from sync.workbook.excel_formulas import Area, Reach, Reader, moved

TABLES = {"fees": Area("money", 1, 0, 9, 3)}
NAMES = {
    "fee": ["Money!$B$2"], "all_status": ["Commitments!$F$2:$F$13", "'It''s mine'!$A$1"], "twice": ["Fee*2"],
    "beside": ["Money!A1"], "here": ["$A$1"], "anywhere": ["OFFSET(Money!$A$1,1,0)"], "loop": ["loop+1"],
    "a.b": ["Money!$C$3"],
}  # fmt: skip


def reach(formula: str) -> Reach:
    return Reader(NAMES, TABLES).reach(formula, "home")


def areas(formula: str) -> set[tuple[str, int, int, int, int]]:
    found = reach(formula)
    assert not found.anything, formula
    return {(a.tab, a.top, a.left, a.bottom, a.right) for a in found.areas}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("1+2", set()),
        ("A1", {("home", 1, 0, 1, 0)}),
        ("$B$3+c4", {("home", 3, 1, 3, 1), ("home", 4, 2, 4, 2)}),
        ("SUM(A1:B9)", {("home", 1, 0, 9, 1)}),
        ("SUM(B9:A1)", {("home", 1, 0, 9, 1)}),
        ("COUNTIF(Commitments!F:F,\"A1\")", {("commitments", 1, 5, 1048576, 5)}),
        ("SUM($2:3)", {("home", 2, 0, 3, 16383)}),
        ("'It''s mine'!B2", {("it's mine", 2, 1, 2, 1)}),
        ("'Mail log'!$A$1:$B$2", {("mail log", 1, 0, 2, 1)}),
        ("[1]Other!A1+'[2]My sheet'!B2", set()),
        ("LOG10(5)+ATAN2(1,2)", set()),
        ("1E5+A1B2", set()),
        ('"A1"&"say ""B2"""', set()),
        ("Fee*2", {("money", 2, 1, 2, 1)}),
        ("twice", {("money", 2, 1, 2, 1)}),
        ("ALL_STATUS", {("commitments", 2, 5, 13, 5), ("it's mine", 1, 0, 1, 0)}),
        ("a.b", {("money", 3, 2, 3, 2)}),
        ("beside", {("money", 1, 0, 1048576, 16383)}),
        ("loop", set()),
        ("SUM(Fees[Amount])", {("money", 1, 0, 9, 3)}),
        ("Fees[[#This Row],[Amount]]", {("money", 1, 0, 9, 3)}),
        ("IF(TRUE,#REF!,Nowhere!#REF!)", set()),
        ("Überblick!A1", {("überblick", 1, 0, 1, 0)}),
        ("SUM(A1,B2:B3 B1:B9)", {("home", 1, 0, 1, 0), ("home", 2, 1, 3, 1), ("home", 1, 1, 9, 1)}),
        ("_xlfn.XLOOKUP(A1,C:C,D:D)", {("home", 1, 0, 1, 0), ("home", 1, 2, 1048576, 2), ("home", 1, 3, 1048576, 3)}),
        ("LET(x,A1,x*2)", {("home", 1, 0, 1, 0)}),
    ],
)  # fmt: skip
def test_the_areas_of_a_formula(formula: str, expected: set[tuple[str, int, int, int, int]]) -> None:
    assert areas(formula) == expected


@pytest.mark.parametrize(
    "formula",
    [
        'INDIRECT("F2")', "offset(A1,1,1)", "SUM(Jan:Mar!A1)", "SUM('Jan 1:Mar'!A1)", "anywhere+1", "here",
        "A1:INDEX(B:B,3)", "SUM(INDEX(A:A,1):B5)", "_xlfn.ANCHORARRAY(A1)", "Unknown[Fee]",
    ],
)  # fmt: skip
def test_what_cannot_be_told_may_be_anything(formula: str) -> None:
    assert reach(formula).anything


@pytest.mark.parametrize(
    ("formula", "rows", "columns", "expected"),
    [
        ("A1+$B$2+C$3+$D4", 1, 2, "C2+$B$2+E$3+$D5"),
        ("SUM('It''s A1'!A1:B2)&\"A1\"", 1, 0, "SUM('It''s A1'!A2:B3)&\"A1\""),
        ("SUM(A:B)+SUM($1:2)", 3, 1, "SUM(B:C)+SUM($1:5)"),
        ("A1", -1, 0, "#REF!"),
        ("LOG10(A1)*Fee", 1, 1, "LOG10(B2)*Fee"),
    ],
)
def test_a_filled_formula_reads_its_own_neighbours(formula: str, rows: int, columns: int, expected: str) -> None:
    assert moved(formula, rows, columns) == expected


def test_a_reach_moves_with_its_formula() -> None:
    found = reach("A1+$B2+SUM(C$3:C4)").moved(10, 1)
    assert {(a.top, a.left, a.bottom, a.right) for a in found.areas} == {(11, 1, 11, 1), (12, 1, 12, 1), (3, 3, 14, 3)}
