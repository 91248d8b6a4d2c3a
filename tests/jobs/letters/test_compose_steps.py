"""Where a decided letter stands among the others: alone on its day, and the next day nothing but what has a session."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from jobs.letters import compose as composing
from jobs.letters.compose import compose, compose_step, verdict
from jobs.letters.letter import Section
from jobs.letters.own import by_section
from jobs.letters.render import render, text_part
from sync.records import OwnWords
from sync.rules.step_letters import KINDS, about
from tests import cast
from tests.cast import NOW, commitment, day_of, on, priya, row, sent, standing
from tests.jobs.letters.scenes import POST
from tests.jobs.letters.step_scenes import TOLD, day


def due_tomorrow(**rest: Any) -> Any:
    """A client with something due tomorrow, which a letter would name."""
    whose = priya()
    one = standing(commitment(whose, "b1aaaaaa", "Call five leads", on(1)), told_on=TOLD)
    return replace(day_of(whose, one), **rest)


def test_the_letter_stands_alone_whatever_else_there_is_to_say() -> None:
    step = day("Recommit")
    letter = compose(replace(step, standings=[*step.standings, *due_tomorrow().standings]), cast.POLICIES, "")
    assert letter and letter.kinds == ("recommit",)


@pytest.mark.parametrize("weekday", range(7))
def test_from_friday_on_the_others_go_and_it_waits_for_monday(weekday: int) -> None:
    step = day("Recommit")
    found = due_tomorrow(step=step.step)
    here = replace(found, now=NOW.replace(day=NOW.day + weekday), standings=[
        standing(commitment(found.client, "b1aaaaaa", "Call five leads", on(weekday + 1)), on(weekday), told_on=TOLD)
    ])  # fmt: skip
    letter = compose(here, cast.POLICIES, "")
    assert letter and letter.kinds == (("recommit",) if weekday < 4 else ("due",))


@pytest.mark.parametrize("kind", KINDS)
def test_on_the_day_after_one_nothing_else_goes(kind: str) -> None:
    yesterday = sent(priya(), on(-1), about("d1aaaaaa", kind), kinds=(kind,))
    found = verdict(due_tomorrow(sent=[yesterday]), cast.POLICIES, "")
    if kind == "part ways":
        assert found.letter is None, "nor on any other day"
    else:
        assert found.waits and found.waits_for == "step"
    before = sent(priya(), on(-2), about("d1aaaaaa", kind), kinds=(kind,))
    assert verdict(due_tomorrow(sent=[before]), cast.POLICIES, "").goes == (kind != "part ways")


def test_but_a_letter_with_a_session_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    told = Section("session", {}, ("session:s1aaaaaa",), "Wednesday 16:00", "What shall we use it for?")
    monkeypatch.setattr(composing, "TOGETHER", (lambda *_: told,))
    monkeypatch.setattr(composing, "LEADING", ("session",))
    yesterday = sent(priya(), on(-1), about("d1aaaaaa", "recommit"), kinds=("recommit",))
    assert verdict(due_tomorrow(sent=[yesterday]), cast.POLICIES, "").goes


def test_after_part_ways_a_rehearsal_is_as_silent_as_the_real_thing() -> None:
    parted = sent(priya(), on(-9), about("d1aaaaaa", "part ways"), kinds=("part ways",))
    assert compose(due_tomorrow(sent=[parted], rehearsal=True), cast.POLICIES, "") is None
    assert compose(due_tomorrow(parted=True), cast.POLICIES, "") is None
    again = day("Reopen", priya(stage="Paused"))
    assert compose(replace(again, sent=[parted], parted=True), cast.POLICIES, "")


def test_a_full_week_holds_nothing_decided_up() -> None:
    week = [sent(priya(), on(-n), "b9aaaaaa:agreed") for n in range(6, 1, -1)]
    assert verdict(replace(day("Recommit"), sent=week), cast.POLICIES, "").goes


def own(body: str, section: str = "recommit") -> dict[tuple[str, str], OwnWords]:
    return dict(by_section([OwnWords(row("Templates", ""), section, "en", "", body)]))


def test_what_she_added_stands_in_her_own_words_too_and_once() -> None:
    step = day("Recommit", add="I thought of our first day.\nYou were sure then.")
    assert step.step
    plain = compose_step(step, step.step, cast.POLICIES, "", own("Still {{ goal }}?"))
    woven = compose_step(step, step.step, cast.POLICIES, "", own('{{ add | join(" ") }} Still {{ goal }}?'))
    assert plain and woven
    assert "Still Ten paying clients by spring?\n\nI thought of our first day.\nYou were sure then." in text_part(plain)
    assert text_part(woven).count("I thought of our first day.") == 1


def test_the_page_that_goes_with_the_look_back_is_in_the_clients_language_and_hers_alone() -> None:
    step = day("Look back", priya(language="de", my_notes="Difficult.", coach_rating=3, consequences="No cake"))
    letter = compose(step, cast.POLICIES, step.client.email)
    assert letter
    message = render(letter, POST)
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == "our-record-okt-nov.pdf" and attached.get_content().startswith(b"%PDF")
