"""A practice in which one client has two years of records: three commitments a week, check-ins, habits, sessions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from jobs.cli import main
from tests.practice_files import EIGHT, MONDAY, REAL, Practice, practice

WEEKS = 104
BEGUN = MONDAY - timedelta(weeks=WEEKS)
PLANS = (
    "Call five leads", "Send the proposal to the bakery", "Walk before breakfast on four days",
    "Draft the intake questions and send them to Alicia", "Ask two former clients for a line that I may quote",
    "Record a reel", "Clear the desk on Friday, whatever stands on it, and leave it so until Monday morning",
    "Rewrite the page “About me”", "Set a price for the short programme", "Finish the tax form",
)  # fmt: skip
MINE = ("Read the draft", "The pricing worksheet", "Introduce Tomás", "A list of names")
WINS = ("Two calls went well", "I said no to a client who was none", "Slept through", "", "The bakery said yes!")
STUCK = ("My desk is full", "", "Kids ill all week, and the car broke down on Thursday", "", "I do not like the phone")
OUTCOMES = (
    "Attended",
    "Attended",
    "Attended",
    "Late",
    "Cancelled by client",
    "Attended",
    "Cancelled by coach",
    "No-show",
)


def weeks() -> Iterator[tuple[int, date]]:
    for week in range(WEEKS):
        yield week, BEGUN + timedelta(weeks=week)


def commitments() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for week, monday in weeks():
        for place in range(3):
            due = monday + timedelta(days=1 + 2 * place)
            done = (due + timedelta(days=(week + place) % 4 - 1)) if (week * 3 + place) % 5 else None
            rows.append(
                {"Client": "Priya Nair", "Commitment": PLANS[(week * 3 + place) % len(PLANS)], "Due": due,
                 "Done on": done, "Measure": "It is sent" if place == 1 else None, "Confidence": 7,
                 "Dropped on": due if done is None and week % 4 == 0 else None,
                 "My notes": "Ask how this felt" if week % 20 == 0 and place == 0 else None}
            )  # fmt: skip
        if week % 2 == 0:
            rows.append(
                {"Client": "Priya Nair", "Commitment": MINE[week // 2 % len(MINE)], "Due": monday + timedelta(days=3),
                 "Done on": monday + timedelta(days=2 + week % 3), "Owner": "Coach"}
            )  # fmt: skip
    rows.append({"Client": "Priya Nair", "Commitment": "Plan the spring", "Due": MONDAY + timedelta(days=9)})
    return rows


def check_ins() -> list[dict[str, Any]]:
    return [
        {"Timestamp": datetime.combine(monday, time(18, 5)), "Client": "Priya Nair", "Rating": 3 + (week * 7 // 10) % 6,
         "Wins": WINS[week % len(WINS)], "Stuck": STUCK[week % len(STUCK)],
         "Help wanted": "A second pair of eyes" if week % 9 == 0 else None,
         "Done": f"Train: {week % 4}\nRead in the evening: {week % 6}" if week % 7 else "Train: 3"}
        for week, monday in weeks()
    ]  # fmt: skip


def sessions() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for week, monday in weeks():
        if week % 2:
            continue
        start, outcome = datetime.combine(monday + timedelta(days=2), time(16)), OUTCOMES[week // 2 % len(OUTCOMES)]
        cancelled = start - timedelta(hours=5) if outcome.startswith("Cancelled") else None
        rows.append(
            {"Client": "Priya Nair", "Start": start, "Minutes": 50, "Outcome": outcome, "Cancelled at": cancelled,
             "Agenda": "Prices, and what to say when somebody asks" if week % 3 == 0 else None,
             "My notes": "Tired today. Not for the file that she sees." if week % 4 == 0 else None}
        )  # fmt: skip
    rows.append({"Client": "Priya Nair", "Start": datetime(2026, 11, 25, 16), "Minutes": 50, "Agenda": "The spring"})
    return rows


def decisions() -> list[dict[str, Any]]:
    return [
        {"Decision": "Send", "Choice": None, "Add to the email": "Take your time with it.", "Date": date(2025, 9, 2),
         "Client": "Priya Nair", "Step": "Recommit", "Evidence": "1 of 6 done in the last 3 sessions.",
         "Outcome": "Sent", "Outcome on": date(2025, 9, 3), "ID": "w3k7x2q9"},
        {"Decision": "Dismiss", "Choice": None, "Add to the email": None, "Date": date(2026, 2, 2),
         "Client": "Priya Nair", "Step": "Look back", "Evidence": "2 of 7 done 2 Jan – 2 Feb. SECRET EVIDENCE",
         "Outcome": "Dismissed", "Outcome on": date(2026, 2, 3), "ID": "w4k7x2q9"},
    ]  # fmt: skip


def two_years(folder: Path, **client: Any) -> Practice:
    """The practice before its first run; `client` are cells of Priya's row."""
    priya = {
        "Client": "Priya Nair", "First name": None, "Email": "priya@clients.example", "Start date": BEGUN,
        "Goal": "Live from my own studio, and be home at six", "Coach": "Ana Coach",
        "Progress in their words": "A client who pays me every month, and a week in which I sleep",
        "Agreement": BEGUN, "Rewards": "A day by the sea\nNo phone", "Consequences": "SECRET CONSEQUENCE",
        "Coach rating": 4, "My notes": "SECRET NOTE\nsecond line", "Language": "en", **client,
    }  # fmt: skip
    marcus = {"Client": "Marcus Webb", "Email": "marcus@clients.example"}
    made = practice(
        folder,
        [priya, marcus],
        commitments(),
        {**REAL, "Check-ins": "Weekly"},
        Habits=[
            {"Client": "Priya Nair", "Habit": "Train", "Times a week": 3, "From": BEGUN, "My notes": None},
            {"Client": "Priya Nair", "Habit": "Read in the evening", "Times a week": 5, "My notes": None},
        ],
        **{"Check-ins": check_ins()},
        Sessions=sessions(),
        Decisions=decisions(),
    )
    ours = ("Date", "Client", "Step", "Evidence", "Outcome", "Outcome on", "ID")
    adopted = [word for header in ours for word in ("--adopt", f"Decisions.{header}")]
    assert CliRunner().invoke(main, ["--config", str(made.settings), "setup", *adopted]).exit_code == 0
    return made


__all__ = ["EIGHT", "two_years"]
