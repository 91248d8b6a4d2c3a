"""A coach's own words for a section, filled with what the letter says (guarantee 9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from jobs.letters.letter import Enclosed, Section
from jobs.letters.words import lines, words
from sync import own_grammar
from sync.own_names import FLAG, LONGEST_SUBJECT, NUMBER, SECTIONS, Shape, of_body, of_subject
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
        own = None if section.ours_alone else given.get((section.name, frame["language"]))
        try:
            if own and section.name == leading.name:
                shown_subject = subject(own, section.facts, frame)
            if own and own.body:
                section = replace(section, own=_with_what_was_added(paragraphs(own, section.facts, frame), section))
        except TooLong:
            remarks.append(_too_long(own))
        found.append(section)
    return tuple(found), shown_subject, tuple(remarks)


def _with_what_was_added(said: tuple[tuple[str, ...], ...], section: Section) -> tuple[tuple[str, ...], ...]:
    """What the coach typed into `Add to the email` stands in the letter, whether her words ask for it or not."""
    added = tuple(section.facts.get("add", ()))
    shown = [line for paragraph in said for line in paragraph]
    missing = any(not any(line in one for one in shown) for line in added)
    return (*said, added) if missing else said


def _too_long(own: OwnWords | None) -> str:
    assert own
    place = f"{own.row.title}, row {own.row.number}"
    return f"{place}: its words come to more than an email holds, so the built-in ones go out"


def in_paper(paper: Enclosed, given: Given, frame: Mapping[str, Any]) -> tuple[Enclosed, tuple[str, ...]]:
    """The paper with the coach's words for it and its chapters, and what went wrong.

    A chapter of hers stands there even where ours would be blank; one whose words come to nothing is left out.
    """
    chapters, remarks = [], []
    for chapter in paper.chapters:
        own = given.get((f"{paper.name}: {chapter['name']}", frame["language"]))
        try:
            if own:
                chapter = _in_own_words(chapter, own, paper.facts, frame)
        except TooLong:
            remarks.append(_too_long(own))
        if not chapter["blank"]:
            chapters.append(chapter)
    paper = replace(paper, chapters=tuple(chapters))
    own = given.get((paper.name, frame["language"]))
    try:
        if own:
            title = subject(own, paper.facts, frame) or paper.title
            paper = replace(paper, title=title, own=paragraphs(own, paper.facts, frame))
    except TooLong:
        remarks.append(_too_long(own))
    return paper, tuple(remarks)


def _in_own_words(
    chapter: dict[str, Any], own: OwnWords, facts: Mapping[str, Any], frame: Mapping[str, Any]
) -> dict[str, Any]:
    found = chapter | {"heading": subject(own, facts, frame) or chapter["heading"]}
    if own.body:
        said = [list(paragraph) for paragraph in paragraphs(own, facts, frame)]
        found |= {"own": said, "blank": not said}
    return found


def paragraphs(own: OwnWords, facts: Mapping[str, Any], frame: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    """The Body as paragraphs of lines, every line plain visible text. Raises TooLong."""
    found: list[list[str]] = [[]]
    for line in _filled(own.body, of_body(own.section), facts, frame).split("\n"):
        if shown := words(line, 2_000):
            found[-1].append(shown)
        elif found[-1]:
            found.append([])
    return tuple(tuple(one) for one in found if one)


def subject(own: OwnWords, facts: Mapping[str, Any], frame: Mapping[str, Any]) -> str:
    """The Subject as one line; blank where there is none, or where a letter's is too long with these facts.

    Raises TooLong.
    """
    if not own.subject:
        return ""
    shown = " ".join(lines(_filled(own.subject, of_subject(own.section), facts, frame), 150))
    return shown if len(shown) <= LONGEST_SUBJECT or own.section not in SECTIONS else ""


def _filled(text: str, names: Mapping[str, Shape], facts: Mapping[str, Any], frame: Mapping[str, Any]) -> str:
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
