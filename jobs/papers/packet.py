"""The welcome packet: what each side may expect of the other, and how everything works, in the client's language.

Made of the policies and of the client's own rows; it says what they hold and nothing else. Blank policies have no
chapter. How it becomes a file is enclosing.py's.
"""

from __future__ import annotations

from datetime import date, timedelta

from jobs.letters.letter import Enclosed
from jobs.letters.sections.welcome import check_ins, sessions
from jobs.letters.wording import Wording
from jobs.letters.words import isolated, lines, words
from jobs.papers.chapter import Chapter, flow, some
from sync.policies import Policies
from sync.rules.standing import ClientDay

NAME = "packet"
SHOWN = 8
"""Of what was agreed, so many lines of each side."""


def enclosed(day: ClientDay, policies: Policies, say: Wording) -> Enclosed:
    """The packet for that client on her date, as data."""
    written = (
        _expected(policies, say), _goal(day, say), _sessions(policies, say), _moved(policies, say),
        _between(policies, say), _fees(policies, say), _days(day, policies, say), _check_ins(day, policies, say),
        _emails(policies, say), _first(day, say), _answers(day, policies, say),
    )  # fmt: skip
    return Enclosed(
        name=NAME,
        file_name=say.pgettext("a file's name, in plain letters", "how-we-work"),
        title=say.gettext("How we work together"),
        says=(
            say.gettext(
                "To keep, and to come back to. If anything in it does not suit you, tell me, and we change it."
            ),
        ),
        chapters=tuple(chapter.plain() for chapter in written),
        facts=_facts(day, policies, say),
        date=say.dated(day.today, day.today),
    )


def _expected(policies: Policies, say: Wording) -> Chapter:
    mine = some(
        say.gettext("I am there on time and prepared: I have looked at what we agreed and at what you told me."),
        say.gettext("My own promises stand on the same list as yours, each with its day."),
        say.gettext("I ask about what we agreed, and I see what you did. How far you have come is for you to say."),
        say.gettext("Where the plan and your days pull apart, I ask you about it, and we change the plan."),
    )
    pays = policies.monthly_fee or policies.payment_terms
    yours = some(
        say.gettext("You are there on time, and you bring what you want to use the session for."),
        say.gettext("You do what you said, or tell me before its day that it moves."),
        say.gettext("You tell me when something is in the way. A word is enough."),
        say.gettext("You pay by the day that we agreed.") if pays else "",
    )
    lists = ((say.gettext("What you can expect of me"), mine), (say.gettext("What I ask of you"), yours))
    return Chapter("expect", say.gettext("What each of us may expect"), lists=lists)


def _goal(day: ClientDay, say: Wording) -> Chapter:
    goal, means = isolated(words(day.client.goal)), isolated(words(day.client.progress_words))
    says = some(
        say.gettext("What you want: “%(words)s”") % {"words": goal} if goal else "",
        say.gettext("Progress, as you put it, is: “%(words)s”") % {"words": means} if means else "",
        "" if means else say.gettext("Tell me in a sentence what you would see or do if it went well: we go by that."),
    )  # fmt: skip
    return Chapter("goal", say.gettext("Where you want to go"), says)


def _sessions(policies: Policies, say: Wording) -> Chapter:
    calls = {"Coach": say.gettext("I call you."), "Client": say.gettext("You call me.")}[policies.who_calls]
    told = policies.session_preparation_hours > 0
    says = flow(
        sessions(policies, say),
        "" if policies.medium == "In person" else calls,
        say.gettext("Before a booked session an email tells you its time on your clock.") if told else "",
        say.gettext("Answer it with a line on what the session is for, and I come prepared.") if told else "",
    )
    return Chapter("sessions", say.gettext("When we meet"), says)


def _moved(policies: Policies, say: Wording) -> Chapter:
    hers, mine = policies.cancellation_notice_hours, policies.coach_notice_hours
    says = flow(
        say.gettext("Tell me %(time)s before, and it does not count.") % {"time": say.hours(hers)} if hers else "",
        say.gettext("With less notice it counts as one of the month.") if hers else "",
        "" if hers else say.gettext("You can cancel until it begins, and it does not count."),
        say.gettext("I tell you %(time)s before; with less, I owe you one.") % {"time": say.hours(mine)}
        if mine
        else "",
    )
    return Chapter("changes", say.gettext("When a session has to move"), says)


def _between(policies: Policies, say: Wording) -> Chapter:
    return Chapter("between", say.gettext("Between sessions"), _cell(policies.between_sessions))


def _fees(policies: Policies, say: Wording) -> Chapter:
    fee = isolated(words(policies.monthly_fee))
    monthly = say.gettext("Monthly fee: %(fee)s") % {"fee": fee} if fee else ""
    return Chapter("fees", say.gettext("Fees"), some(monthly, *_cell(policies.payment_terms)))


def _days(day: ClientDay, policies: Policies, say: Wording) -> Chapter:
    reminded = bool(policies.remind_before), bool(policies.remind_after)
    comes = {
        (True, True): say.gettext("An email reminds you before that day, and asks how it went after it."),
        (True, False): say.gettext("An email reminds you before that day."),
        (False, True): say.gettext("An email asks how it went after that day."),
    }
    says = flow(
        say.gettext("What we agree on gets a day, chosen so that it fits your week as it really is."),
        comes.get(reminded, ""),
        say.gettext("A day that moves before it comes is a change of plan and nothing else: tell me the new one."),
        _move(day, say) if policies.reply_address else "",
    )
    return Chapter("deadlines", say.gettext("Days, and moving them"), says)


def _move(day: ClientDay, say: Wording) -> str:
    later = {"day": say.short(day.today + timedelta(days=7), day.today)}
    return say.gettext("By email, with the number that stands in mine: “move 1 to %(day)s because …”.") % later


def _check_ins(day: ClientDay, policies: Policies, say: Wording) -> Chapter:
    when = check_ins(day.client, policies, say)
    asked = say.gettext("A short question %(when)s: how is it going, in your own words?") % {"when": when}
    says = flow(
        asked if when else "",
        say.gettext("A number from 1 to 10 is enough: where you are, as you see it.") if when else "",
        say.gettext("Once a month an email shows you your own numbers and what you did.")
        if policies.review_day and day.gets == "All"
        else "",
    )
    return Chapter("check-ins", say.gettext("How it is going"), says)


def _emails(policies: Policies, say: Wording) -> Chapter:
    hours = {"first": policies.send_from, "last": policies.send_until}
    many = policies.emails_a_week
    says = flow(
        say.gettext("Emails come between %(first)d:00 and %(last)d:00 on your clock, at most one a day.") % hours,
        say.ngettext("As a rule it is no more than one a week.", "As a rule it is no more than %(num)d a week.", many)
        if 0 < many < 7
        else "",
        say.gettext("Fewer emails, or none? Answer “fewer” or “stop”."),
    )
    return Chapter("emails", say.gettext("The emails"), says)


def _first(day: ClientDay, say: Wording) -> Chapter:
    """What both sides agreed before this letter; habits too."""
    often = (say.ngettext("once a week", "%(num)d times a week", one.times) if one.times else "" for one in day.habits)
    habits = [f"{isolated(words(one.words))} ({how})" for one, how in zip(day.habits, often, strict=True) if how]
    lists = (
        (say.gettext("First on your list"), (*_agreed(day, "Client", say), *habits[:SHOWN])),
        (say.gettext("First on mine"), _agreed(day, "Coach", say)),
    )
    return Chapter("first", say.gettext("What we agreed first"), lists=lists)


def _agreed(day: ClientDay, owner: str, say: Wording) -> tuple[str, ...]:
    stands = [s for s in day.standings if s.commitment.owner == owner and s.status in ("Open", "Due soon", "Due today")]
    nearest = sorted(stands, key=lambda s: s.commitment.due or date.max)[:SHOWN]
    return tuple(
        f"{isolated(words(s.commitment.words))} ({say.dated(s.commitment.due, day.today)})"
        for s in nearest
        if s.commitment.due
    )


def _answers(day: ClientDay, policies: Policies, say: Wording) -> Chapter:
    heading = say.gettext("How to answer")
    own = say.gettext("Whatever else you write, I read it myself.")
    if not policies.reply_address:
        return Chapter("answers", heading, (say.gettext("Write back to any of my emails, in your own words."),))
    later = say.short(day.today + timedelta(days=7), day.today)
    move = say.pgettext("begins an answer", "move %(number)s to") % {"number": 2}
    rows = (
        (say.pgettext("an answer", "done %(number)s") % {"number": 2}, say.gettext("Number 2 of that email is done.")),
        (f"{move} {later}", say.gettext("It gets that day.")),
        ("7", say.gettext("How it is going, from 1 to 10.")),
        (say.pgettext("begins an answer", "stuck:") + " …", say.gettext("Something is in the way.")),
        (say.pgettext("begins an answer", "win:") + " …", say.gettext("Something went well.")),
        (say.pgettext("begins an answer", "help:") + " …", say.gettext("You would like help with something.")),
        (say.pgettext("begins an answer", "agenda:") + " …", say.gettext("You want to speak of it in the session.")),
        (say.pgettext("an answer", "fewer"), say.gettext("From now on the essential emails.")),
        (say.pgettext("an answer", "stop"), say.gettext("No emails.")),
        (say.pgettext("an answer", "start"), say.gettext("Emails as at the beginning.")),
    )
    says = (say.gettext("Write back to any of my emails. A line like one of these is understood at once:"),)
    return Chapter("answers", heading, says, rows=rows, ends=(own,))


def _cell(text: str) -> tuple[str, ...]:
    return tuple(map(isolated, lines(text)))


def _facts(day: ClientDay, policies: Policies, say: Wording) -> dict[str, object]:
    """What a coach's own words may use; the names are in sync/own_names.py."""

    def first(owner: str) -> list[str]:
        return list(_agreed(day, owner, say))

    return {
        "sessions": sessions(policies, say),
        "calls": "" if policies.medium == "In person" else policies.who_calls,
        "notice": say.hours(policies.cancellation_notice_hours) if policies.cancellation_notice_hours else "",
        "coach_notice": say.hours(policies.coach_notice_hours) if policies.coach_notice_hours else "",
        "between": lines(policies.between_sessions),
        "fee": words(policies.monthly_fee),
        "payment": lines(policies.payment_terms),
        "check_ins": check_ins(day.client, policies, say),
        "goal": words(day.client.goal),
        "definition": words(day.client.progress_words),
        "yours": first("Client"),
        "mine": first("Coach"),
    }
