"""Sending: claim, send, settle, letter by letter; and what the sheet says of it afterwards (guarantee 3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage

from jobs import history
from jobs.ledger.base import Entry, Ledger
from jobs.letters.letter import Letter
from jobs.mail.base import InDoubt, MailProblem, Refused, Transport, TryLater, Unusable
from sync.findings import Findings
from sync.parse import Reading
from sync.records import Row, Sent
from sync.rules.told import remember
from sync.workbook.base import Changes, SetCell
from sync.writeback import Written, columns_after, same


@dataclass(slots=True)
class Outcome:
    """How each letter ended, by key: sent, failed, in doubt, or not sent (it waits for the next run)."""

    states: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def count(self, state: str) -> int:
        return sum(one == state for one in self.states.values())


def send_all(
    ledger: Ledger, transport: Transport, letters: Sequence[tuple[Letter, EmailMessage]], now: datetime
) -> Outcome:
    """Send each at most once. One that fails never stops the others; a transport that does not work stops all."""
    outcome = Outcome()
    unusable = ""
    for letter, message in letters:
        if unusable:
            state, reason = "not sent", unusable
        elif not ledger.claim(letter.key, now):
            continue
        else:
            state, reason = deliver(transport, message)
            unusable = reason if state == "unusable" else ""
            state = "not sent" if state == "unusable" else state
        ledger.settle(letter.key, state, now, reason)
        outcome.states[letter.key] = state
        if state in ("failed", "in doubt"):
            outcome.problems.append(f"Letter {letter.key} {'failed' if state == 'failed' else 'is in doubt'}: {reason}")
    waiting = [key for key, state in outcome.states.items() if state == "not sent"]
    if unusable:
        outcome.problems.append(f"{len(waiting)} letters wait: {unusable}")
    return outcome


def deliver(transport: Transport, message: EmailMessage) -> tuple[str, str]:
    """How sending ended, and why: sent, failed, in doubt, not sent, or `unusable`: not sent, nor will others be."""
    try:
        transport.send(message)
    except Refused as problem:
        return "failed", str(problem)
    except InDoubt as problem:
        return "in doubt", str(problem)
    except TryLater as problem:
        return "not sent", str(problem)
    except Unusable as problem:
        return "unusable", str(problem)
    except MailProblem as problem:  # a transport's own kind: whether it went is not known
        return "in doubt", str(problem)
    return "sent", ""


def told(
    changes: Changes,
    reading: Reading,
    findings: Findings,
    mail: Sequence[Sent],
    entries: Sequence[Entry],
    states: Mapping[str, str],
) -> None:
    """Told on, Reminded and Last email of the rows that these letters speak of."""
    sent = [one for one in (history.as_sent(entry, states.get(entry.key, "")) for entry in entries) if one]
    now = remember([*mail, *sent])
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
