"""`coachsheet handbook`: the policies as the practice's operations manual, a file beside the settings. Only looks."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from jobs.desk import Desk
from jobs.letters import own
from jobs.letters.words import lines, name
from jobs.look import read
from jobs.papers import enclosing, manual, paper
from jobs.papers.manual_house import Place
from jobs.settings import Settings
from sync.policies import RULES, as_typed
from sync.records import Record

NAME = "handbook"
TEXTS = ("Between sessions", "Monthly fee", "Payment terms", "Practice name")
"""Rules without which a chapter is missing, or a name."""


@dataclass(slots=True)
class Written:
    """`files` were written (in a dry run: would be); `blank` are rules that a handbook would name; `problems` told."""

    workbook: str
    dry_run: bool
    files: list[Path] = field(default_factory=list)
    blank: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def exit_status(self) -> int:
        return 1 if self.problems else 0

    def as_text(self) -> str:
        did = "would write" if self.dry_run else "written"
        said = [f"{did}: {file}" for file in self.files]
        if self.blank:
            said.append(f"Still blank in Policies: {', '.join(self.blank)}")
        return "\n".join(said)

    def as_json(self) -> str:
        told = {"job": NAME, "workbook": self.workbook, "files": [str(file) for file in self.files]}
        return json.dumps({**told, "blank": self.blank, "problems": self.problems})


def write(desk: Desk, pdf: bool) -> Written:
    """The handbook as of now: HTML, and with `pdf` a PDF beside it. Where no PDF can be made, that is a problem.

    Raises WorkbookProblem, LedgerProblem, PaperProblem (the HTML cannot be kept).
    """
    workbook = desk.workbook()
    with desk.memory(workbook.identity) as ledger:
        record = read(desk, workbook, ledger).record
    place = _place(desk.settings, workbook.name)
    today = desk.now.astimezone(record.policies.time_zone).date()
    frame = _frame(record)
    made, odd = own.in_paper(manual.written(record, place, today), own.by_section(record.own_words), frame)
    html = enclosing.page(made, frame, "Contents")
    found = Written(workbook.name, desk.dry_run, problems=list(odd))
    found.blank = [rule.name for rule in RULES if rule.name in TEXTS and not as_typed(rule, record.policies)]
    _keep(found, desk, "html", html.encode())
    if pdf:
        try:
            _keep(found, desk, "pdf", paper.pdf(html))
        except paper.PaperProblem as problem:
            found.problems.append(str(problem))
    return found


def _keep(found: Written, desk: Desk, ending: str, data: bytes) -> None:
    file = desk.settings.folder / f"{NAME}.{ending}"
    if not desk.dry_run:
        paper.keep(file, data)
    found.files.append(file)


def _frame(record: Record) -> dict[str, object]:
    """As in a letter, but to nobody: names in a coach's own words are blank."""
    policies = record.policies
    return {
        "language": "en",
        "direction": "ltr",
        "name": "",
        "coach": "",
        "practice": name(policies.practice_name),
        "signature": lines(policies.signature, 600),
    }


def _place(settings: Settings, workbook: str) -> Place:
    """What is to be kept, by name: no paths, for this is handed on."""
    google = settings.workbook.kind == "google"
    files = [
        ("The Google Sheet" if google else workbook, "All that the practice knows"),
        (settings.file.name, "The settings"),
        (settings.replies.secret_file.name, "Secret. Signs the addresses that answers come to"),
    ]
    keys = (settings.workbook.credentials if google else None, settings.mail.credentials)
    files += [(key.name, "Secret. Opens the sheet, or the mailbox") for key in dict.fromkeys(keys) if key]
    passwords = (settings.mail.password_file, settings.inbox.password_file)
    files += [(one.name, "Secret. A password") for one in dict.fromkeys(passwords) if one]
    if settings.ledger.url.startswith("sqlite:"):
        ledger = settings.ledger.url.rpartition("/")[2]
        files.append((ledger, "The memory of what was sent. Good to have; it can be made anew from the sheet"))
    else:
        files.append(("The PostgreSQL database", "The memory of what was sent, shared by the machines"))
    return Place(workbook, google, settings.inbox.used, tuple(files))
