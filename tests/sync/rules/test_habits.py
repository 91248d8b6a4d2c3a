"""Habits: what was reported for this week and the four before (contract, section 3)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from sync.rules.habits import monday, week_to_ask
from sync.workbook.base import Value
from tests.practice import answers, at, book, on


def weeks(*reports: tuple[int, str], client: dict[str, Value] | None = None, hour: int = 9) -> tuple[Value, Value]:
    """This week and Last 4 weeks after reports so many days from Monday, 23 November; the habit is k101x."""
    monday = datetime(2026, 11, 23, hour)
    rows = [{"Timestamp": monday + timedelta(days=days), "Done": done} for days, done in reports]
    made = book(clients=[client or {}], habits=[{}], check_ins=rows)
    made.run(at(2))
    return made["Habits", 0, "This week"], made["Habits", 0, "Last 4 weeks"]


@pytest.mark.parametrize(
    ("reports", "this", "last"),
    [
        ((), None, "–, –, –, –"), (((0, "k101x: 2"),), 2, "–, –, –, –"), (((1, "k101x:2"),
        (0, "k101x: 1")), 2, "–, –, –, –"),
        (((-1, "k101x: 3"),), None, "–, –, –, 3/3"), (((-7, "k101x: 3"), (-8, "k101x: 2"),
        (-28, "k101x: 0")), None, "0/3, –, 2/3, 3/3"),
        (((-29, "k101x: 3"),), None, "–, –, –, –"), (((0, "Read, k101x: 5; k999x: 1"),), 5, "–, –, –, –"),
        (((0, "k101x: many"), (0, "k101xy: 1"), (0, "ak101x: 1"), (0, "k101x"),
        (0, "k101x: 99999")), None, "–, –, –, –"),
    ],
)  # fmt: skip
def test_the_number_last_reported_for_a_week_counts(
    reports: tuple[tuple[int, str], ...], this: Value, last: Value
) -> None:
    assert weeks(*reports) == (this, last)


@pytest.mark.parametrize(
    ("done", "this"),
    [("Train: 3", 3), ("train 2 times", 2), ("Train 3/3", 3), ("Read; TRAIN : 1 of 3\nRun", 1), ("Train", None),
     ("Train3", None), ("Train 3 on Monday", None), ("Trainer 3", None), ("I trained 3", None)],
)  # fmt: skip
def test_a_check_in_names_a_habit_by_its_whole_words_too(done: str, this: Value) -> None:
    assert weeks((0, done))[0] == this


@pytest.mark.parametrize(
    ("words", "this"),
    [("k101x: 3", 3), ("K101X: 3 of 3", 3), ("move k9x to 2026-12-14\nk101x: 0\nfewer", 0), ("k101x: 3 or 4", None),
     ("k999x: 3", None), ("Hello k101x: 3", None), ('"k101x: 3"', None), ("", None)],
)  # fmt: skip
def test_a_reply_reports_by_id_in_a_line_of_its_own(words: str, this: Value) -> None:
    made = book(habits=[{}], replies=answers({"Words": words, "When": datetime(2026, 11, 23, 9)}))
    made.run(at(2))
    assert made["Habits", 0, "This week"] == this
    made["Replies", 0, "State"] = "Refused"
    made.run(at(3))
    assert made["Habits", 0, "This week"] is None


def test_an_answer_on_monday_to_last_weeks_letter_counts_for_its_own_week() -> None:
    reply: dict[str, Value] = {"Words": "k101x: 2", "When": datetime(2026, 11, 23, 0, 30), "Letter": "k100x-2026-11-20"}
    made = book(
        habits=[{}], replies=answers(reply), check_ins=[{"Timestamp": datetime(2026, 11, 22), "Done": "Train 1"}]
    )
    made.run(at(0))
    assert (made["Habits", 0, "This week"], made["Habits", 0, "Last 4 weeks"]) == (2, "–, –, –, 1/3")


def test_the_last_report_of_a_week_counts_wherever_it_stands() -> None:
    said = answers({"Words": "k101x: 2", "When": datetime(2026, 11, 24, 9)})
    for hour, this in ((8, 2), (10, 1)):
        check_ins: list[dict[str, Value]] = [{"Timestamp": datetime(2026, 11, 24, hour), "Done": "Train: 1"}]
        made = book(habits=[{}], replies=said, check_ins=check_ins)
        made.run(at(2))
        assert made["Habits", 0, "This week"] == this


def test_one_client_never_reports_for_another() -> None:
    marcus: dict[str, Value] = {"Client": "Marcus Webb", "Email": "marcus@example.com"}
    said = answers({"Words": "k102x: 3", "Done": "Train: 3"})
    made = book(clients=[{}, marcus], habits=[{"Client": "Marcus Webb"}], replies=said)
    made.run(at(2))
    assert made["Habits", 0, "ID"] == "k102x" and made["Habits", 0, "Last 4 weeks"] == "–, –, –, –"


def test_the_week_is_the_clients() -> None:
    assert weeks((-1, "k101x: 3"), client={"Time zone": "Auckland"}, hour=20) == (3, "–, –, –, –")
    assert weeks((0, "k101x: 3"), client={"Time zone": "New York"}, hour=2) == (None, "–, –, –, 3/3")


@pytest.mark.parametrize(
    "row", [{"Times a week": None}, {"Times a week": "often"}, {"Client": "Bob"}, {"Times a week": 0}]
)
def test_a_row_to_check_shows_nothing(row: dict[str, Value]) -> None:
    made = book(habits=[row], check_ins=[{"Done": "k101x: 3"}])
    made.run()
    assert (made["Habits", 0, "This week"], made["Habits", 0, "Last 4 weeks"]) == (None, None)
    assert made["Habits", 0, "Sync note"]


ASKED = "k101x:week2026-11-16"
"""What the letter of Monday 23 November asked: how often in the week before."""


def reported(*said: tuple[int, str, str], asked: str = ASKED, days: int = 0, **letter: Any) -> tuple[Value, Value]:
    """The same two cells after replies (day, Words, Letter) and rows of Check-ins (day, Done, "form")."""
    replies = [{"When": datetime(2026, 11, 23, 12) + timedelta(days=day), "Words": words, "Letter": key}
               for day, words, key in said if key != "form"]  # fmt: skip
    forms = [{"Timestamp": datetime(2026, 11, 23, 12) + timedelta(days=day), "Done": words}
             for day, words, key in said if key == "form"]  # fmt: skip
    made = book(habits=[{}], replies=answers(*replies), check_ins=forms)
    made.run(at(-30))
    made.letter(days, "check-in:2026-11-23", asked, **{"key": "k100x-2026-11-23", **letter})
    made.run(at(6))
    return made["Habits", 0, "This week"], made["Habits", 0, "Last 4 weeks"]


MONDAYS = "k100x-2026-11-23"


@pytest.mark.parametrize(
    ("said", "this", "last"),
    [
        ([(0, "k101x: 3", MONDAYS)], None, "–, –, –, 3/3"), ([(5, "k101x: 3", MONDAYS)], None, "–, –, –, 3/3"),
        ([(0, "k101x: 3", "k100x-2026-11-20")], 3, "–, –, –, –"), ([(0, "k101x: 3", "")], None, "–, –, –, 3/3"),
        ([(0, "k101x: 3", MONDAYS), (5, "k101x: 1", "")], 1, "–, –, –, 3/3"),
        ([(0, "k101x: 3", MONDAYS), (1, "k101x: 2", MONDAYS)], None, "–, –, –, 2/3"),
        ([(0, "Train: 3", "form")], None, "–, –, –, 3/3"), ([(3, "Train: 3", "form")], None, "–, –, –, 3/3"),
        ([(0, "Train: 3", "form"), (5, "Train: 1", "form")], 1, "–, –, –, 3/3"),
        ([(0, "k999x: 1", MONDAYS), (5, "Train: 1", "form")], 1, "–, –, –, –"),
        ([(-1, "Train: 3", "form")], None, "–, –, –, 3/3"), ([(-8, "Train: 3", "form")], None, "–, –, 3/3, –"),
    ],
)  # fmt: skip
def test_a_number_stands_for_the_week_that_was_asked_about(
    said: list[tuple[int, str, str]], this: Value, last: str
) -> None:
    assert reported(*said) == (this, last)


@pytest.mark.parametrize("asked", ["k101x:week2026-99-16", "k101x:weekend", "k101x:week", "k999x:week2026-11-16", "x"])
def test_what_is_no_question_about_this_habit_moves_nothing(asked: str) -> None:
    assert reported((0, "k101x: 3", MONDAYS), (0, "Train: 3", "form"), asked=asked) == (3, "–, –, –, –")


def test_a_letter_that_did_not_go_out_asked_nothing_and_a_rehearsal_asked_no_form() -> None:
    assert reported((0, "k101x: 3", MONDAYS), state="failed") == (3, "–, –, –, –")
    rehearsal = {"key": f"{MONDAYS}-rehearsal", "rehearsal": True}
    assert reported((0, "Train: 3", "form"), **rehearsal) == (3, "–, –, –, –")
    assert reported((0, "k101x: 3", f"{MONDAYS}-rehearsal"), **rehearsal) == (None, "–, –, –, 3/3")


def test_a_form_weeks_after_the_question_speaks_of_its_own_week() -> None:
    made = reported((7, "Train: 3", "form"))
    assert made == (None, "–, –, –, –")


@pytest.mark.parametrize("day", range(14))
def test_the_week_asked_about_holds_most_of_the_seven_days_before(day: int) -> None:
    date_ = on(day)
    before = [monday(date_ - timedelta(days=back)) for back in range(1, 8)]
    assert week_to_ask(date_, daily=False) == max(set(before), key=before.count)
    assert week_to_ask(date_, daily=True) == monday(date_) - timedelta(days=7)
