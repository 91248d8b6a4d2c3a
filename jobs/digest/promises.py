"""The coach's own promises: due, or past their day. She answers with their number, as a client does."""

from __future__ import annotations

from jobs.digest.day import CoachDay, calls, quote
from jobs.digest.line import Line, at
from jobs.digest.sessions import owed
from sync.rules.standing import Standing

WAITING = ("Slipped", "Overdue", "Due today", "Due soon")


def promises(day: CoachDay) -> list[Line]:
    """The longest past first; then make-ups that the practice's rules promise."""
    found = [
        (s.days_left or 0, place, client, s)
        for place, (client, s) in enumerate((c, s) for c in day.clients for s in day.standings(c))
        if s.commitment.owner == "Coach" and s.status in WAITING and s.commitment.id
    ]
    made = [
        Line(
            calls(client),
            (_fact(day, standing),),
            _action(day),
            *at(standing.commitment.row),
            answers=standing.commitment.id,
        )
        for _, _, client, standing in sorted(found, key=lambda one: one[:2])
    ]
    return [*made, *owed(day)]


def _action(day: CoachDay) -> str:
    if day.answered:
        return day.say.gettext("Done? Answer with its number, or mark Done on.")
    return day.say.gettext("Done? Mark Done on.")


def _fact(day: CoachDay, standing: Standing) -> str:
    due = standing.commitment.due
    assert due
    named = {"words": quote(standing.commitment.words), "day": day.near(due)}
    if due < day.today:
        return day.say.gettext("You promised “%(words)s” for %(day)s.") % named
    return day.say.gettext("You promised “%(words)s”: %(day)s.") % named
