"""Which letters go out in this run: composed, held back, rendered. Decides; sends nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from typing import Protocol, TypeVar

from jobs.ledger.base import Entry
from jobs.letters import own
from jobs.letters.compose import ReplyTo, verdict
from jobs.letters.letter import Letter, LetterProblem
from jobs.letters.message import Post, message_id
from sync.addresses import named
from sync.cells import fold
from sync.findings import Findings
from sync.parse import Reading
from sync.records import Client, Coach, Row, Sent
from sync.rules import groups
from sync.rules.sessions import next_days
from sync.rules.standing import ClientDay
from sync.schema import MAIL_LOG


@dataclass(slots=True)
class Outgoing:
    """The letters that go now, rendered, in sheet order; how many wait; what could not be made."""

    letters: list[tuple[Letter, EmailMessage]] = field(default_factory=list)
    waiting: int = 0
    problems: list[str] = field(default_factory=list)


def choose(
    reading: Reading,
    findings: Findings,
    mail: list[Sent],
    now: datetime,
    sender: str,
    reply_to: ReplyTo | None = None,
) -> tuple[list[Letter], int]:
    """What every client is told now, in sheet order, and how many letters wait for the hour, the day or the week."""
    policies, team = reading.record.policies, reading.record.team
    refused = {letter.key for letter in mail if letter.state == "failed"}
    given = own.by_section(reading.record.own_words)
    letters, waiting = [], 0
    for day in days(reading, findings, mail, now):
        found = verdict(day, policies, goes_to(day.client, policies.rehearsal, team, sender), reply_to, given)
        if found.letter and found.letter.key in refused:
            continue  # what a server refused for good is not tried again on the same day
        if found.letter and found.goes:
            letters.append(found.letter)
        waiting += found.waits + _waits_for_its_day(day, found.letter)
    return letters, waiting


def _waits_for_its_day(day: ClientDay, letter: Letter | None) -> bool:
    """Whether what the coach decided waits for Monday, or for the day after this letter."""
    return day.step is not None and (letter is None or day.step.kind not in letter.kinds)


def can_be_logged(reading: Reading) -> bool:
    """Whether the Mail log is ours to write, or is still to be made: what could not be logged is not sent."""
    found = reading.layouts.first(MAIL_LOG)
    return found is None or found.writable


def days(reading: Reading, findings: Findings, mail: list[Sent], now: datetime) -> Iterator[ClientDay]:
    """What is true for each client whose ID stands in the sheet, or will once this run has written."""
    policies, record = reading.record.policies, reading.record
    earlier: dict[str, list[Sent]] = defaultdict(list)
    for letter in mail:
        if letter.rehearsal == policies.rehearsal:
            earlier[letter.client_id].append(letter)
    writable = {layout.title: layout.writable for found in reading.layouts.tabs.values() for layout in found}
    habits, sessions = _by_client(record.habits, writable), _by_client(record.sessions, writable)
    payments = _by_client(record.payments, writable)
    zones = {fold(coach.name): coach.zone for coach in reversed(record.team) if not coach.row.to_check}
    first_run = reading.past.first_run or now
    circles = groups.circles(record.groups, record.clients, findings.emails, findings.standings)
    meetings = next_days(record.sessions, findings.clock)
    for client in record.clients:
        if _has_its_id(client.row, writable) and client.id not in reading.past.forgotten:
            case, step = findings.cases[client.id], findings.steps.get(client.id)
            yield ClientDay(
                client,
                now.astimezone(client.zone),
                [s for s in findings.standings.get(client.id, ()) if _has_its_id(s.commitment.row, writable)],
                habits[client.id],
                earlier[client.id],
                len(case.streak),
                first_run.astimezone(client.zone).date(),
                policies.rehearsal,
                findings.replies.get(client.id, []),
                findings.emails.get(client.id, ""),
                findings.heard.get(client.id, []),
                circle=circles.get(client.id),
                sessions=sessions[client.id],
                payments=payments[client.id],
                coach_zone=zones.get(fold(client.coach)),
                step=step if step and _has_its_id(step.decision.row, writable) else None,
                parted=case.round.parted,
                speaks_on=meetings.get(client.id),
                looks_from=case.seen.first if case.seen else None,
            )


class _OfAClient(Protocol):
    """A row of a tab that names a client."""

    client: Client | None
    row: Row


_One = TypeVar("_One", bound=_OfAClient)


def _by_client(rows: Iterable[_One], writable: Mapping[str, bool]) -> dict[str, list[_One]]:
    """Those that can be read and have their ID, by client's ID."""
    found: dict[str, list[_One]] = defaultdict(list)
    for one in rows:
        if one.client and not one.row.to_check and _has_its_id(one.row, writable):
            found[one.client.id].append(one)
    return found


def _has_its_id(row: Row, writable: Mapping[str, bool]) -> bool:
    """What a letter names must be known again by the next run."""
    return bool(row.id) and (row.known or writable[row.title])


def goes_to(client: Client, rehearsal: bool, team: list[Coach], sender: str) -> str:
    """The client's address; in rehearsal that of the client's coach, else of the practice."""
    if not rehearsal:
        return client.email
    coach = fold(client.coach)
    return next((one.email for one in team if one.email and fold(one.name) == coach), "") or named(sender)[1]


def within_the_day(letters: list[Letter], mail: list[Sent], room: int) -> tuple[list[Letter], int]:
    """Those for which there is room today, in sheet order, and how many wait: who had the newest letter waits first."""
    newest = {sent.client_id: sent.when.timestamp() for sent in mail if sent.counts}  # oldest first: the last one holds
    first = {one.key for one in sorted(letters, key=lambda one: newest.get(one.client_id, 0.0))[:room]}
    return [one for one in letters if one.key in first], len(letters) - len(first)


def rendered(letters: list[Letter], post: Post) -> Outgoing:
    """Every letter as a message, before any is sent; one that cannot be made stops itself only."""
    found = Outgoing()
    if letters:
        from jobs.letters.render import render

        for letter in letters:
            found.problems += [remark for remark in letter.remarks if remark not in found.problems]
            try:
                found.letters.append((letter, render(letter, post)))
            except LetterProblem as problem:
                found.problems.append(str(problem))
    return found


def entry(letter: Letter, post: Post) -> Entry:
    """The letter as the ledger and the Mail log know it."""
    about = (*(("rehearsal",) if letter.rehearsal else ()), *letter.about)
    key = letter.key
    return Entry(
        key, "planned", post.now, letter.to, letter.client, letter.kinds, letter.subject, about, message_id(key, post)
    )
