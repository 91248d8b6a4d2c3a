"""Reopen: one question after a break or an end, and none after it."""

from __future__ import annotations

from typing import Any

from jobs.letters.letter import Section
from jobs.letters.sections import chosen
from jobs.letters.wording import LONGEST_SUBJECT, Wording
from jobs.letters.words import name
from sync.rules.decided import StepLetter
from sync.rules.standing import ClientDay


def write(day: ClientDay, step: StepLetter, say: Wording) -> Section:
    """It says how long the break was, or since when it is over, where the sheet holds the day."""
    client, today = day.client, day.today
    paused = client.stage == "Paused" and client.pause_until and client.pause_until <= today
    ended = client.stage == "Ended" and client.ended_on
    facts: dict[str, Any] = {
        "until": say.dated(client.pause_until, today) if paused and client.pause_until else "",
        "ended": say.dated(client.ended_on, today) if ended and client.ended_on else "",
    }
    answers = say.pgettext("an answer", "Yes, let us pick it up"), say.pgettext("an answer", "Not for now, thank you")
    return chosen.letter(day, step, say, facts, (_subject(day, say), say.gettext("No agenda.")), answers)


def _subject(day: ClientDay, say: Wording) -> str:
    called = name(day.client.calls_herself)
    greeting = say.gettext("How are things, %(name)s?") % {"name": called}
    return greeting if called and len(greeting) <= LONGEST_SUBJECT else say.gettext("How are things?")
