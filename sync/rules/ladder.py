"""When the work stalls: the step proposed, its evidence, and the way back (contract, section 3, The ladder).

The state is derived from the rows of Decisions alone. Nothing here sends anything.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sync import cells
from sync.policies import Policies
from sync.records import Client, Decision
from sync.rules.progress import Window
from sync.rules.standing import Standing
from sync.schema import STEPS

LADDER = STEPS[:5]
DOOR_DAYS = 30
"""A Reopen row is proposed within so many days of the day it is about."""

_OUTCOME = {"Talked": "Talked", "Not now": "Not now", "Dismiss": "Dismissed"}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A fresh row for Decisions."""

    client: Client
    step: str
    evidence: str
    day: date


@dataclass(frozen=True, slots=True)
class Settled:
    """What becomes of a row: its Outcome, and the day of it."""

    decision: Decision
    outcome: str
    day: date


@dataclass(frozen=True, slots=True)
class Round:
    """Where a client stands on the ladder: `step` 0 to 5 was the last one sent or talked about."""

    step: int = 0
    parted: bool = False
    open_row: Decision | None = None
    last_outcome: date | None = None

    @property
    def step_name(self) -> str:
        return LADDER[self.step - 1] if self.step else ""


def in_order(decisions: list[Decision]) -> list[Decision]:
    """A coach may sort the tab: rows stand by their Date, then in sheet order."""
    return sorted(decisions, key=lambda d: (d.day or date.min, d.row.number))


def round_of(client: Client, decisions: list[Decision]) -> Round:
    """The client's round, from her rows alone."""
    found = Round()
    for decision in in_order(decisions):
        if not decision.outcome:
            found = replace(found, open_row=found.open_row or decision)
            continue
        found = replace(_after(found, decision), last_outcome=decision.outcome_on or found.last_outcome)
    start, last = client.start_date, found.last_outcome
    if found.parted and start and last and start > last:
        return Round(open_row=found.open_row)
    return found


def _after(found: Round, decision: Decision) -> Round:
    outcome, step = decision.outcome, decision.step
    if outcome in ("Dismissed", "Recovered"):
        return replace(found, step=0)
    if outcome == "Sent" and step == "Reopen":
        return Round(open_row=found.open_row)
    if outcome == "Sent" and parts_ways(decision):
        return replace(found, step=LADDER.index(step) + 1 if step in LADDER else 5, parted=True)
    if outcome in ("Sent", "Talked") and step in LADDER:
        return replace(found, step=LADDER.index(step) + 1)
    return found


def parts_ways(decision: Decision) -> bool:
    """Part ways, or the letter of Refer or Pause that goes at any other step."""
    return decision.step == "Part ways" or (decision.step in LADDER and decision.choice in ("Refer", "Pause"))


def settle(client: Client, decisions: list[Decision], seen: Window, stalled: bool, today: date) -> list[Settled]:
    """Rows that end today without a letter: recovered, talked about, not now, dismissed."""
    rows = in_order(decisions)
    settled: list[Settled] = []
    steps = [decision for decision in rows if decision.step in LADDER[:4]]
    newest = steps[-1] if steps else None
    if client.stage == "Active" and not stalled and seen.closed_in_it and newest and not round_of(client, rows).parted:
        if newest.outcome not in ("Recovered", "Dismissed"):
            settled.append(Settled(newest, "Recovered", today))
    for decision in rows:
        recovered = settled and settled[0].decision is decision
        if not decision.outcome and decision.decision in _OUTCOME and not recovered:
            settled.append(Settled(decision, _OUTCOME[decision.decision], today))
    return settled


def propose(
    client: Client,
    found: Round,
    seen: Window,
    coach: list[Standing],
    held: list[date],
    stalled: bool,
    policies: Policies,
) -> Proposal | None:
    """The next step for a stalled client without an open row, after the rest days."""
    if client.stage != "Active" or not stalled or found.open_row or found.parted:
        return None
    if found.last_outcome and (seen.today - found.last_outcome).days < policies.ladder_rest_days:
        return None
    step = LADDER[min(found.step, len(LADDER) - 1)]
    return Proposal(client, step, evidence(seen, coach, held, policies), seen.today)


def reopen(
    client: Client, decisions: list[Decision], ended: date | None, today: date, policies: Policies
) -> Proposal | None:
    """One row for each Pause until that has come, or Ended on Door open days back, within 30 days of it."""
    if client.stage == "Paused" and client.pause_until:
        day, why = client.pause_until, f"The pause until {cells.long_date(client.pause_until)} is over."
    elif client.stage == "Ended" and ended:
        day = ended + timedelta(days=policies.door_open_days)
        why = f"Ended on {cells.long_date(ended)}; {policies.door_open_days} days have passed."
    else:
        return None
    asked = any(d.step == "Reopen" and (d.day or date.min) >= day for d in decisions)
    if asked or not day <= today <= day + timedelta(days=DOOR_DAYS):
        return None
    return Proposal(client, "Reopen", why, today)


def evidence(seen: Window, coach: list[Standing], held: list[date], policies: Policies) -> str:
    """What the record holds, in plain words; the coach's own side first where it is the weaker one."""
    theirs = _side(seen.resolved)
    own = [s for s in coach if s.resolved and s.commitment.due and seen.first <= s.commitment.due <= seen.today]
    sessions = sum(seen.first <= day <= seen.today for day in held)
    span = f"in the last {sessions} sessions, " if sessions >= policies.ladder_sessions else ""
    dates = f"{cells.short_date(seen.first)} – {cells.short_date(seen.today)}"
    head = f"{_count(seen.resolved)} done {span}{dates}. {theirs}"
    if not own:
        return cells.plain(head)
    mine = f"Your own to them: {_count(own)} done. {_side(own)}"
    return cells.plain(f"{mine} {head}" if _share(own) < _share(seen.resolved) else f"{head} {mine}")


def _share(standings: list[Standing]) -> float:
    return sum(s.closed for s in standings) / len(standings)


def _count(standings: list[Standing]) -> str:
    return f"{sum(s.closed for s in standings)} of {len(standings)}"


def _side(standings: list[Standing]) -> str:
    done = [_item(s) for s in standings if s.closed]
    not_done = [_item(s) for s in standings if not s.closed]
    parts = [f"{name}: {_listed(items)}" for name, items in (("Done", done), ("Open", not_done)) if items]
    return ". ".join(parts) + "."


def _listed(items: list[str]) -> str:
    more = f" and {len(items) - 5} more" if len(items) > 5 else ""
    return ", ".join(items[:5]) + more


def _item(standing: Standing) -> str:
    due = standing.commitment.due
    assert due
    after = (standing.closed_on - due).days if standing.closed and standing.closed_on else 0
    when = cells.short_date(due) + (f"; {after} {'day' if after == 1 else 'days'} after the date" if after > 0 else "")
    if standing.moved:
        when += "; moved"
    return f'"{cells.plain(standing.commitment.words, 60)}" ({when})'


def lacks(decision: Decision) -> str:
    """What a decided row still needs before its letter can go; blank when nothing."""
    if decision.decision != "Send" or decision.outcome:
        return ""
    choices = {"Fresh start": ("Reinstate", "New goal", "Refer", "Pause"), "Part ways": ("Refer", "Pause", "End")}
    needed = choices.get(decision.step)
    if needed and decision.choice not in needed:
        wanted = needed if decision.step == "Part ways" else needed[:2]
        return f"Choice: choose {', '.join(wanted[:-1])} or {wanted[-1]}"
    if decision.choice == "Refer" and not decision.refer_to:
        return "Refer to is blank: type whom"
    return ""
