"""One reading of the workbook by a command that only looks: parsed, with its history, nothing written."""

from __future__ import annotations

from dataclasses import dataclass

from jobs import history, mailbox_note
from jobs.desk import Desk
from jobs.ledger.base import Ledger
from sync import findings, layout, parse
from sync.cells import fold
from sync.findings import Findings
from sync.parse import Reading
from sync.records import Client, Sent
from sync.workbook.base import Workbook


@dataclass(slots=True)
class Look:
    """What was read, and what follows from it at the desk's instant."""

    reading: Reading
    mail: list[Sent]
    findings: Findings


def read(desk: Desk, workbook: Workbook, ledger: Ledger) -> Reading:
    """The workbook as the rules see it. Raises WorkbookProblem."""
    past = history.past(ledger)
    snapshot = workbook.read()
    layouts = layout.find(snapshot, desk.settings.tabs, desk.settings.headers)
    reading = parse.parse(snapshot, layouts, past, desk.new_id, desk.now)
    history.with_runs(past, reading.record.runs, desk.now)
    mailbox_note.add(desk, reading)
    history.with_forgotten(past, reading.record.mail)
    return reading


def look(desk: Desk, workbook: Workbook, ledger: Ledger) -> Look:
    """The reading, with the letters of the past and everything that follows."""
    reading = read(desk, workbook, ledger)
    mail = history.mail(ledger, reading.record.mail)
    return Look(reading, mail, findings.find(reading, mail, desk.now))


def named(clients: list[Client], part: str) -> list[Client]:
    """The clients of whom a part of the name is given; one whose whole name it is, alone."""
    whole = [client for client in clients if fold(client.name) == fold(part)]
    return whole if len(whole) == 1 else [client for client in clients if fold(part) in fold(client.name)]
