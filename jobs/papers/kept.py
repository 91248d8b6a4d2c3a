"""What the record holds of one client, put together for her file. What the file says of it is client_file.py's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from jobs.look import Look
from sync.policies import Policies
from sync.records import Answer, Client, Decision, Habit, Session
from sync.rules import habits, ladder, sessions
from sync.rules.commitments import Clock
from sync.rules.replies import Reply
from sync.rules.standing import Standing


@dataclass(slots=True)
class Kept:
    """All of one client's: `standings` both sides', answers and sessions oldest first, decisions in their order.

    `habits` come with the numbers reported, by the Monday of their week. `unread` counts rows of hers to check.
    """

    client: Client
    clock: Clock
    standings: list[Standing] = field(default_factory=list)
    habits: list[tuple[Habit, Mapping[date, int]]] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    heard: list[Answer] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    unread: int = 0

    @property
    def policies(self) -> Policies:
        return self.clock.policies

    @property
    def today(self) -> date:
        """The client's own date."""
        return self.clock.today(self.client)

    def side(self, owner: str) -> list[Standing]:
        """The commitments of one side: Client or Coach."""
        return [one for one in self.standings if one.commitment.owner == owner]


def gather(client: Client, seen: Look) -> Kept:
    """Everything in the reading that is this client's and can be read."""
    record, found = seen.reading.record, seen.findings
    kept = Kept(
        client,
        found.clock,
        found.standings.get(client.id, []),
        heard=found.heard.get(client.id, []),
        replies=found.replies.get(client.id, []),
        decisions=ladder.in_order([one for one in record.decisions if one.client is client]),
    )
    hers = [one for one in record.sessions if one.client is client]
    readable = [one for one in hers if one.start and not one.row.to_check]
    kept.sessions = sorted(readable, key=lambda one: sessions.instant(one, found.clock))
    by_answer = {reply.answer: reply for reply in kept.replies}
    asked = habits.asked(letter for letter in seen.mail if letter.client_id == client.id)
    theirs = [one for one in record.habits if one.client is client]
    kept.habits = [
        (one, habits.counts_by_week(one, kept.heard, by_answer, asked)) for one in theirs if not one.row.to_check
    ]
    answers = [one for one in record.answers if client in (one.client, one.named)]
    rows = [client.row, *(s.commitment.row for s in kept.standings), *(one.row for one in (*hers, *theirs, *answers))]
    kept.unread = sum(row.to_check for row in rows)
    return kept
