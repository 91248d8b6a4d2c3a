"""Who needs a word: silent clients, plans that went past their day, consequences that fall due, ratings far apart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from jobs.digest.day import CoachDay, calls, quote
from jobs.digest.line import Line, at
from sync.records import Client
from sync.rules.answers import self_rating
from sync.rules.standing import Standing
from sync.rules.track import Case

FAR_APART = 3
"""Points between the coach's rating and the client's own that are a reason to talk."""
AGAIN = 7
"""Days after which what is still true is told again."""
LAPSED = timedelta(days=14)


def words_needed(day: CoachDay) -> list[Line]:
    """A line a client: consequences first, then by how much there is to say."""
    found: list[tuple[int, Line]] = []
    for client in day.clients:
        if client.stage == "Active" and not client.row.to_check:
            found += _of(day, client)
    return [line for _, line in sorted(found, key=lambda one: -one[0])]


def _of(day: CoachDay, client: Client) -> list[tuple[int, Line]]:
    lapses = _lapses(day, client)
    reasons = [*_silent(day, client), *_gap(day, client)]
    new = [item for item, _ in reasons if not day.told.lately(item, day.today, AGAIN)]
    if not lapses and not new:
        return []
    facts = [fact for fact, _ in (_lapse(day, s) for s in lapses[:2])] + [fact for _, fact in reasons]
    about = [_lapse(day, s)[1] for s in lapses] + [item for item, _ in reasons]
    action = (
        day.say.gettext("Agreed for that: %(words)s") % {"words": quote(client.consequences, 160)}
        if lapses
        else day.say.gettext("Call, or write a line of your own.")
    )
    place = lapses[0].commitment.row if lapses else client.row
    weight = 100 * len(lapses) + len(reasons)
    return [(weight, Line(calls(client), tuple(facts[:4]), action, *at(place), about=tuple(about)))]


def _silent(day: CoachDay, client: Client) -> Iterator[tuple[str, str]]:
    """Items and sentences for what makes Track say Reach out. What stalls is a decision."""
    case, say = day.practice.found.cases.get(client.id, Case(client, day.today)), day.say
    if case.unanswered:
        asked = say.dated(case.unanswered, day.today)
        fact = say.gettext("No answer to the check-in of %(day)s.") % {"day": asked}
        yield f"{client.id}:silent@{case.unanswered.isoformat()}", fact
    if case.silent_since:
        last = say.dated(case.silent_since, day.today)
        fact = say.gettext("No session since %(day)s, and none is booked.") % {"day": last}
        yield f"{client.id}:unbooked@{case.silent_since.isoformat()}", fact
    if case.overdue >= 2:
        fact = say.ngettext("%(num)d plan is past its day.", "%(num)d plans are past their day.", case.overdue)
        yield f"{client.id}:past", fact


def _gap(day: CoachDay, client: Client) -> Iterator[tuple[str, str]]:
    own, yours = self_rating(day.heard(client), client), client.coach_rating
    if own is not None and yours is not None and abs(yours - own) >= FAR_APART:
        fact = day.say.gettext("Rates the progress %(own)d, you %(yours)d: a reason to talk.")
        yield f"{client.id}:gap{own}to{yours}", fact % {"own": own, "yours": yours}


def _lapses(day: CoachDay, client: Client) -> list[Standing]:
    """Own commitments that went past their day lately, where something was agreed for that; each is told once."""
    if not client.consequences:
        return []
    return [
        s
        for s in day.standings(client)
        if s.commitment.owner == "Client" and s.commitment.id and s.commitment.due
        if s.status in ("Overdue", "Slipped") and s.commitment.due >= max(day.today - LAPSED, day.first_run)
        if not day.told.ever(_lapse(day, s)[1])
    ]


def _lapse(day: CoachDay, standing: Standing) -> tuple[str, str]:
    commitment = standing.commitment
    assert commitment.due
    named = {"words": quote(commitment.words), "day": day.near(commitment.due)}
    fact = day.say.gettext("“%(words)s” was for %(day)s and is open.") % named
    return fact, f"{commitment.id}:lapse@{commitment.due.isoformat()}"
