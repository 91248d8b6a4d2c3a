"""Payments: their status, and until when a client is told of one (contract, sections 3 and 4)."""

from __future__ import annotations

from sync.records import Payment
from sync.rules.commitments import Clock


def status(payment: Payment, clock: Clock) -> str:
    """Paid, Overdue, Due today, Due soon, Open, or Check row."""
    if payment.row.to_check or payment.due is None:
        return "Check row"
    if payment.paid_on:
        return "Paid"
    left = (payment.due - clock.today(payment.client)).days
    if left < 0:
        return "Overdue"
    if left == 0:
        return "Due today"
    return "Due soon" if left <= clock.policies.due_soon_days else "Open"


TO_THE_COACH = 7
"""Days after its Due from which an open payment is told to the coach and no longer to the client."""


def tier(payment: Payment, clock: Clock) -> str:
    """What the client may be told of it: `soon` up to its day, `past` in the days after it, else blank."""
    word = status(payment, clock)
    if word in ("Due soon", "Due today"):
        return "soon"
    if word == "Overdue" and payment.due:
        return "past" if (clock.today(payment.client) - payment.due).days < TO_THE_COACH else ""
    return ""


def item(payment: Payment, said: str) -> str:
    """The About item that says: it was told so (`soon`, `past`) for its present Due."""
    return f"{payment.id}:{said}@{payment.due.isoformat() if payment.due else ''}"
