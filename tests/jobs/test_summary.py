"""What a run says of itself: the JSON object's keys, the line for people, the exit status."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from jobs.summary import Summary

AT = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


def summary(**rest: Any) -> Summary:
    return Summary("nightly", "practice.xlsx", AT, **rest)


@pytest.mark.parametrize(
    ("found", "status"),
    [
        (summary(), 0),
        (summary(rows_to_check=9, waiting=4, remarks=["Form Responses 2: not read"]), 0),
        (summary(problems=["Clients.Status: this column was there before"]), 1),
        (summary(failed=1), 1),
        (summary(in_doubt=1), 1),
    ],
)
def test_rows_to_check_and_waiting_letters_are_no_failure(found: Summary, status: int) -> None:
    assert found.exit_status == status


def test_letters_left_in_doubt_are_named_by_their_keys_as_far_as_there_is_room() -> None:
    found = summary()
    found.left_in_doubt(set())
    assert (found.problems, found.exit_status) == ([], 0)
    found.left_in_doubt({f"c{number}" for number in range(7)})
    assert (found.in_doubt, found.exit_status) == (7, 1)
    (told,) = found.problems
    assert told.endswith("c0, c1, c2, c3, c4 and 2 more. See: coachsheet resolve")


def test_the_object_stands_on_one_line() -> None:
    text = summary(problems=["a\nb"], remarks=["c\u2028d"], sent=2, reads=1, seconds=0.12345).as_json()
    assert len(text.splitlines()) == 1 or "\n" not in text
    told = json.loads(text)
    assert told["problems"] == ["a\nb", "c\u2028d"]
    assert told["letters"] == {"sent": 2, "failed": 0, "in_doubt": 0, "waiting": 0}
    assert (told["api_calls"], told["seconds"]) == ({"read": 1, "write": 0}, 0.123)


def test_the_line_names_what_there_is_and_nothing_else() -> None:
    assert summary(clients=2, commitments=3).as_line() == (
        "nightly practice.xlsx 2026-11-23 07:00: 2 clients, 3 commitments; 0 cells changed; 0 sent (0.0 s)"
    )
    one = summary(clients=1, commitments=1, cells_changed=1, rows_to_check=1, decisions_proposed=1, answers=1).as_line()
    assert one.endswith(
        "1 client, 1 commitment; 1 cell changed; 0 sent; 1 answer; 1 row to check; 1 decision proposed (0.0 s)"
    )
    full = summary(sent=1, failed=2, in_doubt=3, waiting=4, rows_to_check=5, decisions_proposed=6).as_line()
    assert "1 sent, 2 failed, 3 in doubt, 4 waiting; 5 rows to check; 6 decisions proposed" in full
    assert "2 letters would go, 1 wait" in summary(dry_run=True, sent=2, waiting=1).as_line()
