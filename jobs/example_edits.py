"""What the coaches of the example practice type from day to day, and what their clients answer: data only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from jobs.example_cast import AROHA, DANIEL, ELENA, JONAS, KIM, LUCIA, MARCUS, PRIYA, SOFIA, TOM

Typed = str | int | float | date | datetime | None
Cells = dict[str, Typed]


@dataclass(frozen=True, slots=True)
class Type:
    """The coach types a value over a cell, in the row whose cells say what `row` says."""

    tab: str
    row: Cells
    header: str
    value: Typed


@dataclass(frozen=True, slots=True)
class Add:
    """The coach, or a client in the form, adds a row below the last one."""

    tab: str
    cells: Cells


Edit = Type | Add
Day = Callable[[int], date]

_Said = tuple[int, str, str, str]

_ANSWERS: dict[str, tuple[_Said, _Said]] = {
    MARCUS: ((7, "Two easy runs, one fast one", "", "Run: 3"), (8, "Ten kilometres feel possible", "", "Run: 2")),
    SOFIA: ((6, "", "Not much time on weekdays", ""), (7, "A good talk with somebody in my own company", "", "")),
    JONAS: ((5, "", "The old report still lands on my desk", ""), (6, "Mira asked me nothing for two days", "", "")),
    LUCIA: (
        (5, "Four mornings of writing", "", "Write before noon: 4"),
        (5, "", "The supervisor has not answered", "Write before noon: 2"),
    ),
}
"""Rating, wins, what is in the way and how often, in the first and in the second week."""


def edits(today: date, first: date) -> dict[date, list[Edit]]:
    """What was typed since the run of the day before: by the day whose run is the first to see it."""

    def day(days: int) -> date:
        return today + timedelta(days=days)

    script: dict[date, list[Edit]] = defaultdict(list)
    for days, typed in {**_first_week(day), **_second_week(day)}.items():
        script[day(days + 1)] += typed
    for number in range((today - first).days):
        script[first + timedelta(days=number + 1)] += _form_answers(first + timedelta(days=number), number // 7)
    return dict(sorted(script.items()))


def _first_week(day: Day) -> dict[int, list[Edit]]:
    """Days from today on which it was typed -> the edits."""
    pages, story, list_ = "Write two pages on five mornings", "Show one story to a reader", "Send Tom the reading list"
    return {
        -11: [_outcome(day, MARCUS, -11, 17, "Attended")],
        -10: [
            _done(MARCUS, "Run eight kilometres along the river", "x"),
            Add("Clients", _tom(day(-9))),
            Add("Sessions", _session(TOM, day(-9), 15)),
            Add("Sessions", _session(TOM, day(5), 15)),
        ],
        -9: [
            _outcome(day, TOM, -9, 15, "Attended"),
            Add("Commitments", _promise(TOM, pages, day(-3), "Ten pages", 8)),
            Add("Commitments", _promise(TOM, story, day(3), "One reader", 7)),
            Add("Commitments", {**_promise(TOM, list_, day(-5)), "Owner": "Coach"}),
        ],
        -8: [
            _done(JONAS, "Hand the weekly report to Mira", day(-8)),
            _outcome(day, SOFIA, -8, 11, "Attended"),
            Type("Payments", {"Client": JONAS, "Amount": 240}, "Paid on", day(-8)),
        ],
        -7: [_done(DANIEL, "Print the flyers", day(-7))],
    }


def _second_week(day: Day) -> dict[int, list[Edit]]:
    return {
        -6: [_done(ELENA, "Tell the team about the new hours", "x"), _outcome(day, JONAS, -6, 16, "Attended")],
        -5: [
            _done(AROHA, "Photograph ten products", "x"),
            _done(TOM, "Send Tom the reading list", "x"),
            _outcome(day, PRIYA, -5, 9, "No-show"),
            _moved(LUCIA, "Write the method chapter, first half", day(2)),
        ],
        -4: [
            _moved(SOFIA, "Rewrite the first page of the CV", day(4)),
            _outcome(day, AROHA, -4, 8, "Attended"),
            Type("Payments", {"Client": MARCUS, "Amount": 240}, "Paid on", day(-4)),
        ],
        -3: [
            _done(MARCUS, "Run ten kilometres", "x"),
            _done(TOM, "Write two pages on five mornings", day(-3)),
            _done(DANIEL, "Ask three regulars for one change", "no"),
            Type("Commitments", {"Client": SOFIA, "Commitment": "Finish the online course"}, "Dropped on", day(-3)),
        ],
        -2: [
            _outcome(day, ELENA, -2, 14, "Attended"),
            Add("Commitments", _promise(DANIEL, "Call the dance school", f"31/02/{day(0).year}", "One call", 7)),
            Add("Commitments", _promise(JONAS, "Say no to one task that is not mine", day(2), "One no", 8)),
            Add("Commitments", {"Client": MARCUS, "Commitment": "Stretch after every run"}),
        ],
        -1: [
            _done(LUCIA, "Send the outline to the supervisor", "x"),
            Add("Commitments", _promise("Pria Nair", "Bring the price list to the session", day(3), "The list", 7)),
            Add("Check-ins", answer(SOFIA, day(-1), 8, "One more talk", "", "Talk with one product manager a week")),
        ],
    }  # fmt: skip


def _form_answers(on: date, week: int) -> list[Edit]:
    """Some answer on the day after the request; Priya and Daniel stay silent."""
    if on.strftime("%a") == "Tue":
        return [Add("Check-ins", answer(who, on, *words[week])) for who, words in _ANSWERS.items()]
    return []


def answer(client: str, on: date, rating: int, wins: str = "", stuck: str = "", done: str = "") -> Cells:
    """A row of Check-ins, as the form adds it."""
    email = f"{client.split()[0].lower()}@example.com"
    row: Cells = {"Timestamp": datetime.combine(on, time(8, 15)), "Client": client, "Email": email, "Rating": rating}
    return row | {header: words for header, words in (("Wins", wins), ("Stuck", stuck), ("Done", done)) if words}


def _tom(began: date) -> Cells:
    return {
        "Client": TOM,
        "Email": "tom@example.com",
        "Stage": "Active",
        "Start date": began,
        "Goal": "Publish my first book of short stories",
        "Progress in their words": "Pages that I dare to show somebody",
        "Coach": KIM,
        "Time zone": "London",
    }


def _session(client: str, on: date, hour: int) -> Cells:
    return {"Client": client, "Start": datetime.combine(on, time(hour)), "Minutes": 50, "Medium": "Video"}


def _outcome(day: Day, client: str, days: int, hour: int, outcome: str) -> Type:
    return Type("Sessions", {"Client": client, "Start": datetime.combine(day(days), time(hour))}, "Outcome", outcome)


def _promise(client: str, words: str, due: Typed, measure: str = "", confidence: int | None = None) -> Cells:
    row: Cells = {"Client": client, "Commitment": words, "Due": due}
    return {**row, "Measure": measure, "Confidence": confidence} if measure else row


def _done(client: str, words: str, on: Typed) -> Type:
    return Type("Commitments", {"Client": client, "Commitment": words}, "Done on", on)


def _moved(client: str, words: str, due: date) -> Type:
    return Type("Commitments", {"Client": client, "Commitment": words}, "Due", due)
