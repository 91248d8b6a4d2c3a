"""What a digest says of sessions besides their briefs: make-ups that are owed, rows that are gone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.jobs.digest.cast import ANA, digests, goes, practice, text
from tests.practice import Rows, answers, at

HER: Rows = ({"Client": "Priya Nair", "ID": "p2k3"},)
REAL = {"Send to": "Clients"}
WEDNESDAY = datetime(2026, 11, 25, 16)
LATE: dict[str, Any] = {
    "Start": WEDNESDAY, "Outcome": "Cancelled by coach", "Cancelled at": WEDNESDAY - timedelta(hours=20), "ID": "s2k3"
}  # fmt: skip
TOLD = "session:s2k3:told0@2026-11-25T16:00:00Z/50/Video"


def test_a_make_up_that_is_owed_is_a_promise_and_told_once() -> None:
    one = practice(clients=HER, sessions=[LATE])
    found = text(one, at(2))
    assert "YOUR OWN PROMISES" in found
    assert (
        "The session of Wed 25 Nov was cancelled with less than 24 hours to go: a make-up is owed.\n"
        "-> Book one in a new row. (Sessions, row 2)"
    ) in found
    goes(one, digests(one, at(2))[0], at(2))
    assert not text(one, at(3))


@pytest.mark.parametrize(
    "row",
    [
        {**LATE, "Cancelled at": WEDNESDAY - timedelta(hours=24)}, {**LATE, "Outcome": "Cancelled by client"},
        {**LATE, "Start": datetime(2026, 11, 5, 16), "Cancelled at": datetime(2026, 11, 5, 9)},
    ],
)  # fmt: skip
def test_nothing_is_owed_for_a_notice_that_was_kept_for_hers_or_for_what_is_long_past(row: dict[str, Any]) -> None:
    assert "make-up" not in text(practice(clients=HER, sessions=[row]), at(2))


def test_a_session_that_was_told_and_has_no_row_any_more_is_the_coachs_to_settle() -> None:
    one = practice((ANA,), REAL, clients=HER)
    one.letter(0, "session:s2k3", TOLD, client="p2k3")
    assert (
        "An email told of a session on Wed 25 Nov, 16:00, and its row is gone.\n"
        "-> Put the row back with its Outcome, or tell the client. (Clients, row 2)"
    ) in text(one)
    assert not text(one, at(3)), "its time has come and gone"


@pytest.mark.parametrize(
    ("state", "more", "rules"),
    [
        ("failed", [], {}), ("sent", ["session:s2k3:off1@2026-11-25T16:00:00Z/50/Video"], {}),
        ("sent", [], {"Send to": "Me"}),
    ],
)  # fmt: skip
def test_what_the_client_does_not_expect_is_not_missed(state: str, more: list[str], rules: dict[str, str]) -> None:
    one = practice((ANA,), {**REAL, **rules}, clients=HER)
    one.letter(-1, "session:s2k3", TOLD, client="p2k3", state=state)
    one.letter(0, *more, client="p2k3")
    assert "its row is gone" not in text(one)


def test_a_row_to_check_is_not_gone() -> None:
    one = practice((ANA,), REAL, clients=HER, sessions=[{"Start": "Wednesday", "ID": "s2k3"}])
    one.letter(0, "session:s2k3", TOLD, client="p2k3")
    assert "its row is gone" not in text(one)


def test_the_brief_holds_the_agenda_that_was_answered_for_this_session_and_what_the_month_holds() -> None:
    sessions: Rows = [
        {"Start": datetime(2026, 11, 17, 16), "Outcome": "Attended", "ID": "s1k3"},
        {"Start": datetime(2026, 11, 24, 16), "Agenda": "Prices", "ID": "s2k3"},
    ]
    said = answers(
        {"When": datetime(2026, 11, 17, 9), "Words": "agenda: the old one"},
        {"When": datetime(2026, 11, 23, 9), "Words": "agenda: the price talk"},
        {"When": datetime(2026, 11, 23, 10), "Words": "agenda: the price talk"},
    )
    found = text(practice(clients=HER, sessions=sessions, replies=said))
    assert "Prices" in found
    assert "the old one" not in found and found.count("the price talk") == 1
    assert "Sessions left this month" in found
