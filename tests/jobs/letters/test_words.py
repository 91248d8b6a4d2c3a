"""Words of cells: visible, in one line, bounded."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.letters.words import isolated, lines, name, words

anything = st.text(st.characters(codec=None), max_size=400)


@given(anything)
def test_words_are_one_visible_line(cell: str) -> None:
    line = words(cell)
    assert line == " ".join(line.split()) and len(line) <= 300
    assert not {"Cc", "Cs", "Zl", "Zp"} & {unicodedata.category(letter) for letter in line}
    assert words(line) == line


@given(anything)
def test_a_name_holds_no_encoded_word(cell: str) -> None:
    assert "=?" not in name(cell) and "?=" not in name(cell) and len(name(cell)) <= 60


@pytest.mark.parametrize(
    ("cell", "line"),
    [
        ("==??", "?"), ("=?=?", "?"), ("?==?", "?"), ("a =?utf-8?q?x?= b", "a ?utf-8?q?x? b"), ("=\u200b?x", "?x"),
        ("1 = 1? Yes?", "1 = 1? Yes?"), ("a==b", "a==b"), ("really??", "really??"),
    ],
)  # fmt: skip
def test_no_taking_away_joins_a_new_encoded_word(cell: str, line: str) -> None:
    assert name(cell) == line


@given(st.text("=?\u200b\r é", max_size=12))
def test_signs_of_encoded_words_never_meet(cell: str) -> None:
    assert "=?" not in name(cell) and "?=" not in name(cell)


@pytest.mark.parametrize(
    ("cell", "line"),
    [
        ("  a\t b\r\nc ", "a b c"),
        ("x" * 50_000, "x" * 299 + "…"),
        ("a\u200bb\u202ec\ufeff", "abc"),
        ("\x00\x1b[31mred", "[31mred"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\u200db", "ab"),
        ("\u00a0a\u3000b", "a b"),
        ("\ud800", ""),
        ("a\U000e0062\U000e0063b", "ab"),
        (
            "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
            "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        ),
        ("a\u3164\uffa0b", "ab"),
    ],
)
def test_what_becomes_of_a_cell(cell: str, line: str) -> None:
    assert words(cell) == line


def test_a_text_keeps_its_lines_and_its_bound() -> None:
    assert lines("One.\r\n\r\n Two. \u2028Three.") == ["One.", "Two.", "Three."]
    assert sum(map(len, lines("word " * 30_000 + "\n" + "x" * 9_000))) <= 4_000
    assert lines("") == [] and lines(" \n ") == []


def test_words_from_right_to_left_alone_are_isolated() -> None:
    assert isolated("שלום") == "\u2068שלום\u2069"
    assert isolated("Zoë 👩") == "Zoë 👩" and isolated("plain") == "plain"
