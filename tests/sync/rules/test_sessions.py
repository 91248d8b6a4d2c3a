"""Sessions: results, hours of notice, what is left of the month (contract, section 3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.policies import Policies
from sync.records import Answer, Client, Row, Session
from sync.rules import sessions
from sync.rules.commitments import Clock
from sync.rules.replies import Reply
from sync.workbook.base import Value
from tests.practice import NOW, at, book

START = datetime(2026, 11, 20, 16, 0)


def result(now: datetime = NOW, rules: dict[str, Value] | None = None, **row: Value) -> Value:
    made = book(rules, sessions=[{"Start": START, **{key.replace("_", " "): cell for key, cell in row.items()}}])
    made.run(now)
    return made["Sessions", 0, "Result"]


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ({}, "How did it go?"), ({"Start": datetime(2026, 11, 23, 8, 1)}, "Planned"),
        ({"Start": datetime(2026, 11, 23, 7, 59)}, "How did it go?"),
        ({"Outcome": "Attended"}, "Used"), ({"Outcome": "Late"}, "Used"), ({"Outcome": "no-show"}, "Used"),
        ({"Outcome": "Rescheduled"}, "Not used"),
        ({"Outcome": "Rescheduled", "Start": datetime(2026, 12, 1, 9)}, "Not used"),
        ({"Outcome": "Cancelled by client", "Cancelled_at": START - timedelta(hours=24)}, "Not used"),
        ({"Outcome": "Cancelled by client", "Cancelled_at": START - timedelta(hours=23, minutes=59)}, "Used"),
        ({"Outcome": "Cancelled by client", "Cancelled_at": START + timedelta(hours=1)}, "Used"),
        ({"Outcome": "Cancelled by coach", "Cancelled_at": START - timedelta(hours=24)}, "Not used"),
        ({"Outcome": "Cancelled by coach", "Cancelled_at": START - timedelta(hours=23, minutes=59)}, "Make-up owed"),
        ({"Outcome": "Cancelled by coach", "Cancelled_at": START.date()}, "Make-up owed"),
        ({"Outcome": "Cancelled by client", "Cancelled_at": "2026-11-19"}, "Not used"),
        ({"Outcome": "Cancelled by client"}, "Check row"),
        ({"Outcome": "Attended", "Cancelled_at": START}, "Check row"),
        ({"Cancelled_at": START}, "Check row"), ({"Outcome": "Postponed"}, "Check row"),
        ({"Start": "tomorrow"}, "Check row"),
        ({"Outcome": "Attended", "Start": datetime(2026, 11, 23, 8, 1)}, "Check row"), ({"Client": "Bob"}, "Check row"),
        ({"Medium": "Skype", "Minutes": "an hour"}, "How did it go?"),
    ],
)  # fmt: skip
def test_a_result_follows_the_outcome(row: dict[str, Value], word: str) -> None:
    assert result(**row) == word


@given(st.integers(0, 72), st.integers(0, 72 * 60))
def test_the_hours_of_notice_are_the_policys(hours: int, minutes: int) -> None:
    cancelled = {"Cancelled_at": START - timedelta(minutes=minutes)}
    enough = minutes >= 60 * hours
    assert result(at(0), {"Cancellation notice hours": hours}, Outcome="Cancelled by client", **cancelled) == (
        "Not used" if enough else "Used"
    )
    owed = "Not used" if enough else "Make-up owed"
    assert result(at(0), {"Coach notice hours": hours}, Outcome="Cancelled by coach", **cancelled) == owed


@pytest.mark.parametrize("day", [datetime(2026, 3, 29, 10), datetime(2026, 10, 25, 10)])
def test_notice_is_counted_on_the_clock_also_where_the_clock_changes(day: datetime) -> None:
    made = book(
        {"Time zone": "Berlin"},
        sessions=[{"Start": day, "Outcome": "Cancelled by client", "Cancelled at": day - timedelta(days=1)}],
    )
    made.run()
    assert made["Sessions", 0, "Result"] == "Not used", "24 hours on the wall, 23 or 25 on a stopwatch"


def test_start_is_on_the_practices_clock() -> None:
    for rules, word in (({"Time zone": "Berlin"}, "How did it go?"), ({"Time zone": "New York"}, "Planned")):
        assert result(at(0, 8), rules, Start=datetime(2026, 11, 23, 9, 0)) == word


def test_in_the_hour_that_comes_twice_a_start_is_the_first_of_the_two() -> None:
    second = datetime(2026, 10, 25, 1, 15, tzinfo=at(0).tzinfo)  # 02:15 for the second time in Berlin
    assert result(second, {"Time zone": "Berlin"}, Start=datetime(2026, 10, 25, 2, 30)) == "How did it go?"
    assert result(second, {"Time zone": "Berlin"}, Start=datetime(2026, 10, 25, 2, 30), Outcome="Attended") == "Used"


def left(rules: dict[str, Value] | None, zone: str, *starts: datetime) -> Value:
    made = book(
        rules, clients=[{"Time zone": zone}], sessions=[{"Start": start, "Outcome": "Attended"} for start in starts]
    )
    made.run()
    return made["Clients", 0, "Sessions left"]


def test_sessions_left_are_those_of_the_month_less_those_used() -> None:
    assert left(None, "UTC") == 4
    assert left(None, "UTC", datetime(2026, 11, 1, 9), datetime(2026, 10, 31, 9), datetime(2025, 11, 5, 9)) == 3
    assert left({"Sessions per month": 1}, "UTC", datetime(2026, 11, 1, 9), datetime(2026, 11, 2, 9)) == 0


def test_the_month_is_the_clients() -> None:
    assert left(None, "Auckland", datetime(2026, 10, 31, 12)) == 3
    assert left(None, "Los Angeles", datetime(2026, 11, 1, 3)) == 4


def test_sessions_left_are_blank_for_a_client_who_is_not_active() -> None:
    made = book(clients=[{"Stage": "Paused"}])
    made.run()
    assert made["Clients", 0, "Sessions left"] is None


CLOCKS = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"]
"""With changes of the clock, by half an hour, too, and a day apart."""

starts = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(lambda at: at.replace(microsecond=0, second=0))
near_a_change = st.tuples(
    st.sampled_from([(3, 29), (10, 25), (3, 8), (11, 1), (4, 5), (10, 4)]),
    st.integers(-120, 180),
    st.integers(0, 72),
).map(lambda one: datetime(2026, *one[0], 2) + timedelta(minutes=one[1], hours=one[2]))
"""A time whose last free hour may be one that the clock leaps over, or shows twice."""


@given(starts | near_a_change, st.integers(0, 72), st.sampled_from(CLOCKS))
def test_who_cancels_by_the_last_free_minute_cancels_in_time(start: datetime, hours: int, zone: str) -> None:
    """What the letter says and what the row then shows are one rule, also across a change of the clock."""
    clock = ZoneInfo(zone)
    rules = Policies(time_zone=clock, cancellation_notice_hours=hours)
    one = Session(Row("Sessions", "Sessions", 2, id="s1"), None, start, outcome="Cancelled by client")
    last = sessions.free_until(one, rules)
    as_of = Clock(datetime(2027, 6, 1, tzinfo=UTC), None, rules)
    for moment in (last, last - timedelta(minutes=1), last - timedelta(hours=30)):
        one.cancelled_at = moment.astimezone(clock).replace(tzinfo=None)
        assert sessions.result(one, as_of) == "Not used", moment
    wall = start - timedelta(hours=hours)
    one.cancelled_at = wall + timedelta(minutes=1)
    assert sessions.result(one, as_of) == "Used"
    assert abs(last.astimezone(clock).replace(tzinfo=None) - wall) <= timedelta(hours=1)


def test_exactly_24_hours_are_24_on_the_clock_though_23_or_25_pass() -> None:
    berlin = Policies(time_zone=ZoneInfo("Europe/Berlin"))
    for day, passed in (
        (datetime(2026, 3, 29, 12), 23),
        (datetime(2026, 10, 25, 12), 25),
        (datetime(2026, 6, 1, 12), 24),
    ):
        one = Session(Row("Sessions", "Sessions", 2), None, day)
        begins = sessions.instant(one, Clock(NOW, None, berlin))
        assert begins.astimezone(UTC) - sessions.free_until(one, berlin) == timedelta(hours=passed)


@given(starts, st.sampled_from(CLOCKS), st.sampled_from(CLOCKS))
def test_a_session_is_of_the_month_in_which_its_client_meets_it(start: datetime, practices: str, hers: str) -> None:
    rules = Policies(time_zone=ZoneInfo(practices))
    client = Client(Row("Clients", "Clients", 2), "Priya", zone=ZoneInfo(hers))
    one = Session(Row("Sessions", "Sessions", 2), client, start, outcome="Attended")
    as_of = Clock(datetime(2027, 6, 1, tzinfo=UTC), None, rules)
    on = start.replace(tzinfo=rules.time_zone).astimezone(client.zone).date()
    assert sessions.day(one, as_of) == on
    last = (on.replace(day=1) + timedelta(days=40)).replace(day=1) - timedelta(days=1)
    for today, left in ((on, 3), (last, 3), (on.replace(day=1), 3), (last + timedelta(days=1), 4)):
        assert sessions.left([one], as_of, today) == left
    assert sessions.left([one], as_of, on.replace(day=1) - timedelta(days=1)) == 4


def reply_of(minutes: int, *said: str) -> Reply:
    when = NOW + timedelta(minutes=minutes)
    return Reply(Answer(Row("Replies", "Replies", 2), None, when), agenda=said)


def test_what_a_client_wants_to_speak_of_belongs_to_the_first_session_after_it() -> None:
    as_of = Clock(NOW, None, Policies())
    typed = {"held": (-48, "Attended"), "off": (10, "Cancelled by coach"), "next": (24, ""), "later": (90, "")}
    rows = {
        name: Session(Row("Sessions", "Sessions", 2), None, (NOW + timedelta(hours=hours)).replace(tzinfo=None))
        for name, (hours, _) in typed.items()
    }
    for name, (_, outcome) in typed.items():
        rows[name].outcome = outcome
    rows["next"].agenda = "Prices\n\n  The offer "
    said = [reply_of(60 * at, *words) for at, words in ((-49, ["old"]), (-48, ["new"]), (0, ["today", "Prices"]))]
    said.append(reply_of(60 * 24, "after"))
    asked = {name: sessions.agenda(one, rows.values(), said, as_of) for name, one in rows.items()}
    assert asked["next"] == ["Prices", "The offer", "new", "today"]
    assert asked["later"] == ["after"] and asked["held"] == ["old"]
