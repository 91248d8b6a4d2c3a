"""How letters say dates and numbers."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from jobs.letters.wording import ENGLISH as wording
from tests.cast import TODAY, on

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("days", "near", "spoken"),
    [
        (0, "today", "today, Mon 23 Nov"),
        (1, "tomorrow", "tomorrow, Tue 24 Nov"),
        (-1, "yesterday", "yesterday, Sun 22 Nov"),
        (6, "Sunday", "Sun 29 Nov"),
        (-6, "Tuesday", "Tue 17 Nov"),
        (7, "Mon 30 Nov", "Mon 30 Nov"),
        (270, "Fri 20 Aug", "Fri 20 Aug"),
        (271, "Sat 21 Aug 2027", "Sat 21 Aug 2027"),
        (-365, "Sun 23 Nov 2025", "Sun 23 Nov 2025"),
    ],
)
def test_days_are_said_as_a_person_says_them(days: int, near: str, spoken: str) -> None:
    assert (wording.near(on(days), TODAY), wording.spoken(on(days), TODAY)) == (near, spoken)


def test_every_weekday_and_month_has_its_name() -> None:
    for days in range(366):
        day = date(2026, 1, 1) + timedelta(days=days)
        assert wording.dated(day, day) == day.strftime("%a ") + str(day.day) + day.strftime(" %b")


def test_english_needs_neither_babel_nor_a_catalogue() -> None:
    code = """
import sys
from jobs.letters.render import render
from tests.jobs.letters.scenes import POST, letter_of
render(letter_of("everything"), POST)
print("babel" in sys.modules, "jobs.letters.catalog" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_one_and_many() -> None:
    assert [wording.things(n) for n in (1, 2, 12)] == ["one thing", "2 things", "12 things"]
    assert [wording.in_words(n) for n in (3, 10, 20)] == ["Three", "Ten", "20"]


@pytest.mark.parametrize(
    ("days", "said"),
    [(7, "a week"), (8, "more than a week"), (13, "more than a week"), (14, "two weeks"), (15, "more than two weeks")],
)
def test_weeks_are_counted_down(days: int, said: str) -> None:
    assert wording.waited(days) == said
