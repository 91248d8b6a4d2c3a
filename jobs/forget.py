"""`coachsheet forget`: a client's personal data out of ledger, Mail log and Replies; and what is left to the coach.

    lock -> workbook.read -> who is meant -> Mail log and Replies blanked -> ledger.forget -> what the coach must delete

Broken off anywhere it is run again: whoever is still named somewhere is found there. Why rows are blanked and not
deleted stands in docs/decisions/0013-what-forgetting-leaves.md.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field
from glob import escape
from itertools import chain

from jobs import forgotten_rows, history, lock, look, plan, traces
from jobs.desk import Desk
from jobs.ledger.base import Ledger
from jobs.letters.words import name
from jobs.review import FOLDER, plain
from jobs.traces import Person
from sync.parse import Reading
from sync.workbook.base import Changed, Workbook

TRIES = 3
"""How often it starts again when the workbook changed under it."""

TOLD = ("night notes", "names before", history.OFFERED)
"""The facts whose words may name a client."""


@dataclass(slots=True)
class Gone:
    """What was removed, or would be in a dry run, and what is left. `rows` to delete: by tab, as the sheet counts."""

    workbook: str
    client: str
    dry_run: bool
    letters: int = 0
    logged: int = 0
    answers: int = 0
    words: int = 0
    rows: dict[str, list[int]] = field(default_factory=dict)
    elsewhere: list[str] = field(default_factory=list)
    plan: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def exit_status(self) -> int:
        return 1 if self.problems else 0

    @property
    def lines(self) -> list[str]:
        """For people: what is gone, what stays and why, what to delete."""
        what = (
            f"{_of(self.letters, 'letter')} and the words of {_of(self.words, 'row')} in the ledger,"
            f" {_of(self.logged, 'row')} of Mail log, {_of(self.answers, 'row')} of Replies"
        )
        head = f"{'Would forget' if self.dry_run else 'Forgot'} {self.client}: {what}."
        kept = (
            "Keys, days and states stay: that an email went, no longer to whom. No email goes to this client any more."
        )
        rows = [f"  {title}: {_ranges(numbers)}" for title, numbers in self.rows.items()]
        left = ["What only you can delete:", *rows, *(f"  {one}" for one in self.elsewhere)]
        return [head, *self.plan, kept, *left]

    def as_json(self) -> str:
        """The same for machines, one line; it names nobody."""
        gone = {"letters": self.letters, "mail_log": self.logged, "replies": self.answers, "words": self.words}
        told = {"job": "forget", "workbook": self.workbook, "removed": gone, "to_delete": self.rows}
        return json.dumps({**told, "problems": self.problems})


def forget(desk: Desk, part: str) -> Gone:
    """Forget the client of whose name `part` is given, also one whose row is gone.

    Raises NotOne, lock.Held, WorkbookProblem, LedgerProblem.
    """
    workbook = desk.workbook()
    with nullcontext() if desk.dry_run else lock.hold(desk.lock_file):
        for attempt in range(TRIES):
            try:
                return _once(desk, workbook, part)
            except Changed:
                if attempt == TRIES - 1:
                    raise
    raise AssertionError


def _once(desk: Desk, workbook: Workbook, part: str) -> Gone:
    with desk.ledger(workbook.identity) as ledger:
        reading = look.read(desk, workbook, ledger)
        if not desk.dry_run and not workbook.alone(ledger.fact(history.HOLDER)):
            raise lock.Held("Another machine is sending this practice's letters now; run this again afterwards.")
        entries = ledger.entries()
        person = traces.one(traces.people(reading, chain(entries, reading.record.mail)), part)
        keys, words = traces.sent(entries, person), traces.remembered(reading, person)
        changes = forgotten_rows.blank(reading, person)
        gone = Gone(workbook.name, name(person.shown), desk.dry_run, len(keys), words=sum(map(len, words.values())))
        gone.logged = len({cell.row for cell in changes.cells if cell.header in forgotten_rows.SAID[:1]})
        gone.answers = len({cell.row for cell in changes.cells if cell.header == "ID"})
        gone.problems += forgotten_rows.closed(reading)
        _left(gone, desk, reading, person)
        if desk.dry_run:
            gone.plan = [f"  {line}" for line in plan.lines(changes, ())]
            return gone
        if changes:
            workbook.apply(changes)
            unsettled = forgotten_rows.settle(desk, workbook, reading, person)
            gone.problems += [unsettled] if unsettled else []
        ledger.forget(keys, words, _facts(ledger, reading, person, words, desk.now.date().isoformat()))
    return gone


def _facts(ledger: Ledger, reading: Reading, person: Person, words: dict[str, set[str]], today: str) -> dict[str, str]:
    """The facts without a word on her, and that she is forgotten."""
    ids = set().union(*words.values()) | {row.id for row in traces.standing(reading, person) if row.id}
    found = {fact: traces.without(history.table(ledger, fact), person, ids) for fact in TOLD if ledger.fact(fact)}
    known = history.table(ledger, history.FORGOTTEN)
    found[history.FORGOTTEN] = {person.id: today} | known
    return {fact: json.dumps(said, sort_keys=True) for fact, said in found.items()}


def _left(gone: Gone, desk: Desk, reading: Reading, person: Person) -> None:
    """What no job may delete: rows, and copies beyond the workbook."""
    for row in traces.standing(reading, person):
        gone.rows.setdefault(row.title, []).append(row.number)
    gone.elsewhere += list(_elsewhere(desk, person))


def _elsewhere(desk: Desk, person: Person) -> Iterable[str]:
    """Copies of her words beyond what a run of ours reaches, a line each."""
    google, outbox = desk.settings.workbook.kind == "google", desk.settings.mail.outbox
    if person.shared:
        yield "rows with a name that another client has as well: look whose they are"
    yield "the name in words of your own: My notes, other clients' rows, your own tabs (search the workbook)"
    if count := len(list(outbox.glob(f"{escape(person.id)}-*.eml"))):
        yield f"{outbox}: {_of(count, 'email')} whose names begin with {person.id}, and digests that name the client"
    if files := _papers(desk, person):
        yield f"{desk.settings.folder / FOLDER}: {', '.join(files)}"
    yield "emails in your mailbox, sent and received, and in the one that answers come to"
    if google:
        yield "answers that a Google Form keeps itself, and the version history of the sheet"
    else:
        yield "copies of the workbook; and save it once after deleting, until then its file holds the words"
    yield f"backups of the {'database' if desk.settings.ledger.url.startswith('postgres') else 'ledger'}"


def _papers(desk: Desk, person: Person) -> list[str]:
    """The files that `review` wrote of her."""
    named = plain(person.shown)
    begin = "|".join(map(re.escape, [named, f"{named}-{person.id}", person.id] if named else [person.id]))
    files = sorted(file.name for file in (desk.settings.folder / FOLDER).glob("*"))
    return [file for file in files if re.match(rf"(?:{begin})-\d{{4}}-\d\d-\d\d\b", file)]


def _ranges(numbers: Iterable[int]) -> str:
    """`rows 2, 5-9`."""
    found: list[list[int]] = []
    for number in sorted(set(numbers)):
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    said = [f"{first}-{last}" if last > first else f"{first}" for first, last in found]
    return f"{'row' if len(said) == 1 and '-' not in said[0] else 'rows'} {', '.join(said)}"


def _of(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
