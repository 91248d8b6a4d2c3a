"""The subject and the preheader of a session's letter: day and time on the client's clock, and nothing else."""

from __future__ import annotations

from datetime import date
from typing import Any

from jobs.letters.wording import LONGEST_SUBJECT, Wording, upper
from sync.rules.invitations import News
from sync.rules.standing import ClientDay


def subject(one: News, day: ClientDay, apart: bool, say: Wording) -> str:
    """`Wednesday 16:00, your time`, as far as it fits into a subject. `apart`: the coach's clock shows another time."""
    start = one.told.start.astimezone(day.client.zone)
    named = {"day": _day(start.date(), day.today, say), "time": f"{start:%H:%M}"}
    plain = say.pgettext("a subject: Wednesday 16:00", "%(day)s %(time)s") % named
    shown = {
        "planned": say.gettext("%(day)s %(time)s, your time") % named if apart else plain,
        "moved": say.gettext("New time: %(day)s %(time)s") % named,
        "changed": say.gettext("%(day)s %(time)s: a change") % named,
        "off": say.gettext("%(day)s %(time)s is cancelled") % named,
    }[one.kind]
    # What only says when is no news: where a change does not fit, the letter says it.
    for line in (shown, plain) if one.kind == "planned" else (shown,):
        if len(line) <= LONGEST_SUBJECT:
            return upper(line)
    return say.gettext("About our next session")


def preheader(one: News, facts: dict[str, Any], say: Wording) -> str:
    """What the list of emails shows beside the subject."""
    if one.kind == "off":
        return say.gettext("The calendar entry can go, too.")
    if one.kind in ("moved", "changed"):
        return say.gettext("The attached invitation has it as it is now.")
    if facts["sessions"][0]["agenda"]:
        return say.gettext("What it is for is noted.")
    return say.gettext("What shall we use it for?")


def _day(on: date, today: date, say: Wording) -> str:
    """`today`, `tomorrow`, `Wednesday` within six days, else `Wed 16 Dec`."""
    away = (on - today).days
    if 0 <= away <= 1:
        return say.near(on, today)
    return say.weekday(on) if abs(away) <= 6 else say.dated(on, today)
