"""Track, Why, Next action, To set up: who needs the coach and what to do next (contract, section 3)."""

from __future__ import annotations

from datetime import datetime

import pytest

from sync.workbook.base import Value
from tests.practice import Book, answers, at, book, on

Row = dict[str, Value]
FAR = datetime(2026, 11, 8, 9)  # fifteen days back


def track(made: Book) -> tuple[Value, Value, Value]:
    made.run(at(0))
    return tuple(made["Clients", 0, header] for header in ("Track", "Why", "Next action"))  # type: ignore[return-value]


def test_a_client_without_anything_to_say_is_on_track() -> None:
    assert track(book(commitments=[{}])) == ("On track", None, None)


@pytest.mark.parametrize(
    ("count", "found"), [(1, ("On track", None, None)), (2, ("Reach out", "2 overdue", "Ask about 2 items"))]
)
def test_two_overdue_are_a_reason_to_reach_out(count: int, found: tuple[Value, ...]) -> None:
    assert track(book(commitments=[{"Due": on(-1)}] * count)) == found


def test_what_lies_further_back_than_the_overdue_days_is_none() -> None:
    assert track(book(commitments=[{"Due": on(-29)}] * 2))[0] == "On track"
    assert track(book({"Overdue days": 29}, commitments=[{"Due": on(-29)}] * 2))[0] == "Reach out"


@pytest.mark.parametrize(
    ("sessions", "client", "since"),
    [
        ([], {"Start date": on(-99)}, None),
        ([{"Start": FAR, "Outcome": "Attended"}], {}, "8 Nov"),
        ([{"Start": FAR.replace(day=9), "Outcome": "Attended"}], {}, None),
        ([{"Start": FAR, "Outcome": "Attended"}, {}], {}, None),
        ([{"Start": FAR, "Outcome": "Rescheduled"}], {}, None),
        ([{"Start": FAR, "Outcome": "Rescheduled"}], {"Start date": on(-15)}, "8 Nov"),
        ([{"Start": FAR, "Outcome": "Rescheduled"}], {"Start date": on(-14)}, None),
        ([{"Client": "B", "Start": FAR}], {"Start date": on(-15)}, "8 Nov"),
        ([{"Start": FAR, "Outcome": "Bad"}], {"Start date": on(-15)}, "8 Nov"),
        ([{"Start": FAR, "Outcome": "Attended"}, {"Start": FAR.replace(day=20)}], {}, None),
    ],
)  # fmt: skip
def test_nothing_booked_is_a_reason_only_where_sessions_has_a_row(
    sessions: list[Row], client: Row, since: str | None
) -> None:
    made = book(clients=[client, {"Client": "B"}], sessions=sessions)
    found = track(made)
    assert found[:2] == (("Reach out", f"nothing booked since {since}") if since else ("On track", None))


def test_a_session_that_waits_for_its_outcome_is_asked_about_before_booking() -> None:
    assert track(book(sessions=[{"Start": FAR}])) == ("Reach out", "nothing booked since 8 Nov", "Note how 8 Nov went")
    assert track(book(sessions=[{"Start": FAR, "Outcome": "Late"}]))[2] == "Book a session"
    assert (
        track(book(sessions=[{"Start": FAR.replace(day=20)}, {"Start": FAR.replace(day=19)}]))[2]
        == "Note how 19 Nov went"
    )


def test_stalled_comes_first_and_the_reasons_stand_worst_first() -> None:
    made = book(commitments=[{"Due": on(-1)}] * 4, sessions=[{"Start": FAR, "Outcome": "Attended"}])
    made.run(at(-20))
    made.letter(-9, f"check-in:{on(-9)}")
    assert track(made) == (
        "Talk",
        "0 of 4 done since 24 Oct, 4 overdue, no answer to the check-in of 14 Nov, nothing booked since 8 Nov",
        "Decide: Recommit",
    )


@pytest.mark.parametrize("client", [{"Stage": "Paused"}, {"Stage": "Ended"}, {"Stage": "Prospect"}, {"Emails": "Some"}])
def test_track_and_why_are_blank_for_who_is_not_active_or_to_check(client: Row) -> None:
    assert track(book(clients=[client], commitments=[{"Due": on(-1)}] * 4))[:2] == (None, None)


def test_the_next_action_is_the_first_that_is_true() -> None:
    made = book(
        clients=[{}],
        commitments=[{"Due": on(-1)}, {"Due": on(-2)}, {"Due": on(9), "Owner": "Bob"}],
        replies=answers({"State": "New", "When": datetime(2026, 11, 13, 9)}),
        sessions=[{"Start": FAR}],
        decisions=[{"ID": "d1x", "Client": "Priya Nair", "Step": "Look back", "Date": on(0)}],
    )
    made.run(at(-20))
    made.letter(-9, f"check-in:{on(-9)}")
    assert track(made)[2] == "Decide: Look back"
    made["Decisions", 0, "Outcome"], made["Decisions", 0, "Outcome on"] = "Not now", on(0)
    assert track(made)[2] == "Answer the client"
    made["Replies", 0, "State"] = "Noted"
    assert track(made)[2] == "Fix 1 rows"
    made["Commitments", 2, "Owner"] = None
    assert track(made)[2] == "Ask about 2 items"
    made["Commitments", 0, "Dropped on"] = on(0)
    assert track(made)[2] == "Ask how it goes"
    made.mail.clear()
    assert track(made)[2] == "Note how 8 Nov went"
    made["Sessions", 0, "Outcome"] = "Attended"
    assert track(made)[2] == "Book a session"
    made.add("Sessions")
    assert track(made)[2] is None


@pytest.mark.parametrize(
    ("tab", "row"),
    [
        ("commitments", {"Owner": "Bob"}), ("habits", {"Times a week": None}), ("sessions", {"Outcome": "Bad"}),
        ("payments", {"Due": None}),
        ("check_ins", {"Timestamp": None}), ("check_ins", {"Email": "marcus@example.com"}),
    ],
)  # fmt: skip
def test_rows_to_check_that_name_the_client_are_counted(tab: str, row: Row) -> None:
    clients: list[Row] = [{}, {"Client": "Marcus Webb", "Email": "marcus@example.com"}]
    assert track(book(clients=clients, **{tab: [row, row]}))[2] == "Fix 2 rows"


def test_her_own_row_counts_too() -> None:
    assert track(book(clients=[{"Email": "x"}]))[2] == "Fix 1 rows"


@pytest.mark.parametrize(
    ("count", "closed", "said"),
    [(2, -1, None), (3, -1, "Praise: 3 in a row"), (3, -7, "Praise: 3 in a row"), (3, -8, None), (4, -1, None),
    (5, -1, "Praise: 5 in a row"),
     (9, -1, None), (10, -1, "Praise: 10 in a row"), (15, -1, None), (20, 0, "Praise: 20 in a row")],
)  # fmt: skip
def test_praise_for_three_five_and_every_ten_in_a_row(count: int, closed: int, said: Value) -> None:
    rows: list[Row] = [{"Due": on(closed - n), "Done on": on(closed - n)} for n in range(count)]
    assert track(book(commitments=rows))[2] == said


def lacks(rules: Row | None = None, team: list[Row] | None = None, **client: Value) -> Value:
    made = book(rules, clients=[{key.replace("_", " "): cell for key, cell in client.items()}], team=team or [])
    made.run()
    return made["Clients", 0, "To set up"]


def test_what_is_still_blank_is_listed_in_order() -> None:
    assert lacks() == "Goal, Progress in their words, Coach, Agreement"
    assert lacks({"Check-ins": "None"}, Goal="x") == "Progress in their words, Coach, Check-ins, Agreement"
    assert lacks({"Check-ins": "None"}, **{"Check-ins": "Weekly"}) == "Goal, Progress in their words, Coach, Agreement"
    full: Row = {"Goal": "x", "Progress in their words": "y", "Agreement": on(-9), "Coach": " alicia MORENO"}
    assert lacks(None, [{}], **full) is None
    for team in ([], [{"Email": "x"}], [{"Coach": None}]):
        assert lacks(None, team, **full) == "Coach"
    assert lacks(None, [{"Coach": None}], **{**full, "Coach": None}) == "Coach"
    assert lacks(None, [{}], **{**full, "Check-ins": "None"}) == "Check-ins"
    assert lacks(None, [{}], **{**full, "Agreement": "yes"}) == "Agreement"
    assert lacks(None, [{}], **full, Stage="Paused") is None
