"""What only the coach reads in a client's file: her own rating beside the client's, notes, consequences, decisions."""

from __future__ import annotations

from typing import Any

from jobs.letters.wording import Wording
from jobs.letters.words import lines, words
from jobs.papers import chart
from jobs.papers.client_file import LONGEST, answers_of, facts
from jobs.papers.kept import Kept
from sync.records import Decision
from sync.rules import sessions
from sync.rules.answers import day_of, self_rating

LONGEST_TEXT = 2000
"""Characters of notes and evidence that the file shows."""


def facts_for_coach(kept: Kept, say: Wording) -> dict[str, Any]:
    """The client's file, and a part of its own that she is not shown."""
    client = kept.client
    own = self_rating(kept.heard, client)
    beside = client.coach_rating
    private = {
        "rating": beside or 0,
        "own_rating": own or 0,
        "gap": f"{beside - own:+d}" if beside is not None and own is not None and beside != own else "",
        "even": beside is not None and beside == own,
        "notes": lines(client.my_notes, LONGEST_TEXT),
        "consequences": lines(client.consequences, LONGEST_TEXT),
        "commitment_notes": _of_commitments(kept, say),
        "session_notes": _of_sessions(kept, say),
        "decisions": [_decision(one, kept, say) for one in kept.decisions],
        "unread": kept.unread,
    }
    ratings = [(day_of(one), one.rating) for one in answers_of(kept) if one.rating is not None]
    return facts(kept, say) | {"private": private, "chart": chart.chart(ratings, beside, say)}


def _of_commitments(kept: Kept, say: Wording) -> list[dict[str, Any]]:
    """Notes beside commitments, of both sides, the newest first."""
    noted = [one.commitment for one in kept.standings if one.commitment.my_notes.strip()]
    noted.sort(key=lambda one: (one.due is not None, one.due), reverse=True)
    return [
        {
            "day": say.dated(one.due, kept.today) if one.due else "",
            "words": words(one.words, LONGEST),
            "notes": lines(one.my_notes, LONGEST_TEXT),
        }
        for one in noted
    ]


def _of_sessions(kept: Kept, say: Wording) -> list[dict[str, Any]]:
    """Notes of sessions with what became of each, the newest first."""
    return [
        {
            "day": say.dated(sessions.day(one, kept.clock), kept.today),
            "words": ", ".join(filter(None, (one.outcome, sessions.result(one, kept.clock)))),
            "notes": lines(one.my_notes, LONGEST_TEXT),
        }
        for one in reversed(kept.sessions)
        if one.my_notes.strip()
    ]


def _decision(one: Decision, kept: Kept, say: Wording) -> dict[str, Any]:
    """A row of Decisions as it stands, with its evidence; the values are those of the sheet."""
    return {
        "day": say.dated(one.day, kept.today) if one.day else "",
        "step": words(one.step),
        "decided": ", ".join(filter(None, (one.decision, one.choice, words(one.refer_to, 80)))),
        "outcome": words(one.outcome),
        "outcome_on": say.dated(one.outcome_on, kept.today) if one.outcome_on else "",
        "evidence": words(one.evidence, LONGEST_TEXT),
    }
