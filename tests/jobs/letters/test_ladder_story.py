"""One client's autumn, from the first email to the review of November, with the coach's digests beside them.

The text is tests/golden/stories/one-autumn.txt: `make golden` writes it anew, and it is there to be read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tests.golden_files import holds
from tests.machine import INBOX, Machine
from tests.practice_files import practice
from tests.story import Answered, Event, Off, Story, Typed

PRIYA, ANA = "priya@clients.example", "ana@strongstart.example"
HER = {"Client": "Priya Nair"}
RULES = {
    "Time zone": "Berlin", "Send to": "Me", "Practice name": "Strong Start", "Signature": "Ana",
    "Reply address": "answers@strongstart.example", "Check-ins": "Twice a month", "Monthly fee": "240 EUR",
    "Between sessions": "Write when something is in the way; I read it within a day.",
}  # fmt: skip


def sep(day: int) -> date:
    return date(2026, 9, day)


def oct_(day: int) -> date:
    return date(2026, 10, day)


def nov(day: int) -> date:
    return date(2026, 11, day)


def agreed(words: str, due: date, measure: str = "", **more: Any) -> Typed:
    cells = {**HER, "Commitment": words, "Due": due, **({"Measure": measure, "Confidence": 8} if measure else {})}
    return Typed("Commitments", {}, {**cells, **more})


def of(words: str, **cells: Any) -> Typed:
    typed = {header.replace("_", " "): value for header, value in cells.items()}
    return Typed("Commitments", {"Commitment": words}, typed)


def noted() -> Typed:
    """She answered the client; what waited is dealt with."""
    return Typed("Replies", {"State": "New"}, {"State": "Noted"})


def session(start: datetime, **cells: Any) -> Typed:
    return Typed("Sessions", {"Start": start}, {header.replace("_", " "): value for header, value in cells.items()})


def booked(start: datetime) -> Typed:
    return Typed("Sessions", {}, {**HER, "Start": start, "Minutes": 50, "Medium": "Video"})


def her(**cells: Any) -> Typed:
    return Typed("Clients", HER, {header.replace("_", " "): value for header, value in cells.items()})


def says(*lines: str) -> Answered:
    return Answered(PRIYA, "\n".join(lines))


FIRST, SECOND, THIRD = datetime(2026, 9, 16, 16), datetime(2026, 9, 30, 16), datetime(2026, 10, 21, 16)
FOURTH = datetime(2026, 11, 25, 16)

SEPTEMBER: dict[date, list[Event]] = {
    sep(8): [Typed("Policies", {"Rule": "Send to"}, {"Value": "Clients"}),
             says("A client who pays me every month, and I said the price without a knot in my stomach")],
    sep(10): [noted(), her(Progress_in_their_words="A client who pays me every month, and no knot at the price"),
              Answered(ANA, "done 1")],
    sep(11): [says("done 1")],
    sep(14): [says("4", "win: three prices stand on paper", "stuck: I have not said one aloud")],
    sep(17): [session(FIRST, Outcome="Attended", My_notes="Her father always said: do not ask for money"),
              agreed("Say the price aloud to a friend", sep(20), "One friend heard it"),
              agreed("Call five old contacts", sep(23), "Five calls", For_goal="Ten clients"),
              agreed("Introduce Priya to Kim", sep(25), Owner="Coach"), booked(SECOND)],
    sep(21): [says("6", "done 1 on Sunday")],
    sep(22): [says("move 1 to 28 Sep because the kids are ill")],
    sep(24): [of("Call five old contacts", Due=sep(28))],
    sep(25): [of("Introduce Priya to Kim", Done_on=sep(25))],
    sep(28): [says("done 1", "6", "agenda: what if they say no?")],
    sep(29): [says("done 1")],
}  # fmt: skip
OCTOBER: dict[date, list[Event]] = {
    oct_(1): [session(SECOND, Outcome="Attended", My_notes="Laughed today"),
              agreed("Send two offers with the full price", oct_(7), "Two offers are out"),
              agreed("Ask Kim what she charges", oct_(9), "One number"),
              agreed("Put the prices on the website", oct_(13), "They are online"),
              Typed("Habits", {}, {**HER, "Habit": "Ten minutes of outreach", "Times a week": 3}), booked(THIRD)],
    oct_(2): [Off()],
    oct_(3): [Off()],
    oct_(6): [says("done 1")],
    oct_(10): [says("done 1 on Saturday", "She charges twice what I charge.")],
    oct_(12): [noted(), says("stuck: (1) the website will not let me in")],
    oct_(14): [her(Coach_rating=8)],
    oct_(16): [noted()],
    oct_(20): [says("done 1", "5", "It is online. I looked at it all evening.")],
    oct_(22): [session(THIRD, Outcome="Attended"), agreed("Follow up both offers", oct_(26), "Two answers"),
               agreed("Raise the price for one old client", oct_(30), "One talk")],
    oct_(24): [says("fewer")],
    oct_(27): [says("done 1 on Monday", "start")],
}  # fmt: skip
NOVEMBER: dict[date, list[Event]] = {
    nov(1): [says("7", "1: 3", "win: one offer is a yes, at the full price")],
    nov(8): [of("Raise the price for one old client", Due=nov(27)), her(Stage="Paused", Pause_until=nov(22)),
             booked(FOURTH)],
    nov(23): [her(Stage="Active"), Typed("Decisions", {"Step": "Reopen"}, {"Decision": "Talked"})],
    nov(26): [session(FOURTH, Outcome="Attended"), says("done 1")],
    date(2026, 12, 1): [says("8", "win: the raise. She said: finally.")],
}  # fmt: skip


def script(day: date) -> Sequence[Event]:
    return defaultdict(list, {**SEPTEMBER, **OCTOBER, **NOVEMBER})[day]


def strong_start(folder: Path) -> Machine:
    """The practice on the evening before: one client who begins, another who is well on the way."""
    clients = [
        {**HER, "First name": None, "Email": PRIYA, "Stage": "Active", "Pause until": None, "Start date": sep(7),
         "Goal": "Ten clients at my own price", "Progress in their words": None, "Coach": "Ana Coach",
         "Time zone": None, "Rewards": "A day at the sea", "Consequences": "An hour of filing for her sister",
         "Coach rating": None, "My notes": None},
        {"Client": "Marcus Webb", "Email": "marcus@clients.example", "Coach": "Ana Coach", "Check-ins": "None",
         "Time zone": "New York"},
    ]  # fmt: skip
    work = [
        {**HER, "Commitment": "Write down three prices", "Due": sep(11), "Done on": None, "Measure": "Three numbers",
         "Confidence": 7, "Owner": None, "My notes": None, "For goal": None, "Dropped on": None},
        {**HER, "Commitment": "Send the pricing worksheet", "Due": sep(10), "Owner": "Coach"},
        {"Client": "Marcus Webb", "Commitment": "Run ten kilometres", "Due": sep(25), "Done on": None},
    ]  # fmt: skip
    practice(
        folder, clients, work, RULES, {"from": f"Ana Coach <{ANA}>"}, Team=[{"Coach": "Ana Coach", "Email": ANA}],
        Habits=[{"Client": None, "Habit": None, "Times a week": None}],
        Sessions=[{**HER, "Start": FIRST, "Minutes": 50, "Medium": "Video", "Outcome": None, "Cancelled at": None,
                   "Agenda": None, "My notes": None}],
    )  # fmt: skip
    settings = folder / "coachsheet.toml"
    settings.write_text(settings.read_text("utf-8") + INBOX, "utf-8")
    settings.chmod(0o600)
    return Machine(folder, 1)


def test_one_clients_autumn_reads_as_it_did(tmp_path: Path, rewrite: bool) -> None:
    story = Story(strong_start(tmp_path), {PRIYA: "Priya", ANA: "Ana (the coach)"})
    text = story.tell(sep(7), date(2026, 12, 2), script)
    assert story.letters >= 20
    holds("stories/one-autumn.txt", text, rewrite)
