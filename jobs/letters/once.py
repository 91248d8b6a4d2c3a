"""What a letter would say twice, since its sections know nothing of each other: the later place says it shorter.

Only our own sentences are made shorter, never what the Mail log remembers, nor what a coach's own words are given.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from jobs.letters.letter import Section


def said_once(sections: tuple[Section, ...], in_own_words: Container[str] = ()) -> tuple[Section, ...]:
    """The same sections; their facts say what stands above. A section `in_own_words` says what its coach wants."""
    ours = {section.name: section.facts for section in sections if section.name not in in_own_words}
    if "receipt" in ours and "celebrate" in ours:
        _date_stands_above(ours["receipt"], ours["celebrate"])
    if "review" in ours and {"check-in", "nudge"} & ours.keys():
        ours["review"]["defined_above"] = True
    return sections


def _date_stands_above(receipt: dict[str, Any], celebrate: dict[str, Any]) -> None:
    """What was noted as done, with its day, is praised without saying the day once more."""
    noted = {one["words"] for one in receipt["noted"] if one["kind"] == "done"}
    for thing in celebrate["things"]:
        thing["noted"] = thing["words"] in noted
