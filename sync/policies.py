"""The practice's rules with their defaults (contract, section 3, Policies).

One table defines each rule: its name in the sheet, how its value is read, what holds without it.
`coachsheet setup`, docs/policies.md and the parsing of the Policies tab are made from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sync import cells
from sync import policy_cells as read
from sync.policy_cells import Reader
from sync.schema import DAYS, MEDIUMS, RHYTHMS


@dataclass(frozen=True, slots=True)
class Policies:
    """What holds in a practice. Days are whole calendar days, hours whole hours, percentages whole."""

    time_zone: ZoneInfo = ZoneInfo("UTC")
    send_to: str = "Me"
    send_from: int = 7
    send_until: int = 20
    closed_on: tuple[tuple[date, date], ...] = ()
    due_soon_days: int = 3
    remind_before: tuple[int, ...] = (1,)
    remind_after: tuple[int, ...] = (1, 7)
    slipped_after_days: int = 14
    overdue_days: int = 28
    follow_through_days: int = 42
    effort_tolerance: int = 25
    check_ins: str = "Weekly"
    check_in_day: str = "Monday"
    check_in_grace_days: int = 3
    onboarding_weeks: int = 4
    review_day: int = 1
    nothing_booked_days: int = 14
    emails_a_week: int = 4
    ladder_sessions: int = 3
    ladder_days: int = 30
    ladder_minimum: int = 4
    ladder_threshold: int = 50
    ladder_rest_days: int = 14
    door_open_days: int = 90
    sessions_per_month: int = 4
    session_minutes: int = 50
    medium: str = "Video"
    who_calls: str = "Coach"
    cancellation_notice_hours: int = 24
    coach_notice_hours: int = 24
    session_preparation_hours: int = 48
    between_sessions: str = ""
    monthly_fee: str = ""
    payment_terms: str = ""
    check_in_form: str = ""
    reply_address: str = ""
    practice_name: str = ""
    signature: str = ""
    misread: frozenset[str] = frozenset()
    """Names of rules whose values cannot be read, so that their defaults hold."""

    @property
    def rehearsal(self) -> bool:
        """Letters go to the coach instead of the client (contract, section 4)."""
        return self.send_to == "Me"

    def closed(self, day: date) -> bool:
        """Whether no letters go out on that date."""
        return any(first <= day <= last for first, last in self.closed_on)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: `name` as in the sheet, `default` as setup types it there, `note` for the coach."""

    name: str
    read: Reader
    default: str | int
    note: str

    @property
    def field(self) -> str:
        return self.name.lower().replace(" ", "_").replace("-", "_")


RULES: tuple[Rule, ...] = (
    Rule("Time zone", read.zone, "", "A city, such as Berlin. Blank: the sheet's own, else UTC."),
    Rule(
        "Send to",
        read.choice(("Me", "Clients")),
        "Me",
        "Me: every email comes to you (a rehearsal). Clients: it is real.",
    ),
    Rule("Send from", read.hour(0, 23), 7, "The hour from which emails go out, on your client's clock."),
    Rule("Send until", read.hour(1, 24), 20, "The hour after which they wait for the morning."),
    Rule("Closed on", read.ranges, "", "Days without emails: 2026-12-24, 2026-12-27 to 2027-01-03"),
    Rule("Due soon days", read.whole(0, 365), 3, "From how many days before its date a commitment counts as due soon."),
    Rule("Remind before", read.days, 1, "Days before the date. More than one: 3, 1"),
    Rule("Remind after", read.days, "1, 7", "Days after the date."),
    Rule("Slipped after days", read.whole(0, 3650), 14, "After so many days nobody is reminded any more; you decide."),
    Rule("Overdue days", read.whole(0, 3650), 28, "How far back Overdue in Clients counts."),
    Rule("Follow-through days", read.whole(1, 3650), 42, "How far back follow-through looks."),
    Rule("Effort tolerance", read.percent(0, 100), 25, "Points of difference that still count as even."),
    Rule("Check-ins", read.choice(RHYTHMS), "Weekly", "Daily, Weekly, Twice a month, Monthly or None."),
    Rule("Check-in day", read.choice(DAYS), "Monday", "Monday to Sunday."),
    Rule(
        "Check-in grace days",
        read.whole(0, 365),
        3,
        "After so many days without an answer one friendly nudge goes out.",
    ),
    Rule("Onboarding weeks", read.whole(0, 520), 4, "At the start, check-ins are at least weekly for so long."),
    Rule("Review day", read.whole(0, 31), 1, "Day of the month. 0: none."),
    Rule("Nothing booked days", read.whole(0, 3650), 14, "After so many days without a session you are told."),
    Rule("Emails a week", read.whole(0, 7), 4, "A client gets at most so many in seven days."),
    Rule("Ladder sessions", read.whole(1, 100), 3, "How many sessions back the ladder looks."),
    Rule("Ladder days", read.whole(1, 3650), 30, "And at least so many days."),
    Rule("Ladder minimum", read.whole(1, 100), 4, "Fewer commitments than that are no reason."),
    Rule("Ladder threshold", read.percent(0, 100), 50, "Less than so many percent done: a step is proposed to you."),
    Rule("Ladder rest days", read.whole(0, 3650), 14, "Days between two steps."),
    Rule("Door open days", read.whole(0, 3650), 90, "So long after the end you are asked whether to write once more."),
    Rule("Sessions per month", read.whole(0, 100), 4, "What a client has. 0: no number is agreed."),
    Rule("Session minutes", read.whole(1, 1440), 50, "How long one takes."),
    Rule("Medium", read.choice(MEDIUMS), "Video", "Phone, Video or In person."),
    Rule("Who calls", read.choice(("Coach", "Client")), "Coach", "Coach or Client."),
    Rule("Cancellation notice hours", read.whole(0, 8760), 24, "For your client."),
    Rule("Coach notice hours", read.whole(0, 8760), 24, "For you: after it you owe a make-up."),
    Rule("Session preparation hours", read.whole(0, 8760), 48, "When your client is reminded of a session."),
    Rule("Between sessions", read.text, "", "What clients may expect between sessions."),
    Rule("Monthly fee", read.text, "", "As you would write it: 240 EUR"),
    Rule("Payment terms", read.text, "", "As you would write them."),
    Rule("Check-in form", read.form, "", "A link; may hold {client} and {email}."),
    Rule("Reply address", read.address, "", "Where answers go."),
    Rule("Practice name", read.text, "", "Stands under every email."),
    Rule("Signature", read.text, "", "Stands under every email."),
)

BY_NAME: dict[str, Rule] = {cells.fold(rule.name): rule for rule in RULES}


def from_values(values: Iterable[tuple[str, Any]], home: ZoneInfo) -> Policies:
    """Policies of (field, value) pairs read from the sheet; `home` is the workbook's own time zone."""
    given = dict(values)
    given.setdefault("time_zone", home)
    return Policies(**given)


def as_typed(rule: Rule, policies: Policies) -> str:
    """What holds of a rule, as a coach would type it: `1, 7`, `240 EUR`; blank where nothing does."""
    held = getattr(policies, rule.field)
    if isinstance(held, ZoneInfo):
        return held.key
    if isinstance(held, tuple):
        return ", ".join(_range(*one) if isinstance(one, tuple) else str(one) for one in held)
    return str(held)


def _range(first: date, last: date) -> str:
    return first.isoformat() if first == last else f"{first.isoformat()} to {last.isoformat()}"


def rows_for_setup() -> list[tuple[str, str | int, str]]:
    """Rule, Value, Note for a new Policies tab."""
    return [(rule.name, rule.default, rule.note) for rule in RULES]


def moment_in(policies: Policies, naive: datetime) -> datetime:
    """A naive time on the practice's clock as an instant (of two, the earlier; PEP 495 fold=0)."""
    return naive.replace(tzinfo=policies.time_zone)
