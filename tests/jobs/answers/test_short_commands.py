"""Commands that fill a line, one by one, in five languages."""

from __future__ import annotations

from datetime import date

import pytest

from jobs.answers.said import Count, Done, Move, Unused
from jobs.answers.short_commands import Ground, Saying, sayings

MONDAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 20)


def says(said: str, language: str = "en") -> list[Saying]:
    return sayings(said, Ground((1, 2, 3), language, MONDAY))


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("done 2", [2]), ("Done: 2", [2]), ("done #2", [2]), ("done (2)", [2]), ("2 done", [2]), ("2: done", [2]),
        ("2. done", [2]), ("done 1 and 3", [1, 3]), ("done 1, 2 and 3", [1, 2, 3]), ("done 1 & 2", [1, 2]),
        ("done 1 done 3", [1, 3]), ("done 1-3", [1, 2, 3]), ("1, 2 done", [1, 2]), ("all done", [1, 2, 3]),
        ("done all", [1, 2, 3]), ("everything done", [1, 2, 3]),
    ],
)  # fmt: skip
def test_done_names_its_numbers_in_many_ways(said: str, numbers: list[int]) -> None:
    assert says(said) == [Done(number) for number in numbers]


@pytest.mark.parametrize("said", ["done 2 on Friday", "done 2, Friday", "Done 2 (Friday)", "2 done on Friday",
                                  "done 2 on 20 Nov", "done 2 20.11.", "done 2 2026-11-20"])  # fmt: skip
def test_done_takes_a_day(said: str) -> None:
    assert says(said) == [Done(2, FRIDAY)]


def test_the_last_of_several_numbers_may_be_the_day() -> None:
    assert says("done 1, 3 Nov") == [Done(1, date(2026, 11, 3))]
    assert says("done 1 and 2, 3 Nov") == [Done(1, date(2026, 11, 3)), Done(2, date(2026, 11, 3))]


@pytest.mark.parametrize(
    ("said", "language", "move"),
    [
        ("move 2 to 14 Dec because kids ill", "en", Move(2, date(2026, 12, 14), "kids ill")),
        ("Move 2 to Friday", "en", Move(2, date(2026, 11, 27))),
        ("2 move to tomorrow: I travel", "en", Move(2, date(2026, 11, 24), "I travel")),
        ("move 2 until 14 Dec.", "en", Move(2, date(2026, 12, 14))),
        ("move 2 to Friday, tomorrow I travel", "en", Move(2, date(2026, 11, 27), "tomorrow I travel")),
        ("mover 2 al 14 de diciembre porque viajo", "es", Move(2, date(2026, 12, 14), "viajo")),
        ("verschieben 2 auf den 14.12. wegen Umzug", "de", Move(2, date(2026, 12, 14), "Umzug")),
        ("reporter 2 au 14 décembre car je voyage", "fr", Move(2, date(2026, 12, 14), "je voyage")),
        ("adiar 2 para 14/12 pois viajo", "pt", Move(2, date(2026, 12, 14), "viajo")),
    ],
)
def test_a_move_has_a_day_and_may_have_a_reason(said: str, language: str, move: Move) -> None:
    assert says(said, language) == [move]


@pytest.mark.parametrize("said", ["move 2 to yesterday", "move 2 to 14 Nov 2026", "move 2 to Friday, 14 Dec",
                                  "move 2 to next week", "move 2 to whenever", "move 2 to 3/12"])  # fmt: skip
def test_a_move_without_one_day_to_come_is_told_to_the_coach(said: str) -> None:
    assert says(said) == [Unused(said, "it names no day to come")]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("2: 7 of 12", [Count(2, 7, 12)]), ("2: 7/12", [Count(2, 7, 12)]), ("2 = 7", [Count(2, 7)]),
        ("#2: 7", [Count(2, 7)]), ("2: 0", [Count(2, 0)]), ("2:30", []), ("7", [7]), ("7/10", [7]), ("7 of 10", [7]),
        ("7 out of 10", [7]), ("rating 7", [7]), ("Rating: 7/10", [7]), ("my rating 7", [7]), ("10", [10]), ("0", []),
        ("11", []), ("7/12", []), ("7.5", []),
        ("rating 11", [Unused("rating 11", "a rating is a number from 1 to 10")]),
        ("9: 4", [Unused("9: 4", "that email listed 3 things")]),
    ],
)  # fmt: skip
def test_a_count_and_a_rating_are_told_apart(said: str, found: list[Saying]) -> None:
    assert says(said) == found


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("done is better than perfect", "en"), ("done 2 days late", "en"), ("done 2 tomorrow", "en"),
        ("done 2 nearly", "en"), ("all done but 2", "en"), ("stop it", "en"), ("start Monday", "en"),
        ("fewer emails", "en"), ("move 2", "en"), ("move on", "en"), ("undone 2", "en"), ("2 of 3 done by me", "en"),
        ("hecho polvo", "es"), ("gemacht wie gedacht", "de"), ("faits divers", "fr"), ("feito à mão", "pt"),
        ("erledigt 2", "en"), ("stopp", "fr"), ("menos", "de"), ("", "en"), ("12345678901 done", "en"),
    ],
)  # fmt: skip
def test_a_line_that_a_command_does_not_fill_says_nothing(said: str, language: str) -> None:
    assert says(said, language) == []
