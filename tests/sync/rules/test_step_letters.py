"""What the Mail log remembers of the ladder's letters, and what follows where a row is gone, lost or displaced."""

from __future__ import annotations

from typing import Any

import pytest

from sync.records import Decision, Sent
from sync.rules.ladder import Settled, round_of, settle_sent
from sync.rules.step_letters import KINDS, about, named, parted_on, remember
from sync.schema import MAIL_STATES, STEPS
from tests.cast import on, priya, row, sent

PRIYA = priya()


def letter(days: int, id_: str, kind: str, **rest: Any) -> Sent:
    return sent(PRIYA, on(days), about(id_, kind), kinds=(kind,), **rest)


def decision(id_: str, step: str = "Recommit", **rest: Any) -> Decision:
    return Decision(row("Decisions", id_), PRIYA, PRIYA.name, step, on(-9), "Send", **rest)


def settled(*decisions: Decision, mail: list[Sent], were_open: set[str] | None = None) -> list[tuple[str, str, Any]]:
    found = settle_sent(list(decisions), remember(mail), frozenset(were_open or ()))
    for one in found:
        one.decision.outcome, one.decision.outcome_on = one.outcome, one.day
    return [(one.decision.id, one.outcome, one.day) for one in found if isinstance(one, Settled)]


def test_each_step_has_its_kind() -> None:
    assert KINDS == ("recommit", "look back", "fresh start", "last review", "part ways", "reopen")
    assert [step.lower() for step in STEPS] == list(KINDS)
    assert named(letter(0, "d1aaaaaa", "look back")) == [("d1aaaaaa", "look back")]
    assert named(sent(PRIYA, on(0), "b1aaaaaa:agreed", "check-in:2026-11-23")) == []


@pytest.mark.parametrize("state", MAIL_STATES)
def test_what_may_have_gone_counts_as_sent(state: str) -> None:
    one = decision("d1aaaaaa")
    went = state in ("sending", "sent", "in doubt", "bounced")
    mail = [letter(-2, "d1aaaaaa", "recommit", state=state)]
    assert settled(one, mail=mail) == ([("d1aaaaaa", "Sent", on(-2))] if went else [])


def test_a_rehearsal_settles_nothing() -> None:
    assert settled(decision("d1aaaaaa"), mail=[letter(-2, "d1aaaaaa", "recommit", rehearsal=True)]) == []


@pytest.mark.parametrize("state", ["not sent", "failed"])
def test_a_letter_that_did_not_go_after_all_takes_its_outcome_back(state: str) -> None:
    one = decision("d1aaaaaa", outcome="Sent", outcome_on=on(-2))
    assert settled(one, mail=[letter(-2, "d1aaaaaa", "recommit", state=state)]) == [("d1aaaaaa", "", None)]
    one = decision("d1aaaaaa", outcome="Sent", outcome_on=on(-1))
    again = [letter(-2, "d1aaaaaa", "recommit", state=state), letter(-1, "d1aaaaaa", "recommit")]
    assert settled(one, mail=again) == [], "another one went"
    assert settled(decision("d1aaaaaa", outcome="Talked"), mail=again[:1]) == []


def test_an_outcome_stands_though_the_mail_log_was_tidied() -> None:
    assert settled(decision("d1aaaaaa", outcome="Sent", outcome_on=on(-2)), mail=[], were_open={"d1aaaaaa"}) == []


def test_an_outcome_that_a_race_wrote_one_row_too_far_goes_where_it_belongs() -> None:
    mine, other = decision("d1aaaaaa"), decision("d2aaaaaa", outcome="Sent", outcome_on=on(-2))
    older = decision("d3aaaaaa", outcome="Sent", outcome_on=on(-40))
    mail = [letter(-2, "d1aaaaaa", "recommit")]
    assert settled(mine, other, older, mail=mail, were_open={"d1aaaaaa", "d2aaaaaa"}) == [
        ("d1aaaaaa", "Sent", on(-2)),
        ("d2aaaaaa", "", None),
    ]


def test_what_went_decides_whether_the_two_parted_not_what_is_typed_since() -> None:
    one = decision("d1aaaaaa", choice="Pause", outcome="Sent", outcome_on=on(-2))
    settled(one, mail=[letter(-2, "d1aaaaaa", "recommit")])
    assert not round_of(PRIYA, [one]).parted
    one = decision("d1aaaaaa", outcome="Sent", outcome_on=on(-2))
    settled(one, mail=[letter(-2, "d1aaaaaa", "part ways")])
    assert round_of(PRIYA, [one]).parted


def test_part_ways_holds_without_its_row_until_reopen_or_a_new_start() -> None:
    gone = letter(-9, "d1aaaaaa", "part ways")
    assert parted_on([gone], None) == parted_on([gone], on(-9)) == on(-9)
    assert parted_on([gone], on(-8)) is None and parted_on([gone, letter(-1, "d2aaaaaa", "reopen")], None) is None
    assert parted_on([gone], None, frozenset({"d1aaaaaa"})) is None, "of a row that stands Decisions tells"
    assert parted_on([letter(-9, "d1aaaaaa", "part ways", state="not sent")], None) is None
    assert parted_on([letter(-9, "d1aaaaaa", "recommit")], None) is None


def test_a_round_after_a_new_start_is_not_ended_by_what_was_before() -> None:
    parted = decision("d1aaaaaa", "Part ways", choice="End", outcome="Sent", outcome_on=on(-60))
    talked = decision("d2aaaaaa", outcome="Talked", outcome_on=on(-5))
    found = round_of(priya(start_date=on(-40)), [parted, talked])
    assert (found.step, found.parted, found.newest) == (1, False, talked)
    assert round_of(priya(start_date=on(-60)), [parted]).parted, "no new one"


def test_an_older_row_that_recovers_after_a_newer_one_ends_the_round() -> None:
    review = decision("d1aaaaaa", "Last review", outcome="Recovered", outcome_on=on(0))
    ways = decision("d2aaaaaa", "Part ways", outcome="Talked", outcome_on=on(-3))
    ways.day = on(-5)
    assert round_of(PRIYA, [review, ways]).step == 0
