"""Simulated clients who do a share of what they say, night by night through the rules: how often a step is proposed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from sync.policies import Policies
from sync.records import Client, Commitment, Decision, Row
from sync.rules import ladder, progress
from sync.rules.standing import Standing

START = date(2026, 1, 5)
"""A Monday."""
LOOKED_AT = timedelta(days=60)
"""Within which a commitment's Due can matter to the window of weekly sessions."""
POLICIES = Policies()


@dataclass(slots=True)
class Year:
    """What became of one client in a year: the days on which a step was proposed, and on how many days work stalled."""

    proposed: list[date] = field(default_factory=list)
    stalled_days: int = 0


@dataclass
class Deed:
    """What was said for a day, and when it was done (None: never): how it stands then, after it, and once done."""

    due: date
    done_on: date | None

    def __post_init__(self) -> None:
        self.today, self.open = _standing(self.due, None, False), _standing(self.due, None, True)
        self.done = _standing(self.due, self.done_on, True)

    def on(self, today: date) -> Standing:
        if self.done_on and self.done_on <= today:
            return self.done
        return self.open if self.due < today else self.today


def year(chance: Random, share: float, a_week: int) -> Year:
    """A client with a session a week who agrees that many things in each, and does that share of them.

    Of ten things that are done, seven are done by their day and three up to ten days after it. The coach decides
    nothing: a row that is proposed stands open until things move on.
    """
    client = Client(Row("Clients", "Clients", 2, id="c1"), "Priya Nair")
    deeds = sorted(_deeds(chance, share, a_week), key=lambda one: one.due)
    dues = [one.due for one in deeds]
    rows: list[Decision] = []
    found = Year()
    for night in range(365):
        today = START + timedelta(days=night)
        near = deeds[bisect_left(dues, today - LOOKED_AT) : bisect_right(dues, today)]
        held = [START + timedelta(days=day) for day in range(2, night + 1, 7)][-5:]
        seen = progress.window([one.on(today) for one in near], held, today, POLICIES)
        stalled = seen.stalled(POLICIES)
        found.stalled_days += stalled
        for settled in ladder.settle(client, rows, seen, stalled, today):
            settled.decision.outcome, settled.decision.outcome_on = settled.outcome, settled.day
        made = ladder.propose(client, ladder.round_of(client, rows), today, stalled, POLICIES, str)
        if made:
            rows.append(Decision(Row("Decisions", "Decisions", len(rows) + 2), client, client.name, made.step, today))
            found.proposed.append(today)
    return found


def _deeds(chance: Random, share: float, a_week: int) -> Iterator[Deed]:
    for week in range(53):
        for _ in range(a_week):
            due = START + timedelta(days=7 * week + 2 + chance.randint(2, 10))
            if chance.random() >= share:
                yield Deed(due, None)
            elif chance.random() < 0.7:
                yield Deed(due, due - timedelta(days=chance.randint(0, 2)))
            else:
                yield Deed(due, due + timedelta(days=chance.randint(1, 10)))


def _standing(due: date, closed: date | None, resolved: bool) -> Standing:
    status = ("Done" if closed <= due else "Done late") if closed else "Overdue"
    made = Commitment(_ROW, None, "", "Call five leads", due)
    return Standing(made, status, 0, due, due, None, "", closed, bool(closed and closed <= due), resolved, None)


_ROW = Row("Commitments", "Commitments", 2)
