"""Review: the month as the client saw it herself, first; then what was done and what is open. Nothing is judged."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from jobs.letters.letter import Section
from jobs.letters.memory import Memory
from jobs.letters.sections import agreed, due
from jobs.letters.wording import Wording
from jobs.letters.words import words
from sync.policies import Policies
from sync.rules import dated
from sync.rules.answers import day_of
from sync.rules.reviews import is_review, one_before
from sync.rules.standing import ClientDay, Standing

SHOWN = 5
BARS = 10
"""So many of her newest numbers stand in the chart."""


def write(day: ClientDay, policies: Policies, memory: Memory, say: Wording) -> Section | None:
    """On the Review day, once (contract, section 4, review); nothing where there is nothing to look back on.

    What the letter lists already as agreed or due has its number there, and is not listed as open besides.
    """
    review = dated.newest(partial(is_review, policies), day.today, day.first_run)
    if review is None or memory.named(f"review:{review.isoformat()}"):
        return None
    since = one_before(policies, review)
    ratings = _ratings(day, since)[-BARS:]
    done = sorted((s for s in _own(day) if s.closed and _closed_on(s) >= since), key=_closed_on)
    above = due.listed(day, policies, memory)
    open_ = sorted(
        (s for s in _own(day) if _is_open(s) and not agreed.is_new(s, day, memory) and s not in above), key=_due
    )
    if not (ratings or done or open_):
        return None
    facts: dict[str, Any] = {
        "definition": words(day.client.progress_words),
        "defined_above": False,
        "first_review": not any(item.startswith("review:") for item in memory.first),
        "ratings": [{"date": say.short(on, day.today), "rating": rating} for on, rating in ratings],
        "done": [_thing(s, _closed_on(s), day.today, say) for s in done[-SHOWN:]],
        "done_more": max(0, len(done) - SHOWN),
        "open": [
            _thing(s, _due(s), day.today, say) | {"id": s.commitment.id, "number": 0, "links": {}}
            for s in open_[:SHOWN]
        ],
        "open_more": max(0, len(open_) - SHOWN),
        "since": say.short(since, day.today),
    }
    about = (f"review:{review.isoformat()}",)
    return Section(
        "review", facts, about, say.gettext("Your last weeks, on one page"), say.gettext("Your own view first.")
    )


def _ratings(day: ClientDay, since: date) -> list[tuple[date, int]]:
    """Her own numbers with their dates, oldest first; what was tried out in a rehearsal is the rehearsal's."""
    return [
        (day_of(answer), answer.rating)
        for answer in day.heard
        if answer.rating is not None
        and since <= day_of(answer) <= day.today
        and (day.rehearsal or not answer.letter.endswith("-rehearsal"))
    ]


def _own(day: ClientDay) -> list[Standing]:
    return [s for s in day.standings if s.commitment.owner == "Client" and s.commitment.id]


def _is_open(standing: Standing) -> bool:
    return standing.status in ("Open", "Due soon", "Due today", "Overdue")


def _closed_on(standing: Standing) -> date:
    return standing.closed_on or date.min


def _due(standing: Standing) -> date:
    return standing.commitment.due or date.max


def _thing(standing: Standing, on: date, today: date, say: Wording) -> dict[str, Any]:
    return {"words": words(standing.commitment.words), "date": say.dated(on, today)}
