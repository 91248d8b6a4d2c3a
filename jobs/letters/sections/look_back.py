"""Look back: the last weeks on one page, attached; the letter itself only asks what the client sees in it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from jobs.letters.letter import Section
from jobs.letters.sections import chosen
from jobs.letters.wording import Wording
from sync.policies import Policies
from sync.rules.answers import day_of
from sync.rules.decided import StepLetter
from sync.rules.standing import ClientDay


def write(day: ClientDay, step: StepLetter, policies: Policies, say: Wording) -> Section:
    """It claims what is on the page: the coach's own lines where there are any, the client's words where she had any."""
    since = begins(day, policies)
    planned = [s for s in day.standings if s.commitment.id and s.commitment.due and s.commitment.due >= since]
    said = [one for one in day.heard if since <= day_of(one) and _to_this_mode(one.letter, day.rehearsal)]
    facts: dict[str, Any] = {
        "since": say.dated(since, day.today),
        "both": any(s.commitment.owner == "Coach" for s in planned),
        "told": any(one.rating is not None or one.wins or one.stuck or one.help_wanted for one in said),
    }
    answers = say.pgettext("begins an answer", "What I see:") + " ", say.pgettext("an answer", "Let us speak")
    heads = say.gettext("Looking back together"), say.gettext("The last weeks on one page.")
    return chosen.letter(day, step, say, facts, heads, answers)


def begins(day: ClientDay, policies: Policies) -> date:
    """From which day on the page looks: where the window of the ladder began."""
    return day.looks_from or day.today - timedelta(days=policies.ladder_days)


def _to_this_mode(letter: str, rehearsal: bool) -> bool:
    """What the coach tried out in a rehearsal the client did not say."""
    return rehearsal or not letter.endswith("-rehearsal")
