"""A coach's own words for a section, filled with what the letter says (guarantee 9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from jobs.letters.letter import Section
from jobs.letters.words import lines, words
from sync import own_grammar
from sync.own_names import EVERYWHERE, FLAG, NUMBER, SECTIONS, Shape
from sync.records import OwnWords

LARGEST = 60_000
"""Characters that own words may come to, whatever they repeat."""

Given = Mapping[tuple[str, str], OwnWords]
"""(section, language) -> the coach's own words."""


NOTHING: Given = MappingProxyType({})


class TooLong(Exception):
    """Own words that come to more than a letter holds; the built-in ones go out."""


def by_section(rows: Iterable[OwnWords]) -> Given:
    """The coach's own words as they are looked for."""
    return {(one.section, one.language): one for one in rows}


def rewritten(given: Given, language: str) -> frozenset[str]:
    """The sections that stand in the coach's words in a letter of that language."""
    return frozenset(section for (section, of), own in given.items() if of == language and own.body)


def applied(
    sections: tuple[Section, ...], leading: Section, given: Given, frame: Mapping[str, Any]
) -> tuple[tuple[Section, ...], str, tuple[str, ...]]:
    """The sections with the coach's words where there are any, her subject for the leading one, what went wrong."""
    found, shown_subject, remarks = [], "", []
    for section in sections:
        own = given.get((section.name, frame["language"]))
        try:
            if own and section.name == leading.name:
                shown_subject = subject(own, section.facts, frame)
            if own and own.body:
                section = replace(section, own=paragraphs(own, section.facts, frame))
        except TooLong:
            assert own
            place = f"{own.row.title}, row {own.row.number}"
            remarks.append(f"{place}: its words come to more than an email holds, so the built-in ones go out")
        found.append(section)
    return tuple(found), shown_subject, tuple(remarks)


def paragraphs(own: OwnWords, facts: Mapping[str, Any], frame: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    """The Body as paragraphs of lines, every line plain visible text. Raises TooLong."""
    found: list[list[str]] = [[]]
    for line in _filled(own.body, own.section, facts, frame).split("\n"):
        if shown := words(line, 2_000):
            found[-1].append(shown)
        elif found[-1]:
            found.append([])
    return tuple(tuple(one) for one in found if one)


def subject(own: OwnWords, facts: Mapping[str, Any], frame: Mapping[str, Any]) -> str:
    """The Subject as one line; blank where there is none. Raises TooLong."""
    return " ".join(lines(_filled(own.subject, own.section, facts, frame), 150)) if own.subject else ""


def _filled(text: str, section: str, facts: Mapping[str, Any], frame: Mapping[str, Any]) -> str:
    names: Mapping[str, Shape] = {**EVERYWHERE, **SECTIONS[section]}
    template = own_grammar.read(text, names)
    pieces: list[str] = []
    size = 0
    for piece in template.generate(_shaped({**facts, **frame}, names)):
        size += len(piece)
        if size > LARGEST:
            raise TooLong
        pieces.append(piece)
    return "".join(pieces)


def _shaped(value: Any, shape: Shape) -> Any:
    """What of the facts the shape names, and nothing else; what is missing is blank."""
    if isinstance(shape, Mapping):
        known = value if isinstance(value, Mapping) else {}
        return {name: _shaped(known.get(name), inner) for name, inner in shape.items()}
    if isinstance(shape, str):
        return value if value is not None else {NUMBER: 0, FLAG: False}.get(shape, "")
    return [_shaped(one, shape[0]) for one in value or ()]
