"""The letters that tests look at: each a name, what is true on the day, and the policies."""

from __future__ import annotations

from jobs.letters.compose import compose
from jobs.letters.letter import Letter
from jobs.letters.message import Post
from sync.policies import Policies
from sync.rules.standing import ClientDay
from tests import cast
from tests.cast import commitment, day_of, habit, on, reply, rules, sent, standing

POST = Post(cast.FROM, "practice.xlsx", cast.NOW)
TOLD = on(-20)


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


SCENES: dict[str, tuple[ClientDay, Policies]] = {
    "welcome": (_welcome(), cast.POLICIES),
    "welcome-bare": (_welcome_bare(), Policies(medium="In person", cancellation_notice_hours=0, sessions_per_month=1)),
    "agreed": (_agreed(), cast.POLICIES),
    "agreed-one": (_agreed_one(), rules(reply_address="")),
    "due-tomorrow": (_tomorrow(), cast.POLICIES),
    "due-yesterday": (_yesterday(), cast.POLICIES),
    "due-yesterday-no-buttons": (_yesterday(), rules(reply_address="")),
    "due-a-week-ago": (_a_week_ago(), cast.POLICIES),
    "due-seven": (_seven_due(), cast.POLICIES),
    "everything": (_everything(), cast.POLICIES),
    "receipt": (_receipt(), cast.POLICIES),
    "worst-reply": (_worst_reply(), cast.POLICIES),
    "rehearsal": (_rehearsal(), rules(send_to="Me")),
    "worst-cells": (_worst_cells(), cast.POLICIES),
}


def letter_of(scene: str) -> Letter:
    """The letter of that scene, to the client or, in rehearsal, to the coach."""
    day, policies = SCENES[scene]
    letter = compose(day, policies, "alicia@strongstart.example" if day.rehearsal else day.client.email)
    assert letter, f"{scene} has nothing to say"
    return letter
