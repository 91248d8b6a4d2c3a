"""The first reading: policies, clients, names, coaches and groups, and notes on rows; no figure stands here."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sync import schema
from tests.oracle import reading
from tests.oracle.reading import Broken, blank, plain
from tests.oracle.wants import ANY, Says

Row = dict[str, Any]
DAY = timedelta(days=1)
DAYS = schema.DAYS

DEFAULTS: dict[str, Any] = {
    "Time zone": "UTC", "Due soon days": 3, "Slipped after days": 14, "Overdue days": 28, "Follow-through days": 42,
    "Effort tolerance": 25, "Check-ins": "Weekly", "Check-in day": "Monday", "Check-in grace days": 3,
    "Onboarding weeks": 4, "Nothing booked days": 14, "Ladder sessions": 3, "Ladder days": 30, "Ladder minimum": 4,
    "Ladder threshold": 50, "Ladder rest days": 14, "Door open days": 90, "Sessions per month": 4,
    "Cancellation notice hours": 24, "Coach notice hours": 24,
}  # fmt: skip
OTHER_RULES = (
    "Send to", "Send from", "Send until", "Closed on", "Remind before", "Remind after", "Review day", "Emails a week",
    "Session minutes", "Medium", "Who calls", "Session preparation hours", "Between sessions", "Monthly fee",
    "Payment terms", "Check-in form", "Reply address", "Practice name", "Signature",
)  # fmt: skip
SHARES = ("Effort tolerance", "Ladder threshold")
PROOF = {title: tab.proof for title, tab in schema.TABS.items()}
STATE = ("First due", "Due seen", "Moved on", "Moved", "Closed on")


def is_row(tab: str, row: Row) -> bool:
    return any(not blank(row.get(header)) for header in PROOF[tab])


def to_zone(wall: datetime, name: str) -> datetime:
    return wall.replace(tzinfo=ZoneInfo(name)).astimezone(UTC)


def day_in(instant: datetime, name: str) -> date:
    return instant.astimezone(ZoneInfo(name)).date()


def _lacks_one(short: str, whole: str) -> bool:
    return any(whole[:i] + whole[i + 1 :] == short for i in range(len(whole)))


class People:
    """Who is in the practice, by which rules; `expected` collects what should stand in system-owned cells."""

    def __init__(self, practice: dict[str, list[Row]], memory: dict[str, Any], now: datetime) -> None:
        """`memory`: {"last": the instant of the last run or None, "rows": {key: state}, "ids": {key: ID}}."""
        self.practice, self.now = practice, now
        self.last: datetime | None = memory.get("last")
        self.before: dict[str, Row] = memory.get("rows", {})
        self.ids: dict[str, str] = memory.get("ids", {})
        self.expected: dict[str, list[Row]] = {tab: [{} for _ in rows] for tab, rows in practice.items()}
        self.rows_to_check: list[tuple[str, int, set[int], set[int]]] = []
        self.fresh_decisions: list[Row] = []
        self.memory: dict[str, Any] = {"last": now, "rows": {}, "ids": dict(self.ids)}
        self.policies = self.read_policies()
        self.zone = self.policies["Time zone"]
        self.today = day_in(now, self.zone)
        self.clients = self.read_clients()

    def rows(self, tab: str) -> list[tuple[int, Row]]:
        return [(i, row) for i, row in enumerate(self.practice.get(tab, [])) if is_row(tab, row)]

    def note(self, tab: str, i: int, bad: list[str], loose: bool = False) -> None:
        self.expected[tab][i]["Sync note"] = Says(tuple(bad)) if bad else ANY if loose else None

    def told(self, row: Row, header: str) -> str:
        """What the note must hold of a bad cell: the contract's exact text where it gives one, else the header."""
        value = row.get(header)
        dated = header in ("Due", "Paid on", "Dropped on", "Start date") and isinstance(value, str) and not blank(value)
        return f'{header}: "{value.strip()}" is not a date' if dated and reading.day(value)[1] else header

    def read_policies(self) -> dict[str, Any]:
        found = dict(DEFAULTS)
        seen: set[str] = set()
        for i, row in self.rows("Policies"):
            known = {plain(name): name for name in (*DEFAULTS, *OTHER_RULES)}
            rule = known.get(plain(row.get("Rule") or ""))
            value, bad = (None, True) if rule is None else self.policy(rule, row.get("Value"))
            twice = rule in seen
            if rule and rule in DEFAULTS and not bad and not twice:
                found[rule] = value
            upper_twice = [plain(r.get("Rule") or "") for _, r in self.rows("Policies")].count(plain(rule or "")) > 1
            unset = rule in OTHER_RULES and blank(row.get("Value"))
            self.note("Policies", i, [""] if (bad and not unset) or twice else [], loose=upper_twice or unset)
            seen.add(rule or "")
        return found

    def policy(self, rule: str, value: Any) -> tuple[Any, bool]:
        if blank(value) or isinstance(value, Broken):
            return None, True
        if rule not in DEFAULTS:
            return value, False
        if rule == "Time zone":
            return reading.zone(value)
        if rule == "Check-ins":
            return reading.choice(value, schema.RHYTHMS)
        if rule == "Check-in day":
            return reading.choice(value, DAYS)
        return reading.whole(reading.share(value) if rule in SHARES else value, 0, 10000)

    def read_clients(self) -> dict[int, Row]:
        clients: dict[int, Row] = {}
        for i, row in self.rows("Clients"):
            bad = []

            def read(header: str, reader: Any, *args: Any, row: Row = row, bad: list[str] = bad) -> Any:
                value, wrong = reader(row.get(header), *args)
                if wrong:
                    bad.append(header)
                return value

            one: Row = {"row": row, "i": i}
            one["name"] = read("Client", reading.text)
            one["email"] = read("Email", reading.address)
            one["stage"] = read("Stage", reading.choice, schema.STAGES) or "Active"
            one["pause"] = read("Pause until", reading.day)
            read("Emails", reading.choice, schema.EMAILS)
            one["zone"] = read("Time zone", reading.zone) or self.zone
            one["essential"] = list(bad) + [h for h in ("Client", "Email") if blank(row.get(h))]
            one["ended"] = read("Ended on", reading.day)
            one["start"] = read("Start date", reading.day)
            one["goal"] = read("Goal", reading.text)
            one["progress"] = read("Progress in their words", reading.text)
            one["own rhythm"] = read("Check-ins", reading.choice, schema.RHYTHMS)
            one["rhythm"] = one["own rhythm"] or self.policies["Check-ins"]
            one["day"] = read("Check-in day", reading.choice, DAYS) or self.policies["Check-in day"]
            one["agreement"] = read("Agreement", reading.day)
            one["coach rating"] = read("Coach rating", reading.whole)
            one["coach"] = read("Coach", reading.text)
            for header in ("First name", "Group", "Rewards", "Consequences"):
                read(header, reading.text)
            one["bad"] = bad + [h for h in one["essential"] if h not in bad]
            one["today"] = day_in(self.now, one["zone"])
            clients[i] = one
        for one in clients.values():
            one["shared"] = one["name"] is not None and len(self.named(one["name"], clients)) > 1
            if one["shared"]:
                one["essential"].append("Client")
                one["bad"].append("")
            if (one["stage"], one["pause"]) == ("Paused", None) or (one["stage"], one["ended"]) == ("Ended", None):
                one["bad"].append("")
        return clients

    def named(self, name: Any, clients: dict[int, Row] | None = None) -> list[Row]:
        if blank(name) or isinstance(name, Broken):
            return []
        every = self.clients if clients is None else clients
        return [one for one in every.values() if one["name"] is not None and plain(one["name"]) == plain(name)]

    def client(self, row: Row, bad: list[str]) -> Row | None:
        """The client that a row names; a name of nobody, or of two, is a bad cell."""
        value = row.get("Client")
        if blank(value):
            return None
        hits = self.named(value)
        if len(hits) == 1:
            return hits[0]
        bad.append("Client" if hits or isinstance(value, Broken) else self.unknown(str(value).strip()))
        return None

    def unknown(self, name: str) -> str:
        """What a note says of a name of nobody: exact on a first run, later the client may have been renamed."""
        if self.last is not None:
            return f'"{name}"'
        near = [
            one["name"] for one in self.clients.values() if one["name"] and _lacks_one(plain(name), plain(one["name"]))
        ]
        return f'No client "{name}"' + (f'. Did you mean "{near[0]}"?' if len(near) == 1 else "")

    def to_check(self, tab: str, i: int, row: Row) -> None:
        """A row to check names a client by its Client; a check-in by its Email too, where it names one client alone."""
        names = {one["i"] for one in self.named(row.get("Client"))}
        perhaps: set[int] = set()
        if tab == "Check-ins":
            address = reading.address(row.get("Email"))[0]
            perhaps = {one["i"] for one in self.clients.values() if address and one["email"] == address} - names
            if len(perhaps) == 1 and blank(row.get("Client")):
                names, perhaps = perhaps, set()
        self.rows_to_check.append((tab, i, names, perhaps))

    def read_lists(self) -> None:
        self.team: set[str] = set()
        for i, row in self.rows("Team"):
            bad = [header for header in ("Coach", "Email") if blank(row.get(header))]
            for header, reader in (
                ("Coach", reading.text), ("Email", reading.address), ("Time zone", reading.zone),
                ("Digest", lambda v: reading.choice(v, ("Daily", "Weekly", "None"))),
            ):  # fmt: skip
                if reader(row.get(header))[1]:
                    bad.append(header)
            if "Coach" not in bad and "Email" not in bad:
                self.team.add(plain(row["Coach"]))
            self.note("Team", i, bad)
        for i, row in self.rows("Groups"):
            bad = [header for header in ("Group", "Day") if blank(row.get(header))]
            for header, reader in (
                ("Group", reading.text), ("Day", lambda v: reading.choice(v, DAYS)),
                ("Show", lambda v: reading.choice(v, ("Names", "Initials"))),
            ):  # fmt: skip
                if reader(row.get(header))[1]:
                    bad.append(header)
            self.note("Groups", i, bad)
