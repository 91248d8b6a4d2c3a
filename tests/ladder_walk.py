"""Random months of a practice whose clients do not always get on: what a coach may decide, and laws for every night.

What the laws need to know is read from the workbook as a person would read it, not from the rules.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import openpyxl

from sync.schema import CHOICES, DECISIONS, STEPS
from tests.jobs.ladder_practice import DAILY
from tests.practice_files import REAL, Cells, Practice, practice

MONDAY = date(2026, 11, 23)
NAMES = ("Noa Levi", "Priya Nair", "Marcus Webb")
KINDS = [step.lower() for step in STEPS]
REST = 4
WINDOW = timedelta(days=30)

Row = dict[str, Any]


def _day(cell: Any) -> date | None:
    return cell.date() if isinstance(cell, datetime) else cell


@dataclass
class Walk:
    """One practice; `seen` counts what came about, so that a walk that never got anywhere is noticed."""

    folder: Path
    chance: Random
    today: date = MONDAY
    seen: Counter[str] = field(default_factory=Counter)
    letters: list[tuple[date, str, str, str]] = field(default_factory=list)
    """Day, client, kind, About of every letter to a client, in their order."""
    starts: dict[str, date] = field(default_factory=dict)

    def __post_init__(self) -> None:
        clients = [
            {
                "Client": name, "Email": f"{name.split()[0].lower()}@clients.example", "Coach": "Ana Coach",
                "Stage": None, "Emails": None, "Start date": None, "Pause until": None, "Ended on": None,
            }
            for name in NAMES
        ]  # fmt: skip
        work = [
            {"Client": name, "Commitment": f"Small thing {n} of {name}", "Due": MONDAY - timedelta(days=3 + n)}
            for name in NAMES
            for n in range(5)
        ]
        rules = {**REAL, "Ladder rest days": REST, "Door open days": 20, "Emails a week": 5}
        self.made: Practice = practice(self.folder, clients, work, rules, Team=DAILY)
        self.shares = {name: self.chance.choice((0.0, 0.0, 0.3)) for name in NAMES}

    # What the coach and the clients do between two runs

    def between(self) -> None:
        """Work is agreed and done, decisions are taken, and now and then the coach does something odd."""
        book = openpyxl.load_workbook(self.made.workbook)
        self.work(book["Commitments"])
        if "Decisions" in book.sheetnames:
            self.decide(book["Decisions"])
        if self.chance.random() < 0.06:
            self.people(book["Clients"])
        book.save(self.made.workbook)

    def work(self, sheet: Any) -> None:
        at = {cell.value: cell.column for cell in sheet[1]}
        for name in NAMES:
            if self.chance.random() < 0.6:
                row = sheet.max_row + 1
                due = self.today + timedelta(days=self.chance.randint(1, 6))
                words = f"Small thing {row} of {name}"
                for header, value in (("Client", name), ("Commitment", words), ("Due", due)):
                    sheet.cell(row, at[header]).value = value
        for row in range(2, sheet.max_row + 1):
            due, done = _day(sheet.cell(row, at["Due"]).value), sheet.cell(row, at["Done on"])
            share = self.shares.get(sheet.cell(row, at["Client"]).value, 0)
            if due and done.value is None and due <= self.today and self.chance.random() < share:
                done.value = self.today
        if self.chance.random() < 0.08:
            self.shares[self.chance.choice(NAMES)] = self.chance.choice((0.0, 0.0, 0.1, 0.9))

    def decide(self, sheet: Any) -> None:
        at = {cell.value: cell.column for cell in sheet[1]}
        for row in range(2, sheet.max_row + 1):
            settled = sheet.cell(row, at["Outcome"]).value
            if self.chance.random() < (0.03 if settled else 0.6):
                choice = self.chance.choice((*(None,) * 7, *CHOICES))
                step = sheet.cell(row, at["Step"]).value
                if step in ("Fresh start", "Part ways") and self.chance.random() < 0.8:
                    choice = {"Fresh start": "New goal", "Part ways": "End"}[step]
                decided = self.chance.choice(("Send",) * 9 + DECISIONS + (None,))
                sheet.cell(row, at["Decision"]).value = decided
                sheet.cell(row, at["Choice"]).value = choice
                sheet.cell(row, at["Refer to"]).value = self.chance.choice((None, "Kim Sato"))
        odd = self.chance.random()
        if odd < 0.03 and sheet.max_row > 2:
            sheet.delete_rows(self.chance.randint(2, sheet.max_row))
            self.seen["rows deleted"] += 1
        elif odd < 0.06 and sheet.max_row > 1:
            source, target = self.chance.randint(2, sheet.max_row), sheet.max_row + 1
            for cell in sheet[source]:
                sheet.cell(target, cell.column).value = cell.value
            self.seen["rows copied"] += 1
        elif odd < 0.09 and sheet.max_row > 2:
            rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
            self.chance.shuffle(rows)
            for number, values in enumerate(rows, 2):
                for column, value in enumerate(values, 1):
                    sheet.cell(number, column).value = value
            self.seen["rows sorted"] += 1

    def people(self, sheet: Any) -> None:
        at = {cell.value: cell.column for cell in sheet[1]}
        row = self.chance.randint(2, 4)
        what = self.chance.choice(("Paused", "Ended", None, None, "None", "start"))
        name = sheet.cell(row, at["Client"]).value
        if what == "start":
            sheet.cell(row, at["Start date"]).value = self.starts[name] = self.today
            sheet.cell(row, at["Stage"]).value = None
        elif what == "None":
            emails = sheet.cell(row, at["Emails"])
            emails.value = None if emails.value else "None"
        else:
            sheet.cell(row, at["Stage"]).value = what
            sheet.cell(row, at["Pause until"]).value = self.today + timedelta(days=8) if what == "Paused" else None
            sheet.cell(row, at["Ended on"]).value = self.today if what == "Ended" else None

    # The laws

    def night(self) -> None:
        """One run, sometimes two on one day; nights are missed."""
        before = {row["ID"]: row for row in self.made.rows("Decisions") if row.get("ID")}
        assert self.made.run(f"{self.today}T08:00+01:00").status == 0
        if self.chance.random() < 0.2:
            cells, letters = self.but_logs(), self.sent()
            assert self.made.run(f"{self.today}T09:00+01:00").status == 0
            assert (self.but_logs(), self.sent()) == (cells, letters), "a second run on one day changes nothing"
        self.laws(before)
        if self.chance.random() < 0.05:
            self.made.ledger.unlink()
            self.seen["ledgers lost"] += 1

    def but_logs(self) -> Cells:
        """A digest may tell of the parting that the first run of the day sent; nothing else follows."""
        return {place: value for place, value in self.made.cells_but_log().items() if place[0] != "Mail log"}

    def sent(self) -> list[tuple[date, str, str, str]]:
        log = [row for row in self.made.rows("Mail log") if row["Kind"] != "digest"]
        return [(_day(row["When"]) or MONDAY, row["Client"], row["Kind"], row["About"]) for row in log]

    def laws(self, before: dict[str, Row]) -> None:
        found = self.sent()
        fresh = found[len(self.letters) :]
        assert found[: len(self.letters)] == self.letters
        self.letters = found
        for one in fresh:
            if one[2] in KINDS:
                self.decided(one, before)
        self.alone()
        self.silent()
        self.rows(before)

    def decided(self, letter: tuple[date, str, str, str], before: dict[str, Row]) -> None:
        """A step's letter has a decision in its own row, comes in its time, after its rest, and not after recovery."""
        day, client, kind, about = letter
        id_, _, named = about.partition(":")
        row = before[id_]
        assert named == kind and row["Decision"] == "Send" and not row["Outcome"] and row["Client"] == client, row
        assert day.weekday() <= 3
        wanted = "part ways" if row["Choice"] in ("Refer", "Pause") and row["Step"] != "Reopen" else row["Step"].lower()
        assert kind == wanted and (row["Choice"] != "Refer" or row["Refer to"])
        assert [one[3] for one in self.letters].count(about) == 1, "the letter of a decision went twice"
        (now,) = [one for one in self.made.rows("Decisions") if one["ID"] == id_]
        assert now["Outcome"] == "Sent" and _day(now["Outcome on"]) == day
        self.seen[kind] += 1
        if kind != "reopen":
            rest = [(d, w, k) for d, w, k, _ in self.letters if w == client and k in KINDS[:5] and d < day]
            starts = self.starts.get(client, date.min)
            assert not rest or (day - rest[-1][0]).days >= REST or starts > rest[-1][0], "two steps without a rest"
            stalled, closed = self.stalls(client, day)
            (hers,) = [one for one in self.made.rows("Clients") if one["Client"] == client]
            assert hers.get("Stage") or stalled or not closed, "a letter after things moved on"

    def stalls(self, client: str, today: date) -> tuple[bool, bool]:
        """Whether the work stalls, and whether anything was closed in the last 30 days."""
        since, resolved, done, closed = today - WINDOW, 0, 0, False
        for row in self.made.rows("Commitments"):
            due, on = _day(row["Due"]), _day(row.get("Closed on"))
            if row["Client"] != client or due is None:
                continue
            closed = closed or bool(on and on >= since)
            if since <= due <= today and (on or due < today):
                resolved, done = resolved + 1, done + bool(on)
        return resolved >= 4 and 2 * done < resolved, closed

    def alone(self) -> None:
        """No other letter on a step's day, nor on the next."""
        for day, client, kind, _ in self.letters:
            if kind in KINDS:
                near = [k for d, w, k, _ in self.letters if w == client and 0 <= (d - day).days <= 1]
                assert near == [kind], near

    def silent(self) -> None:
        """After Part ways nothing but Reopen, until it went or a new Start date was set."""
        for name in NAMES:
            parted: date | None = None
            for day, client, kind, _ in self.letters:
                if client != name:
                    continue
                if parted and self.starts.get(name, date.min) <= parted:
                    assert kind == "reopen", (name, day, kind)
                parted = day if kind == "part ways" else None if kind == "reopen" else parted

    def rows(self, before: dict[str, Row]) -> None:
        """One row a client is open, a fresh one only for who stalls; after a way back it is the first step."""
        rows = self.made.rows("Decisions")
        for name in NAMES:
            hers = [row for row in rows if row.get("Client") == name and row.get("ID")]
            fresh = [row for row in hers if row["ID"] not in before and row["Step"] != "Reopen"]
            assert len(fresh) <= 1
            for row in fresh:
                others = [one for one in hers if one is not row]
                assert all(one["Outcome"] for one in others), "a second row is open"
                assert self.stalls(name, self.today)[0]
                ends = [on for one in others if (on := _day(one["Outcome on"]))]
                if name not in self.starts and not self.seen["rows deleted"]:
                    assert all((self.today - on).days >= REST for on in ends), "a row before the rest"
                last = max(others, key=lambda one: _day(one["Outcome on"]) or MONDAY, default=None)
                if last and last["Outcome"] in ("Recovered", "Dismissed"):
                    assert row["Step"] == "Recommit", "the way back leads to the first step"
                    self.seen["ways back"] += 1
        for row in rows:
            self.seen[row.get("Outcome") or ""] += row.get("ID") not in before or not before[row["ID"]]["Outcome"]

    def walk(self, nights: int) -> None:
        for _ in range(nights):
            self.night()
            self.today += timedelta(days=self.chance.choice((1, 1, 1, 1, 2, 3)))
            self.between()
