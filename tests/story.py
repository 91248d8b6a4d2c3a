"""A story of a practice, told day by day through real runs: what is typed, what arrives, what goes out, as one text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

from tests.answering import answer
from tests.hand import Hand
from tests.machine import Machine

HOME = ZoneInfo("Europe/Berlin")
NIGHTLY = time(7, 5)
EVENING = time(19, 20)

_PREHEADER = re.compile(r'class="preheader"[^>]*>([^&<]*)')


@dataclass(slots=True)
class Typed:
    """The coach types: in that tab, where `where` stands, or (`where` empty) in a fresh row."""

    tab: str
    where: dict[str, Any]
    cells: dict[str, Any]

    def __str__(self) -> str:
        said = ", ".join(f"{header}: {_shown(value)}" for header, value in self.cells.items())
        return f"{self.tab}, {'; '.join(map(_shown, self.where.values())) or 'a new row'}: {said}"


@dataclass(slots=True)
class Answered:
    """A client, or the coach, answers the newest email to that address, in the evening."""

    address: str
    said: str


@dataclass(slots=True)
class Off:
    """The machine is off: no run on that day."""


Event = Typed | Answered | Off


@dataclass(slots=True)
class Story:
    """`machine` has a practice that no run has seen; `names` are the addresses whose emails are told, with a name."""

    machine: Machine
    names: dict[str, str]
    lines: list[str] = field(default_factory=list)
    newest: dict[str, EmailMessage] = field(default_factory=dict)
    letters: int = 0

    def tell(self, first: date, last: date, script: Callable[[date], Sequence[Event]]) -> str:
        """Every day from the first to the last: typed before the run, answered after it."""
        day = first
        while day <= last:
            said = len(self.lines)
            self._day(day, script(day))
            if len(self.lines) > said:
                self.lines.insert(said, f"\n\n{'=' * 20} {day:%A} {day.day} {day:%B %Y}")
            day += timedelta(days=1)
        return "\n".join(self.lines).strip() + "\n"

    def _day(self, day: date, events: Sequence[Event]) -> None:
        self._types([one for one in events if isinstance(one, Typed)])
        if any(isinstance(one, Off) for one in events):
            self.lines.append("\n(The machine is off.)")
        else:
            self._runs("nightly", datetime.combine(day, NIGHTLY, HOME))
        evening = datetime.combine(day, EVENING, HOME)
        for one in events:
            if isinstance(one, Answered):
                self._answers(one, evening)
        if any(isinstance(one, Answered) for one in events) and not any(isinstance(one, Off) for one in events):
            self._runs("inbox", evening + timedelta(minutes=15))

    def _types(self, typed: list[Typed]) -> None:
        if not typed:
            return
        hand = Hand(self.machine.workbook)
        for one in typed:
            self.lines.append(f"\nThe coach types. {one}")
            if not one.where:
                hand.add(one.tab, **{header.replace(" ", "_"): value for header, value in one.cells.items()})
                continue
            number = next((n for n, cells in hand.rows(one.tab) if one.where.items() <= cells.items()), 0)
            assert number, f"{one}: that row does not stand"
            for header, value in one.cells.items():
                hand.type(one.tab, number, header, value)
        hand.save()

    def _runs(self, job: str, now: datetime) -> None:
        found = self.machine.run(job, now)
        assert not found.problems and not found.failed, found.problems
        for message in sorted(self.machine.fresh_letters(), key=lambda one: str(one["X-Coachsheet-Key"]), reverse=True):
            address = message["To"].addresses[0].addr_spec
            self.newest[address] = message
            if address in self.names:
                self.letters += not str(message["X-Coachsheet-Key"]).startswith("team")
                self.lines += self._told(message, self.names[address], now)

    def _told(self, message: EmailMessage, name: str, now: datetime) -> list[str]:
        page = message.get_body(("html",))
        text = message.get_body(("plain",))
        assert page and text
        preheader = _PREHEADER.search(str(page.get_content()))
        head = f"{now:%H:%M}, to {name}: {message['Subject']}"
        return [
            f"\n--- {head}",
            f"    {preheader[1].strip() if preheader else ''}\n",
            *(f"  | {line}".rstrip() for line in str(text.get_content()).splitlines()),
        ]

    def _answers(self, one: Answered, when: datetime) -> None:
        self.lines += [f"\n{self.names.get(one.address, one.address)} answers.", *one.said.splitlines()]
        self.machine.box.came.append((answer(self.newest[one.address], one.said, when), when))


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%a} {value.day} {value:%b}, {value:%H:%M}"
    return f"{value:%a} {value.day} {value:%b}" if isinstance(value, date) else str(value)
