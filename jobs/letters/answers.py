"""How a letter is answered: the numbers of what it lists, and the links that begin an answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from jobs.letters.letter import Section
from jobs.letters.wording import Wording


def number(sections: tuple[Section, ...], address: str, subject: str, say: Wording) -> tuple[str, ...]:
    """Number what the client can answer, through the whole letter; links where there is an address.

    A thing can be answered if its facts hold `number` and its row's `id`, a habit `times`, too; a question for one
    number holds `scale`, a line to answer with `says`. The facts are filled in place: they were made for it. Returns
    the IDs in the order of the numbers.
    """
    things = [thing for section in sections for thing in _with("number", section.facts)]
    for place, thing in enumerate(things, 1):
        thing["number"] = place
        if address and "times" in thing:
            thing["counts"] = _counts(address, subject, place, thing["times"])
        elif address:
            thing["links"] = _links(address, subject, place, say)
    for asks in (asks for section in sections for asks in _with("scale", section.facts)):
        if address and not asks["form"]:
            asks["scale"] = _rows(address, subject, {str(n): str(n) for n in range(1, 11)}, 5)
    for choice in (choice for section in sections for choice in _with("says", section.facts)):
        choice["link"] = mailto(address, f"Re: {subject}", choice["says"]) if address else ""
    return tuple(thing["id"] for thing in things)


_NUMBERED = re.compile(r"(.+):no([1-9]\d{0,3})", re.ASCII)


def listed(about: Iterable[str]) -> dict[int, str]:
    """Number -> ID of the row that it meant in the letter with that About; of two with one number the first."""
    found: dict[int, str] = {}
    for item in about:
        if match := _NUMBERED.fullmatch(item):
            found.setdefault(int(match[2]), match[1])
    return found


def counted(about: Iterable[str]) -> frozenset[int]:
    """The numbers that mean habits in the letter with that About: it asked how often."""
    about = tuple(about)
    asked = {item.partition(":week")[0] for item in about if ":week" in item}
    return frozenset(number for number, row_id in listed(about).items() if row_id in asked)


def _with(name: str, facts: Any) -> Iterator[dict[str, Any]]:
    """Every dict among the facts that has that name, in their order."""
    if isinstance(facts, dict):
        if name in facts:
            yield facts
        for value in facts.values():
            yield from _with(name, value)
    elif isinstance(facts, list):
        for value in facts:
            yield from _with(name, value)


def _links(address: str, subject: str, place: int, say: Wording) -> dict[str, str]:
    """Each names its thing, even where it is the only one: `stuck:` alone could be the answer to the check-in."""
    one, stuck = {"number": place}, say.pgettext("begins an answer", "stuck:")
    bodies = {
        "done": say.pgettext("an answer", "done %(number)s") % one,
        "move": say.pgettext("begins an answer", "move %(number)s to") % one + " ",
        "stuck": f"{stuck} ({place}) ",
    }
    return {word: mailto(address, f"Re: {subject}", body) for word, body in bodies.items()}


MOST_BUTTONS = 16
"""Nobody looks for 37 among fifty."""


def _counts(address: str, subject: str, place: int, times: int) -> list[list[dict[str, str]]]:
    """A button for every number from 0 to `times`, in even rows; of too many, one where the number is to be typed."""
    if times + 1 > MOST_BUTTONS:
        return _rows(address, subject, {f"{place}: …": f"{place}: "}, 1)
    rows = -(-(times + 1) // 6)
    return _rows(address, subject, {str(n): f"{place}: {n}" for n in range(times + 1)}, -(-(times + 1) // rows))


def _rows(address: str, subject: str, bodies: dict[str, str], wide: int) -> list[list[dict[str, str]]]:
    """Rows of so many buttons; each begins an email with its body."""
    made = [{"shown": shown, "link": mailto(address, f"Re: {subject}", body)} for shown, body in bodies.items()]
    return [made[at : at + wide] for at in range(0, len(made), wide)]


def mailto(address: str, subject: str, body: str = "") -> str:
    """A mailto link (RFC 6068): everything but the @ that could mean something is percent-encoded."""
    link = f"mailto:{quote(address, safe='@')}?subject={quote(subject, safe='')}"
    return f"{link}&body={quote(body, safe='')}" if body else link
