"""Reminders: tiers before and after a day, once each, of what was told before (contract, section 4, due)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from jobs.letters.compose import compose
from jobs.letters.letter import Letter
from jobs.letters.render import html_part, text_part
from sync.records import Sent
from sync.rules.standing import Standing
from tests import cast
from tests.cast import commitment, day_of, on, reply, rules, sent, standing

PRIYA = cast.priya()
OLD = on(-30)


def _standing(days: int, told_on: date | None = OLD, **rest: object) -> Standing:
    known = {key: rest.pop(key) for key in ("moved_on", "status") if key in rest}
    return standing(commitment(PRIYA, "b1aaaaaa", "Send the proposal", on(days), **rest), told_on=told_on, **known)


def _letter(
    *standings: Standing, letters: list[Sent] | None = None, rehearsal: bool = False, **policies: object
) -> Letter | None:
    day = day_of(PRIYA, *standings, sent=letters or [], rehearsal=rehearsal)
    return compose(day, rules(**policies), PRIYA.email)


def _reminds(*standings: Standing, letters: list[Sent] | None = None, **policies: object) -> bool:
    letter = _letter(*standings, letters=letters, **policies)
    return letter is not None and "due" in letter.kinds


@pytest.mark.parametrize(
    ("days", "reminds"),
    [(2, False), (1, True), (0, True), (-1, True), (-7, True), (-13, True), (-14, False), (-15, False)],
)
def test_tiers_count_for_seven_days(days: int, reminds: bool) -> None:
    assert _reminds(_standing(days)) is reminds


def test_a_tier_is_named_once() -> None:
    first = [sent(PRIYA, on(-1), "b1aaaaaa:before1@2026-11-23")]
    assert not _reminds(_standing(0), letters=first)
    assert _reminds(_standing(-1), letters=first)


def test_missed_tiers_are_one_mention_of_all() -> None:
    letter = _letter(_standing(-2), remind_before=(3, 1), remind_after=(0, 1, 7))
    assert letter and letter.sections[0].about == tuple(
        f"b1aaaaaa:{tier}@2026-11-21" for tier in ("before3", "before1", "after0", "after1")
    )


def test_tiers_count_anew_when_the_day_moves() -> None:
    named = [sent(PRIYA, on(-5), "b1aaaaaa:before1@2026-11-19", "b1aaaaaa:after1@2026-11-19")]
    assert _reminds(_standing(1, moved_on=on(-4)), letters=named)


def test_a_failed_letter_named_nothing() -> None:
    failed = [sent(PRIYA, on(-1), "b1aaaaaa:before1@2026-11-23", state="failed")]
    assert _reminds(_standing(0), letters=failed)


def test_nothing_is_reminded_that_was_not_told_before() -> None:
    assert not _reminds(_standing(-1, told_on=None))
    assert not _reminds(_standing(1, told_on=None))
    assert not _reminds(_standing(1, told_on=on(0)))
    assert _reminds(_standing(1, told_on=on(-1)))


def test_a_tier_before_the_telling_was_not_missed() -> None:
    assert not _reminds(_standing(4, told_on=on(-1)), remind_before=(7, 1))
    assert _reminds(_standing(4, told_on=on(-3)), remind_before=(7, 1))


def test_a_day_moved_into_the_past_is_not_reminded() -> None:
    assert not _reminds(_standing(-3, moved_on=on(-1)))


@pytest.mark.parametrize(
    "rest",
    [{"quiet": True}, {"owner": "Coach"}, {"status": "Check row"}, {"status": "Draft"}, {"status": "Dropped"},
     {"status": "Slipped"}, {"status": "Done"}, {"status": "Done late"}, {"status": "Paused"}, {"status": "Ended"}],
)  # fmt: skip
def test_what_is_never_reminded(rest: dict[str, object]) -> None:
    assert not _reminds(_standing(1, **rest))


def test_a_rehearsal_goes_by_its_own_memory() -> None:
    assert _letter(_standing(1), rehearsal=True).kinds == ("agreed",)  # type: ignore[union-attr]
    told = [sent(PRIYA, on(-3), "b1aaaaaa:agreed", rehearsal=True)]
    assert _letter(_standing(1, told_on=None), letters=told, rehearsal=True).kinds == ("due",)  # type: ignore[union-attr]


def test_five_are_shown_by_date_and_all_are_named() -> None:
    rows = [standing(commitment(PRIYA, f"b{n}aaaaaa", f"Step {n}", on(n % 2)), told_on=OLD) for n in range(7)]
    letter = _letter(*rows)
    assert letter
    shown = [thing["words"] for group in letter.sections[0].facts["groups"] for thing in group["things"]]
    assert shown == ["Step 0", "Step 2", "Step 4", "Step 6", "Step 1"]
    assert letter.sections[0].facts["more"] == 2 and len(letter.sections[0].about) == 7


@pytest.mark.parametrize(
    ("days", "subject"),
    [
        (1, "Tomorrow: one thing you planned"),
        (0, "Today: one thing you planned"),
        (4, "Friday: one thing you planned"),
        (9, "Wed 2 Dec: one thing you planned"),
        (-1, "A quick word on Sunday's plan?"),
        (-8, "A quick word on a plan of 15 Nov?"),
    ],
)
def test_the_subject_says_count_and_day(days: int, subject: str) -> None:
    letter = _letter(_standing(days), remind_before=(9, 4, 1))
    assert letter and letter.subject == subject


def test_a_week_is_said_of_a_week_and_nothing_less() -> None:
    said = {-6: "", -7: "a week", -8: "more than a week", -14: "two weeks"}
    for days, waited in said.items():
        letter = _letter(_standing(days), remind_after=(-days,))
        assert letter and [g["waited"] for g in letter.sections[0].facts["groups"] if g["things"]] == [waited]


@pytest.mark.parametrize(
    ("said", "state", "moved_on", "line"),
    [
        (
            {"words": "move b1aaaaaa to 2026-12-01"},
            "New",
            None,
            "was for yesterday, Sun 22 Nov; you would like Tue 1 Dec",
        ),
        ({"stuck": "b1aaaaaa: no leads"}, "New", None, "was for yesterday, Sun 22 Nov; you said what is in the way"),
        ({"stuck": "my desk is full"}, "New", None, ""),
        ({"stuck": "b1aaaaaa: no leads"}, "Noted", None, ""),
        ({"words": "move b1aaaaaa to 2026-12-01"}, "New", -2, ""),
        ({"words": "move b1aaaaaa to 2026-11-22"}, "New", None, ""),
    ],
)
def test_who_told_what_is_in_the_way_is_not_asked_as_if_she_had_not(
    said: dict[str, Any], state: str, moved_on: int | None, line: str
) -> None:
    stands = _standing(-1) if moved_on is None else replace(_standing(-1), moved_on=on(moved_on), moved="In time")
    answered = reply(PRIYA, "r1aaaaaa", on(-3), "b1aaaaaa", state=state, **said)
    day = day_of(PRIYA, stands, replies=[answered])
    letter = compose(day, cast.POLICIES, PRIYA.email)
    assert letter
    assert ("just not told me" in text_part(letter)) == (not line)
    for part in (text_part(letter), html_part(letter)):
        assert line in part and ("What you wrote is with me." in part) == bool(line)


def test_one_that_nothing_was_said_of_is_asked_for_among_others() -> None:
    other = standing(commitment(PRIYA, "b2aaaaaa", "Send it", on(-1)), told_on=OLD)
    stuck = reply(PRIYA, "r1aaaaaa", on(-3), "b1aaaaaa", state="New", stuck="b1aaaaaa: no leads")
    letter = compose(day_of(PRIYA, _standing(-1), other, replies=[stuck]), cast.POLICIES, PRIYA.email)
    assert letter and "Did some of it, and just not told me?" in text_part(letter)
