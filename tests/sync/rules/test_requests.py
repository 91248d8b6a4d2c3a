"""What replies ask of the coach, and when that is dealt with (contract, section 3, Next action)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sync.workbook.base import Value
from tests.practice import Book, answers, at, book, on

THEN = datetime(2026, 11, 22, 9)
MOVE: dict[str, Value] = {"Words": "move k101x to 2026-12-14"}
STUCK: dict[str, Value] = {"Stuck": "k101x: no leads left"}


def waiting(*rows: dict[str, Value], **tabs: list[dict[str, Value]]) -> Book:
    made = book(
        commitments=[{}], replies=answers(*[{"State": "New", "When": THEN, **row} for row in rows]), **tabs
    )  # fmt: skip
    made.run(at(-2))
    made.tell(-10)
    return made


def next_action(made: Book, days: int = 0, hour: int = 8) -> tuple[Value, Value]:
    """Next action, and State of the first reply."""
    made.run(at(days, hour))
    return made["Clients", 0, "Next action"], made["Replies", 0, "State"]


@pytest.mark.parametrize(
    "row",
    [MOVE, STUCK, {"Help wanted": "A list"}, {"Words": "agenda: prices"}, {"Words": "stop"}, {"Words": "fewer"},
     {"Words": "Thank you"}, {"Stuck": "all of it"}, {}],
)  # fmt: skip
def test_an_answer_that_is_new_waits_for_the_coach(row: dict[str, Value]) -> None:
    made = waiting(row)
    assert next_action(made) == ("Answer the client", "New")
    assert made.run(at(0, 9)).quiet


@pytest.mark.parametrize("word", ["Noted", "noted ", "seen to it", None])
def test_the_coach_may_type_over_it(word: Value) -> None:
    made = waiting(MOVE)
    made.run(at(0))
    made["Replies", 0, "State"] = word
    assert next_action(made, 0, 9) == (None, word)


@pytest.mark.parametrize("row", [MOVE, STUCK])
@pytest.mark.parametrize("how", [{"Due": on(30)}, {"Done on": "x"}, {"Done on": on(-1)}, {"Dropped on": on(0)}])
def test_what_asks_about_a_commitment_is_noted_once_the_coach_acted(
    row: dict[str, Value], how: dict[str, Value]
) -> None:
    made = waiting(row)
    made.run(at(0))
    for header, value in how.items():
        made["Commitments", 0, header] = value
    assert next_action(made, 0, 12) == (None, "Noted")
    assert made.run(at(0, 13)).quiet and next_action(made, 3) == (None, "Noted")


def test_no_session_and_no_fortnight_settles_a_day_that_was_asked_for() -> None:
    held: list[dict[str, Value]] = [{"Start": datetime(2026, 11, 24, 9), "Outcome": "Attended"}]
    made = waiting(MOVE, sessions=held)
    assert next_action(made, 30)[1] == "New"


@pytest.mark.parametrize("row", [{"Help wanted": "A list"}, {"Words": "agenda: prices"}, {"Words": "stop"}])
def test_everything_else_is_noted_after_a_session_that_was_held(row: dict[str, Value]) -> None:
    made = waiting(row, sessions=[{"Start": datetime(2026, 11, 24, 9)}])
    assert next_action(made, 2)[1] == "New", "whether it was held is not known yet"
    made["Sessions", 0, "Outcome"] = "Attended"
    assert next_action(made, 2, 9)[1] == "Noted"


def test_a_session_before_the_answer_settles_nothing() -> None:
    made = waiting({"Help wanted": "A list"}, sessions=[{"Start": THEN - timedelta(hours=1), "Outcome": "Late"}])
    assert next_action(made) == ("Answer the client", "New")


@pytest.mark.parametrize(("days", "state"), [(12, "New"), (13, "Noted")])
def test_everything_else_is_noted_after_fourteen_days(days: int, state: str) -> None:
    assert next_action(waiting({"Words": "Thank you"}), days)[1] == state


def test_all_that_one_answer_asks_must_be_dealt_with() -> None:
    made = waiting({**MOVE, "Help wanted": "A list"}, sessions=[{"Start": datetime(2026, 11, 24, 9)}])
    made.run(at(0))
    made["Commitments", 0, "Due"] = on(30)
    assert next_action(made, 0, 12)[1] == "New"
    made["Sessions", 0, "Outcome"] = "Attended"
    assert next_action(made, 2)[1] == "Noted"


def test_a_request_about_a_row_that_is_gone_is_like_any_other_words() -> None:
    made = waiting({"Words": "move k999x to 2026-12-14", "Stuck": "k998x: gone"})
    assert next_action(made)[1] == "New"
    assert next_action(made, 13)[1] == "Noted"


def test_a_job_changes_nothing_of_a_reply_but_new_into_noted() -> None:
    note = '"done 9": that email listed 3 things'
    refused: dict[str, Value] = {"State": "Refused", "Client": None, "Sync note": "Refused: it is from another address"}
    thanks: dict[str, Value] = {"Words": "Thank you", "Sync note": note, "Rating": 99}
    made = waiting(thanks, {"Client": "Bob", "Words": "Hello"}, refused)
    before = [list(row) for row in made.grids["Replies"].rows]
    made.nights(0, 20)
    state = made.column("Replies", "State")
    before[1][state] = "Noted"
    assert made.grids["Replies"].rows == before, "an answer of nobody we know waits until the coach has seen it"
