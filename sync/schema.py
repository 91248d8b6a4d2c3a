"""The tabs and columns of a practice's workbook, as data (contract, section 2).

The one place: parsing, write-back, setup, the example practice and docs/workbook.md are made from
what stands here. Nothing in this module reads or writes a cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a cell holds, and so how it is read, checked on typing and shown."""

    TEXT = "text"
    CLIENT = "a client's name"
    COACH = "a coach's name"
    GROUP = "a group's name"
    RULE = "a rule's name"
    EMAIL = "an email address"
    DATE = "a date"
    MOMENT = "a date and time"
    DONE = "a date, x or no"
    MARK = "x"
    WHOLE = "a whole number"
    NUMBER = "a number"
    MONEY = "an amount"
    CHOICE = "one of a list"
    ZONE = "a time zone"
    LANGUAGE = "a language"
    ID = "an ID"


class Owner(Enum):
    """Who types in a column: the coach (or a form, or a client), or jobs."""

    COACH = "coach"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `required` is the contract's *; `essential`: a bad cell makes its row a row to check.

    `low` and `high` bound whole numbers; `clients_read`: its words stand in letters; `private`: they
    never reach a client; `tucked`: set up in a collapsed group, so that what a coach wants at eight in the
    morning stands on the first screen; `width` in characters.
    """

    header: str
    kind: Kind = Kind.TEXT
    owner: Owner = Owner.COACH
    required: bool = False
    essential: bool = False
    allowed: tuple[str, ...] = ()
    default: str = ""
    low: int = 1
    high: int = 10
    clients_read: bool = False
    private: bool = False
    tucked: bool = False
    width: int = 12
    note: str = ""

    @property
    def ours(self) -> bool:
        return self.owner is Owner.SYSTEM


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab. `proof` names the columns whose blankness makes a row no row (contract, section 2, Rows)."""

    title: str
    columns: tuple[Column, ...]
    proof: tuple[str, ...]
    required: bool = False
    made_by_job: bool = False
    purpose: str = ""

    def column(self, header: str) -> Column:
        """The column of that exact header. Raises KeyError for a header the contract does not know."""
        return _COLUMNS[self.title, header]

    def has(self, header: str) -> bool:
        return (self.title, header) in _COLUMNS

    @property
    def ours(self) -> tuple[Column, ...]:
        return tuple(c for c in self.columns if c.ours)

    @property
    def words(self) -> tuple[str, ...]:
        """The headers of the * cells: what a row says, and so how it is known again without its ID."""
        return tuple(c.header for c in self.columns if c.required)


DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
STAGES = ("Prospect", "Active", "Paused", "Ended")
RHYTHMS = ("Daily", "Weekly", "Twice a month", "Monthly", "None")
EMAILS = ("All", "Essential", "None")
OWNERS = ("Client", "Coach")
MEDIUMS = ("Phone", "Video", "In person")
OUTCOMES = ("Attended", "Late", "No-show", "Cancelled by client", "Cancelled by coach", "Rescheduled")
STEPS = ("Recommit", "Look back", "Fresh start", "Last review", "Part ways", "Reopen")
DECISIONS = ("Send", "Not now", "Talked", "Dismiss")
DECIDED = ("Sent", "Talked", "Not now", "Dismissed", "Recovered")
CHOICES = ("Reinstate", "New goal", "Refer", "Pause", "End")
YES_NO = ("Yes", "No")
REPLY_STATES = ("New", "Noted", "Refused")
MAIL_STATES = ("sending", "sent", "failed", "in doubt", "not sent", "bounced")
WENT = ("sending", "sent", "in doubt", "bounced")
"""States of a letter that went, or may have."""
STATUSES = (
    "Check row", "Draft", "Dropped", "Done", "Done late", "Ended", "Paused",
    "Slipped", "Overdue", "Due today", "Due soon", "Open",
)  # fmt: skip

_READ = "Your client reads these words in emails."
_PRIVATE = "Never in a client's email."


def _typed(header: str, kind: Kind = Kind.TEXT, **rest: object) -> Column:
    return Column(header, kind, Owner.COACH, **rest)  # type: ignore[arg-type]


def _must(header: str, kind: Kind = Kind.TEXT, **rest: object) -> Column:
    return Column(header, kind, Owner.COACH, required=True, essential=True, **rest)  # type: ignore[arg-type]


def _made(header: str, kind: Kind = Kind.TEXT, **rest: object) -> Column:
    return Column(header, kind, Owner.SYSTEM, **rest)  # type: ignore[arg-type]


def _choice(header: str, allowed: tuple[str, ...], **rest: object) -> Column:
    return Column(header, Kind.CHOICE, Owner.COACH, allowed=allowed, **rest)  # type: ignore[arg-type]


_NOTES = _typed("My notes", private=True, tucked=True, width=30, note=_PRIVATE)
_SYNC_NOTE = _made("Sync note", width=32, note="What could not be read in this row, and what is expected.")
_ID = _made("ID", Kind.ID, tucked=True, width=10, note="Keeps this row known when you sort or rename. Leave it.")

CLIENTS = Tab(
    "Clients",
    (
        _must("Client", Kind.TEXT, width=17),
        _typed("First name", clients_read=True, tucked=True, note=_READ),
        _must("Email", Kind.EMAIL, width=20),
        _choice("Stage", STAGES, default="Active", essential=True, width=9),
        _typed("Pause until", Kind.DATE, essential=True, tucked=True, width=16),
        _typed("Ended on", Kind.DATE, tucked=True, width=16),
        _typed("Start date", Kind.DATE, tucked=True, width=16),
        _typed("Goal", clients_read=True, tucked=True, width=30, note=_READ),
        _typed("Progress in their words", clients_read=True, tucked=True, width=30, note=_READ),
        _choice("Check-ins", RHYTHMS, tucked=True, note="Blank: as in Policies."),
        _choice("Check-in day", DAYS, tucked=True, note="Blank: as in Policies."),
        _choice("Emails", EMAILS, default="All", essential=True, tucked=True),
        _typed("Coach", Kind.COACH, tucked=True, width=16),
        _typed("Group", Kind.GROUP, tucked=True, width=16),
        _typed("Time zone", Kind.ZONE, essential=True, tucked=True, width=16, note="A city. Blank: as in Policies."),
        _typed("Language", Kind.LANGUAGE, default="en", tucked=True),
        _typed("Agreement", Kind.DATE, tucked=True, width=16, note="The day your client accepted your agreement."),
        _typed("Rewards", clients_read=True, tucked=True, width=20, note=_READ),
        _typed("Consequences", private=True, tucked=True, width=20, note=_PRIVATE),
        _typed("Coach rating", Kind.WHOLE, private=True, tucked=True, note="1 to 10. " + _PRIVATE),
        _NOTES,
        _made("Track", width=10),
        _made("Why", width=22),
        _made("Next action", width=20),
        _made("Last heard", Kind.DATE, width=11),
        _made("Self rating", Kind.WHOLE, width=7),
        _made("Open", Kind.WHOLE, width=6),
        _made("Overdue", Kind.WHOLE, width=9),
        _made("Sessions left", Kind.WHOLE, width=9),
        _made("Next check-in", Kind.DATE, width=11),
        _SYNC_NOTE,
        _made("Rating gap", Kind.WHOLE, private=True, tucked=True),
        _made("Follow-through", Kind.WHOLE, tucked=True),
        _made("Streak", Kind.WHOLE, tucked=True),
        _made("Coach follow-through", Kind.WHOLE, tucked=True),
        _made("Effort", tucked=True, width=18),
        _made("Step", tucked=True),
        _made("To set up", tucked=True, width=28),
        _made("Last email", Kind.DATE, tucked=True),
        _ID,
    ),
    proof=("Client", "Email"),
    required=True,
    purpose="One row for each person you coach.",
)

COMMITMENTS = Tab(
    "Commitments",
    (
        _must("Client", Kind.CLIENT, width=17),
        _must("Commitment", clients_read=True, width=32, note=_READ),
        _must("Due", Kind.DATE, width=11, note="To move a deadline, type the new date over the old one."),
        _typed("Done on", Kind.DONE, essential=True, width=11, note="The date, or x for the day you mark it, or no."),
        _typed("Measure", clients_read=True, width=18, note="How you both will know it is done. " + _READ),
        _typed("Confidence", Kind.WHOLE, width=11, note="1 to 10: how sure your client is."),
        _choice("Owner", OWNERS, default="Client", essential=True, width=8),
        _NOTES,
        _typed("Target", Kind.NUMBER, tucked=True),
        _typed("Progress", Kind.NUMBER, tucked=True),
        _typed("For goal", clients_read=True, tucked=True, width=20, note=_READ),
        _typed("Dropped on", Kind.DATE, essential=True, tucked=True),
        _typed("Quiet", Kind.MARK, tucked=True, width=7, note="x: never remind."),
        _made("Status", width=11),
        _made("Days left", Kind.WHOLE, width=7),
        _made("Client says", width=21),
        _SYNC_NOTE,
        _made("First due", Kind.DATE, tucked=True),
        _made("Due seen", Kind.DATE, tucked=True),
        _made("Moved on", Kind.DATE, tucked=True),
        _made("Moved", allowed=("In time", "Late"), tucked=True),
        _made("Closed on", Kind.DATE, tucked=True),
        _made("SMART", tucked=True, width=22),
        _made("Told on", Kind.DATE, tucked=True),
        _made("Reminded", Kind.DATE, tucked=True),
        _ID,
    ),
    proof=("Client", "Commitment", "Due"),
    required=True,
    purpose="One row for each agreed action with a deadline, yours too.",
)

HABITS = Tab(
    "Habits",
    (
        _must("Client", Kind.CLIENT, width=18),
        _must("Habit", clients_read=True, width=28, note=_READ),
        _must("Times a week", Kind.WHOLE, high=50),
        _typed("From", Kind.DATE),
        _typed("Until", Kind.DATE),
        _NOTES,
        _made("This week", Kind.WHOLE),
        _made("Last 4 weeks", width=22),
        _SYNC_NOTE,
        _ID,
    ),
    proof=("Client", "Habit", "Times a week"),
    purpose="What a client wants to do some times a week.",
)

CHECK_INS = Tab(
    "Check-ins",
    (
        _must("Timestamp", Kind.MOMENT, width=18),
        _typed("Client", Kind.CLIENT, width=18, essential=True),
        _typed("Email", Kind.EMAIL, width=24, essential=True),
        _typed("Rating", Kind.WHOLE, note="1 to 10: your client's own view of the progress."),
        _typed("Wins", width=28),
        _typed("Stuck", width=28),
        _typed("Help wanted", width=28),
        _typed("Done", width=20, note="IDs or words of what is done."),
        _made("Matched", width=18),
        _SYNC_NOTE,
        _ID,
    ),
    proof=("Timestamp", "Client", "Email"),
    purpose="What clients answer, by a form or typed by you.",
)

REPLIES = Tab(
    "Replies",
    (
        _ID,
        _made("When", Kind.MOMENT, width=18),
        _made("Client", Kind.CLIENT, width=18),
        _made("Letter", width=22),
        _made("Rating", Kind.WHOLE),
        _made("Wins", width=28),
        _made("Stuck", width=28),
        _made("Help wanted", width=28),
        _made("Done", width=20),
        _made("Words", width=34),
        _made("State", Kind.CHOICE, allowed=REPLY_STATES),
        _SYNC_NOTE,
    ),
    proof=("ID",),
    made_by_job=True,
    purpose="What clients answered by email.",
)

SESSIONS = Tab(
    "Sessions",
    (
        _must("Client", Kind.CLIENT, width=18),
        _must("Start", Kind.MOMENT, width=20),
        _typed("Minutes", Kind.WHOLE, high=1440),
        _choice("Medium", MEDIUMS),
        _choice("Outcome", OUTCOMES, essential=True, width=20),
        _typed("Cancelled at", Kind.MOMENT, essential=True, width=20),
        _typed("Agenda", clients_read=True, width=28, note=_READ),
        _NOTES,
        _made("Result", width=16),
        _SYNC_NOTE,
        _ID,
    ),
    proof=("Client", "Start"),
    purpose="Booked and held sessions.",
)

PAYMENTS = Tab(
    "Payments",
    (
        _must("Client", Kind.CLIENT, width=18),
        _must("Amount", Kind.MONEY),
        _typed("Currency", width=9),
        _must("Due", Kind.DATE, width=14),
        _typed("Paid on", Kind.DATE, essential=True, width=14),
        _typed("Reference", width=18),
        _NOTES,
        _made("Status", width=11),
        _SYNC_NOTE,
        _ID,
    ),
    proof=("Client", "Amount", "Due"),
    purpose="What is to be paid, and when.",
)

DECISIONS_TAB = Tab(
    "Decisions",
    (
        _choice("Decision", DECISIONS),
        _choice("Choice", CHOICES),
        _typed("Refer to", clients_read=True, width=18, note=_READ),
        _typed("Add to the email", clients_read=True, width=30, note=_READ),
        _NOTES,
        _made("Date", Kind.DATE, width=14),
        _made("Client", Kind.CLIENT, width=18),
        _made("Step", allowed=STEPS),
        _made("Evidence", width=60),
        _made("Outcome", allowed=DECIDED),
        _made("Outcome on", Kind.DATE),
        _SYNC_NOTE,
        _ID,
    ),
    proof=("ID",),
    made_by_job=True,
    purpose="Steps proposed to you when the work stalls. Nothing is sent before you decide.",
)

POLICIES = Tab(
    "Policies",
    (
        _must("Rule", Kind.RULE, width=26),
        _must("Value", width=30),
        _typed("Note", width=60),
        _SYNC_NOTE,
    ),
    proof=("Rule", "Value"),
    purpose="The rules of your practice.",
)

TEAM = Tab(
    "Team",
    (
        _must("Coach", width=18),
        _must("Email", Kind.EMAIL, width=24),
        _choice("Digest", ("Daily", "Weekly", "None"), default="Daily"),
        _typed("Time zone", Kind.ZONE, width=16),
        _typed("Language", Kind.LANGUAGE, default="en"),
        _SYNC_NOTE,
    ),
    proof=("Coach", "Email"),
    purpose="Who coaches.",
)

GROUPS = Tab(
    "Groups",
    (
        _must("Group", width=18),
        Column("Day", Kind.CHOICE, required=True, essential=True, allowed=DAYS),
        _choice("Show", ("Names", "Initials"), default="Initials"),
        _SYNC_NOTE,
    ),
    proof=("Group", "Day"),
    purpose="Groups that see each other's counts.",
)

INTAKE = Tab(
    "Intake",
    (
        _must("Prospect", width=18),
        _typed("Email", Kind.EMAIL, width=24),
        _choice("Wants this now", YES_NO),
        _choice("Open to challenge", YES_NO),
        _choice("Actions agreed", YES_NO),
        _choice("Fee agreed", YES_NO),
        _NOTES,
        _made("Win-win"),
        _SYNC_NOTE,
    ),
    proof=("Prospect",),
    purpose="Is it good for both? Asked before you take somebody on.",
)

TEMPLATES = Tab(
    "Templates",
    (
        _must("Name", width=18),
        _typed("Subject", width=34),
        _typed("Body", width=60),
        _SYNC_NOTE,
    ),
    proof=("Name",),
    purpose="Your own words for a section of an email.",
)

MAIL_LOG = Tab(
    "Mail log",
    (
        _made("Key", width=24),
        _made("When", Kind.MOMENT, width=18),
        _made("To", width=24),
        _made("Client", width=18),
        _made("Kind", width=18),
        _made("Subject", width=34),
        _made("State", Kind.CHOICE, allowed=MAIL_STATES, width=10),
        _made("About", width=30),
        _made("Message-ID", width=30),
    ),
    proof=("Key", "When"),
    made_by_job=True,
    purpose="Every email that went out.",
)

SYNC_LOG = Tab(
    "Sync log",
    (
        _made("When", Kind.MOMENT, width=18),
        _made("Job", width=10),
        _made("Rows", Kind.WHOLE, width=8),
        _made("Cells changed", Kind.WHOLE),
        _made("Letters", Kind.WHOLE, width=8),
        _made("Rows to check", Kind.WHOLE),
        _made("Seconds", Kind.NUMBER, width=9),
        _made("Problem", width=60),
    ),
    proof=("When",),
    made_by_job=True,
    purpose="Every run, the newest 500.",
)

TABS: dict[str, Tab] = {
    tab.title: tab
    for tab in (
        CLIENTS, COMMITMENTS, HABITS, CHECK_INS, REPLIES, SESSIONS, PAYMENTS, DECISIONS_TAB,
        POLICIES, TEAM, GROUPS, INTAKE, TEMPLATES, MAIL_LOG, SYNC_LOG,
    )
}  # fmt: skip

TODAY = "Today"
"""The title of the overview that setup makes of formulas and charts; no job reads or writes it."""

FORM_RESPONSES = "Form Responses"
"""A tab whose title begins so, and whose headers fit, is read as Check-ins."""

_COLUMNS = {(tab.title, column.header): column for tab in TABS.values() for column in tab.columns}
