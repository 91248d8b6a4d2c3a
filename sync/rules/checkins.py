"""The rhythm of check-ins: when the next one is, and which request is unanswered (contract, section 3)."""

from __future__ import annotations

from datetime import date, timedelta

from sync.policies import Policies
from sync.records import Answer, Client, Sent
from sync.rules.answers import day_of
from sync.schema import DAYS


def rhythm(client: Client, policies: Policies) -> str:
    return client.check_ins or policies.check_ins


def next_check_in(client: Client, policies: Policies, today: date) -> date | None:
    """The next check-in date on or after today, never before Start date; None without a rhythm."""
    start = client.start_date
    day = max(today, start) if start else today
    if rhythm(client, policies) == "None":
        return None
    for _ in range(400):  # the longest way is a month and some days
        if is_check_in(client, policies, day):
            return day
        day += timedelta(days=1)
    return None


def is_check_in(client: Client, policies: Policies, day: date) -> bool:
    """Whether a date is one of the client's check-in dates; at the start the rhythm is at least weekly."""
    how = rhythm(client, policies)
    start = client.start_date
    if start and day < start:
        return False
    if how in ("Twice a month", "Monthly") and start and (day - start).days < 7 * policies.onboarding_weeks:
        how = "Weekly"
    on_the_day = DAYS[day.weekday()] == (client.check_in_day or policies.check_in_day)
    if how == "Daily":
        return True
    if how == "Weekly":
        return on_the_day
    if how == "Twice a month":
        return day.day in (1, 15)
    return how == "Monthly" and on_the_day and day.day <= 7


def unanswered(client: Client, sent: list[Sent], heard: list[Answer], policies: Policies, today: date) -> date | None:
    """The date of the newest check-in request, where it has no answer past its grace days; else None."""
    asked = [
        date.fromisoformat(item.removeprefix("check-in:"))
        for letter in sent
        if letter.client_id == client.id and letter.counts and not letter.rehearsal
        for item in letter.about
        if _is_request(item)
    ]
    if not asked:
        return None
    newest = max(asked)
    answered = any(answer.client is client and day_of(answer) >= newest for answer in heard)
    return None if answered or (today - newest).days <= policies.check_in_grace_days else newest


def _is_request(item: str) -> bool:
    try:
        return item.startswith("check-in:") and bool(date.fromisoformat(item.removeprefix("check-in:")))
    except ValueError:
        return False
