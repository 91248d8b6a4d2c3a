"""`coachsheet inventory`: why, how, who, what, when and where, for the practice and client by client. Only looks.

The six questions are those of a client accountability system (mission, source B); what is still blank is named.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from jobs.desk import Desk
from jobs.look import Look, look
from jobs.summary import counted
from sync.cells import short_date
from sync.policies import Policies
from sync.records import Client, Commitment, Habit, Payment, Record, Session
from sync.rules.checkins import rhythm
from sync.rules.commitments import Clock
from sync.rules.intake import ready
from sync.workbook.base import Value

QUESTIONS = ("why", "how", "who", "what", "when", "where")
_BLANK = "(blank)"


@dataclass(frozen=True, slots=True)
class Entry:
    """The answers for the practice or for one client. `missing`: what is still to be set up."""

    name: str
    why: str
    how: str
    who: str
    what: str
    when: str
    where: str
    missing: tuple[str, ...] = ()


@dataclass(slots=True)
class Inventory:
    """`clients` are the Active ones, in sheet order; `others` counts the rest by stage; `prospects` said Yes four times
    and are no clients yet.
    """

    workbook: str
    practice: Entry
    clients: list[Entry] = field(default_factory=list)
    others: dict[str, int] = field(default_factory=dict)
    prospects: list[str] = field(default_factory=list)

    def as_text(self) -> str:
        """For people: a table of six lines each."""
        blocks = [_block(one) for one in (self.practice, *self.clients)]
        ending = [f"{stage}: {count}" for stage, count in self.others.items()]
        if self.prospects:
            ending.append(f"Win-win is Yes, and no client yet: {', '.join(self.prospects)}")
        return "\n\n".join([*blocks, *(["\n".join(ending)] if ending else [])])

    def as_json(self) -> str:
        """The same for machines, one line."""
        told = {"job": "inventory", "workbook": self.workbook, "practice": _plain(self.practice)}
        clients = [_plain(one) for one in self.clients]
        return json.dumps({**told, "clients": clients, "others": self.others, "prospects": self.prospects})


def take(desk: Desk) -> Inventory:
    """The inventory as of now. Raises WorkbookProblem, LedgerProblem."""
    workbook = desk.workbook()
    with desk.memory(workbook.identity) as ledger:
        seen = look(desk, workbook, ledger)
    record = seen.reading.record
    active = [client for client in record.clients if client.stage == "Active"]
    found = Inventory(workbook.name, _practice(record, len(active), workbook.name))
    found.clients = [_client(client, seen) for client in active]
    for client in record.clients:
        if client.stage != "Active":
            found.others[client.stage] = found.others.get(client.stage, 0) + 1
    found.prospects = [one.name for one in ready(record)]
    return found


def _practice(record: Record, active: int, workbook: str) -> Entry:
    rules = record.policies
    named = [
        (rules.practice_name, "Practice name"),
        (rules.signature, "Signature"),
        (rules.reply_address, "Reply address"),
    ]
    team = ", ".join(coach.name for coach in record.team if coach.name)
    return Entry(
        rules.practice_name or "The practice",
        why=f"{counted(active, 'client')} in work; emails go to {_whom(rules)}",
        how=f"emails between {rules.send_from}:00 and {rules.send_until}:00, at most {rules.emails_a_week} a week each",
        who=team or _BLANK,
        what=f"reminders {_days(rules.remind_before)} before, {_days(rules.remind_after)} after; check-ins; decisions",
        when=f"check-ins {_rhythm(rules.check_ins, rules.check_in_day)}; {_review(rules.review_day)}",
        where=workbook,
        missing=(*(what for value, what in named if not value), *(() if team else ("Team",))),
    )


def _client(client: Client, seen: Look) -> Entry:
    record, wanted = seen.reading.record, seen.findings.wanted.get(client.row, {})
    definition = (
        f'progress means "{client.progress_words}"' if client.progress_words else "progress: not yet in their words"
    )
    return Entry(
        client.name,
        why=f"{client.goal or _BLANK}; {definition}",
        how=f"{f'in the group {client.group}' if client.group else 'one to one'}; emails: {client.emails}",
        who=client.coach or _BLANK,
        what=_what(client, record, seen.findings.clock),
        when=_when(client, record.policies, wanted.get("Next check-in")),
        where=f"{client.row.title}, row {client.row.number}; {_work(client, record)}",
        missing=tuple(str(wanted.get("To set up") or "").split(", ")) if wanted.get("To set up") else (),
    )


def _what(client: Client, record: Record, clock: Clock) -> str:
    """What a check-in holds, and what follows from it."""
    today = clock.today(client)
    habits = [habit.words for habit in record.habits if habit.client is client and _runs(habit, today)]
    parts = ["rating, wins, stuck, help", *([f"habits: {', '.join(habits)}"] if habits else [])]
    parts += [f"rewards: {_line(client.rewards)}"] if client.rewards else []
    parts += [f"consequences: {_line(client.consequences)}"] if client.consequences else []
    return "; ".join(parts)


def _runs(habit: Habit, today: date) -> bool:
    return (habit.since is None or habit.since <= today) and (habit.until is None or today <= habit.until)


def _when(client: Client, rules: Policies, following: Value) -> str:
    how = _rhythm(rhythm(client, rules), client.check_in_day or rules.check_in_day)
    return f"{how}; next {short_date(following)}" if isinstance(following, date) else how


def _work(client: Client, record: Record) -> str:
    rows: tuple[tuple[str, Sequence[Commitment | Habit | Session | Payment]], ...] = (
        ("commitment", record.commitments),
        ("habit", record.habits),
        ("session", record.sessions),
        ("payment", record.payments),
    )
    counts = [(sum(one.client is client for one in found), noun) for noun, found in rows]
    return ", ".join(counted(count, noun) for count, noun in counts if count) or "no rows yet"


def _whom(rules: Policies) -> str:
    return "you (a rehearsal)" if rules.rehearsal else "clients"


def _rhythm(how: str, day: str) -> str:
    return {
        "Daily": "every day",
        "Weekly": f"every {day}",
        "Twice a month": "on the 1st and the 15th",
        "Monthly": f"on the first {day} of the month",
    }.get(how, "none")


def _review(day: int) -> str:
    return f"review on day {day} of the month" if day else "no review"


def _days(days: tuple[int, ...]) -> str:
    if not days:
        return "never"
    return "1 day" if days == (1,) else f"{', '.join(map(str, days))} days"


def _line(cell: str) -> str:
    return " ".join(cell.split())


def _block(one: Entry) -> str:
    lines = [one.name, *(f"  {question:<6} {getattr(one, question)}" for question in QUESTIONS)]
    return "\n".join([*lines, *([f"  still to set up: {', '.join(one.missing)}"] if one.missing else [])])


def _plain(one: Entry) -> dict[str, object]:
    answers = {question: getattr(one, question) for question in QUESTIONS}
    return {"name": one.name, **answers, "missing": list(one.missing)}
