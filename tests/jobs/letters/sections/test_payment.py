"""The payment in a letter: once before its day, once after it, in neutral words, never in the subject."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.letters.compose import compose, verdict
from jobs.letters.letter import Letter
from jobs.letters.render import text_part
from jobs.letters.wording import LONGEST_SUBJECT
from sync.cells import LANGUAGES
from sync.records import Payment
from tests import cast
from tests.cast import NOW, day_of, on, payment, rules, sent, standing

PRIYA = cast.priya()


def _letter(*rows: Payment, **rest: Any) -> Letter | None:
    policies = rules(**rest.pop("policies", {}))
    return compose(day_of(rest.pop("client", PRIYA), payments=list(rows), **rest), policies, PRIYA.email)


def _one(days: int, **rest: Any) -> Payment:
    return payment(PRIYA, "y1aaaaaa", on(days), **rest)


@pytest.mark.parametrize(
    ("days", "about"),
    [(4, ""), (3, "soon"), (0, "soon"), (-1, "past"), (-6, "past"), (-7, ""), (-40, "")],
)
def test_it_is_told_up_to_its_day_and_in_the_week_after_it(days: int, about: str) -> None:
    letter = _letter(_one(days))
    assert (letter.about if letter else ()) == ((f"y1aaaaaa:{about}@{on(days)}",) if about else ())


def test_it_opens_a_letter_whose_subject_says_the_month_and_no_sum() -> None:
    letter = _letter(_one(3))
    assert letter and letter.kinds == ("payment",)
    assert (letter.subject, letter.preheader) == ("About November", "A short note on admin.")
    assert "€240 is planned for Thu 26 Nov.\nAlready on its way? Then ignore this.\n– Strong Start\n" in text_part(
        letter
    )
    past = _letter(_one(-1, currency="$"))
    assert past and "$240 was planned for Sun 22 Nov, and we have not seen it.\nIf something" in text_part(past)


def test_it_waits_where_the_week_is_full() -> None:
    week = [sent(PRIYA, on(-days)) for days in (4, 3, 2, 1)]
    assert verdict(day_of(PRIYA, payments=[_one(3)], sent=week), rules(), PRIYA.email).waits_for == "ceiling"


def test_it_gives_no_subject_where_anything_else_is_said() -> None:
    due = standing(cast.commitment(PRIYA, "b1aaaaaa", "Call", on(1)), told_on=on(-9))
    letter = compose(day_of(PRIYA, due, payments=[_one(3)]), rules(), PRIYA.email)
    assert letter and letter.kinds == ("due", "payment") and letter.subject == "Tomorrow: one thing you planned"


def test_a_welcome_stands_without_it() -> None:
    letter = _letter(_one(3), client=cast.marcus())
    assert letter and letter.kinds == ("welcome",)


@pytest.mark.parametrize(("rest", "goes"), [({"emails": "Essential"}, True), ({"emails": "None"}, False),
                                            ({"stage": "Paused"}, False)])  # fmt: skip
def test_who_wants_the_essential_emails_gets_it(rest: dict[str, str], goes: bool) -> None:
    assert bool(_letter(_one(3), client=cast.priya(**rest))) is goes


@pytest.mark.parametrize(
    "row", [_one(3, paid_on=on(0)), _one(3, amount=0), _one(3, amount=-50), payment(PRIYA, "", on(3)), _one(30)]
)
def test_what_is_paid_owes_nothing_has_no_id_or_is_far_is_not_told(row: Payment) -> None:
    assert _letter(row) is None


def test_another_day_is_another_payment() -> None:
    log = [sent(PRIYA, on(-5), f"y1aaaaaa:soon@{on(-2)}", f"y1aaaaaa:past@{on(-2)}")]
    assert _letter(_one(-2), sent=log) is None
    moved = _letter(_one(2), sent=log)
    assert moved and moved.about == (f"y1aaaaaa:soon@{on(2)}",)


def test_many_are_five_and_the_others_wait_for_the_next_letter() -> None:
    rows = [payment(PRIYA, f"y{n}aaaaaa", on(3 - n)) for n in range(7)]
    first = _letter(*rows)
    assert first and len(first.about) == 5 and "and 2 more" in text_part(first)
    then = _letter(*rows, sent=[sent(PRIYA, on(0), *first.about)], now=NOW + timedelta(days=1))
    assert then and {item.partition(":")[0] for item in then.about} >= {"y0aaaaaa", "y1aaaaaa"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_month_fits_into_the_subject(language: str) -> None:
    whose = cast.priya(language=language)
    for month in range(1, 13):
        now = NOW.replace(month=month, day=1)
        row = payment(whose, "y1aaaaaa", date(2026, month, 3))
        letter = compose(day_of(whose, payments=[row], now=now), rules(), PRIYA.email)
        assert letter and len(letter.subject) <= LONGEST_SUBJECT and "240" not in letter.subject


nights = st.lists(st.sampled_from(["sent", "sent", "sent", "in doubt", "failed", "missed"]), min_size=8, max_size=25)


@given(
    st.lists(st.integers(-5, 20), min_size=1, max_size=4),
    nights,
    st.dictionaries(st.integers(0, 20), st.integers(0, 20)),
)
def test_over_weeks_each_is_told_at_most_twice_and_never_after_a_week(
    dues: list[int], fates: list[str], moves: dict[int, int]
) -> None:
    rows, log = [payment(PRIYA, f"y{n}aaaaaa", on(due)) for n, due in enumerate(dues)], []
    for night, fate in enumerate(fates):
        if night in moves:
            rows[0].due = on(moves[night])
        letter = _letter(*rows, sent=log, now=NOW + timedelta(days=night)) if fate != "missed" else None
        if letter:
            log = [*log, sent(PRIYA, on(night), *letter.about, state=fate)]
    told = [item for one in log if one.counts for item in one.about]
    assert len(told) == len(set(told))
    for one in log:
        for item in one.about:
            due = date.fromisoformat(item.partition("@")[2])
            assert -3 <= (one.date - due).days <= 6 and ("past" in item) is (one.date > due)
