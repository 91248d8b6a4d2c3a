"""The nudge: one friendly line about the newest request, never with a new one (contract, section 4, nudge)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from jobs.letters.compose import compose, verdict
from jobs.letters.letter import Letter
from jobs.letters.render import html_part, text_part
from sync.records import Client, Sent
from tests import cast
from tests.cast import NOW, answer, commitment, day_of, habit, on, rules, sent, standing

PRIYA = cast.priya(check_ins="Weekly", progress_words="I sleep through")
ASKED = sent(PRIYA, on(0), "check-in:2026-11-23")


def _letter(days: int, *letters: Sent, client: Client = PRIYA, **rest: Any) -> Letter | None:
    policies = rules(**rest.pop("policies", {}))
    day = day_of(client, now=NOW + timedelta(days=days), sent=[*(letters or [ASKED])], **rest)
    return compose(day, policies, client.email)


def _kinds(days: int, *letters: Sent, **rest: Any) -> tuple[str, ...]:
    letter = _letter(days, *letters, **rest)
    return letter.kinds if letter else ()


@pytest.mark.parametrize(("days", "kinds"), [(1, ()), (2, ()), (3, ("nudge",)), (6, ("nudge",)), (7, ("check-in",))])
def test_it_comes_the_grace_days_after_the_request(days: int, kinds: tuple[str, ...]) -> None:
    assert _kinds(days) == kinds


@pytest.mark.parametrize(("grace", "days", "kinds"), [(0, 1, ("nudge",)), (5, 4, ()), (5, 5, ("nudge",)), (30, 6, ())])
def test_the_grace_days_are_the_practices(grace: int, days: int, kinds: tuple[str, ...]) -> None:
    assert _kinds(days, policies={"check_in_grace_days": grace}) == kinds


def test_the_days_count_from_the_letter_not_from_the_date_that_it_made_up_for() -> None:
    late = sent(PRIYA, on(2), "check-in:2026-11-23")
    assert _kinds(4, late) == () and _kinds(5, late) == ("nudge",)


def test_it_comes_once_for_a_request() -> None:
    about = _letter(3).about  # type: ignore[union-attr]
    assert about == ("nudge:2026-11-23",)
    for state, kinds in {"sent": (), "in doubt": (), "failed": ("nudge",), "not sent": ("nudge",)}.items():
        assert _kinds(4, ASKED, sent(PRIYA, on(3), *about, state=state)) == kinds


@pytest.mark.parametrize("said", [{"rating": 7}, {"done": "b1aaaaaa"}, {"words": "Busy, on Sunday"}])
@pytest.mark.parametrize(("answered", "kinds"), [(-1, ("nudge",)), (0, ()), (2, ())])
def test_any_word_since_is_an_answer(answered: int, kinds: tuple[str, ...], said: dict[str, Any]) -> None:
    assert _kinds(3, heard=[answer(PRIYA, on(answered), tab="Replies", **said)]) == kinds


def test_an_answer_to_a_rehearsal_does_not_count_for_the_real_thing() -> None:
    tried = answer(PRIYA, on(1), rating=7, letter="cpriya2x-2026-11-23-rehearsal")
    assert _kinds(3, heard=[tried]) == ("nudge",) and _kinds(3, heard=[tried], rehearsal=True) == ()


def test_long_after_its_day_it_is_let_go() -> None:
    monthly = cast.priya(check_ins="Monthly")
    asked = sent(monthly, on(-14), "check-in:2026-11-09")
    for days, kinds in {-12: (), -11: ("nudge",), -5: ("nudge",), -4: (), 5: ()}.items():
        assert _kinds(days, asked, client=monthly) == kinds


@pytest.mark.parametrize(
    ("rest", "kinds"),
    [({"check_ins": "None"}, ()), ({"check_ins": "Daily"}, ("check-in",)), ({"stage": "Paused"}, ()),
     ({"start_date": on(9)}, ()), ({"emails": "Essential"}, ("nudge",))],
)  # fmt: skip
def test_who_gets_one(rest: dict[str, Any], kinds: tuple[str, ...]) -> None:
    assert _kinds(3, client=cast.priya(**{"check_ins": "Weekly", **rest})) == kinds


def test_no_nudge_where_a_new_question_is_due_even_if_it_waits() -> None:
    week = [ASKED, *(sent(PRIYA, on(days)) for days in (3, 4, 5, 6))]
    found = verdict(day_of(PRIYA, now=NOW + timedelta(days=7), sent=week), rules(), PRIYA.email)
    assert found.waits_for == "ceiling" and found.letter and found.letter.kinds == ("check-in",)


def test_it_joins_what_is_due_and_never_asks_about_habits() -> None:
    due = standing(commitment(PRIYA, "b1aaaaaa", "Send the proposal", on(4)), told_on=on(-9))
    day = day_of(
        PRIYA, due, now=NOW + timedelta(days=3), sent=[ASKED, sent(PRIYA, on(-40), "h1aaaaaa:agreed")],
        habits=[habit(PRIYA, "h1aaaaaa", "Train", 3)],
    )  # fmt: skip
    letter = compose(day, rules(), PRIYA.email)
    assert letter and letter.kinds == ("due", "nudge") and "Train" not in text_part(letter)


def test_it_asks_for_one_number_in_her_own_definition() -> None:
    letter = _letter(3)
    assert letter and (letter.subject, letter.preheader) == ("One number is enough", "No hurry and no homework.")
    text = text_part(letter)
    assert "No hurry and no homework: one number is enough." in text and "“I sleep through”" in text
    assert "If this is the wrong day for you, tell me a better one." in text
    assert html_part(letter).count("body=") == 10
    form = _letter(3, policies={"check_in_form": "https://forms.example/f?e={email}"})
    assert form and html_part(form).count("body=") == 0
    assert "https://forms.example/f?e=priya%40clients.example" in text_part(form)
