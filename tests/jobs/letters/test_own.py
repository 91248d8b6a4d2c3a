"""A coach's own words in a letter: filled with what the letter says, and never anything else (guarantee 9)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import templates
from jobs.letters import own
from jobs.letters.compose import compose
from jobs.letters.letter import Letter
from jobs.letters.render import html_part, text_part
from sync.own_names import FLAG, NUMBER, SECTIONS, Shape
from sync.records import OwnWords
from tests import cast
from tests.cast import commitment, day_of, on, standing
from tests.jobs.letters.scenes import SCENES, letter_of

PRIYA = cast.priya(rewards="A day off")


def written(section: str, body: str = "", subject: str = "", language: str = "en", words: str = "Call leads") -> Letter:
    """Priya's letter on a day on which one thing is new and another due, with these words of the coach's."""
    row = OwnWords(cast.row("Templates", ""), section, language, subject, body)
    day = day_of(
        PRIYA,
        standing(commitment(PRIYA, "b1aaaaaa", words, on(1)), told_on=on(-9)),
        standing(commitment(PRIYA, "b2aaaaaa", "Record three reels", on(9))),
    )
    made = compose(day, cast.POLICIES, PRIYA.email, None, own.by_section([row]))
    assert made
    return made


DUE = """Hi {{ name }},
{% for group in groups %}
{% for thing in group.things %}
{{ thing.number }}) {{ thing.words }}, {{ thing.date }}
{% endfor %}
{% endfor %}

{{ coach }}"""


def test_her_words_stand_in_both_parts_and_the_other_sections_stay() -> None:
    letter = written("due", DUE)
    text, page = text_part(letter), html_part(letter)
    assert "Hi Priya,\n2) Call leads, tomorrow, Tue 24 Nov\n\nAlicia Moreno" in text
    assert "<bdi>Hi Priya,</bdi><br><bdi>2) Call leads, tomorrow, Tue 24 Nov</bdi></p>" in page
    assert "COMING UP" not in text and "Record three reels" in text
    assert letter.subject == "Tomorrow: one thing you planned" and letter.preheader == "A word back is enough."


def test_a_subject_of_her_own_is_one_line_and_only_of_the_section_that_leads() -> None:
    assert written("due", subject="{{ name }},\n{{ total }} for you").subject == "Priya, 1 for you"
    assert written("agreed", subject="Never").subject == "Tomorrow: one thing you planned"
    assert written("due", DUE, "{{ name }}").subject == "Priya"


def test_a_subject_that_comes_to_more_than_a_phone_shows_is_ours() -> None:
    assert (
        written("due", subject="{{ name }}{{ name }}{{ total }}: a rather long one").subject
        == "PriyaPriya1: a rather long one"
    )
    assert written("due", subject="{{ coach }}, {{ coach }}, {{ coach }}").subject == "Tomorrow: one thing you planned"


def test_words_in_another_language_than_the_letters_are_not_used() -> None:
    assert written("due", "Hola", language="es").sections == written("celebrate", "x").sections


ALL = "{% for group in groups %}{% for thing in group.things %}{{ thing.words }}{% endfor %}{% endfor %}"


@pytest.mark.parametrize(
    "words", ["{{ 7*7 }}", "<script>alert(1)</script>", "{% for x in y %}", "לכתוב (3)", "a\r\nb\x00"]
)
def test_what_a_cell_says_is_data_in_her_words_too(words: str) -> None:
    letter = written("due", f"Do: {ALL}", words=words)
    (paragraph,) = next(section.own for section in letter.sections if section.name == "due")
    assert paragraph == (" ".join(f"Do: {words}".replace("\x00", " ").split()),)
    assert "<script>" not in html_part(letter) and "49" not in text_part(letter)


def test_her_words_cannot_write_markup_or_turn_the_letter() -> None:
    letter = written("due", "<b>bold</b> & \u202ereversed\u202c https://example.com")
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; reversed" in html_part(letter)


def test_words_that_grow_too_long_leave_the_built_in_ones_and_the_run_says_so() -> None:
    body = "{% for thing in yours %}" + "x" * 7000 + "{% endfor %}"
    many = [standing(commitment(PRIYA, f"b{n}aaaaaa", "Call", on(20))) for n in range(9)]
    row = OwnWords(cast.row("Templates", ""), "agreed", "en", "", body)
    letter = compose(day_of(PRIYA, *many), cast.POLICIES, PRIYA.email, None, own.by_section([row]))
    assert letter and not letter.sections[0].own and "xxx" not in text_part(letter)
    assert letter.remarks == (
        f"Templates, row {row.row.number}: its words come to more than an email holds, so the built-in ones go out",
    )


def fits(value: Any, shape: Shape) -> bool:
    """Whether a fact has that shape; an empty thing stands for one that is not there."""
    if isinstance(shape, str):
        return type(value) is {NUMBER: int, FLAG: bool}.get(shape, str)
    if isinstance(value, dict) and hasattr(shape, "keys"):
        return not value or all(name in value and fits(value[name], inner) for name, inner in shape.items())
    return isinstance(value, list) and all(fits(one, shape[0]) for one in value)


@pytest.mark.parametrize("scene", SCENES)
def test_the_names_that_are_promised_are_what_sections_say(scene: str) -> None:
    for section in letter_of(scene).sections:
        assert section.name in SECTIONS
        for name, shape in SECTIONS[section.name].items():
            assert fits(section.facts[name], shape), f"{section.name}: {name}"


def test_every_name_is_in_the_page_that_explains_them() -> None:
    page = Path(*templates.__path__, "README.md").read_text(encoding="utf-8")
    for section, names in SECTIONS.items():
        line = next(row for row in page.splitlines() if row.startswith(f"| {section} |"))
        assert [name for name in names if f"`{name}`" not in line] == [], section
