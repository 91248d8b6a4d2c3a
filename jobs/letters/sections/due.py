"""Due: the client's own commitments at a tier before or after their day that no letter named yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from jobs.letters import wording
from jobs.letters.letter import Section
from jobs.letters.memory import Memory, told_on
from jobs.letters.words import words
from sync.policies import Policies
from sync.rules.standing import ClientDay, Standing

SHOWN = 5
MISSED = timedelta(days=7)
"""A tier whose night was missed is made up for within so many days (contract, section 4, due)."""


def write(day: ClientDay, policies: Policies, memory: Memory) -> Section | None:
    """What stands just before or after its day, as it is true today; tiers missed meanwhile are one mention."""
    due = sorted((s for s in day.standings if _speaks_today(s, day, policies, memory)), key=_by_day)
    if not due:
        return None
    shown = due[:SHOWN]
    facts: dict[str, Any] = {
        "groups": [_group(kind, [s for s in shown if _kind(s, day.today) == kind], day.today) for kind in _KINDS],
        "more": len(due) - len(shown),
        "total": len(due),
    }
    about = tuple(tier for s in due for tier in _reached(s, day.today, policies, memory))
    return Section("due", facts, about, _subject(due, day.today), _preheader(due, day.today, policies))


def tiers(standing: Standing, policies: Policies) -> Iterator[tuple[str, date]]:
    """The tiers of a commitment's present Due: About item and day. Another Due has other items, so tiers count anew."""
    commitment = standing.commitment
    if commitment.due is None:
        return
    for days in policies.remind_before:
        yield f"{commitment.id}:before{days}@{commitment.due.isoformat()}", commitment.due - timedelta(days=days)
    for days in policies.remind_after:
        yield f"{commitment.id}:after{days}@{commitment.due.isoformat()}", commitment.due + timedelta(days=days)


def _speaks_today(standing: Standing, day: ClientDay, policies: Policies, memory: Memory) -> bool:
    told = told_on(standing, day, memory)
    if told is None or told >= day.today or not _may_be_reminded(standing):
        return False
    # The letter that told of it said the day: a tier that lay before that letter is no missed one.
    since = max(day.today - MISSED + timedelta(days=1), told)
    return any(since <= on <= day.today and not memory.named(tier) for tier, on in tiers(standing, policies))


def _reached(standing: Standing, today: date, policies: Policies, memory: Memory) -> list[str]:
    """All tiers up to today that no letter named: one mention settles them, however far back they lie."""
    return [tier for tier, on in tiers(standing, policies) if on <= today and not memory.named(tier)]


def _may_be_reminded(standing: Standing) -> bool:
    commitment = standing.commitment
    if commitment.owner != "Client" or commitment.quiet or not commitment.id or commitment.due is None:
        return False
    # A deadline moved to a day already past was past when it was first seen: the client never knew it.
    if standing.moved_on and commitment.due < standing.moved_on:
        return False
    return standing.status in ("Open", "Due soon", "Due today", "Overdue")


_KINDS = ("waiting", "behind", "ahead")


def _kind(standing: Standing, today: date) -> str:
    """`ahead` up to its day, `behind` in the week after it, `waiting` from then on."""
    past = (today - _by_day(standing)).days
    return "ahead" if past <= 0 else "behind" if past < 7 else "waiting"


def _by_day(standing: Standing) -> date:
    return standing.commitment.due or date.max


def _group(kind: str, standings: list[Standing], today: date) -> dict[str, Any]:
    days = [_by_day(s) for s in standings]
    return {
        "kind": kind,
        "things": [_thing(s, today) for s in standings],
        "day": wording.near(days[0], today) if days else "",
        "waited": wording.waited((today - days[0]).days) if days and kind == "waiting" else "",
    }


def _thing(standing: Standing, today: date) -> dict[str, Any]:
    said, commitment = wording.spoken(_by_day(standing), today), standing.commitment
    return {"id": commitment.id, "words": words(commitment.words), "date": said, "number": 0, "links": {}}


def _subject(due: list[Standing], today: date) -> str:
    days = sorted({_by_day(s) for s in due})
    if days[0] >= today:
        when = wording.upper(wording.near(days[0], today)) if len(days) == 1 else "Coming up"
        return f"{when}: {wording.things(len(due))} you planned"
    if len(due) > 1:
        return f"A quick word on {len(due)} plans?"
    if (today - days[0]).days < 7:
        return f"A quick word on {wording.weekday(days[0])}'s plan?"
    return f"A quick word on a plan of {wording.short(days[0], today)}?"


def _preheader(due: list[Standing], today: date, policies: Policies) -> str:
    if _by_day(due[0]) < today:
        return "Done, moved or stuck: all fine."
    return "One tap when it is done." if policies.reply_address else "One word back when it is done."
