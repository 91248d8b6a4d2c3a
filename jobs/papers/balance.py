"""The balance of both sides: how many each planned, and what became of them, as figures and as a bar. No verdict."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from jobs.letters.wording import Wording
from jobs.papers.planned import UNREADABLE
from sync.rules.standing import Standing

BAR = 1000
"""The length of a bar in units of its drawing."""


def side(name: str, standings: Iterable[Standing], today: date, say: Wording) -> dict[str, Any]:
    """One side's figures. `parts` have the kind, its number and its place in the bar; those of none are left out."""
    readable = [one for one in standings if one.status not in UNREADABLE]
    counts = dict.fromkeys(kinds(say), 0)
    for one in readable:
        counts[_kind(one, today)] += 1
    parts, at = [], 0
    for kind, number in counts.items():
        end = at + number
        if number:
            begin, stop = BAR * at // len(readable), BAR * end // len(readable)
            parts.append({"kind": kind, "number": number, "x": begin, "width": stop - begin})
        at = end
    return {"name": name, "planned": len(readable), "counts": list(counts.values()), "parts": parts}


def kinds(say: Wording) -> dict[str, str]:
    """What may become of a commitment, in the order of the bar, with the words for it."""
    return {
        "by": say.gettext("Done by its day"),
        "after": say.gettext("Done after its day"),
        "off": say.gettext("Off the list"),
        "past": say.gettext("Open, its day is over"),
        "ahead": say.gettext("Open, its day is ahead"),
    }


def _kind(standing: Standing, today: date) -> str:
    if standing.status == "Done":
        return "by"
    if standing.status == "Done late":
        return "after"
    if standing.status == "Dropped":
        return "off"
    return "past" if standing.commitment.due and standing.commitment.due < today else "ahead"
