"""Who needs the coach, why, and what to do next (contract, section 3, Track, Next action, To set up)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from sync import cells
from sync.policies import Policies
from sync.records import Client, Coach
from sync.rules.checkins import rhythm
from sync.rules.ladder import Round
from sync.rules.progress import Window
from sync.rules.standing import Standing


@dataclass(slots=True)
class Case:
    """What is known of one client on her day, put side by side: the ground for Track and Next action."""

    client: Client
    today: date
    overdue: int = 0
    seen: Window | None = None
    stalled: bool = False
    unanswered: date | None = None
    silent_since: date | None = None
    """Since when no session is booked, where that is longer than Nothing booked days."""
    awaiting: list[date] = field(default_factory=list)
    """Dates of sessions that wait for their outcome."""
    to_answer: bool = False
    rows_to_check: int = 0
    streak: list[Standing] = field(default_factory=list)
    round: Round = field(default_factory=Round)

    @property
    def active(self) -> bool:
        return self.client.stage == "Active"


def track(case: Case) -> str:
    """Talk, Reach out or On track; blank for a client who is not Active or whose row is to check."""
    if not case.active or case.client.row.to_check:
        return ""
    if case.stalled:
        return "Talk"
    return "Reach out" if reasons(case) else "On track"


def reasons(case: Case) -> list[str]:
    """In a few words, worst first."""
    found = []
    if case.stalled and case.seen:
        done = sum(s.closed for s in case.seen.resolved)
        found.append(f"{done} of {len(case.seen.resolved)} done since {cells.short_date(case.seen.first)}")
    if case.overdue >= 2:
        found.append(f"{case.overdue} overdue")
    if case.unanswered:
        found.append(f"no answer to the check-in of {cells.short_date(case.unanswered)}")
    if case.silent_since:
        found.append(f"nothing booked since {cells.short_date(case.silent_since)}")
    return found


def why(case: Case) -> str:
    return ", ".join(reasons(case)) if track(case) in ("Talk", "Reach out") else ""


def next_action(case: Case, proposed: str) -> str:
    """The first that is true, in the contract's order; else blank. `proposed`: a step that gets its row in this run."""
    step = case.round.open_row.step if case.round.open_row else proposed
    if step:
        return f"Decide: {step}"
    if case.active and case.round.parted:
        return "Set the Stage"
    if case.to_answer:
        return "Answer the client"
    if case.rows_to_check:
        return f"Fix {case.rows_to_check} rows"
    if case.active and case.overdue >= 2:
        return f"Ask about {case.overdue} items"
    if case.active and case.unanswered:
        return "Ask how it goes"
    if case.awaiting:
        return f"Note how {cells.short_date(min(case.awaiting))} went"
    if case.active and case.silent_since:
        return "Book a session"
    return praise(case)


def praise(case: Case) -> str:
    """`Praise: 3 in a row`, while the newest of the row was closed in the last 7 days."""
    count = len(case.streak)
    if not case.active or not (count in (3, 5) or (count and count % 10 == 0)):
        return ""
    closed = case.streak[0].closed_on
    return f"Praise: {count} in a row" if closed and case.today - timedelta(days=7) <= closed <= case.today else ""


def to_set_up(client: Client, policies: Policies, team: list[Coach]) -> str:
    """The cells that are still blank, in the contract's order."""
    known = {cells.fold(coach.name) for coach in team if coach.name and (coach.email or coach.typed)}
    lacks = [
        ("Goal", not client.goal),
        ("Progress in their words", not client.progress_words),
        ("Coach", cells.fold(client.coach) not in known),
        ("Check-ins", rhythm(client, policies) == "None"),
        ("Agreement", client.agreement is None),
    ]
    return ", ".join(name for name, blank in lacks if blank)
