"""Receipt: every answer acknowledged once, at the top of the next letter; it opens none (contract, section 4)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from jobs.letters.compose import compose
from jobs.letters.letter import Letter
from jobs.letters.render import text_part
from sync.rules.replies import Reply
from sync.rules.standing import Standing
from tests import cast
from tests.cast import TODAY, commitment, day_of, habit, on, reply, rules, sent, standing

PRIYA = cast.priya()
_YESTERDAY = on(-1)
IDS = ("b1aaaaaa", "b2aaaaaa", "h1aaaaaa")


def _open() -> Standing:
    """It opens a letter: it is due tomorrow."""
    return standing(commitment(PRIYA, "b1aaaaaa", "Draft the intake questions", on(1)), told_on=on(-9))


def _letter(*replies: Reply, **rest: Any) -> Letter | None:
    other = standing(commitment(PRIYA, "b2aaaaaa", "Call a lead", on(9)), told_on=on(-9))
    known: dict[str, Any] = {"habits": [habit(PRIYA, "h1aaaaaa", "Train")], "sent": _EARLIER, "replies": list(replies)}
    return compose(day_of(PRIYA, _open(), other, **{**known, **rest}), rules(), PRIYA.email)


_EARLIER = [sent(PRIYA, on(-5), "h1aaaaaa:agreed")]


def _lines(*replies: Reply, **rest: Any) -> list[str]:
    """The receipt's lines in the text part, without their marks."""
    letter = _letter(*replies, **rest)
    if letter is None or "receipt" not in letter.kinds:
        return []
    page = text_part(letter).split("NOTED, THANK YOU")[1].split("Something not as you meant it?")[0]
    return [line.lstrip("✓- ") for line in page.splitlines() if line]


def _said(day: date = _YESTERDAY, row_id: str = "r1aaaaaa", **rest: Any) -> Reply:
    return reply(PRIYA, row_id, day, *IDS, **rest)


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ({"done": [("b2aaaaaa", on(-1))]}, "Call a lead: done yesterday, Sun 22 Nov"),
        ({"done": [("b2aaaaaa", on(-5))]}, "Call a lead: done Wed 18 Nov"),
        ({"words": "b2aaaaaa: 7 of 12"}, "Call a lead: 7 so far"),
        ({"words": "h1aaaaaa: 3"}, "Train: 3 in the week of Mon 16 Nov"),
        ({"words": "h1aaaaaa: 3", "day": TODAY}, "Train: 3 this week"),
        ({"rating": 7}, "Your number: 7"), ({"wins": "A call"}, "Went well: A call"),
        ({"words": "move b2aaaaaa to 2026-12-14: kids ill"}, "Call a lead: you would like Mon 14 Dec: kids ill"),
        ({"words": f"move b2aaaaaa to {on(9)}"}, "Call a lead: now Wed 2 Dec"),
        ({"words": "move b2aaaaaa to 2026-12-14", "state": "Noted"}, "Call a lead: now Wed 2 Dec"),
        ({"stuck": "b2aaaaaa: no leads"}, "Call a lead: stuck: no leads"), ({"stuck": "b2aaaaaa: stuck"},
         "Call a lead: stuck"), ({"stuck": "no leads"}, "Stuck: no leads"), ({"stuck": "stuck"}, "Stuck"),
        ({"help_wanted": "A list"}, "Would help: A list"), ({"words": "agenda: prices"}, "For our agenda: prices"),
        ({"words": "Thank you\nfor all"}, "You wrote: Thank you for all"),
        ({"words": "b9zzzzzz: 3"}, "You wrote: b9zzzzzz: 3"),
        ({"note": '"done 9": that email listed 3 things; Emails was "All" when this came'},
         "I could not tell what “done 9” stood for. Tell me in your own words?"),
    ],
)  # fmt: skip
def test_what_was_said_is_told_back(said: dict[str, Any], line: str) -> None:
    found = _lines(_said(**{"state": "New", **said}))
    assert [one for one in found if one != "For me to look at:"] == [line]


def test_a_count_is_told_back_for_the_week_that_was_asked_about() -> None:
    asked = sent(PRIYA, on(-1), "h1aaaaaa:week2026-11-09", key="cpriya2x-2026-11-22")
    said = _said(on(0), words="h1aaaaaa: 3", letter="cpriya2x-2026-11-22")
    assert _lines(said, sent=[*_EARLIER, asked]) == ["Train: 3 in the week of Mon 9 Nov"]
    assert _lines(said) == ["Train: 3 this week"]
    assert _lines(_said(stuck="h1aaaaaa: no time", state="New"))[1:] == ["Train: stuck: no time"]


@pytest.mark.parametrize(
    ("wish", "emails", "line"),
    [("fewer", "Essential", "Fewer emails from now on"), ("fewer", "All", "Your “fewer”"), ("stop", "All",
     "Your “stop”"), ("start", "All", "Emails as usual from now on"), ("start", "Essential", "Your “start”")],
)  # fmt: skip
def test_a_wish_is_told_as_it_holds(wish: str, emails: str, line: str) -> None:
    assert line in _lines(_said(words=wish), emails=emails)


def test_no_letter_goes_to_one_who_stopped_them() -> None:
    assert _letter(_said(words="stop"), emails="None") is None


def test_of_two_wishes_the_newest_is_told() -> None:
    first, second = _said(on(-2), words="stop"), _said(row_id="r2aaaaaa", words="start")
    assert _lines(first, second, emails="All") == ["Emails as usual from now on"]


def test_a_receipt_stands_first_and_opens_no_letter() -> None:
    letter = _letter(_said(rating=7))
    assert letter and letter.kinds == ("receipt", "due") and letter.subject == "Tomorrow: one thing you planned"
    assert compose(day_of(PRIYA, replies=[_said(rating=7)]), rules(), PRIYA.email) is None


def test_the_welcome_stands_alone_and_the_receipt_comes_next() -> None:
    marcus = cast.marcus()
    answer = reply(marcus, "r1aaaaaa", TODAY, rating=7)
    welcome = compose(day_of(marcus, replies=[answer]), rules(), marcus.email)
    assert welcome and welcome.kinds == ("welcome",) and "r1aaaaaa:receipt" not in welcome.about


@pytest.mark.parametrize(
    ("state", "kinds"), [("sent", ("due",)), ("in doubt", ("due",)), ("failed", ("receipt", "due"))]
)
def test_each_answer_is_acknowledged_once(state: str, kinds: tuple[str, ...]) -> None:
    earlier = [*_EARLIER, sent(PRIYA, on(-1), "r1aaaaaa:receipt", state=state)]
    letter = _letter(_said(on(-2), rating=7), sent=earlier)
    assert letter and letter.kinds == kinds
    assert ("r1aaaaaa:receipt" in letter.about) == ("receipt" in kinds)


def test_all_answers_are_listed_and_old_ones_are_not() -> None:
    many = [_said(row_id=f"r{n}aaaaaa", wins=f"Win {n}") for n in range(20)]
    assert len(_lines(*many)) == 20
    assert _lines(_said(on(-14), rating=7)) and not _lines(_said(on(-15), rating=7))
    assert _lines(_said(on(-40), rating=7), sent=[sent(PRIYA, on(-41))]), "since the last letter, however long ago"


@pytest.mark.parametrize("rehearsal", [True, False])
def test_an_answer_to_a_rehearsal_is_acknowledged_in_the_rehearsal(rehearsal: bool) -> None:
    tried = _said(rating=7, letter="cpriya2x-2026-11-20-rehearsal")
    real = _said(row_id="r2aaaaaa", rating=8, letter="cpriya2x-2026-11-20")
    told = [sent(PRIYA, on(-9), "b1aaaaaa:agreed", "b2aaaaaa:agreed", "h1aaaaaa:agreed", rehearsal=rehearsal)]
    found = _lines(tried, real, sent=told, rehearsal=rehearsal)
    assert found == [f"Your number: {7 if rehearsal else 8}"]


def test_an_answer_that_says_nothing_and_rows_of_no_one_known_are_left_out() -> None:
    assert _lines(_said(done=[("b9zzzzzz", on(-1))])) == [] and _lines(_said()) == []
    assert _lines(_said(row_id="", rating=7)) == []
