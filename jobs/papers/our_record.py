"""Our record: one page of what coach and client planned since a day, what happened, and what the client said of it.

It goes with the letter in which a coach proposes to look at it together; the coach's own lines stand first.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Any

from jobs.letters.letter import Attachment
from jobs.letters.wording import Wording
from jobs.letters.words import name, words
from jobs.papers import heard, paper, planned
from jobs.papers.paper import PaperProblem, TooLong
from sync.policies import Policies
from sync.rules.standing import ClientDay, Standing

TEMPLATE = "our-record"

ROOMS = ((24, 240), (16, 240), (12, 160), (9, 160), (6, 120), (4, 80), (2, 60))
"""So many lines of each list at most, and characters of one cell; the first with which it is one page is taken."""

LINES = 62
"""More lines than that stand on no page."""


def attachment(day: ClientDay, since: date, policies: Policies, say: Wording) -> Attachment:
    """The page as a PDF, `our-record-oct-nov.pdf`; as HTML where no PDF can be made. Deterministic.

    `since` and today are dates of the client's. The newest lines stand there, older ones are counted.
    """
    title = file_name(since, day.today, say)
    for room in ROOMS:
        said = facts(day, since, policies, say, room)
        if _lines(said) > LINES:
            continue
        try:
            made = paper.pdf(paper.page(TEMPLATE, {"facts": said}, say.language), most=1)
            return Attachment(f"{title}.pdf", "application/pdf", made)
        except TooLong:
            continue
        except PaperProblem:
            break
    html = paper.page(TEMPLATE, {"facts": facts(day, since, policies, say)}, say.language)
    return Attachment(f"{title}.html", "text/html; charset=utf-8", html.encode())


def facts(
    day: ClientDay, since: date, policies: Policies, say: Wording, room: tuple[int, int] = ROOMS[0]
) -> dict[str, Any]:
    """All that the page says, as plain data: of each list the newest, as many as there is room for."""
    most, longest = room
    span = {"since": say.short(since, day.today), "until": say.short(day.today, day.today)}
    why = planned.reasons(day.replies)
    told = _told(day, since, say, longest)
    return {
        "title": say.gettext("Our record, %(since)s to %(until)s") % span,
        "language": say.language,
        "direction": say.direction,
        "coach": name(day.client.coach),
        "client": name(day.client.calls_herself),
        "practice": name(policies.practice_name),
        **span,
        "goal": words(day.client.goal, longest),
        "definition": words(day.client.progress_words, longest),
        "mine": _side(_since(day, since, "Coach"), day.today, say, why, room),
        "yours": _side(_since(day, since, "Client"), day.today, say, why, room),
        "told": told[-most:],
        "told_before": max(0, len(told) - most),
    }


def file_name(since: date, today: date, say: Wording) -> str:
    """`our-record-oct-nov`, `our-record-nov`: the months in short, as every mail program can write them."""
    months = [_ascii(say.short_month(day)) or str(day.month) for day in (since, today)]
    return "-".join(["our-record", *dict.fromkeys(months)])


def _ascii(month: str) -> str:
    spelt = unicodedata.normalize("NFKD", month.casefold())
    return "".join(letter for letter in spelt if letter.isascii() and letter.isalnum())


def _since(day: ClientDay, since: date, owner: str) -> list[Standing]:
    """What was planned for a day of this time, moved out of it, closed or let go in it, or agreed in it for later."""
    return [
        one
        for one in planned.in_order(day.standings, owner)
        if any(since <= known <= day.today for known in _days(one) if known)
    ]


def _days(standing: Standing) -> Iterable[date | None]:
    one = standing.commitment
    return (one.due, standing.first_due, standing.closed_on, one.dropped_on, standing.told_on)


def _side(
    found: list[Standing], today: date, say: Wording, why: planned.Reasons, room: tuple[int, int]
) -> dict[str, Any]:
    most, longest = room
    return {
        "sums": planned.sums(found, say),
        "lines": [planned.line(one, today, say, why, longest) for one in found[-most:]],
        "before": max(0, len(found) - most),
    }


def _told(day: ClientDay, since: date, say: Wording, longest: int) -> list[dict[str, Any]]:
    answers = heard.usable(day.heard, day.rehearsal, since, day.today)
    rows = {one.commitment.id: one.commitment.words for one in day.standings}
    return heard.lines(answers, day.replies, rows, day.today, say, longest)


def _lines(said: dict[str, Any]) -> int:
    """How many lines that is at least: so much less is tried out."""
    planned_ones = [one["words"] for side in ("mine", "yours") for one in said[side]["lines"]]
    parts = [f"{part['label']} {part['words']}" for one in said["told"] for part in one["said"]]
    return sum(1 + len(one) // 70 for one in planned_ones) + sum(1 + len(one) // 120 for one in parts)
