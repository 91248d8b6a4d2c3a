"""Decisions that wait for the coach, with what the record holds; she takes them in the sheet, in that very row."""

from __future__ import annotations

from typing import Any

from jobs.digest.day import CoachDay, calls
from jobs.digest.line import at
from jobs.letters.words import words
from sync.records import Client, Row
from sync.rules.ladder import in_order, lacks

EVIDENCE = 900
"""Characters of evidence; all of it stands in the sheet."""


def decisions(day: CoachDay) -> list[dict[str, Any]]:
    """The open ones, oldest first, those proposed in this very run among them."""
    found = []
    for decision in in_order(day.practice.record.decisions):
        lacking = lacks(decision)
        waits = not decision.outcome and (not decision.decision or lacking)
        if waits and decision.client and day.knows(decision.client) and decision.client.id:
            since = day.say.dated(decision.day, day.today) if decision.day else ""
            found.append(_one(day, decision.client, decision.step, decision.evidence, since, decision.row, lacking))
    for proposal in day.practice.found.proposals:
        if day.knows(proposal.client):
            found.append(_one(day, proposal.client, proposal.step, proposal.evidence, "", None, ""))
    return found


def _one(
    day: CoachDay, client: Client, step: str, evidence: str, since: str, row: Row | None, lacking: str
) -> dict[str, Any]:
    say = day.say
    how = say.gettext("In the sheet, choose Send, Not now, Talked or Dismiss.")
    title, number = at(row)
    return {
        "client": calls(client),
        "step": words(step, 40),
        "since": say.gettext("open since %(day)s") % {"day": since} if since else "",
        "evidence": words(evidence, EVIDENCE),
        "action": words(lacking) or how,
        "title": title or "Decisions",
        "row": number,
    }
