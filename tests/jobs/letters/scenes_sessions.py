"""Letters of sessions and payments that tests look at; the others are in scenes.py."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sync.policies import Policies
from sync.rules.standing import ClientDay
from tests import cast
from tests.cast import commitment, on, payment, reply, rules, sent, session, standing

LONDON = ZoneInfo("Europe/London")
KIRITIMATI = ZoneInfo("Pacific/Kiritimati")
WEDNESDAY = datetime(2026, 11, 25, 16)
"""On the practice's clock, in Berlin."""
TUESDAY = cast.NOW + timedelta(days=1)
TOLD = "session:s1aaaaaa:told0@2026-11-25T15:00:00Z/50/Video"


def day_of(*found: Any, **rest: Any) -> ClientDay:
    """At eight on Tuesday."""
    return cast.day_of(*found, **{"now": TUESDAY, **rest})


def _session() -> ClientDay:
    """Nothing is asked for it yet; two things are open that she could bring."""
    priya = cast.priya(zone=LONDON)
    return day_of(
        priya,
        standing(commitment(priya, "b1aaaaaa", "Draft the intake questions", on(6)), told_on=on(-9)),
        standing(commitment(priya, "b2aaaaaa", "Call five leads", on(-4)), told_on=on(-9)),
        sessions=[session(priya, "s1aaaaaa", WEDNESDAY)],
        sent=[sent(priya, on(-9), "b2aaaaaa:before1@2026-11-19", f"b2aaaaaa:after1@{on(-4)}")],
    )


def _with_agenda() -> ClientDay:
    """It is tomorrow morning, too near to move; both sides said what it is for."""
    priya = cast.priya()
    said = reply(priya, "r1aaaaaa", on(-1), words="agenda: how I say my price")
    one = session(priya, "s1aaaaaa", datetime(2026, 11, 25, 7, 30), agenda="Prices\nThe offer", medium="In person")
    return day_of(priya, sessions=[one], replies=[said])


def _a_day_apart() -> ClientDay:
    """Her Thursday is the coach's Wednesday."""
    priya = cast.priya(zone=KIRITIMATI)
    one = session(priya, "s1aaaaaa", datetime(2026, 11, 25, 12), minutes=25, medium="Phone")
    return day_of(priya, sessions=[one], now=TUESDAY.astimezone(KIRITIMATI))


def _moved() -> ClientDay:
    priya = cast.priya(zone=LONDON)
    one = session(priya, "s1aaaaaa", datetime(2026, 12, 16, 9))
    return day_of(priya, sessions=[one], sent=[sent(priya, on(-1), "session:s1aaaaaa", TOLD, kinds=("session",))])


def _changed() -> ClientDay:
    priya = cast.priya()
    one = session(priya, "s1aaaaaa", WEDNESDAY, minutes=30, medium="Phone")
    return day_of(priya, sessions=[one], sent=[sent(priya, on(-1), "session:s1aaaaaa", TOLD, kinds=("session",))])


def _off(following: bool = True) -> ClientDay:
    """The coach cancelled it with less notice than she promised."""
    priya = cast.priya()
    cancelled = WEDNESDAY - timedelta(hours=20)
    one = session(priya, "s1aaaaaa", WEDNESDAY, outcome="Cancelled by coach", cancelled_at=cancelled)
    rest = [session(priya, "s2aaaaaa", datetime(2026, 12, 9, 16))] if following else []
    return day_of(
        priya, sessions=[one, *rest], sent=[sent(priya, on(-1), "session:s1aaaaaa", TOLD, kinds=("session",))]
    )


def _several() -> ClientDay:
    """One does not stand, two are near."""
    day = _off()
    more = [session(day.client, "s3aaaaaa", WEDNESDAY + timedelta(hours=n), medium="Phone") for n in (-22, -7)]
    day.sessions += [*more, session(day.client, "s4aaaaaa", datetime(2026, 11, 24, 10, 30), agenda="Prices")]
    more[1].row.id = "s5aaaaaa"
    return day


def _worst_agenda() -> ClientDay:
    noa = cast.noa()
    said = "{{ 7*7 }} <script>alert('x')</script> & <b>\n=1+1\nלכתוב (3)\nturn \u202eback\n" + "x" * 10_000
    return day_of(noa, sessions=[session(noa, "s1aaaaaa", WEDNESDAY, agenda=said)])


def _payment(days: int = 3, amount: float = 240.0, currency: str = "EUR") -> ClientDay:
    priya = cast.priya()
    return day_of(priya, payments=[payment(priya, "y1aaaaaa", on(days + 1), amount, currency)])


def _payments() -> ClientDay:
    """Beside a session: one that is planned, one that has not been seen."""
    day = _session()
    day.payments = [
        payment(day.client, "y1aaaaaa", on(2), 1240.5, "usd"),
        payment(day.client, "y2aaaaaa", on(-5), 80.0, "Fr."),
    ]
    return day


SCENES: dict[str, tuple[ClientDay, Policies]] = {
    "session": (_session(), cast.POLICIES),
    "session-agenda": (_with_agenda(), rules(reply_address="")),
    "session-a-day-apart": (_a_day_apart(), rules(who_calls="Client")),
    "session-moved": (_moved(), cast.POLICIES),
    "session-changed": (_changed(), cast.POLICIES),
    "session-off": (_off(), cast.POLICIES),
    "session-off-none-left": (_off(following=False), cast.POLICIES),
    "session-several": (_several(), cast.POLICIES),
    "worst-agenda": (_worst_agenda(), cast.POLICIES),
    "payment": (_payment(), cast.POLICIES),
    "payment-past": (_payment(-1, 240.5, "€"), cast.POLICIES),
    "payment-and-more": (_payments(), cast.POLICIES),
}
