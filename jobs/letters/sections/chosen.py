"""What all letters of a decision share: the coach's own lines, when the two speak next, answers of one line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jobs.letters.letter import Section
from jobs.letters.wording import Wording
from jobs.letters.words import lines
from sync.rules.decided import StepLetter
from sync.rules.standing import ClientDay
from sync.rules.step_letters import about

ADDED = 2_000
"""Characters of `Add to the email` that a letter shows."""


def letter(
    day: ClientDay,
    step: StepLetter,
    say: Wording,
    facts: dict[str, Any],
    heads: tuple[str, str],
    answers: Iterable[str],
) -> Section:
    """The section of a decided step, which stands alone. `heads` are subject and preheader, `answers` whole lines."""
    common: dict[str, Any] = {
        "add": lines(step.decision.add, ADDED),
        "speaks": say.dated(day.speaks_on, day.today) if day.speaks_on else "",
        "answers": [{"says": one, "shown": _shown(one), "link": ""} for one in answers],
    }
    return Section(step.kind, common | facts, (about(step.decision.id, step.kind),), *heads)


def _shown(answer: str) -> str:
    """A line that is to be filled says so: `What I see: …`."""
    return f"{answer}…" if answer.endswith(" ") else answer
