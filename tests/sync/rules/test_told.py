"""Told on, Reminded, Last email: what letters told, as the Mail log remembers it (contract, section 3)."""

from __future__ import annotations

import pytest

from sync.workbook.base import Value
from tests.practice import Book, at, book, on

C = "Commitments"


def told(made: Book) -> tuple[Value, Value, Value]:
    return made[C, 0, "Told on"], made[C, 0, "Reminded"], made["Clients", 0, "Last email"]


def lettered(*letters: tuple[int, str, dict[str, object]]) -> Book:
    made = book(commitments=[{}])
    made.run(at(-30))
    for days, about, rest in letters:
        made.letter(days, *([about] if about else []), **rest)
    made.run(at(0))
    return made


def test_told_on_is_the_first_and_reminded_the_newest_date() -> None:
    made = lettered(
        (-9, "k101x:agreed", {}),
        (-5, "k101x:agreed", {}),
        (-4, "k101x:before1", {}),
        (-2, "k101x:after1", {}),
        (-1, "", {}),
    )
    assert told(made) == (on(-9), on(-2), on(-1))


@pytest.mark.parametrize("state", ["sent", "in doubt", "sending", "bounced"])
def test_what_may_have_gone_counts(state: str) -> None:
    assert told(lettered((-3, "k101x:agreed", {"state": state}))) == (on(-3), None, on(-3))


@pytest.mark.parametrize("rest", [{"state": "failed"}, {"state": "not sent"}, {"rehearsal": True}])
def test_what_did_not_go_to_the_client_does_not(rest: dict[str, object]) -> None:
    assert told(lettered((-3, "k101x:agreed", rest), (-3, "k101x:before1", rest))) == (None, None, None)


def test_told_on_stays_where_the_mail_log_was_tidied() -> None:
    made = lettered((-3, "k101x:agreed", {}))
    made.mail.clear()
    made.run(at(1))
    assert made[C, 0, "Told on"] == on(-3)


def test_told_on_is_taken_back_where_the_letter_did_not_go_after_all() -> None:
    made = lettered((-3, "k101x:agreed", {"state": "in doubt"}))
    made.mail.clear()
    made.letter(-3, "k101x:agreed", state="not sent")
    made.run(at(1))
    assert told(made) == (None, None, None)


def test_letters_to_others_say_nothing_of_a_client() -> None:
    made = lettered((-3, "other:agreed", {"client_id": "other"}), (-2, "nonsense", {}), (-2, ":", {}))
    assert told(made) == (None, None, on(-2))
