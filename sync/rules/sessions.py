"""Sessions: their result, and how many are left this month (contract, section 3, Sessions)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sync.policies import moment_in
from sync.records import Session
from sync.rules.commitments import Clock

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


def next_days(sessions: list[Session], clock: Clock) -> dict[str, date]:
    """The date of each client's next planned session, by the client's ID, on the client's clock."""
    planned = [s for s in sessions if s.client and not s.row.to_check and result(s, clock) == "Planned"]
    found: dict[str, date] = {}
    for session in sorted(planned, key=lambda s: instant(s, clock), reverse=True):
        assert session.client
        found[session.client.id] = day(session, clock)
    return found
