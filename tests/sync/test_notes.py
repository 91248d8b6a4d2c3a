"""Notes: words typed over ours, a year wrong, three actions in one cell (coach.md, the mistakes a coach will make)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.notes import typed_over
from sync.records import Answer, Row
from sync.rules.client_says import of_reply
from sync.rules.replies import Count, Move, Reply, Stuck
from sync.workbook.base import Value
from tests.cast import priya
from tests.practice import at, book, on


@pytest.mark.parametrize(
    ("tab", "header"),
    [
        ("Commitments", "Status"), ("Commitments", "Due seen"), ("Commitments", "Days left"), ("Commitments", "Moved"),
        ("Commitments", "SMART"), ("Clients", "Track"), ("Clients", "Overdue"), ("Clients", "Last heard"),
        ("Clients", "Effort"), ("Clients", "Next action"), ("Clients", "To set up"), ("Clients", "Why"),
        ("Commitments", "Client says"), ("Habits", "Last 4 weeks"),
        ("Sessions", "Result"), ("Payments", "Status"), ("Intake", "Win-win"),
    ],
)  # fmt: skip
def test_words_typed_over_ours_are_kept_in_a_note_for_one_night(tab: str, header: str) -> None:
    made = book(commitments=[{}], sessions=[{}], payments=[{}], intake=[{}], habits=[{}])
    made.run(at(-1))
    once = made[tab, 0, header]
    made[tab, 0, header] = "waiting for Bob"
    made.run(at(0))
    note = f'Your words "waiting for Bob" were in {header}; put them in My notes'
    assert made[tab, 0, "Sync note"] == note
    assert header == "Days left" or made[tab, 0, header] == once
    assert made.run(at(0, 20)).quiet, "it stays for the day"
    assert [
        n
        for t in ("Clients", "Commitments", "Habits", "Sessions", "Payments", "Intake")
        for n in made.every(t, "Sync note")
        if n
    ] == [note]
    made.run(at(1))
    assert made[tab, 0, "Sync note"] is None


@pytest.mark.parametrize("words", ["Open", "Check row", "Paid", "Missing: Measure"])
def test_our_own_words_are_no_ones_typing(words: str) -> None:
    made = book(commitments=[{}])
    made["Commitments", 0, "SMART" if ":" in words else "Status"] = words
    made.run()
    assert made["Commitments", 0, "Sync note"] is None


@pytest.mark.parametrize("words", ["Missing: Bob", "done, he told me", "7 of them", "asked to move", "stuck with Bob"])
@pytest.mark.parametrize("header", ["SMART", "Client says"])
def test_words_that_only_begin_like_ours_are_the_coachs(header: str, words: str) -> None:
    made = book(commitments=[{}])
    made["Commitments", 0, header] = words
    made.run()
    assert made["Commitments", 0, "Sync note"] == f'Your words "{words}" were in {header}; put them in My notes'


@given(
    st.text(max_size=90) | st.text(";:, a\n", max_size=9),
    st.dates(date(2025, 1, 1), date(2028, 1, 1)),
    st.none() | st.integers(0, 10**9),
)
def test_what_a_client_says_in_whatever_words_is_no_coachs_typing(words: str, day: date, of: int | None) -> None:
    answer = Answer(Row("Replies", "Replies", 2, id="r1aaaaaa"), priya(), at(0))
    reply = Reply(answer, moves=(Move("b1", day, words),), counts=(Count("b1", 7, of),), stuck=(Stuck("b1", words),))
    said = [mention.said for _, mention in of_reply(reply)]
    for cell in (*said, "; ".join(said), "; ".join(["done 3 Nov", *reversed(said)])):
        row = Row("Commitments", "Commitments", 2, shows={"Client says": cell})
        assert not typed_over(row), cell


def test_a_night_of_our_own_reasons_is_no_coachs_typing() -> None:
    reasons = (
        "2 of 6 done since 24 Oct",
        "3 overdue",
        "no answer to the check-in of 16 Nov",
        "nothing booked since 1 May",
    )
    for count in range(1, 5):
        made = book()
        made["Clients", 0, "Why"] = ", ".join(reasons[:count])
        made.run()
        assert made["Clients", 0, "Sync note"] is None


@pytest.mark.parametrize("header", ["Next action", "To set up"])
def test_whatever_our_cells_of_a_client_say_is_no_ones_typing(header: str) -> None:
    says = {
        "Next action": (
            "Decide: Part ways", "Set the Stage", "Answer the client", "Fix 12 rows", "Ask about 2 items",
            "Ask how it goes", "Note how 9 Nov went", "Book a session", "Praise: 10 in a row",
        ),
        "To set up": ("Goal", "Progress in their words, Coach, Check-ins, Agreement"),
    }  # fmt: skip
    made = book(clients=[{"Client": f"Client {n}"} for n in range(len(says[header]))])
    for row, words in enumerate(says[header]):
        made["Clients", row, header] = words
    made.run()
    assert not any(made.every("Clients", "Sync note"))


@pytest.mark.parametrize(
    ("due", "note"),
    [
        (date(2026, 1, 5), "Due lies 11 months back. Did you mean 5 Jan 2027?"),
        (on(-61), "Due lies 2 months back. Did you mean 23 Sep 2027?"),
        (on(-60), None),
        (date(2024, 2, 29), "Due lies 33 months back"),
    ],
)
def test_a_year_wrong_in_december_is_told_when_first_seen(due: date, note: Value) -> None:
    made = book(commitments=[{"Due": due}])
    made.run()
    assert made["Commitments", 0, "Sync note"] == note
    assert made.run(at(0, 9)).quiet
    made.run(at(1))
    assert made["Commitments", 0, "Sync note"] == note, "and as long as the date stands"
    made["Commitments", 0, "Due"] = on(40)
    made.run(at(2))
    assert made["Commitments", 0, "Sync note"] is None


def test_a_deadline_that_slipped_far_back_since_it_was_first_seen_is_no_wrong_year() -> None:
    made = book(commitments=[{"Due": on(-61)}])
    made.run(at(-62))
    made.run(at(0))
    assert made["Commitments", 0, "Sync note"] is None


@pytest.mark.parametrize("before", [None, on(3), "next week"])
def test_a_year_wrong_is_told_of_a_draft_that_gets_its_date_and_of_a_deadline_that_moves(before: Value) -> None:
    made = book(commitments=[{"Due": before}])
    made.run()
    made["Commitments", 0, "Due"] = date(2026, 1, 5)
    for night in (1, 2):
        made.run(at(night))
        assert made["Commitments", 0, "Sync note"] == "Due lies 11 months back. Did you mean 5 Jan 2027?"


def test_words_typed_over_the_date_that_we_remember_stop_no_run() -> None:
    made = book(commitments=[{"Due": on(-2)}, {"Due": on(-70)}])
    made.run(at(-71))
    for row in (0, 1):
        made["Commitments", row, "Due seen"] = "soon"
    made.run()
    note = 'Your words "soon" were in Due seen; put them in My notes'
    assert made.every("Commitments", "Sync note") == [note, note]


@pytest.mark.parametrize(
    ("words", "three"),
    [
        ("Book gym, call mum, send CV", True), ("Book gym; call mum; send CV", True),
        ("Book gym, call mum and send CV", True),
        ("Call mum, dad", False), ("Write about red, green and blue", False), ("Call five leads", False),
    ],
)  # fmt: skip
def test_three_actions_in_one_cell_are_asked_about(words: str, three: bool) -> None:
    made = book(commitments=[{"Commitment": words}])
    made.run()
    assert made["Commitments", 0, "Sync note"] == ("Specific: three actions? One row each" if three else None)


def test_paused_without_a_return_and_ended_without_a_date_are_noted() -> None:
    rows: list[dict[str, Value]] = [
        {"Stage": "Paused"}, {"Client": "B", "Stage": "Paused", "Pause until": on(9)},
        {"Client": "C", "Stage": "Ended"}, {"Client": "D", "Stage": "Ended", "Ended on": on(-9)},
    ]  # fmt: skip
    made = book(clients=rows)
    made.run()
    assert made.every("Clients", "Sync note") == [
        "Pause until is blank; type the date of the return", None, "Ended on is blank; it counts from the day seen",
        None,
    ]  # fmt: skip


def test_several_notes_stand_in_one_cell_and_not_without_end() -> None:
    made = book(
        commitments=[
            {"Due": "x" * 500, "Confidence": "8/10", "Owner": "y" * 500, "Done on": "z" * 500, "Target": "t" * 500}
        ]
    )
    made.run()
    note = str(made["Commitments", 0, "Sync note"])
    assert (
        note.count("; ") >= 3 and len(note) <= 500 and 'Confidence: "8/10" is not a whole number from 1 to 10' in note
    )
