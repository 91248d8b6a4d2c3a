"""What a decided row leads to: one letter at most, the right one, or a plain word about what is in its way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.policies import Policies
from sync.records import Client, Decision
from sync.rules.decided import Ground, changed_afterwards, chosen, goes_on, lacks, letter_of
from sync.rules.ladder import Round, round_of
from sync.schema import CHOICES, DECISIONS, STEPS
from tests.cast import on, priya, row

PRIYA = priya()


def decision(step: str = "Recommit", decided: str = "Send", day: int = -1, **rest: Any) -> Decision:
    return Decision(row("Decisions", "d1aaaaaa"), PRIYA, PRIYA.name, step, on(day), decided, **rest)


def ground(client: Client = PRIYA, **rest: Any) -> Ground:
    known: dict[str, Any] = {
        "client": client, "today": on(0), "round": Round(), "emails": "All", "recovered": False, "policies": Policies(),
    }  # fmt: skip
    return Ground(**{**known, **rest})


@pytest.mark.parametrize(
    ("step", "choice", "kind"),
    [
        ("Recommit", "", "recommit"), ("Look back", "", "look back"), ("Fresh start", "Reinstate", "fresh start"),
        ("Fresh start", "New goal", "fresh start"), ("Last review", "", "last review"),
        ("Part ways", "End", "part ways"),
        ("Recommit", "Refer", "part ways"), ("Look back", "Pause", "part ways"), ("Fresh start", "Refer", "part ways"),
        ("Last review", "Pause", "part ways"), ("Part ways", "Refer", "part ways"), ("Reopen", "", "reopen"),
    ],
)  # fmt: skip
def test_each_step_has_its_letter_and_refer_and_pause_have_theirs_everywhere(step: str, choice: str, kind: str) -> None:
    found = letter_of(decision(step, choice=choice, refer_to="Kim"))
    assert (found.kind, found.choice) == (kind, choice)


def test_every_other_choice_at_a_step_is_told_and_nothing_goes() -> None:
    fits = {
        "Fresh start": ("Reinstate", "New goal", "Refer", "Pause"),
        "Part ways": ("Refer", "Pause", "End"),
        "Reopen": ("",),
    }
    for step, choice in product(STEPS, ("", *CHOICES)):
        one = decision(step, choice=choice, refer_to="Kim")
        whole = choice in fits.get(step, ("", "Refer", "Pause"))
        goes = whole and letter_of(one).kind in ("part ways", "reopen")
        assert bool(chosen([one], ground(priya(stage="Paused")))) == goes
        assert bool(lacks(one)) != whole, (step, choice)


@pytest.mark.parametrize("stage", ["Active", "Paused", "Ended", "Prospect"])
@pytest.mark.parametrize("step", ["Recommit", "Part ways", "Reopen"])
def test_who_is_not_active_gets_part_ways_and_reopen_alone(step: str, stage: str) -> None:
    one = decision(step, choice="End" if step == "Part ways" else "")
    goes = {
        "Active": ("Recommit", "Part ways"), "Paused": ("Part ways", "Reopen"), "Ended": ("Part ways", "Reopen"),
    }.get(stage, ())  # fmt: skip
    assert bool(chosen([one], ground(priya(stage=stage)))) == (step in goes) == (not one.held)


def test_of_two_open_rows_the_older_one_comes_first_and_one_letter_goes() -> None:
    older, newer = decision(day=-9), decision("Look back", day=-2)
    found = chosen([newer, older], ground())
    assert found and found.decision is older and "older row" in newer.held
    assert chosen([replace(older, decision=""), newer], ground()) is None, "though it is not decided"
    reopen = decision("Reopen", day=-1)
    found = chosen([replace(older, decision=""), reopen], ground(priya(stage="Paused")))
    assert found and found.kind == "reopen", "a step that was never decided shuts no door"


def test_a_row_made_up_by_the_coach_keeps_the_rest_days() -> None:
    one = decision()
    assert chosen([one], ground(round=Round(rests_from=on(-13)))) is None and "from 24 Nov on" in one.held
    assert chosen([decision()], ground(round=Round(rests_from=on(-14))))


def test_after_part_ways_nothing_but_reopen() -> None:
    parted = ground(round=Round(step=5, parted_on=on(-3)))
    again, reopen = decision("Part ways", choice="End"), decision("Reopen")
    assert chosen([again], parted) is None and again.held == "Part ways was sent on 20 Nov: nothing but Reopen follows"
    found = chosen([reopen], parted)
    assert found and found.kind == "reopen", "whatever the Stage"


def test_what_is_decided_otherwise_or_ended_sends_nothing() -> None:
    for decided, outcome in product(("", *DECISIONS), ("", "Sent", "Talked", "Not now", "Dismissed", "Recovered")):
        one = decision(decided=decided, outcome=outcome, outcome_on=on(-1) if outcome else None)
        assert bool(chosen([one], ground())) == (decided == "Send" and not outcome)


@pytest.mark.parametrize(
    ("outcome", "decided", "note"),
    [
        ("Sent", "Send", ""), ("Sent", "Dismiss", "Sent on 20 Nov: a decision changed afterwards changes nothing"),
        ("Talked", "Talked", ""), ("Talked", "Send", "Talked on 20 Nov: a decision changed afterwards changes nothing"),
        ("Dismissed", "Dismiss", ""), ("Recovered", "Not now", ""),
        ("Recovered", "Send", "Recovered on 20 Nov: nothing more is sent"),
        ("Sent", "", ""), ("", "Send", ""),
    ],
)  # fmt: skip
def test_a_decision_changed_after_its_outcome_is_noted(outcome: str, decided: str, note: str) -> None:
    assert changed_afterwards(decision(decided=decided, outcome=outcome, outcome_on=on(-3))) == note


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)))
def test_it_goes_from_monday_to_thursday(day: date) -> None:
    assert goes_on(day) == (f"{day:%a}" in ("Mon", "Tue", "Wed", "Thu"))


_ROWS = st.lists(
    st.tuples(
        st.integers(-60, 0), st.sampled_from(STEPS), st.sampled_from(("Send", "Send", "Not now", "")),
        st.sampled_from(("", *CHOICES)), st.sampled_from(("", "", "Sent", "Talked", "Dismissed", "Recovered")),
        st.integers(-59, 0),
    ),
    max_size=6,
)  # fmt: skip


@given(_ROWS, st.sampled_from(("Active", "Paused", "Ended", "Prospect")), st.booleans())
def test_whatever_stands_there_at_most_one_letter_goes_and_it_was_decided(
    rows: list[tuple[int, str, str, str, str, int]], stage: str, recovered: bool
) -> None:
    client = priya(stage=stage)
    decisions = [
        decision(step, decided, day, choice=choice, refer_to="Kim", outcome=outcome,
                 outcome_on=on(max(day, ended)) if outcome else None)
        for day, step, decided, choice, outcome, ended in rows
    ]  # fmt: skip
    found = round_of(client, decisions)
    letter = chosen(decisions, ground(client, round=found, recovered=recovered))
    for one in decisions:
        assert not (one.held and letter and one is letter.decision)
        if one.decision == "Send" and not one.outcome:
            assert one.held or letter, "what is decided goes, or is told why not"
    if letter:
        assert letter.decision.decision == "Send" and not letter.decision.outcome and not lacks(letter.decision)
        assert stage != "Prospect" and (stage == "Active" or letter.kind in ("part ways", "reopen"))
        assert not found.parted or letter.kind == "reopen"
        assert letter.kind == "reopen" or not recovered
