"""Days as people say them, in five languages, on either side of a year's end."""

from __future__ import annotations

from datetime import date

import pytest

from jobs.answers.days import begins_with_a_date, of_done, of_move

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("said", "language", "day"),
    [
        ("yesterday", "en", date(2026, 11, 22)),
        ("today", "en", MONDAY),
        ("on Friday", "en", date(2026, 11, 20)),
        ("on Monday", "en", MONDAY),
        ("last Monday", "en", date(2026, 11, 16)),
        ("the 3rd", "en", date(2026, 11, 3)),
        ("3 Nov", "en", date(2026, 11, 3)),
        ("Nov 3rd, 2025", "en", date(2025, 11, 3)),
        ("2026-11-03", "en", date(2026, 11, 3)),
        ("3.11.", "en", date(2026, 11, 3)),
        ("13/11", "en", date(2026, 11, 13)),
        ("28 Dec", "en", None),
        ("the 30th", "en", date(2026, 10, 30)),
        ("24 Nov", "en", MONDAY),
        ("gestern", "de", date(2026, 11, 22)),
        ("am letzten Freitag", "de", date(2026, 11, 20)),
        ("am 3. November", "de", date(2026, 11, 3)),
        ("anteayer", "es", date(2026, 11, 21)),
        ("el viernes pasado", "es", date(2026, 11, 20)),
        ("el 3 de noviembre", "es", date(2026, 11, 3)),
        ("avant-hier", "fr", date(2026, 11, 21)),
        ("vendredi dernier", "fr", date(2026, 11, 20)),
        ("le 3/11", "fr", date(2026, 11, 3)),
        ("na sexta-feira", "pt", date(2026, 11, 20)),
        ("3 de novembro de 2026", "pt", date(2026, 11, 3)),
    ],
)
def test_a_day_on_which_something_was_done(said: str, language: str, day: date | None) -> None:
    assert of_done(said, language, MONDAY) == day


@pytest.mark.parametrize("said", ["tomorrow", "in 3 days", "next Friday", "31 Dec 2026", "14 Dec", "31 Feb",
                                  "3/11", "", "late", "2 days late", "Tuesday, 20 Nov", "x" * 100])  # fmt: skip
def test_what_is_to_come_or_no_day_is_no_day_of_a_thing_done(said: str) -> None:
    assert of_done(said, "en", MONDAY) is None


@pytest.mark.parametrize(
    ("said", "language", "day"),
    [
        ("tomorrow", "en", date(2026, 11, 24)),
        ("Monday", "en", date(2026, 11, 30)),
        ("next Friday", "en", date(2026, 11, 27)),
        ("in 2 weeks", "en", date(2026, 12, 7)),
        ("14 Dec", "en", date(2026, 12, 14)),
        ("3 Nov", "en", date(2027, 11, 3)),
        ("the 3rd", "en", date(2026, 12, 3)),
        ("31", "en", None),
        ("übermorgen", "de", date(2026, 11, 25)),
        ("kommenden Mittwoch", "de", date(2026, 11, 25)),
        ("pasado mañana", "es", date(2026, 11, 25)),
        ("el próximo lunes", "es", date(2026, 11, 30)),
        ("dans une semaine", "fr", date(2026, 11, 30)),
        ("mercredi 25 novembre", "fr", date(2026, 11, 25)),
        ("próxima quarta", "pt", date(2026, 11, 25)),
        ("daqui a 3 dias", "pt", date(2026, 11, 26)),
    ],
)
def test_a_day_to_which_something_moves(said: str, language: str, day: date | None) -> None:
    assert of_move(said, language, MONDAY) == day


@pytest.mark.parametrize(
    ("today", "said", "done", "moved"),
    [
        (date(2026, 12, 30), "14 Dec", date(2026, 12, 14), date(2027, 12, 14)),
        (date(2026, 12, 30), "2 Jan", None, date(2027, 1, 2)),
        (date(2027, 1, 2), "30 Dec", date(2026, 12, 30), date(2027, 12, 30)),
        (date(2027, 1, 1), "Friday", date(2027, 1, 1), date(2027, 1, 8)),
        (date(2027, 1, 3), "Thursday", date(2026, 12, 31), date(2027, 1, 7)),
        (date(2026, 12, 31), "31", None, None),
        (date(2026, 12, 31), "the 31st", date(2026, 12, 31), date(2026, 12, 31)),
        (date(2027, 2, 1), "29 Feb", None, date(2028, 2, 29)),
        (date(2028, 3, 1), "29 Feb", date(2028, 2, 29), date(2032, 2, 29)),
    ],
)
def test_days_around_the_end_of_a_year_and_in_leap_years(
    today: date, said: str, done: date | None, moved: date | None
) -> None:
    assert of_done(said, "en", today) == done
    assert of_move(said, "en", today) == moved


def test_a_second_date_behind_the_first_is_seen() -> None:
    assert begins_with_a_date(["14", "Dec", "because"], "en", MONDAY)
    assert begins_with_a_date(["(14.12.)"], "en", MONDAY)
    assert not begins_with_a_date(["because", "14", "Dec"], "en", MONDAY)
    assert not begins_with_a_date(["tomorrow", "I", "travel"], "en", MONDAY)
    assert not begins_with_a_date([], "en", MONDAY)
