"""A time zone as a calendar file defines it: VTIMEZONE, with its changes on both sides of a year. No session here.

icalendar can make one, too, but says when a change begins by the clock after it, where RFC 5545 (3.6.5) has the clock
before; and it lists dates, where Outlook wants a rule.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class _Change(NamedTuple):
    """From one offset to another, and the clock's name after it."""

    was: timedelta
    now: timedelta
    name: str


@lru_cache(maxsize=64)
def definition(zone: ZoneInfo, year: int) -> Timezone:
    """The zone's clock in that year, and with its changes in the years beside it."""
    from icalendar import Timezone

    first, begins, last = (datetime(each, 1, 1, tzinfo=UTC) for each in (year - 1, year, year + 2))
    found = Timezone()
    found.add("TZID", zone.key)
    moments = list(changes(zone, first, last))
    if not any(moment < begins for moment in moments):
        moments.insert(0, first)
    kinds: dict[_Change, list[datetime]] = {}
    for moment in moments:
        here, before = moment.astimezone(zone), (moment - timedelta(seconds=moment > first)).astimezone(zone)
        was, now = before.utcoffset() or timedelta(), here.utcoffset() or timedelta()
        kind = _Change(was, now, here.tzname() or "")
        kinds.setdefault(kind, []).append((moment + was).replace(tzinfo=None))
    for kind, onsets in kinds.items():
        rule = _rule(onsets, year)
        for onset in onsets[:1] if rule else onsets:
            found.add_component(_observance(kind, onset, rule))
    return found


def changes(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[datetime]:
    """The instants between the two (in UTC) from which on that clock has another offset."""
    day = timedelta(days=1)
    while first < last:
        if first.astimezone(zone).utcoffset() != (first + day).astimezone(zone).utcoffset():
            yield _first_after(zone, first, first + day)
        first += day


def _first_after(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The second at which the offset of `before` gives way to that of `after`."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        before, after = (middle, after) if middle.astimezone(zone).utcoffset() == offset else (before, middle)
    return after


def _observance(kind: _Change, onset: datetime, rule: vRecur | None) -> TimezoneDaylight | TimezoneStandard:
    from icalendar import TimezoneDaylight, TimezoneStandard

    # In Dublin and Casablanca the law calls it the other way round; calendars expect the summer's clock ahead.
    found = TimezoneDaylight() if kind.now > kind.was else TimezoneStandard()
    found.add("DTSTART", onset)
    found.add("TZOFFSETFROM", kind.was)
    found.add("TZOFFSETTO", kind.now)
    found.add("TZNAME", kind.name)
    if rule:
        found.add("RRULE", rule)
    return found


def _rule(onsets: list[datetime], year: int) -> vRecur | None:
    """`the last Sunday of March`, where that is when it changes in that year and the years beside it; else None."""
    if [one.year for one in onsets] != [year - 1, year, year + 1]:
        return None
    if len({(one.month, one.weekday(), one.time()) for one in onsets}) > 1:
        return None
    places = {(one.day - 1) // 7 + 1 for one in onsets}
    if all(one.day + 7 > monthrange(one.year, one.month)[1] for one in onsets):
        places = {-1}
    if len(places) > 1:
        return None
    from icalendar import vRecur

    weekday = f"{places.pop()}{_WEEKDAYS[onsets[0].weekday()]}"
    return vRecur({"FREQ": "YEARLY", "BYMONTH": onsets[0].month, "BYDAY": weekday})
