"""Payments: told when one comes due and when it is past, then every week as long as it is open. Coaches only."""

from __future__ import annotations

from datetime import date

from jobs.digest.day import CoachDay, calls, quote
from jobs.digest.line import Line, at
from jobs.letters.words import words
from sync.records import Payment

AGAIN = 7


def payments(day: CoachDay) -> list[Line]:
    """The oldest first."""
    found: list[tuple[date, Line]] = []
    for client in day.clients:
        for payment in day.practice.payments.get(client.id, []):
            status = str(day.practice.found.wanted[payment.row].get("Status") or "")
            item = _item(payment, status)
            if (
                payment.due
                and item
                and day.practice.remembers(payment.row)
                and not day.told.lately(item, day.today, AGAIN)
            ):
                fact, action = _said(day, payment, payment.due, status)
                found.append((payment.due, Line(calls(client), (fact,), action, *at(payment.row), about=(item,))))
    return [line for _, line in sorted(found, key=lambda one: one[0])]


def _item(payment: Payment, status: str) -> str:
    kind = {"Due soon": "soon", "Due today": "soon", "Overdue": "past"}.get(status)
    return f"{payment.id}:{kind}@{payment.due.isoformat()}" if kind and payment.due and payment.id else ""


def _said(day: CoachDay, payment: Payment, due: date, status: str) -> tuple[str, str]:
    say = day.say
    named = {"sum": _sum(day, payment), "day": day.near(due)}
    if status == "Overdue":
        return say.gettext("%(sum)s was due: %(day)s.") % named, say.gettext("Ask, or type Paid on.")
    return say.gettext("%(sum)s is due: %(day)s.") % named, say.gettext("Type Paid on when it has come.")


def _sum(day: CoachDay, payment: Payment) -> str:
    amount = payment.amount or 0.0
    plain = day.say.figure(int(amount)) if amount.is_integer() else f"{amount:.2f}"
    return f"{words(plain, 24)} {quote(payment.currency, 12)}".strip()
