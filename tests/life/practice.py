"""The practice of the year: its first workbook, its settings, and the world around it as it really is."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.life.people import COACHES, GROUPS, SENDER, Deed, Person, people
from tests.machine import INBOX, Machine
from tests.practice_files import practice

HOME = ZoneInfo("Europe/Berlin")
REPLY = "answers@strongstart.example"
FORM = "Form Responses 1"
QUESTIONS = {
    "Email": "Email address",
    "Rating": "How would you rate your own progress?",
    "Wins": "What went well?",
    "Stuck": "What is in the way?",
    "Done": "What have you finished?",
}
GRACE, CEILING, SESSION_HOURS, SLIPPED = 3, 4, 48, 14
SEND_FROM, SEND_UNTIL = 7, 20


@dataclass(slots=True)
class World:
    """What is so, whatever the sheet's own columns say. `begun` is the first hour, `first` its date in the practice."""

    machine: Machine
    chance: random.Random
    people: list[Person]
    begun: datetime
    closed: frozenset[date] = frozenset()
    rehearsal: bool = True
    deeds: int = 0
    nightly_at: datetime = field(init=False)
    """When `nightly` ran last, and when any job did."""
    ran_at: datetime = field(init=False)
    walked: dict[str, int] = field(default_factory=dict)
    owes: list[tuple[datetime, bytes]] = field(default_factory=list)
    """Answers on their way."""
    forms: list[tuple[datetime, dict[str, object]]] = field(default_factory=list)
    """Answers that will be typed into the form."""

    def __post_init__(self) -> None:
        self.nightly_at = self.ran_at = self.begun

    @property
    def first(self) -> date:
        return self.begun.astimezone(HOME).date()

    def count(self, what: str, number: int = 1) -> None:
        self.walked[what] = self.walked.get(what, 0) + number

    def happens(self, chance: float) -> bool:
        return self.chance.random() < chance

    def deed_of(self, row_id: str) -> Deed | None:
        return next((deed for one in self.people for deed in one.deeds if deed.row_id == row_id), None)

    def by_id(self, row_id: str) -> Person | None:
        return next((one for one in self.people if one.row_id == row_id), None)

    def new_deed(self, person: Person, due: date | None, **rest: object) -> Deed:
        self.deeds += 1
        words = self.chance.choice(("Call a lead", "Write two pages", "Walk at noon", "Clear the desk", "Ask for help"))
        deed = Deed(self.deeds, f"{words} {person.public} d{self.deeds}", due)
        for name, value in rest.items():
            setattr(deed, name, value)
        person.deeds.append(deed)
        return deed


def begin(folder: Path, seed: int, count: int, begun: datetime) -> World:
    """A workbook as a coach would have made it, which no job has seen; in rehearsal."""
    chance, first = random.Random(seed), begun.astimezone(HOME).date()
    clients = people(count, first, chance)
    closed = frozenset(first + timedelta(days=day) for day in (17, 18, 60, 150, 151, 152))
    world = World(Machine(folder, seed), chance, clients, begun, closed)
    rules = {
        "Time zone": "Berlin", "Send to": "Me", "Practice name": "Strong Start", "Reply address": REPLY,
        "Closed on": ", ".join(day.isoformat() for day in sorted(closed)), "Review day": 12,
    }  # fmt: skip
    work = [_first_row(world, one) for one in clients if one.stage == "Active"]
    at = datetime(first.year, first.month, first.day)
    practice(
        folder, [one.cells() for one in clients], work, rules, {"from": f"Ana Coach <{SENDER}>"},
        Team=[{"Coach": name, "Email": address, "Digest": digest, "Time zone": zone or None}
              for name, (address, digest, zone) in COACHES.items()],
        Groups=[{"Group": name, "Day": day, "Show": show} for name, (day, show) in GROUPS.items()],
        Habits=[{"Client": one.name, "Habit": one.habit, "Times a week": 3, "My notes": one.private}
                for one in clients if one.habit],
        Sessions=[{"Client": clients[0].name, "Start": at - timedelta(days=9, hours=-10), "Minutes": 50,
                   "Medium": "Video", "Outcome": "Attended", "Cancelled at": None, "Agenda": None,
                   "My notes": clients[0].private}],
        Payments=[{"Client": clients[0].name, "Amount": 240, "Currency": "EUR", "Due": at - timedelta(days=20),
                   "Paid on": at - timedelta(days=21), "My notes": clients[0].private}],
        **{FORM: [{"Timestamp": at - timedelta(days=5, hours=-9), QUESTIONS["Email"]: clients[1].address,
                   QUESTIONS["Rating"]: 6, QUESTIONS["Wins"]: None, QUESTIONS["Stuck"]: None,
                   QUESTIONS["Done"]: None}]},
    )  # fmt: skip
    aliases = "".join(f'"Check-ins.{header}" = ["{question}"]\n' for header, question in QUESTIONS.items())
    settings = folder / "coachsheet.toml"
    settings.write_text(settings.read_text("utf-8") + f"[headers]\n{aliases}" + INBOX, "utf-8")
    settings.chmod(0o600)
    return world


def _first_row(world: World, person: Person) -> dict[str, object]:
    deed = world.new_deed(person, world.first + timedelta(days=world.chance.randint(1, 9)))
    return commitment_cells(person, deed)


def commitment_cells(person: Person, deed: Deed) -> dict[str, object]:
    """The row that the coach types."""
    due: object = deed.due
    if isinstance(deed.due, date) and deed.broken:
        due = f"31/02/{deed.due.year}"
    return {
        "Client": person.name, "Commitment": deed.words, "Due": due, "Done on": None,
        "Measure": f"One of {person.public}", "Confidence": 8, "Owner": deed.owner,
        "My notes": f"Note {person.private}", "Target": None, "Progress": None,
        "For goal": f"Goal {person.public}" if deed.number % 3 == 0 else None, "Dropped on": None,
        "Quiet": "x" if deed.quiet else None,
    }  # fmt: skip
