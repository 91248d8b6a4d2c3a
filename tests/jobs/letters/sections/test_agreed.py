"""Agreed: everything open that the client was not told of, of both sides, told once (contract, section 4, agreed)."""

from __future__ import annotations

import pytest

from jobs.letters.compose import compose
from tests import cast
from tests.cast import commitment, day_of, habit, on, sent, standing

PRIYA = cast.priya()


def _about(*standings: object, **rest: object) -> tuple[str, ...]:
    letter = compose(day_of(PRIYA, *standings, **rest), cast.POLICIES, PRIYA.email)  # type: ignore[arg-type]
    return tuple(item for section in letter.sections for item in section.about) if letter else ()


def test_both_sides_quiet_ones_and_habits_are_told_without_a_limit() -> None:
    own = [standing(commitment(PRIYA, f"b{n}aaaaaa", "Word", on(n), quiet=True)) for n in range(8)]
    mine = standing(commitment(PRIYA, "m1aaaaaa", "Word", on(2), owner="Coach"))
    told = _about(*own, mine, habits=[habit(PRIYA, "h1aaaaaa", "Train")])
    assert set(told) == {f"b{n}aaaaaa:agreed" for n in range(8)} | {"m1aaaaaa:agreed", "h1aaaaaa:agreed"}


def test_items_stand_by_date_then_in_sheet_order() -> None:
    rows = [standing(commitment(PRIYA, f"b{n}aaaaaa", "Word", on(days))) for n, days in enumerate((5, 2, 5, 2))]
    assert _about(*rows) == tuple(f"b{n}aaaaaa:agreed" for n in (1, 3, 0, 2))


def test_told_by_the_sheet_or_by_the_log_is_told() -> None:
    row = commitment(PRIYA, "b1aaaaaa", "Word", on(9))
    assert _about(standing(row, told_on=on(-3))) == ()
    assert _about(standing(row), sent=[sent(PRIYA, on(-3), "b1aaaaaa:agreed")]) == ()
    assert _about(standing(row), sent=[sent(PRIYA, on(-3), "b1aaaaaa:agreed", state="failed")]) == ("b1aaaaaa:agreed",)


def test_a_rehearsal_never_looks_at_told_on() -> None:
    row = standing(commitment(PRIYA, "b1aaaaaa", "Word", on(9)), told_on=on(-3))
    assert _about(row, rehearsal=True) == ("b1aaaaaa:agreed",)


@pytest.mark.parametrize(
    "status", ["Check row", "Draft", "Dropped", "Done", "Done late", "Ended", "Paused", "Slipped", "Overdue"]
)
def test_what_is_never_told(status: str) -> None:
    assert _about(standing(commitment(PRIYA, "b1aaaaaa", "Word", on(9)), status=status)) == ()


def test_a_habit_is_told_until_its_end_and_once() -> None:
    assert _about(habits=[habit(PRIYA, "h1aaaaaa", "Train", until=on(-1))]) == ()
    assert _about(habits=[habit(PRIYA, "h1aaaaaa", "Train", until=on(0))]) == ("h1aaaaaa:agreed",)
    assert _about(habits=[habit(PRIYA, "h1aaaaaa", "Train")], sent=[sent(PRIYA, on(-9), "h1aaaaaa:agreed")]) == ()


def test_a_habit_that_cannot_be_read_is_not_told() -> None:
    unread = habit(PRIYA, "h1aaaaaa", "Train")
    unread.row.to_check = True
    assert _about(habits=[unread, habit(PRIYA, "h2aaaaaa", "Train", None), habit(PRIYA, "h3aaaaaa", "")]) == ()


def test_the_subject_counts() -> None:
    letter = compose(
        day_of(PRIYA, habits=[habit(PRIYA, f"h{n}aaaaaa", "Train") for n in range(3)]), cast.POLICIES, "x@example.com"
    )
    assert letter and letter.subject == "What we agreed: 3 things"
