"""Both parts of a letter: the same facts, words as data, nothing remote, nothing left open."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import pytest
from lxml import html

from jobs.letters import render as rendering
from jobs.letters.letter import LetterProblem
from jobs.letters.render import html_part, render, text_part
from tests.jobs.letters.scenes import POST, SCENES, letter_of

SHOWN = frozenset(
    "words date measure goal often since until between fee payment rewards sessions notice check_ins more".split()
)
"""The facts that both parts show as they are."""


def _read(scene: str, buttons: bool = True) -> str:
    """The HTML as a person reads it: text alone, blanks as one, with or without the words on buttons."""
    page = html.document_fromstring(html_part(letter_of(scene)))
    for hidden in page.xpath("//style|//title|//div[@class='preheader']" + ("" if buttons else "|//a")):
        hidden.drop_tree()
    return " ".join(" ".join(page.itertext()).split())


def _facts(value: Any, name: str = "") -> list[str]:
    if isinstance(value, dict):
        return [fact for key, inner in value.items() if key != "links" for fact in _facts(inner, key)]
    if isinstance(value, list | tuple):
        return [fact for inner in value for fact in _facts(inner, name)]
    return [value] if isinstance(value, str) and value and name in SHOWN else []


@pytest.mark.parametrize("scene", SCENES)
def test_both_parts_hold_the_same_facts(scene: str) -> None:
    page, text = _read(scene), re.sub("[\u2068\u2069]", "", " ".join(text_part(letter_of(scene)).split()))
    facts = [fact for section in letter_of(scene).sections for fact in _facts(section.facts)]
    for fact in [*facts, letter_of(scene).frame["practice"], *letter_of(scene).frame["signature"]]:
        assert " ".join(fact.split()) in page and " ".join(fact.split()) in text, fact
    numbers = re.compile(r"\b\d+\b")
    page = _read(scene, buttons=False)
    assert set(numbers.findall(page)) == set(numbers.findall(re.sub(r"https://\S+", "", text)))


@pytest.mark.parametrize("scene", SCENES)
def test_nothing_remote_and_nothing_active(scene: str) -> None:
    page = html.document_fromstring(html_part(letter_of(scene)))
    assert not page.xpath("//script|//img|//link|//iframe|//object|//form|//*[@src]|//*[starts-with(name(@*), 'on')]")
    form = SCENES[scene][1].check_in_form.partition("?")[0]
    assert all(link.startswith("mailto:") or (form and link.startswith(form)) for link in page.xpath("//@href"))
    assert "url(" not in html_part(letter_of(scene)) and "@import" not in html_part(letter_of(scene))


def test_what_stands_in_a_cell_is_data() -> None:
    page = _read("worst-cells")
    for words in (
        "{{ 7*7 }} {% for x in y %}",
        "<script>alert('x')</script> & <b>bold</b>",
        "two lines and tabs here",
        "turn back and zero",
        "=IMPORTXML(1)",
    ):
        assert words in page
    assert "49" not in page
    assert not re.search(
        "[\u202a-\u202e\u200b\ud800\x00]", html_part(letter_of("worst-cells")) + text_part(letter_of("worst-cells"))
    )
    assert len(html_part(letter_of("worst-cells"))) < 20_000


def test_words_from_right_to_left_are_isolated_in_both_parts() -> None:
    assert "\u2068לכתוב את שאלות הקבלה (3)\u2069 (Wed 2 Dec)" in text_part(letter_of("worst-cells"))
    assert "<bdi>לכתוב את שאלות הקבלה (3)</bdi>" in html_part(letter_of("worst-cells"))


def test_buttons_answer_with_the_number_of_the_line() -> None:
    page = html.document_fromstring(html_part(letter_of("everything")))
    links = [unquote(link) for link in page.xpath("//a/@href")]
    assert links == [
        f"mailto:answers@strongstart.example?subject=Re: Tomorrow: one thing you planned&body={body}"
        for body in ("done 2", "move 2 to ", "stuck: (2) ")
    ]
    assert [a.text for a in page.xpath("//a")] == ["Done", "New day", "Stuck"]


def test_without_a_reply_address_there_are_no_buttons() -> None:
    page = html_part(letter_of("due-yesterday-no-buttons"))
    assert "mailto:" not in page and "Answer “done 1”, with the day." in page


def test_every_letter_says_how_to_answer_and_how_to_get_fewer() -> None:
    for scene in SCENES:
        for part in (_read(scene), text_part(letter_of(scene))):
            assert "To answer, " in part and "Fewer emails, or none?" in part


def test_every_preheader_stands_first_in_the_page() -> None:
    for scene in SCENES:
        page = html.document_fromstring(html_part(letter_of(scene)))
        assert page.body[0].text_content().startswith(letter_of(scene).preheader)


def test_a_template_that_fails_stops_its_letter_without_a_word_of_the_client() -> None:
    letter = letter_of("everything")
    broken = replace(letter, sections=(replace(letter.sections[0], facts={"words": "Secret"}), *letter.sections[1:]))
    with pytest.raises(LetterProblem) as problem:
        render(broken, POST)
    assert str(problem.value) == "letter cpriya2x-2026-11-23: the template letter.txt fails: UndefinedError"


def test_a_section_without_a_template_stops_its_letter() -> None:
    letter = letter_of("everything")
    with pytest.raises(LetterProblem, match=r"the template nowhere\.txt fails: TemplateNotFound"):
        render(replace(letter, sections=(replace(letter.sections[0], name="nowhere"),)), POST)


def test_templates_are_given_plain_data_and_nothing_else() -> None:
    letter = letter_of("everything")
    for thing in (letter, print, {1.5}, b"x"):
        with pytest.raises(LetterProblem, match="no plain data"):
            render(replace(letter, frame={**letter.frame, "thing": [thing]}), POST)


def test_a_letter_out_of_all_proportion_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "LARGEST", 100)
    with pytest.raises(LetterProblem, match="more than a letter holds"):
        render(letter_of("everything"), POST)
