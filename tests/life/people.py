"""Forty clients of one practice, and what is really so of each: what they do, what they say, what the sheet holds."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

FIRST = (
    "Amara Bjorn Chiara Dmitri Eveline Farid Greta Hiroko Ingrid Jorge Kamila Leandro Mireille Nikhil Oksana Pavel "
    "Quentin Ramona Stefano Tamsin Ursula Vikram Wanda Xenia Yannick Zelda Anselm Birgit Corinna Dagmar Emeka Fiorella "
    "Gunnar Henrike Ilkka Jocelyn Kerstin Lorcan Maribel Nadira"
).split()
LAST = (
    "Abernathy Bielski Castellano Drozdov Eskildsen Farouk Grabowski Hashimoto Ivarsson Jimenez Kowalczyk Lombardi "
    "Marchetti Narayan Ostrowska Petrenko Quillfeather Rasmussen Szabo Thorvald Umarov Vandermeer Wojcik Xanthos "
    "Yilmaz Zamora Achterberg Brandvold Czerny Dvorak Eriksen Fitzwilliam Guttmann Holmqvist Iversen Juhasz Krantz "
    "Lindqvist Moravec Nystrom"
).split()
ZONES = (
    "", "London", "America/New_York", "", "Los Angeles", "Pacific/Auckland", "Kolkata", "Australia/Sydney",
    "Pacific/Kiritimati", "Pacific/Honolulu", "Chatham", "",
)  # fmt: skip
"""As the coach types them; the first and the last lie more than a day apart."""
IANA = {"": "Europe/Berlin", "London": "Europe/London", "Los Angeles": "America/Los_Angeles", "Kolkata": "Asia/Kolkata",
        "Chatham": "Pacific/Chatham"}  # fmt: skip
LANGUAGES = ("en", "de", "es", "fr", "pt", "en", "")
RHYTHMS = ("", "Weekly", "Twice a month", "Monthly", "Daily", "", "Weekly", "None")
WEEKDAYS = ("", "Tuesday", "Friday", "Sunday", "")
GROUPS = {"Morning circle": ("Tuesday", "Names"), "Evening circle": ("Saturday", "Initials"),
          "Duo": ("Monday", "Names")}  # fmt: skip
COACHES = {
    "Ana Coach": ("ana@strongstart.example", "Daily", ""),
    "Kim Reed": ("kim@strongstart.example", "Weekly", "America/New_York"),
    "Lee Park": ("lee@strongstart.example", "None", "Australia/Sydney"),
}
SENDER = "practice@strongstart.example"


@dataclass(eq=False, slots=True)
class Deed:
    """One row of Commitments, and what became of it. `closed_at`: from when on the sheet or an answer says so."""

    number: int
    words: str
    due: date | None
    owner: str = "Client"
    quiet: bool = False
    dropped: bool = False
    gone: bool = False
    """Its row was deleted."""
    broken: bool = False
    """Its Due cannot be read."""
    closed_on: date | None = None
    closed_at: datetime | None = None
    done_really: date | None = None
    """What the client did, whoever knows of it."""
    wants: date | None = None
    """The day that the client asked for."""
    row_id: str = ""
    doubt: bool = False
    """It was marked while the machine was off: the mark counts from a run that the coach does not know of."""
    late: tuple[bool, bool] = (False, False)
    """Whether its deadline was moved after it had passed: surely, and perhaps (the machine was off)."""

    @property
    def open(self) -> bool:
        return self.due is not None and not (self.dropped or self.gone or self.broken or self.closed_at)


@dataclass(eq=False, slots=True)
class Talk:
    """One row of Sessions; `start` on the practice's clock."""

    start: datetime
    outcome: str = ""
    row_id: str = ""


@dataclass(eq=False, slots=True)
class Debt:
    """One row of Payments."""

    due: date
    paid: date | None = None
    row_id: str = ""


@dataclass(eq=False, slots=True)
class Person:
    """One client: what her row says, her character (`diligence`, `talk`: from 0 to 1), her commitments and words."""

    number: int
    coach: str
    zone_cell: str
    language: str
    rhythm: str
    weekday: str
    emails: str
    group: str
    stage: str
    start: date | None
    diligence: float
    talk: float
    way: str
    pause_until: date | None = None
    broken: bool = False
    wish: tuple[str, str] = ("", "")
    """What she wished last, and what Emails said then."""
    parted: bool = False
    row_id: str = ""
    deeds: list[Deed] = field(default_factory=list)
    said: list[tuple[datetime, bool]] = field(default_factory=list)
    """When she was heard, and whether she said what a check-in asks for."""
    talks: list[Talk] = field(default_factory=list)
    debts: list[Debt] = field(default_factory=list)
    decided: list[tuple[str, str]] = field(default_factory=list)
    """Steps, and what the coach decided."""
    habit_id: str = ""

    @property
    def first(self) -> str:
        return FIRST[self.number % len(FIRST)]

    @property
    def last(self) -> str:
        return LAST[self.number % len(LAST)]

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"

    @property
    def address(self) -> str:
        return f"{self.first.lower()}@clients.example"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(IANA.get(self.zone_cell, self.zone_cell))

    @property
    def habit(self) -> str:
        return "Train " + self.public if self.number % 3 == 0 else ""

    @property
    def public(self) -> str:
        """A mark in every cell whose words she may read: in another client's letter it is a leak."""
        return f"k{self.number}x"

    @property
    def private(self) -> str:
        """A mark in every cell that no client may read."""
        return f"zz{self.number}p"

    @property
    def gets(self) -> str:
        """All, Essential or None: as typed, less what she wished while Emails said the same."""
        word, was = self.wish
        wished = {"fewer": "Essential", "stop": "None"}.get(word, "All") if was == self.emails else "All"
        return min(self.emails, wished, key=("None", "Essential", "All").index)

    def today(self, now: datetime) -> date:
        return now.astimezone(self.zone).date()

    def cells(self) -> dict[str, object]:
        """Her row of Clients."""
        public, private = self.public, self.private
        return {
            "Client": self.name, "Email": self.address, "Stage": self.stage, "Pause until": None, "Ended on": None,
            "Start date": self.start, "Goal": f"A good year {public}" if self.number % 4 else None,
            "Progress in their words": f"calm mornings {public}" if self.number % 5 else None,
            "Check-ins": self.rhythm or None, "Check-in day": self.weekday or None,
            "Emails": self.emails if self.number % 2 or self.emails != "All" else None, "Coach": self.coach or None,
            "Group": self.group or None, "Time zone": self.zone_cell or None, "Language": self.language or None,
            "Rewards": f"A day off {public}" if self.number % 2 else None,
            "Consequences": f"Wash the car {private}" if self.number % 3 else None,
            "Coach rating": self.number % 10 + 1, "My notes": f"Careful {private}",
        }  # fmt: skip


def people(count: int, first: date, chance: random.Random) -> list[Person]:
    """So many clients; most are Active on the first day, some begin later."""
    coaches = [*COACHES, "Ana Coach", "Ana Coach", ""]
    made = []
    for number in range(count):
        late = number % 5 == 4
        made.append(
            Person(
                number,
                coaches[number % len(coaches)],
                ZONES[number % len(ZONES)],
                LANGUAGES[number % len(LANGUAGES)],
                RHYTHMS[number % len(RHYTHMS)],
                WEEKDAYS[number % len(WEEKDAYS)],
                "Essential" if number % 11 == 7 else "None" if number % 13 == 9 else "All",
                "Duo" if number in (1, 2) else list(GROUPS)[number % 2] if number % 4 < 3 else "",
                "Prospect" if late else "Active",
                None if late or number % 6 == 0 else first - timedelta(days=chance.randint(-3, 200)),
                chance.choice((0.95, 0.8, 0.75, 0.35)),
                chance.choice((0.9, 0.6, 0.3, 0.0)),
                chance.choice(("email", "email", "form")),
            )
        )
    return made
