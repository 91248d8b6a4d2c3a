"""The letters that tests look at: each a name, what is true on the day, and the policies."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from jobs.letters.compose import compose
from jobs.letters.letter import Letter
from jobs.letters.message import Post
from sync.policies import Policies
from sync.rules.groups import Circle, Member
from sync.rules.standing import ClientDay
from tests import cast
from tests.cast import commitment, day_of, habit, on, reply, rules, sent, standing
from tests.jobs.letters import scenes_sessions
from tests.jobs.letters.step_scenes import STEP_SCENES

POST = Post(cast.FROM, "practice.xlsx", cast.NOW)
TOLD = on(-20)
FORM = "https://forms.example/d/e/1FAIpQ/viewform?usp=pp_url&entry.1=%7Bclient%7D&entry.2={email}"


def _check_in(**rest: Any) -> ClientDay:
    """A client who is asked every Monday."""
    known = {"progress_words": "A client who pays me every month", "check_ins": "Weekly", **rest}
    return day_of(cast.priya(**known))


def _check_in_by_form() -> ClientDay:
    day = _check_in()
    return replace(day, client=replace(day.client, name="Priya & Co. (née Nair)"))


def _check_in_right_to_left() -> ClientDay:
    noa = cast.noa(check_ins="Weekly", progress_words="אני ישנה טוב (8)")
    return day_of(noa, habits=[habit(noa, "h1aaaaaa", "לרוץ", 3)], sent=[sent(noa, on(-20), "h1aaaaaa:agreed")])


def _check_in_habits() -> ClientDay:
    priya = cast.priya(check_ins="Weekly", progress_words="I sleep through")
    often = {"Write before noon": 1, "Train": 3, "Phone stays out of the bedroom": 7, "Drink water": 20, "Not yet": 2}
    habits = [habit(priya, f"h{n}aaaaaa", said, times) for n, (said, times) in enumerate(often.items(), 1)]
    habits[4].since = on(0)
    return day_of(priya, habits=habits, sent=[sent(priya, on(-20), *(f"{one.id}:agreed" for one in habits))])


def _check_in_and_more() -> ClientDay:
    """A check-in that joins what is due and what was closed; it is Saturday, and it speaks of this week."""
    priya = cast.priya(check_ins="Weekly", check_in_day="Saturday", progress_words="I sleep through.")
    saturday = on(5)
    return day_of(
        priya,
        standing(commitment(priya, "b1aaaaaa", "Send the proposal", on(6)), saturday, told_on=TOLD),
        standing(commitment(priya, "b2aaaaaa", "Call five leads", on(3)), saturday, told_on=TOLD, closed_on=on(3)),
        now=cast.NOW + timedelta(days=5),
        habits=[habit(priya, "h1aaaaaa", "Train", 3)],
        sent=[sent(priya, on(-20), "b1aaaaaa:agreed", "b2aaaaaa:agreed", "h1aaaaaa:agreed")],
    )


def _nudge(**rest: Any) -> ClientDay:
    """Thursday; the question of Monday has no answer."""
    day = _check_in(**rest)
    day.now, day.sent = cast.NOW + timedelta(days=3), [sent(day.client, on(0), f"check-in:{on(0)}")]
    return day


_LONG = "I wake up before the alarm, look forward to the first hour at the desk, and " * 9


def _welcome() -> ClientDay:
    marcus = cast.marcus()
    return day_of(
        marcus,
        standing(commitment(marcus, "b1aaaaaa", "Draft the intake questions", on(4))),
        standing(commitment(marcus, "b2aaaaaa", "The pricing worksheet", on(1), owner="Coach")),
    )


def _welcome_bare() -> ClientDay:
    return day_of(cast.marcus(first_name="Marc"))


def _agreed() -> ClientDay:
    priya = cast.priya()
    return day_of(
        priya,
        standing(
            commitment(priya, "b1aaaaaa", "Record three reels", on(7), measure="They are online", for_goal="Be seen")
        ),
        standing(commitment(priya, "b2aaaaaa", "Draft the intake questions", on(4), quiet=True)),
        standing(commitment(priya, "b3aaaaaa", "The pricing worksheet", on(1), owner="Coach")),
        standing(commitment(priya, "b4aaaaaa", "Renew the lease", on(400))),
        habits=[habit(priya, "h1aaaaaa", "Train", 3, since=on(7), until=on(60)), habit(priya, "h2aaaaaa", "Write", 1)],
    )


def _agreed_one() -> ClientDay:
    priya = cast.priya()
    return day_of(priya, standing(commitment(priya, "b1aaaaaa", "Record three reels", on(0))))


def _tomorrow() -> ClientDay:
    priya = cast.priya()
    return day_of(
        priya,
        standing(commitment(priya, "b1aaaaaa", "Draft the intake questions", on(1)), told_on=TOLD),
        sent=[sent(priya, on(-20), "b1aaaaaa:agreed"), sent(priya, on(-9), "b0aaaaaa:done")],
    )


def _yesterday() -> ClientDay:
    priya = cast.priya()
    return day_of(priya, standing(commitment(priya, "b1aaaaaa", "Send the proposal", on(-1)), told_on=TOLD))


def _a_week_ago() -> ClientDay:
    priya = cast.priya()
    return day_of(priya, standing(commitment(priya, "b1aaaaaa", "Send the proposal", on(-8)), told_on=TOLD))


def _told_already() -> ClientDay:
    """What she asked another day for, or is stuck with, and the coach has not acted on: before and after its day."""
    priya = cast.priya()
    ids = ("b1aaaaaa", "b2aaaaaa", "b3aaaaaa")
    said = reply(
        priya, "r1aaaaaa", on(-3), *ids, state="New", words="move b1aaaaaa to 2026-12-01: kids ill",
        stuck="b2aaaaaa: no leads left\nb3aaaaaa: no time",
    )  # fmt: skip
    dues = zip(ids, (on(-1), on(-1), on(1)), strict=True)
    return day_of(
        priya,
        *(standing(commitment(priya, row_id, f"Step {row_id[1]}", due), told_on=TOLD) for row_id, due in dues),
        replies=[said],
    )


def _seven_due() -> ClientDay:
    sofia = cast.sofia()
    dues = (1, -8, -1, 0, -2, 1, -7)
    return day_of(
        sofia,
        *(
            standing(commitment(sofia, f"b{place}aaaaaa", f"Step {place}", on(days)), told_on=TOLD)
            for place, days in enumerate(dues)
        ),
    )


def _everything() -> ClientDay:
    priya = cast.priya(rewards="A day off\nNo phone")
    kept = [(f"k{n}aaaaaa", f"Call lead {n}", on(-10 + 2 * n)) for n in range(1, 4)]
    return day_of(
        priya,
        *(standing(commitment(priya, *each), closed_on=each[2]) for each in kept),
        standing(commitment(priya, "b5aaaaaa", "Finish the tax form", on(-14)), closed_on=on(-1), kept=False),
        standing(commitment(priya, "b6aaaaaa", "Clear the desk", on(5)), closed_on=on(0)),
        standing(commitment(priya, "b1aaaaaa", "Draft the intake questions", on(1)), told_on=TOLD),
        standing(commitment(priya, "b2aaaaaa", "Record three reels", on(9))),
        standing(commitment(priya, "b3aaaaaa", "The pricing worksheet", on(2), owner="Coach")),
        streak=3,
    )


def _receipt() -> ClientDay:
    """Every kind of line, together with something that opens a letter."""
    priya = cast.priya()
    ids = ("b1aaaaaa", "b2aaaaaa", "b3aaaaaa", "b4aaaaaa", "h1aaaaaa")
    first = reply(
        priya, "r1aaaaaa", on(-2), *ids, rating=7, wins="The call went well\nI slept", done=[("b3aaaaaa", on(-3))],
        words="b2aaaaaa: 7 of 12\nh1aaaaaa: 3 of 3\nmove b4aaaaaa to 2026-12-14: kids ill\nfewer",
    )  # fmt: skip
    second = reply(
        priya, "r2aaaaaa", on(-1), *ids, state="New", help_wanted="A list",
        stuck="b2aaaaaa: no leads left\nb1aaaaaa: stuck\nmy desk is full",
        words="move b1aaaaaa to 2026-12-01: kids ill\nagenda: prices\nstart\nThank you for the notes.\nUntil Wednesday",
        note='"done 9": that email listed 3 things',
    )  # fmt: skip
    return day_of(
        priya,
        standing(commitment(priya, "b1aaaaaa", "Draft the intake questions", on(1)), told_on=TOLD),
        standing(commitment(priya, "b2aaaaaa", "Call twelve leads", on(9)), told_on=TOLD),
        standing(commitment(priya, "b3aaaaaa", "Finish the tax form", on(5)), told_on=TOLD, closed_on=on(-3)),
        standing(commitment(priya, "b4aaaaaa", "Record three reels", on(21)), told_on=TOLD),
        habits=[habit(priya, "h1aaaaaa", "Train")],
        sent=[sent(priya, on(-20), "b1aaaaaa:agreed", "h1aaaaaa:agreed"), sent(priya, on(-3), "b3aaaaaa:done")],
        replies=[first, second],
    )


def _receipt_and_wins() -> ClientDay:
    """What was noted as done is praised below: before its day, on it and after it."""
    priya = cast.priya()
    dues = {"d1aaaaaa": on(3), "d2aaaaaa": on(-2), "d3aaaaaa": on(-9)}
    closed = {row_id: min(due, on(-2)) if row_id != "d3aaaaaa" else on(-2) for row_id, due in dues.items()}
    first = reply(priya, "r1aaaaaa", on(-1), *dues, done=list(closed.items()))
    return day_of(
        priya,
        *(
            standing(commitment(priya, row_id, f"Call lead {row_id[1]}", due), closed_on=closed[row_id], told_on=TOLD)
            for row_id, due in dues.items()
        ),
        standing(commitment(priya, "d4aaaaaa", "Clear the desk", on(0)), closed_on=on(-1), told_on=TOLD),
        standing(commitment(priya, "b1aaaaaa", "Draft the intake questions", on(1)), told_on=TOLD),
        sent=[sent(priya, on(-20), "b1aaaaaa:agreed")],
        replies=[first],
    )


def _worst_reply() -> ClientDay:
    """The same words that stand in the worst cells, now said by a client."""
    noa = cast.noa()
    said = (
        "{{ 7*7 }}",
        "<script>alert('x')</script> & <b>",
        "=1+1",
        "לכתוב (3)",
        "turn \u202eback",
        "x" * 10_000,
        "two\r\nlines",
    )
    row = standing(commitment(noa, "b1aaaaaa", "{% for x in y %}", on(1)), told_on=TOLD)
    replies = [
        reply(noa, f"r{n}aaaaaa", on(-1), "b1aaaaaa", wins=words, help_wanted=words, stuck=f"b1aaaaaa: {words}",
              words=words, note=f'"{words}": what?')
        for n, words in enumerate(said)
    ]  # fmt: skip
    return day_of(noa, row, replies=replies)


def _worst_cells() -> ClientDay:
    noa = cast.noa()
    words = (
        "{{ 7*7 }} {% for x in y %}",
        "<script>alert('x')</script> & <b>bold</b>",
        "two\r\nlines\x00 and\ttabs\u2028here",
        "=?utf-8?q?Bcc:_x=40y.example?=",
        "לכתוב את שאלות הקבלה (3)",
        "turn \u202eback\u202c and ze\u200bro",
        "x" * 50_000,
        "\ud800 lone",
        "=IMPORTXML(1)",
    )
    rows = [standing(commitment(noa, f"b{n}aaaaaa", each, on(9))) for n, each in enumerate(words)]
    return day_of(noa, *rows)


def _rehearsal() -> ClientDay:
    day = _everything()
    day.rehearsal = True
    return day


def _promises() -> ClientDay:
    """Beside what is due: two promises, one of them past its day; the fresh one stands under agreed."""
    priya = cast.priya()
    return day_of(
        priya,
        standing(commitment(priya, "b1aaaaaa", "Draft the intake questions", on(1)), told_on=TOLD),
        standing(commitment(priya, "b2aaaaaa", "The pricing worksheet", on(2), owner="Coach"), told_on=TOLD),
        standing(commitment(priya, "b3aaaaaa", "Ask Kim about the venue", on(-3), owner="Coach"), told_on=TOLD),
        standing(commitment(priya, "b4aaaaaa", "Read the draft", on(6), owner="Coach")),
    )


def _review(**rest: Any) -> ClientDay:
    """On the first of December: three numbers of her own, seven things done, one open."""
    priya = cast.priya(**{"progress_words": "Three calls a week without dread", **rest})
    numbers = [(-22, 4), (-15, 6), (-1, 8)]
    done = [standing(commitment(priya, f"d{n}aaaaaa", f"Call lead {n}", on(n)), closed_on=on(n)) for n in range(-6, 1)]
    heard = [reply(priya, f"r{day}aaaa", on(day), rating=rating).answer for day, rating in numbers]
    return day_of(
        priya,
        *done,
        standing(commitment(priya, "b1aaaaaa", "Record three reels", on(14)), today=on(8), told_on=TOLD),
        heard=heard,
        now=cast.NOW + timedelta(days=8),
        sent=[sent(priya, on(-1), *(f"{one.commitment.id}:done" for one in done))],
    )


def _review_and_more() -> ClientDay:
    """The review beside a check-in, a new thing and a due one: each is said once."""
    day = _review(check_ins="Weekly", check_in_day="Tuesday")
    fresh = standing(commitment(day.client, "b2aaaaaa", "Print the flyers", on(20)), today=on(8))
    near = standing(commitment(day.client, "b3aaaaaa", "Ask the bank", on(9)), today=on(8), told_on=TOLD)
    return replace(day, standings=[*day.standings, fresh, near])


def _group(show: str = "Names") -> ClientDay:
    priya = cast.priya()
    shown = [("cpriya2x", "Priya", 2), ("cmarcu3y", "Marcus", 0), ("cnoa5wqk", "נועה", 3), ("ckim", "Kim (K. O.)", 1)]
    members = tuple(Member(id_, called, (on(-1),) * kept) for id_, called, kept in shown)
    return day_of(priya, circle=Circle("Morning circle", "Monday", members))


SCENES: dict[str, tuple[ClientDay, Policies]] = {
    "welcome": (_welcome(), rules(check_ins="Weekly")),
    "welcome-bare": (_welcome_bare(), Policies(medium="In person", cancellation_notice_hours=0, sessions_per_month=1)),
    "agreed": (_agreed(), cast.POLICIES),
    "agreed-one": (_agreed_one(), rules(reply_address="")),
    "due-tomorrow": (_tomorrow(), cast.POLICIES),
    "due-yesterday": (_yesterday(), cast.POLICIES),
    "due-yesterday-no-buttons": (_yesterday(), rules(reply_address="")),
    "due-a-week-ago": (_a_week_ago(), cast.POLICIES),
    "due-told-already": (_told_already(), cast.POLICIES),
    "due-seven": (_seven_due(), cast.POLICIES),
    "everything": (_everything(), cast.POLICIES),
    "check-in": (_check_in(), cast.POLICIES),
    "check-in-first-week": (_check_in(start_date=on(-3)), cast.POLICIES),
    "check-in-no-definition": (_check_in(progress_words=""), rules(reply_address="")),
    "check-in-by-form": (_check_in_by_form(), rules(check_in_form=FORM)),
    "check-in-habits": (_check_in_habits(), cast.POLICIES),
    "check-in-right-to-left": (_check_in_right_to_left(), cast.POLICIES),
    "check-in-long": (_check_in(progress_words=_LONG, check_ins="Daily"), cast.POLICIES),
    "check-in-and-more": (_check_in_and_more(), cast.POLICIES),
    "nudge": (_nudge(), cast.POLICIES),
    "nudge-by-form": (_nudge(progress_words=""), rules(check_in_form=FORM)),
    "promises": (_promises(), rules(check_ins="None")),
    "review": (_review(), cast.POLICIES),
    "review-no-definition": (_review(progress_words=""), cast.POLICIES),
    "review-and-more": (_review_and_more(), cast.POLICIES),
    "group": (_group(), rules(check_ins="None")),
    "receipt": (_receipt(), cast.POLICIES),
    "receipt-and-wins": (_receipt_and_wins(), cast.POLICIES),
    "worst-reply": (_worst_reply(), cast.POLICIES),
    "rehearsal": (_rehearsal(), rules(send_to="Me")),
    "worst-cells": (_worst_cells(), cast.POLICIES),
    **scenes_sessions.SCENES,
    **STEP_SCENES,
}


def letter_of(scene: str) -> Letter:
    """The letter of that scene, to the client or, in rehearsal, to the coach."""
    day, policies = SCENES[scene]
    letter = compose(day, policies, "alicia@strongstart.example" if day.rehearsal else day.client.email)
    assert letter, f"{scene} has nothing to say"
    return letter
