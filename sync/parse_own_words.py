"""Rows of Templates -> the coach's own words that can be used; of all others the row says why (guarantee 9)."""

from __future__ import annotations

import re
from collections.abc import Set

from sync import cells
from sync.own_names import LONGEST_SUBJECT, NAMES, SECTIONS, of_body, of_subject
from sync.records import OwnWords
from sync.rows import Reader

_NAME = re.compile(r"(.*?)\s*(?:\(\s*([^()]*?)\s*\))?\s*", re.DOTALL)
"""`due`, `due (es)`"""


def own_words(readers: list[Reader], spoken: Set[str]) -> list[OwnWords]:
    """In sheet order; of two rows for one section in one language the upper one. `spoken`: the clients' languages."""
    found: dict[tuple[str, str], OwnWords] = {}
    for reader in readers:
        reader.required("Name")
        one = _read(reader)
        if one is None:
            continue
        if (one.section, one.language) in found:
            reader.row.notes.append(f"{cells.plain(reader.text('Name'), 40)} stands twice; the upper row holds")
        elif _usable(reader, one):
            found[one.section, one.language] = one
            if spoken and one.language not in spoken:
                others = " or ".join(f'"{one.section} ({language})"' for language in sorted(spoken - {"en"}))
                known = cells.LANGUAGES[one.language]
                reader.row.notes.append(f"No client has {known} as Language{f'; name it {others}' if others else ''}")
    return list(found.values())


def _read(reader: Reader) -> OwnWords | None:
    """The row, where its Name is that of a section; its words are not looked at yet."""
    name = reader.text("Name")
    parts = _NAME.fullmatch(name)
    assert parts
    section = next((known for known in NAMES if cells.fold(known) == cells.fold(parts[1])), None)
    if name and section is None:
        guess = cells.guess(parts[1], NAMES) or f" There are {', '.join(SECTIONS)}, packet, handbook"
        reader.bad("Name", f"Name: no section {cells.quoted(name)}.{guess}")
    try:
        language = cells.language(parts[2]) if parts[2] else "en"
    except cells.Bad as bad:
        reader.bad("Name", f"Name: {bad}")
        return None
    return OwnWords(reader.row, section, language, reader.text("Subject"), reader.text("Body")) if section else None


def _usable(reader: Reader, one: OwnWords) -> bool:
    """Whether both cells can be read; what cannot is noted, and the built-in words go out instead."""
    if reader.row.bad:
        reader.row.to_check = True
        return False
    if not (one.subject or one.body):
        reader.row.notes.append("Subject and Body are blank, so the built-in words go out")
        return False
    from sync import own_grammar  # brings jinja2, which a practice without own words need not load

    if len(one.subject) > LONGEST_SUBJECT and "{" not in one.subject and one.section in SECTIONS:
        said = f"{len(one.subject)} characters are more than the {LONGEST_SUBJECT} that a phone shows"
        reader.bad("Subject", f"Subject: {said}")
        reader.row.to_check = True
    cells_ = (("Subject", one.subject, of_subject(one.section)), ("Body", one.body, of_body(one.section)))
    for header, text, names in cells_:
        try:
            own_grammar.read(text, names)
        except own_grammar.Unfit as problem:
            reader.bad(header, f"{header}: {problem}")
            reader.row.to_check = True
    return not reader.row.to_check
