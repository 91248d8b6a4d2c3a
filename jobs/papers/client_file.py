"""A client's file: all that the record holds of the work with her, fit to be handed to her. Pure facts for the page.

What is the coach's own (ratings, notes, consequences, decisions that were not sent) is for_coach.py's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from jobs.letters.sections.welcome import check_ins
from jobs.letters.wording import Wording, upper
from jobs.letters.words import isolated, lines, name, words
from jobs.papers import balance, chart, heard, meetings, planned
from jobs.papers.kept import Kept
from sync.records import Answer, Client, Decision
from sync.rules.answers import day_of
from sync.rules.ladder import parts_ways
from sync.rules.standing import Standing

TEMPLATE = "client-file"
LONGEST = 400
"""Characters of one cell that the file shows; a longer text of the coach's has LONGEST_TEXT."""


def facts(kept: Kept, say: Wording) -> dict[str, Any]:
    """Everything that the file says, as plain data, in the language of `say`."""
    client, names = kept.client, called(kept, say)
    ratings = [(day_of(one), one.rating) for one in answers_of(kept) if one.rating is not None]
    rows = {one.commitment.id: one.commitment.words for one in kept.standings}
    told = heard.lines(answers_of(kept), kept.replies, rows, kept.today, say, LONGEST)
    return {
        "title": name(client.name),
        "language": say.language,
        "direction": say.direction,
        "practice": name(kept.policies.practice_name),
        "coach": name(client.coach),
        "names": names,
        "until": say.calendar.dated(kept.today, True),
        "about": [{"label": label, "lines": said} for label, said in _about(kept, say) if said],
        "balance": _balance(kept, names, say),
        "months": _months(kept, names, say),
        "habits": [meetings.habit(one, counts, kept, say) for one, counts in kept.habits],
        "sessions": [meetings.session(one, kept, names, say) for one in reversed(kept.sessions)],
        "chart": chart.chart(ratings, None, say),
        "told": told[::-1],
        "decisions": [_sent(one, kept, say) for one in kept.decisions if one.outcome == "Sent"],
        "private": {},
    }


def called(kept: Kept, say: Wording) -> dict[str, str]:
    """What both are called where it is told who did what."""
    coach = name(kept.client.coach).split()
    return {"Client": name(kept.client.calls_herself), "Coach": coach[0] if coach else say.gettext("the coach")}


def answers_of(kept: Kept) -> list[Answer]:
    """Her answers up to today, oldest first, without those that were tried out in a rehearsal."""
    return heard.usable(kept.heard, kept.policies.rehearsal, date.min, kept.today)


def _about(kept: Kept, say: Wording) -> Iterator[tuple[str, list[str]]]:
    """Goal, definition, agreement, and how it is worked; blank cells are left out."""
    client, today = kept.client, kept.today
    yield say.gettext("Goal"), lines(client.goal, LONGEST)
    yield say.gettext("What progress means, in own words"), lines(client.progress_words, LONGEST)
    yield say.gettext("Agreement accepted"), [say.dated(client.agreement, today)] if client.agreement else []
    yield say.gettext("Start"), [say.dated(client.start_date, today)] if client.start_date else []
    yield say.gettext("Check-ins"), list(filter(None, [check_ins(client, kept.policies, say)]))
    yield say.gettext("Rewards"), lines(client.rewards, LONGEST)
    yield say.gettext("Now"), _stage(client, today, say)


def _stage(client: Client, today: date, say: Wording) -> list[str]:
    """Blank while the work goes on."""
    if client.stage == "Paused":
        until = client.pause_until
        return [
            say.gettext("a break until %(date)s") % {"date": say.dated(until, today)}
            if until
            else say.gettext("a break")
        ]
    if client.stage == "Ended":
        ended = client.ended_on
        said = say.gettext("ended on %(date)s") % {"date": say.dated(ended, today)} if ended else say.gettext("ended")
        return [said]
    return []


def _balance(kept: Kept, names: Mapping[str, str], say: Wording) -> dict[str, Any]:
    """Both sides beside each other; nothing where nothing was planned."""
    sides = [balance.side(names[owner], kept.side(owner), kept.today, say) for owner in ("Client", "Coach")]
    kinds = balance.kinds(say)
    figures = [
        {"kind": kind, "label": label, "numbers": [side["counts"][place] for side in sides]}
        for place, (kind, label) in enumerate(kinds.items())
    ]
    return {"sides": sides, "figures": figures} if any(side["planned"] for side in sides) else {}


def _months(kept: Kept, names: Mapping[str, str], say: Wording) -> list[dict[str, Any]]:
    """The commitments of both sides by the month of their day, the newest month first."""
    why = planned.reasons(kept.replies)
    found: dict[tuple[int, int], list[Standing]] = {}
    both = [one for owner in ("Client", "Coach") for one in planned.in_order(kept.standings, owner)]
    for one in sorted(both, key=_due):
        found.setdefault((_due(one).year, _due(one).month), []).append(one)
    return [
        {
            "name": say.month_of_year(date(year, month, 1)),
            "lines": [_line(one, say, why, names) for one in found[year, month]],
        }
        for year, month in sorted(found, reverse=True)
    ]


def _line(one: Standing, say: Wording, why: planned.Reasons, names: Mapping[str, str]) -> dict[str, Any]:
    """As every paper has it; whose it is, where it is the coach's; when it was agreed and how it moved.

    It stands under its month: dates near that one need no year.
    """
    said = planned.line(one, _due(one), say, why, LONGEST)
    agreed = say.gettext("agreed on %(date)s") % {"date": said["agreed"]} if said["agreed"] else ""
    reason = say.gettext("“%(words)s”") % {"words": isolated(said["why"])} if said["why"] else ""
    whose = say.gettext("%(name)s:") % {"name": isolated(names["Coach"])} if one.commitment.owner == "Coach" else ""
    history = ", ".join(filter(None, (agreed, said["moved"], reason)))
    return said | {"whose": whose, "history": history, "aside": _aside(one, say)}


def _due(standing: Standing) -> date:
    return standing.commitment.due or date.max


def _aside(standing: Standing, say: Wording) -> list[dict[str, str]]:
    """How one sees that it is done, how far it is, which goal it serves."""
    one = standing.commitment
    far = ""
    if one.target and one.progress is not None:
        named = {"num": say.figure(round(one.progress)), "all": say.figure(round(one.target))}
        far = say.gettext("%(num)s out of %(all)s") % named
    said = [
        (say.gettext("Measure:"), words(one.measure, LONGEST)),
        (say.gettext("How far:"), far),
        (say.gettext("For:"), words(one.for_goal, LONGEST)),
    ]
    return [{"label": label, "words": shown} for label, shown in said if shown]


def _sent(one: Decision, kept: Kept, say: Wording) -> dict[str, Any]:
    """A letter of the coach's own decision: when it went, what it was about, what she added."""
    day = one.outcome_on or one.day
    return {
        "day": say.dated(day, kept.today) if day else "",
        "what": upper(_what(one, say)),
        "added": lines(one.add, LONGEST),
    }


def _what(one: Decision, say: Wording) -> str:
    """What that letter was about, in the words of the practice, not by the name of a step."""
    if one.step == "Reopen":
        return say.gettext("asked how things are")
    if parts_ways(one):
        if one.choice == "Refer":
            return say.gettext("proposed to go on with %(name)s") % {"name": words(one.refer_to, 80)}
        return say.gettext("wrote about a break") if one.choice == "Pause" else say.gettext("wrote about an ending")
    return {
        "Recommit": say.gettext("asked whether the goal is still the right one"),
        "Look back": say.gettext("sent a page of what both had planned"),
        "Fresh start": say.gettext("proposed a smaller next step"),
        "Last review": say.gettext("asked how to go on"),
    }.get(one.step, "")
