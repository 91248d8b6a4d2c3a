"""How the work goes: follow-through, streak, effort, and whether it stalls (contract, section 3, Kept, Stalled)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from sync.policies import Policies
from sync.rules.standing import Standing


def follow_through(standings: Iterable[Standing], today: date, policies: Policies) -> int | None:
    """Kept of resolved, Due within Follow-through days up to today, whole percent (halves up); None with none."""
    first = today - timedelta(days=policies.follow_through_days)
    judged = [s for s in standings if s.resolved and s.commitment.due and first <= s.commitment.due <= today]
    if not judged:
        return None
    kept = sum(s.kept for s in judged)
    return (200 * kept + len(judged)) // (2 * len(judged))


def kept_in_a_row(standings: Iterable[Standing]) -> list[Standing]:
    """The newest resolved ones that were kept, newest first; on one date, one not kept ends the row."""
    resolved = sorted((s for s in standings if s.resolved), key=_due, reverse=True)
    row: list[Standing] = []
    for _, same_day in groupby(resolved, key=_due):
        day = list(same_day)
        if not all(s.kept for s in day):
            break
        row += day
    return row


def _due(standing: Standing) -> date:
    assert standing.commitment.due
    return standing.commitment.due


def effort(client: int | None, coach: int | None, policies: Policies) -> str:
    """Who does more of what they said; blank unless both percentages exist."""
    if client is None or coach is None:
        return ""
    if abs(client - coach) <= policies.effort_tolerance:
        return "Even"
    return "Client does more" if client > coach else "Coach does more"


@dataclass(frozen=True, slots=True)
class Window:
    """The span the ladder looks at, and what was resolved in it: the client's own, by Due."""

    first: date
    today: date
    resolved: list[Standing]
    closed_in_it: int

    def stalled(self, policies: Policies) -> bool:
        """At least Ladder minimum resolved, and fewer than Ladder threshold percent of them closed."""
        count, closed = len(self.resolved), sum(s.closed for s in self.resolved)
        return count >= policies.ladder_minimum and 100 * closed < policies.ladder_threshold * count


def window(own: list[Standing], held: list[date], today: date, policies: Policies) -> Window:
    """From the Ladder sessions-th last held session or Ladder days back, whichever is earlier, to today."""
    first = today - timedelta(days=policies.ladder_days)
    past = [day for day in held if day <= today]
    if len(past) >= policies.ladder_sessions:
        first = min(first, past[-policies.ladder_sessions])
    resolved = [s for s in own if s.resolved and first <= _due(s) <= today]
    closed = sum(bool(s.closed and s.closed_on and first <= s.closed_on <= today) for s in own)
    return Window(first, today, resolved, closed)
