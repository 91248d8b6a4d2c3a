"""Sessions: their result, what is left of the month, what they are about (contract, section 3, Sessions)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from sync.policies import Policies, moment_in
from sync.records import Session
from sync.rules.commitments import Clock
from sync.rules.replies import Reply

HELD = ("Attended", "Late", "No-show")


def result(session: Session, clock: Clock) -> str:
    """Planned, How did it go?, Used, Not used, Make-up owed, or Check row."""
    policies, outcome = clock.policies, session.outcome
    if session.row.to_check or session.start is None:
        return "Check row"
    if not outcome:
        return "Planned" if instant(session, clock) > clock.now else "How did it go?"
    if outcome in HELD:
        return "Used"
    if outcome == "Rescheduled" or session.cancelled_at is None:
        return "Not used"
    by_client = outcome == "Cancelled by client"
    hours = policies.cancellation_notice_hours if by_client else policies.coach_notice_hours
    if session.start - session.cancelled_at >= timedelta(hours=hours):  # on the clock of the policy's zone
        return "Not used"
    return "Used" if by_client else "Make-up owed"


def instant(session: Session, clock: Clock) -> datetime:
    """Start as an instant."""
    assert session.start
    return moment_in(clock.policies, session.start)


def day(session: Session, clock: Clock) -> date:
    """The session's date on its client's clock."""
    assert session.client
    return instant(session, clock).astimezone(session.client.zone).date()


def left(sessions: list[Session], clock: Clock, today: date) -> int:
    """Sessions per month less those used in today's calendar month, on the client's clock; not below 0."""
    used = sum(
        result(session, clock) == "Used" and (d := day(session, clock)).year == today.year and d.month == today.month
        for session in sessions
    )
    return max(0, clock.policies.sessions_per_month - used)


def held(sessions: list[Session], clock: Clock) -> list[datetime]:
    """When held sessions began, as instants."""
    return [instant(s, clock) for s in sessions if s.outcome in HELD and result(s, clock) == "Used"]


def held_days(sessions: list[Session], clock: Clock) -> list[date]:
    """The dates of held sessions, oldest first, on the client's clock."""
    return sorted(day(s, clock) for s in sessions if s.outcome in HELD and result(s, clock) == "Used")


def minutes(session: Session, policies: Policies) -> int:
    """How long it is: its own cell, else the policy's."""
    return session.minutes or policies.session_minutes


def medium(session: Session, policies: Policies) -> str:
    """Phone, Video or In person: its own cell, else the policy's."""
    return session.medium or policies.medium


def free_until(session: Session, policies: Policies) -> datetime:
    """The last moment at which the client can move it and it stays Not used, as an instant in UTC.

    Hours count on the clock of the policy's zone, as in `result`. Of the two moments that a clock shows twice, and of
    the two readings of one that it leaps over, the earlier: then it is free on either.
    """
    assert session.start
    last = session.start - timedelta(hours=policies.cancellation_notice_hours)
    readings = (last.replace(tzinfo=policies.time_zone, fold=fold) for fold in (0, 1))
    return min(moment.astimezone(UTC) for moment in readings)


def agenda(session: Session, hers: Iterable[Session], replies: Iterable[Reply], clock: Clock) -> list[str]:
    """What is asked for it: the lines of its cell, then what the client answered (`agenda: …`) for it.

    An answer is for the first session to begin after it of all that are planned or were held.
    """
    lines = [line.strip() for line in session.agenda.split("\n") if line.strip()]
    begins = [instant(s, clock) for s in hers if s.outcome in ("", *HELD) and result(s, clock) != "Check row"]
    mine = instant(session, clock)
    before = max((begin for begin in begins if begin < mine), default=None)
    for reply in replies:
        when = reply.answer.when
        if when and when < mine and (before is None or when >= before):
            lines += [line for line in reply.agenda if line not in lines]
    return lines


def next_days(sessions: list[Session], clock: Clock) -> dict[str, date]:
    """The date of each client's next planned session, by the client's ID, on the client's clock."""
    planned = [s for s in sessions if s.client and not s.row.to_check and result(s, clock) == "Planned"]
    found: dict[str, date] = {}
    for session in sorted(planned, key=lambda s: instant(s, clock), reverse=True):
        assert session.client
        found[session.client.id] = day(session, clock)
    return found
