"""`coachsheet preview`: a letter as it would go out, from the client's own rows; nothing is recorded as sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage

from jobs import outgoing, preview_dated, preview_steps
from jobs.desk import Desk
from jobs.letters import own
from jobs.letters.compose import ReplyTo, compose, compose_step
from jobs.letters.letter import Letter
from jobs.letters.memory import agreed
from jobs.letters.message import Post
from jobs.letters.render import render
from jobs.look import Look, look, named
from sync.policies import Policies
from sync.records import Client, Sent
from sync.rules import checkins, sessions
from sync.rules.commitments import Clock
from sync.rules.standing import ClientDay, Standing
from sync.rules.step_letters import KINDS

LETTERS = (
    "next", "welcome", "agreed", "due", "celebrate", "session", "check-in", "nudge", "payment", *preview_dated.KINDS,
    *KINDS, preview_dated.DIGEST,
)  # fmt: skip
"""`next` is what goes next; the others show a section, with whatever stands beside it."""


class NothingToShow(Exception):
    """No such letter can be made from the record; says why."""

    exit_status = 1


@dataclass(frozen=True, slots=True)
class Preview:
    """The letter, and whether it is the one that really goes next (else it is a sample of the same rows)."""

    letter: Letter
    message: EmailMessage
    really: bool


def make(desk: Desk, kind: str, part: str, to_me: bool, reply_to: ReplyTo | None = None) -> Preview:
    """The letter of that kind to the client of whose name `part` is given, else to the first who can have one.

    Raises NothingToShow, WorkbookProblem, LetterProblem.
    """
    workbook = desk.workbook()
    with desk.memory(workbook.identity) as ledger:
        seen = look(desk, workbook, ledger)
    days = outgoing.days(seen.reading, seen.findings, seen.mail, desk.now)
    chosen = _chosen(seen, part)
    policies, given = seen.reading.record.policies, own.by_section(seen.reading.record.own_words)
    sender = desk.settings.mail.sender
    if kind == preview_dated.DIGEST:
        if found := preview_dated.digest(desk, seen, workbook.link):
            return _shown(desk, workbook.identity, *found)
        raise NothingToShow("There is nothing to show: no coach has anything to hear today.")
    whose = [day for day in days if not chosen or day.client in chosen]
    if kind in KINDS:
        return _shown(desk, workbook.identity, *_of_decision(seen, whose, kind, (to_me, sender)))
    for day in whose:
        address = outgoing.goes_to(day.client, policies.rehearsal or to_me, seen.reading.record.team, sender)
        for candidate, rules, really in ((day, policies, True), *_sample(day, kind, policies)):
            letter = compose(candidate, rules, address, reply_to, given)
            if letter and (kind == "next" or kind in letter.kinds):
                return _shown(desk, workbook.identity, letter, really)
    whom = f"for {chosen[0].name}" if chosen else "for any client"
    raise NothingToShow(f"There is nothing to show {whom}: no rows that a letter of that kind could be made of.")


def _shown(desk: Desk, workbook: str, letter: Letter, really: bool) -> Preview:
    letter = replace(letter, key=f"preview-{letter.key}-{desk.new_id()}", is_sample=True)
    return Preview(letter, render(letter, Post(desk.settings.mail.sender, workbook, desk.now)), really)


def _of_decision(seen: Look, days: list[ClientDay], kind: str, goes: tuple[bool, str]) -> tuple[Letter, bool]:
    """The letter of the first client with such a row open, else a sample; and whether Send stands there."""
    record, (to_me, sender) = seen.reading.record, goes
    policies, given = record.policies, own.by_section(record.own_words)
    rows = [(day, found) for day in days if (found := preview_steps.of_row(day, kind, record.decisions))]
    samples = [(day, (preview_steps.sample(day.client, kind), False)) for day in days]
    for day, (step, really) in [*rows, *samples]:
        to = outgoing.goes_to(day.client, policies.rehearsal or to_me, record.team, sender)
        if letter := compose_step(day, step, policies, to, given):
            return letter, really
    raise NothingToShow("There is nothing to show: no client stands in the sheet.")


def _chosen(seen: Look, part: str) -> list[Client]:
    if not part:
        return []
    found = named(seen.reading.record.clients, part)
    if len(found) != 1:
        names = "; ".join(client.name for client in found[:10])
        raise NothingToShow(f"{part}: {f'more than one client ({names})' if found else 'no such client'}.")
    return found


def _sample(day: ClientDay, kind: str, policies: Policies) -> list[tuple[ClientDay, Policies, bool]]:
    """The same rows on a day on which that letter would be due."""
    if kind == "next":
        return []
    client = replace(day.client, stage="Active", emails="All", start_date=day.today if kind == "welcome" else None)
    standings = [replace(standing, told_on=None) for standing in day.standings]
    fresh = replace(day, client=client, standings=standings, sent=[], emails="All")
    if kind in ("welcome", "agreed"):
        return [(fresh, policies, False)]
    if kind in ("check-in", "nudge"):
        return [(*_asked(fresh, policies, kind), False)]
    if kind in ("session", "payment"):
        return [(at, policies, False) for at in _before(fresh, kind, policies)]
    told = [standing for standing in standings if standing.live or standing.closed]
    before = replace(fresh, sent=[_told(day, told)])
    if kind in preview_dated.KINDS:
        return [(*preview_dated.on_its_day(before, kind, policies), False)]
    if kind == "celebrate":
        closed = [s.closed_on for s in told if s.closed_on]
        before.sent = [_told(day, [s for s in told if s.closed])]
        before.first_run = min(closed, default=day.today)
        before.sent = [replace(before.sent[0], date=before.first_run)]
        return [(before, policies, False)]
    left = [s.days_left for s in told if s.live and s.days_left is not None and s.status != "Slipped"]
    rules = replace(
        policies,
        remind_before=tuple(n for n in left if n >= 0)[:1],
        remind_after=tuple(-n for n in left if n < 0)[:1],
    )
    return [(before, rules, False)]


def _asked(day: ClientDay, policies: Policies, kind: str) -> tuple[ClientDay, Policies]:
    """The client on her next check-in date, or its grace days later; she was told of her habits long before."""
    rules = replace(policies, check_ins=policies.check_ins if policies.check_ins != "None" else "Weekly")
    client = replace(day.client, check_ins="" if day.client.check_ins == "None" else day.client.check_ins)
    date = checkins.next_check_in(client, rules, day.today) or day.today
    nine = datetime.combine(date, time(9), client.zone)
    habits = tuple(agreed(habit.id) for habit in day.habits)
    letters = [_letter(day, nine - timedelta(days=30), "agreed", habits)]
    if kind == "nudge":
        letters.append(_letter(day, nine, "check-in", (checkins.request(date),)))
        nine += timedelta(days=rules.check_in_grace_days)
    return replace(day, client=client, now=nine, standings=[], heard=[], sent=letters), rules


def _before(day: ClientDay, kind: str, policies: Policies) -> Iterator[ClientDay]:
    """The client at nine on the eve of the session nearest to now, as it was planned; or of each open payment."""
    if kind == "session" and day.sessions:
        clock = Clock(day.now, None, policies)
        nearest = min(day.sessions, key=lambda one: abs(sessions.instant(one, clock) - day.now))
        nine = datetime.combine(sessions.day(nearest, clock) - timedelta(days=1), time(9), day.client.zone)
        soonest = sessions.instant(nearest, clock) - timedelta(hours=policies.session_preparation_hours)
        now = max(nine.astimezone(UTC), soonest.astimezone(UTC)).astimezone(day.client.zone)
        told = [replace(standing, told_on=date.min) for standing in day.standings if standing.live]
        planned = replace(nearest, outcome="", cancelled_at=None)
        yield replace(day, now=now, sessions=[planned], standings=told)
    for payment in day.payments if kind == "payment" else ():
        if payment.due and not payment.paid_on:
            eve = datetime.combine(payment.due - timedelta(days=1), time(9), day.client.zone)
            yield replace(day, now=eve, payments=[payment], first_run=eve.date(), standings=[], habits=[], sessions=[])


def _told(day: ClientDay, standings: list[Standing]) -> Sent:
    """The letter in which the client was told of these: yesterday's, as far as the sample goes."""
    about = tuple(agreed(standing.commitment.id) for standing in standings)
    return _letter(day, day.now - timedelta(days=1), "agreed", about)


def _letter(day: ClientDay, when: datetime, kind: str, about: tuple[str, ...]) -> Sent:
    return Sent("", when, "", "", day.client.id, when.date(), (kind,), "", "sent", about, "", day.rehearsal)
