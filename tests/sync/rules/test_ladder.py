"""The ladder: proposed with evidence, decided by the coach, looked at again, never climbing by itself."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.schema import CHOICES, DECISIONS, STEPS
from sync.workbook.base import Value
from tests.practice import Book, at, book, on

D = "Decisions"
Row = dict[str, Value]


def stalled(**client: Value) -> Book:
    """Four commitments, none of them done, all past in the last days and again in the weeks to come."""
    rows: list[Row] = [
        {"Commitment": f"Do thing {n}", "Due": on(n)} for n in (-1, -2, -3, -4, 10, 11, 12, 13, 30, 31, 32, 33)
    ]
    return book(clients=[{key.replace("_", " "): cell for key, cell in client.items()}], commitments=rows)


def steps(made: Book) -> list[tuple[Value, Value]]:
    return list(zip(made.every(D, "Step"), made.every(D, "Outcome"), strict=True)) if D in made.grids else []


def decide(made: Book, decision: str, row: int = -1, **cells: Value) -> None:
    place = len(made.grids[D].rows) - 2 if row < 0 else row
    for header, cell in {"Decision": decision, **{key.replace("_", " "): cell for key, cell in cells.items()}}.items():
        made[D, place, header] = cell


def sent(made: Book, days: int, row: int = -1) -> None:
    """The letter of a row goes: what the letters job writes."""
    place = len(made.grids[D].rows) - 2 if row < 0 else row
    made[D, place, "Outcome"], made[D, place, "Outcome on"] = "Sent", on(days)


def test_a_stalled_client_gets_one_row_with_the_first_step_and_the_evidence() -> None:
    made = stalled()
    night = made.run(at(0))
    assert night.step_proposed() == "Recommit" and steps(made) == [("Recommit", None)]
    assert made[D, 0, "Date"] == on(0) and made[D, 0, "Client"] == "Priya Nair" and made[D, 0, "Decision"] is None
    assert str(made[D, 0, "Evidence"]).startswith('0 of 4 done 24 Oct – 23 Nov. Open: "Do thing -4" (19 Nov)')
    assert made["Clients", 0, "Next action"] == "Decide: Recommit" and made["Clients", 0, "Track"] == "Talk"
    assert made.run(at(0, 20)).quiet
    made.nights(1, 9)
    assert steps(made) == [("Recommit", None)], "an open row waits for its decision"


@pytest.mark.parametrize(
    "client", [{"Stage": "Paused"}, {"Stage": "Ended", "Ended on": on(-1)}, {"Stage": "Prospect"}, {"Email": "x"}]
)
def test_nobody_else_gets_a_row(client: Row) -> None:
    made = stalled(**client)
    made.run(at(0))
    assert steps(made) == []


@pytest.mark.parametrize(
    ("decision", "outcome", "next_step"),
    [("Talked", "Talked", "Look back"), ("Not now", "Not now", "Recommit"), ("Dismiss", "Dismissed", "Recommit")],
)
def test_a_decision_without_a_letter_is_settled_in_its_row_and_rests(
    decision: str, outcome: str, next_step: str
) -> None:
    made = stalled()
    made.run(at(0))
    decide(made, decision)
    made.run(at(1))
    assert steps(made) == [("Recommit", outcome)] and made[D, 0, "Outcome on"] == on(1)
    assert made["Clients", 0, "Step"] == ("Recommit" if decision == "Talked" else None)
    made.nights(2, 14)
    assert len(steps(made)) == 1, "fourteen days of rest"
    made.run(at(15))
    assert steps(made)[1] == (next_step, None)


def test_nothing_is_sent_or_settled_without_a_decision() -> None:
    made = stalled()
    made.run(at(0))
    decide(made, "Send")
    made.nights(1, 5)
    assert steps(made) == [("Recommit", None)] and made["Clients", 0, "Step"] is None


def test_the_whole_ladder_is_climbed_step_by_step() -> None:
    made = stalled()
    made.grids["Policies"] = book({"Ladder rest days": 1, "Ladder days": 300}).grids["Policies"]
    for day, step in zip(range(0, 10, 2), STEPS[:5], strict=True):
        made.run(at(day))
        assert steps(made)[-1] == (step, None)
        sent(made, day)
        made.run(at(day, 20))
        assert made["Clients", 0, "Step"] == step
    assert made["Clients", 0, "Next action"] == "Set the Stage"
    made.nights(10, 30)
    assert len(steps(made)) == 5, "after Part ways nothing but Reopen"
    made["Clients", 0, "Start date"] = on(30)
    made.run(at(31))
    assert made["Clients", 0, "Step"] is None and steps(made)[-1] == ("Recommit", None), "a new start is a new round"


@pytest.mark.parametrize("choice", ["Refer", "Pause"])
def test_refer_and_pause_part_ways_at_every_step(choice: str) -> None:
    made = stalled()
    made.run(at(0))
    decide(made, "Send", Choice=choice, Refer_to="Kim Sato")
    sent(made, 0)
    made.nights(1, 20)
    assert len(steps(made)) == 1 and made["Clients", 0, "Next action"] == "Set the Stage"


@pytest.mark.parametrize(
    ("outcome", "becomes"),
    [(None, "Recovered"), ("Sent", "Recovered"), ("Talked", "Recovered"), ("Dismissed", "Dismissed")],
)
def test_a_client_who_recovered_starts_again_at_the_first_step(outcome: Value, becomes: str) -> None:
    made = stalled()
    made.run(at(0))
    if outcome:
        made[D, 0, "Outcome"], made[D, 0, "Outcome on"] = outcome, on(0)
    else:
        decide(made, "Send")
    for row in range(3):
        made["Commitments", row, "Done on"] = on(1)
    made.run(at(1))
    assert steps(made) == [("Recommit", becomes)]
    assert made[D, 0, "Outcome on"] == (on(1) if becomes == "Recovered" else on(0))
    assert made["Clients", 0, "Step"] is None
    made.nights(2, 13)
    assert steps(made) == [("Recommit", becomes)]


def test_no_longer_stalled_without_anything_closed_is_not_recovered() -> None:
    made = stalled()
    made.run(at(0))
    made["Commitments", 0, "Dropped on"] = on(0)
    made.run(at(1))
    assert made["Clients", 0, "Track"] != "Talk" and steps(made) == [("Recommit", None)]


def test_the_evidence_puts_the_coachs_own_record_first_where_it_is_the_weaker_one() -> None:
    made = stalled()
    made["Commitments", 0, "Done on"] = on(0)
    made.add("Commitments", Owner="Coach", Due=on(-5), Commitment="Send the worksheet")
    made.run(at(0))
    assert str(made[D, 0, "Evidence"]) == (
        'Your own to them: 0 of 1 done. Open: "Send the worksheet" (18 Nov). 1 of 4 done 24 Oct – 23 Nov. '
        'Done: "Do thing -1" (22 Nov, one day after the date). '
        'Open: "Do thing -4" (19 Nov), "Do thing -3" (20 Nov), "Do thing -2" (21 Nov).'
    )


def test_the_evidence_names_the_sessions_it_looks_back_over() -> None:
    made = stalled()
    made.grids["Sessions"] = book(
        sessions=[{"Start": datetime(2026, 11, day, 9), "Outcome": "Attended"} for day in (2, 9, 16)]
    ).grids["Sessions"]
    made.run(at(0))
    assert str(made[D, 0, "Evidence"]).startswith("0 of 4 done in the last 3 sessions, 24 Oct – 23 Nov.")


def test_evidence_is_plain_words_without_an_end_that_nobody_reads() -> None:
    made = stalled()
    for row in range(4):
        made["Commitments", row, "Commitment"] = "=IMPORTXML(\n" + "x" * 40_000
    made.run(at(0))
    evidence = str(made[D, 0, "Evidence"])
    assert len(evidence) <= 2000 and evidence.isprintable() and "percent" not in evidence


@pytest.mark.parametrize(
    ("step", "cells", "note"),
    [
        ("Recommit", {}, None), ("Recommit", {"Choice": "Refer"}, "Refer to is blank: type whom"),
        ("Look back", {"Choice": "Pause"}, None),
        ("Fresh start", {}, "Choice: choose Reinstate or New goal"), ("Fresh start", {"Choice": "Reinstate"}, None),
        ("Fresh start", {"Choice": "End"}, "Choice: choose Reinstate or New goal"),
        ("Fresh start", {"Choice": "Pause"}, None),
        ("Part ways", {}, "Choice: choose Refer, Pause or End"), ("Part ways", {"Choice": "End"}, None),
        ("Part ways", {"Choice": "Refer"}, "Refer to is blank: type whom"),
        ("Part ways", {"Choice": "Refer", "Refer_to": "Kim"}, None),
    ],
)  # fmt: skip
def test_what_a_sent_step_still_needs_is_told_in_its_row(step: str, cells: Row, note: Value) -> None:
    made = stalled()
    made.run(at(0))
    made[D, 0, "Step"] = step
    decide(made, "Send", **cells)
    made.run(at(0, 9))
    assert made[D, 0, "Sync note"] == note


@pytest.mark.parametrize(("days", "asked"), [(-1, False), (0, True), (30, True), (31, False)])
def test_reopen_is_proposed_within_thirty_days_of_the_end_of_a_pause(days: int, asked: bool) -> None:
    made = book(clients=[{"Stage": "Paused", "Pause until": on(-days)}])
    made.run(at(0))
    assert steps(made) == ([("Reopen", None)] if asked else [])
    assert made["Clients", 0, "Next action"] == ("Decide: Reopen" if asked else None)


def test_reopen_is_proposed_once_for_each_pause() -> None:
    made = book(clients=[{"Stage": "Paused", "Pause until": on(0)}])
    made.nights(0, 5)
    assert len(steps(made)) == 1
    decide(made, "Dismiss")
    made.nights(6, 9)
    assert steps(made) == [("Reopen", "Dismissed")]
    made["Clients", 0, "Pause until"] = on(20)
    made.nights(19, 22)
    assert steps(made) == [("Reopen", "Dismissed"), ("Reopen", None)]


@pytest.mark.parametrize("typed", [None, "soon"])
def test_a_date_typed_over_asks_no_second_time(typed: Value) -> None:
    made = book(clients=[{"Stage": "Paused", "Pause until": on(0)}])
    made.run(at(0))
    made[D, 0, "Date"] = typed
    made.run(at(1))
    assert steps(made) == [("Reopen", None)]
    decide(made, "Dismiss")
    made.nights(2, 4)
    assert steps(made) == [("Reopen", "Dismissed")]
    made["Clients", 0, "Pause until"] = on(20)
    made.nights(19, 21)
    assert steps(made) == [("Reopen", "Dismissed"), ("Reopen", None)]


def test_nor_does_an_earlier_date_typed_over_that_of_a_row_that_ended() -> None:
    made = book(clients=[{"Stage": "Paused", "Pause until": on(0)}])
    made.run(at(0))
    decide(made, "Talked")
    made.run(at(1))
    made[D, 0, "Date"] = on(-40)
    made.nights(2, 4)
    assert steps(made) == [("Reopen", "Talked")]


@pytest.mark.parametrize("typed", [None, "late"])
def test_a_row_whose_day_was_typed_over_rests_from_its_date_at_least(typed: Value) -> None:
    made = stalled()
    made.run(at(0))
    decide(made, "Talked")
    made.run(at(1))
    made[D, 0, "Outcome on"] = typed
    made.nights(2, 13)
    assert steps(made) == [("Recommit", "Talked")]
    made.run(at(14))
    assert len(steps(made)) == 2


def test_an_undecided_step_from_before_the_pause_does_not_hinder_it() -> None:
    made = stalled()
    made.run(at(0))
    made["Clients", 0, "Stage"], made["Clients", 0, "Pause until"] = "Paused", on(9)
    made.nights(1, 9)
    assert steps(made) == [("Recommit", None), ("Reopen", None)]
    assert made.run(at(9, 9)).quiet


@pytest.mark.parametrize("typed", [True, False])
def test_reopen_for_an_ended_client_counts_from_the_date_or_the_day_seen(typed: bool) -> None:
    made = book({"Door open days": 10}, clients=[{"Stage": "Ended", "Ended on": on(0) if typed else None}])
    made.nights(0, 9)
    assert steps(made) == []
    made.run(at(10))
    assert steps(made) == [("Reopen", None)]


def test_the_day_seen_survives_a_night_in_which_the_row_is_to_check() -> None:
    made = book({"Door open days": 10}, clients=[{"Stage": "Ended"}])
    made.nights(0, 4)
    made["Clients", 0, "Email"] = "typing"
    made.run(at(5))
    made["Clients", 0, "Email"] = "priya@example.com"
    made.nights(6, 10)
    assert steps(made) == [("Reopen", None)]


def parted_until_the_fifth() -> Book:
    """Part ways was sent with Pause, and the pause is over: Reopen waits."""
    made = stalled()
    made.run(at(0))
    made[D, 0, "Step"], made[D, 0, "Choice"] = "Part ways", "Pause"
    sent(made, 0)
    made["Clients", 0, "Stage"], made["Clients", 0, "Pause until"] = "Paused", on(5)
    made.nights(1, 5)
    return made


def test_after_reopen_was_sent_the_round_is_new() -> None:
    made = parted_until_the_fifth()
    assert steps(made)[-1] == ("Reopen", None) and made["Clients", 0, "Step"] == "Part ways"
    sent(made, 5)
    made["Clients", 0, "Stage"] = "Active"
    made.run(at(6))
    assert made["Clients", 0, "Step"] is None and made["Clients", 0, "Next action"] != "Set the Stage"


@pytest.mark.parametrize("decision", [None, "Send"])
def test_a_client_who_is_back_is_asked_nothing_more_and_her_ladder_is_not_held_up(decision: Value) -> None:
    made = stalled(Stage="Paused", Pause_until=on(0))
    made.run(at(0))
    assert steps(made) == [("Reopen", None)]
    made["Clients", 0, "Stage"], made["Clients", 0, "Pause until"] = "Active", None
    made[D, 0, "Decision"] = decision
    made.run(at(1))
    assert steps(made) == [("Reopen", "Recovered")] and made[D, 0, "Outcome on"] == on(1)
    assert made["Clients", 0, "Next action"] != "Decide: Reopen" and made["Clients", 0, "Step"] is None
    assert made.run(at(1, 20)).quiet
    decide(made, "Send", row=0)
    made.run(at(2))
    assert made[D, 0, "Sync note"] == "Recovered on 24 Nov: nothing more is sent"
    made.nights(3, 15)
    assert steps(made) == [("Reopen", "Recovered"), ("Recommit", None)], "after the rest days"


@pytest.mark.parametrize(
    ("decision", "outcome"), [("Talked", "Talked"), ("Not now", "Not now"), ("Dismiss", "Dismissed")]
)
def test_what_the_coach_decides_as_a_client_comes_back_is_what_the_row_ends_with(decision: str, outcome: str) -> None:
    made = book(clients=[{"Stage": "Ended", "Ended on": on(-90)}])
    made.run(at(0))
    made["Clients", 0, "Stage"] = "Active"
    decide(made, decision)
    made.run(at(1))
    assert steps(made) == [("Reopen", outcome)]


def test_reopen_waits_for_its_decision_where_the_stage_was_forgotten_after_part_ways() -> None:
    made = parted_until_the_fifth()
    made["Clients", 0, "Stage"] = "Active"
    made.nights(6, 8)
    assert steps(made)[-1] == ("Reopen", None) and made["Clients", 0, "Next action"] == "Decide: Reopen"
    made["Clients", 0, "Start date"] = on(9)
    made.run(at(9))
    assert steps(made)[-1] == ("Reopen", "Recovered")


def test_a_client_whose_row_is_to_check_ends_no_reopen() -> None:
    made = book(clients=[{"Stage": "Paused", "Pause until": on(0)}])
    made.run(at(0))
    made["Clients", 0, "Stage"] = "Activ"
    made.run(at(1))
    assert steps(made) == [("Reopen", None)]


def test_a_sorted_tab_changes_no_round() -> None:
    made = stalled()
    made.grids["Policies"] = book({"Ladder rest days": 1, "Ladder days": 300}).grids["Policies"]
    for day in (0, 2, 4):
        made.run(at(day))
        sent(made, day)
    made.run(at(4, 20))
    made.grids[D].rows[1:] = made.grids[D].rows[:0:-1]
    assert made.run(at(4, 21)).quiet and made["Clients", 0, "Step"] == "Fresh start"


@given(
    st.lists(
        st.tuples(st.integers(1, 9), st.sampled_from([None, *DECISIONS]), st.sampled_from([None, *CHOICES])), max_size=8
    )
)
def test_whatever_is_decided_there_is_one_open_row_at_most_and_no_step_is_skipped(
    history: list[tuple[int, str | None, str | None]],
) -> None:
    made = stalled()
    made.grids["Policies"] = book({"Ladder rest days": 3, "Ladder days": 300}).grids["Policies"]
    made.run(at(0))
    day, parted = 0, False
    for wait, decision, choice in history:
        day += wait
        if decision and steps(made)[-1][1] is None:
            decide(made, decision, Choice=choice)
            if decision == "Send":
                parted = parted or choice in ("Refer", "Pause") or steps(made)[-1][0] == "Part ways"
                sent(made, day)
        before = steps(made)
        made.run(at(day))
        assert made.run(at(day, 9)).quiet
        assert [outcome for _, outcome in steps(made)].count(None) <= 1
        if len(steps(made)) > len(before):
            assert not parted and before[-1][1] in ("Sent", "Talked", "Not now", "Dismissed")
            up = STEPS.index(str(steps(made)[-1][0])) - STEPS.index(str(before[-1][0]))
            assert (
                up == {"Sent": 1, "Talked": 1, "Not now": 0}.get(str(before[-1][1]), up) or before[-1][0] == "Part ways"
            )
            if before[-1][1] == "Dismissed":
                assert steps(made)[-1][0] == "Recommit"
