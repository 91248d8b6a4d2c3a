"""Session: when it is, how, what for, until when it moves freely; and what became of one that was told before."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from jobs.letters.answers import mailto
from jobs.letters.letter import Meeting, Section
from jobs.letters.memory import Memory, told_on
from jobs.letters.sections import due
from jobs.letters.sections.session_head import preheader, subject
from jobs.letters.wording import Wording, upper
from jobs.letters.words import name, words
from sync.policies import Policies
from sync.rules import invitations, sessions
from sync.rules.commitments import Clock
from sync.rules.invitations import News
from sync.rules.standing import ClientDay, Standing

SHOWN = 5


def write(day: ClientDay, policies: Policies, memory: Memory, say: Wording) -> Section | None:
    """Each planned session once within Session preparation hours, and what changed (contract, section 4, session).

    At most five; the others wait for the next letter, since what is not said is not remembered as told. Nothing while
    the practice's Time zone cannot be read: every Start would be told as another hour.
    """
    if "Time zone" in policies.misread:
        return None
    clock = Clock(day.now, None, policies)
    every = invitations.news(day.sessions, day.sent, clock)
    news = every[:SHOWN]
    if not news:
        return None
    stand = [one for one in news if one.kind != "off"]
    open_ = _open(day, policies, memory) if any(one.told.phase == "told" for one in stand) else []
    head = subject(news[0], day, bool(_mine(news[0].told.start, day, policies, say)), say)
    facts: dict[str, Any] = {
        "sessions": [_session(one, day, clock, head, say) for one in stand],
        "off": [_off(one, day, clock, say) for one in news if one.kind == "off"],
        "following": "" if stand else _following(day, clock, say),
        "open": [_thing(s, day.today, say) | {"id": s.commitment.id, "number": 0, "links": {}} for s in open_[:SHOWN]],
        "open_more": max(0, len(open_) - SHOWN),
        "more": len(every) - len(news),
    }
    about = tuple(item for one in news for item in one.about)
    meetings = tuple(_meeting(one, day, policies, say) for one in news)
    first = preheader(news[0], facts, say)
    changes = any(one.kind != "planned" for one in news)
    return Section("session", facts, about, head, first, meetings=meetings, ours_alone=changes)


def _session(one: News, day: ClientDay, clock: Clock, head: str, say: Wording) -> dict[str, Any]:
    policies, told = clock.policies, one.told
    replies = [reply for reply in day.replies if reply.to_a_rehearsal == day.rehearsal]
    agenda = sessions.agenda(one.session, day.sessions, replies, clock)
    address, begins = policies.reply_address, say.pgettext("begins an answer", "agenda:")
    return {
        "kind": one.kind,
        "when": upper(_when(told.start, day.client.zone, day.today, say)),
        "mine": _mine(told.start, day, policies, say),
        "medium": told.medium,
        "calls": "" if told.medium == "In person" else policies.who_calls,
        "how": _how(told.medium, policies.who_calls, say),
        "minutes": told.minutes,
        "before": _when(one.was.start, day.client.zone, day.today, say) if one.was and one.kind == "moved" else "",
        "ask": told.phase == "told",
        "agenda": [line for each in agenda[:SHOWN] if (line := words(each))],
        "until": _until(one, day, policies, say),
        "link": mailto(address, f"Re: {head}", f"{begins} ") if address else "",
    }


def _off(one: News, day: ClientDay, clock: Clock, say: Wording) -> dict[str, Any]:
    owed = sessions.result(one.session, clock) == "Make-up owed"
    return {"when": upper(_when(one.told.start, day.client.zone, day.today, say)), "owed": owed}


def _following(day: ClientDay, clock: Clock, say: Wording) -> str:
    """When the next planned session begins; blank where none is."""
    planned = (sessions.instant(s, clock) for s in day.sessions if sessions.result(s, clock) == "Planned")
    start = min(planned, default=None)
    return _when(start, day.client.zone, day.today, say) if start else ""


def _when(moment: datetime, zone: ZoneInfo, today: date, say: Wording) -> str:
    """`Wed 25 Nov, 16:00` on that clock."""
    here = moment.astimezone(zone)
    return say.at(say.dated(here.date(), today), f"{here:%H:%M}")


def _mine(moment: datetime, day: ClientDay, policies: Policies, say: Wording) -> str:
    """The coach's clock where it shows another time: `15:00`, with the date where that is another, too."""
    hers, mine = (moment.astimezone(zone) for zone in (day.client.zone, day.coach_zone or policies.time_zone))
    if hers.replace(tzinfo=None) == mine.replace(tzinfo=None):
        return ""
    if hers.date() == mine.date():
        return f"{mine:%H:%M}"
    return say.at(say.dated(mine.date(), day.today), f"{mine:%H:%M}")


def _how(medium: str, calls: str, say: Wording) -> str:
    """`by video, I call you`: who calls is nobody's question in person."""
    return {
        ("Phone", "Coach"): say.gettext("by phone, I call you"),
        ("Phone", "Client"): say.gettext("by phone, you call me"),
        ("Video", "Coach"): say.gettext("by video, I call you"),
        ("Video", "Client"): say.gettext("by video, you call me"),
    }.get((medium, calls)) or say.gettext("in person")


def _until(one: News, day: ClientDay, policies: Policies, say: Wording) -> str:
    """Until when it moves freely, on the client's clock; blank once that has passed."""
    last = sessions.free_until(one.session, policies)
    return _when(last, day.client.zone, day.today, say) if last > day.now else ""


def _open(day: ClientDay, policies: Policies, memory: Memory) -> list[Standing]:
    """Her own open commitments that she knows of, by their day, but for those that this letter lists anyway."""
    listed = {s.commitment.id for s in due.speaking(day, policies, memory)}
    found = []
    for standing in day.standings:
        told = told_on(standing, day, memory)
        live = standing.status in ("Open", "Due soon", "Due today", "Overdue") and not standing.commitment.quiet
        known = told is not None and told < day.today and standing.commitment.id not in listed
        if standing.commitment.owner == "Client" and standing.commitment.id and live and known:
            found.append(standing)
    return sorted(found, key=lambda s: s.commitment.due or date.max)


def _thing(standing: Standing, today: date, say: Wording) -> dict[str, Any]:
    due_ = standing.commitment.due or date.max
    return {"words": words(standing.commitment.words), "date": say.dated(due_, today), "past": due_ < today}


def _meeting(one: News, day: ClientDay, policies: Policies, say: Wording) -> Meeting:
    """What the calendar may show to whoever looks at it: with whom, how, how long; no commitment and no agenda."""
    coach, told = name(day.client.coach) or name(policies.practice_name), one.told
    how, long = _how(told.medium, policies.who_calls, say), say.minutes(told.minutes)
    return Meeting(
        one.session.id,
        told.start.astimezone(policies.time_zone),
        told.minutes,
        told.sequence,
        one.kind == "off",
        say.gettext("Session with %(coach)s") % {"coach": coach} if coach else say.gettext("Session"),
        say.gettext("%(how)s, %(minutes)s.") % {"how": upper(how), "minutes": long},
    )
