"""Kept, follow-through, streak, effort, stalled (contract, section 3)."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.policies import Policies
from sync.rules.progress import effort
from sync.workbook.base import Value
from tests.practice import Book, at, book, on

Row = dict[str, Value]


def kept(days: int = -1, **rest: Value) -> Row:
    return {"Due": on(days), "Done on": on(days), **rest}


def missed(days: int = -1, **rest: Value) -> Row:
    return {"Due": on(days), **rest}


def late(days: int = -5, **rest: Value) -> Row:
    return {"Due": on(days), "Done on": on(days + 2), **rest}


def figures(rows: list[Row], rules: Row | None = None, **client: Value) -> tuple[Value, Value]:
    """Follow-through and Streak."""
    made = book(rules, clients=[{key.replace("_", " "): cell for key, cell in client.items()}], commitments=rows)
    made.run()
    return made["Clients", 0, "Follow-through"], made["Clients", 0, "Streak"]


@pytest.mark.parametrize(
    ("rows", "percent"),
    [
        ([], None), ([kept()], 100), ([missed()], 0), ([late()], 0), ([kept(), missed()], 50),
        ([kept()] * 2 + [missed()], 67),
        ([kept()] + [missed()] * 2, 33), ([kept()] + [missed()] * 7, 13), ([kept()] * 5 + [missed()] * 3, 63),
        ([kept()] * 3 + [missed()] * 5, 38),
        ([kept(), missed(Owner="Coach")], 100), ([kept(), missed(Commitment=None)], 100),
        ([kept(), missed(Owner="Bob")], 100),
        ([kept(), {"Due": on(-1), "Dropped on": on(0)}], 100), ([kept(), missed(-43)], 100),
        ([kept(), missed(-42)], 50),
        ([missed(0), missed(1)], None), ([kept(), {"Due": on(0), "Done on": on(0)}], 100),
        ([{"Due": on(1), "Done on": on(0)}], None),
        ([{"Due": on(0), "Done on": on(-1)}, missed(0)], 100), ([kept(), missed(-1, **{"Done on": "no"})], 50),
    ],
)  # fmt: skip
def test_follow_through_is_kept_of_resolved_in_whole_percent(rows: list[Row], percent: Value) -> None:
    assert figures(rows)[0] == percent


@given(st.integers(0, 30), st.integers(0, 30))
def test_halves_are_rounded_up(good: int, bad: int) -> None:
    found = figures([kept()] * good + [missed()] * bad)[0]
    assert found == (int(Fraction(100 * good, good + bad) + Fraction(1, 2)) if good + bad else None)


def test_how_far_back_it_looks_is_the_policys() -> None:
    assert figures([kept(-3), missed(-8)], {"Follow-through days": 7})[0] == 100
    assert figures([kept(-3), missed(-7)], {"Follow-through days": 7})[0] == 50


def moved(made: Book, due: int, before_run: int) -> None:
    """The first commitment, told, gets a new date before the run of that day."""
    made["Commitments", 0, "Due"] = on(due)
    made.run(at(before_run))


def test_what_was_moved_late_is_never_kept_and_what_was_moved_in_time_is() -> None:
    for run_before, percent in ((-11, 0), (-12, 100)):
        made = book(commitments=[{"Due": on(-12)}])
        made.run(at(-20))
        made.tell(-20)
        made.run(at(run_before))
        moved(made, -2, -10)
        made["Commitments", 0, "Done on"] = on(-3)
        made.run(at(0))
        assert made["Clients", 0, "Follow-through"] == percent


def test_undone_ones_from_before_a_pause_are_not_held_against_a_client_until_they_are_moved() -> None:
    rows: list[Row] = [kept(-20), missed(-20), missed(-9), {"Due": on(-20), "Done on": on(-1)}]
    assert figures(rows, Pause_until=on(-10))[0] == 33
    assert figures(rows, Pause_until=on(-20))[0] == 25
    assert figures([kept(-1), missed(-10)], Pause_until=on(-10))[0] == 50, "due on the day of the return counts"


@pytest.mark.parametrize(
    ("rows", "streak"),
    [
        ([], 0), ([kept()], 1), ([missed()], 0), ([kept(-1), kept(-2), missed(-3), kept(-4)], 2),
        ([missed(-1), kept(-2)], 0),
        ([kept(-1), kept(-2), missed(-2), kept(-2)], 1), ([missed(-1), kept(-1)], 0),
        ([kept(-4), kept(-200), kept(-390)], 3),
        ([kept(-2), late(-9), kept(-12)], 1), ([kept(-1), missed(-2, Owner="Coach"), kept(-3)], 2),
        ([kept(-1), missed(0), missed(5)], 1),
        ([{"Due": on(5), "Done on": on(0)}, kept(-1)], 1),
    ],
)  # fmt: skip
def test_a_streak_counts_the_newest_in_a_row_and_on_one_date_one_not_kept_ends_it(rows: list[Row], streak: int) -> None:
    assert figures(rows)[1] == streak
    assert figures(rows[::-1])[1] == streak, "the order of the rows says nothing"


@pytest.mark.parametrize("stage", ["Prospect", "Paused", "Ended"])
def test_all_four_are_blank_for_a_client_who_is_not_active(stage: str) -> None:
    made = book(clients=[{"Stage": stage}], commitments=[kept(), missed(Owner="Coach")])
    made.run()
    for header in ("Follow-through", "Streak", "Coach follow-through", "Effort"):
        assert made["Clients", 0, header] is None


@pytest.mark.parametrize(
    ("client", "coach", "word"),
    [
        (None, 50, ""), (50, None, ""), (None, None, ""), (50, 50, "Even"), (75, 50, "Even"),
        (76, 50, "Client does more"),
        (50, 75, "Even"), (50, 76, "Coach does more"), (0, 100, "Coach does more"),
    ],
)  # fmt: skip
def test_effort_compares_both_sides_with_some_tolerance(client: int | None, coach: int | None, word: str) -> None:
    assert effort(client, coach, Policies()) == word


def test_the_coachs_own_promises_are_held_to_the_same_standard() -> None:
    made = book(
        {"Effort tolerance": 0}, commitments=[kept(), missed(), kept(-1, Owner="Coach"), late(-5, Owner=" coach ")]
    )
    made.run()
    assert (made["Clients", 0, "Coach follow-through"], made["Clients", 0, "Effort"]) == (50, "Even")


def stalled(rows: list[Row], rules: Row | None = None, sessions: list[Row] | None = None, **client: Value) -> bool:
    made = book(rules, clients=[client], commitments=rows, sessions=sessions or [])
    made.run()
    assert made["Clients", 0, "Track"] in ("Talk", "Reach out", "On track", None)
    return made["Clients", 0, "Track"] == "Talk"


@pytest.mark.parametrize(
    ("rows", "is_stalled"),
    [
        ([missed()] * 4, True), ([missed()] * 3, False), ([missed()] * 2 + [kept()] * 2, False),
        ([missed()] * 3 + [kept()] * 2, True),
        ([missed()] * 3 + [late()] * 2, True), ([missed(-5)] * 2 + [late()] * 2, False), ([missed(-31)] * 4, False),
        ([missed(-30)] * 4, True), ([missed(Owner="Coach")] * 4, False), ([missed(0)] * 4, False),
        ([missed()] * 3 + [missed(-31)] + [kept()] * 3, False),
    ],
)  # fmt: skip
def test_stalled_is_fewer_than_half_closed_of_at_least_four(rows: list[Row], is_stalled: bool) -> None:
    assert stalled(rows) is is_stalled


def test_the_window_reaches_back_to_the_third_last_held_session() -> None:
    days = (-60, -50, -40, -2)
    held: list[Row] = [
        {"Start": datetime.combine(on(day), datetime.min.time()).replace(hour=9), "Outcome": "Attended"} for day in days
    ]
    rows = [missed(-50)] * 4
    assert (
        stalled(rows, None, held) and not stalled(rows, None, held[2:]) and not stalled([missed(-51)] * 4, None, held)
    )
    held[1]["Outcome"], held[1]["Cancelled at"] = "Cancelled by client", on(-51)
    assert stalled([missed(-60)] * 4, None, held), "only held ones count"


def test_the_ladders_measures_are_the_policys() -> None:
    rows = [missed()] * 2 + [kept()]
    assert not stalled(rows) and stalled(rows, {"Ladder minimum": 3})
    assert not stalled(rows, {"Ladder minimum": 3, "Ladder threshold": 33})
    assert not stalled([missed(-8)] * 4, {"Ladder days": 7})


def test_a_client_who_is_not_active_is_never_stalled() -> None:
    assert not any(stalled([missed()] * 4, None, None, Stage=stage) for stage in ("Prospect", "Paused", "Ended"))
