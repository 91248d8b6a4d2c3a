"""Deadlines that move, over many runs, against a reading of the contract of its own (section 3).

A coach types dates, the client is told, asks for another day, is answered; nights are missed, runs come twice a day,
the ledger is lost.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.past import Past
from sync.workbook.base import Value
from tests.oracle.people import day_in
from tests.practice import Book, answers, at, book, on

C = "Commitments"
CITIES = {"UTC": "UTC", "Kiritimati": "Pacific/Kiritimati", "Pago Pago": "Pacific/Pago_Pago", "Berlin": "Europe/Berlin"}


@dataclass
class Contract:
    """What the four cells and Client says have to be: the words of the contract, one after the other."""

    zone: str
    first: date | None = None
    seen: date | None = None
    moved_on: date | None = None
    moved: str | None = None
    told: bool = False
    last: datetime | None = None
    asked: list[tuple[datetime, date]] = field(default_factory=list)
    waits: tuple[datetime, date] | None = None

    def run(self, now: datetime, due: date | None) -> None:
        """One run that finds this Due; None: it cannot be read."""
        before = self.seen
        if due is not None:
            self._finds(now, due)
        changed = before is not None and due is not None and due != before
        if self.waits and (changed or self.waits[1] == due):
            self.waits = None  # "blank once the coach has acted on it"
        # What came since the last run stood before nobody's eyes yet: no date typed till now answers it.
        for when, day in self.asked:
            if self.last is None or when > self.last:
                self.waits = None if day == due else (when, day)
        self.asked = []
        self.last = now

    def _finds(self, now: datetime, due: date) -> None:
        if self.seen is None or self.first is None:
            self.first, self.seen = due, due
        elif due != self.seen:
            is_past = self.seen < day_in(now, self.zone)
            if not self.told and not is_past:
                self.first = due  # a correction
            else:
                ran = day_in(self.last, self.zone) if self.last else day_in(now, self.zone)
                self.moved_on = ran
                self.moved = "Late" if self.moved == "Late" or self.seen < ran else "In time"
            self.seen = due

    @property
    def cells(self) -> tuple[Value, ...]:
        says = f"asks to move to {self.waits[1]:%-d %b}" if self.waits else None
        return (self.first, self.seen, self.moved_on, self.moved, says)


def shown(made: Book) -> tuple[Value, ...]:
    return tuple(made[C, 0, header] for header in ("First due", "Due seen", "Moved on", "Moved", "Client says"))


@dataclass
class Play:
    """The practice, and beside it what the contract says of it."""

    city: str
    made: Book = field(init=False)
    wants: Contract = field(init=False)
    day: int = 0
    hour: int = 8
    due: date | None = None
    replies: list[dict[str, Value]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.made = book(
            clients=[{"Time zone": self.city}], commitments=[{"Due": on(3)}], replies=answers({"ID": "r0"})
        )
        self.wants, self.due = Contract(CITIES[self.city]), on(3)
        self.run()

    def run(self) -> None:
        self.made.run(at(self.day, self.hour))
        self.wants.run(at(self.day, self.hour), self.due)
        assert shown(self.made) == self.wants.cells

    def do(self, what: str, number: int) -> None:
        if what == "type":
            self.type(on(self.day + number))
        elif what == "type the old one again" and self.wants.first:
            self.type(self.wants.first)
        elif what == "blank":
            self.made[C, 0, "Due"], self.due = ("", "31/02/2026", None)[number % 3], None
        elif what == "tell":
            self.tell("sent")
        elif what == "tell in vain":
            self.made.letter(self.day, f"{self.made[C, 0, 'ID']}:agreed", state="failed")
        elif what == "ask":
            self.ask(on(self.day + abs(number) + 1))
        elif what == "lose the ledger":
            self.made.past = Past(last_run=self.made.past.last_run, first_run=self.made.past.first_run)
        elif what == "run":
            self.day, self.hour = (
                (self.day, 20) if self.hour == 8 and number % 2 else (self.day + 1 + abs(number) // 9, 8)
            )
            self.run()

    def type(self, due: date) -> None:
        self.made[C, 0, "Due"], self.due = due, due

    def tell(self, state: str) -> None:
        self.made.letter(self.day, f"{self.made[C, 0, 'ID']}:agreed", state=state)
        self.wants.told = True

    def ask(self, day: date) -> None:
        """By email, an hour after the last run."""
        when = at(self.day, self.hour) + timedelta(minutes=60 + len(self.replies))
        self.wants.asked.append((when, day))
        words = f"move {self.made[C, 0, 'ID']} to {day.isoformat()}"
        row = {"ID": f"r{len(self.replies) + 1}", "State": "New", "When": when.replace(tzinfo=None), "Words": words}
        self.replies.append(row)
        fresh = answers(*self.replies)
        self.made.grids["Replies"] = book(replies=[*answers({"ID": "r0"}), *fresh]).grids["Replies"]


DEEDS = [
    "type",
    "type",
    "type the old one again",
    "blank",
    "tell",
    "tell in vain",
    "ask",
    "lose the ledger",
    "run",
    "run",
    "run",
]
deeds = st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(-12, 30)), max_size=24)


@settings(max_examples=150)
@given(st.sampled_from(list(CITIES)), deeds)
def test_over_any_history_the_cells_are_what_the_contract_says(city: str, steps: list[tuple[str, int]]) -> None:
    play = Play(city)
    for what, number in steps:
        play.do(what, number)
    play.do("run", 2)
    play.do("run", 2)


def test_a_request_that_comes_after_a_move_of_the_same_day_waits_for_its_own_answer() -> None:
    """At eight a run; the coach types a date, found in the evening; then the client asks for another one."""
    play = Play("Berlin")
    play.do("tell", 0)
    play.do("run", 2)
    play.type(on(9))
    play.hour = 20
    play.run()
    play.ask(on(12))
    play.do("run", 2)
    assert play.made[C, 0, "Client says"] == "asks to move to 5 Dec"
    play.do("run", 2)
    assert play.made[C, 0, "Client says"] == "asks to move to 5 Dec"
    play.type(on(11))
    play.do("run", 2)
    assert play.made[C, 0, "Client says"] is None and play.made[C, 0, "Moved"] == "In time"


@pytest.mark.parametrize(("city", "late"), [("Kiritimati", False), ("Pago Pago", False), ("UTC", False)])
def test_on_the_very_day_a_deadline_moves_in_time_on_every_clock(city: str, late: bool) -> None:
    """The day is the client's: a run on it, then the new date, then the next night's run."""
    made = book(clients=[{"Time zone": city}], commitments=[{"Due": on(3)}])
    zone = ZoneInfo(CITIES[city])
    made.run(at(-1))
    made.tell(-1)
    runs = [at(0) + timedelta(hours=hours) for hours in range(0, 24 * 8, 6)]
    on_the_day = [now for now in runs if now.astimezone(zone).date() == on(3)]
    for now in (each for each in runs if each <= on_the_day[-1]):
        made.run(now)
    made[C, 0, "Due"] = on(9)
    made.run(on_the_day[-1] + timedelta(hours=24))
    assert (made[C, 0, "Moved"], made[C, 0, "Moved on"]) == ("In time", on(3)) and not late


def test_moved_many_times_it_counts_as_kept_unless_one_of_the_moves_came_after_its_day() -> None:
    play = Play("UTC")
    play.do("tell", 0)
    for _ in range(5):
        play.type(on(play.day + 2))
        play.do("run", 2)
    assert play.made[C, 0, "Moved"] == "In time" and play.made[C, 0, "First due"] == on(3)
    play.day += 6
    play.run()
    play.type(on(play.day + 4))
    play.do("run", 2)
    assert play.made[C, 0, "Moved"] == "Late"
    play.type(on(play.day + 9))
    play.do("run", 2)
    assert play.made[C, 0, "Moved"] == "Late" and play.made[C, 0, "First due"] == on(3)
