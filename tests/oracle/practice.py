"""Random practices from one seed; edits of them stand in edits.py, what should follow in rules.py."""

from __future__ import annotations

import random
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sync import schema
from tests.oracle import reading
from tests.oracle.reading import DAY_ZERO, Broken

Row = dict[str, Any]
Practice = dict[str, list[Row]]

NAMES = (
    "Priya Nair", "Marcus Webb", "Sofia Lind", "Zoë Ångström", "Tomás Núñez", "陈 晓", "Ola O'Brien", "Ines Vaz",
    "Hugo Blanc", "Ruth de Wit", "Noor Amin", "Kai Sato",
)  # fmt: skip
ZONES = (
    "Berlin", "Asia/Kolkata", "Kathmandu", "Pacific/Kiritimati", "Etc/GMT+12", "new york", "Australia/Lord_Howe", "UTC",
    "Pacific/Chatham", "America/St_Johns", "london", "Sao Paulo", "Pacific/Apia", "Asia/Tehran", " Honolulu ",
)  # fmt: skip
BAD_ZONES = ("Berlim", "Mars/Base", "25:00", 7)
INSTANTS = (
    datetime(2026, 3, 29, 0, 59, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    datetime(2026, 11, 1, 5, 59, tzinfo=UTC), datetime(2026, 12, 31, 10, 30, tzinfo=UTC),
    datetime(2028, 2, 29, 23, 30, tzinfo=UTC), datetime(2026, 3, 8, 7, 1, tzinfo=UTC),
)  # fmt: skip
WORDS = (
    "Write the offer page", "Call five leads", "Draft intake questions today", "Gym", "Send CV", "Record three reels",
    "跑步三公里吧", "跑步", "Tidy the desk on Friday", "Read one chapter a day", "Ask Bob about rent", "1 2 3",
    "=SUM(A1:A3) as text", "{{ 7*7 }} in words", "Plan the <b>launch</b> week", "Book the venue now", "Walk",
)  # fmt: skip
BAD_DATES = ("31/02/2026", "soon", "next week", True, Broken("#REF!"), 12, 99999999, "2026-02-30", "12 Foo 2026")
BAD_TEXTS = (Broken("#REF!"), Broken("#N/A"), Broken("=NOW_NOT_STORED()"))
BAD_ADDRESSES = ("not an address", "priya@", "@example.com", Broken("#VALUE!"))
BAD_WHOLES = (0, 11, 7.5, "8/10", "high", True, date(2026, 10, 8), Broken("#DIV/0!"))


class Maker:
    """Makes one practice and its later edits; `today` is the policy's date at the last instant given."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.now = self.first_instant()
        self.keys = 0

    # small choices

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def key(self) -> str:
        self.keys += 1
        return f"k{self.keys}"

    def first_instant(self) -> datetime:
        if self.chance(0.4):
            return self.rng.choice(INSTANTS)
        start = datetime(2026, 1, 1, tzinfo=UTC)
        return start + timedelta(minutes=self.rng.randrange(3 * 365 * 24 * 60))

    def later(self) -> datetime:
        """A later instant: minutes, hours, or days after the last."""
        minutes = self.rng.choice([7, 60, 300, 780, 1440, 1440, 1500, 2880, 10080, 20160])
        self.now += timedelta(minutes=minutes + self.rng.randrange(60))
        return self.now

    def day(self, low: int, high: int) -> date:
        edges = [n for n in (-43, -42, -41, -30, -29, -28, -15, -14, -8, -7, -2, -1, 0, 1, 3, 4) if low <= n <= high]
        days = self.rng.choice(edges) if edges and self.chance(0.5) else self.rng.randint(low, high)
        return self.now.date() + timedelta(days=days)

    def typed(self, value: date) -> Any:
        """One date as people and sheets write it."""
        at = self.rng.random()
        if at < 0.6:
            return value
        if at < 0.7:
            return datetime.combine(value, time(self.rng.randrange(1, 24), 30))
        if at < 0.78:
            return (datetime.combine(value, time()) - DAY_ZERO).days
        if at < 0.82:
            return (datetime.combine(value, time()) - DAY_ZERO).days + 0.5
        words = (value.isoformat(), f"{value.day} {value:%b} {value.year}", f"{value:%B} {value.day}, {value.year}",
                 f" {value.day}-{value:%b}-{value.year}", f"{value.day} {value:%B} {value.year}".upper())  # fmt: skip
        return self.rng.choice(words)

    def date_cell(self, low: int, high: int, bad: float = 0.02) -> Any:
        return self.rng.choice(BAD_DATES) if self.chance(bad) else self.typed(self.day(low, high))

    def maybe(self, share: float, value: Any) -> Any:
        return value if self.chance(share) else self.rng.choice([None, None, None, "  "])

    def rating(self) -> Any:
        if self.chance(0.06):
            return self.rng.choice(BAD_WHOLES)
        n = self.rng.randint(1, 10)
        return self.rng.choice([n, n, n, float(n), str(n)])

    def cased(self, text: str) -> str:
        at = self.rng.random()
        if at < 0.8:
            return text
        spoilt = (text.upper(), f" {text}  ", text.replace(" ", "  "), unicodedata.normalize("NFD", text), text.lower())
        return self.rng.choice(spoilt)

    def one_of(self, allowed: tuple[str, ...], bad: float = 0.03) -> Any:
        if self.chance(bad):
            return self.rng.choice(["maybe", 3, Broken("#NAME?"), "Nope"])
        return self.cased(self.rng.choice(allowed))

    def client_name(self, practice: Practice) -> Any:
        names = [row["Client"] for row in practice["Clients"] if isinstance(row.get("Client"), str)]
        names = [name for name in names if name.strip()]
        at = self.rng.random()
        if at < 0.03:
            return self.rng.choice(["Nobody Known", "Q", Broken("#REF!"), "Pria Nair", None])
        if at < 0.06 and names:
            name = self.rng.choice(names)
            return name[:2] + name[3:]
        return self.cased(self.rng.choice(names)) if names else None

    # tabs

    def practice(self) -> Practice:
        made: Practice = {"Clients": [self.client(name) for name in self.rng.sample(NAMES, self.rng.randint(3, 8))]}
        if self.chance(0.1):
            made["Clients"].append(self.client(self.cased(str(made["Clients"][0].get("Client") or "Priya Nair"))))
        if self.chance(0.15):
            made["Clients"][-1]["Email"] = made["Clients"][0].get("Email")
        made["Commitments"] = [self.commitment(made) for _ in range(self.rng.choice([0, 6, 20, 45]))]
        makers = {"Habits": self.habit, "Check-ins": self.checkin, "Sessions": self.session, "Payments": self.payment,
                  "Intake": self.intake, "Team": self.coach, "Groups": self.group, "Policies": self.policy}  # fmt: skip
        for tab, make in makers.items():
            if self.chance(0.75):
                made[tab] = [make(made) for _ in range(self.rng.choice([0, 2, 5, 12]))]
        for rows in made.values():
            for _ in range(self.rng.choice([0, 0, 1, 3])):
                rows.insert(self.rng.randrange(len(rows) + 1), {})
        for rows in made.values():
            for row in rows:
                row["_own"] = self.rng.choice([None, "mine", 4, date(2026, 5, 5)])
        return made

    def client(self, name: str) -> Row:
        first = name.split()[0].lower() if name.isascii() and name.split() else f"c{self.rng.randrange(9999)}"
        email: Any = f"{first.replace(chr(39), '')}@example.com"
        if self.chance(0.06):
            email = self.rng.choice([*BAD_ADDRESSES, None])
        return {
            "Client": None if self.chance(0.02) else name, "Email": email,
            "Stage": self.maybe(0.7, self.one_of(("Active", "Active", "Active", *schema.STAGES))),
            "Pause until": self.maybe(0.2, self.date_cell(-35, 30)),
            "Ended on": self.maybe(0.2, self.date_cell(-130, 0)),
            "Start date": self.maybe(0.7, self.date_cell(-60, 10)),
            "Goal": self.maybe(0.6, self.rng.choice(["Run a marathon", "Ten clients"] * 6 + [BAD_TEXTS[0]])),
            "Progress in their words": self.maybe(0.5, "I sleep well"),
            "Check-ins": self.maybe(0.6, self.one_of(schema.RHYTHMS)),
            "Check-in day": self.maybe(0.5, self.one_of(schema.DAYS)),
            "Emails": self.maybe(0.3, self.one_of(schema.EMAILS)),
            "Coach": self.maybe(0.6, self.cased(self.rng.choice(["Alicia Stone", "Ben Hart"]))),
            "Time zone": self.maybe(0.8, self.rng.choice(BAD_ZONES if self.chance(0.03) else ZONES)),
            "Agreement": self.maybe(0.5, self.date_cell(-200, -10)),
            "Coach rating": self.maybe(0.6, self.rating()),
            "My notes": self.maybe(0.2, "private"),
        }  # fmt: skip

    def commitment(self, made: Practice) -> Row:
        row: Row = {
            "Client": self.client_name(made),
            "Commitment": self.rng.choice(BAD_TEXTS) if self.chance(0.02) else self.maybe(0.98, self.words()),
            "Due": self.maybe(0.96, self.date_cell(-55, 12)),
            "Measure": self.maybe(0.6, self.rng.choice(["signed"] * 9 + ["5 calls", BAD_TEXTS[1]])),
            "Confidence": self.maybe(0.8, self.rating()),
            "Owner": self.maybe(0.4, self.one_of(("Client", "Coach", "Coach"), 0.02)),
            "Target": self.maybe(0.2, self.rng.choice([12, "12", 2.5] * 4 + ["lots"])),
            "Progress": self.maybe(0.2, self.rng.choice([3, "7"] * 5 + [True])),
            "For goal": self.maybe(0.5, "marathon"),
            "Dropped on": self.maybe(0.06, self.date_cell(-30, 2)),
            "Quiet": self.maybe(0.1, "x"),
        }
        row["Done on"] = self.maybe(0.5, self.done_cell(row["Due"]))
        return row

    def words(self) -> str:
        return f"{self.rng.choice(WORDS)} {self.rng.randrange(30)}" if self.chance(0.8) else self.rng.choice(WORDS)

    def done_cell(self, due: Any) -> Any:
        at = self.rng.random()
        day = reading.day(due)[0]
        if at < 0.3:
            return self.rng.choice(["x", "X", "yes", "Done", "✓", True, "TRUE", "true "])
        if at < 0.36:
            return self.rng.choice(["no", "No", "NO "])
        if at < 0.4:
            return self.rng.choice([*BAD_DATES[:3], Broken("#REF!"), "half", 1])
        if at < 0.43:
            return self.typed(self.now.date() + timedelta(days=self.rng.randint(0, 3)))
        if day is None:
            return self.typed(self.day(-40, 0))
        return self.typed(
            min(day + timedelta(days=self.rng.choice([-200, -180, -181, -3, -1, 0, 0, 0, 1, 2, 9])), self.now.date())
        )

    def habit(self, made: Practice) -> Row:
        return {"Client": self.client_name(made), "Habit": self.maybe(0.95, "Train"),
                "Times a week": self.maybe(0.95, self.rating()), "From": self.maybe(0.4, self.date_cell(-40, 2)),
                "Until": self.maybe(0.2, self.date_cell(-10, 40))}  # fmt: skip

    def moment(self, low_hours: int, high_hours: int) -> datetime:
        at = (self.now + timedelta(hours=self.rng.randint(low_hours, high_hours))).replace(tzinfo=None, second=0)
        return at.replace(minute=self.rng.choice([0, 15, 30]), hour=at.hour or 9)

    def moment_cell(self, low_hours: int, high_hours: int, bad: float = 0.04) -> Any:
        at = self.moment(low_hours, high_hours)
        if self.chance(bad):
            return self.rng.choice([*BAD_DATES[:5], None])
        return self.rng.choice([at, at, at, f"{at:%Y-%m-%d %H:%M}", f"{at:%Y-%m-%dT%H:%M}"])

    def checkin(self, made: Practice) -> Row:
        who = self.rng.choice(made["Clients"])
        name, email = who.get("Client"), who.get("Email")
        if self.chance(0.08):
            email = self.rng.choice(made["Clients"]).get("Email")
        email = email if isinstance(email, str) and reading.address(email)[0] else None
        email = self.rng.choice([email, email, email.upper() if email else None, None, "other@example.org"])
        if self.chance(0.12):
            name = self.client_name(made)
        theirs = [row for row in made["Commitments"] if row.get("Client") == who.get("Client")]
        words = [
            row["Commitment"] for row in theirs if isinstance(row.get("Commitment"), str) and row["Commitment"].strip()
        ]
        done = (
            self.rng.choice([", ".join(self.rng.sample(words, min(len(words), 2))), self.cased(words[0])])
            if words
            else None
        )
        return {"Timestamp": self.moment_cell(-60 * 24, -30), "Client": self.maybe(0.6, name), "Email": email,
                "Rating": self.maybe(0.7, self.rating()), "Wins": self.maybe(0.3, "slept"),
                "Stuck": self.maybe(0.1, "no leads"), "Help wanted": self.maybe(0.05, "yes, please"),
                "Done": self.maybe(0.4, done)}  # fmt: skip

    def session(self, made: Practice) -> Row:
        start = self.moment_cell(-50 * 24, 14 * 24)
        outcome = self.maybe(0.65, self.one_of(schema.OUTCOMES))
        cancelled: Any = None
        if isinstance(outcome, str) and outcome.strip().lower().startswith("cancelled") and isinstance(start, datetime):
            hours = self.rng.choice([1, 23, 24, 24, 25, 48, -1])
            cancelled = start - timedelta(hours=hours, minutes=self.rng.choice([0, 0, 1, -1]))
        if self.chance(0.08):
            cancelled = self.rng.choice([None, "2026-01-05", "later", self.moment(-90, -80)])
        return {"Client": self.client_name(made), "Start": self.day(-9, 9) if self.chance(0.03) else start,
                "Minutes": self.maybe(0.4, self.rng.choice([50, "50"] * 6 + ["an hour"])),
                "Medium": self.maybe(0.5, self.one_of(schema.MEDIUMS)), "Outcome": outcome,
                "Cancelled at": cancelled, "Agenda": self.maybe(0.2, "pricing")}  # fmt: skip

    def payment(self, made: Practice) -> Row:
        amount = self.rng.choice([240, "240", 99.5] * 5 + ["a lot"])
        return {"Client": self.client_name(made), "Amount": self.maybe(0.95, amount),
                "Currency": "EUR", "Due": self.maybe(0.95, self.date_cell(-40, 20)),
                "Paid on": self.maybe(0.4, self.date_cell(-40, 0, 0.1))}  # fmt: skip

    def intake(self, made: Practice) -> Row:
        share = self.rng.choice([0.5, 1.0])
        often = ("Yes", "Yes", "Yes", "No") if self.chance(0.3) else ("Yes",)
        answers = {h: self.maybe(share, self.one_of(often, 0.04))
                   for h in ("Wants this now", "Open to challenge", "Actions agreed", "Fee agreed")}  # fmt: skip
        return {"Prospect": self.maybe(0.95, self.rng.choice(["Lee Park", "Ana Ruiz"])), **answers}

    def coach(self, made: Practice) -> Row:
        taken = {row.get("Coach") for row in made.get("Team", [])}
        name = next((n for n in ("Alicia Stone", "Ben Hart", "Cleo Marsh") if n not in taken), "Dana Wu")
        email = self.rng.choice([f"{name.split()[0].lower()}@example.com"] * 8 + list(BAD_ADDRESSES))
        return {"Coach": f"{name} {self.key()}" if self.chance(0.5) else name, "Email": email,
               "Digest": self.maybe(0.5, self.one_of(("Daily", "Weekly", "None")))}  # fmt: skip

    def group(self, _made: Practice) -> Row:
        return {"Group": self.maybe(0.9, f"Runners {self.key()}"), "Day": self.maybe(0.9, self.one_of(schema.DAYS)),
                "Show": self.maybe(0.5, self.one_of(("Names", "Initials")))}  # fmt: skip

    def policy(self, _made: Practice) -> Row:
        values: dict[str, tuple[Any, ...]] = {
            "Time zone": (*ZONES, "Nowhere"), "Due soon days": (0, 1, 5, "7"), "Slipped after days": (7, 21, "soon"),
            "Overdue days": (14, 40), "Follow-through days": (14, 28, 7.5), "Effort tolerance": (0, 10, "15%", "fifty"),
            "Check-ins": (*schema.RHYTHMS, "Hourly"), "Check-in day": (*schema.DAYS, "Someday"),
            "Onboarding weeks": (0, 1, 8), "Nothing booked days": (7, 30), "Ladder sessions": (1, 2, 5),
            "Ladder days": (14, 45), "Ladder minimum": (1, 2, 3), "Ladder threshold": (30, 75, 0.6),
            "Ladder rest days": (3, 7),
            "Door open days": (30, 60), "Sessions per month": (2, 3), "Cancellation notice hours": (12, 48),
            "Coach notice hours": (2, 48), "Slipped aftr days": (3,), "Practice name": ("Strong Start",),
        }  # fmt: skip
        rule = self.rng.choice(list(values))
        value = self.rng.choice(values[rule])
        return {"Rule": self.cased(rule), "Value": value if self.chance(0.95) else None, "Note": None}
