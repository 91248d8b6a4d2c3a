"""What was planned and what became of it, a line for each commitment, as every paper says it. Judges nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from jobs.letters.wording import Wording
from jobs.letters.words import words
from sync.rules.replies import Reply
from sync.rules.standing import Standing

UNREADABLE = ("Check row", "Draft")
"""Rows that say nothing yet."""

Reasons = Mapping[tuple[str, date], str]
"""A commitment's ID and the day that was asked for -> why."""


def reasons(replies: Iterable[Reply]) -> Reasons:
    """Why a day was moved, as far as the client said so."""
    return {(move.id, move.day): move.because for reply in replies for move in reply.moves}


def in_order(standings: Iterable[Standing], owner: str) -> list[Standing]:
    """The readable commitments of one side, by date, then in sheet order."""
    hers = (s for s in standings if s.commitment.owner == owner and s.status not in UNREADABLE)
    return sorted(hers, key=lambda s: s.commitment.due or date.max)


def line(standing: Standing, today: date, say: Wording, why: Reasons, longest: int) -> dict[str, Any]:
    """One commitment: its words, when it was told and for which day, how it moved, what became of it.

    `longest`: so many characters of a cell are shown.
    """
    commitment, due, first = standing.commitment, standing.commitment.due, standing.first_due
    moved = standing.moved_on if due and first and first != due else None
    return {
        "words": words(commitment.words, longest),
        "state": "done" if standing.closed else "off" if standing.status == "Dropped" else "open",
        "agreed": say.short(standing.told_on, today) if standing.told_on else "",
        "planned": say.dated(due, today) if due else "",
        "moved": _moved(first, moved, today, say) if moved and first else "",
        "why": words(why.get((commitment.id, due), ""), longest) if due else "",
        "became": became(standing, today, say),
    }


def became(standing: Standing, today: date, say: Wording) -> str:
    """`done on Tue 3 Nov, 2 days after its day`, `open`: nothing but what the row holds."""
    due, closed = standing.commitment.due, standing.closed_on
    if standing.closed and due and closed:
        after = (closed - due).days
        if not after:
            return say.gettext("done on its day")
        if after < 0:
            return say.gettext("done on %(date)s, before its day") % {"date": say.dated(closed, today)}
        return say.ngettext(
            "done on %(date)s, one day after its day",
            "done on %(date)s, %(num)d days after its day",
            after,
            date=say.dated(closed, today),
        )
    if standing.status == "Dropped" and standing.commitment.dropped_on:
        return say.gettext("off the list since %(date)s") % {"date": say.dated(standing.commitment.dropped_on, today)}
    return say.gettext("open")


def _moved(first: date, on: date, today: date, say: Wording) -> str:
    named = {"first": say.short(first, today), "day": say.short(on, today)}
    return say.gettext("first for %(first)s, moved on %(day)s") % named


def sums(standings: Iterable[Standing], say: Wording) -> list[str]:
    """How many were planned, and what became of them: `6 planned`, `4 done`, `2 open`; nothing of nothing."""
    found = list(standings)
    done, off = sum(s.closed for s in found), sum(s.status == "Dropped" for s in found)
    left = len(found) - done - off
    said = [
        (len(found), say.ngettext("one planned", "%(num)d planned", len(found))),
        (done, say.ngettext("one done", "%(num)d done", done)),
        (off, say.ngettext("one off the list", "%(num)d off the list", off)),
        (left, say.ngettext("one open", "%(num)d open", left)),
    ]
    return [sentence for number, sentence in said if number]
