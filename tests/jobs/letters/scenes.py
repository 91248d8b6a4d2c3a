"""The letters that tests look at: each a name, what is true on the day, and the policies."""

from __future__ import annotations

from jobs.letters.compose import compose
from jobs.letters.letter import Letter
from jobs.letters.message import Post
from sync.policies import Policies
from sync.rules.standing import ClientDay
from tests import cast
from tests.cast import commitment, day_of, habit, on, rules, sent, standing

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
    "rehearsal": (_rehearsal(), rules(send_to="Me")),
    "worst-cells": (_worst_cells(), cast.POLICIES),
}


def letter_of(scene: str) -> Letter:
    """The letter of that scene, to the client or, in rehearsal, to the coach."""
    day, policies = SCENES[scene]
    letter = compose(day, policies, "alicia@strongstart.example" if day.rehearsal else day.client.email)
    assert letter, f"{scene} has nothing to say"
    return letter
