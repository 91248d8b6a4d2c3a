"""Plays random practices over several runs of `coachsheet sync` and compares every system-owned cell with the oracle.

`python -m tests.oracle.differential --seeds 0:1000` prints each seed's first differences (`--all`: all of them).
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import traceback
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
from click.testing import CliRunner

from sync import schema
from tests.oracle import book
from tests.oracle.asking import letters_to
from tests.oracle.edits import Editor
from tests.oracle.keys import settle_keys
from tests.oracle.people import is_row
from tests.oracle.rules import Oracle
from tests.oracle.wants import ANY, Anything, Either, fits, same

Row = dict[str, Any]
SKIPPED = ("Mail log", "Sync log", "Replies", "Templates")
SETTINGS = """
[workbook]
kind = "excel"
path = "practice.xlsx"
[mail]
transport = "outbox"
from = "Ana Coach <ana@example.com>"
outbox = "outbox"
[ledger]
url = "sqlite:///coachsheet.db"
"""


@dataclass
class Difference:
    """One cell that is not as the oracle has it; `run` counts from 0, `row` is the sheet's row."""

    seed: int
    run: int
    now: datetime
    tab: str
    row: int
    header: str
    want: Any
    got: Any
    cells: Row

    def __str__(self) -> str:
        cells = {k: v for k, v in self.cells.items() if not str(k).startswith("_") and v is not None}
        place = f"seed {self.seed} run {self.run} at {self.now:%Y-%m-%dT%H:%MZ} {self.tab}!{self.row} {self.header}"
        return f"{place}\n   expected {self.want!r}\n   got      {self.got!r}\n   row      {cells}"


class Play:
    """One seed: a practice, its workbook in `folder`, and what is known from the runs before."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.seed, self.folder = seed, folder
        self.maker = Editor(seed)
        self.practice = self.maker.practice()
        if seed % 4 == 3:
            self.practice["Policies"] = [{"Rule": "Send to", "Value": "Clients"}, *self.practice.get("Policies", [])]
        self.path = folder / "practice.xlsx"
        self.memory: dict[str, Any] = {"last": None, "rows": {}, "ids": {}}
        self.used: set[str] = set()
        self.run_no = 0
        self.first: datetime | None = None
        self.edits: list[list[str]] = []
        (folder / "coachsheet.toml").write_text(SETTINGS)
        self.book = book.write(self.practice, self.path, random.Random(seed))

    def runs(self, count: int) -> Iterator[Difference]:
        for self.run_no in range(count):
            if self.run_no:
                self.edits.append(self.maker.edit(self.practice, self.memory["ids"]))
                self.maker.later()
                book.rewrite(self.practice, self.book, self.path)
            yield from self.one_run()

    def one_run(self) -> Iterator[Difference]:
        before = book.read(self.book)
        settle_keys(self.practice["Commitments"], self.memory["rows"], self.maker.key)
        for row in self.practice["Commitments"]:
            row["Told on"] = self.memory["rows"].get(row.get("_k"), {}).get("Told on")
        oracle = Oracle(self.practice, self.memory | self.mailed(before), self.maker.now)
        after = yield from self.job("sync")
        self.memory = oracle.memory
        yield from self.compare_all(oracle, after)
        yield from self.compare_ids(before, after)
        yield from self.compare_decisions(oracle, before, after)
        yield from self.untouched(before, after)
        if self.seed % 4 > 1:
            yield from self.once_more("letters" if self.seed % 4 == 3 else "sync", after)
        rows = after.get("Decisions", [])
        self.practice["Decisions"] = [dict(row, _at=i + 2) for i, row in enumerate(rows)]

    def once_more(self, job: str, before: dict[str, list[Row]]) -> Iterator[Difference]:
        """A second job at the same instant: only Told on, Reminded, Last email and the logs may change by that."""
        after = yield from self.job(job)
        if job == "letters":
            yield from self.compare_questions(before, after)
            yield from self.compare_news(before, after)
        for tab, rows in before.items():
            for i, row in enumerate(rows if tab not in SKIPPED else []):
                for header in sorted(row.keys() - {"Told on", "Reminded", "Last email"}):
                    now = after[tab][i].get(header) if i < len(after[tab]) else None
                    if same(row[header]) != same(now):
                        yield self.differs(tab, i + 2, header, f"{row[header]!r} as before {job}", now, row)
        for row, shown in zip(self.practice["Commitments"], after["Commitments"], strict=False):
            if row.get("_k"):
                self.memory["rows"][row["_k"]]["Told on"] = same(shown.get("Told on"))

    def mailed(self, shown: dict[str, list[Row]]) -> Row:
        """What the oracle may know of letters: the clients' IDs, the Mail log, when the first run was."""
        self.first = self.first or self.maker.now
        ids = {i: row.get("ID") for i, row in enumerate(shown.get("Clients", []))}
        return {"clients": ids, "mail": shown.get("Mail log", []), "first": self.first}

    def compare_questions(self, before: dict[str, list[Row]], after: dict[str, list[Row]]) -> Iterator[Difference]:
        """Every letter that went, or did not go, against what should have been asked today."""
        oracle = Oracle(self.practice, {**self.memory, **self.mailed(before)}, self.maker.now)
        fresh = after.get("Mail log", [])[len(before.get("Mail log", [])) :]
        for who in oracle.clients.values():
            letter = [about for day, about in letters_to(who["ID"], fresh) if day == who["today"]]
            want = [what + day.isoformat() for what, day in oracle.asks(who)]
            got = [item for about in letter for item in about if item.startswith(("check-in:", "nudge:"))]
            alone = any(item.startswith("welcome:") for about in letter for item in about)
            if got != (want if letter and not alone else []) or (want and not letter and oracle.reaches(who)):
                yield self.differs("Mail log", who["i"] + 2, "About", want, got, who["row"])

    def compare_news(self, before: dict[str, list[Row]], after: dict[str, list[Row]]) -> Iterator[Difference]:
        """The sessions and payments that letters told of, or did not, against what was to be told today."""
        oracle = Oracle(self.practice, {**self.memory, **self.mailed(before)}, self.maker.now)
        fresh = after.get("Mail log", [])[len(before.get("Mail log", [])) :]
        ids = {tab: [row.get("ID") for row in before.get(tab, [])] for tab in ("Sessions", "Payments")}
        for who in oracle.clients.values():
            letter = [item for day, about in letters_to(who["ID"], fresh) if day == who["today"] for item in about]
            sessions, payments = (
                oracle.news_of_sessions(who, ids["Sessions"]),
                oracle.news_of_payments(who, ids["Payments"]),
            )
            told = [item for item in letter if item.startswith("session:") and item.count(":") == 1]
            paid = [item for item in letter if ":soon@" in item or ":past@" in item]
            if any(item.startswith("welcome:") for item in letter):
                sessions, payments = [], []
            for want, got, full in ((sessions, told, True), (payments, paid, False)):
                if (letter and got != want[:5]) or (want and not letter and oracle.is_free(who, full)):
                    yield self.differs("Mail log", who["i"] + 2, "About", want, got, who["row"])

    def job(self, name: str) -> Generator[Difference, None, dict[str, list[Row]]]:
        """Runs `coachsheet NAME` in process and reads the workbook anew."""
        from jobs.cli import main  # the command line is built when this is called, not when tests are collected

        given = [
            "--config",
            str(self.folder / "coachsheet.toml"),
            "--as-of",
            self.maker.now.isoformat(),
            "--json",
            name,
        ]
        result = CliRunner().invoke(main, given)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            last = "".join(traceback.format_exception(result.exception)[-4:])
            yield self.differs("(run)", 0, name, "no traceback", last, {})
        elif result.exit_code != 0:
            yield self.differs("(run)", 0, name, "exit 0", f"exit {result.exit_code}: {result.output[-600:]}", {})
        self.book = openpyxl.load_workbook(self.path)
        return book.read(self.book)

    def differs(self, tab: str, row: int, header: str, want: Any, got: Any, cells: Row) -> Difference:
        return Difference(self.seed, self.run_no, self.maker.now, tab, row, header, want, got, cells)

    def compare_all(self, oracle: Oracle, after: dict[str, list[Row]]) -> Iterator[Difference]:
        for tab, wanted in oracle.expected.items():
            if tab in SKIPPED:
                continue
            ours = [c.header for c in schema.TABS[tab].columns if c.ours and c.header != "ID"]
            for i, wants in enumerate(wanted):
                row = self.practice[tab][i]
                shown = after[tab][i] if i < len(after[tab]) else {}
                for header in ours:
                    want = wants.get(header, ANY if tab == "Decisions" else None)
                    if not fits(want, shown.get(header)):
                        yield self.differs(tab, i + 2, header, want, shown.get(header), row)
                    if tab == "Commitments" and row.get("_k") and isinstance(want, Either | Anything):
                        state = self.memory["rows"].get(row["_k"], {})
                        if header in state:
                            state[header] = same(shown.get(header))

    def compare_ids(self, before: dict[str, list[Row]], after: dict[str, list[Row]]) -> Iterator[Difference]:
        """IDs are short, begin with a letter, are unique, stay with their row, and a copy gets a new one."""
        seen: set[str] = set()
        fresh: set[str] = set()
        for tab, rows in self.practice.items():
            if not schema.TABS[tab].has("ID") or tab in SKIPPED or tab == "Decisions":
                continue
            olds = [before[tab][i].get("ID") if i < len(before[tab]) else None for i in range(len(rows))]
            for i, row in enumerate(rows):
                got = after[tab][i].get("ID") if i < len(after[tab]) else None
                if not is_row(tab, row):
                    if got is not None:
                        yield self.differs(tab, i + 2, "ID", None, got, row)
                    continue
                if not isinstance(got, str) or len(got) > 10 or not got[:1].isalpha() or got in seen:
                    yield self.differs(tab, i + 2, "ID", "a unique short ID", got, row)
                    continue
                seen.add(got)
                want = self.wanted_id(tab, row, olds, i)
                if (want is not None and got != want) or (
                    want is None and got in self.used and (got not in olds or tab == "Commitments")
                ):
                    yield self.differs(tab, i + 2, "ID", want or "a fresh ID", got, row)
                if tab == "Commitments":
                    self.memory["ids"][row["_k"]] = got
                fresh.add(got)
        self.used |= fresh

    def wanted_id(self, tab: str, row: Row, olds: list[Any], i: int) -> str | None:
        """The ID that this row must have; None where it must be one that no row had, or (other tabs) one of two."""
        if tab == "Commitments":
            return self.memory["ids"].get(row["_k"])
        return olds[i] if olds[i] is not None and olds.count(olds[i]) == 1 else None

    def compare_decisions(self, oracle: Oracle, before: Any, after: Any) -> Iterator[Difference]:
        old = {row.get("ID") for row in before.get("Decisions", [])}
        new = [(i, row) for i, row in enumerate(after.get("Decisions", [])) if row.get("ID") not in old]
        for want in oracle.fresh_decisions:
            hit = next(
                (one for one in new if all(fits(want[h], one[1].get(h)) for h in ("Client", "Step", "Date"))), None
            )
            if hit is not None:
                new.remove(hit)
            elif not want["loose"]:
                yield self.differs("Decisions", 0, "a fresh row", want, None, {})
        for i, row in new:
            if any(row.values()):
                yield self.differs("Decisions", i + 2, "a fresh row", None, row, {})

    def untouched(self, before: Any, after: Any) -> Iterator[Difference]:
        """No cell of the coach's changed."""
        for tab, rows in before.items():
            theirs = [c.header for c in schema.TABS[tab].columns if not c.ours] + [book.OWN]
            for i, row in enumerate(rows):
                now = after[tab][i] if i < len(after.get(tab, [])) else {}
                for header in theirs:
                    if same(row.get(header)) != same(now.get(header)):
                        yield self.differs(tab, i + 2, header, row.get(header), now.get(header), row)


def play(seed: int, runs: int = 3) -> tuple[list[Difference], list[list[str]]]:
    """All differences of one seed, and the edits before each later run."""
    with tempfile.TemporaryDirectory() as folder:
        one = Play(seed, Path(folder))
        found = list(one.runs(runs))
    return found, one.edits


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", default="0:100")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--all", action="store_true", help="every difference, not the first of each seed")
    given = parser.parse_args()
    low, high = map(int, given.seeds.split(":"))
    bad, kinds = 0, {}
    for seed in range(low, high):
        found, edits = play(seed, given.runs)
        bad += bool(found)
        for one in found if given.all else found[:1]:
            print(one)
            print("   edits   ", edits)
        for one in found:
            kinds[f"{one.tab}.{one.header}"] = kinds.get(f"{one.tab}.{one.header}", 0) + 1
    print(f"{high - low} practices, {bad} with differences; cells by column: {kinds}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
