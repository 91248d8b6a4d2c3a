"""The judge of the year says no: each law, broken once in a letter that is right in all else."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests.life.digests import Digests
from tests.life.judge import Judge
from tests.life.kept import counts_are_true, in_the_week_before, kept, longest_row
from tests.life.letters import Seen
from tests.life.people import Debt, Deed, Talk, people
from tests.life.practice import World
from tests.life.waits import acknowledged, nothing_waits
from tests.life.words import pieces, read_by_a_client
from tests.machine import Machine

MONDAY = date(2026, 3, 9)
NINE = datetime(2026, 3, 9, 8, tzinfo=UTC)
"""Nine o'clock in Berlin."""
TEXT = "Hello Amara,\n\nHow is it going for you, 1 to 10?\n\nFewer emails, or none? Answer “fewer” or “stop”.\n"


@pytest.fixture
def world() -> World:
    """One client, who was told of one thing that is due tomorrow; her letters are real."""
    made = people(8, MONDAY - timedelta(days=7), random.Random(1))
    world = World(Machine(Path("nowhere"), 1), random.Random(1), made, NINE - timedelta(days=7), rehearsal=False)
    amara = made[0]
    amara.row_id, amara.start, amara.language, amara.coach, amara.habit_id = "camara", None, "en", "Ana Coach", "h"
    world.new_deed(amara, MONDAY + timedelta(days=1), row_id="b1")
    return world


def letter(day: date = MONDAY, **rest: Any) -> Seen:
    now = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
    message = EmailMessage()
    message["From"] = "Strong Start <practice@strongstart.example>"
    known: dict[str, Any] = {
        "key": f"camara-{day}", "client_id": "camara", "day": day, "rehearsal": False, "when": now,
        "to": "amara@clients.example", "subject": "One thing", "kinds": ("due",),
        "about": (f"b1:before1@{MONDAY + timedelta(days=1)}",), "text": TEXT, "html": TEXT, "message": message,
    }  # fmt: skip
    return Seen(**{**known, **rest})


TOLD = letter(MONDAY - timedelta(days=5), kinds=("agreed",), about=("b1:agreed",), text=f"{TEXT} b1")


def judged(world: World, *letters: Seen) -> None:
    judge = Judge(world)
    judge.of(world.people[0]).letters.append(TOLD)
    judge.of(world.people[0]).named["b1:agreed"] = TOLD.day
    for one in letters:
        judge.hears(one)


def amara(**changes: Any) -> Callable[[World], None]:
    def change(world: World) -> None:
        for name, value in changes.items():
            setattr(world.people[0], name, value)

    return change


def the_deed(**changes: Any) -> Callable[[World], None]:
    def change(world: World) -> None:
        for name, value in changes.items():
            setattr(world.people[0].deeds[0], name, value)

    return change


def nothing(world: World) -> None:
    """The world stays as it is."""


def both(*changes: Callable[[World], None]) -> Callable[[World], None]:
    def change(world: World) -> None:
        for one in changes:
            one(world)

    return change


def meets(start: datetime, outcome: str = "") -> Callable[[World], None]:
    return amara(talks=[Talk(start, outcome, "s1")])


def owes(due: date, paid: date | None = None) -> Callable[[World], None]:
    return amara(debts=[Debt(due, paid, "p1")])


def session(said: str = "told0@2026-03-10T09:00:00Z", at: str = "20260310T090000Z", day: date = MONDAY) -> Seen:
    """A letter that tells of a session at ten in Berlin, with its calendar."""
    message = EmailMessage()
    message["From"] = "Strong Start <practice@strongstart.example>"
    method = "CANCEL" if said.startswith("off") else "REQUEST"
    lines = ("BEGIN:VCALENDAR", f"METHOD:{method}", "BEGIN:VEVENT", f"SEQUENCE:{said.partition('@')[0][-1]}",
             f"DTSTART:{at}", "END:VEVENT", "END:VCALENDAR")  # fmt: skip
    message.add_attachment("\r\n".join(lines).encode(), "text", "calendar")
    first = ("session:s1",) if said.startswith("told0") else ()
    about = (*first, f"session:s1:{said}/50/Video")
    return letter(day, kinds=("session",), about=about, text=f"{TEXT} 10:00", message=message)


TEN = datetime(2026, 3, 10, 10)
LATER = MONDAY + timedelta(days=1)
ASKS = {"kinds": ("check-in",), "about": (f"check-in:{MONDAY}",)}
WRONG: dict[str, tuple[Callable[[World], None], list[Seen]]] = {
    "a second one on a day": (nothing, [letter(), letter(kinds=("agreed",), about=())]),
    "her date is": (amara(zone_cell="Pacific/Kiritimati"), [replace(letter(), when=NINE + timedelta(hours=9))]),
    "at 06": (nothing, [replace(letter(), when=NINE - timedelta(hours=3))]),
    "on a closed day": (lambda world: setattr(world, "closed", frozenset([MONDAY])), [letter()]),
    "Paused": (amara(stage="Paused"), [letter()]),
    "after parting": (amara(parted=True), [letter()]),
    "to check": (amara(broken=True), [letter()]),
    "wants none": (amara(wish=("stop", "All")), [letter()]),
    "not essential": (amara(emails="Essential"), [letter(kinds=("due", "celebrate"))]),
    "open no letter": (nothing, [letter(kinds=("celebrate",), about=())]),
    "do not stand alone": (nothing, [letter(kinds=("welcome", "due"))]),
    "over the ceiling": (nothing, [letter(MONDAY + timedelta(days=day), kinds=("agreed",), about=("b1:agreed",) * 0)
                                   for day in range(5)]),
    "is not open": (the_deed(closed_at=NINE), [letter(kinds=("agreed",), about=("b1:agreed",))]),
    "but Deed": (the_deed(due=LATER + timedelta(days=9)), [letter()]),
    "reminds of what was not told": (the_deed(row_id="b2"), [letter(about=(f"b2:before1@{LATER}",))]),
    "again": (nothing, [letter(), letter(LATER, about=letter().about)]),
    "is not done": (nothing, [letter(kinds=("due", "celebrate"), about=(*letter().about, "b1:done"))]),
    "is none for": (amara(weekday="Friday"), [letter(**ASKS)]),
    "answered already": (amara(said=[(NINE - timedelta(hours=30), True)]), [letter(**ASKS)]),
    "she said something": (
        amara(said=[(NINE + timedelta(hours=1), False)]),
        [letter(**ASKS), letter(MONDAY + timedelta(days=3), kinds=("nudge",), about=(f"nudge:{MONDAY}",))],
    ),
    "nobody decided it": (nothing, [letter(kinds=("recommit",), about=())]),
    "names no session": (nothing, [letter(kinds=("session",), about=("session:s1",))]),
    "phase=.told., sequence=0.* but Talk": (meets(TEN + timedelta(hours=1)), [session()]),
    "outcome=.Rescheduled.": (meets(TEN, "Rescheduled"), [session()]),
    "phase=.off.* but Talk": (meets(TEN), [session(), session("off1@2026-03-10T09:00:00Z", day=LATER)]),
    "too early": (meets(TEN + timedelta(days=1)), [session("told0@2026-03-11T09:00:00Z", "20260311T090000Z")]),
    "too early, or for nothing": (
        meets(TEN + timedelta(days=9)), [session("moved0@2026-03-19T09:00:00Z", "20260319T090000Z")]
    ),
    "says again": (meets(TEN), [session(), session("told0@2026-03-10T09:00:00Z", day=LATER)]),
    "after None": (meets(TEN), [session("told1@2026-03-10T09:00:00Z")]),
    "not her time": (meets(TEN), [replace(session(), text=f"{TEXT} 11:00")]),
    "for the first time": (meets(TEN), [replace(session(), about=session().about[1:])]),
    "the calendar says": (meets(TEN), [session(at="20260310T100000Z")]),
    "names no payment": (nothing, [letter(kinds=("payment", "due"))]),
    "nothing to pay": (owes(MONDAY, MONDAY), [letter(kinds=("payment",), about=(f"p1:soon@{MONDAY}",))]),
    "Debt": (owes(MONDAY + timedelta(days=4)),
             [letter(kinds=("payment",), about=(f"p1:soon@{MONDAY + timedelta(days=4)}",))]),
    "and it is 0": (nothing, [letter(kinds=("due", "celebrate"), about=(*letter().about, "camara:row3"))]),
    "start None": (nothing, [letter(kinds=("welcome",), about=(f"welcome:{MONDAY}",))]),
    "which is not hers": (nothing, [letter(about=(f"b9:before1@{LATER}",))]),
}  # fmt: skip


def test_a_right_letter_is_right(world: World) -> None:
    judged(world, letter())
    read_by_a_client(world, letter())


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_letter_is_found(world: World, what: str) -> None:
    change, letters = WRONG[what]
    change(world)
    with pytest.raises(AssertionError, match=what):
        judged(world, *letters)


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("holds a private cell", {"text": TEXT + "zz0p"}),
        ("holds words of client 3", {"html": TEXT + "Call k3x"}),
        ("names", {"text": TEXT + "Bjorn did it"}),
        ("went to", {"to": "bjorn@clients.example"}),
        ("banner", {"text": TEXT + "This would go to Amara Abernathy"}),
        ("does not speak", {"text": "Bonjour"}),
        ("says", {"text": TEXT + sorted(pieces("de") - pieces("en"))[0]}),
        ("lock screen", {"subject": "A subject that is far too long for a lock screen"}),
    ],
)
def test_wrong_words_are_found(world: World, what: str, said: dict[str, Any]) -> None:
    with pytest.raises(AssertionError, match=what):
        read_by_a_client(world, letter(**said))


@pytest.mark.parametrize(
    ("what", "change", "told"),
    [
        ("was agreed", nothing, False),
        ("the welcome", amara(start=MONDAY), True),
        ("before1 of", nothing, True),
        ("the check-in of 2026-03-09", the_deed(quiet=True), True),
        ("the session of", both(meets(TEN), the_deed(quiet=True)), True),
        ("a word on Debt", both(owes(LATER), the_deed(quiet=True)), True),
    ],
)
def test_what_waits_without_a_reason_is_found(
    world: World, what: str, change: Callable[[World], None], told: bool
) -> None:
    judge, world.people[1:] = Judge(world), []
    change(world)
    if told:
        judge.of(world.people[0]).named["b1:agreed"] = TOLD.day
    with pytest.raises(AssertionError, match=what):
        nothing_waits(judge, NINE)


@pytest.mark.parametrize(
    ("what", "start", "outcome"), [("was moved", TEN + timedelta(days=9), ""), ("is off", TEN, "Cancelled by coach")]
)
def test_a_session_that_she_knows_wrongly_is_found(world: World, what: str, start: datetime, outcome: str) -> None:
    judge, world.people[1:] = Judge(world), []
    judge.of(world.people[0]).letters.append(session(day=MONDAY - timedelta(days=1)))
    judge.of(world.people[0]).named["b1:agreed"] = TOLD.day
    meets(start, outcome)(world)
    the_deed(quiet=True)(world)
    with pytest.raises(AssertionError, match=what):
        nothing_waits(judge, NINE)


def test_a_session_that_is_so_is_right(world: World) -> None:
    meets(TEN)(world)
    judged(world, session())


def deed(due: int, closed: int | None, **rest: Any) -> Deed:
    """A thing of Amara's, by days after Monday."""
    on = None if closed is None else MONDAY + timedelta(days=closed)
    made = Deed(0, "Walk", MONDAY + timedelta(days=due), closed_on=on, closed_at=NINE if on else None)
    for name, value in rest.items():
        setattr(made, name, value)
    return made


def test_the_judge_counts_what_was_kept_by_itself(world: World) -> None:
    amara = world.people[0]
    assert kept(deed(-1, -1)) == (True, True)
    assert kept(deed(-1, 0)) == (False, False)
    assert kept(deed(-1, 0, doubt=True)) == (False, True)
    assert kept(deed(-1, -1, late=(False, True))) == (False, True)
    assert kept(deed(-1, -1, late=(True, True))) == (False, False)
    amara.deeds = [deed(-9, None), deed(-3, -3), deed(-3, -2), deed(-2, -2), deed(-1, -1), deed(0, None), deed(4, -1)]
    assert longest_row(amara, MONDAY) == 3
    assert in_the_week_before(amara, MONDAY) == (4, 4)
    amara.deeds[2].gone = True
    assert longest_row(amara, MONDAY) == 3
    amara.pause_until = MONDAY
    assert longest_row(amara, MONDAY + timedelta(days=1)) == 0


def test_a_wrong_count_of_a_circle_is_found(world: World) -> None:
    amara, *others = circle = world.people[:3]
    for one in circle:
        one.group = "Morning circle"
    others[0].deeds = [deed(-1, -1)]
    text = "The week in Morning circle\n\nAmara: 1\n".replace("Amara", others[0].first)
    right = f"{text}You: –\n{others[1].first}: –\n\nAna Coach: 7\n"
    counts_are_true(circle, amara, letter(text=right), MONDAY)
    for wrong in (right.replace("You: –", "You: 1"), right.replace(": 1", ": 2"), right.replace("You: –\n", "")):
        with pytest.raises(AssertionError):
            counts_are_true(circle, amara, letter(text=wrong), MONDAY)


def test_a_win_that_is_not_acknowledged_is_found(world: World) -> None:
    the_deed(closed_at=NINE, closed_on=MONDAY)(world)
    with pytest.raises(AssertionError, match="says nothing of"):
        acknowledged(Judge(world), letter())


def test_wrong_digests_are_found(world: World) -> None:
    spoken = "Hello Ana,\n\nA word from you counts.\nTo tidy, use the view Now instead.\n"
    known: dict[str, Any] = {
        "key": f"team2-{MONDAY}", "client_id": "", "kinds": ("digest",), "to": "ana@strongstart.example",
        "text": spoken, "html": spoken,
    }  # fmt: skip
    decided = "YOUR DECISION\n\nAmara Abernathy: Recommit\nHallo Amara\n-> In the sheet.\n\nROWS TO FIX\n\n"
    Digests(world).hears(letter(**{**known, "text": spoken + decided + "-> Correct it.\n" * 12}))
    for what, change in (
        ("a second one", {"day": MONDAY}),
        ("client 1", {"text": spoken + "k1x"}),
        ("lines", {"text": spoken + "-> Correct it.\n" * 13}),
        ("weekly one on a Friday", {"to": "kim@strongstart.example", "day": MONDAY + timedelta(days=4)}),
        ("team2", {"to": "lee@strongstart.example"}),
        ("no brief for Greta", {}),
    ):
        digests = Digests(world)
        digests.days["ana@strongstart.example"] = [MONDAY] if what == "a second one" else []
        if what.startswith("no brief"):
            world.people[6].talks = [Talk(datetime(2026, 3, 9, 17))]
            with pytest.raises(AssertionError, match="Greta"):
                digests.nothing_waits(NINE)
        with pytest.raises(AssertionError, match=what):
            digests.hears(letter(**{**known, **change}))
