"""Sessions and habits as a client's file tells them: when, how, what was reported week by week."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from jobs.letters.wording import Wording
from jobs.letters.words import words
from jobs.papers.kept import Kept
from sync.records import Habit, Session
from sync.rules import habits, sessions

LONGEST = 400


def session(one: Session, kept: Kept, names: Mapping[str, str], say: Wording) -> dict[str, Any]:
    """One session on the client's own clock. `names`: Client and Coach -> what they are called."""
    start = sessions.instant(one, kept.clock).astimezone(kept.client.zone)
    minutes = one.minutes or kept.policies.session_minutes
    return {
        "day": say.dated(start.date(), kept.today),
        "time": f"{start:%H:%M}",
        "minutes": say.ngettext("%(num)d minute", "%(num)d minutes", minutes),
        "medium": _medium(one.medium or kept.policies.medium, say),
        "held": sessions.result(one, kept.clock) == "Used" and one.outcome in ("Attended", "Late"),
        "how": _how(one, kept, names, say),
        "agenda": words(one.agenda, LONGEST),
    }


def _medium(medium: str, say: Wording) -> str:
    known = {
        "Phone": say.gettext("by phone"), "Video": say.gettext("by video"), "In person": say.gettext("in person")
    }  # fmt: skip
    return known.get(medium, "")


def _how(one: Session, kept: Kept, names: Mapping[str, str], say: Wording) -> str:
    """What became of it, without a word on whose fault; a make-up that the coach owes is said."""
    result = sessions.result(one, kept.clock)
    if result == "Make-up owed":
        return say.gettext("cancelled by %(name)s, another one is owed for it") % {"name": names["Coach"]}
    if result == "Planned":
        return say.gettext("planned")
    return {
        "Attended": say.gettext("held"),
        "Late": say.gettext("held"),
        "No-show": say.gettext("we did not meet"),
        "Cancelled by client": say.gettext("cancelled by %(name)s") % {"name": names["Client"]},
        "Cancelled by coach": say.gettext("cancelled by %(name)s") % {"name": names["Coach"]},
        "Rescheduled": say.gettext("moved to another time"),
    }.get(one.outcome, "")


def habit(one: Habit, counts: Mapping[date, int], kept: Kept, say: Wording) -> dict[str, Any]:
    """One habit: how often it was planned, and the numbers reported, week by week and month by month."""
    until = [one.until] if one.until else []
    return {
        "words": words(one.words, LONGEST),
        "often": say.ngettext("once a week", "%(num)d times a week", one.times or 0),
        "since": say.dated(one.since, kept.today) if one.since else "",
        "until": say.dated(until[0], kept.today) if until else "",
        "months": _by_month(one, counts, kept, say),
    }


def _by_month(one: Habit, counts: Mapping[date, int], kept: Kept, say: Wording) -> list[dict[str, Any]]:
    """The weeks of each month (that of their Monday), from the first that is known of to this one; a dash: none."""
    begun = [*counts, *([habits.monday(one.since)] if one.since else [])]
    week, last = min(begun, default=kept.today), habits.monday(min(kept.today, one.until or kept.today))
    months: dict[tuple[int, int], list[str]] = {}
    names: dict[tuple[int, int], str] = {}
    while counts and week <= last:
        month = (week.year, week.month)
        names[month] = say.month_of_year(week)
        months.setdefault(month, []).append(say.figure(counts[week]) if week in counts else "–")
        week += timedelta(weeks=1)
    return [{"month": names[month], "counts": ", ".join(said)} for month, said in months.items()]
