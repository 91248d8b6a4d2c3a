"""What must hold of a practice in a storm, after every run and at the end of a calm one. Draws nothing."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from typing import Any

from python_calamine import CalamineWorkbook

from sync.schema import TABS
from tests.mortal import Death
from tests.practice_files import Practice
from tests.servers.smtp import MailServer

WENT = ("sent", "in doubt")
ENDED = (*WENT, "failed")
BEFORE, AFTER = (1, 2, 3, 4), (1, 2, 3, 4, 5)
"""The practice's `Remind before` and `Remind after`: nearly every client has a letter on nearly every day."""
REFUSED = {"5xx at RCPT", "5xx at the dot"}
UNHEARD = {
    "dropped in the letter",
    "dropped before the dot was heard",
    "dropped after the dot",
    "garbage after the dot",
}
"""The faults after which a sender cannot know whether the server has the letter."""

Row = dict[str, Any]
Rows = dict[str, Row]
"""The Mail log by key."""


@dataclass(slots=True)
class Laws:
    """One practice in a storm, and what was seen of it so far."""

    one: Practice
    server: MailServer
    planned: set[str] = field(default_factory=set)
    """Every key that a ledger ever planned."""
    taken: dict[str, tuple[str, date]] = field(default_factory=dict)
    """Key -> to whom and with which date a letter went, as the mail server has it."""
    said: dict[str, str] = field(default_factory=dict)
    """Key -> what a ledger last said of it."""
    orphans: set[str] = field(default_factory=set)
    """Letters that stood as `sending` in the Mail log when the ledger was lost."""
    coach: dict[str, list[Row]] = field(init=False)
    ids: dict[str, str] = field(default_factory=dict)
    first_calm: date | None = None
    _heard: int = 0

    def __post_init__(self) -> None:
        self.coach = _coaches_own(self.tabs())

    def ledger_lost(self) -> None:
        """The ledger's file goes, with what lies beside it; the workbook alone remembers (guarantee 4)."""
        self.orphans |= keys_in(self.mail_log(), "sending")
        for end in ("", "-wal", "-shm"):
            self.one.ledger.with_name(self.one.ledger.name + end).unlink(missing_ok=True)

    def after(self, death: Death) -> None:
        """After any run: nothing twice, each step was noted before it was taken, and no state without a reason."""
        self.server.settled()
        fresh, ledger, tabs = self._newly_taken(), self.ledger(), self.tabs()
        log = by_key(tabs)
        self.planned |= ledger.keys()
        claimed = {key for key, (state, _) in ledger.items() if state in ("sending", *WENT)}
        assert fresh <= claimed, "it went, and no ledger knew before"
        assert fresh <= keys_in(log, "sending", *WENT), "it went, and the Mail log did not say before"
        unknown = keys_in(log, "sending") - ledger.keys() - self.orphans
        assert not unknown, f"the Mail log says sending, and no ledger planned it: {unknown}"
        forgotten = [key for key in self.orphans & ledger.keys() if ledger[key][0] != "in doubt"]
        assert not forgotten, f"sending when the ledger was lost, and not in doubt: {forgotten}"
        for key, (state, to) in ledger.items():
            assert self._follows(key, state, to, death), f"{key} was {self.said.get(key)!r} and is {state!r}: {death}"
            self.said[key] = state
        if not death.killed:
            self._the_sheet_says_so(log, tabs)
        self.server.troubled.clear()

    def _follows(self, key: str, state: str, to: str, death: Death) -> bool:
        """Whether a letter may stand like this now, after what was last said of it."""
        before = self.said.get(key, "")
        if state == before:
            return state != "sending" or death.killed
        met = {name for name, whom in self.server.troubled if whom == to}
        if before in ("sending", *ENDED):  # what may have gone is in doubt, and what is known is not forgotten
            return state == "in doubt" and (before == "sending" or key in self.orphans)
        reasons = {
            "sending": death.killed,
            "sent": key in self.taken,
            "failed": bool(met & REFUSED),
            "in doubt": bool(met & UNHEARD) or key in self.orphans,
        }
        return reasons.get(state, True)

    def calm(self, today: date) -> None:
        """After a run that nothing disturbed: all that is true now has gone, failed or is in doubt; all books agree."""
        ledger, tabs = self.ledger(), self.tabs()
        log = by_key(tabs)
        self.first_calm = self.first_calm or today
        states = {key: row["State"] for key, row in log.items()}
        assert set(states.values()) <= {*ENDED, "not sent"}
        known = {key: state for key, (state, _) in ledger.items() if state != "not sent" or key in states}
        assert known == states, "ledger and Mail log differ"
        went = keys_in(log, *WENT)
        assert self.taken.keys() <= went, "it went, and the Mail log does not say so"
        assert keys_in(log, "sent") <= self.taken.keys(), "the Mail log says sent, and nobody got it"
        self._names_are_kept(log, tabs["Clients"])
        # A first run may be killed before its IDs stand in the sheet: what it planned then names nobody.
        lost = self.planned & {f"{id_}-{today}" for id_ in self.ids.values()} - keys_in(log, *ENDED)
        assert not lost, f"neither sent, failed nor in doubt after a calm run: {sorted(lost)}"
        told = Counter((log[key]["Client"], item) for key in went for item in _about(log[key]))
        assert set(told.values()) <= {1}, f"told twice: {told.most_common(3)}"
        self._all_is_told(log, tabs["Commitments"], today)
        assert _coaches_own(tabs) == self.coach

    def _names_are_kept(self, log: Rows, clients: list[Row]) -> None:
        """IDs stay, and a key is the client's ID and the day."""
        for row in clients:
            assert self.ids.setdefault(row["Client"], row["ID"]) == row["ID"], "an ID changed"
        for key, row in log.items():
            assert key == f"{self.ids[row['Client']]}-{row['When']:%Y-%m-%d}", row

    def _all_is_told(self, log: Rows, commitments: list[Row], today: date) -> None:
        """What was agreed was told, and what is at a tier today stands in today's letter, as far as it is known."""
        assert self.first_calm is not None
        for row in commitments:
            due, id_ = row["Due"], row["ID"]
            left = (due - today).days
            letter = log.get(f"{self.ids[row['Client']]}-{today}", {})
            named = {item.partition(":")[0] for item in _about(letter)}
            told = [key for key in keys_in(log, *WENT) if f"{id_}:agreed" in _about(log[key])]
            if due >= self.first_calm and left >= 0:
                assert told or id_ in named, f"never told: {row}"
            if any(log[key]["When"].date() < today for key in told) and (left in BEFORE or -left in AFTER):
                assert letter.get("State") in ENDED and id_ in named, f"not told {today}: {row}"

    def _the_sheet_says_so(self, log: Rows, tabs: dict[str, list[Row]]) -> None:
        """Told on and Last email are what the Mail log makes of them."""
        went = [log[key] for key in keys_in(log, *WENT)]
        for row in tabs["Commitments"]:
            days = [one["When"].date() for one in went if f"{row['ID']}:agreed" in _about(one)]
            assert (row["Told on"] or None) == min(days, default=None), row
        for row in tabs["Clients"]:
            days = [one["When"].date() for one in went if one["Client"] == row["Client"]]
            assert (row["Last email"] or None) == max(days, default=None), row

    def ended(self, day: str) -> int:
        """How many letters of that day are not to be tried again."""
        return sum(state in ("sending", *ENDED) for key, state in self.said.items() if key.endswith(day))

    def nothing_lost(self) -> None:
        """What a letter said that never went was said by another one."""
        rows = list(self.mail_log().values())
        for row in rows:
            if row["State"] in ("failed", "not sent"):
                for name in {item.partition(":")[0] for item in _about(row)}:
                    later = [one for one in rows if one["State"] in WENT and one["When"] >= row["When"]]
                    assert any(name in one["About"] for one in later), f"{name} was never told: {row}"

    def ledger(self) -> dict[str, tuple[str, str]]:
        """Key -> state and address in the ledger; none yet where no run came so far."""
        if not self.one.ledger.exists():
            return {}
        with closing(sqlite3.connect(self.one.ledger)) as db:
            if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'letters'").fetchone():
                return {}
            return {key: (state, to) for key, state, to in db.execute('SELECT key, state, "to" FROM letters')}

    def mail_log(self) -> Rows:
        return by_key(self.tabs())

    def tabs(self) -> dict[str, list[Row]]:
        """The workbook as a reader finds it now: it opens after whatever happened."""
        with self.one.workbook.open("rb") as file:
            book = CalamineWorkbook.from_filelike(file)
        return {title: _rows(book.get_sheet_by_name(title).to_python()) for title in book.sheet_names}

    def _newly_taken(self) -> set[str]:
        fresh = set()
        for key, to, day in self._heads():
            assert key not in self.taken, "a letter went twice"
            assert (to, day) not in self.taken.values(), "a client got two letters on one day"
            self.taken[key] = to, day
            fresh.add(key)
        return fresh

    def _heads(self) -> Iterator[tuple[str, str, date]]:
        """Of what the server took since the last look; parsing every letter again would take half of the walk."""
        accepted = self.server.accepted[self._heard :]
        self._heard += len(accepted)
        for one in accepted:
            head = BytesHeaderParser().parsebytes(one.data)
            yield head["X-Coachsheet-Key"], one.recipient, parsedate_to_datetime(head["Date"]).date()


def by_key(tabs: dict[str, list[Row]]) -> Rows:
    rows = tabs.get("Mail log", [])
    found = {row["Key"]: row for row in rows}
    assert len(found) == len(rows), "a letter has two rows"
    return found


def _rows(cells: list[list[Any]]) -> list[Row]:
    headers, *rows = cells or [[]]
    return [dict(zip(headers, row, strict=True)) for row in rows if any(row)]


def _coaches_own(tabs: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """What stands in the tabs and columns that are not ours."""
    ours = {title: {column.header for column in TABS[title].ours} for title in tabs}
    typed = {title: rows for title, rows in tabs.items() if not TABS[title].made_by_job}
    return {
        title: [{header: value for header, value in row.items() if header not in ours[title]} for row in rows]
        for title, rows in typed.items()
    }


def _about(row: Row) -> list[str]:
    """What the letter told; not the numbers by which it listed what can be answered to."""
    return [item for item in str(row.get("About", "")).split(", ") if item and ":no" not in item]


def keys_in(log: Rows, *wanted: str) -> set[str]:
    return {key for key, row in log.items() if row["State"] in wanted}


def rules() -> dict[str, Any]:
    """The rules by which these laws hold."""
    tiers = {"Remind before": BEFORE, "Remind after": AFTER}
    return {rule: ", ".join(map(str, days)) for rule, days in tiers.items()} | {"Emails a week": 7}


def days_of_work(days: int) -> list[timedelta]:
    """Deadlines such that on most days one or two are at a tier, from the first day."""
    return [timedelta(due) for due in range(5, days + 6, 6)]
