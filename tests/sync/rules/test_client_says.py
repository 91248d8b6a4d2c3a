"""Client says: what replies say of a commitment, until the coach has acted on it (contract, section 3, Done)."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from sync.workbook.base import Value
from tests.practice import Book, answers, at, book, on

C = "Commitments"
THEN = datetime(2026, 11, 22, 9)
"""When a reply comes, unless said: the day before the first run."""
MOVE = "move k101x to 2026-12-14: kids ill"


def replied(*rows: dict[str, Value], commitments: list[dict[str, Value]] | None = None) -> Book:
    """A practice with these replies; the commitments are k101x, k102x, …, told to the client ten days ago."""
    made = book(commitments=commitments or [{}], replies=answers(*[{"State": "New", **row} for row in rows]))
    made.run(at(-2))
    for place in range(len(commitments or [{}])):
        made.tell(-10, place)
    return made


def says(made: Book, days: int = 0, hour: int = 8) -> Value:
    made.run(at(days, hour))
    return made[C, 0, "Client says"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"Words": MOVE}, "asks to move to 14 Dec: kids ill"),
        ({"Words": "move K101X to 2026-12-14"}, "asks to move to 14 Dec"),
        ({"Words": "move k101x to 2028-12-14"}, "asks to move to 14 Dec 2028"),
        ({"Words": "k101x: 7 of 12", "State": "Noted"}, "7 of 12"),
        ({"Words": "k101x: 7", "State": "Noted"}, "7 so far"),
        ({"Stuck": "k101x: no leads left"}, "stuck: no leads left"),
        ({"Stuck": "k101x: stuck"}, "stuck"),
        ({"Done": "k101x on 2026-11-20", "State": "Noted"}, "done 20 Nov"),
        ({"Words": "move k101x to 2026-12-14: =1+1"}, "asks to move to 14 Dec: =1+1"),
        ({"Words": "move k101x to 2026-12-14: a\x0bb\u2028c"}, "asks to move to 14 Dec: a b c"),
        ({"Stuck": "k101x: " + "x" * 10_000}, f"stuck: {'x' * 59}…"),
        ({"Words": f"{MOVE}\nk101x: 7 of 12", "Stuck": "k101x: no leads left"},
         "asks to move to 14 Dec: kids ill; 7 of 12; stuck: no leads left"),
        ({"Words": MOVE, "State": "Refused"}, None), ({"Words": MOVE, "State": "Noted"}, None),
        ({"Words": "move k999x to 2026-12-14"}, None), ({"Words": "move k101x to 2026-02-30"}, None),
        ({"Words": "please move k101x to 2026-12-14"}, None), ({"Words": f'"{MOVE}"'}, None),
        ({"Words": "k101x: many"}, None), ({"Stuck": "no leads left"}, None), ({"Words": ""}, None),
        ({"Words": "k101x: 7 of 12 or so"}, None), ({"Words": MOVE, "Client": "Bob"}, None),
        ({"Words": MOVE, "When": "#REF!"}, None),
    ],
)  # fmt: skip
def test_what_a_reply_says_in_short(row: dict[str, Value], said: Value) -> None:
    made = replied(row)
    assert says(made) == said
    assert made.run(at(0, 9)).quiet and made[C, 0, "Due"] == on(7), "a day that is asked for is never typed"


def test_the_newest_of_each_kind_stands_first() -> None:
    made = replied(
        {"When": datetime(2026, 11, 20, 9), "Words": "move k101x to 2026-12-01", "Stuck": "k101x: old"},
        {"When": datetime(2026, 11, 19, 9), "Words": "k101x: 3 of 12"},
        {"When": datetime(2026, 11, 22, 9), "Words": "move k101x to 2026-12-14"},
    )
    assert says(made) == "asks to move to 14 Dec; stuck: old; 3 of 12"


def test_one_client_never_speaks_of_anothers_commitment() -> None:
    marcus: dict[str, Value] = {"Client": "Marcus Webb", "Email": "marcus@example.com"}
    made = book(
        clients=[{}, marcus], commitments=[{"Client": "Marcus Webb"}],
        replies=answers({"Words": f"{MOVE.replace('k101x', 'k102x')}\nk102x: 3", "Stuck": "k102x: x", "Done": "k102x"}),
    )  # fmt: skip
    made.run()
    assert made[C, 0, "ID"] == "k102x" and made[C, 0, "Client says"] is None and made[C, 0, "Closed on"] is None


@pytest.mark.parametrize("how", [{"Done on": on(-1)}, {"Done on": "x"}, {"Dropped on": on(-1)}, {"Due": on(21)}])
@pytest.mark.parametrize("row", [{"Words": MOVE}, {"Words": "k101x: 7 of 12"}, {"Stuck": "k101x: no leads left"}])
def test_it_goes_once_the_coach_has_acted_and_does_not_come_back(row: dict[str, Value], how: dict[str, Value]) -> None:
    made = replied(row)
    assert says(made) is not None
    for header, value in how.items():
        made[C, 0, header] = value
    assert says(made, 0, 12) is None
    assert made.run(at(0, 13)).quiet
    assert [says(made, day) for day in (1, 2, 5)] == [None] * 3


def test_a_no_in_done_on_answers_what_was_said_to_be_done_and_no_other_request() -> None:
    made = replied({"Words": MOVE, "Done": "k101x"}, commitments=[{"Done on": "no"}])
    assert says(made) == "asks to move to 14 Dec: kids ill"


def test_the_very_day_that_was_asked_for_needs_nothing_more() -> None:
    assert says(replied({"Words": MOVE}, commitments=[{"Due": date(2026, 12, 14)}])) is None


def test_a_move_that_was_typed_before_the_request_does_not_answer_it() -> None:
    made = replied()
    made.run(at(0))
    made[C, 0, "Due"] = on(9)  # in the afternoon; in the evening the client asks for yet another day
    row = answers({"State": "New", "When": datetime(2026, 11, 23, 18), "Words": MOVE})[0]
    made.grids |= book(replies=[row]).grids | {"Clients": made.grids["Clients"], C: made.grids[C]}
    assert says(made, 1) == "asks to move to 14 Dec: kids ill"
    assert says(made, 2) == "asks to move to 14 Dec: kids ill"
    assert made["Replies", 0, "State"] == "New"


def test_a_request_answered_on_its_own_day_stays_answered_while_another_of_the_row_waits() -> None:
    words: Value = "move k101x to 2026-12-14\nmove k102x to 2026-12-14"
    made = replied({"When": datetime(2026, 11, 23, 9), "Words": words}, commitments=[{}, {"Commitment": "Run"}])
    made.run(at(0, 10))  # the run that brought the reply in
    made[C, 0, "Due"] = on(20)
    made.run(at(0, 15))
    for day in (1, 2, 3):
        made.run(at(day))
        assert made.every(C, "Client says") == [None, "asks to move to 14 Dec"]
        assert made["Replies", 0, "State"] == "New"
    made[C, 1, "Due"] = on(20)
    made.run(at(4))
    assert made.every(C, "Client says") == [None, None] and made["Replies", 0, "State"] == "Noted"


def test_words_that_a_reply_repeats_from_elsewhere_are_no_formula_and_stay_short() -> None:
    made = replied({"Words": f"move k101x to 2026-12-14: {'=1+1 ' * 3000}\nk101x: 999999999 of 999999999",
                    "Stuck": f"k101x: {'y' * 5000}"})  # fmt: skip
    said = says(made)
    assert isinstance(said, str) and len(said) < 250 and not said.startswith("=")
