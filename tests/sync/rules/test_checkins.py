"""The rhythm of check-ins, and which request waits for its answer (contract, section 3, Next check-in)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.schema import DAYS
from sync.workbook.base import Value
from tests.practice import Book, answers, at, book, on


def upcoming(rules: dict[str, Value] | None = None, **client: Value) -> Value:
    """Next check-in, seen on Monday 23 November."""
    made = book(rules, clients=[{key.replace("_", " "): cell for key, cell in client.items()}])
    made.run()
    return made["Clients", 0, "Next check-in"]


@pytest.mark.parametrize(
    ("client", "day"),
    [
        ({}, on(0)), ({"Check-in_day": "Tuesday"}, on(1)), ({"Check-in_day": "Sunday"}, on(6)),
        ({"Check-ins": "Daily"}, on(0)),
        ({"Check-ins": "Twice a month"}, date(2026, 12, 1)), ({"Check-ins": "Monthly"}, date(2026, 12, 7)),
        ({"Check-ins": "Monthly", "Check-in_day": "Tuesday"}, date(2026, 12, 1)), ({"Check-ins": "None"}, None),
        ({"Stage": "Paused"}, None), ({"Stage": "Prospect"}, None), ({"Stage": "Ended"}, None),
        ({"Start_date": on(3)}, on(7)), ({"Start_date": on(7)}, on(7)),
        ({"Check-ins": "Daily", "Start_date": on(3)}, on(3)),
        ({"Check-ins": "Monthly", "Start_date": on(-27)}, on(0)),
        ({"Check-ins": "Monthly", "Start_date": on(-28)}, date(2026, 12, 7)),
        ({"Check-ins": "Twice a month", "Start_date": on(1)}, on(7)),
        ({"Check-ins": "None", "Start_date": on(1)}, None),
        ({"Check-ins": "Fortnightly"}, on(0)),
    ],
)  # fmt: skip
def test_the_next_check_in_follows_the_rhythm(client: dict[str, Value], day: Value) -> None:
    assert upcoming(**client) == day


def test_blank_cells_follow_the_policy() -> None:
    assert upcoming({"Check-ins": "Daily"}) == on(0)
    assert upcoming({"Check-in day": "Friday"}) == on(4)
    assert upcoming({"Check-ins": "None"}) is None
    assert upcoming({"Check-ins": "Monthly", "Onboarding weeks": 0}, Start_date=on(-1)) == date(2026, 12, 7)


@given(
    st.sampled_from(["Daily", "Weekly", "Twice a month", "Monthly"]),
    st.sampled_from(DAYS),
    st.one_of(st.none(), st.integers(-60, 60)),
    st.integers(0, 6),
    st.integers(-200, 200),
)
def test_it_is_the_first_day_that_fits(how: str, day: str, start: int | None, weeks: int, today: int) -> None:
    first = None if start is None else on(start)
    made = book({"Onboarding weeks": weeks}, clients=[{"Check-ins": how, "Check-in day": day, "Start date": first}])
    made.run(at(today))

    def fits(one: date) -> bool:
        if first and one < first:
            return False
        early = first and one < first + timedelta(weeks=weeks)
        rhythm = "Weekly" if early and how in ("Twice a month", "Monthly") else how
        by_day = one.strftime("%A") == day
        return {
            "Daily": True,
            "Weekly": by_day,
            "Twice a month": one.day in (1, 15),
            "Monthly": by_day and one.day < 8,
        }[rhythm]

    assert made["Clients", 0, "Next check-in"] == next(on(n) for n in range(today, today + 400) if fits(on(n)))


def asked(days: int, **rest: object) -> Book:
    made = book()
    made.run(at(-20))
    made.letter(days, f"check-in:{on(days)}", **rest)
    made.run(at(0))
    return made


@pytest.mark.parametrize(("days", "track"), [(-3, "On track"), (-4, "Reach out"), (-10, "Reach out")])
def test_a_request_may_stay_unanswered_for_its_grace_days(days: int, track: str) -> None:
    made = asked(days)
    assert made["Clients", 0, "Track"] == track
    if track == "Reach out":
        assert made["Clients", 0, "Why"] == f"no answer to the check-in of {on(days).day} Nov"
        assert made["Clients", 0, "Next action"] == "Ask how it goes"


@pytest.mark.parametrize("rest", [{"rehearsal": True}, {"state": "failed"}, {"state": "not sent"}])
def test_a_request_that_did_not_reach_the_client_waits_for_no_answer(rest: dict[str, object]) -> None:
    assert asked(-9, **rest)["Clients", 0, "Track"] == "On track"


def test_a_letter_in_doubt_counts_as_sent() -> None:
    assert asked(-9, state="in doubt")["Clients", 0, "Track"] == "Reach out"


@pytest.mark.parametrize(("answered", "track"), [(-10, "Reach out"), (-9, "On track"), (0, "On track")])
def test_an_answer_on_or_after_the_day_of_the_request_answers_it(answered: int, track: str) -> None:
    made = book(check_ins=[{"Timestamp": datetime.combine(on(answered), datetime.min.time()).replace(hour=7)}])
    made.run(at(-20))
    made.letter(-9, f"check-in:{on(-9)}", "check-in:someday")
    made.run(at(0))
    assert made["Clients", 0, "Track"] == track


def test_only_the_newest_request_waits() -> None:
    made = asked(-9)
    made.letter(-2, f"check-in:{on(-2)}")
    made.run(at(0, 9))
    assert made["Clients", 0, "Track"] == "On track"


def test_the_grace_days_count_from_the_letter_that_asked() -> None:
    made = book()
    made.run(at(-20))
    made.letter(-2, f"check-in:{on(-4)}")
    made.run(at(1))
    assert made["Clients", 0, "Track"] == "On track"
    made.run(at(2))
    assert made["Clients", 0, "Why"] == "no answer to the check-in of 19 Nov"


def test_what_answers_a_rehearsal_is_no_answer_of_the_clients() -> None:
    said = {"When": datetime(2026, 11, 20, 9), "Rating": 7}
    for letter, track in (("k100x-2026-11-14-rehearsal", "Reach out"), ("k100x-2026-11-14", "On track")):
        made = book(replies=answers({**said, "Letter": letter}))
        made.run(at(-20))
        made.letter(-9, f"check-in:{on(-9)}")
        made.run(at(0))
        assert made["Clients", 0, "Track"] == track
