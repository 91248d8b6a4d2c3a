"""The hours of the year: what happens in each, which jobs run, and who looks at what came of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from jobs.summary import Summary
from sync.schema import TABS
from sync.workbook.base import Value
from sync.workbook.excel import ExcelWorkbook
from tests.life import clients, coach
from tests.life.coach import as_day
from tests.life.digests import Digests
from tests.life.judge import Judge
from tests.life.letters import Seen, seen
from tests.life.practice import FORM, HOME, World
from tests.life.waits import acknowledged, nothing_waits
from tests.life.words import read_by_a_client

STOPPED = "Stopped"
LEARNED = ("Clients", "Commitments", "Habits", "Sessions", "Payments", "Mail log")


@dataclass(slots=True)
class Hours:
    """`every`: `letters` runs at each hour, `inbox` at each with an answer. Else `inbox` runs every fourth hour, and
    `letters` where something can have become due: at the first hour at which a client's letters go, after an edit
    and after a time switched off; and both now and then at another hour, where nothing may happen."""

    world: World
    every: bool
    real_from: int = 8
    judge: Judge = field(init=False)
    digests: Digests = field(init=False)
    letters: dict[str, Seen] = field(default_factory=dict)
    off_until: datetime | None = None
    edited: bool = True

    def __post_init__(self) -> None:
        self.judge, self.digests = Judge(self.world), Digests(self.world)

    def passes(self, now: datetime, day: int) -> None:
        """One hour of the world: people first, then the machine."""
        world, clock = self.world, now.astimezone(HOME)
        if clock.hour == 9 and day == self.real_from and world.rehearsal:
            coach.turns_real(world)
            self.edited = True
        if clock.hour in (9, 17) and (clock.weekday() < 5 or world.happens(0.2)):
            coach.works(world, now)
            self.edited = True
        if clock.hour == 21:
            clients.work(world, now)
        if world.happens(0.002):
            self.off_until = now + timedelta(hours=world.chance.randint(2, 90))
        clients.heard_in_the_form(world, now)
        forms = len(world.forms)
        coach.fills_in(world, now)
        self.edited |= len(world.forms) < forms
        clients.sends(world, now)
        if self.off_until and now < self.off_until:
            world.count("hours off")
            return
        self._machine(now, clock.hour)

    def _machine(self, now: datetime, hour: int) -> None:
        """The cron lines of `schedule`: nightly at 7:05, inbox at :20, letters at :35."""
        if hour == 7:
            self.run("nightly", now + timedelta(minutes=5))
        now_and_then = self.world.happens(0.04)
        if now_and_then or (self._unread() and (self.every or hour % 4 == 0)):
            self.run("inbox", now + timedelta(minutes=20))
        if now_and_then or self.every or self.edited or self.off_until or self._opens(now):
            self.run("letters", now + timedelta(minutes=35))
        self.edited, self.off_until = False, None

    def _unread(self) -> bool:
        return len(self.world.machine.box.came) > self.world.walked.get("read", 0)

    def _opens(self, now: datetime) -> bool:
        return any((now + timedelta(minutes=35)).astimezone(one.zone).hour == 7 for one in self.world.people)

    def run(self, job: str, now: datetime) -> None:
        world = self.world
        whole = job == "nightly"
        if job != "letters":
            clients.heard_by_mail(world, self.letters)
        before = _coaches_cells(world) if whole else None
        stood = world.machine.workbook.stat().st_mtime_ns
        found = world.machine.run(job, now)
        if any(STOPPED in problem for problem in found.problems):
            world.count("stopped by a guard")
            found = world.machine.run(job, now, force=True)  # the coach looked, and means it
        self._went_well(job, found)
        world.count(f"runs of {job}")
        world.ran_at, world.nightly_at = now, now if whole else world.nightly_at
        if whole:
            assert before == _coaches_cells(world), "a cell of the coach's changed"
        if found.sent:
            self._letters(now)
        elif not whole and not found.answers:
            assert world.machine.workbook.stat().st_mtime_ns == stood, f"{job} had nothing to do, and wrote"
        if job != "inbox":
            nothing_waits(self.judge, now)
        if whole:
            self.digests.nothing_waits(now)

    def _went_well(self, job: str, found: Summary) -> None:
        assert not (found.failed or found.in_doubt), (job, found)
        assert not found.problems, (job, found.problems)

    def _letters(self, now: datetime) -> None:
        """What went out, each with its row in the Mail log."""
        grids = ExcelWorkbook(self.world.machine.workbook).read(LEARNED).grids
        _learn_ids(self.world, grids)
        log = {str(row["Key"]): row for row in _rows(grids, "Mail log")}
        for message in self.world.machine.fresh_letters():
            row = log[str(message["X-Coachsheet-Key"])]
            assert row["State"] == "sent", row
            letter = seen(message, row, now)
            self.letters[str(message["Message-ID"])] = letter
            self._looks_at(letter, now)
        assert len(log) == len(self.world.machine.seen), "the Mail log and the outbox differ"

    def _looks_at(self, letter: Seen, now: datetime) -> None:
        if letter.digest:
            self.digests.hears(letter)
            clients.coach_answers(self.world, letter, now)
            return
        self.judge.hears(letter)
        acknowledged(self.judge, letter)
        read_by_a_client(self.world, letter)
        person = self.world.by_id(letter.client_id)
        assert person
        clients.reads(self.world, person, letter, now)


def _rows(grids: Any, tab: str) -> list[dict[str, Value]]:
    if tab not in grids or not grids[tab].rows:
        return []
    headers = [str(cell) for cell in grids[tab].rows[0]]
    return [
        dict(zip(headers, [*row, *[None] * (len(headers) - len(row))], strict=False))
        for row in grids[tab].rows[1:]
        if any(cell not in (None, "") for cell in row)
    ]


def _learn_ids(world: World, grids: Any) -> None:
    """Which ID the sheet gave to whom; an ID stays with its row's words."""
    by_words = {deed.words: deed for one in world.people for deed in one.deeds}
    for row in _rows(grids, "Commitments"):
        deed, row_id = by_words[str(row["Commitment"])], str(row["ID"] or "")
        assert not deed.row_id or deed.row_id == row_id, f"{deed} is now {row_id}"
        deed.row_id = row_id
    by_name = {one.name: one for one in world.people}
    for row in _rows(grids, "Clients"):
        person, row_id = by_name[str(row["Client"])], str(row["ID"] or "")
        assert not person.row_id or person.row_id == row_id, f"{person.name} is now {row_id}"
        person.row_id = row_id
    for row in _rows(grids, "Habits"):
        by_name[str(row["Client"])].habit_id = str(row["ID"] or "")
    for row in _rows(grids, "Sessions"):
        person, is_so = by_name[str(row["Client"])], (row["Start"], row["Outcome"] or "")
        same = (one for one in person.talks if one.row_id in ("", row["ID"]) and (one.start, one.outcome) == is_so)
        if talk := max(same, key=lambda one: one.row_id, default=None):
            talk.row_id = str(row["ID"] or "")
    for row in _rows(grids, "Payments"):
        person, due = by_name[str(row["Client"])], as_day(row["Due"])
        debt = next((one for one in person.debts if one.row_id in ("", row["ID"]) and one.due == due), None)
        if debt:
            debt.row_id = str(row["ID"] or "")


def _coaches_cells(world: World) -> dict[str, list[list[Value]]]:
    """Every column that the contract gives to the coach, row by row."""
    found = {}
    for title, grid in ExcelWorkbook(world.machine.workbook).read().grids.items():
        tab = TABS.get("Check-ins" if title == FORM else title)
        if tab and not tab.made_by_job and grid.rows:
            at = [i for i, name in enumerate(grid.rows[0]) if not (tab.has(str(name)) and tab.column(str(name)).ours)]
            found[title] = [[row[i] if i < len(row) else None for i in at] for row in grid.rows]
    return found
