"""The day of the review, month by month (contract, section 3, Review day)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from sync.policies import Policies


def is_review(policies: Policies, day: date) -> bool:
    """Whether it is the Review day: past the month's end its last day, 0: none."""
    last = monthrange(day.year, day.month)[1]
    return bool(policies.review_day) and day.day == min(policies.review_day, last)


def one_before(policies: Policies, day: date) -> date:
    """The review before that one: from it on, things are news for the review of that day."""
    end = day.replace(day=1) - timedelta(days=1)
    return end.replace(day=min(policies.review_day, end.day))
