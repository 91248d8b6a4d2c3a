"""Evidence: what the record holds, in plain words that a coach could read aloud to her client."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sync.policies import Policies
from sync.rules.evidence import Seen, evidence
from sync.rules.progress import Window
from sync.rules.standing import Standing
from tests.cast import commitment, on, priya, standing

PRIYA = priya()


def one(words: str, due: int, **rest: Any) -> Standing:
    return standing(commitment(PRIYA, "b1aaaaaa", words, on(due), owner=rest.pop("owner", "Client")), **rest)


def said(*standings: Standing, coachs: list[Standing] | None = None, **rest: Any) -> str:
    """The evidence over 30 days up to the fixed Monday."""
    window = Window(on(-30), on(0), list(standings), 0)
    return evidence(Seen(window, coachs or [], rest.get("sessions", []), rest.get("ratings", [])), Policies())


def test_an_open_one_says_when_it_was_told_and_moved() -> None:
    moved = one("Call five leads", -6, told_on=on(-20), moved="Late", moved_on=on(-10), first_due=on(-12))
    assert said(moved) == (
        '0 of 1 done 24 Oct – 23 Nov. Open: "Call five leads" (17 Nov, told 3 Nov, moved 13 Nov from 11 Nov).'
    )


def test_done_after_its_date_is_done_and_says_how_long_after() -> None:
    after = [one(f"Thing {days}", -20, closed_on=on(-20 + days)) for days in (0, 1, 2, 10, 11)]
    assert said(*after) == (
        '5 of 5 done 24 Oct – 23 Nov. Done: "Thing 0" (3 Nov), "Thing 1" (3 Nov, one day after the date), '
        '"Thing 2" (3 Nov, two days after the date), "Thing 10" (3 Nov, ten days after the date), '
        '"Thing 11" (3 Nov, 11 days after the date).'
    )


def test_things_stand_by_date_and_then_in_sheet_order_on_both_sides() -> None:
    hers = [one("Walk", -3), one("Swim", -9), one("Run", -3), one("Sit", -5, closed_on=on(-5))]
    mine = [one("Ask Kim", -2, owner="Coach", resolved=True), one("Send it", -4, owner="Coach", resolved=True)]
    for number, standing_ in enumerate([*hers, *mine], 2):
        standing_.commitment.row.number = number
    for rows in (hers, hers[::-1]):
        found = said(*rows, coachs=mine)
        assert 'Open: "Swim" (14 Nov), "Walk" (20 Nov), "Run" (20 Nov).' in found
        assert 'Open: "Send it" (19 Nov), "Ask Kim" (21 Nov).' in found


def test_sessions_held_and_not_and_her_own_ratings_stand_at_its_end() -> None:
    sessions = [
        (on(-40), "Attended"), (on(-21), "Attended"), (on(-14), "No-show"), (on(-9), "Cancelled by coach"),
        (on(-7), "Late"), (on(-2), "Rescheduled"), (on(2), ""),
    ]  # fmt: skip
    ratings = [(on(-33), 9), (on(-20), 6), (on(-6), 4)]
    assert said(one("Call five leads", -6), sessions=sessions, ratings=ratings) == (
        '0 of 1 done in the last 3 sessions, 24 Oct – 23 Nov. Open: "Call five leads" (17 Nov). '
        "Sessions: 2 held, 1 No-show (9 Nov), 1 cancelled by coach (14 Nov). Own ratings: 6 (3 Nov), 4 (17 Nov)."
    )


def test_the_coachs_own_side_stands_first_where_it_is_the_weaker_one_alone() -> None:
    hers = [one("Call five leads", -6), one("Walk", -7, closed_on=on(-7))]
    weaker = [one("Send the worksheet", -5, owner="Coach", resolved=True)]
    even = [*weaker, one("Ask Kim", -8, owner="Coach", closed_on=on(-8), resolved=True)]
    assert said(*hers, coachs=weaker).startswith("Your own to them: 0 of 1 done. Open: ")
    assert said(*hers, coachs=even).startswith("1 of 2 done 24 Oct") and "Your own to them: 1 of 2" in said(
        *hers, coachs=even
    )
    later = [one("Send the worksheet", 3, owner="Coach", resolved=False)]
    assert "Your own" not in said(*hers, coachs=later), "what is not due yet says nothing"


@given(
    st.lists(
        st.tuples(st.text(max_size=80), st.integers(-30, 0), st.none() | st.integers(-30, 0)), min_size=1, max_size=30
    ),
    st.lists(st.tuples(st.dates(date(2026, 10, 1), date(2026, 12, 1)), st.integers(1, 10)), max_size=9),
)
def test_it_is_plain_short_and_counts_right(
    work: list[tuple[str, int, int | None]], ratings: list[tuple[date, int]]
) -> None:
    standings = [one(words, due, closed_on=on(done) if done is not None else None) for words, due, done in work]
    found = said(*standings, ratings=sorted(ratings))
    closed = sum(done is not None for _, _, done in work)
    assert found.startswith(f"{closed} of {len(work)} done 24 Oct – 23 Nov.")
    assert len(found) <= 2000 and found.isprintable()
