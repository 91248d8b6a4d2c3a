"""The week behind a weekly digest, in one sentence of counts."""

from __future__ import annotations

from datetime import date, timedelta

from jobs.digest.day import CoachDay
from sync.rules import sessions
from sync.rules.answers import day_of

WEEK = timedelta(days=7)


def week(day: CoachDay) -> str:
    """`The last seven days: 5 done, 2 moved, 3 answers, 1 session held.`; blank where nothing was."""
    first, say = day.today - WEEK, day.say
    closed = moved = heard = held = 0
    for client in day.clients:
        own = [s for s in day.standings(client) if s.commitment.owner == "Client"]
        closed += sum(s.closed and _in(s.closed_on, first, day.today) for s in own)
        moved += sum(_in(s.moved_on, first, day.today) for s in own)
        heard += sum(_in(day_of(answer), first, day.today) for answer in day.heard(client))
        clock = day.practice.clock
        held += sum(_in(one, first, day.today) for one in sessions.held_days(day.sessions(client), clock))
    parts = [
        say.ngettext("%(num)d done", "%(num)d done", closed) if closed else "",
        say.ngettext("%(num)d moved", "%(num)d moved", moved) if moved else "",
        say.ngettext("%(num)d answer", "%(num)d answers", heard) if heard else "",
        say.ngettext("%(num)d session held", "%(num)d sessions held", held) if held else "",
    ]
    said = ", ".join(filter(None, parts))
    return say.gettext("The last seven days: %(what)s.") % {"what": said} if said else ""


def _in(day: date | None, first: date, last: date) -> bool:
    return day is not None and first <= day < last
