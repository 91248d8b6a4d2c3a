"""New cells go into a sheet's XML whatever way it is spelt, and nothing else in it moves."""

from __future__ import annotations

import re
from typing import Any

import pytest
from lxml import etree

from sync.workbook.excel_sheet import Sheet, Wanted

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sheet(inside: str, head: str = "", tail: str = "") -> Sheet:
    return Sheet(f'<worksheet xmlns="{MAIN}">{head}{inside}{tail}</worksheet>'.encode(), "Commitments")


def written(standing: Sheet, wanted: Wanted, like: dict[int, dict[int, int]] | None = None) -> str:
    xml = standing.with_cells(wanted, lambda style, _: style, False, like or {}).xml
    etree.fromstring(xml)
    return re.sub(rb"</?worksheet[^>]*>", b"", xml).decode()


def data(rows: str) -> str:
    return f"<sheetData>{rows}</sheetData>"


TWO = '<row r="2" spans="1:3" ht="20"><c r="A2" s="4"><v>1</v></c><c r="C2" t="s"><v>7</v></c></row>'


@pytest.mark.parametrize(
    ("rows", "wanted", "expected"),
    [
        (TWO, {2: {2: 5}}, TWO.replace('<c r="C2" t="s"><v>7</v></c>', '<c r="C2"><v>5</v></c>')),
        (TWO, {2: {0: None}}, TWO.replace('<c r="A2" s="4"><v>1</v></c>', '<c r="A2" s="4"/>')),
        (TWO, {2: {1: 5}}, TWO.replace('<c r="C2"', '<c r="B2"><v>5</v></c><c r="C2"')),
        (TWO, {2: {4: 5}}, TWO.replace("1:3", "1:5").replace("</row>", '<c r="E2"><v>5</v></c></row>')),
        (TWO, {2: {1: None, 7: None}}, TWO),
        (TWO, {1: {0: 5}}, '<row r="1"><c r="A1"><v>5</v></c></row>' + TWO),
        (TWO, {4: {1: True}}, TWO + '<row r="4"><c r="B4" t="b"><v>1</v></c></row>'),
        (TWO, {4: {1: None}}, TWO + '<row r="4"></row>'),
        ('<row r="2"/>', {2: {0: 5}}, '<row r="2"><c r="A2"><v>5</v></c></row>'),
        ('<row r="2" s="9" customFormat="1"/>', {2: {0: 5}},
         '<row r="2" s="9" customFormat="1"><c r="A2" s="9"><v>5</v></c></row>'),
        ('<row><c><v>1</v></c></row><row><c/><c><v>2</v></c></row>', {2: {1: 5, 3: 6}},
         '<row><c><v>1</v></c></row><row><c/><c r="B2"><v>5</v></c><c r="D2"><v>6</v></c></row>'),
        ("<row><c r='A1' s='2'><v>1</v></c></row>", {1: {0: 5}}, '<row><c r="A1" s="2"><v>5</v></c></row>'),
        ('<row r="1"><c s="2" t="str" r="A1"><f>1</f><v>1</v></c> <c r="B1"/></row>', {1: {0: 5}},
         '<row r="1"><c r="A1" s="2"><v>5</v></c> <c r="B1"/></row>'),
        ('<row r="1"><!-- <c r="A1"/> --><c r="A1"><v><![CDATA[<c r="B1">]]></v></c></row>', {1: {1: 5}},
         '<row r="1"><!-- <c r="A1"/> --><c r="A1"><v><![CDATA[<c r="B1">]]></v></c><c r="B1"><v>5</v></c></row>'),
        ('<!--<row r="1">--><row r="1"><?x <c?><c r="A1"/></row>', {1: {0: 5}},
         '<!--<row r="1">--><row r="1"><?x <c?><c r="A1"><v>5</v></c></row>'),
        ('<row r="1" x="a>b"><c r="A1"/></row>', {1: {0: 5}}, '<row r="1" x="a>b"><c r="A1"><v>5</v></c></row>'),
        ('<row r="1"><c r="A1" cm="1" vm="2" s="3"><f t="array" ref="A1:A2">x</f><v>1</v></c></row>', {1: {0: 5}},
         '<row r="1"><c r="A1" s="3"><v>5</v></c></row>'),
        ('<row r="1"><c r="B1" t="inlineStr"><is><r><rPr><charset val="1"/><color/></rPr><t>x</t></r></is></c>'
         "</row>",
         {1: {1: 5, 0: 1}}, '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>5</v></c></row>'),
    ],
)  # fmt: skip
def test_only_the_wanted_cells_move(rows: str, wanted: Any, expected: str) -> None:
    assert written(sheet(data(rows)), wanted) == data(expected)


def test_an_empty_sheet_is_opened() -> None:
    assert written(sheet("<sheetData/>"), {2: {0: 1}, 1: {0: 2}}) == data(
        '<row r="1"><c r="A1"><v>2</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>'
    )


def test_what_stands_before_and_after_stays() -> None:
    head = '<sheetPr/><dimension ref="A1:C2"/><cols><col min="1" max="2" style="6"/></cols>'
    tail = (
        '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells><extLst><ext><c r="A1"/><row r="1"/></ext></extLst>'
    )
    found = written(sheet(data(TWO), head, tail), {5: {1: 5, 3: "x"}})
    assert found.startswith(head.replace("A1:C2", "A1:D5"))
    assert found.endswith(tail)
    assert '<c r="B5" s="6"><v>5</v></c><c r="D5" t="inlineStr">' in found


def test_the_area_stays_where_nothing_stands_outside_it() -> None:
    assert '<dimension ref="A1:C2"/>' in written(
        sheet(data(TWO), '<dimension ref="A1:C2"/>'), {2: {1: 5}, 9: {9: None}}
    )


def test_a_prefix_is_kept() -> None:
    rows = '<x:sheetData><x:row r="1"><x:c r="A1" s="1"/></x:row></x:sheetData>'
    xml = f'<x:worksheet xmlns:x="{MAIN}">{rows}</x:worksheet>'
    made = Sheet(xml.encode(), "t").with_cells({1: {0: "a"}, 2: {0: 5}}, lambda style, _: style, False, {}).xml
    assert b'<x:c r="A1" s="1" t="inlineStr"><x:is><x:t xml:space="preserve">a</x:t></x:is></x:c>' in made
    assert b'<x:row r="2"><x:c r="A2"><x:v>5</x:v></x:c></x:row>' in made
    etree.fromstring(made)


def test_a_fresh_row_takes_the_styles_it_is_told() -> None:
    found = written(sheet(data(TWO)), {3: {1: 5}}, {3: {0: 4, 1: 8}})
    assert '<row r="3"><c r="A3" s="4"/><c r="B3" s="8"><v>5</v></c></row>' in found


def test_both_ways_through_a_row_give_the_same() -> None:
    """A row whose cells all stand is read at a glance; asked for one that is missing it is read cell by cell."""
    row = '<row r="1">' + "".join(f'<c r="{c}1" s="{n}"><v>{n}</v></c>' for n, c in enumerate("ABCD", 1)) + "</row>"
    glance = written(sheet(data(row)), {1: {1: "x", 3: None}})
    slow = written(sheet(data(row)), {1: {1: "x", 3: None, 9: None}})
    whole = written(sheet(data(row)), {1: {1: "x", 3: None, 4: 5}})
    assert glance == slow == whole.replace('<c r="E1"><v>5</v></c>', "")


def test_places_of_formulas_that_gave_way_are_told() -> None:
    rows = '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><v>2</v></c></row>'
    for wanted in ({1: {0: 5, 1: 6}}, {1: {0: 5, 1: 6, 2: 7}}):
        assert sheet(data(rows)).with_cells(wanted, lambda style, _: style, False, {}).overwritten == {(1, 0)}
