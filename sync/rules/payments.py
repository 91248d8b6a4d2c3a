"""Payments: their status (contract, section 3, Payments)."""

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
