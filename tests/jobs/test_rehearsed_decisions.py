"""Decisions while `Send to` is `Me`: the letter comes to the coach, once, and nothing real is used up."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.jobs.ladder_practice import MONDAY, at, decide, decisions, done, kinds, ladder, note, to_noa
from tests.practice_files import Practice


def day(days: int) -> date:
    return MONDAY + timedelta(days=days)


@pytest.fixture
def rehearsed(tmp_path: Path) -> Practice:
    """On Tuesday the coach got the letter that she decided."""
    made = ladder(tmp_path / "practice", {"Send to": "Me"})
    made.run(at(0))
    decide(made, "Send")
    made.run(at(1))
    return made


def test_the_letter_comes_to_the_coach_marked_as_all_are(rehearsed: Practice) -> None:
    letter = next(one for one in rehearsed.outbox() if one["Subject"] == "Is this still the right goal?")
    assert "ana@strongstart.example" in str(letter["To"]) and "Noa Levi" in str(letter["To"])
    assert letter["X-Coachsheet-Rehearsal"] == "yes" and not to_noa(rehearsed)
    assert decisions(rehearsed) == [("Recommit", None, None)] and rehearsed.rows("Clients")[0]["Step"] is None


def test_the_run_that_rehearses_says_so_and_the_next_one_of_that_day_finds_nothing_to_write(
    rehearsed: Practice,
) -> None:
    assert note(rehearsed).startswith("Rehearsed on 24 Nov: it came to you.")
    before = rehearsed.cells_but_log()
    assert rehearsed.run(at(1, 9)).json["cells_changed"] == 0 and rehearsed.cells_but_log() == before


def test_it_is_not_repeated_and_the_row_says_what_will_come(rehearsed: Practice) -> None:
    for number in (2, 3, 7, 8, 9):
        rehearsed.run(at(number))
    assert [kind for _, kind in kinds(rehearsed)].count("recommit") == 1
    assert note(rehearsed) == (
        "Rehearsed on 24 Nov: it came to you. It goes to Noa Levi once Send to is Clients, unless you clear Decision"
    )


def test_with_the_ledger_lost_it_is_not_repeated_either(rehearsed: Practice) -> None:
    rehearsed.ledger.unlink()
    for number in (2, 3, 7):
        rehearsed.run(at(number))
    assert [kind for _, kind in kinds(rehearsed)].count("recommit") == 1


def test_once_letters_go_to_clients_the_decision_stands_and_is_looked_at_again(rehearsed: Practice) -> None:
    rehearsed.policy("Send to", "Clients")
    rehearsed.run(at(2))
    assert decisions(rehearsed) == [("Recommit", "Sent", day(2))] and len(to_noa(rehearsed)) == 1
    rehearsed.policy("Send to", "Me")
    for number in (3, 7):
        rehearsed.run(at(number))
    assert decisions(rehearsed) == [("Recommit", "Sent", day(2))]


def test_a_decision_that_was_cleared_after_the_rehearsal_sends_nothing(rehearsed: Practice) -> None:
    rehearsed.edit("Decisions", 2, Decision=None)
    rehearsed.policy("Send to", "Clients")
    for number in (2, 3, 7):
        rehearsed.run(at(number))
    assert not [one for one in to_noa(rehearsed) if one["Subject"] == "Is this still the right goal?"]


def test_nor_one_of_a_client_who_gets_on_meanwhile(rehearsed: Practice) -> None:
    rehearsed.policy("Send to", "Clients")
    done(rehearsed, 2, 3, 4, on=day(1))
    rehearsed.run(at(2))
    assert decisions(rehearsed) == [("Recommit", "Recovered", day(2))]
    assert "recommit" not in [kind for when, kind in kinds(rehearsed) if when > "2026-11-24"]


def test_after_a_rehearsed_parting_the_rehearsal_is_silent_and_the_real_thing_is_not(tmp_path: Path) -> None:
    made = ladder(tmp_path / "practice", {"Send to": "Me"})
    made.run(at(0))
    decide(made, "Send", Choice="Pause")
    made.run(at(1))
    number = len(made.rows("Commitments")) + 2
    made.edit("Commitments", number, Client="Noa Levi", Commitment="Breathe in the morning", Due=day(9))
    made.run(at(3))
    assert kinds(made)[-1][1] == "part ways"
    decide(made, "Not now", Choice=None)
    made.policy("Send to", "Clients")
    made.run(at(4))
    assert kinds(made)[-1] == ("2026-11-27", "agreed")
