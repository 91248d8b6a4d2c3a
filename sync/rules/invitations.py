"""Which sessions a client is to be told of now, and what letters told of them (contract, section 4, session).

A session is told once within Session preparation hours. When what was told does not stand any more while its time is
still ahead, the client is told that, too. What was told is read from the Mail log's About alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sync.policies import Policies
from sync.records import Sent, Session
from sync.rules import sessions
from sync.rules.commitments import Clock


@dataclass(frozen=True, slots=True)
class Told:
    """How a letter told of a session. `start` is in UTC, `sequence` the number that calendars know it by.

    `phase`: `told` within the hours of preparation, `moved` a new time further ahead, `off` that it does not stand.
    """

    phase: str
    sequence: int
    start: datetime
    minutes: int
    medium: str

    def same_as(self, other: Told) -> bool:
        """Whether it is the same appointment."""
        return (self.start, self.minutes, self.medium) == (other.start, other.minutes, other.medium)


@dataclass(frozen=True, slots=True)
class News:
    """What a client is to be told of a session now.

    `kind`: `planned`, `moved` (a new time), `changed` (the same time, another length or medium) or `off`. `was` is how
    it was told before, `told` how it will have been told.
    """

    session: Session
    kind: str
    told: Told
    was: Told | None = None

    @property
    def about(self) -> tuple[str, ...]:
        """The About items of a letter that says so: `session:ID` once, with the first."""
        first = () if self.was else (first_item(self.session.id),)
        return (*first, item(self.session.id, self.told))


_ITEM = re.compile(
    r"session:([\w-]{1,40}):(told|moved|off)(\d{1,6})@(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)/(\d{1,4})/"
    r"(Phone|Video|In person)",
    re.ASCII,
)


def first_item(session_id: str) -> str:
    """The About item that says: the client was told of this session."""
    return f"session:{session_id}"


def item(session_id: str, told: Told) -> str:
    """The About item that says how: `session:s3k7x2q9:told0@2026-11-25T15:00:00Z/50/Video`."""
    start = told.start.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"session:{session_id}:{told.phase}{told.sequence}@{start}/{told.minutes}/{told.medium}"


def remembered(sent: Iterable[Sent]) -> dict[str, Told | None]:
    """Session's ID -> how the newest letter that counts told of it; None where only that it did is known.

    `sent` are the client's letters of one mode, oldest first.
    """
    found: dict[str, Told | None] = {}
    for letter in sent:
        for about in letter.about if letter.counts else ():
            if match := _ITEM.fullmatch(about):
                if told := _read(match):
                    found[match[1]] = told
            elif about.startswith("session:") and about.count(":") == 1:
                found.setdefault(about.removeprefix("session:"), None)
    return found


def _read(match: re.Match[str]) -> Told | None:
    """The Mail log is a sheet: somebody may have typed in it."""
    try:
        start = datetime.strptime(match[4], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None
    return Told(match[2], int(match[3]), start, int(match[5]), match[6])


def news(hers: Iterable[Session], sent: Iterable[Sent], clock: Clock) -> list[News]:
    """What is to be told of a client's sessions, by when they begin. `hers` can be read; `sent`: as in `remembered`."""
    told = remembered(sent)
    found = []
    for session in hers:
        if session.id and session.start and (session.id not in told or told[session.id]):
            found += _of(session, told.get(session.id), clock)
    return sorted(found, key=lambda one: one.told.start)


def gone(rows: Iterable[Session], sent: Iterable[Sent], clock: Clock) -> dict[str, Told]:
    """Sessions that the client was told of, still ahead, of which no row is left: nobody but the coach knows why.

    `rows` are all that may be hers, those to check, too.
    """
    standing = {session.id for session in rows}
    return {
        id_: told
        for id_, told in remembered(sent).items()
        if told and told.phase != "off" and told.start > clock.now and id_ not in standing
    }


def _of(session: Session, was: Told | None, clock: Clock) -> list[News]:
    """Nothing, or one."""
    holds = was is not None and was.phase != "off"
    result, now = sessions.result(session, clock), _as_it_is(session, was if holds else None, clock)
    waits = was is not None and holds and was.start > clock.now
    same = was is not None and holds and was.same_as(now)
    if result == "Planned":
        soon = now.start - clock.now <= timedelta(hours=clock.policies.session_preparation_hours)
        if was and waits and not same:
            kind = "changed" if was.start == now.start else "moved"
            return [News(session, kind, _next(was, now, "told" if soon else "moved"), was)]
        if soon and not (was and same and was.phase == "told"):
            return [News(session, "planned", _next(was, now, "told", unchanged=same), was)]
    elif was and waits and result in ("Used", "Not used", "Make-up owed"):
        return [News(session, "off", _next(was, was, "off"), was)]
    return []


def _as_it_is(session: Session, was: Told | None, clock: Clock) -> Told:
    """What its own cells do not say stays as it was told: another policy, or a slip in a cell, is no news of it."""
    policies: Policies = clock.policies
    start = sessions.instant(session, clock).astimezone(UTC).replace(microsecond=0)
    minutes = session.minutes or (was.minutes if was else policies.session_minutes)
    return Told("", 0, start, minutes, session.medium or (was.medium if was else policies.medium))


def _next(was: Told | None, now: Told, phase: str, *, unchanged: bool = False) -> Told:
    """A calendar takes a change that has a higher number (RFC 5545, 3.8.7.4); the same appointment keeps its own."""
    sequence = 0 if was is None else was.sequence if unchanged else was.sequence + 1
    return Told(phase, sequence, now.start, now.minutes, now.medium)
