"""The coach's promises: what she owes the client stands in every letter that goes, and opens none."""

from __future__ import annotations

from typing import Any

from jobs.letters.compose import compose
from tests import cast
from tests.cast import commitment, day_of, on, rules, standing

PRIYA = cast.priya()
QUIET = rules(check_ins="None")


def kinds(*rest: dict[str, Any], due: bool = True, told: int = -9) -> tuple[str, ...]:
    owed = [
        standing(
            commitment(PRIYA, f"p{n}aaaaaa", "The worksheet", on(2), **{"owner": "Coach", **one}), told_on=on(told)
        )
        for n, one in enumerate(rest or ({},))
    ]
    own = [standing(commitment(PRIYA, "b1aaaaaa", "Call", on(1)), told_on=on(-9))] if due else []
    letter = compose(day_of(PRIYA, *own, *owed), QUIET, PRIYA.email)
    return letter.kinds if letter else ()


def test_they_join_a_letter_and_open_none() -> None:
    assert kinds() == ("due", "coach's promises")
    assert kinds(due=False) == ()


def test_one_that_the_client_is_told_of_today_stands_under_agreed_alone() -> None:
    day = day_of(
        PRIYA,
        standing(commitment(PRIYA, "p1aaaaaa", "The worksheet", on(2), owner="Coach")),
        standing(commitment(PRIYA, "b1aaaaaa", "Call", on(1)), told_on=on(-9)),
    )
    letter = compose(day, QUIET, PRIYA.email)
    assert letter and letter.kinds == ("agreed", "due")


def test_the_clients_own_are_none_of_them() -> None:
    assert kinds({"owner": "Client"}) == ("due",)


def test_what_is_done_quiet_or_long_past_is_left_out() -> None:
    far = standing(commitment(PRIYA, "p1aaaaaa", "Old", on(-30), owner="Coach"), told_on=on(-40))
    done = standing(commitment(PRIYA, "p2aaaaaa", "Done", on(-1), owner="Coach"), told_on=on(-9), closed_on=on(-1))
    quiet = standing(commitment(PRIYA, "p3aaaaaa", "Quiet", on(4), owner="Coach", quiet=True), told_on=on(-9))
    own = standing(commitment(PRIYA, "b1aaaaaa", "Call", on(1)), told_on=on(-9))
    letter = compose(day_of(PRIYA, own, far, done, quiet), QUIET, PRIYA.email)
    assert letter and letter.kinds == ("due",)


def test_five_stand_and_the_rest_are_counted() -> None:
    own = standing(commitment(PRIYA, "b1aaaaaa", "Call", on(1)), told_on=on(-9))
    owed = [
        standing(commitment(PRIYA, f"p{n}aaaaaa", f"Step {n}", on(9 - n), owner="Coach"), told_on=on(-9))
        for n in range(7)
    ]
    letter = compose(day_of(PRIYA, own, *owed), QUIET, PRIYA.email)
    assert letter
    facts = letter.sections[-1].facts
    assert [one["words"] for one in facts["things"]] == ["Step 6", "Step 5", "Step 4", "Step 3", "Step 2"]
    assert (facts["more"], facts["total"]) == (2, 7)
