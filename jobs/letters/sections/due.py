"""Due: the client's own commitments at a tier before or after their day that no letter named yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from jobs.letters.letter import Section
from jobs.letters.memory import Memory, told_on
from jobs.letters.wording import LONGEST_SUBJECT, Wording, upper
from jobs.letters.words import words
from sync.policies import Policies
from sync.rules.answers import day_of
from sync.rules.replies import Reply
from sync.rules.standing import ClientDay, Standing

SHOWN = 5
MISSED = timedelta(days=7)
"""A tier whose night was missed is made up for within so many days (contract, section 4, due)."""


def write(day: ClientDay, policies: Policies, memory: Memory, say: Wording) -> Section | None:
    """What stands just before or after its day, as it is true today; tiers missed meanwhile are one mention."""
    due = speaking(day, policies, memory)
    if not due:
        return None
    shown = due[:SHOWN]
    facts: dict[str, Any] = {
        "groups": [_group(kind, [s for s in shown if _kind(s, day.today) == kind], day, say) for kind in _KINDS],
        "more": len(due) - len(shown),
        "total": len(due),
    }
    about = tuple(tier for s in due for tier in _reached(s, day.today, policies, memory))
    return Section("due", facts, about, _subject(due, day.today, say), _preheader(due, day.today, policies, say))


def listed(day: ClientDay, policies: Policies, memory: Memory) -> list[Standing]:
    """Which commitments the section lists today."""
    return speaking(day, policies, memory)[:SHOWN]


def speaking(day: ClientDay, policies: Policies, memory: Memory) -> list[Standing]:
    """The commitments that today's letter reminds of, by their day."""
    return sorted((s for s in day.standings if _speaks_today(s, day, policies, memory)), key=_by_day)


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


def _group(kind: str, standings: list[Standing], day: ClientDay, say: Wording) -> dict[str, Any]:
    days, today = [_by_day(s) for s in standings], day.today
    things = [_thing(s, day, say) for s in standings]
    return {
        "kind": kind,
        "things": things,
        "day": say.near(days[0], today) if days else "",
        "waited": say.waited((today - days[0]).days) if days and kind == "waiting" else "",
        "told": bool(things) and all(thing["asked"] or thing["stuck"] for thing in things),
    }


def _thing(standing: Standing, day: ClientDay, say: Wording) -> dict[str, Any]:
    """Who asked for another day, or said what is in the way, is not asked as if she had said nothing."""
    said, commitment = say.spoken(_by_day(standing), day.today), standing.commitment
    asked = _asked_for(standing, day)
    return {
        "id": commitment.id,
        "words": words(commitment.words),
        "date": said,
        "asked": say.dated(asked, day.today) if asked else "",
        "stuck": any(one.id == commitment.id for reply in _waiting(standing, day) for one in reply.stuck),
        "number": 0,
        "links": {},
    }


def _asked_for(standing: Standing, day: ClientDay) -> date | None:
    """The day that her newest answer asks for, while it is with the coach."""
    commitment = standing.commitment
    moves = [move.day for reply in _waiting(standing, day) for move in reply.moves if move.id == commitment.id]
    return moves[-1] if moves and moves[-1] != commitment.due else None


def _waiting(standing: Standing, day: ClientDay) -> list[Reply]:
    """Her answers that still wait for the coach, and that no new day of this commitment has answered."""
    return [
        reply
        for reply in day.replies
        if reply.answer.state == "New"
        and reply.to_a_rehearsal <= day.rehearsal
        and not (standing.moved_on and standing.moved_on >= day_of(reply.answer))
    ]


def _subject(due: list[Standing], today: date, say: Wording) -> str:
    days = sorted({_by_day(s) for s in due})
    if days[0] >= today:
        return _ahead(days, len(due), today, say)
    if len(due) > 1:
        return say.ngettext("A quick word on %(num)d plan?", "A quick word on %(num)d plans?", len(due))
    if (today - days[0]).days < 7:
        return say.gettext("A quick word on %(day)s's plan?") % {"day": say.weekday(days[0])}
    return say.gettext("A quick word on a plan of %(day)s?") % {"day": say.short(days[0], today)}


def _ahead(days: list[date], number: int, today: date, say: Wording) -> str:
    """The day where there is one, and room for it in that language."""
    when = upper(say.near(days[0], today))
    subject = say.ngettext("%(when)s: one thing you planned", "%(when)s: %(num)d things you planned", number, when=when)
    if len(days) == 1 and len(subject) <= LONGEST_SUBJECT:
        return subject
    return say.ngettext("Coming up: one thing you planned", "Coming up: %(num)d things you planned", number)


def _preheader(due: list[Standing], today: date, policies: Policies, say: Wording) -> str:
    if _by_day(due[0]) < today:
        return say.gettext("Done, moved or stuck: all fine.")
    if policies.reply_address:
        return say.gettext("One tap when it is done.")
    return say.gettext("One word back when it is done.")
