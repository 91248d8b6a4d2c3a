"""The welcome: the practice's policies on one page, once, at the start. Says only what the record holds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from jobs.letters.letter import Section
from jobs.letters.memory import Memory
from jobs.letters.wording import LONGEST_SUBJECT, Wording
from jobs.letters.words import lines, name, words
from sync.policies import Policies
from sync.records import Client
from sync.rules.standing import ClientDay

SPAN = 14
"""Days after Start date in which the welcome may still go; start dates less far apart are one start, corrected."""


def write(day: ClientDay, policies: Policies, memory: Memory, say: Wording) -> Section | None:
    """The welcome packet: Start date today or in the last 14 days, once a start (contract, section 4, welcome).

    What progress means is the client's to say: while that is blank, it is asked for here and in the first review.
    """
    start = day.client.start_date
    if start is None or not 0 <= (day.today - start).days <= SPAN or _welcomed(start, memory):
        return None
    facts: dict[str, Any] = {
        "sessions": sessions(policies, say),
        "calls": "" if policies.medium == "In person" else policies.who_calls,
        "notice": say.hours(policies.cancellation_notice_hours) if policies.cancellation_notice_hours else "",
        "coach_notice": say.hours(policies.coach_notice_hours) if policies.coach_notice_hours else "",
        "between": lines(policies.between_sessions),
        "fee": words(policies.monthly_fee),
        "payment": lines(policies.payment_terms),
        "check_ins": check_ins(day.client, policies, say),
        "definition": words(day.client.progress_words),
        "yours": _first(day, "Client", say),
        "mine": _first(day, "Coach", say),
    }
    return Section(
        "welcome",
        facts,
        (f"welcome:{start.isoformat()}",),
        _subject(day.client, say),
        say.gettext("How we work, on one page."),
    )


def _welcomed(start: date, memory: Memory) -> bool:
    near = (start + timedelta(days=away) for away in range(-SPAN, SPAN + 1))
    return any(memory.named(f"welcome:{day.isoformat()}") for day in near)


def _subject(client: Client, say: Wording) -> str:
    greeting = say.gettext("Good to have you, %(name)s") % {"name": name(client.calls_herself)}
    return (
        greeting if client.calls_herself and len(greeting) <= LONGEST_SUBJECT else say.gettext("Good to have you here")
    )


def sessions(policies: Policies, say: Wording) -> str:
    """How many sessions, how long, by what; blank where the practice has no number of them."""
    if not policies.sessions_per_month:
        return ""
    medium = {
        "Phone": say.gettext("by phone"), "Video": say.gettext("by video"), "In person": say.gettext("in person")
    }  # fmt: skip
    return say.ngettext(
        "One session a month, %(minutes)d minutes, %(medium)s.",
        "%(num)d sessions a month, %(minutes)d minutes each, %(medium)s.",
        policies.sessions_per_month,
        minutes=policies.session_minutes,
        medium=medium[policies.medium],
    )


def check_ins(client: Client, policies: Policies, say: Wording) -> str:
    """When the client is asked how it goes (contract, section 3, Next check-in); blank for None."""
    rhythm = client.check_ins or policies.check_ins
    weekday = client.check_in_day or policies.check_in_day
    weekly = say.gettext("every %(day)s") % {"day": say.day_of_week(weekday)}
    said = {
        "Daily": say.gettext("every day"),
        "Weekly": weekly,
        "Twice a month": say.gettext("on the 1st and the 15th"),
        "Monthly": _first_of_month(weekday, say),
    }.get(rhythm, "")
    weeks = policies.onboarding_weeks
    if rhythm in ("Twice a month", "Monthly") and client.start_date and weeks:
        return say.ngettext(
            "%(weekly)s in the first week, then %(later)s",
            "%(weekly)s in the first %(num)d weeks, then %(later)s",
            weeks,
            weekly=weekly,
            later=said,
        )
    return said


def _first_of_month(weekday: str, say: Wording) -> str:
    """Each day has its sentence: in some languages weekdays differ in gender."""
    return {
        "Monday": say.gettext("on the first Monday of the month"),
        "Tuesday": say.gettext("on the first Tuesday of the month"),
        "Wednesday": say.gettext("on the first Wednesday of the month"),
        "Thursday": say.gettext("on the first Thursday of the month"),
        "Friday": say.gettext("on the first Friday of the month"),
        "Saturday": say.gettext("on the first Saturday of the month"),
        "Sunday": say.gettext("on the first Sunday of the month"),
    }[weekday]


def _first(day: ClientDay, owner: str, say: Wording) -> dict[str, str]:
    """The nearest open commitment of one side: its words and its date; empty without one."""
    stands = [s for s in day.standings if s.commitment.owner == owner and s.status in ("Open", "Due soon", "Due today")]
    nearest = min(stands, key=lambda s: s.commitment.due or date.max, default=None)
    if nearest is None or nearest.commitment.due is None:
        return {}
    return {"words": words(nearest.commitment.words), "date": say.dated(nearest.commitment.due, day.today)}
