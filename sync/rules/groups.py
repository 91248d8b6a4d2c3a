"""What the members of a group see of each other: how many each kept, and nothing else (contract, section 4, group)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sync.cells import fold
from sync.records import Client, Group
from sync.rules.standing import Standing
from sync.schema import DAYS

FEWEST = 3
"""So many members see each other, or nobody does."""
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Member:
    """One of a group: the client's ID, how she is shown, and the dates on which she closed what she kept."""

    id: str
    shown: str
    kept_on: tuple[date, ...]

    def kept(self, day: date) -> int:
        """How many in the seven days before the group's day: each counts in one week."""
        return sum(day - WEEK <= closed < day for closed in self.kept_on)


@dataclass(frozen=True, slots=True)
class Circle:
    """A group with those who see each other, in sheet order."""

    name: str
    weekday: str
    members: tuple[Member, ...]

    def meets(self, day: date) -> bool:
        return DAYS[day.weekday()] == self.weekday


def circles(
    groups: Iterable[Group],
    clients: Iterable[Client],
    emails: Mapping[str, str],
    standings: Mapping[str, Sequence[Standing]],
) -> dict[str, Circle]:
    """Client's ID -> her circle. Members are Active and get all emails: who left out the group is not shown to it.

    `emails` is what each client gets now (All, Essential, None). Groups with fewer than three such members have none.
    """
    by_group: dict[str, list[Client]] = {}
    for client in clients:
        shown = client.id and client.stage == "Active" and client.email and not client.row.to_check
        if client.group and shown and emails.get(client.id, client.emails) == "All":
            by_group.setdefault(fold(client.group), []).append(client)
    found: dict[str, Circle] = {}
    for group in groups:
        members = by_group.get(fold(group.name), [])
        if group.row.to_check or len(members) < FEWEST:
            continue
        names = _names(members) if group.show == "Names" else [_initials(client) for client in members]
        shown_as = zip(members, names, strict=True)
        circle = Circle(
            group.name,
            group.day,
            tuple(Member(one.id, name, _kept_on(standings.get(one.id, ()))) for one, name in shown_as),
        )
        for client in members:
            found.setdefault(client.id, circle)  # a group that stands twice: the upper row holds
    return found


def _kept_on(standings: Sequence[Standing]) -> tuple[date, ...]:
    own = (one for one in standings if one.commitment.owner == "Client" and one.kept and one.closed)
    return tuple(one.closed_on for one in own if one.closed_on)


def _names(members: list[Client]) -> list[str]:
    """What they call themselves; the initials besides for two who share that."""
    shared = Counter(fold(client.calls_herself) for client in members)
    return [
        f"{client.calls_herself} ({_initials(client)})"
        if shared[fold(client.calls_herself)] > 1
        else client.calls_herself
        for client in members
    ]


def _initials(client: Client) -> str:
    """`P. N.`"""
    return " ".join(f"{word[0].upper()}." for word in client.name.split()) or "–"
