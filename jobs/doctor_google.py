"""The doctor at a Google Sheet: login, sharing, the sheet's clock, protections; in the words of Google's own pages."""

from __future__ import annotations

from collections.abc import Iterator

from jobs import spreadsheet
from jobs.desk import Desk
from jobs.finding import Finding
from sync.workbook import google_requests as make
from sync.workbook.base import Unreadable, WorkbookProblem
from sync.workbook.excel_layout import letters
from sync.workbook.google import Access
from sync.workbook.google_client import SheetsClient
from sync.workbook.google_errors import Ambiguous, Rejected
from sync.workbook.google_seen import Seen, see
from sync.workbook.google_setup import connect

_KINDS = {
    "service_account": "a service account's key",
    "default": "the Application Default Credentials of this machine",
    "user": "a person's login",
}


def examine(desk: Desk) -> Iterator[Finding]:
    """From the key to the last protected range; ends at the first thing that stops all others. Changes nothing."""
    access, means = spreadsheet.access(desk.settings), spreadsheet.real_means()
    try:
        client, account = connect(access, means)
    except WorkbookProblem as problem:
        yield Finding("Login", str(problem), str(problem))
        return
    share = f"; share the sheet with {account} as Editor" if account else ""
    yield Finding("Login", f"{_KINDS[access.auth]}{share}")
    try:
        seen = see(client, access.id)
    except WorkbookProblem as problem:
        yield Finding("Google Sheets", str(problem), str(problem))
        return
    zone = seen.structure.time_zone
    where = "File, Settings in the sheet changes it"
    yield Finding("The sheet's clock", f"{zone}, written as in {seen.locale}; {where}")
    yield _may_write(client, access, account, means.token())
    yield from _locked(seen, account)


def _may_write(client: SheetsClient, access: Access, account: str, nobody: int) -> Finding:
    """Asks to delete a mark that does not stand: changes nothing, and is refused to one who may only look."""
    try:
        client.batch_update(access.id, {"requests": [make.forget_mark(nobody)]})
    except Rejected:
        pass  # there is no such mark; whoever may not edit hears that first
    except Ambiguous:
        return Finding("Writing", "Google did not answer; nothing is known", "coachsheet doctor, in a few minutes")
    except Unreadable:
        whom = account or "this login"
        step = f"Share, in the sheet's top right corner: make {whom} Editor instead of Viewer"
        return Finding("Writing", "the sheet can be read, but not written", step)
    except WorkbookProblem as problem:
        return Finding("Writing", str(problem), str(problem))
    return Finding("Writing", "the sheet can be written")


def _locked(seen: Seen, account: str) -> Iterator[Finding]:
    """Columns of ours under a protection that does not let us in."""
    for title, tab in seen.tabs.items():
        ours = [mark for mark in tab.sheet.marks if mark.column in tab.locked]
        if ours:
            named = ", ".join(f"{mark.header} (column {letters(mark.column)})" for mark in ours)
            step = f"Data, Protect sheets and ranges: let {account or 'this login'} edit there"
            yield Finding("Protection", f"{title}: {named} cannot be written", step)
