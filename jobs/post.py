"""Sending: claim, send, settle, letter by letter; and what the sheet says of it afterwards (guarantee 3)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from email.message import EmailMessage
from typing import NamedTuple

from jobs import history
from jobs.ledger.base import Entry, Ledger, LedgerProblem
from jobs.letters.letter import Letter
from jobs.mail.base import InDoubt, MailProblem, Refused, Transport, TryLater, Unusable
from sync import steps
from sync.findings import Findings
from sync.parse import Reading
from sync.records import Row, Sent
from sync.rules.told import remember
from sync.workbook.base import Changes, SetCell
from sync.writeback import Written, columns_after, same


@dataclass(slots=True)
class Outcome:
    """How each letter ended, by key: sent, failed, in doubt, or not sent (it waits for the next run); and why."""

    states: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    message_ids: dict[str, str] = field(default_factory=dict)
    """Key -> the Message-ID that a server gave a letter instead of ours."""
    elsewhere: set[str] = field(default_factory=set)
    """Keys that another run had in hand."""

    def count(self, state: str) -> int:
        return sum(one == state for one in self.states.values())


Letters = Sequence[tuple[Letter, EmailMessage]]

PAUSES: tuple[float, ...] = (3.0, 12.0)
"""Seconds before letters that a server put off are tried again, once all others went: a busy server takes them then.
One that greylists for minutes takes them in the next run; a run that slept so long would hold up everything else."""
DOUBTS = 3
"""So many letters in doubt one after the other end the sending: such a server would put all of them in doubt."""


def send_all(
    ledger: Ledger,
    transport: Transport,
    letters: Letters,
    now: datetime,
    sleep: Callable[[float], None] = time.sleep,
    step: Callable[[], None] = lambda: None,
) -> Outcome:
    """Send each at most once; `step` is called after each. One that fails never stops the others; a transport that
    does not work stops all.

    A ledger that fails in the middle ends the sending: what surely went is known here, and written into the Mail log.
    While a letter that was put off waits for another try, the ledger says `not sent`, for surely it was not: killed
    meanwhile, the next run sends it.
    """
    outcome = Outcome()
    try:
        unusable = _rounds(ledger, transport, letters, now, outcome, sleep, step)
    except LedgerProblem as problem:
        unusable = str(problem).removesuffix(".")
        untried = {letter.key for letter, _ in letters} - outcome.elsewhere
        outcome.states = dict.fromkeys(untried, "not sent") | outcome.states
        if not outcome.count("not sent"):
            outcome.problems.append(f"Every letter was tried, and not all of it could be recorded: {problem}")
    words = {"failed": "failed", "in doubt": "is in doubt"}
    ended = {key: words[state] for key, state in outcome.states.items() if state in words}
    outcome.problems += [f"Letter {key} {ended[key]}: {outcome.reasons[key]}" for key in ended]
    if unusable and outcome.count("not sent"):
        waiting = outcome.count("not sent")
        outcome.problems.append(f"{'1 letter waits' if waiting == 1 else f'{waiting} letters wait'}: {unusable}")
    return outcome


def _rounds(
    ledger: Ledger,
    transport: Transport,
    letters: Letters,
    now: datetime,
    outcome: Outcome,
    sleep: Callable[[float], None],
    step: Callable[[], None],
) -> str:
    """Each letter, and those put off again after a pause; returns why the sending ended early, blank if it did not."""
    unusable, put_off = _round(ledger, transport, _stepping(letters, step), now, outcome)
    for pause in PAUSES:
        if unusable or not put_off:
            break
        sleep(pause)
        again = {letter.key for letter, _ in put_off}
        ledger.plan([entry for entry in ledger.entries() if entry.key in again])
        unusable, put_off = _round(ledger, transport, put_off, now, outcome)
    return unusable


def _stepping(letters: Letters, step: Callable[[], None]) -> Iterator[tuple[Letter, EmailMessage]]:
    for one in letters:
        yield one
        step()


def _round(
    ledger: Ledger,
    transport: Transport,
    letters: Iterable[tuple[Letter, EmailMessage]],
    now: datetime,
    outcome: Outcome,
) -> tuple[str, Letters]:
    """Each letter tried once; returns why the others were not tried, and those that the server put off."""
    unusable, doubts = "", 0
    put_off = []
    for letter, message in letters:
        if unusable:
            state, reason = "not sent", unusable
        elif not ledger.claim(letter.key, now):
            outcome.states.pop(letter.key, None)
            outcome.elsewhere.add(letter.key)
            continue
        else:
            ended = deliver(transport, message)
            state, reason = ended.state, ended.reason
            doubts = doubts + 1 if state == "in doubt" else 0
            if state == "unusable":
                state, unusable = "not sent", reason
            elif ended.try_again:
                put_off.append((letter, message))
            if ended.message_id:
                outcome.message_ids[letter.key] = ended.message_id
        outcome.states[letter.key], outcome.reasons[letter.key] = state, reason
        ledger.settle(letter.key, state, now, reason, outcome.message_ids.get(letter.key, ""))
        if doubts == DOUBTS:
            unusable = f"{DOUBTS} letters one after the other are in doubt, so no more were tried"
    return unusable, put_off


class Ended(NamedTuple):
    """How sending one letter ended, and why: sent, failed, in doubt, not sent, or `unusable`: not sent, nor will others
    be. `try_again`: in this very run; `message_id` under which it went, where the server gave it one of its own."""

    state: str
    reason: str = ""
    try_again: bool = False
    message_id: str = ""


def deliver(transport: Transport, message: EmailMessage) -> Ended:
    """Hand one letter to the transport."""
    try:
        return Ended("sent", message_id=transport.send(message))
    except Refused as problem:
        return Ended("failed", str(problem))
    except InDoubt as problem:
        return Ended("in doubt", str(problem))
    except TryLater as problem:
        return Ended("not sent", str(problem), problem.in_this_run)
    except Unusable as problem:
        return Ended("unusable", str(problem))
    except MailProblem as problem:  # a transport's own kind: whether it went is not known
        return Ended("in doubt", str(problem))


def told(
    changes: Changes,
    reading: Reading,
    findings: Findings,
    mail: Sequence[Sent],
    entries: Sequence[Entry],
    states: Mapping[str, str],
) -> None:
    """Told on, Reminded and Last email of the rows that these letters speak of, and the outcome of decisions."""
    ended = (history.as_sent(entry, states.get(entry.key, "")) for entry in entries)
    sent = [one for one in ended if one and not one.to_coach]
    every = [*mail, *sent]
    now = remember(every)
    places = {one.title: (one, columns_after(one)) for tabs in reading.layouts.tabs.values() for one in tabs}
    ids = {item.partition(":")[0] for one in sent for item in one.about}

    def put(row: Row, header: str, value: Written) -> None:
        layout, columns = places[row.title]
        shown, column = findings.wanted[row].get(header), layout.tab.column(header)
        if layout.writable and not same(shown, value, column, layout.grid.day_zero):
            changes.cells.append(SetCell(layout.title, row.number, columns[header], header, value, row.id))

    for commitment in reading.record.commitments:
        if commitment.id in ids:
            put(commitment.row, "Told on", now.on(commitment))
            put(commitment.row, "Reminded", now.reminded.get(commitment.id))
    written = {one.client_id for one in sent}
    for client in reading.record.clients:
        if client.id in written:
            put(client.row, "Last email", now.last_email.get(client.id))
    for row, cells in steps.after_sending(findings, reading.record, every).items():
        for header, value in cells.items():
            put(row, header, value if isinstance(value, str | date) else None)
