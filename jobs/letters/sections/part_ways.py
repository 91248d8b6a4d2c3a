"""Part ways: a break, an end, or somebody else who fits; what was done is listed, the door stays open."""

from __future__ import annotations

from datetime import date
from typing import Any

from jobs.letters.letter import Section
from jobs.letters.sections import chosen
from jobs.letters.wording import Wording
from jobs.letters.words import words
from sync.rules.decided import StepLetter
from sync.rules.standing import ClientDay, Standing

SHOWN = 5


def write(day: ClientDay, step: StepLetter, say: Wording) -> Section:
    """`Refer`, `Pause` (until a day where one is set and still ahead) or `End`; the newest that the client closed."""
    until, today = day.client.pause_until, day.today
    done = sorted((s for s in day.standings if _is_done(s)), key=_closed_on)
    facts: dict[str, Any] = {
        "choice": step.choice,
        "refer_to": words(step.decision.refer_to) if step.choice == "Refer" else "",
        "until": say.dated(until, today) if step.choice == "Pause" and until and until > today else "",
        "done": [{"words": words(s.commitment.words), "date": say.dated(_closed_on(s), today)} for s in done[-SHOWN:]],
        "done_more": max(0, len(done) - SHOWN),
    }
    introduce = say.pgettext("an answer", "Yes, please introduce us"), say.pgettext("an answer", "No, thank you")
    heads = say.gettext("Thank you, and the door is open"), say.gettext("With thanks for the work we did.")
    return chosen.letter(day, step, say, facts, heads, introduce if step.choice == "Refer" else ())


def _is_done(standing: Standing) -> bool:
    return standing.commitment.owner == "Client" and standing.closed and standing.closed_on is not None


def _closed_on(standing: Standing) -> date:
    return standing.closed_on or date.min
