"""Check-in: on the client's rhythm, how it goes in her own definition, and how often her habits were kept."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from jobs.letters.letter import Section
from jobs.letters.memory import Memory, agreed
from jobs.letters.wording import Wording
from jobs.letters.words import LONGEST_TEXT, words
from sync.policies import Policies
from sync.records import Client, Habit
from sync.rules import checkins, habits
from sync.rules.standing import ClientDay

SHOWN = 5

_HOLES = re.compile(r"(?:\{|%7B)(client|email)(?:\}|%7D)", re.IGNORECASE)
"""What a form's link may hold; forms that make the link themselves write the braces percent-encoded."""

_STANDS = "%/:?#[]@!$&'()*+,;=-._~"
"""Characters that stay in a link as they are (RFC 3986); anything else is percent-encoded."""


def write(day: ClientDay, policies: Policies, memory: Memory, say: Wording) -> Section | None:
    """One number and, if she likes, some words; a habit is asked about once for a week (contract, section 4)."""
    asked_for = checkins.to_ask(day, policies)
    if asked_for is None:
        return None
    week = habits.week_to_ask(asked_for, checkins.pace(day.client, policies, asked_for) == "Daily")
    running = [h for h in day.habits if _to_ask(h, week, memory)]
    facts: dict[str, Any] = {
        **question(day.client, policies),
        "habits": [_habit(h, say) for h in running[:SHOWN]],
        "more": len(running[SHOWN:]),
        "week": "this" if week == habits.monday(day.today) else "last",
        "first": say.dated(week, day.today),
        "last": say.dated(week + timedelta(days=6), day.today),
    }
    about = (checkins.request(asked_for), *(habits.item(h, week) for h in running[:SHOWN]))
    subject = _subject(day.client, policies, asked_for, say)
    return Section("check-in", facts, about, subject, say.gettext("One number, 10 seconds."))


def question(client: Client, policies: Policies) -> dict[str, Any]:
    """What a section says that asks for one number: the client's own definition, and where the answer goes."""
    form = filled(policies.check_in_form, client)
    return {"definition": words(client.progress_words).removesuffix("."), "form": form, "scale": []}


def filled(link: str, client: Client) -> str:
    """The form's link with this client's name and address in it, percent-encoded (RFC 3986); blank without a form."""
    values = {"client": words(client.name), "email": words(client.email)}
    found = _HOLES.sub(lambda hole: quote(values[hole[1].lower()], safe=""), words(link, LONGEST_TEXT))
    return quote(found, safe=_STANDS)


def _subject(client: Client, policies: Policies, asked_for: date, say: Wording) -> str:
    how = checkins.pace(client, policies, asked_for)
    if how != "Daily" and client.start_date and asked_for - client.start_date < timedelta(days=7):
        return say.gettext("How is it going, in your words?")
    return {
        "Daily": say.gettext("How was yesterday, in your words?"),
        "Weekly": say.gettext("How was your week, in your words?"),
        "Twice a month": say.gettext("How were your last two weeks?"),
        "Monthly": say.gettext("How was your month, in your words?"),
    }[how]


def _to_ask(habit: Habit, week: date, memory: Memory) -> bool:
    """A habit that ran in that week and was told in an earlier letter; no letter asked for that week yet."""
    known = bool(habit.id and habit.words and habit.times) and memory.named(agreed(habit.id))
    return known and habits.runs_in(habit, week) and not memory.named(habits.item(habit, week))


def _habit(habit: Habit, say: Wording) -> dict[str, Any]:
    times = habit.times or 0
    return {
        "id": habit.id,
        "words": words(habit.words),
        "often": say.ngettext("once a week", "%(num)d times a week", times),
        "times": times,
        "number": 0,
        "counts": [],
    }
