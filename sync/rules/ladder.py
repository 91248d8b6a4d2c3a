"""When the work stalls: where a client stands, the step proposed, and the way back (contract, section 3, The ladder).

The state is derived from the rows of Decisions alone. Nothing here sends anything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sync import cells
from sync.policies import Policies
from sync.records import Client, Decision
from sync.rules.progress import Window
from sync.rules.step_letters import PART_WAYS, REOPEN, Gone, Letters
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
    """What becomes of a row: its Outcome, and the day of it; both blank where it did not go after all."""

    decision: Decision
    outcome: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Round:
    """Where a client stands on the ladder: `step` 0 to 5 was the last one sent or talked about.

    `newest` is the newest row of steps 1 to 4 in this round, `rests_from` the last Outcome on, `smaller` whether a
    new goal was sent in it.
    """

    step: int = 0
    parted_on: date | None = None
    open_row: Decision | None = None
    rests_from: date | None = None
    newest: Decision | None = None
    smaller: bool = False

    @property
    def parted(self) -> bool:
        """Part ways was sent: nothing but Reopen follows, whatever the Stage."""
        return self.parted_on is not None

    @property
    def step_name(self) -> str:
        return LADDER[self.step - 1] if self.step else ""


def in_order(decisions: list[Decision]) -> list[Decision]:
    """A coach may sort the tab: rows stand by their Date, then in sheet order."""
    return sorted(decisions, key=lambda d: (d.day or date.min, d.row.number))


def _as_settled(decisions: list[Decision]) -> list[Decision]:
    """In the order in which they came to their end, the open ones last: an older row may recover after a newer one."""
    return sorted(
        in_order(decisions), key=lambda d: (not d.outcome, d.outcome_on or d.day or date.min, d.outcome == "Recovered")
    )


def round_of(client: Client, decisions: list[Decision]) -> Round:
    """The client's round, from her rows alone. After Part ways a Reopen that was sent, or a new Start date, begins
    another one."""
    found, start = Round(), client.start_date
    for decision in _as_settled(decisions):
        ended = decision.outcome_on or decision.day
        if found.parted_on and start and start > found.parted_on and (ended is None or ended >= start):
            found = Round()
        found = _after(found, decision) if decision.outcome else _open(found, decision)
    if found.parted_on and start and start > found.parted_on:
        return Round(open_row=found.open_row)
    return found


def _open(found: Round, decision: Decision) -> Round:
    newest = decision if decision.step in LADDER[:4] else found.newest
    return replace(found, open_row=found.open_row or decision, newest=newest)


def _after(found: Round, decision: Decision) -> Round:
    outcome, step = decision.outcome, decision.step
    if outcome == "Sent" and step == "Reopen":
        return Round()
    rests = max(filter(None, (found.rests_from, decision.outcome_on or decision.day)), default=None)
    found = replace(found, rests_from=rests, newest=_newest(found.newest, decision))
    if outcome in ("Dismissed", "Recovered"):
        return replace(found, step=0, smaller=False)
    if outcome not in ("Sent", "Talked") or step not in LADDER:
        return found
    found = replace(found, step=LADDER.index(step) + 1)
    if outcome == "Sent" and parts_ways(decision):
        return replace(found, parted_on=decision.outcome_on or decision.day or date.min)
    if outcome == "Sent" and step == "Fresh start" and decision.choice == "New goal":
        return replace(found, smaller=True)
    return found


def _newest(known: Decision | None, decision: Decision) -> Decision | None:
    if decision.step not in LADDER[:4]:
        return known
    return max(filter(None, (known, decision)), key=lambda d: (d.day or date.min, d.row.number))


def parts_ways(decision: Decision) -> bool:
    """Whether its letter is Part ways: that step's, or the one of Refer or Pause, which goes at any other step.

    What went is remembered by the letter: a Choice that is changed afterwards changes nothing.
    """
    if decision.gone:
        return decision.gone == PART_WAYS
    return decision.step == "Part ways" or (decision.step in LADDER and decision.choice in ("Refer", "Pause"))


def settle_sent(decisions: list[Decision], letters: Letters, were_open: frozenset[str]) -> list[Settled]:
    """Rows of all clients whose letter went, or may have gone; and rows that say so of a letter that did not go.

    `were_open` are the rows that the run before saw open. A row inserted while Outcome was written can have sent it one
    row too far: then one of them says Sent without any letter, while the row of a letter that went says nothing.
    """
    settled: list[Settled] = []
    for decision in decisions:
        went = letters.gone.get(decision.id)
        decision.gone = went.kind if went else ""
        if went and not decision.outcome:
            settled.append(Settled(decision, "Sent", went.day))
    displaced = were_open if settled else frozenset()
    for decision in decisions:
        if decision.outcome == "Sent" and not decision.gone:
            if decision.id in displaced or decision.id in letters.taken_back:
                settled.append(Settled(decision, "", None))
    return settled + [one for one in (_typed_over(d, letters.gone.get(d.id)) for d in decisions) if one]


def _typed_over(decision: Decision, went: Gone | None) -> Settled | None:
    """`Sent` on the day of the letter, where a coach typed something else over it: else the emails would begin anew
    after Part ways, or a rest would end. Steps 1 to 4 may have become `Recovered` since."""
    if went is None or not decision.outcome:
        return None
    may = ("Sent",) if went.kind in (PART_WAYS, REOPEN) else ("Sent", "Recovered")
    right = decision.outcome in may and (decision.outcome != "Sent" or decision.outcome_on == went.day)
    return None if right else Settled(decision, "Sent", went.day)


def settle(client: Client, decisions: list[Decision], seen: Window, stalled: bool, today: date) -> list[Settled]:
    """Rows that end today without a letter: recovered, talked about, not now, dismissed."""
    settled: list[Settled] = []
    found = round_of(client, decisions)
    if recovered(client, seen, stalled) and found.newest and not found.parted:
        if found.newest.outcome not in ("Recovered", "Dismissed"):
            settled.append(Settled(found.newest, "Recovered", today))
    for decision in in_order(decisions):
        just_now = settled and settled[0].decision is decision
        if not decision.outcome and decision.decision in _OUTCOME and not just_now:
            settled.append(Settled(decision, _OUTCOME[decision.decision], today))
    return settled


def undated(decisions: list[Decision], were_open: frozenset[str], today: date) -> list[Settled]:
    """Rows that a coach ended by choosing their Outcome herself: it is of the day on which that is seen.

    `were_open` as for `settle_sent`: a day taken from a row that had ended long ago cannot be known.
    """
    return [Settled(d, d.outcome, today) for d in decisions if d.outcome and not d.outcome_on and d.id in were_open]


def recovered(client: Client, seen: Window, stalled: bool) -> bool:
    """No longer stalled, with at least one commitment closed in the window."""
    return client.stage == "Active" and not stalled and seen.closed_in_it > 0


def back_already(client: Client, decisions: list[Decision], parted: bool, today: date) -> list[Settled]:
    """Reopen rows of a client who neither paused nor ended any more: `Recovered`, whatever stands in Decision.

    The question is answered, since its letter asks whether she would like to come back. Left open, the row would
    hold up the ladder and go on saying `Decide: Reopen`, and no decision could do anything in it but end it. After Part
    ways (`parted`) it stays: there Stage changes nothing until Reopen is sent. Of the contract's Outcomes this is the
    one that jobs give, and the one after which a later Send sends nothing.
    """
    if parted or client.stage in ("Paused", "Ended"):
        return []
    return [Settled(one, "Recovered", today) for one in decisions if one.step == "Reopen" and not one.outcome]


def propose(
    client: Client, found: Round, today: date, stalled: bool, policies: Policies, evidence: Callable[[], str]
) -> Proposal | None:
    """The next step for a stalled client without an open row, after the rest days; its evidence is made then."""
    if client.stage != "Active" or not stalled or found.open_row or found.parted:
        return None
    if found.rests_from and (today - found.rests_from).days < policies.ladder_rest_days:
        return None
    return Proposal(client, LADDER[min(found.step, len(LADDER) - 1)], evidence(), today)


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
    asked = any(d.step == "Reopen" and _of_late(d) >= day for d in decisions)
    if asked or not day <= today <= day + timedelta(days=DOOR_DAYS):
        return None
    return Proposal(client, "Reopen", why, today)


def _of_late(decision: Decision) -> date:
    """Its Date or its end, for a coach may have typed over the one; a row that has neither is of today."""
    return max(filter(None, (decision.day, decision.outcome_on)), default=date.max)
