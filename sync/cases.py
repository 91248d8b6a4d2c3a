"""What the record holds of each client, put side by side, and the cells of her row in Clients that follow.

The rules themselves live in rules/; what becomes of the whole record is findings.py's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sync.records import Answer, Client, Coach, Commitment, Decision, Habit, Payment, Record, Sent, Session
from sync.rules import answers, checkins, progress, sessions, track
from sync.rules.commitments import Clock, overdue
from sync.rules.replies import Reply
from sync.rules.standing import Standing
from sync.rules.told import Told
from sync.workbook.base import Value


@dataclass(slots=True)
class Hers:
    """What the record holds of one client: usable answers oldest first (those by email as `replies`, too), sessions
    that can be read, the rest as is."""

    client: Client
    standings: list[Standing] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    heard: list[Answer] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    mail: list[Sent] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    rows_to_check: int = 0

    @property
    def own(self) -> list[Standing]:
        """The standings of what the client herself owns."""
        return [one for one in self.standings if one.commitment.owner == "Client"]

    @property
    def coachs(self) -> list[Standing]:
        """The standings of what her coach promised her."""
        return [one for one in self.standings if one.commitment.owner == "Coach"]


def by_client(
    record: Record, mail: Iterable[Sent], heard: Iterable[Answer], replies: Mapping[Answer, Reply]
) -> dict[Client, Hers]:
    """Everything but the standings, sorted by whom it speaks of; every client has an entry."""
    found = {client: Hers(client, rows_to_check=int(client.row.to_check)) for client in record.clients}
    by_id = {client.id: hers for client, hers in found.items() if client.id}
    for session in record.sessions:
        if session.client and not session.row.to_check:
            found[session.client].sessions.append(session)
    for answer in heard:
        if answer.client:
            found[answer.client].heard.append(answer)
            found[answer.client].replies += [replies[answer]] if answer in replies else []
    for letter in mail:
        if letter.client_id in by_id:
            by_id[letter.client_id].mail.append(letter)
    for decision in record.decisions:
        if decision.client:
            found[decision.client].decisions.append(decision)
    for client in _named_by_rows_to_check(record):
        found[client].rows_to_check += 1
    return found


def _named_by_rows_to_check(record: Record) -> Iterable[Client]:
    for answer in record.answers:
        named = answer.client or answer.named
        if named and answer.row.to_check:
            yield named
    work: list[Commitment | Habit | Session | Payment] = [*record.commitments, *record.habits]
    for one in [*work, *record.sessions, *record.payments]:
        if one.client and one.row.to_check:
            yield one.client


def case_of(hers: Hers, clock: Clock, any_sessions: bool) -> track.Case:
    """The ground for Track and Next action. `any_sessions`: the practice uses the tab Sessions at all."""
    client, policies = hers.client, clock.policies
    today, own, active = clock.today(client), hers.own, client.stage == "Active"
    held = sessions.held_days(hers.sessions, clock)
    seen = progress.window(own, held, today, policies)
    awaiting = [sessions.day(s, clock) for s in hers.sessions if sessions.result(s, clock) == "How did it go?"]
    return track.Case(
        client,
        today,
        overdue=sum(overdue(one, today, policies) for one in own) if active else 0,
        seen=seen,
        stalled=active and seen.stalled(policies),
        unanswered=checkins.unanswered(client, hers.mail, hers.heard, policies, today),
        silent_since=_silent_since(hers, held + awaiting, clock) if any_sessions else None,
        awaiting=awaiting,
        to_answer=any(answer.state == "New" for answer in hers.heard),
        rows_to_check=hers.rows_to_check,
        streak=progress.kept_in_a_row(own),
    )


def _silent_since(hers: Hers, past: list[date], clock: Clock) -> date | None:
    """The last session held or awaiting its outcome, else Start date: where it is too far back and none is planned."""
    if any(sessions.result(session, clock) == "Planned" for session in hers.sessions):
        return None
    last = max(past, default=hers.client.start_date)
    too_far = last and (clock.today(hers.client) - last).days > clock.policies.nothing_booked_days
    return last if too_far else None


def cells_of(case: track.Case, hers: Hers, clock: Clock, told: Told, team: list[Coach], step: str) -> dict[str, Value]:
    """The system-owned cells of the client's row. `step` is proposed in this very run; blank: none is."""
    client, today, policies = case.client, case.today, clock.policies
    rating = answers.self_rating(hers.heard, client)
    heard = [answers.day_of(answer) for answer in hers.heard] + sessions.held_days(hers.sessions, clock)
    return {
        "Track": track.track(case),
        "Why": track.why(case),
        "Next action": track.next_action(case, step),
        "Last heard": max(heard, default=None),
        "Self rating": rating,
        "Open": sum(one.status in ("Open", "Due soon", "Due today") for one in hers.own) if case.active else 0,
        "Overdue": case.overdue,
        "Sessions left": sessions.left(hers.sessions, clock, today) if case.active else None,
        "Next check-in": checkins.next_check_in(client, policies, today) if case.active else None,
        "Rating gap": None if client.coach_rating is None or rating is None else client.coach_rating - rating,
        **_progress(case, hers, clock),
        "Step": case.round.step_name,
        "To set up": track.to_set_up(client, policies, team) if case.active else "",
        "Last email": told.last_email.get(client.id),
    }


def _progress(case: track.Case, hers: Hers, clock: Clock) -> dict[str, Value]:
    """All four are blank for a client who is not Active."""
    if not case.active:
        return dict.fromkeys(("Follow-through", "Streak", "Coach follow-through", "Effort"))
    mine = progress.follow_through(hers.own, case.today, clock.policies)
    coachs = progress.follow_through(hers.coachs, case.today, clock.policies)
    return {
        "Follow-through": mine,
        "Streak": len(case.streak),
        "Coach follow-through": coachs,
        "Effort": progress.effort(mine, coachs, clock.policies),
    }
