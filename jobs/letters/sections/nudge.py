"""Nudge: one friendly line about the newest check-in request, where it has no answer yet. Never about habits."""

from __future__ import annotations

from jobs.letters.letter import Section
from jobs.letters.memory import Memory
from jobs.letters.sections.checkin import question
from jobs.letters.wording import Wording
from sync.policies import Policies
from sync.rules import checkins
from sync.rules.standing import ClientDay


def write(day: ClientDay, policies: Policies, memory: Memory, say: Wording) -> Section | None:
    """Once for a request, its grace days after it, and never together with a new one (contract, section 4)."""
    about = checkins.to_nudge(day, policies)
    if about is None:
        return None
    facts = question(day.client, policies)
    subject, preheader = say.gettext("One number is enough"), say.gettext("No hurry and no homework.")
    return Section("nudge", facts, (checkins.nudge(about),), subject, preheader)
