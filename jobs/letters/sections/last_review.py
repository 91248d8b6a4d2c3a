"""Last review: how to go on is decided together; change what we do, take a break, or stop here."""

from __future__ import annotations

from jobs.letters.letter import Section
from jobs.letters.sections import chosen
from jobs.letters.wording import Wording
from sync.rules.decided import StepLetter
from sync.rules.standing import ClientDay


def write(day: ClientDay, step: StepLetter, say: Wording) -> Section:
    """It says that the steps were made smaller where a new goal was sent in this round, and nowhere else."""
    answers = (
        say.pgettext("an answer", "I would change what we do"),
        say.pgettext("an answer", "I would take a break"),
        say.pgettext("an answer", "I would end it here"),
        say.pgettext("an answer", "Let us speak"),
    )
    heads = say.gettext("Let us decide how to go on"), say.gettext("Every answer is open.")
    return chosen.letter(day, step, say, {"smaller": step.smaller}, heads, answers)
