"""`coachsheet review`: a client's file as a page, and as a PDF, in the folder `files` beside the settings.

What the file says is jobs/papers/client_file.py's; here is whose it is, in which language, and where it lies.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from jobs.desk import Desk
from jobs.letters.wording import unspoken, wording
from jobs.look import Look, look
from jobs.papers import paper
from jobs.papers.client_file import TEMPLATE, facts
from jobs.papers.for_coach import facts_for_coach
from jobs.papers.kept import gather
from jobs.papers.paper import PaperProblem
from jobs.whom import one_named
from sync.cells import fold
from sync.records import Client, Coach

FOLDER = "files"
_LONGEST_NAME = 60


@dataclass(slots=True)
class Written:
    """Which files stand there now, or would after a dry run; `remarks` are what could not be as asked."""

    workbook: str
    files: list[Path] = field(default_factory=list)
    dry_run: bool = False
    remarks: list[str] = field(default_factory=list)
    exit_status: int = 0

    @property
    def lines(self) -> list[str]:
        return [f"{'would write' if self.dry_run else 'wrote'} {file}" for file in self.files]

    def as_json(self) -> str:
        """The same for machines, one line."""
        files = [str(file) for file in self.files]
        return json.dumps({"job": "review", "workbook": self.workbook, "files": files, "problems": self.remarks})


def write(desk: Desk, part: str, for_coach: bool, as_pdf: bool) -> Written:
    """The file of the client of whose name `part` is given, for her or for her coach, over one of the same day.

    Raises NotOne, PaperProblem, WorkbookProblem, LedgerProblem.
    """
    workbook = desk.workbook()
    with desk.memory(workbook.identity) as ledger:
        seen = look(desk, workbook, ledger)
    record = seen.reading.record
    client = one_named(record.clients, part)
    language = _language(client, record.team) if for_coach else client.language
    kept, say = gather(client, seen), wording(language)
    said = (facts_for_coach if for_coach else facts)(kept, say)
    html = paper.page(TEMPLATE, {"facts": said}, say.language)
    file = place(desk.settings.folder, client, record.clients, kept.today, for_coach)
    found = Written(workbook.name, dry_run=desk.dry_run, remarks=list(filter(None, [unspoken(language)])))
    found.remarks += _unread(seen)
    _keep(found, file, html.encode)
    if as_pdf:
        try:
            _keep(found, file.with_suffix(".pdf"), lambda: paper.pdf(html))
        except PaperProblem as problem:
            found.remarks.append(str(problem))
            found.exit_status = problem.exit_status
    return found


def _keep(found: Written, file: Path, made: Callable[[], bytes]) -> None:
    data = made()  # in a dry run, too: what cannot be made is not named as if it could
    if not found.dry_run:
        paper.keep(file, data)
    found.files.append(file)


def _unread(seen: Look) -> list[str]:
    """Tabs that cannot be read are missing in the file: that is said."""
    return list(seen.reading.layouts.problems)


def _language(client: Client, team: Iterable[Coach]) -> str:
    """That of the client's coach, as Team says; else English."""
    return next((one.language for one in team if one.name and fold(one.name) == fold(client.coach)), "en")


def place(folder: Path, client: Client, clients: Iterable[Client], today: date, for_coach: bool) -> Path:
    """`files/priya-nair-2026-11-23.html`: plain whatever the name is, and another client's file is never it."""
    name = plain(client.name)
    shared = any(plain(one.name) == name for one in clients if one is not client)
    parts = [name, client.id if shared or not name else "", today.isoformat(), "for-coach" if for_coach else ""]
    return folder / FOLDER / f"{'-'.join(filter(None, parts))}.html"


def plain(name: str) -> str:
    """A name as part of a file's: `Zoë D'Arc` is `zoe-d-arc`; blank where no plain letter is in it."""
    spelt = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", spelt).strip("-")[:_LONGEST_NAME].strip("-")
