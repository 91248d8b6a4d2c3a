"""Samples of what has a day of its own: a review, a group's week, a coach's digest. The others are preview.py's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from jobs.desk import Desk
from jobs.letters.letter import Letter
from jobs.look import Look
from sync.policies import Policies
from sync.records import Sent
from sync.rules.standing import ClientDay
from sync.schema import DAYS

KINDS = ("review", "group")
DIGEST = "digest"


def on_its_day(day: ClientDay, kind: str, policies: Policies) -> tuple[ClientDay, Policies]:
    """The same rows, were today the Review day, or the group's day."""
    if kind == "review":
        return day, replace(policies, review_day=day.today.day)
    circle = replace(day.circle, weekday=DAYS[day.today.weekday()]) if day.circle else None
    return replace(day, circle=circle), replace(policies, review_day=0)


def digest(desk: Desk, seen: Look, link: Callable[[str, int], str]) -> tuple[Letter, bool] | None:
    """The first coach's digest that goes next, else one of the same rows had none gone; and whether it really goes."""
    from jobs.digest import compose

    week_ago = desk.now - timedelta(days=7)
    without: list[Sent] = [one for one in seen.mail if not (one.to_coach and one.when > week_ago)]
    for mail in (seen.mail, without):
        found = compose.choose(seen.reading, seen.findings, mail, desk.now, desk.settings.mail.sender, link)
        if found:
            return found[0], mail is seen.mail
    return None
