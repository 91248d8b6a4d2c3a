"""What a decided row of Decisions leads to: which letter, and whether anything keeps it from going.

When it goes on a day, composing decides; how the ladder goes on is ladder.py's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sync import cells
from sync.policies import Policies
from sync.records import Client, Decision
from sync.rules.ladder import LADDER, Round, in_order, parts_ways
from sync.rules.step_letters import PART_WAYS, REOPEN

CHOOSES = {"Fresh start": ("Reinstate", "New goal"), "Part ways": ("Refer", "Pause", "End")}
"""What a step's letter needs to know before it can go."""

_ELSEWHERE = {"Reinstate": "Fresh start", "New goal": "Fresh start", "End": "Part ways"}
_READ = ("Choice", "Refer to", "Add to the email")
"""Cells that a letter is made of: one that cannot be read holds it up."""

_SETTLED = {"Sent": "Send", "Talked": "Talked", "Not now": "Not now", "Dismissed": "Dismiss"}
_LAST_DAY = 3
"""Thursday: a hard letter is not left alone with over a weekend."""


@dataclass(frozen=True, slots=True)
class StepLetter:
    """The letter of a decision: `kind` is its section, `choice` what it is made for (blank where none is needed).

    `smaller`: a new goal was sent in this round, so that a letter may say so.
    """

    decision: Decision
    kind: str
    choice: str = ""
    smaller: bool = False


def letter_of(decision: Decision, smaller: bool = False) -> StepLetter:
    """The letter that Send would send. What it still lacks says `lacks`."""
    kind = PART_WAYS if parts_ways(decision) else decision.step.lower()
    return StepLetter(decision, kind, decision.choice, smaller)


def goes_on(day: date) -> bool:
    """Monday to Thursday."""
    return day.weekday() <= _LAST_DAY


def lacks(decision: Decision) -> str:
    """What a decided row still needs before its letter can go; blank when nothing."""
    if decision.decision != "Send" or decision.outcome:
        return ""
    bad = [header for header in _READ if header in decision.row.bad]
    if bad:
        return f"{bad[0]} cannot be read, so nothing is sent"
    needed, choice = CHOOSES.get(decision.step, ()), decision.choice
    everywhere = decision.step in LADDER and choice in ("Refer", "Pause")
    if needed and choice not in needed and not everywhere:
        return f"Choice: choose {', '.join(needed[:-1])} or {needed[-1]}"
    if choice and choice not in needed and not everywhere:
        belongs = _ELSEWHERE.get(choice, "the steps before")
        return f"Choice: {choice} belongs to {belongs}; clear it to send {decision.step}"
    if choice == "Refer" and not decision.refer_to:
        return "Refer to is blank: type whom"
    return ""


@dataclass(frozen=True, slots=True)
class Ground:
    """What is looked at on the day on which a decided letter would go. `emails`: All, Essential or None, as it counts
    now; `recovered`: the client is no longer stalled and has closed something."""

    client: Client
    today: date
    round: Round
    emails: str
    recovered: bool
    policies: Policies


def chosen(decisions: list[Decision], ground: Ground) -> StepLetter | None:
    """The one letter that may go to this client by her rows; every other decided row is told why its may not."""
    letter: StepLetter | None = None
    waiting = [d for d in in_order(decisions) if not d.outcome]
    first = next((d for d in waiting if d.step in LADDER), None)
    for decision in (d for d in waiting if d.decision == "Send"):
        decision.held = lacks(decision)
        if decision.step in LADDER and decision is not first:
            decision.held = decision.held or "An older row of this client is open; settle that one first"
        decision.held = decision.held or _held(decision, ground)
        if letter is None and not decision.held and (decision.step in LADDER or decision.step == "Reopen"):
            letter = letter_of(decision, ground.round.smaller)
    return letter


def _held(decision: Decision, ground: Ground) -> str:
    """Why the letter of a whole row may not go to this client now; blank: it may."""
    client, kind = ground.client, letter_of(decision).kind
    if client.row.to_check:
        return "Nothing is sent while this client's row in Clients is to check"
    if client.stage == "Prospect" or (client.stage != "Active" and kind not in (PART_WAYS, REOPEN)):
        return f"Stage is {client.stage}, so nothing is sent"
    if ground.emails == "None":
        return "This client gets no emails: speak instead, then choose Talked"
    return _shut(ground) if kind == REOPEN else _not_its_time(ground)


def _shut(ground: Ground) -> str:
    active = ground.client.stage == "Active" and not ground.round.parted
    return "Stage is Active: Reopen is for those who paused or ended" if active else ""


def _not_its_time(ground: Ground) -> str:
    found = ground.round
    if found.parted_on:
        return f"Part ways was sent on {cells.short_date(found.parted_on)}: nothing but Reopen follows"
    if ground.recovered:
        return "Things moved on since, so nothing is sent; to part ways all the same, set the Stage first"
    rests = found.rests_from and found.rests_from + timedelta(days=ground.policies.ladder_rest_days)
    if rests and ground.today < rests:
        return f"Another step was settled lately; this one can go from {cells.short_date(rests)} on"
    return ""


def changed_afterwards(decision: Decision) -> str:
    """What a coach is told who decides anew in a row that has its Outcome; blank where she did not."""
    outcome, decided = decision.outcome, decision.decision
    if not outcome or not decided:
        return ""
    on = f" on {cells.short_date(decision.outcome_on)}" if decision.outcome_on else ""
    if outcome == "Recovered":
        return f"Recovered{on}: nothing more is sent" if decided == "Send" else ""
    if outcome in _SETTLED and _SETTLED[outcome] != decided:
        return f"{outcome}{on}: a decision changed afterwards changes nothing"
    if decision.gone and _kind_now(decision) != decision.gone:
        return f"Sent{on}: a Choice changed afterwards changes nothing"
    return ""


def _kind_now(decision: Decision) -> str:
    parted = decision.step == "Part ways" or (decision.step in LADDER and decision.choice in ("Refer", "Pause"))
    return PART_WAYS if parted else decision.step.lower()
