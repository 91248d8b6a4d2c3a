"""The letters of decisions: which section a step's letter is, and on which days it goes. No HTML."""

from __future__ import annotations

from jobs.letters.letter import Section
from jobs.letters.sections import fresh_start, last_review, look_back, part_ways, recommit, reopen
from jobs.letters.wording import Wording
from sync.policies import Policies
from sync.rules.decided import StepLetter
from sync.rules.standing import ClientDay
from sync.rules.step_letters import KINDS


def write(day: ClientDay, step: StepLetter, policies: Policies, say: Wording) -> Section:
    """The one section of that letter, whatever the day."""
    if step.kind == "look back":
        return look_back.write(day, step, policies, say)
    writers = {
        "recommit": recommit.write,
        "fresh start": fresh_start.write,
        "last review": last_review.write,
        "part ways": part_ways.write,
        "reopen": reopen.write,
    }
    return writers[step.kind](day, step, say)


def is_step(kinds: tuple[str, ...]) -> bool:
    """Whether a letter of these sections is one of a decision."""
    return any(kind in KINDS for kind in kinds)
