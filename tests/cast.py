"""A fixed cast on a fixed day: fictional clients of one practice, and makers of their commitments, letters and days."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from sync.policies import Policies
from sync.records import Answer, Client, Commitment, Habit, Payment, Row, Sent, Session
from sync.rules.replies import Reply, read
from sync.rules.standing import ClientDay, Standing

BERLIN = ZoneInfo("Europe/Berlin")
TODAY = date(2026, 11, 23)
"""A Monday."""
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=BERLIN)
FIRST_RUN = date(2026, 10, 1)
FROM = "Ana Coach <ana@strongstart.example>"

POLICIES = Policies(
    time_zone=BERLIN,
    send_to="Clients",
    check_ins="None",
    reply_address="answers@strongstart.example",
    practice_name="Strong Start",
    signature="Alicia",
    between_sessions="Write when something is in the way; I read it within a day.\nNo calls at the weekend.",
    monthly_fee="240 EUR",
    payment_terms="By the 5th, by transfer.",
)

_places = count(2)


def row(tab: str, row_id: str) -> Row:
    return Row(tab=tab, title=tab, number=next(_places), id=row_id, known=bool(row_id))


def client(row_id: str, name: str, email: str, **rest: Any) -> Client:
    """A client of Alicia's in Berlin, Active, with every email, unless said otherwise."""
    return Client(
        row=row("Clients", row_id), name=name, email=email, **{"coach": "Alicia Moreno", "zone": BERLIN, **rest}
    )


def priya(**rest: Any) -> Client:
    return client("cpriya2x", "Priya Nair", "priya@clients.example", **rest)


def marcus(**rest: Any) -> Client:
    """New today."""
    return client("cmarcu3y", "Marcus Webb", "marcus@clients.example", **{"start_date": TODAY, **rest})


def sofia(**rest: Any) -> Client:
    """Wants the essential emails."""
    return client("csofia4z", "Sofia Lind", "sofia@clients.example", **{"emails": "Essential", **rest})


def noa(**rest: Any) -> Client:
    """Writes her name and her commitments from right to left."""
    return client("cnoa5wqk", "נועה לוי", "noa@clients.example", **rest)


def commitment(whose: Client, row_id: str, words: str, due: date | None, **rest: Any) -> Commitment:
    return Commitment(row("Commitments", row_id), whose, whose.name, words, due, **rest)


def habit(whose: Client, row_id: str, words: str, times: int | None = 3, **rest: Any) -> Habit:
    return Habit(row("Habits", row_id), whose, words, times, **rest)


def session(whose: Client, row_id: str, start: datetime, **rest: Any) -> Session:
    """Planned, unless said otherwise; `start` is on the practice's clock."""
    return Session(row("Sessions", row_id), whose, start, **rest)


def payment(
    whose: Client, row_id: str, due: date, amount: float = 240.0, currency: str = "EUR", **rest: Any
) -> Payment:
    return Payment(row("Payments", row_id), whose, amount, currency, due, **rest)


def standing(of: Commitment, today: date = TODAY, **rest: Any) -> Standing:
    """How a commitment of an Active client stands, from its Due alone; `closed_on` makes it Done or Done late."""
    due, closed_on = of.due, rest.get("closed_on")
    left = (due - today).days if due else None
    if left is None or due is None:
        status = "Draft"
    elif closed_on:
        status = "Done" if closed_on <= due else "Done late"
    else:
        status = (
            "Slipped" if left < -14 else "Overdue" if left < 0
            else "Due today" if left == 0 else "Due soon" if left <= 3 else "Open"
        )  # fmt: skip
    kept = bool(closed_on and due and closed_on <= due)
    resolved = bool(due and (due <= today if closed_on else due < today))
    known: dict[str, Any] = {
        "commitment": of, "status": status, "days_left": left, "first_due": due, "due_seen": due, "moved_on": None,
        "moved": "", "closed_on": None, "kept": kept, "resolved": resolved, "told_on": None,
    }  # fmt: skip
    return Standing(**{**known, **rest})


def sent(to: Client, day: date, *about: str, kinds: tuple[str, ...] = ("agreed",), **rest: Any) -> Sent:
    """A letter that went to a client at eight on that day."""
    known: dict[str, Any] = {
        "key": f"{to.id}-{day.isoformat()}", "when": datetime(day.year, day.month, day.day, 7, tzinfo=UTC),
        "to": to.email, "client": to.name, "client_id": to.id, "date": day, "kinds": kinds, "subject": "x",
        "state": "sent", "about": about, "message_id": f"<{to.id}-{day.isoformat()}@strongstart.example>",
    }  # fmt: skip
    return Sent(**{**known, **rest})


def reply(of: Client, row_id: str, day: date, *ids: str, done: Iterable[tuple[str, date]] = (), **rest: Any) -> Reply:
    """An answer by email, at nine on that day; `ids` are those of the client's rows that it may speak of."""
    when = datetime(day.year, day.month, day.day, 9, tzinfo=BERLIN)
    answer = Answer(row("Replies", row_id), of, when, **{"state": "Noted", **rest})
    return read(answer, {one: one for one in ids}, done)


def answer(of: Client, day: date, tab: str = "Check-ins", **rest: Any) -> Answer:
    """What a client said at nine on that day, in a form or by email."""
    return Answer(row(tab, ""), of, datetime(day.year, day.month, day.day, 9, tzinfo=BERLIN), **rest)


def day_of(whose: Client, *standings: Standing, now: datetime = NOW, **rest: Any) -> ClientDay:
    """What is true for that client at eight on the fixed Monday, in a practice that sends for real."""
    return ClientDay(whose, now, list(standings), **{"first_run": FIRST_RUN, "rehearsal": False, **rest})


def on(days: int) -> date:
    """The date so many days from the fixed day."""
    return TODAY + timedelta(days=days)


def rules(**rest: Any) -> Policies:
    """The cast's policies, with some changed."""
    return dataclasses.replace(POLICIES, **rest)
