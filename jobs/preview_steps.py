"""A decision's letter for `coachsheet preview`: of the client's open row, else a sample of the same record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sync.records import Client, Decision, Row
from sync.rules.decided import StepLetter, letter_of
from sync.rules.ladder import in_order
from sync.rules.standing import ClientDay
from sync.rules.step_letters import KINDS, PART_WAYS
from sync.schema import STEPS

USUAL = {"fresh start": "New goal", PART_WAYS: "End"}
"""The choice of a sample where the coach made none."""


def named(letter: str) -> str:
    """`look-back` is `look back`; every other name is itself."""
    spaced = letter.replace("-", " ").lower()
    return spaced if spaced in KINDS else letter


def of_row(day: ClientDay, kind: str, decisions: Iterable[Decision]) -> tuple[StepLetter, bool] | None:
    """The letter of her open row, and whether Send stands there with nothing in its way; None: no such row is open."""
    for decision in in_order([d for d in decisions if d.client is day.client and not d.outcome]):
        letter = letter_of(decision)
        if letter.kind == kind:
            really = day.step is not None and day.step.decision is decision
            return _whole(letter), really
    return None


def sample(client: Client, kind: str) -> StepLetter:
    """The letter as it would be with a row of that step."""
    step = next(step for step in STEPS if step.lower() == kind)
    decision = Decision(Row("Decisions", "Decisions", 0, id="sample"), client, client.name, step, None)
    return _whole(letter_of(decision))


def _whole(letter: StepLetter) -> StepLetter:
    """With a choice where that letter needs one."""
    choice = letter.choice or USUAL.get(letter.kind, "")
    whom = letter.decision.refer_to or "…"
    return replace(letter, choice=choice, decision=replace(letter.decision, choice=choice, refer_to=whom))
