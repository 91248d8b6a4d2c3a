"""What a client is told, when, and when not: order, preferences, ceiling, hours (contract, section 4)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from jobs.letters.compose import compose, may_go_now, verdict
from sync.rules.standing import ClientDay, Standing
from tests import cast
from tests.cast import BERLIN, TODAY, commitment, day_of, on, rules, sent, standing
from tests.jobs.letters.scenes import SCENES, letter_of

_NEXT_WEEK, _YESTERDAY = on(9), on(-1)


def _due(**rest: object) -> Standing:
    return standing(commitment(cast.priya(), "b1aaaaaa", "Draft the intake questions", on(1)), told_on=on(-9), **rest)


def _new(row_id: str = "b2aaaaaa", due: date = _NEXT_WEEK) -> Standing:
    return standing(commitment(cast.priya(), row_id, "Record three reels", due))


def _done(row_id: str = "b3aaaaaa", closed_on: date = _YESTERDAY) -> Standing:
    return standing(commitment(cast.priya(), row_id, "Call a lead", on(-1)), closed_on=closed_on)


def _kinds(day: ClientDay, **policies: object) -> tuple[str, ...]:
    letter = compose(day, rules(**policies), "x@example.com")
    return letter.kinds if letter else ()


def test_sections_stand_in_the_contracts_order() -> None:
    assert _kinds(day_of(cast.priya(), _new(), _due(), _done())) == ("celebrate", "agreed", "due")


def test_the_welcome_stands_alone() -> None:
    assert _kinds(day_of(cast.priya(start_date=TODAY), _new(), _due(), _done())) == ("welcome",)


def test_celebrating_opens_no_letter() -> None:
    assert _kinds(day_of(cast.priya(), _done())) == ()


def test_essential_leaves_celebrating_out() -> None:
    assert _kinds(day_of(cast.sofia(), _new(), _done())) == ("agreed",)


@pytest.mark.parametrize("rest", [{"stage": stage} for stage in ("Prospect", "Paused", "Ended")] + [{"emails": "None"}])
def test_whom_nothing_goes_to(rest: dict[str, str]) -> None:
    assert _kinds(day_of(cast.priya(**rest), _new(), _due())) == ()


def test_a_client_to_check_gets_nothing() -> None:
    priya = cast.priya()
    priya.row.to_check = True
    assert _kinds(day_of(priya, _new(), _due())) == ()


@pytest.mark.parametrize("state", ["sent", "in doubt", "sending", "bounced"])
def test_one_letter_a_day(state: str) -> None:
    priya = cast.priya()
    assert _kinds(day_of(priya, _new(), sent=[sent(priya, TODAY, state=state)])) == ()


@pytest.mark.parametrize("state", ["failed", "not sent"])
def test_what_did_not_go_out_takes_no_day(state: str) -> None:
    priya = cast.priya()
    day = day_of(priya, _new(), sent=[sent(priya, TODAY, "b2aaaaaa:agreed", state=state)])
    assert _kinds(day) == ("agreed",)


def test_a_letter_dated_tomorrow_takes_today_after_a_flight_west() -> None:
    priya = cast.priya()
    assert _kinds(day_of(priya, _new(), sent=[sent(priya, on(1))])) == ()


def test_a_full_week_waits_but_for_what_is_due() -> None:
    priya = cast.priya()
    week = [sent(priya, on(-days)) for days in (6, 4, 2, 1)]
    held = verdict(day_of(priya, _new(), sent=week), rules(), priya.email)
    assert held.waits and held.waits_for == "ceiling"
    goes = verdict(day_of(priya, _new(), _due(), sent=week), rules(), priya.email)
    assert goes.goes and goes.letter and goes.letter.kinds == ("agreed", "due")


def test_a_letter_of_seven_days_ago_is_of_another_week() -> None:
    priya = cast.priya()
    week = [sent(priya, on(-days)) for days in (7, 4, 2, 1)]
    assert verdict(day_of(priya, _new(), sent=week), rules(), priya.email).goes


@pytest.mark.parametrize(("hour", "goes"), [(6, False), (7, True), (19, True), (20, False)])
def test_letters_go_in_the_clients_hours(hour: int, goes: bool) -> None:
    priya = cast.priya()
    day = day_of(priya, _new(), now=datetime(2026, 11, 23, hour, 59, tzinfo=BERLIN))
    assert may_go_now(day, rules()) is goes
    found = verdict(day, rules(), priya.email)
    assert (found.goes, found.waits) == (goes, not goes)


def test_letters_wait_on_a_closed_day() -> None:
    priya = cast.priya()
    found = verdict(day_of(priya, _new()), rules(closed_on=((TODAY, on(1)),)), priya.email)
    assert found.waits_for == "closed day"


def test_nothing_to_say_is_not_waiting() -> None:
    found = verdict(day_of(cast.priya()), rules(closed_on=((TODAY, TODAY),)), "x@example.com")
    assert found.letter is None and not found.waits and not found.goes


def test_the_key_is_the_client_and_her_date() -> None:
    assert letter_of("everything").key == "cpriya2x-2026-11-23"
    assert letter_of("rehearsal").key == "cpriya2x-2026-11-23-rehearsal"


def test_what_can_be_answered_is_numbered_through_the_letter() -> None:
    letter = letter_of("everything")
    agreed, due = letter.sections[1].facts, letter.sections[2].facts
    assert [thing["number"] for thing in agreed["yours"]] == [1]
    assert [thing["number"] for group in due["groups"] for thing in group["things"]] == [2]
    assert "number" not in agreed["mine"][0]


def test_composing_twice_says_the_same() -> None:
    for scene in SCENES:
        assert letter_of(scene) == letter_of(scene)


def test_references_are_the_newest_ten_letters() -> None:
    priya = cast.priya()
    earlier = [sent(priya, on(-days)) for days in range(40, 10, -1)]
    letter = compose(day_of(priya, _new(), sent=earlier), rules(), priya.email)
    assert letter and letter.references == tuple(s.message_id for s in earlier[-10:])


def test_subjects_are_short_and_never_blank() -> None:
    names = ["Bo", "Bartholomew-Maximilian-Alexander", "", "=?utf-8?q?x?="]
    for called in names:
        day = day_of(cast.marcus(first_name=called or " "))
        letter = compose(day, rules(), "x@example.com")
        assert letter and 0 < len(letter.subject) <= 38 and letter.preheader
    for away in [*range(-14, 15), 300, 40_000]:
        shown = standing(commitment(cast.priya(), "b1aaaaaa", "Word", TODAY + timedelta(days=away)), told_on=on(-30))
        policies = rules(remind_before=(away,) if away >= 0 else (), remind_after=(-away,) if away < 0 else ())
        letter = compose(day_of(cast.priya(), *[shown]), policies, "x@example.com")
        assert letter and 0 < len(letter.subject) <= 38, letter
        assert "Word" not in letter.subject
