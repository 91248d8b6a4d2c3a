"""How a letter is answered: the numbers of what it lists, and the links that begin an answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from jobs.letters.letter import Section


def number(sections: tuple[Section, ...], address: str, subject: str) -> tuple[str, ...]:
    """Number what the client can answer, through the whole letter; links where there is an address.

    A thing can be answered if its facts hold `number` and its row's `id`; the facts are filled in place: they were
    made for it. Returns the IDs in the order of the numbers.
    """
    things = [thing for section in sections for thing in _answerable(section.facts)]
    for place, thing in enumerate(things, 1):
        thing["number"] = place
        if address:
            thing["links"] = _links(address, subject, place, len(things))
    return tuple(thing["id"] for thing in things)


_NUMBERED = re.compile(r"(.+):no([1-9]\d{0,3})", re.ASCII)


def listed(about: Iterable[str]) -> dict[int, str]:
    """Number -> ID of the row that it meant in the letter with that About; of two with one number the first."""
    found: dict[int, str] = {}
    for item in about:
        if match := _NUMBERED.fullmatch(item):
            found.setdefault(int(match[2]), match[1])
    return found


def _answerable(facts: Any) -> Iterator[dict[str, Any]]:
    if isinstance(facts, dict):
        if "number" in facts:
            yield facts
        for value in facts.values():
            yield from _answerable(value)
    elif isinstance(facts, list):
        for value in facts:
            yield from _answerable(value)


def _links(address: str, subject: str, place: int, several: int) -> dict[str, str]:
    stuck = "stuck: " if several == 1 else f"stuck: ({place}) "
    bodies = {"done": f"done {place}", "move": f"move {place} to ", "stuck": stuck}
    return {word: mailto(address, f"Re: {subject}", body) for word, body in bodies.items()}


def mailto(address: str, subject: str, body: str = "") -> str:
    """A mailto link (RFC 6068): everything but the @ that could mean something is percent-encoded."""
    link = f"mailto:{quote(address, safe='@')}?subject={quote(subject, safe='')}"
    return f"{link}&body={quote(body, safe='')}" if body else link
