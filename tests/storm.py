"""Nights in a storm: a practice over many days, a mail server at its worst, runs killed or missed, ledgers lost.

Everything is drawn from one seeded source; what must hold is storm_laws.py's. What was met is counted in `Storm.seen`.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.mortal import Death, Mortals
from tests.practice_files import MONDAY, REAL, by_smtp, practice
from tests.servers.smtp import MailServer
from tests.storm_laws import Laws, days_of_work, keys_in, rules

DAYS = 14
"""Days of one practice: longer ones only make its workbook longer."""
PLACES = ("Berlin", "Lisbon", "New York", "Kolkata", "Berlin", "Berlin", "Lisbon", "New York", "Berlin")
"""Where the clients are; at 15:00 in Berlin letters go to all of them, at 08:00 not to New York."""
TROUBLED, CALM = (8, 9, 11, 13), 15

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
    "slow": {"stage": "receipt", "wait": 0.02},
    "closed": {"stage": "greeting", "close": True},
    "closed between letters": {"stage": "idle"},
    "early answer": {"stage": "DATA", "also": "250 taken"},
}
WRONG = "wrong certificate"
DEADLY = ("commit of a claim", "answer to MAIL", "answer to the dot", "commit of an outcome")
"""The steps before which a death is most likely to do harm."""


class Storm:
    """`by_time`: runs are killed at random times, else before random steps. `wrong`: a certificate nobody trusts."""

    def __init__(self, mortals: Mortals, folder: Path, server: MailServer, wrong: Path, seed: int) -> None:
        self.mortals, self.folder, self.server, self.wrong = mortals, folder, server, wrong
        self.chance = random.Random(seed)
        self.seen: Counter[str] = Counter()
        self.lasts, self.sending = 0.2, 0.1
        """Seconds that a run takes about, and of them those from the first claim on."""
        self.outlived: Counter[str] = Counter()
        """The faults met in runs that were not killed: only there their answers were heard to the end."""
        self.kinds = Counter(DEADLY)
        """How many steps of each kind a run takes at most."""

    def practice(self, days: int = DAYS, *, by_time: bool = False) -> None:
        """So many days of a fresh practice, two calm ones at the end, and what must hold then."""
        clients = [
            {"Client": f"Client No {n}", "Email": f"client{n}@clients.example", "Time zone": place}
            for n, place in enumerate(PLACES)
        ]
        work = [
            {"Client": row["Client"], "Commitment": f"Take step {due.days}", "Due": MONDAY + due + timedelta(n % 3)}
            for n, row in enumerate(clients)
            for due in days_of_work(days)
        ]
        self.server.accepted.clear()
        folder = self.folder / f"after {self.seen['runs']} runs"
        mail = by_smtp(self.server, security="starttls")
        self.one = practice(folder, clients, work, {**REAL, **rules()}, mail)
        self.laws = Laws(self.one, self.server)
        for day in range(days):
            self.day(day, by_time)
        self.calm(days)
        self.calm(days + 1)
        self.laws.nothing_lost()
        self._count()
        shutil.rmtree(folder)

    def day(self, day: int, by_time: bool) -> None:
        """A missed night; or runs in trouble, and most days a calm one after them."""
        if self.chance.random() < 0.15:
            self.seen["nights missed"] += 1
            return
        for hour in sorted(self.chance.sample(TROUBLED, self.chance.choice((2, 3, 4)))):
            killed = self.trouble(as_of(day, hour), by_time)
            if self.chance.random() < (0.25 if killed else 0.02):
                self.lose_ledger()
            if not killed and self.chance.random() < 0.7:
                break  # what could go went, and a kill would find nothing to hit
        if self.chance.random() < 0.6:
            self.calm(day)

    def trouble(self, when: str, by_time: bool) -> bool:
        """One run in bad weather, mostly killed, and mostly while it sends; was it?"""
        weather = self._weather()
        for fault in weather:
            self._misbehave(fault)
        news = any(not self.outlived[fault] for fault in weather)
        deadly = self.chance.random() < (0.6 if news else 0.95)
        death = self._run(when, **self._end(when, by_time) if deadly else {})
        self.seen["kills"] += death.killed
        if death.killed and "sending" in (state for state, _ in self.laws.ledger().values()):
            self.seen["kills while sending"] += 1
        self._behave(death.killed)
        return death.killed

    def _end(self, when: str, by_time: bool) -> dict[str, Any]:
        """When that run is to die: more often than not while it sends."""
        aimed = self.chance.random() < 0.7
        if by_time:
            return {"after": self.chance.uniform(0.001, self.sending if aimed else self.lasts), "aimed": aimed}
        kind = self.chance.choice(DEADLY if aimed else sorted(self.kinds))
        left = max(1, len(PLACES) - self.laws.ended(when[:10]))
        return {"step": self.chance.randint(1, min(left, self.kinds[kind])), "kind": kind}

    def _weather(self) -> list[str]:
        """What was outlived least so far, and sometimes something besides; or nothing."""
        rarest = min((*FAULTS, WRONG), key=lambda fault: (self.outlived[fault], self.chance.random()))
        others = [fault for fault in (*FAULTS, WRONG) if fault != rarest]
        return self.chance.choice(([rarest], [rarest], [rarest, self.chance.choice(others)], ["slow"], []))

    def calm(self, day: int) -> None:
        """A run that nothing disturbs."""
        death = self._run(as_of(day, CALM))
        assert not death.killed, death
        self.seen["nights"] += 1
        self.laws.calm(MONDAY + timedelta(day))

    def lose_ledger(self) -> None:
        """The machine is lost, and the next run is another one's, which has the workbook alone."""
        self.seen["ledgers lost"] += 1
        self.seen["ledgers lost while sending"] += bool(keys_in(self.laws.mail_log(), "sending"))
        self.laws.ledger_lost()

    def _run(self, when: str, **end: Any) -> Death:
        death = self.mortals.run(self.one, when, **end)
        assert death.killed or death.status in (0, 1), death
        self.seen["runs"] += 1
        self.laws.after(death)
        if death.sending:
            self.sending = max(death.sending, 0.8 * self.sending)
            self.lasts = 2 * self.sending
            self.kinds |= Counter(death.kinds)
        return death

    def _misbehave(self, fault: str) -> None:
        if fault == WRONG:
            self._right, self.server.certificate = self.server.certificate, self.wrong
        elif fault:
            told = dict(FAULTS[fault])
            skip = 0 if told["stage"] == "body" else self.chance.choice((0, 0, 1, 3))
            self.server.fail(told.pop("stage"), **told, skip=skip, times=self.chance.choice((1, 1, 2, 9)), name=fault)

    def _behave(self, killed: bool) -> None:
        met = self.server.faults_met.copy()
        if self.server.certificate == self.wrong:
            self.server.certificate = self._right
            met[WRONG] += 1
        self.seen += met
        if not killed:
            self.outlived += met
        self.server.faults_met.clear()
        self.server.faults.clear()

    def _count(self) -> None:
        for row in self.laws.mail_log().values():
            self.seen[f"letters {row['State']}"] += 1
        self.seen["letters taken"] += len(self.laws.taken)
        self.seen["letters planned"] += len(self.laws.planned)


def as_of(day: int, hour: int) -> str:
    return f"{MONDAY + timedelta(day)}T{hour:02}:00+01:00"
