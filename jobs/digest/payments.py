"""Payments, for coaches: on the day itself, and every week once it is theirs to ask for one that has not come."""

from __future__ import annotations

from datetime import date

from jobs.digest.day import CoachDay, calls
from jobs.digest.line import Line, at
from jobs.letters.money import money
from sync.records import Client, Payment
from sync.rules.payments import TO_THE_COACH, item

AGAIN = 7


def payments(day: CoachDay) -> list[Line]:
    """The oldest first."""
    found: list[tuple[date, Line]] = []
    for client in day.clients:
        for payment in day.practice.payments.get(client.id, []):
            kind = _kind(day, client, payment)
            if payment.due and kind and day.practice.remembers(payment.row):
                about = item(payment, kind)
                if not day.told.lately(about, day.today, AGAIN):
                    fact, action = _said(day, payment, payment.due, kind)
                    found.append((payment.due, Line(calls(client), (fact,), action, *at(payment.row), about=(about,))))
    return [line for _, line in sorted(found, key=lambda one: one[0])]


def _kind(day: CoachDay, client: Client, payment: Payment) -> str:
    """`soon` on its day (weekly: in its week), so that Paid on is typed before the client is asked; `past` once the
    coach is to ask: a week after it, or at once where no email asks the client (contract, section 4, payment)."""
    status = str(day.practice.found.wanted[payment.row].get("Status") or "")
    if payment.due is None or not payment.id:
        return ""
    if status in ("Open", "Due soon", "Due today"):
        return "soon" if payment.due <= day.until else ""
    over = (day.practice.clock.today(client) - payment.due).days
    return "past" if status == "Overdue" and (over >= TO_THE_COACH or not _is_asked(day, client, payment)) else ""


def _is_asked(day: CoachDay, client: Client, payment: Payment) -> bool:
    """Whether an email asks the client herself."""
    hears = day.practice.found.emails.get(client.id, client.emails) != "None"
    return client.stage == "Active" and not client.row.to_check and hears and (payment.amount or 0) > 0


def _said(day: CoachDay, payment: Payment, due: date, kind: str) -> tuple[str, str]:
    say = day.say
    named = {"sum": money(payment.amount or 0.0, payment.currency, say.language), "day": day.near(due)}
    if kind == "past":
        return say.gettext("%(sum)s was due: %(day)s.") % named, say.gettext("Ask, or type Paid on.")
    return say.gettext("%(sum)s is due: %(day)s.") % named, say.gettext("Type Paid on when it has come.")
