"""What a letter would say twice, since its sections know nothing of each other: the later place leaves it out.

Only facts are made shorter, never what the Mail log remembers of the letter.
"""

from __future__ import annotations

from typing import Any

from jobs.letters.letter import Section


def said_once(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """The same sections. Their facts are changed in place: they were made for this letter, and no number stands yet."""
    by_name = {section.name: section.facts for section in sections}
    if "receipt" in by_name and "celebrate" in by_name:
        _date_stands_above(by_name["receipt"], by_name["celebrate"])
    if "review" in by_name and {"check-in", "nudge"} & by_name.keys():
        _definition_stands_above(by_name["review"])
    return sections


def _date_stands_above(receipt: dict[str, Any], celebrate: dict[str, Any]) -> None:
    """What was noted as done, with its day, is praised without saying the day once more."""
    noted = {one["words"] for one in receipt["noted"] if one["kind"] == "done"}
    for thing in celebrate["things"]:
        thing["noted"] = thing["words"] in noted


def _definition_stands_above(review: dict[str, Any]) -> None:
    """The question before was asked in her own definition; where there is none, the first review asks for it still."""
    review["first_review"] = review["first_review"] and not review["definition"]
    review["definition"] = ""
