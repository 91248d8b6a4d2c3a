"""Recommit: is this still the right goal? The client's own words, what was agreed, what the coach still owes."""

from __future__ import annotations

from datetime import date
from typing import Any

from jobs.letters.letter import Section
from jobs.letters.memory import remember, told_on
from jobs.letters.sections import chosen
from jobs.letters.wording import Wording
from jobs.letters.words import words
from sync.rules.decided import StepLetter
from sync.rules.standing import ClientDay, Standing

SHOWN = 5


def write(day: ClientDay, step: StepLetter, say: Wording) -> Section:
    """The client's goal and definition of progress as they stand in the sheet, the agreement where it has a date."""
    client, today, memory = day.client, day.today, remember(day)
    owed = sorted((s for s in day.standings if _is_owed(s) and told_on(s, day, memory)), key=_due)
    facts: dict[str, Any] = {
        "goal": words(client.goal),
        "definition": words(client.progress_words),
        "agreement": say.dated(client.agreement, today) if client.agreement else "",
        "mine": [{"words": words(s.commitment.words), "date": say.dated(_due(s), today)} for s in owed[:SHOWN]],
        "more": max(0, len(owed) - SHOWN),
    }
    answers = (
        say.pgettext("an answer", "Still my goal"),
        say.pgettext("an answer", "My focus has changed"),
        say.pgettext("an answer", "I need less for a while"),
        say.pgettext("an answer", "Let us speak"),
    )
    heads = say.gettext("Is this still the right goal?"), say.gettext("Any answer is a good one.")
    return chosen.letter(day, step, say, facts, heads, answers)


def _is_owed(standing: Standing) -> bool:
    return standing.commitment.owner == "Coach" and standing.live


def _due(standing: Standing) -> date:
    return standing.commitment.due or date.max
