"""What a coach answers to a digest closes her own promises, and nothing of a client's."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from sync.workbook.base import Value
from tests.practice import Book, answers, book, on

MINE: dict[str, Value] = {"Commitment": "Pricing worksheet", "Due": on(0), "Owner": "Coach", "ID": "c2k3"}
HERS: dict[str, Value] = {"Commitment": "Call five leads", "Due": on(0), "ID": "c3k3"}


def after(done: str, **more: Any) -> Book:
    """What stands after a run that found this answer to a digest of Sunday."""
    said = {"Client": None, "Letter": "team2-2026-11-22", "When": datetime(2026, 11, 22, 9), "Done": done, **more}
    one = book(commitments=[MINE, HERS], replies=answers(said))
    one.run()
    return one


def test_a_promise_of_the_coachs_is_closed_on_the_day_stated() -> None:
    one = after("c2k3 on 2026-11-20\nc3k3 on 2026-11-20")
    assert one.every("Commitments", "Status") == ["Done", "Due today"]
    assert one["Commitments", 0, "Closed on"] == on(-3) and not one["Commitments", 0, "Client says"]
    assert not one["Clients", 0, "Last heard"] and one["Clients", 0, "Next action"] in ("", None)


@pytest.mark.parametrize(
    ("done", "more"),
    [
        ("c2k3 on 2026-11-20", {"State": "Refused"}),
        ("c2k3 on 2026-11-20", {"Letter": "p2k3-2026-11-22"}),
        ("c2k3 on 2026-11-20", {"Letter": None}),
        ("Pricing worksheet", {}),
        ("c2k3 on 2026-13-45", {}),
        ("c2k3", {}),
        ("c9k9 on 2026-11-20", {}),
        ("C2K3 on 2026-11-20", {}),
    ],
)
def test_nothing_else_closes_one(done: str, more: dict[str, Value]) -> None:
    assert after(done, **more).every("Commitments", "Status") == ["Due today", "Due today"]


def test_a_name_typed_beside_it_makes_it_no_answer_of_a_client() -> None:
    one = after("c3k3 on 2026-11-20", Client="Priya Nair", Rating=9, State="New", Words="Hi")
    assert one.every("Commitments", "Status") == ["Due today", "Due today"]
    assert not one["Clients", 0, "Self rating"] and not one["Clients", 0, "Last heard"]


def test_a_day_that_has_not_come_for_the_client_is_hers() -> None:
    """A coach in Auckland is a date ahead of a client in Los Angeles."""
    said = {
        "Client": None,
        "Letter": "team2-2026-11-23",
        "When": datetime(2026, 11, 23, 5),
        "Done": "c2k3 on 2026-11-23",
    }
    her = [{"Client": "Priya Nair", "Time zone": "Los Angeles"}]
    one = book(clients=her, commitments=[MINE], replies=answers(said))
    one.run()
    assert one["Commitments", 0, "Closed on"] == on(-1)


def test_of_two_answers_the_earlier_day_counts() -> None:
    said = [
        {"Client": None, "Letter": "team2-2026-11-22", "Done": "c2k3 on 2026-11-21"},
        {"Client": None, "Letter": "team2-2026-11-22", "Done": "c2k3 on 2026-11-19"},
    ]
    one = book(commitments=[MINE], replies=answers(*said))
    one.run()
    assert one["Commitments", 0, "Closed on"] == on(-4)
