"""Status, deadlines that move, done, SMART: contract section 3, sentence by sentence, over several runs."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.workbook.base import Value
from tests.practice import Book, at, book, on

C = "Commitments"


def moves(made: Book) -> tuple[Value, ...]:
    return tuple(made[C, 0, header] for header in ("First due", "Due seen", "Moved on", "Moved"))


def status(
    rules: dict[str, Value] | None = None, client: dict[str, Value] | None = None, **row: Value
) -> tuple[Value, Value]:
    """Status and Days left of one commitment, seen for the first time today."""
    made = book(rules, clients=[client or {}], commitments=[{key.replace("_", " "): cell for key, cell in row.items()}])
    made.run()
    return made[C, 0, "Status"], made[C, 0, "Days left"]


@pytest.mark.parametrize(
    ("days", "word"),
    [
        (-400, "Slipped"), (-15, "Slipped"), (-14, "Overdue"), (-1, "Overdue"), (0, "Due today"), (1, "Due soon"),
        (3, "Due soon"), (4, "Open"), (400, "Open"),
    ],
)  # fmt: skip
def test_a_status_follows_the_days_left(days: int, word: str) -> None:
    assert status(Due=on(days)) == (word, days)


@given(st.integers(-60, 60), st.integers(0, 40), st.integers(0, 40))
def test_the_limits_of_soon_and_slipped_are_the_policys(days: int, soon: int, slipped: int) -> None:
    word, left = status({"Due soon days": soon, "Slipped after days": slipped}, Due=on(days))
    wanted = (
        "Slipped" if days < -slipped else "Overdue" if days < 0 else "Due today" if days == 0
        else "Due soon" if days <= soon else "Open"
    )  # fmt: skip
    assert (word, left) == (wanted, days)


@pytest.mark.parametrize("stage", ["Active", "Prospect", "Paused", "Ended"])
@pytest.mark.parametrize("days", [-100, -1, 0, 1, 100])
def test_the_first_status_that_fits_is_shown(stage: str, days: int) -> None:
    client: dict[str, Value] = {"Stage": stage}
    due = on(days)
    assert status(None, client, Due=due, Owner="Nobody") == ("Check row", None)
    assert status(None, client, Due=due, Owner="Nobody", Commitment=None, Dropped_on=on(-1)) == ("Check row", None)
    assert status(None, client, Due=due, Commitment=None, Done_on=on(-1)) == ("Draft", None)
    assert status(None, client, Due=due, Dropped_on=on(0), Done_on=on(-1)) == ("Dropped", None)
    assert status(None, client, Due=due, Done_on=due if days < 0 else on(0))[1] is None
    assert status(None, client, Due=due, Done_on=on(-3)) == ("Done" if days >= -3 else "Done late", None)
    if stage == "Ended":
        assert status(None, client, Due=due) == ("Ended", None)
    if stage == "Paused":
        assert status(None, client, Due=due) == ("Paused", days)


@pytest.mark.parametrize(("late_by", "word"), [(-5, "Done"), (0, "Done"), (1, "Done late")])
def test_done_on_or_before_the_date_is_done_and_after_it_done_late(late_by: int, word: str) -> None:
    assert status(Due=on(-10), Done_on=on(-10 + late_by))[0] == word


def test_today_is_the_clients_own() -> None:
    zones: list[dict[str, Value]] = [
        {"Time zone": "Kiritimati"},
        {"Client": "B", "Time zone": "Pago Pago"},
        {"Client": "C"},
    ]
    made = book(
        clients=zones, commitments=[{"Due": on(0)}, {"Client": "B", "Due": on(0)}, {"Client": "C", "Due": on(0)}]
    )
    made.run(at(0, 10, 30))
    assert made.every(C, "Days left") == [-1, 1, 0], "the 24th in Kiritimati, the 22nd in Pago Pago"


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(ZoneInfo("UTC"))),
    st.sampled_from(
        ["Berlin", "New York", "Kiritimati", "Pago Pago", "Kathmandu", "Lord Howe", "Chatham", "Casablanca"]
    ),
)
def test_days_left_count_calendar_days_on_every_clock_and_on_days_of_23_hours(now: datetime, city: str) -> None:
    made = book(clients=[{"Time zone": city}], commitments=[{"Due": date(2026, 7, 1)}])
    night = made.run(now)
    today = now.astimezone(night.reading.record.clients[0].zone).date()
    assert made[C, 0, "Days left"] == (date(2026, 7, 1) - today).days


def test_a_new_deadline_is_remembered_as_first_seen() -> None:
    made = book(commitments=[{"Due": on(7)}])
    made.run(at(0))
    made.run(at(1))
    assert moves(made) == (on(7), on(7), None, None)


def test_before_the_client_was_told_a_new_date_is_a_correction() -> None:
    made = book(commitments=[{"Due": on(7)}])
    made.run(at(0))
    made[C, 0, "Due"] = on(9)
    made.run(at(1))
    assert moves(made) == (on(9), on(9), None, None)


@pytest.mark.parametrize("due", [0, 1])
def test_a_correction_may_come_on_the_very_day(due: int) -> None:
    made = book(commitments=[{"Due": on(due)}])
    made.run(at(-1))
    made[C, 0, "Due"] = on(9)
    made.run(at(0))
    assert moves(made) == (on(9), on(9), None, None)


def test_untold_but_past_it_is_a_move() -> None:
    made = book(commitments=[{"Due": on(-1)}])
    made.run(at(-2))
    made[C, 0, "Due"] = on(9)
    made.run(at(0))
    assert moves(made) == (on(-1), on(9), on(-2), "In time")


def told_and_moved(due: int, seen_last: int, now: int) -> Book:
    """Told on the 20th day before; the last run before the move was at `seen_last`."""
    made = book(commitments=[{"Due": on(due)}])
    made.run(at(-20))
    made.tell(-20)
    made.run(at(seen_last))
    made[C, 0, "Due"] = on(30)
    made.run(at(now))
    return made


@pytest.mark.parametrize(
    ("due", "seen_last", "now", "word"),
    [(5, -1, 0, "In time"), (0, -1, 0, "In time"), (-1, -1, 0, "In time"), (-2, -1, 0, "Late"),
    (-5, -6, 0, "In time"), (-9, -1, 0, "Late")],
)  # fmt: skip
def test_a_deadline_renegotiated_before_it_fell_due_is_no_miss(due: int, seen_last: int, now: int, word: str) -> None:
    made = told_and_moved(due, seen_last, now)
    assert moves(made) == (on(due), on(30), on(seen_last), word)
    made.run(at(now, 20))
    made.run(at(now + 1))
    assert moves(made) == (on(due), on(30), on(seen_last), word)


def test_once_late_it_stays_late() -> None:
    made = told_and_moved(-9, -1, 0)
    made[C, 0, "Due"] = on(40)
    made.run(at(1))
    assert moves(made) == (on(-9), on(40), on(0), "Late")
    made[C, 0, "Due"] = on(-9)
    made.run(at(2))
    assert moves(made) == (on(-9), on(-9), on(1), "Late")


def test_a_due_that_is_gone_for_a_night_forgets_nothing() -> None:
    made = told_and_moved(5, -1, 0)
    made[C, 0, "Due"] = None
    made.run(at(1))
    assert made[C, 0, "Status"] == "Draft" and moves(made)[2:] == (on(-1), "In time")
    made[C, 0, "Due"] = "31/02/2027"
    made.run(at(2))
    assert made[C, 0, "Status"] == "Check row" and moves(made) == (on(5), on(30), on(-1), "In time")
    made[C, 0, "Due"] = on(30)
    made.run(at(3))
    assert moves(made) == (on(5), on(30), on(-1), "In time")


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(-20, 40)), max_size=6), st.booleans())
def test_over_any_history_the_memory_of_a_deadline_is_as_the_contract_says(
    steps: list[tuple[int, int]], told: bool
) -> None:
    made = book(commitments=[{"Due": on(3)}])
    day, due, first = 0, on(3), on(3)
    moved_on, moved = None, None
    made.run(at(0))
    if told:
        made.tell(0)
    for wait, new in steps:
        last, day = day, day + wait
        made[C, 0, "Due"] = on(new)
        made.run(at(day))
        if on(new) != due:
            if not told and due >= on(day):
                first = on(new)
            else:
                moved_on, moved = on(last), "Late" if moved == "Late" or due < on(last) else "In time"
        due = on(new)
        assert moves(made) == (first, due, moved_on, moved)


@pytest.mark.parametrize("mark", ["x", "X", "yes", "Done", "✓", True])
def test_a_mark_counts_for_the_date_of_the_last_run_before_it_was_seen_and_is_kept(mark: Value) -> None:
    made = book(commitments=[{"Due": on(0)}])
    made.run(at(-4))
    made.run(at(-2))
    made[C, 0, "Done on"] = mark
    made.run(at(1))
    assert (made[C, 0, "Closed on"], made[C, 0, "Status"]) == (on(-2), "Done")
    made.run(at(9))
    assert made[C, 0, "Closed on"] == on(-2)


def test_a_mark_in_a_new_row_counts_for_today() -> None:
    made = book(commitments=[{}])
    made.run(at(-4))
    made.add(C, Done_on="x", Due=on(-1))
    made.run(at(0))
    assert (made[C, 1, "Closed on"], made[C, 1, "Status"]) == (on(0), "Done late")


def test_the_date_of_the_last_run_is_the_clients() -> None:
    made = book(clients=[{"Time zone": "Kiritimati"}], commitments=[{}])
    made.run(at(-2, 12))
    made[C, 0, "Done on"] = "x"
    made.run(at(0))
    assert made[C, 0, "Closed on"] == on(-1)


def test_a_date_typed_counts_as_it_is_and_blanking_it_opens_the_row_again() -> None:
    made = book(commitments=[{"Done on": on(-3)}])
    made.run(at(0))
    assert made[C, 0, "Closed on"] == on(-3)
    made[C, 0, "Done on"] = None
    made.run(at(1))
    assert (made[C, 0, "Closed on"], made[C, 0, "Status"]) == (None, "Open")


@pytest.mark.parametrize("cell", ["no", "No", False, None])
def test_no_and_an_unticked_box_close_nothing(cell: Value) -> None:
    made = book(commitments=[{"Done on": cell}])
    made.run()
    assert (made[C, 0, "Closed on"], made[C, 0, "Status"]) == (None, "Open")


def test_closed_on_is_kept_for_dropped_and_blank_for_rows_to_check_and_drafts() -> None:
    made = book(commitments=[{"Done on": on(-3)}])
    made.run()
    made[C, 0, "Dropped on"] = on(0)
    made.run(at(0, 9))
    assert (made[C, 0, "Closed on"], made[C, 0, "Status"]) == (on(-3), "Dropped")
    made[C, 0, "Owner"] = "Bob"
    made.run(at(0, 10))
    assert made[C, 0, "Closed on"] is None
    made[C, 0, "Owner"], made[C, 0, "Commitment"] = None, None
    made.run(at(0, 11))
    assert (made[C, 0, "Closed on"], made[C, 0, "Status"]) == (None, "Draft")


def smart(goal: str | None = None, **row: Value) -> Value:
    made = book(clients=[{"Goal": goal}], commitments=[{key.replace("_", " "): cell for key, cell in row.items()}])
    made.run()
    return made[C, 0, "SMART"]


SOUND: dict[str, Value] = {"Measure": "five calls", "Confidence": 7, "For_goal": "More clients"}


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ({}, "SMART"),
        ({"For_goal": None}, "Missing: Relevant"),
        ({"Measure": " "}, "Missing: Measure"),
        ({"Confidence": 6}, "Missing: Confidence"),
        ({"Confidence": None}, "Missing: Confidence"),
        ({"Confidence": "8/10"}, "Missing: Confidence"),
        ({"Confidence": "7"}, "SMART"),
        ({"Due": None}, "Missing: Due"),
        ({"Due": "31/02/2026"}, "Missing: Due"),
        ({"Commitment": "Call leads"}, "Missing: Specific"),
        ({"Commitment": None}, "Missing: Specific"),
        ({"Commitment": "五人に電話"}, "Missing: Specific"),
        ({"Commitment": "五人に電話を"}, "SMART"),
        ({"Commitment": "โทรหาแม่"}, "SMART"),
        ({"Measure": None, "Confidence": 1, "For_goal": None, "Due": None, "Commitment": "x"},
         "Missing: Specific, Measure, Confidence, Relevant, Due"),
        ({"Dropped_on": on(0), "Measure": None}, None),
        ({"Done_on": on(-1), "Measure": None}, None),
        ({"Done_on": on(0), "Due": on(-1), "Measure": None}, None),
        ({"Owner": "Bob"}, "SMART"),
    ],
)  # fmt: skip
def test_smart_names_what_lacks_in_order(row: dict[str, Value], word: Value) -> None:
    assert smart(**{**SOUND, **row}) == word


def test_the_clients_goal_makes_her_commitments_relevant() -> None:
    assert smart("More clients", **{**SOUND, "For_goal": None}) == "SMART"


def test_clients_count_what_is_open_and_what_is_overdue() -> None:
    days = [-29, -28, -15, -1, 0, 3, 4, 90]
    rows: list[dict[str, Value]] = [{"Due": on(day)} for day in days]
    rows += [{"Due": on(-1), "Owner": "Coach"}, {"Due": on(-1), "Done on": on(0)}, {"Due": on(-1), "Dropped on": on(0)}]
    made = book(commitments=[*rows, {"Due": on(5), "Owner": "Coach"}, {"Due": on(-2), "Commitment": None}])
    made.run()
    assert (made["Clients", 0, "Open"], made["Clients", 0, "Overdue"]) == (4, 3)
    made["Clients", 0, "Stage"] = "Paused"
    made.run(at(0, 9))
    assert (made["Clients", 0, "Open"], made["Clients", 0, "Overdue"]) == (0, 0)


@given(st.dates(on(-400), on(400)), st.timedeltas(timedelta(days=-400), timedelta(days=0)))
def test_what_is_done_has_no_days_left_and_is_done_or_done_late(due: date, ago: timedelta) -> None:
    word, left = status(Due=due, Done_on=on(0) + ago)
    assert left is None and word == ("Done" if on(0) + ago <= due else "Done late")
