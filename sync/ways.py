"""The ways by which answers and digests find their readers: Reply address, Check-in form, the addresses of Team.

A changed one holds only from the run on after the one that told its old address (docs/decisions/0009). What earlier
runs knew is compared here, and what holds meanwhile is put in its place; telling is done in jobs/.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass, field, replace
from typing import Any

from sync.cells import fold
from sync.records import Coach, Record

GUARDED = {"Reply address": "reply_address", "Check-in form": "check_in_form"}
"""Rule -> its field in Policies."""


@dataclass(frozen=True, slots=True)
class Ways:
    """`rules` by name; `team` holds the addresses of each coach by folded name. `since`: when they were settled."""

    rules: dict[str, str] = field(default_factory=dict)
    team: dict[str, tuple[str, ...]] = field(default_factory=dict)
    since: str = ""

    @property
    def addresses(self) -> set[str]:
        return {fold(address) for known in self.team.values() for address in known}


@dataclass(frozen=True, slots=True)
class Change:
    """`what` is a rule or, where it is one of Team, the coach's name; `before` is blank where there was none."""

    what: str
    before: str
    after: str
    of_team: bool = False


def hold(record: Record, unread: Set[str], known: Ways | None) -> tuple[Ways, list[Change]]:
    """What stands in the sheet, and what of it is not told yet; in the record, the old values hold for that.

    `unread` names the rules, and `Team`, that cannot be read now: what was known of them stays. Where nothing is known
    (the first run, a lost ledger) all holds as it stands.
    """
    before = known or Ways()
    stands = Ways(_rules(record, unread, before), _team(record, unread, before), before.since)
    if known is None:
        return stands, []
    changes = [
        Change(name, known.rules.get(name, ""), value)
        for name, value in stands.rules.items()
        if value != known.rules.get(name, "")
    ]
    old: dict[str, Any] = {GUARDED[one.what]: one.before for one in changes}
    record.policies = replace(record.policies, **old)
    for coach in record.team:
        if change := _change(coach, known):
            coach.typed, coach.email = coach.email, change.before
            changes.append(change)
    return stands, changes


def after(stands: Ways, known: Ways | None, untold: Iterable[Change], now: str) -> Ways:
    """What the next run is to know: all that stands but what nobody could be told of."""
    before, waiting = known or Ways(), list(untold)
    rules = {one.what: before.rules.get(one.what, "") for one in waiting if not one.of_team}
    names = {fold(one.what) for one in waiting if one.of_team}
    team = {name: addresses for name, addresses in stands.team.items() if name not in names}
    team |= {name: before.team[name] for name in names if name in before.team}
    found = Ways({**stands.rules, **rules}, team, before.since)
    return found if (found.rules, found.team) == (before.rules, before.team) else replace(found, since=now)


def _rules(record: Record, unread: Set[str], known: Ways) -> dict[str, str]:
    """A value that cannot be read does not hold, so it leads nobody astray: the known one is not forgotten for it."""
    found = {}
    for name, field_ in GUARDED.items():
        value: str = getattr(record.policies, field_)
        found[name] = known.rules.get(name, "") if not value and name in unread else value
    return found


def _team(record: Record, unread: Set[str], known: Ways) -> dict[str, tuple[str, ...]]:
    found = dict(known.team) if "Team" in unread else {}
    for coach in record.team:
        name = fold(coach.name)
        if coach.email:
            found[name] = tuple(dict.fromkeys((*found.get(name, ()), coach.email)))
        elif name in known.team:
            found[name] = known.team[name]
    return found


def _change(coach: Coach, known: Ways) -> Change | None:
    """None where the address is hers of before, or where a coach known by it goes by another name now."""
    hers = known.team.get(fold(coach.name))
    accepted = known.addresses if hers is None else set(map(fold, hers))
    if not coach.email or fold(coach.email) in accepted:
        return None
    return Change(coach.name, hers[0] if hers else "", coach.email, of_team=True)
