"""Fresh start: what was open gets another day, with three questions; or something smaller takes its place."""

from __future__ import annotations

from datetime import date
from typing import Any

from jobs.letters.letter import Section
from jobs.letters.memory import Memory, remember, told_on
from jobs.letters.sections import chosen
from jobs.letters.wording import Wording
from jobs.letters.words import words
from sync.rules.decided import StepLetter
from sync.rules.standing import ClientDay, Standing

SHOWN = 5


def write(day: ClientDay, step: StepLetter, say: Wording) -> Section:
    """Reinstate lists the client's own past ones that are open, with numbers to answer; New goal lists nothing."""
    again, memory = step.choice == "Reinstate", remember(day)
    kept = sorted((s for s in day.standings if again and _is_open(s, day, memory)), key=_due)
    facts: dict[str, Any] = {
        "choice": step.choice,
        "things": [_thing(s, day.today, say) for s in kept[:SHOWN]],
        "more": max(0, len(kept) - SHOWN),
        "total": len(kept),
    }
    speak = say.pgettext("an answer", "Let us speak")
    if again:
        heads = say.gettext("Another day for it?"), say.gettext("Three short questions.")
        return chosen.letter(day, step, say, facts, heads, (speak,))
    heads = say.gettext("A smaller next step?"), say.gettext("Small and done is plenty.")
    return chosen.letter(day, step, say, facts, heads, (say.pgettext("begins an answer", "Smaller:") + " ", speak))


def _is_open(standing: Standing, day: ClientDay, memory: Memory) -> bool:
    past = standing.status in ("Overdue", "Slipped") and standing.commitment.owner == "Client"
    return past and bool(standing.commitment.id) and told_on(standing, day, memory) is not None


def _due(standing: Standing) -> date:
    return standing.commitment.due or date.max


def _thing(standing: Standing, today: date, say: Wording) -> dict[str, Any]:
    commitment = standing.commitment
    date_ = say.dated(_due(standing), today)
    return {"words": words(commitment.words), "date": date_, "id": commitment.id, "number": 0, "links": {}}
