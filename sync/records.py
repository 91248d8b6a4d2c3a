"""What a row means: the practice's record as plain values. No rule and no cell format lives here."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sync.policies import Policies
from sync.schema import WENT
from sync.workbook.base import Value


@dataclass(slots=True, eq=False)
class Row:
    """A row of a tab: where it stands, what its system-owned cells show, what is wrong with it.

    `title` is the tab's title in the workbook, `tab` the schema's; `number` the sheet's row (1-based).
    `id` is blank until one is given; `known` says that the row carried this ID in an earlier run.
    `shows` are the system-owned cells that stand in it, by header; `carried` are those of its own past:
    the same, but for a row that is new or a copy (none), or was healed after a sort of some columns.
    """

    tab: str
    title: str
    number: int
    day_zero: date = date(1899, 12, 30)
    id: str = ""
    known: bool = False
    carried: dict[str, Value] = field(default_factory=dict)
    shows: dict[str, Value] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)
    bad: set[str] = field(default_factory=set)
    to_check: bool = False


@dataclass(slots=True, eq=False)
class InARow:
    """What stands in a row, and is known by the row's ID."""

    row: Row

    @property
    def id(self) -> str:
        return self.row.id


@dataclass(slots=True, eq=False)
class Client(InARow):
    name: str
    first_name: str = ""
    email: str = ""
    stage: str = "Active"
    pause_until: date | None = None
    ended_on: date | None = None
    start_date: date | None = None
    goal: str = ""
    progress_words: str = ""
    check_ins: str = ""
    check_in_day: str = ""
    emails: str = "All"
    emails_typed: bool = True
    coach: str = ""
    group: str = ""
    zone: ZoneInfo = ZoneInfo("UTC")
    language: str = "en"
    agreement: date | None = None
    rewards: str = ""
    consequences: str = ""
    coach_rating: int | None = None
    my_notes: str = ""

    @property
    def calls_herself(self) -> str:
        """The name a letter greets with: First name, else the first word of Client."""
        return self.first_name or (self.name.split() or [""])[0]


@dataclass(slots=True, eq=False)
class Commitment(InARow):
    """`done_on` is a date, or True for a mark, or False for `no`, or None for blank."""

    client: Client | None
    client_cell: str
    words: str
    due: date | None
    done_on: date | bool | None = None
    measure: str = ""
    confidence: int | None = None
    owner: str = "Client"
    my_notes: str = ""
    target: float | None = None
    progress: float | None = None
    for_goal: str = ""
    dropped_on: date | None = None
    quiet: bool = False


@dataclass(slots=True, eq=False)
class Habit(InARow):
    client: Client | None
    words: str
    times: int | None
    since: date | None = None
    until: date | None = None


@dataclass(slots=True, eq=False)
class Answer(InARow):
    """What a client said. `when` is aware; `note` a reply's Sync note; `named` whom a check-in's Client cell names."""

    client: Client | None
    when: datetime | None
    rating: int | None = None
    wins: str = ""
    stuck: str = ""
    help_wanted: str = ""
    done: str = ""
    words: str = ""
    letter: str = ""
    state: str = ""
    note: str = ""
    named: Client | None = None


@dataclass(slots=True, eq=False)
class Session(InARow):
    """`start` and `cancelled_at` are naive, on the clock of the policy's time zone."""

    client: Client | None
    start: datetime | None
    minutes: int | None = None
    medium: str = ""
    outcome: str = ""
    cancelled_at: datetime | None = None
    agenda: str = ""
    my_notes: str = ""


@dataclass(slots=True, eq=False)
class Payment(InARow):
    client: Client | None
    amount: float | None
    currency: str
    due: date | None
    paid_on: date | None = None
    reference: str = ""


@dataclass(slots=True, eq=False)
class Decision(InARow):
    client: Client | None
    client_cell: str
    step: str
    day: date | None
    decision: str = ""
    choice: str = ""
    refer_to: str = ""
    add: str = ""
    outcome: str = ""
    outcome_on: date | None = None
    evidence: str = ""
    unasked: bool = False  # what stood in Decision was there before this row was: it decides nothing
    gone: str = ""  # the kind of its letter, where the letters know of one that went
    held: str = ""  # why what is decided here is not sent

    @property
    def about(self) -> tuple[str, str]:
        """The client's ID, blank where the row names nobody, and the step."""
        return (self.client.id if self.client else "", self.step)


@dataclass(slots=True, eq=False)
class Coach(InARow):
    """`email` is where emails to her go; `typed` what stands in the sheet, where that does not hold yet (ways.py)."""

    name: str
    email: str
    digest: str = "Daily"
    zone: ZoneInfo = ZoneInfo("UTC")
    language: str = "en"
    typed: str = ""


@dataclass(slots=True, eq=False)
class Group(InARow):
    name: str
    day: str
    show: str = "Initials"


@dataclass(slots=True, eq=False)
class Prospect(InARow):
    name: str
    email: str = ""
    answers: tuple[str | None, ...] = ()
    """The four answers in the sheet's order: Yes, No, blank, or None for a bad cell."""


@dataclass(slots=True, eq=False)
class OwnWords(InARow):
    """A row of Templates that can be used: the coach's own subject, body or both for a section in one language."""

    section: str
    language: str
    subject: str
    body: str


_KEY = re.compile(r"(.+)-(\d{4}-\d\d-\d\d)(?:-rehearsal)?", re.ASCII)
_DIGEST = re.compile(r"team\d+[a-z]*-\d{4}-\d\d-\d\d", re.ASCII)
"""No ID can begin so (identity.py)."""


def is_digest(key: str) -> bool:
    """Whether it is the key of a digest to a coach: Team row and date."""
    return _DIGEST.fullmatch(key) is not None


def key_parts(key: str) -> tuple[str, date] | None:
    """The client's ID and date in a letter's key; None for what is no such key."""
    match = _KEY.fullmatch(key)
    try:
        return (match[1], date.fromisoformat(match[2])) if match else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Sent:
    """A letter of the Mail log (or the ledger): what went out, to whom, about what. `when` is aware.

    `client_id` and `date` are those in the key: the client's date, or the coach's in a digest, whose Team row is no
    client's ID. `state` is one of MAIL_STATES; `about` the items (`ID:tier`, …); `row` is that in Mail log, 0: none.
    """

    key: str
    when: datetime
    to: str
    client: str
    client_id: str
    date: date
    kinds: tuple[str, ...]
    subject: str
    state: str
    about: tuple[str, ...]
    message_id: str
    rehearsal: bool = False
    row: int = 0

    @property
    def counts(self) -> bool:
        """Sent, or perhaps sent: `in doubt` and `sending` count as sent in every rule (guarantee 3)."""
        return self.state in WENT

    @property
    def to_coach(self) -> bool:
        """A digest, which tells no client anything."""
        return is_digest(self.key)


@dataclass(frozen=True, slots=True)
class Run:
    """A row of the Sync log. `when` is aware; `stopped`: by a guard, before anything but this row was written."""

    when: datetime
    job: str
    rows: int = 0
    stopped: bool = False


@dataclass(slots=True)
class Record:
    """Everything that one reading of a practice's workbook says. Lists stand in sheet order.

    `by_name` holds clients by folded name, but those that two rows share; `rows` every row by tab.
    """

    policies: Policies = field(default_factory=Policies)
    clients: list[Client] = field(default_factory=list)
    by_name: dict[str, Client] = field(default_factory=dict)
    commitments: list[Commitment] = field(default_factory=list)
    habits: list[Habit] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    team: list[Coach] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    intake: list[Prospect] = field(default_factory=list)
    own_words: list[OwnWords] = field(default_factory=list)
    mail: list[Sent] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    rows: dict[str, list[Row]] = field(default_factory=dict)

    @property
    def rows_to_check(self) -> int:
        return sum(row.to_check for rows in self.rows.values() for row in rows)
