"""Decisions that wait for the coach: what the record holds, and the very letter; she takes them in that very row."""

from __future__ import annotations

from typing import Any

from jobs.digest import as_sent
from jobs.digest.day import CoachDay, calls
from jobs.digest.line import at
from jobs.letters.words import words
from sync.records import Decision, Row
from sync.rules.ladder import Proposal, in_order

EVIDENCE = 900
"""Characters of evidence; all of it stands in the sheet."""


def decisions(day: CoachDay) -> list[dict[str, Any]]:
    """The open ones, oldest first, those proposed in this very run among them."""
    found = []
    for decision in in_order(day.practice.record.decisions):
        waits = not decision.outcome and (not decision.decision or decision.held)
        if waits and decision.client and day.knows(decision.client) and decision.client.id:
            since = day.say.dated(decision.day, day.today) if decision.day else ""
            found.append(_one(day, decision, since, decision.row))
    for proposal in day.practice.found.proposals:
        if day.knows(proposal.client):
            found.append(_one(day, _as_row(proposal), "", None))
    return found


def _as_row(proposal: Proposal) -> Decision:
    """The row that this run will write."""
    row = Row("Decisions", "Decisions", 0)
    client = proposal.client
    return Decision(row, client, client.name, proposal.step, proposal.day, evidence=proposal.evidence)


def _one(day: CoachDay, decision: Decision, since: str, row: Row | None) -> dict[str, Any]:
    say = day.say
    how = say.gettext("In the sheet, choose Send, Not now, Talked or Dismiss.")
    title, number = at(row)
    return {
        "client": calls(decision.client),
        "step": words(decision.step, 40),
        "since": say.gettext("open since %(day)s") % {"day": since} if since else "",
        "evidence": words(decision.evidence, EVIDENCE),
        "letters": as_sent.letters(day, decision),
        "add": next(as_sent.feelings(day, decision), ""),
        "action": words(decision.held) or how,
        "title": title or "Decisions",
        "row": number,
    }
