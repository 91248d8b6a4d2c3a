"""A coach's own words: names, if, for and a few filters; whatever else stands there is refused with its reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import own_grammar
from sync.own_grammar import Unfit
from sync.own_names import EVERYWHERE, FLAG, NUMBER, SECTIONS, TEXT, Shape

NAMES: dict[str, Shape] = {
    "name": TEXT, "total": NUMBER, "sure": FLAG, "tips": [TEXT],
    "things": [{"words": TEXT, "days": [TEXT], "number": NUMBER}], "first": {"words": TEXT},
}  # fmt: skip
FACTS = {
    "name": "Priya", "total": 2, "sure": True, "tips": ["one", "two"],
    "things": [{"words": "call", "days": ["Mon"], "number": 1}, {"words": "write", "days": [], "number": 2}],
    "first": {"words": "call"},
}  # fmt: skip


def filled(text: str) -> str:
    return own_grammar.read(text, NAMES).render(FACTS)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Hello {{ name }}!", "Hello Priya!"),
        ("{{ name|upper }} {{ name|lower }} {{ 'anna'|capitalize }}", "PRIYA priya Anna"),
        ("{% for thing in things %}{{ loop.index }}. {{ thing.words }}{% if not loop.last %}, {% endif %}{% endfor %}",
         "1. call, 2. write"),
        ("{% if total == 1 %}one{% elif total > 1 and sure %}many{% else %}none{% endif %}", "many"),
        ("{% for t in things %}{% for day in t.days %}{{ day }}{% else %}-{% endfor %}{% endfor %}", "Mon-"),
        ("{{ tips|join(', ') }} ({{ tips|length }})", "one, two (2)"),
        ("{% if things %}yes{% endif %}{% if things and tips %}!{% endif %}", "yes!"),
        ("50 % of <b> & } { %}", "50 % of <b> & } { %}"),
    ],
)  # fmt: skip
def test_names_and_ifs_and_fors_are_filled(text: str, shown: str) -> None:
    assert filled(text) == shown


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{{ naem }}", 'there is no {{ naem }} Did you mean "name"?'),
        ("{{ first.word }}", 'there is no .word here Did you mean "words"?'),
        ("{{ name.upper }}", "there is no .upper here"),
        ("{{ name.__class__.__mro__ }}", "there is no .__class__ here"),
        ("{{ name.upper() }}", "name(…) is not understood"),
        ("{# a note of mine #}", "{# #} is not understood"),
        ("{% raw %}{{ name }}{% endraw %}", "{% raw %} is not understood"),
        ("{{ name }}{%- raw -%}x{% endraw %}", "{% raw %} is not understood"),
        ("{{ name['x'] }}", "name[…] is not understood"),
        ("{{ cycler('a') }}", "name(…) is not understood"),
        ("{{ name|e }}", "|e is not understood"),
        ("{{ name|attr('x') }}", "|attr is not understood"),
        ("{{ tips|join(name) }}", "in brackets after |join"),
        ("{{ name|upper('x') }}", "in brackets after |upper"),
        ("{{ 9**9 }}", "this (pow) is not understood"),
        ("{{ 'a' * 99 }}", "this (mul) is not understood"),
        ("{{ name ~ name }}", "this (concat) is not understood"),
        ("{{ [1, 2] }}", "this (list) is not understood"),
        ("{{ 1.5 }}", "1.5 is not understood"),
        ("{{ name if sure }}", "this (condexpr) is not understood"),
        ("{{ name is string }}", "this (test) is not understood"),
        ("{{ things }}", "what is shown is a list"),
        ("{{ first }}", "what is shown has several parts"),
        ("{{ sure }}", "yes or no cannot be shown"),
        ("{{ things or tips }}", "yes or no cannot be shown"),
        ("{% for a in name %}{% endfor %}", "are for lists"),
        ("{{ name|length }}", "are for lists"),
        ("{% for a, b in things %}{% endfor %}", "this (for) is not understood"),
        ("{% for a in things if a %}{% endfor %}", "this (for) is not understood"),
        ("{% if name > 1 %}{% endif %}", "these two cannot be compared"),
        ("{% if name in tips %}{% endif %}", "these two cannot be compared"),
        ("{% set x = 1 %}", "{% set %} is not understood"),
        ("{% include 'letter.css' %}", "{% include %} is not understood"),
        ("{% macro x() %}{% endmacro %}", "this (macro) is not understood"),
        ("{% block x %}{% endblock %}", "is not understood"),
        ("{% extends 'letter.html' %}", "is not understood"),
        ("{% import 'parts.html' as p %}", "is not understood"),
        ("{% filter upper %}x{% endfilter %}", "is not understood"),
        ("Hello\n{{ name", "line 2 cannot be read"),
        ("{% if sure %}", "line 1 cannot be read"),
        ("{% trans %}x{% endtrans %}", "line 1 cannot be read"),
        ("x" * 8_001, "8001 characters are more than the 8000 that fit"),
        ("{% for a in things %}{% for b in a.days %}{% for c in tips %}{% endfor %}{% endfor %}{% endfor %}",
         "more than 2 {% for %}"),
        ("{{ " + "not " * 900 + "sure }}", "too much stands within each other"),
        ("{{ " + "(" * 3000 + "name" + ")" * 3000 + " }}", "too much stands within each other"),
        ("{% if sure %}" * 90 + "{% endif %}" * 90, "too much stands within each other"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_its_reason(text: str, why: str) -> None:
    with pytest.raises(Unfit) as problem:
        own_grammar.read(text, NAMES)
    assert why in str(problem.value)


PIECES = st.sampled_from(
    "{{ }} {% %} name total sure tips things first .words .days | upper join length ( ) [ ] ' , == > not and or if "
    "elif else endif for in endfor loop.index set 1 0 'x' . ~ ** __class__ {# #} - +".split()
)


@given(st.lists(PIECES, max_size=30).map(" ".join))
def test_what_is_accepted_can_always_be_filled_and_nothing_else_happens(text: str) -> None:
    try:
        template = own_grammar.read(text, NAMES)
    except Unfit:
        return
    nothing = {"name": "", "total": 0, "sure": False, "tips": [], "things": [], "first": {"words": ""}}
    for facts in (FACTS, nothing):
        assert "__" not in template.render(facts) or "__" in text


@pytest.mark.parametrize("section", SECTIONS)
def test_no_section_has_a_name_that_every_section_has(section: str) -> None:
    assert not SECTIONS[section].keys() & EVERYWHERE.keys()
