"""Wins to praise: what was closed, rows kept, what clients say went well, who is back on the way. Each is told once."""

from __future__ import annotations

from collections.abc import Iterator

from jobs.digest.day import CoachDay, calls, quote
from jobs.digest.line import Line, at
from sync.records import Client, Row
from sync.rules.answers import day_of
from sync.rules.standing import Standing

SHOWN = 3


def wins(day: CoachDay) -> list[Line]:
    """A line a client, the longest row and the most things first."""
    found = [(_weight(day, client), line) for client in day.clients if (line := _line(day, client))]
    return [line for _, line in sorted(found, key=lambda one: one[0], reverse=True)]


def _weight(day: CoachDay, client: Client) -> tuple[int, int]:
    return _row(day, client), len(_closed(day, client))


def _line(day: CoachDay, client: Client) -> Line | None:
    closed, said, back = _closed(day, client), _said(day, client), _back(day, client)
    if not (closed or said or back):
        return None
    facts = [*_done(day, closed), *(words for _, words, _ in said), *(words for _, words, _ in back)]
    about = [f"{s.commitment.id}:win" for s in closed] + [item for item, _, _ in (*said, *back)]
    action = day.say.gettext("A word from you counts.")
    row = _row(day, client) if closed else 0
    if row:
        facts.insert(0, day.say.ngettext("%(num)d kept in a row.", "%(num)d kept in a row.", row))
        if client.rewards:
            action = day.say.gettext("Agreed as a reward: %(words)s") % {"words": quote(client.rewards)}
    place = closed[-1].commitment.row if closed else (said or back)[0][2]
    return Line(calls(client), tuple(facts[: SHOWN + 1]), action, *at(place), about=tuple(about))


def _closed(day: CoachDay, client: Client) -> list[Standing]:
    """Her own, by the day on which they were closed. What was marked before the first run is history."""
    found = [
        (s.closed_on, place, s)
        for place, s in enumerate(day.standings(client))
        if s.commitment.owner == "Client" and s.closed and s.closed_on and s.commitment.id
        if s.closed_on >= day.since and not (s.commitment.done_on is True and s.closed_on <= day.first_run)
        if not day.told.ever(f"{s.commitment.id}:win")
    ]
    return [s for _, _, s in sorted(found)]


def _done(day: CoachDay, closed: list[Standing]) -> Iterator[str]:
    say = day.say
    for one in closed[:SHOWN]:
        assert one.closed_on
        named = {"words": quote(one.commitment.words), "day": day.near(min(one.closed_on, day.today))}
        if one.commitment.due and one.closed_on > one.commitment.due:
            yield say.gettext("“%(words)s” closed after its day: %(day)s.") % named
        else:
            yield say.gettext("“%(words)s” done: %(day)s.") % named
    if len(closed) > SHOWN:
        yield say.ngettext("And one thing more.", "And %(num)d things more.", len(closed) - SHOWN)


def _row(day: CoachDay, client: Client) -> int:
    """3, 5 or a multiple of 10 kept in a row, else 0."""
    case = day.practice.found.cases.get(client.id)
    count = len(case.streak) if case else 0
    return count if count in (3, 5) or (count and count % 10 == 0) else 0


def _said(day: CoachDay, client: Client) -> list[tuple[str, str, Row]]:
    """What she says went well: item, sentence, row."""
    return [
        (f"{a.id}:win", day.say.gettext("Says it went well: “%(words)s”") % {"words": quote(a.wins, 160)}, a.row)
        for a in day.heard(client)
        if a.wins and day_of(a) >= day.since and day.practice.remembers(a.row) and not day.told.ever(f"{a.id}:win")
    ]


def _back(day: CoachDay, client: Client) -> list[tuple[str, str, Row]]:
    """Steps that became `Recovered`; that a client is back, the coach typed herself."""
    return [
        (f"{d.id}:win", day.say.gettext("Back on the way: the step proposed to you is off the table."), d.row)
        for d in day.practice.record.decisions
        if d.client is client and d.outcome == "Recovered" and d.outcome_on and d.outcome_on >= day.since
        if d.step != "Reopen" and not day.told.ever(f"{d.id}:win")
    ]
