"""Look back: the last weeks on one page, attached; the letter itself only asks what the client sees in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from jobs.letters.letter import LookBack, Section
from jobs.letters.sections import chosen
from jobs.letters.wording import Wording
from jobs.papers import our_record
from sync.policies import Policies
from sync.rules.decided import StepLetter
from sync.rules.standing import ClientDay


def write(day: ClientDay, step: StepLetter, policies: Policies, say: Wording) -> Section:
    """It claims what is on the page: the coach's own lines and the client's words where there are any."""
    since = begins(day, policies)
    page = our_record.facts(day, since, policies, say)
    facts: dict[str, Any] = {
        "since": say.dated(since, day.today),
        "both": bool(page["mine"]["lines"]),
        "told": bool(page["told"]),
    }
    answers = say.pgettext("begins an answer", "What I see:") + " ", say.pgettext("an answer", "Let us speak")
    heads = say.gettext("Looking back together"), say.gettext("The last weeks on one page.")
    made = chosen.letter(day, step, say, facts, heads, answers)
    return replace(made, look_back=LookBack(day, since, policies))


def begins(day: ClientDay, policies: Policies) -> date:
    """From which day on the page looks: where the window of the ladder began."""
    return day.looks_from or day.today - timedelta(days=policies.ladder_days)
