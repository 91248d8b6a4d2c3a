"""Payment: that one is planned, once, and that it has not been seen, once; after a week it is the coach's to say."""

from __future__ import annotations

from datetime import date
from typing import Any

from jobs.letters.letter import Section
from jobs.letters.memory import Memory
from jobs.letters.money import money
from jobs.letters.wording import Wording
from jobs.letters.words import name
from sync.policies import Policies
from sync.records import Payment
from sync.rules import payments
from sync.rules.commitments import Clock
from sync.rules.standing import ClientDay

SHOWN = 5


def write(day: ClientDay, policies: Policies, memory: Memory, say: Wording) -> Section | None:
    """Once at due soon, once in the week after its day (contract, section 4, payment); counted anew when Due moves.

    It opens a letter: a client who has nothing else to hear still hears it, and no sum stands in the subject. At most
    five; the others wait for the next letter.
    """
    clock = Clock(day.now, None, policies)
    new = sorted((one for one in day.payments if _speaks(one, day, clock, memory)), key=_by_day)
    if not new:
        return None
    shown = new[:SHOWN]
    facts: dict[str, Any] = {
        "payments": [
            {
                "kind": payments.tier(one, clock),
                "sum": money(one.amount or 0.0, one.currency, say.language),
                "date": say.dated(_by_day(one), day.today),
            }
            for one in shown
        ],
        "more": len(new) - len(shown),
        "soon": any(payments.tier(one, clock) == "soon" for one in shown),
        "past": any(payments.tier(one, clock) == "past" for one in shown),
        "practice": name(policies.practice_name),
    }
    about = tuple(payments.item(one, payments.tier(one, clock)) for one in shown)
    subject = say.gettext("About %(month)s") % {"month": say.month(_by_day(shown[0]))}
    return Section("payment", facts, about, subject, say.gettext("A short note on admin."))


def _speaks(payment: Payment, day: ClientDay, clock: Clock, memory: Memory) -> bool:
    said = payments.tier(payment, clock)
    if not said or not payment.id or payment.due is None or not (payment.amount and payment.amount > 0):
        return False
    return not memory.named(payments.item(payment, said))


def _by_day(payment: Payment) -> date:
    return payment.due or date.max
