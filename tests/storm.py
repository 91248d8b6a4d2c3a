"""Nights in a storm: a practice over many days, a mail server at its worst, runs killed or missed; and what must hold.

Everything is drawn from one seeded source. What was met on the way is counted in `Storm.seen`.
"""

from __future__ import annotations

import random
import sqlite3
import time
from collections import Counter
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.mortal import Death, Mortals
from tests.practice_files import MONDAY, REAL, by_smtp, keys, letter, practice
from tests.servers.smtp import MailServer

DAYS = 14
"""Days of one practice: longer ones only make its workbook longer."""
PLACES = ("Berlin", "Lisbon", "New York", "Kolkata", "Berlin", "Berlin")
"""Where the clients are; at 15:00 in Berlin letters go to all of them, at 08:00 not to New York."""
TROUBLED, CALM = (8, 10, 13), 15
STEPS = 60
"""About the durable steps of a run that sends a letter to each."""

FAULTS: dict[str, dict[str, Any]] = {
    "dropped before the letter": {"stage": "RCPT", "close": True},
    "dropped in the letter": {"stage": "body", "close": True},
    "dropped before the dot was heard": {"stage": "dot", "close": True},
    "dropped after the dot": {"stage": "receipt", "close": True},
    "garbage after the dot": {"stage": "receipt", "reply": "what?"},
    "4xx at RCPT": {"stage": "RCPT", "reply": "450 4.2.0 greylisted"},
    "4xx at the dot": {"stage": "dot", "reply": "451 4.3.0 later"},
    "421 in mid-run": {"stage": "DATA", "reply": "421 4.3.2 bye", "close": True},
    "5xx at RCPT": {"stage": "RCPT", "reply": "550 5.1.1 no such user"},
    "5xx at the dot": {"stage": "dot", "reply": "554 5.7.1 no"},
    "slow": {"stage": "receipt", "wait": 0.03},
    "closed": {"stage": "greeting", "close": True},
    "closed between letters": {"stage": "idle"},
    "early answer": {"stage": "DATA", "also": "250 taken"},
}
WRONG = "wrong certificate"


class Storm:
    """`by_time`: runs are killed at random times, else before random steps. `wrong`: a certificate nobody trusts."""

    def __init__(self, mortals: Mortals, folder: Path, server: MailServer, wrong: Path, seed: int) -> None:
        self.mortals, self.folder, self.server, self.wrong = mortals, folder, server, wrong
        self.chance = random.Random(seed)
        self.seen: Counter[str] = Counter()
        self.season = 0
        self.lasts = 0.2

    def practice(self, days: int = DAYS, *, by_time: bool = False) -> None:
        """So many days of a fresh practice, two calm ones at the end, and what must hold then."""
        self.season += 1
        clients = [
            {"Client": f"Client No {n}", "Email": f"client{n}@clients.example", "Time zone": place}
            for n, place in enumerate(PLACES)
        ]
        work = [
            {"Client": row["Client"], "Commitment": f"Take step {due}", "Due": MONDAY + timedelta(due + n % 3)}
            for n, row in enumerate(clients)
            for due in range(5, days + 20, 6)
        ]
        rules = {**REAL, "Remind before": "4, 3, 2, 1", "Remind after": "1, 2, 3, 4, 5", "Emails a week": 7}
        self.server.accepted.clear()
        self.one = practice(
            self.folder / str(self.season), clients, work, rules, by_smtp(self.server, security="starttls")
        )
        self.coach = self.one.coach_cells()
        self.planned: set[str] = set()
        for day in range(days):
            self.day(day, by_time)
        self.calm(days)
        self.calm(days + 1)
        self.nothing_lost()

    def day(self, day: int, by_time: bool) -> None:
        """A missed night; or runs in trouble, and most days a calm one after them."""
        if self.chance.random() < 0.15:
            self.seen["nights missed"] += 1
            return
        for hour in self.chance.sample(TROUBLED, self.chance.choice((1, 2, 3, 3))):
            self.trouble(as_of(day, hour), by_time)
        if self.chance.random() < 0.8:
            self.calm(day)

    def trouble(self, when: str, by_time: bool) -> None:
        """One run with up to two faults of the server, killed more often than not."""
        for fault in self.chance.sample([*FAULTS, WRONG, "slow", "slow", ""], 2):
            self._misbehave(fault)
        deadly = self.chance.random() < 0.85
        if by_time:
            death = self._run(when, after=self.chance.uniform(0.001, self.lasts) if deadly else 0.0)
        else:
            death = self._run(when, step=self.chance.randint(1, STEPS) if deadly else 0)
        assert death.killed or death.status in (0, 1), death
        self.seen["kills"] += death.killed
        if death.killed and "sending" in self.states().values():
            self.seen["kills while sending"] += 1
        self._behave()

    def calm(self, day: int) -> None:
        """A run that nothing disturbs: all that is true now has gone, failed or is in doubt."""
        began = time.monotonic()
        death = self._run(as_of(day, CALM))
        self.lasts = time.monotonic() - began
        assert not death.killed and death.status in (0, 1), death
        self.seen["nights"] += 1
        states = self.states()
        self.planned |= states.keys()
        # A first run may be killed before its IDs stand in the sheet: what it planned then names nobody.
        today = {f"{id_}-{MONDAY + timedelta(day)}" for id_ in self.one.column("Clients", "ID")}
        lost = self.planned & today - keys_in(states, "sent", "failed", "in doubt")
        assert not lost, f"neither sent, failed nor in doubt after a calm run: {sorted(lost)}\n{death.said}"
        self.look(states)

    def look(self, states: dict[str, str]) -> None:
        """No letter twice; ledger, Mail log and mail server tell the same; the coach's cells stand."""
        self.server.settled()
        taken = keys(self.server.accepted)
        assert len(set(taken)) == len(taken), "a letter went twice"
        days = Counter((one.recipient, letter(one.data)["Date"].datetime.date()) for one in self.server.accepted)
        assert set(days.values()) <= {1}, "a client got two letters on one day"
        rows = {row["Key"]: row["State"] for row in self.one.rows("Mail log")}
        assert len(rows) == len(self.one.rows("Mail log"))
        assert {key: state for key, state in states.items() if state != "not sent"}.items() <= rows.items()
        assert set(rows.values()) <= {"sent", "failed", "in doubt", "not sent"}
        assert set(taken) <= keys_in(rows, "sent", "in doubt"), "it went, and the Mail log does not say so"
        assert keys_in(rows, "sent") <= set(taken), "the Mail log says sent, and nobody got it"
        assert self.one.coach_cells() == self.coach

    def nothing_lost(self) -> None:
        """What a letter said that never went was said by another one; and the counts."""
        rows = self.one.rows("Mail log")
        for row in rows:
            self.seen[f"letters {row['State']}"] += 1
            if row["State"] in ("failed", "not sent"):
                for name in {item.partition(":")[0] for item in row["About"].split(", ")}:
                    later = [one for one in rows if one["State"] in ("sent", "in doubt") and one["When"] >= row["When"]]
                    assert any(name in one["About"] for one in later), f"{name} was never told: {row}"
        self.seen["letters taken"] += len(self.server.accepted)
        self.seen["letters planned"] += len(self.planned)

    def states(self) -> dict[str, str]:
        """Key -> state in the ledger; none yet where no run came so far."""
        if not self.one.ledger.exists():
            return {}
        with closing(sqlite3.connect(self.one.ledger)) as db:
            if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'letters'").fetchone():
                return {}
            return dict(db.execute("SELECT key, state FROM letters"))

    def _run(self, when: str, step: int = 0, after: float = 0.0) -> Death:
        death = self.mortals.run(self.one, when, step=step, after=after)
        self.seen["runs"] += 1
        self.planned |= self.states().keys()
        return death

    def _misbehave(self, fault: str) -> None:
        if fault == WRONG:
            self._right, self.server.certificate = self.server.certificate, self.wrong
            self.seen[WRONG] += 1
        elif fault:
            told = dict(FAULTS[fault])
            skip = 0 if told["stage"] == "body" else self.chance.choice((0, 0, 1, 3))
            self.server.fail(told.pop("stage"), **told, skip=skip, times=self.chance.choice((1, 1, 2, 9)), name=fault)

    def _behave(self) -> None:
        self.seen.update(self.server.faults_met)
        self.server.faults_met.clear()
        self.server.faults.clear()
        if self.server.certificate == self.wrong:
            self.server.certificate = self._right


def as_of(day: int, hour: int) -> str:
    return f"{MONDAY + timedelta(day)}T{hour:02}:00+01:00"


def keys_in(states: dict[str, str], *wanted: str) -> set[str]:
    return {key for key, state in states.items() if state in wanted}
