"""What answers close, Client says, self rating, rating gap, last heard (contract, section 3)."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from sync.workbook.base import Value
from tests.practice import Book, answers, at, book, on

C = "Commitments"
FRIDAY = datetime(2026, 11, 20, 9, 0)


def closed(
    done: str, *rows: dict[str, Value], client: dict[str, Value] | None = None, when: Value = FRIDAY
) -> list[Value]:
    """Closed on of the commitments (IDs k101x, k102x, …) after an answer with these words in Done."""
    made = book(clients=[client or {}], commitments=[*rows] or [{}], check_ins=[{"Timestamp": when, "Done": done}])
    made.run()
    return made.every(C, "Closed on")


@pytest.mark.parametrize(
    ("done", "day"),
    [
        ("k101x", on(-3)), ("K101X", on(-3)), ("done: k101x!", on(-3)), ("Call five leads", on(-3)),
        (" - call  FIVE leads.", on(-3)),
        ("Call five leads on Thursday", on(-4)), ("Call five leads (3 Nov)", date(2026, 11, 3)),
        ("Call five leads 2026-11-18", on(-5)),
        ("Call five leads, 18 Nov", on(-5)), ("k101x on Friday", on(-3)), ("k101x on Saturday", on(-9)),
        ("k101x 18 November 2026", on(-5)),
        ("k101x (Nov 18)", on(-5)), ("k101x on 24 Dec", on(-3)), ("k101x on 2026-12-24", on(-3)),
        ("k101x on 2026-11-18", on(-5)), ("k101x on 2026-11-18\nk999x on 2026-11-01", on(-5)),
        ("k101x soon", on(-3)),
        ("something\nCall five leads", on(-3)), ("Something; k101x on Thursday", on(-4)), ("Call five", None),
        ("Call five leads today", None),
        ("k1011x", None), ("xk101x", None), ("", None), ("Call five leads tomorrow", None),
    ],
)  # fmt: skip
def test_an_answer_names_a_commitment_by_its_id_or_its_whole_words_with_or_without_a_day(done: str, day: Value) -> None:
    assert closed(done) == [day]


def test_a_day_without_its_year_is_the_one_that_lies_lately_before_the_answer() -> None:
    assert closed("k101x on 28 Dec", when=datetime(2026, 1, 5, 9)) == [date(2025, 12, 28)]
    assert closed("k101x on 28 Jan", when=datetime(2026, 1, 5, 9)) == [date(2026, 1, 5)]


def test_an_answer_that_has_not_come_yet_is_a_year_typed_wrong_and_closes_nothing() -> None:
    made = book(commitments=[{}], check_ins=[{"Timestamp": datetime(2027, 11, 20, 9), "Done": "k101x", "Rating": 3}])
    made.run()
    assert made["Check-ins", 0, "Sync note"] == "Timestamp: 20 Nov 2027 has not come yet"
    assert made[C, 0, "Closed on"] is made["Clients", 0, "Last heard"] is made["Clients", 0, "Self rating"] is None
    assert closed("k101x", when=datetime(2026, 11, 23, 23, 0)) == [on(0)], "later on the same day it has"
    assert closed("k101x", client={"Time zone": "Auckland"}, when=datetime(2026, 11, 23, 23)) == [on(1)]


def test_several_commitments_in_one_answer_have_each_their_day() -> None:
    rows: list[dict[str, Value]] = [{}, {"Commitment": "Write, print and post it"}, {"Commitment": "Run"}]
    assert closed("k101x and k103x on Thursday", *rows) == [on(-4), None, on(-4)]
    assert closed("k101x on Thursday and k103x", *rows) == [on(-4), None, on(-3)]
    assert closed("Write, print and post it", *rows) == [None, on(-3), None]
    assert closed("Run, k101x\nWrite, print and post it on Thursday", *rows) == [on(-3), on(-4), on(-3)]


def test_the_answers_own_date_is_the_clients() -> None:
    late = datetime(2026, 11, 20, 23, 0)
    assert closed("k101x", client={"Time zone": "Auckland"}, when=late) == [on(-2)]
    assert closed("k101x", client={"Time zone": "New York"}, when=datetime(2026, 11, 20, 3, 0)) == [on(-4)]


def test_the_earliest_date_counts() -> None:
    rows = [
        {"Done": "k101x", "Timestamp": FRIDAY},
        {"Done": "k101x on Wednesday", "Timestamp": FRIDAY},
        {"Done": "k101x", "Timestamp": on(-4)},
    ]
    made = book(commitments=[{}], check_ins=rows)
    made.run()
    assert made[C, 0, "Closed on"] == on(-5)


def test_words_that_two_live_commitments_share_name_none() -> None:
    assert closed("Call five leads", {}, {}) == [None, None]
    assert closed("Call five leads", {}, {"Done on": on(-9)}) == [on(-3), on(-9)]
    assert closed("Call five leads", {}, {"Dropped on": on(-9)}) == [on(-3), None]
    assert closed("Call five leads", {}, {"Due": None}) == [on(-3), None]
    assert closed("Call five leads", {}, {"Owner": "Bob"}) == [on(-3), None]


def test_an_answer_that_closed_last_weeks_row_does_not_close_this_weeks() -> None:
    made = book(commitments=[{"Due": on(-3)}], check_ins=[{"Timestamp": FRIDAY, "Done": "Call five leads"}])
    made.run()
    made.add(C, Due=on(4))
    made.run(at(1))
    assert made.every(C, "Closed on") == [on(-3), None]
    made.add("Check-ins", Timestamp=datetime(2026, 11, 25, 9), Done="call five leads")
    made.run(at(2, 12))
    assert made.every(C, "Closed on") == [on(-3), on(2)]
    made.nights(3, 5)
    assert made.every(C, "Closed on") == [on(-3), on(2)]


def test_one_client_cannot_close_anothers_commitment() -> None:
    marcus: dict[str, Value] = {"Client": "Marcus Webb", "Email": "marcus@example.com"}
    made = book(
        clients=[{}, marcus],
        commitments=[{}, {"Client": "Marcus Webb"}],
        check_ins=[{"Done": "k103x, Call five leads"}],
    )
    made.run()
    assert made.every(C, "Closed on")[1] is None


def test_what_the_coach_typed_goes_before_what_was_said() -> None:
    assert closed("k101x", {"Done on": "no"}) == [None]
    assert closed("k101x", {"Done on": on(-1)}) == [on(-1)]


def test_refused_replies_have_no_effect() -> None:
    for state, day in (("New", on(-1)), ("Noted", on(-1)), ("Refused", None)):
        made = book(commitments=[{}], replies=answers({"Done": "k101x", "Rating": 9, "State": state}))
        made.run()
        assert made[C, 0, "Closed on"] == day
        assert made["Clients", 0, "Self rating"] == (9 if day else None) and made["Clients", 0, "Last heard"] == day


def test_a_day_stated_in_a_reply_is_the_day_and_else_the_clients_own_date() -> None:
    for done, day in (("k101x on 2026-11-18", on(-5)), ("k101x", on(-1)), ("k101x on 2026-11-23", on(-1))):
        said = answers({"Done": done, "When": datetime(2026, 11, 21, 23, 0)})
        made = book(clients=[{"Time zone": "Auckland"}], commitments=[{}], replies=said)
        made.run()
        assert made[C, 0, "Closed on"] == day


def says(made: Book) -> Value:
    return made[C, 0, "Client says"]


def test_client_says_what_was_said_until_the_coach_has_acted_on_it() -> None:
    made = book(commitments=[{}], check_ins=[{"Timestamp": FRIDAY, "Done": "k101x on Thursday"}])
    made.run(at(-1))
    assert says(made) == "done 19 Nov"
    made[C, 0, "Done on"] = on(-4)
    made.run(at(0))
    assert says(made) is None


def test_client_says_is_blank_once_the_date_was_moved() -> None:
    made = book(commitments=[{"Due": on(-2)}], check_ins=[{"Timestamp": FRIDAY, "Done": "k101x"}])
    made.run(at(-1))
    made[C, 0, "Due"] = on(9)
    made.run(at(0))
    assert says(made) is None and made.run(at(0, 9)).quiet
    made.nights(1, 3)
    assert says(made) is None


def rating(
    check_ins: list[dict[str, Value]], replies: list[dict[str, Value]] | None = None, **client: Value
) -> tuple[Value, Value]:
    rows = [{key.replace("_", " "): cell for key, cell in client.items()}]
    made = book(clients=rows, check_ins=check_ins, replies=answers(*(replies or [])))
    made.run()
    return made["Clients", 0, "Self rating"], made["Clients", 0, "Rating gap"]


def test_the_self_rating_is_that_of_the_newest_answer_that_has_one() -> None:
    old, new = (
        {"Timestamp": datetime(2026, 11, 2, 9), "Rating": 3},
        {"Timestamp": datetime(2026, 11, 9, 9), "Rating": 8},
    )
    assert rating([new, old])[0] == 8
    assert rating([old, {**new, "Rating": None}])[0] == 3
    assert rating([old, {**new, "Rating": "8/10"}])[0] == 3, "a bad rating counts as blank"
    assert rating([{**new, "Rating": 5}, new])[0] == 8 and rating([new, {**new, "Rating": 5}])[0] == 5, (
        "of equal times the lower row"
    )
    assert rating([old], [{"When": datetime(2026, 11, 3, 9), "Rating": 6}])[0] == 6
    assert rating([new], [{"When": datetime(2026, 11, 3, 9), "Rating": 6}])[0] == 8


@pytest.mark.parametrize(
    ("coach", "own", "gap"), [(7, 4, 3), (4, 7, -3), (5, 5, 0), (None, 5, None), (5, None, None), ("8/10", 5, None)]
)
def test_the_gap_is_the_coachs_rating_less_the_clients_own(coach: Value, own: Value, gap: Value) -> None:
    assert rating([{"Rating": own}], Coach_rating=coach)[1] == gap


def test_last_heard_is_the_newest_day_of_an_answer_or_a_held_session() -> None:
    made = book(clients=[{"Time zone": "Auckland"}], check_ins=[{"Timestamp": datetime(2026, 11, 10, 12)}])
    made.run()
    assert made["Clients", 0, "Last heard"] == date(2026, 11, 11)
    made = book(
        sessions=[
            {"Start": datetime(2026, 11, 12, 9), "Outcome": "Attended"},
            {"Start": datetime(2026, 11, 13, 9)},
            {"Start": datetime(2026, 11, 14, 9), "Outcome": "Rescheduled"},
        ],
        replies=answers({"When": datetime(2026, 11, 11, 9)}),
    )
    made.run()
    assert made["Clients", 0, "Last heard"] == date(2026, 11, 12)
