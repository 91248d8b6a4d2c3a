"""The oracle itself, held against examples worked out by hand from the contract's section 3."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.oracle.figures import percent
from tests.oracle.keys import settle_keys
from tests.oracle.reading import Broken
from tests.oracle.rules import Oracle
from tests.oracle.wants import Either, Says, fits

NOON = datetime(2026, 3, 11, 12, 0, tzinfo=UTC)  # a Wednesday
TODAY = date(2026, 3, 11)


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


def priya(**cells: Any) -> dict[str, Any]:
    return {"Client": "Priya Nair", "Email": "priya@example.com", **cells}


def agreed(due: int | None = 0, **cells: Any) -> dict[str, Any]:
    base = {"Client": "Priya Nair", "Commitment": "Call five leads", "Due": None if due is None else day(due)}
    return {**base, "_k": f"k{len(cells)}{due}{cells}", **cells}


def run(now: datetime = NOON, memory: dict[str, Any] | None = None, **tabs: list[dict[str, Any]]) -> Oracle:
    practice = {"Clients": [priya()], "Commitments": []} | {tab.replace("_", "-"): rows for tab, rows in tabs.items()}
    return Oracle(practice, memory or {"last": None}, now)


def status(**cells: Any) -> Any:
    client = cells.pop("client", priya())
    return run(Clients=[client], Commitments=[agreed(**cells)]).expected["Commitments"][0]["Status"]


@pytest.mark.parametrize(
    ("due", "word"),
    [
        (-15, "Slipped"),
        (-14, "Overdue"),
        (-1, "Overdue"),
        (0, "Due today"),
        (1, "Due soon"),
        (3, "Due soon"),
        (4, "Open"),
    ],
)
def test_the_words_of_a_status_change_on_these_days(due: int, word: str) -> None:
    assert status(due=due) == word


def test_a_status_is_the_first_that_matches() -> None:
    assert status(due=None, **{"Done on": "half"}) == "Check row"
    assert status(due=None, **{"Done on": "x"}) == "Draft"
    assert status(due=-3, **{"Done on": "x", "Dropped on": day(-1)}) == "Dropped"
    assert status(due=-3, **{"Done on": day(-3)}) == "Done"
    assert status(due=-3, **{"Done on": day(-2)}) == "Done late"
    assert status(due=-3, client=priya(Stage="Ended")) == "Ended"
    assert status(due=-30, client=priya(Stage="paused")) == "Paused"
    assert status(due=-3, **{"Done on": day(1)}) == "Check row"
    assert status(due=-3, Client="Pria Nair") == "Check row"


def test_a_client_on_kiritimati_is_a_day_ahead() -> None:
    late = datetime(2026, 3, 11, 10, 30, tzinfo=UTC)
    made = run(late, Clients=[priya(**{"Time zone": "Kiritimati"})], Commitments=[agreed(due=1)])
    assert made.expected["Commitments"][0]["Status"] == "Due today"
    made = run(late, Clients=[priya(**{"Time zone": "Etc/GMT+12"})], Commitments=[agreed(due=0)])
    assert made.expected["Commitments"][0]["Days left"] == 1


def test_halves_are_rounded_up() -> None:
    assert [percent(1, 8), percent(1, 3), percent(2, 3), percent(1, 200), percent(0, 0)] == [13, 33, 67, 1, None]


def test_follow_through_counts_forty_two_days_and_resolved_ones_only() -> None:
    rows = [agreed(due=-42, **{"Done on": day(-42)}), agreed(due=-43), agreed(due=-1), agreed(due=0), agreed(due=5)]
    shown = run(Commitments=rows).expected["Clients"][0]
    assert shown["Follow-through"] == 50
    assert shown["Coach follow-through"] is None and shown["Effort"] is None


def test_one_not_kept_on_a_date_ends_the_streak_on_that_date() -> None:
    kept = [agreed(due=-1, **{"Done on": day(-1)}), agreed(due=-2, **{"Done on": day(-2)})]
    assert run(Commitments=kept).expected["Clients"][0]["Streak"] == 2
    assert run(Commitments=[*kept, agreed(due=-2)]).expected["Clients"][0]["Streak"] == 1
    assert run(Commitments=[*kept, agreed(due=-1)]).expected["Clients"][0]["Streak"] == 0


def test_undone_ones_due_before_pause_until_are_not_resolved() -> None:
    rows = [agreed(due=-5), agreed(due=-3)]
    made = run(Clients=[priya(**{"Pause until": day(-4)})], Commitments=rows)
    assert [one["resolved"] for one in made.commitments] == [False, True]


def test_effort_is_even_at_the_tolerance_and_not_beyond() -> None:
    coach = [agreed(due=-n, Owner="Coach", **({"Done on": day(-n)} if n < 4 else {})) for n in (1, 2, 3, 4)]
    own = [agreed(due=-1, **{"Done on": day(-1)})]
    assert run(Commitments=own + coach).expected["Clients"][0]["Effort"] == "Even"
    coach[2]["Done on"] = None
    assert run(Commitments=own + coach).expected["Clients"][0]["Effort"] == "Client does more"


def test_smart_names_what_lacks_in_order() -> None:
    def smart(**cells: Any) -> Any:
        return run(Commitments=[agreed(**cells)]).expected["Commitments"][0]["SMART"]

    assert smart(due=None, Commitment="Gym") == "Missing: Specific, Measure, Confidence, Relevant, Due"
    assert smart(Measure="m", Confidence=7, **{"For goal": "g"}) == "SMART"
    assert smart(Measure="m", Confidence=6, **{"For goal": "g"}) == "Missing: Confidence"
    assert smart(Commitment="跑步三公里吧", Measure="m", Confidence="8", **{"For goal": "g"}) == "SMART"
    assert smart(due=-1, **{"Done on": "x"}) is None


@pytest.mark.parametrize(
    ("cells", "at"),
    [
        ({}, date(2026, 3, 16)),
        ({"Check-in day": "Wednesday"}, TODAY),
        ({"Check-ins": "Daily", "Start date": day(3)}, day(3)),
        ({"Check-ins": "Twice a month"}, date(2026, 3, 15)),
        ({"Check-ins": "Monthly"}, date(2026, 4, 6)),
        ({"Check-ins": "Monthly", "Start date": date(2026, 2, 16)}, date(2026, 4, 6)),  # its last weekly day: 15 March
        ({"Check-ins": "Monthly", "Start date": date(2026, 2, 17)}, date(2026, 3, 16)),
        ({"Check-ins": "None"}, None),
        ({"Stage": "Prospect"}, None),
    ],
)
def test_the_next_checkin(cells: dict[str, Any], at: date | None) -> None:
    assert run(Clients=[priya(**cells)]).expected["Clients"][0]["Next check-in"] == at


def session(outcome: str | None, start: datetime, cancelled: Any = None, zone: str = "Berlin") -> Any:
    rows = [{"Client": "Priya Nair", "Start": start, "Outcome": outcome, "Cancelled at": cancelled}]
    made = run(Sessions=rows, Policies=[{"Rule": "Time zone", "Value": zone}])
    return made.expected["Sessions"][0]["Result"]


def test_a_cancellation_of_exactly_twenty_four_hours_is_in_time_on_the_wall_clock() -> None:
    start = datetime(2026, 3, 29, 10, 0)  # the clocks went forward that night: 23 hours of real time
    assert session("Cancelled by client", start, datetime(2026, 3, 28, 10, 0)) == "Not used"
    assert session("Cancelled by client", start, datetime(2026, 3, 28, 10, 1)) == "Used"
    assert session("Cancelled by coach", start, datetime(2026, 3, 28, 10, 1)) == "Make-up owed"
    assert session("Cancelled by coach", start) == "Check row"
    assert session("Attended", start) == "Check row"
    assert session("Rescheduled", start, datetime(2026, 3, 28, 10, 0)) == "Check row"


def test_a_session_without_outcome_asks_once_its_start_has_passed() -> None:
    assert session(None, datetime(2026, 3, 11, 12, 59)) == "How did it go?"  # Berlin: 11:59 UTC
    assert session(None, datetime(2026, 3, 11, 13, 1)) == "Planned"
    assert session(None, datetime(2026, 3, 11, 0, 0)) == "Check row"


def stalled(held: list[int], dues: list[int], closed: int) -> Any:
    sessions = [
        {"Client": "Priya Nair", "Start": datetime(2026, 3, 11, 9) + timedelta(days=n), "Outcome": "Attended"}
        for n in held
    ]
    rows = [agreed(due=n, **({"Done on": day(0)} if i < closed else {})) for i, n in enumerate(dues)]
    made = run(Sessions=sessions, Commitments=rows)
    return made.expected["Clients"][0]["Track"] == "Talk", len(made.fresh_decisions)


def test_the_stalled_window_reaches_to_the_third_last_session_or_thirty_days() -> None:
    assert stalled([], [-30, -20, -10, -1], 1) == (True, 1)
    assert stalled([], [-31, -20, -10, -1], 1) == (False, 0)
    assert stalled([-40, -20, -5], [-40, -20, -10, -1], 1) == (True, 1)
    assert stalled([-20, -5], [-40, -20, -10, -1], 1) == (False, 0)
    assert stalled([], [-30, -20, -10, -1], 2) == (False, 0)  # half of them closed is not fewer than half


def test_next_action_is_the_first_that_is_true() -> None:
    late = [agreed(due=-1, Measure="a"), agreed(due=-2, Measure="b")]
    asks = run(Commitments=late).expected["Clients"][0]["Next action"]
    assert asks == "Ask about 2 items"
    fix = run(Commitments=[*late, agreed(due=1, Owner="Somebody")]).expected["Clients"][0]["Next action"]
    assert fits(fix, "Fix 1 row") and not fits(fix, asks)
    waits = [{"Client": "Priya Nair", "Start": datetime(2026, 3, 9, 9)}]
    assert fits(run(Sessions=waits).expected["Clients"][0]["Next action"], "Note how 9 Mar went")
    held = [{"Client": "Priya Nair", "Start": datetime(2026, 2, 24, 9), "Outcome": "Late"}]
    assert run(Sessions=held).expected["Clients"][0]["Next action"] == "Book a session"
    held[0]["Start"] = datetime(2026, 2, 25, 9)
    assert run(Sessions=held).expected["Clients"][0]["Next action"] is None
    kept = [agreed(due=-n, **{"Done on": day(-n)}) for n in (3, 4, 5)]
    assert run(Commitments=kept).expected["Clients"][0]["Next action"] == "Praise: 3 in a row"


def test_to_set_up_lists_what_is_blank_in_order() -> None:
    made = run(
        Clients=[priya(Coach="Ben Hart", **{"Check-ins": "None"})], Team=[{"Coach": "Ben Hart", "Email": "ben at home"}]
    )
    assert made.expected["Clients"][0]["To set up"] == "Goal, Progress in their words, Coach, Check-ins, Agreement"


def second(row: dict[str, Any], before: Oracle, days: int) -> dict[str, Any]:
    return run(NOON + timedelta(days=days), before.memory, Commitments=[row]).expected["Commitments"][0]


def test_a_deadline_moved_before_it_is_past_and_untold_is_a_correction() -> None:
    first = run(Commitments=[agreed(due=1, _k="k")])
    shown = second(agreed(due=9, _k="k"), first, 1)
    assert (shown["First due"], shown["Due seen"], shown["Moved"]) == (day(9), day(9), None)
    told = second(agreed(due=9, _k="k", **{"Told on": day(0)}), first, 1)
    assert (told["First due"], told["Moved on"], told["Moved"]) == (day(1), TODAY, "In time")


def test_a_deadline_moved_after_it_fell_due_is_late_for_good() -> None:
    first = run(Commitments=[agreed(due=-1, _k="k")])
    row = agreed(due=9, _k="k")
    later = run(NOON + timedelta(days=1), first.memory, Commitments=[row])
    assert later.expected["Commitments"][0]["Moved"] == "Late"
    again = run(NOON + timedelta(days=2), later.memory, Commitments=[agreed(due=12, _k="k", **{"Told on": day(1)})])
    assert again.expected["Commitments"][0]["Moved"] == "Late"
    assert again.expected["Commitments"][0]["Moved on"] == day(1)


def test_a_mark_is_dated_to_the_run_before_it_was_seen_and_keeps_that_day() -> None:
    first = run(Commitments=[agreed(due=0, _k="k")])
    marked = run(NOON + timedelta(days=3), first.memory, Commitments=[agreed(due=0, _k="k", **{"Done on": "✓"})])
    assert marked.expected["Commitments"][0]["Closed on"] == TODAY
    assert second(agreed(due=0, _k="k", **{"Done on": "x"}), marked, 9)["Closed on"] == TODAY
    assert run(Commitments=[agreed(due=0, **{"Done on": True})]).expected["Commitments"][0]["Closed on"] == TODAY


def test_an_answer_closes_the_one_live_commitment_with_its_words_in_the_clients_zone() -> None:
    answer = {"Timestamp": "2026-03-09 23:30", "Client": "priya  nair", "Done": "call five leads", "Rating": "7"}
    client = priya(**{"Time zone": "Berlin"})
    made = run(Clients=[client], Commitments=[agreed(due=0)], Check_ins=[answer])
    assert made.expected["Commitments"][0]["Closed on"] == date(2026, 3, 10)
    assert made.expected["Clients"][0]["Last heard"] == date(2026, 3, 10)
    assert made.expected["Clients"][0]["Self rating"] == 7
    twice = run(Clients=[client], Commitments=[agreed(due=0), agreed(due=1)], Check_ins=[answer])
    assert [row["Closed on"] for row in twice.expected["Commitments"]] == [None, None]


def test_a_checkin_of_a_date_to_come_is_a_row_to_check() -> None:
    answer = {"Timestamp": "2027-03-09 23:30", "Client": "Priya Nair", "Done": "call five leads", "Rating": "7"}
    made = run(Clients=[priya()], Commitments=[agreed(due=0)], Check_ins=[answer])
    assert made.expected["Check-ins"][0]["Matched"] is made.expected["Clients"][0]["Self rating"] is None
    assert isinstance(made.expected["Check-ins"][0]["Sync note"], Says)


def test_a_checkin_that_names_two_clients_is_a_row_to_check() -> None:
    two = [priya(), {"Client": "Marcus Webb", "Email": "marcus@example.com"}]
    answer = {"Timestamp": datetime(2026, 3, 9, 9), "Client": "Marcus Webb", "Email": "PRIYA@example.com"}
    assert run(Clients=two, Check_ins=[answer]).expected["Check-ins"][0]["Matched"] is None
    answer["Client"] = "Markus"
    shown = run(Clients=two, Check_ins=[answer]).expected["Check-ins"][0]
    assert shown["Matched"] == "Priya Nair" and isinstance(shown["Sync note"], Says)


def test_win_win_asks_until_all_four_are_answered() -> None:
    def verdict(*answers: Any) -> Any:
        headers = ("Wants this now", "Open to challenge", "Actions agreed", "Fee agreed")
        made = run(Intake=[{"Prospect": "Lee", **dict(zip(headers, answers, strict=True))}])
        return made.expected["Intake"][0]["Win-win"]

    assert verdict("Yes", "yes", "YES", "Yes") == "Yes"
    assert verdict("Yes", None, "Yes", "Yes") == "Ask"
    assert verdict("Yes", None, "No", "Yes") == "No"
    assert verdict("Yes", "Perhaps", "No", "Yes") is None


def test_a_bad_policy_leaves_the_default_and_the_upper_of_two_holds() -> None:
    def days(*values: Any) -> Any:
        return run(Policies=[{"Rule": "due soon  days", "Value": v} for v in values]).policies["Due soon days"]

    assert [days("soon"), days(5, 9), days(Broken("#REF!"))] == [3, 5, 3]


def test_a_copy_gets_a_key_of_its_own_and_words_keep_theirs() -> None:
    before = run(Commitments=[agreed(due=0, _k="a")]).memory["rows"]
    keys = iter(["new", "newer"])
    rows = [agreed(due=5, _k="a", Commitment="Something else now"), agreed(due=0, _k="a")]
    settle_keys(rows, before, lambda: next(keys))
    assert [row["_k"] for row in rows] == ["new", "a"]
    rows = [agreed(due=0, _k="a", Client="Marcus Webb", Commitment="Wholly other words")]
    settle_keys(rows, before, lambda: next(keys))
    assert rows[0]["_k"] == "newer"


def test_what_was_expected_is_compared_as_cells_are() -> None:
    assert fits(7, 7.0) and fits(None, "") and fits(date(2026, 3, 1), datetime(2026, 3, 1))
    assert not fits(0, None) and not fits(None, 0)
    assert fits(Either((None, "a")), "a") and fits(Says(("due",)), "Due: what?") and not fits(Says(), None)


def proposed(*decisions: dict[str, Any], closed: int = 0) -> list[Any]:
    rows = [agreed(due=-n, **({"Done on": day(-n)} if n <= closed else {})) for n in (1, 2, 3, 4)]
    past = [{"ID": f"d{i}", "Client": "Priya Nair", **row} for i, row in enumerate(decisions)]
    made = run(Commitments=rows, Decisions=past)
    return [row["Step"] for row in made.fresh_decisions]


def test_the_ladder_goes_up_waits_and_begins_anew() -> None:
    assert proposed() == ["Recommit"]
    assert proposed({"Step": "Recommit"}) == []
    assert proposed({"Step": "Recommit", "Outcome": "Sent", "Outcome on": day(-14)}) == ["Look back"]
    assert proposed({"Step": "Recommit", "Outcome": "Sent", "Outcome on": day(-13)}) == []
    assert proposed({"Step": "Look back", "Outcome": "Not now", "Outcome on": day(-20)}) == ["Look back"]
    assert proposed({"Step": "Look back", "Outcome": "Dismissed", "Outcome on": day(-20)}) == ["Recommit"]
    assert proposed({"Step": "Last review", "Outcome": "Recovered", "Outcome on": day(-20)}) == ["Recommit"]
    assert proposed({"Step": "Recommit", "Outcome": "Sent", "Outcome on": day(-20)}, closed=2) == []


def test_a_client_whose_pause_has_ended_is_asked_for_once_within_thirty_days() -> None:
    def reopened(offset: int, *past: dict[str, Any]) -> list[Any]:
        client = priya(Stage="Paused", **{"Pause until": day(offset)})
        rows = [{"ID": "d", "Client": "Priya Nair", "Step": "Reopen", **row} for row in past]
        return [row["Step"] for row in run(Clients=[client], Decisions=rows).fresh_decisions]

    assert [reopened(1), reopened(0), reopened(-30), reopened(-31)] == [[], ["Reopen"], ["Reopen"], []]
    assert reopened(-3, {"Date": day(-3)}) == []
