"""After Part ways nothing but Reopen, whatever the Stage and whatever becomes of the row; and the ways back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest

from tests.jobs.ladder_practice import MONDAY, at, decide, decisions, done, kinds, ladder, note, to_noa
from tests.practice_files import Practice


def day(days: int) -> date:
    return MONDAY + timedelta(days=days)


def run_on(made: Practice, days: Iterable[int]) -> None:
    for number in days:
        assert made.run(at(number)).status == 0


@pytest.fixture
def parted(tmp_path: Path) -> Practice:
    """Paused at the first step, on Tuesday; there is more to tell her of."""
    made = ladder(tmp_path / "practice")
    made.run(at(0))
    decide(made, "Send", Choice="Pause")
    made.run(at(1))
    assert kinds(made)[-1] == ("2026-11-24", "part ways")
    number = len(made.rows("Commitments")) + 2
    made.edit("Commitments", number, Client="Noa Levi", Commitment="Breathe in the morning", Due=day(9))
    return made


def test_nothing_goes_out_though_the_stage_still_says_active(parted: Practice) -> None:
    before = kinds(parted)
    run_on(parted, (2, 3, 8, 10, 20, 40))
    assert kinds(parted) == before and len(decisions(parted)) == 1
    assert parted.rows("Clients")[0]["Next action"] == "Set the Stage"


def test_nor_where_the_row_of_the_decision_was_deleted(parted: Practice) -> None:
    before = kinds(parted)
    book = openpyxl.load_workbook(parted.workbook)
    book["Decisions"].delete_rows(2)
    book.save(parted.workbook)
    run_on(parted, (2, 3, 8, 20))
    assert kinds(parted) == before and not decisions(parted)
    assert parted.rows("Clients")[0]["Next action"] == "Set the Stage"
    parted.ledger.unlink()
    run_on(parted, (21, 22))
    assert kinds(parted) == before, "the Mail log alone is enough"


@pytest.mark.parametrize("typed", [{"Outcome": "Sent, and she was sad"}, {"Outcome": "sent"}, {"Step": "she was sad"}])
def test_nor_where_words_were_typed_over_what_the_row_says(typed: dict[str, str], parted: Practice) -> None:
    before = kinds(parted)
    parted.edit("Decisions", 2, **typed)
    run_on(parted, (2, 3, 8, 9))
    assert kinds(parted) == before
    assert parted.rows("Clients")[0]["Next action"] == "Set the Stage"
    assert decisions(parted) == [("Recommit", "Sent", day(1))]


def test_nor_where_the_choice_was_changed_afterwards(parted: Practice) -> None:
    before = kinds(parted)
    parted.edit("Decisions", 2, Choice=None)
    run_on(parted, (2, 3, 8))
    assert kinds(parted) == before and "changed afterwards" in note(parted)


def test_a_new_start_date_ends_the_silence_and_the_ladder_begins_anew(parted: Practice) -> None:
    parted.edit("Clients", 2, Start_date=day(3))
    run_on(parted, (3, 4))
    assert ("2026-11-26", "welcome") in kinds(parted)
    run_on(parted, (15, 16, 17))
    found = decisions(parted)
    assert [step for step, _, _ in found] == ["Recommit", "Recommit"] and found[0][1] == "Sent"
    decide(parted, "Talked", row=3)
    run_on(parted, (18, 19))
    assert parted.rows("Clients")[0]["Step"] == "Recommit", "the round that was over does not come back"
    assert parted.rows("Clients")[0]["Next action"] != "Set the Stage"


def test_the_pause_ends_with_one_question_and_then_as_the_client_likes(parted: Practice) -> None:
    parted.edit("Clients", 2, Stage="Paused", Pause_until=day(30))
    run_on(parted, (2, 29))
    before = kinds(parted)
    run_on(parted, (30, 31))
    assert decisions(parted)[1] == ("Reopen", None, None) and kinds(parted) == before
    assert parted.rows("Clients")[0]["Next action"] == "Decide: Reopen"
    decide(parted, "Send", row=3)
    run_on(parted, (32, 35, 36, 37))  # Friday the 25th, Monday the 28th
    assert decisions(parted)[1] == ("Reopen", "Sent", day(35)) and kinds(parted)[len(before) :] == [
        ("2026-12-28", "reopen")
    ]
    assert "How are things, Noa?" in str(to_noa(parted)[-1]["Subject"])
    parted.edit("Clients", 2, Stage=None, Pause_until=None)
    parted.edit("Commitments", len(parted.rows("Commitments")) + 2, Client="Noa Levi", Commitment="Sit", Due=day(60))
    run_on(parted, (38, 39))
    assert kinds(parted)[-1][1] == "agreed", "she is back, and hears from us as everybody does"


def test_a_client_who_ended_is_asked_once_when_the_door_has_been_open_for_its_days(tmp_path: Path) -> None:
    made = ladder(tmp_path / "practice", {"Door open days": 30}, Stage="Ended", Ended_on=day(-30))
    run_on(made, (0, 1, 5))
    assert decisions(made) == [("Reopen", None, None)]
    decide(made, "Send", Add_to_the_email="I saw your shop.")
    run_on(made, (7, 8, 20, 29))
    assert decisions(made) == [("Reopen", "Sent", day(7))] and [kind for _, kind in kinds(made)] == ["reopen"]
    assert "I saw your shop." in str(to_noa(made)[-1].get_body(("plain",)))


def test_reopen_is_not_sent_to_a_client_who_is_back_already(tmp_path: Path) -> None:
    made = ladder(tmp_path / "practice", {"Door open days": 30}, Stage="Ended", Ended_on=day(-30))
    run_on(made, (0,))
    made.edit("Clients", 2, Stage=None)
    decide(made, "Send")
    run_on(made, (1, 2))
    assert "reopen" not in [kind for _, kind in kinds(made)] and note(made).endswith("nothing more is sent")
    assert decisions(made) == [("Reopen", "Recovered", day(1))]


def test_a_client_who_gets_on_is_not_parted_from(tmp_path: Path) -> None:
    made = ladder(tmp_path / "practice", {"Ladder rest days": 1})
    run_on(made, (0,))
    for row in range(2, 6):
        decide(made, "Talked", row=row)
        run_on(made, (row - 1, row))
    assert decisions(made)[-1] == ("Part ways", None, None)
    decide(made, "Send", row=6, Choice="End")
    done(made, 2, 3, 4, on=day(6))
    run_on(made, (7, 8))
    assert decisions(made)[3][1] == "Recovered" and "part ways" not in [kind for _, kind in kinds(made)]
    assert "Things moved on since" in note(made, 4)
    made.edit("Clients", 2, Stage="Ended")
    run_on(made, (9,))
    assert kinds(made)[-1][1] == "part ways", "she may part ways all the same"


BEN = {"Client": "Ben Aalto", "Email": "ben@clients.example", "Coach": "Ana Coach"}


def with_ben(made: Practice) -> None:
    """Another client, with something to be told of."""
    made.edit("Clients", 3, **BEN)
    made.edit("Commitments", len(made.rows("Commitments")) + 2, Client="Ben Aalto", Commitment="Write", Due=day(9))


def letters_to(made: Practice, name: str) -> list[str]:
    return [one["Subject"] for one in made.outbox() if name in str(one["To"])]


@pytest.mark.parametrize("ledger", [True, False])
def test_another_name_typed_over_the_row_silences_nobody_else_and_parts_from_the_same(
    ledger: bool, parted: Practice
) -> None:
    with_ben(parted)
    before = len(to_noa(parted))
    parted.edit("Decisions", 2, Client="Ben Aalto")
    if not ledger:
        parted.ledger.unlink()
    assert parted.run(at(2)).status == 0
    assert note(parted) == 'Your words "Ben Aalto" were in Client; put them in My notes'
    assert parted.rows("Decisions")[0]["Client"] == "Noa Levi" and letters_to(parted, "ben@")
    assert [row["Next action"] for row in parted.rows("Clients")] == ["Set the Stage", None]
    run_on(parted, (3, 8, 9))
    assert len(to_noa(parted)) == before and not note(parted)


def test_nor_where_she_has_no_row_any_more(parted: Practice) -> None:
    with_ben(parted)
    parted.run(at(2))
    book = openpyxl.load_workbook(parted.workbook)
    book["Clients"].delete_rows(2)
    book["Decisions"]["G2"] = "Ben Aalto"
    assert book["Decisions"]["G1"].value == "Client"
    book.save(parted.workbook)
    run_on(parted, (3,))
    assert parted.rows("Decisions")[0]["Client"] == "Noa Levi"
    assert parted.rows("Clients")[0]["Next action"] is None


@pytest.mark.parametrize("outcome", ["Talked", "Not now", "Dismissed", "Recovered", None])
@pytest.mark.parametrize("ledger", [True, False])
def test_nor_where_another_outcome_was_chosen(outcome: str | None, ledger: bool, parted: Practice) -> None:
    before = kinds(parted)
    parted.edit("Decisions", 2, Outcome=outcome, Outcome_on=day(2))
    if not ledger:
        parted.ledger.unlink()
    run_on(parted, (2,))
    assert decisions(parted) == [("Recommit", "Sent", day(1))]
    assert bool(note(parted)) == bool(outcome) and (not outcome or f'"{outcome}" were in Outcome;' in note(parted))
    run_on(parted, (3, 8))
    assert kinds(parted) == before and parted.rows("Clients")[0]["Next action"] == "Set the Stage"


@pytest.mark.parametrize("ledger", [True, False])
def test_nor_where_reopen_was_chosen_over_the_step(ledger: bool, parted: Practice) -> None:
    before = kinds(parted)
    parted.edit("Decisions", 2, Step="Reopen")
    if not ledger:
        parted.ledger.unlink()
    run_on(parted, (2, 3, 8, 20))
    assert [row[1:] for row in decisions(parted)] == [("Sent", day(1))], "no step of the ladder is proposed"
    assert kinds(parted) == before and parted.rows("Clients")[0]["Next action"] == "Set the Stage"


def test_the_day_of_the_letter_is_that_of_the_letter(parted: Practice) -> None:
    parted.edit("Decisions", 2, Outcome_on=day(-90))
    parted.edit("Clients", 2, Start_date=day(-30))
    run_on(parted, (2,))
    assert decisions(parted) == [("Recommit", "Sent", day(1))]
    assert note(parted) == 'Your words "25 Aug 2026" were in Outcome on; put them in My notes'
    assert parted.rows("Clients")[0]["Next action"] == "Set the Stage"
