"""The welcome: the practice's policies on one page, once, at the start. Says only what the record holds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from jobs.letters import wording
from jobs.letters.letter import Section
from jobs.letters.memory import Memory
from jobs.letters.words import lines, name, words
from sync.policies import Policies
from sync.records import Client
from sync.rules.standing import ClientDay

SPAN = 14
"""Days after Start date in which the welcome may still go; start dates less far apart are one start, corrected."""

_BY = {"Phone": "by phone", "Video": "by video", "In person": "in person"}


def write(day: ClientDay, policies: Policies, memory: Memory) -> Section | None:
    """The welcome packet: Start date today or in the last 14 days, once a start (contract, section 4, welcome)."""
    start = day.client.start_date
    if start is None or not 0 <= (day.today - start).days <= SPAN or _welcomed(start, memory):
        return None
    facts: dict[str, Any] = {
        "sessions": _sessions(policies),
        "calls": "" if policies.medium == "In person" else policies.who_calls,
        "notice": wording.counted(policies.cancellation_notice_hours, "hour")
        if policies.cancellation_notice_hours
        else "",
        "coach_notice": wording.counted(policies.coach_notice_hours, "hour") if policies.coach_notice_hours else "",
        "between": lines(policies.between_sessions),
        "fee": words(policies.monthly_fee),
        "payment": lines(policies.payment_terms),
        "check_ins": _check_ins(day.client, policies, day.today),
        "yours": _first(day, "Client"),
        "mine": _first(day, "Coach"),
    }
    return Section(
        "welcome", facts, (f"welcome:{start.isoformat()}",), _subject(day.client), "How we work, on one page."
    )


def _welcomed(start: date, memory: Memory) -> bool:
    near = (start + timedelta(days=away) for away in range(-SPAN, SPAN + 1))
    return any(memory.named(f"welcome:{day.isoformat()}") for day in near)


def _subject(client: Client) -> str:
    greeting = f"Good to have you, {name(client.calls_herself)}"
    return greeting if client.calls_herself and len(greeting) <= 38 else "Good to have you here"


def _sessions(policies: Policies) -> str:
    if not policies.sessions_per_month:
        return ""
    each = "" if policies.sessions_per_month == 1 else " each"
    number = wording.upper(wording.counted(policies.sessions_per_month, "session"))
    return f"{number} a month, {wording.counted(policies.session_minutes, 'minute')}{each}, {_BY[policies.medium]}."


def _check_ins(client: Client, policies: Policies, today: date) -> str:
    """When the client is asked how it goes (contract, section 3, Next check-in); blank for None."""
    rhythm = client.check_ins or policies.check_ins
    weekday = client.check_in_day or policies.check_in_day
    said = {
        "Daily": "every day",
        "Weekly": f"every {weekday}",
        "Twice a month": "on the 1st and the 15th",
        "Monthly": f"on the first {weekday} of the month",
    }.get(rhythm, "")
    weeks = policies.onboarding_weeks
    if rhythm in ("Twice a month", "Monthly") and client.start_date and weeks:
        return f"every {weekday} in the first {f'{weeks} weeks' if weeks > 1 else 'week'}, then {said}"
    return said


def _first(day: ClientDay, owner: str) -> dict[str, str]:
    """The nearest open commitment of one side: its words and its date; empty without one."""
    stands = [s for s in day.standings if s.commitment.owner == owner and s.status in ("Open", "Due soon", "Due today")]
    nearest = min(stands, key=lambda s: s.commitment.due or date.max, default=None)
    if nearest is None or nearest.commitment.due is None:
        return {}
    return {"words": words(nearest.commitment.words), "date": wording.dated(nearest.commitment.due, day.today)}
