"""The brief for a session: what was done since the last one, what moved and why, her words, ratings, what is promised.

The coach's own notes and rating stand here, in the digest of the client's own coach.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from jobs.digest.day import CoachDay, calls, quote
from jobs.letters.words import lines
from sync.policies import moment_in
from sync.records import Answer, Client, Session
from sync.rules import sessions
from sync.rules.answers import day_of
from sync.rules.replies import Reply
from sync.rules.standing import Standing

SHOWN = 5
BEFORE_THE_FIRST = timedelta(days=30)
"""How far back the brief for a first session looks."""
_NOTES = 500

Block = tuple[str, list[str]]
"""A label and its lines."""


def briefs(day: CoachDay) -> list[dict[str, Any]]:
    """One for each planned session of the day (weekly: of the week) on the coach's clock, in the order of the clock."""
    clock, zone = day.practice.clock, day.reader.zone
    found = [
        (start, place, client, session)
        for client in day.clients
        for place, session in enumerate(day.sessions(client))
        if sessions.result(session, clock) == "Planned"
        if day.today <= (start := sessions.instant(session, clock).astimezone(zone)).date() <= day.until
    ]
    return [_brief(day, client, session, start) for start, _, client, session in sorted(found, key=lambda s: s[:2])]


def _brief(day: CoachDay, client: Client, session: Session, start: datetime) -> dict[str, Any]:
    policies, say = day.practice.record.policies, day.say
    hers = start.astimezone(client.zone)
    here = "" if hers.replace(tzinfo=None) == start.replace(tzinfo=None) else f"{hers:%H:%M}"
    if here and hers.date() != start.date():
        here = f"{say.dated(hers.date(), day.today)}, {here}"
    return {
        "client": calls(client),
        "day": "" if start.date() == day.today else say.dated(start.date(), day.today),
        "time": f"{start:%H:%M}",
        "hers": here,
        "medium": sessions.medium(session, policies),
        "minutes": sessions.minutes(session, policies),
        "blocks": [{"label": label, "lines": said} for label, said in _blocks(day, client, session) if said],
        "title": session.row.title,
        "row": session.row.number,
    }


def _blocks(day: CoachDay, client: Client, session: Session) -> Iterator[Block]:
    last = _last_held(day, client)
    since = sessions.day(last, day.practice.clock) if last else day.today - BEFORE_THE_FIRST
    say = day.say
    yield say.gettext("Agenda"), _agenda(day, client, session)
    yield say.gettext("Done since"), _cut(day, _done(day, client, since))
    yield say.gettext("Moved"), _cut(day, _moved(day, client, since))
    yield say.gettext("Open"), _cut(day, _open(day, client))
    yield say.gettext("In their words"), _said(day, client, since)
    yield say.gettext("Progress, 1 to 10"), _ratings(day, client)
    yield say.gettext("You promised"), _cut(day, _promised(day, client))
    yield say.gettext("Sessions left this month"), _left(day, client)
    yield say.gettext("Your notes of the last session"), lines(last.my_notes, _NOTES) if last else []


def _last_held(day: CoachDay, client: Client) -> Session | None:
    clock = day.practice.clock
    held = [s for s in day.sessions(client) if s.outcome in sessions.HELD and sessions.result(s, clock) == "Used"]
    return max(held, key=lambda s: moment_in(clock.policies, s.start or datetime.min), default=None)


def _cut(day: CoachDay, said: list[str]) -> list[str]:
    more = len(said) - SHOWN
    rest = [day.say.ngettext("and %(num)d more", "and %(num)d more", more)] if more > 0 else []
    return said[:SHOWN] + rest


def _own(day: CoachDay, client: Client) -> list[Standing]:
    found = [s for s in day.standings(client) if s.commitment.owner == "Client"]
    return sorted(found, key=lambda s: s.commitment.due or date.max)


def _done(day: CoachDay, client: Client, since: date) -> list[str]:
    return [
        day.say.gettext("%(words)s: %(day)s")
        % {"words": quote(s.commitment.words), "day": day.say.dated(s.closed_on, day.today)}
        for s in _own(day, client)
        if s.closed and s.closed_on and s.closed_on >= since
    ]


def _moved(day: CoachDay, client: Client, since: date) -> list[str]:
    """What got another day, and why where the client said so."""
    asked = [move for reply in day.practice.found.replies.get(client.id, []) for move in reply.moves]
    reasons = {(move.id, move.day): move.because for move in asked}
    found = []
    for one in _own(day, client):
        if one.moved_on and one.moved_on >= since and one.first_due and one.commitment.due:
            named = {
                "words": quote(one.commitment.words),
                "first": day.say.short(one.first_due, day.today),
                "now": day.say.short(one.commitment.due, day.today),
                "why": quote(reasons.get((one.commitment.id, one.commitment.due), "")),
            }
            plain = day.say.gettext("%(words)s: from %(first)s to %(now)s")
            told = day.say.gettext("%(words)s: from %(first)s to %(now)s, “%(why)s”")
            found.append((told if named["why"] else plain) % named)
    return found


def _open(day: CoachDay, client: Client) -> list[str]:
    return [
        day.say.gettext("%(words)s: for %(day)s")
        % {"words": quote(s.commitment.words), "day": day.say.dated(s.commitment.due, day.today)}
        for s in _own(day, client)
        if s.live and s.commitment.due
    ]


def _said(day: CoachDay, client: Client, since: date) -> list[str]:
    """Of the newest answers since then, the newest first."""
    found: list[str] = []
    for answer in reversed(day.heard(client)):
        if day_of(answer) < since or len(found) >= SHOWN:
            break
        found += _words_of(day, answer)
    return found[:SHOWN]


def _words_of(day: CoachDay, answer: Answer) -> list[str]:
    when = day.say.dated(day_of(answer), day.today)
    replies = day.practice.found.replies.get(answer.client.id, []) if answer.client else []
    reply = next((one for one in replies if one.answer is answer), None)
    said = [answer.wins, _in_the_way(day, answer, reply) if reply else answer.stuck, answer.help_wanted]
    said += [" ".join(reply.words)] if reply else []
    return [
        day.say.gettext("%(day)s: “%(words)s”") % {"day": when, "words": quote(one, 160)} for one in said if one.strip()
    ]


def _in_the_way(day: CoachDay, answer: Answer, reply: Reply) -> str:
    """What she is stuck with, by its words, where the row of Replies has its ID."""
    named = {s.commitment.id: s.commitment.words for s in day.standings(answer.client)} if answer.client else {}
    return "; ".join(": ".join(filter(None, (named.get(one.id, ""), one.words))) for one in reply.stuck)


def _ratings(day: CoachDay, client: Client) -> list[str]:
    """Own ratings first, oldest to newest; then the coach's, and how far they are apart."""
    own = [str(answer.rating) for answer in day.heard(client) if answer.rating is not None][-SHOWN:]
    found = [day.say.gettext("Their own: %(numbers)s") % {"numbers": " → ".join(own)}] if own else []
    if client.coach_rating is not None:
        found.append(day.say.gettext("Yours: %(num)d") % {"num": client.coach_rating})
    return found


def _agenda(day: CoachDay, client: Client, session: Session) -> list[str]:
    replies = day.practice.found.replies.get(client.id, [])
    said = sessions.agenda(session, day.sessions(client), replies, day.practice.clock)
    return [line for one in said[:SHOWN] if (line := quote(one, 160))]


def _left(day: CoachDay, client: Client) -> list[str]:
    """What the month still holds, this session included, as Clients shows it."""
    left = day.practice.found.wanted[client.row].get("Sessions left")
    return [] if left is None else [str(left)]


def _promised(day: CoachDay, client: Client) -> list[str]:
    return [
        day.say.gettext("%(words)s: for %(day)s")
        % {"words": quote(s.commitment.words), "day": day.say.dated(s.commitment.due, day.today)}
        for s in day.standings(client)
        if s.commitment.owner == "Coach" and s.live and s.commitment.due
    ]
