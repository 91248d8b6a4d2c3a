"""Who gets a digest now: the rows of Team, each address once a date of its own (contract, section 4, Digest)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sync.addresses import named
from sync.cells import fold
from sync.records import Client, Coach, Record, Sent
from sync.rules.wishes import bounced

MADE_UP = timedelta(days=2)
"""A weekly digest that missed its Monday goes once within so many days."""


@dataclass(frozen=True, slots=True)
class Reader:
    """One address. `row` is its row in Team, 0 where the practice's own address stands in for a Team.

    `names` are the folded names of her rows, `others` those of all other rows with an address.
    """

    row: int
    name: str
    address: str
    zone: ZoneInfo
    language: str
    weekly: bool
    names: frozenset[str]
    others: frozenset[str]

    def knows(self, client: Client) -> bool:
        """Her own clients, and those who have no coach that Team knows."""
        coach = fold(client.coach)
        return coach in self.names or coach not in self.others

    def today(self, now: datetime) -> date:
        return now.astimezone(self.zone).date()


def readers(record: Record, sender: str) -> list[Reader]:
    """Everybody who wants digests, in Team's order. Without any usable row of Team: who sends the emails."""
    team = [coach for coach in record.team if coach.email and not coach.row.to_check]
    if not team:
        name, address = named(sender)
        zone = record.policies.time_zone
        return [Reader(0, name, address, zone, "en", False, frozenset(), frozenset())]
    everybody = frozenset(fold(coach.name) for coach in team)
    wanted: dict[str, list[Coach]] = {}
    for coach in team:
        if coach.digest != "None":
            wanted.setdefault(fold(coach.email), []).append(coach)
    return [_reader(rows, everybody) for rows in wanted.values()]


def _reader(rows: Sequence[Coach], everybody: frozenset[str]) -> Reader:
    """Two rows with one address are one reader: the upper one's zone and language, daily if either is."""
    first, names = rows[0], frozenset(fold(coach.name) for coach in rows)
    weekly = all(coach.digest == "Weekly" for coach in rows)
    return Reader(
        first.row.number, first.name, first.email, first.zone, first.language, weekly, names, everybody - names
    )


def sent_to(reader: Reader, mail: Iterable[Sent]) -> list[Sent]:
    """The digests that went to her, or may have gone, oldest first."""
    return [one for one in mail if one.to_coach and one.counts and fold(one.to) == fold(reader.address)]


def is_due(reader: Reader, mail: Sequence[Sent], now: datetime, first_run: datetime) -> bool:
    """Whether her day has come and she had none on it; never to an address from which emails come back.

    One that a server refused for good is not tried again on that date. Weekly: on Monday, or within 2 days after,
    unless that Monday lies before the first run.
    """
    today, sent = reader.today(now), sent_to(reader, mail)
    refused = any(one.date == today and one.state == "failed" for one in _digests(reader, mail))
    if refused or fold(reader.address) in bounced(mail):
        return False
    begun = today
    if reader.weekly:
        begun = today - timedelta(days=today.weekday())
        if today - begun > MADE_UP or begun < first_run.astimezone(reader.zone).date():
            return False
    return not any(one.date >= begun for one in sent)


def key(reader: Reader, mail: Iterable[Sent], today: date) -> str:
    """Team row and date: `team2-2026-11-24`. Rows move: a key that another address had that day gets a letter more."""
    taken = {one.key for one in mail if one.to_coach and fold(one.to) != fold(reader.address)}
    return next(one for one in _keys(reader.row, today) if one not in taken)


def _keys(row: int, today: date) -> Iterator[str]:
    more = ""
    while True:
        yield f"team{row}{more}-{today.isoformat()}"
        more = more[:-1] + chr(ord(more[-1]) + 1) if more and more[-1] < "z" else more + "b"


def _digests(reader: Reader, mail: Iterable[Sent]) -> Iterator[Sent]:
    return (one for one in mail if one.to_coach and fold(one.to) == fold(reader.address))
