"""`coachsheet setup`: makes a new workbook, or completes the one that stands; ends with what to tell the coach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jobs import lock
from jobs.desk import Desk
from sync import policies
from sync.cells import fold
from sync.schema import CHECK_INS, FORM_RESPONSES, TABS
from sync.workbook.base import WorkbookProblem

TELL_THE_COACH = (
    "Type as you always did; the grey columns fill themselves, and nothing you type is ever changed.",
    "To mark something done, type x (or the date) in Done on; to move a deadline, type the new date over Due.",
    "Every email comes to you first. When you like what you see, set Send to in Policies to Clients.",
)


@dataclass(slots=True)
class Setup:
    """What was made, and what stands in the way; a sentence each. `link` opens the sheet (Google)."""

    made: list[str] = field(default_factory=list)
    blocked: list[str] = field(default_factory=list)
    link: str = ""

    @property
    def exit_status(self) -> int:
        return 1 if self.blocked else 0


class NotOurs(WorkbookProblem):
    """`--adopt` names no column that jobs write: a slip of the pen, and nothing was done."""

    exit_status = 2


def run(desk: Desk, adopt: Sequence[str]) -> Setup:
    """Make or complete the workbook; a spreadsheet must stand. Raises NotOurs, WorkbookProblem, lock.Held."""
    for name in adopt:
        if not _is_ours(name, desk.settings.tabs):
            raise NotOurs(f'--adopt "{name}" is no column that jobs write. Name tab and header: Commitments.Status')
    if not desk.dry_run:
        _log_in_to_the_mailbox(desk)
    make = _made_on_google if desk.settings.workbook.kind == "google" else _made
    with lock.hold(desk.lock_file, desk.dry_run):
        return make(desk, adopt)


def _is_ours(name: str, tabs: Mapping[str, Sequence[str]]) -> bool:
    """Whether TAB.HEADER is a column of ours, by the contract's title or by the one that the tab has here."""
    for tab in TABS.values():
        for column in tab.ours:
            if any(fold(name) == fold(f"{title}.{column.header}") for title in (tab.title, *tabs.get(tab.title, ()))):
                return True
    form, _, header = name.rpartition(".")
    return fold(form).startswith(fold(FORM_RESPONSES)) and fold(header) in {fold(c.header) for c in CHECK_INS.ours}


def _log_in_to_the_mailbox(desk: Desk) -> None:
    """Where the file of [mail] credentials is an OAuth client: a login in the browser, which takes its place."""
    mail = desk.settings.mail
    if mail.transport == "outbox" or mail.credentials is None:
        return
    from jobs.mail import gmail_login, xoauth2

    if gmail_login.is_client(mail.credentials):
        from sync.workbook.google_login import log_in

        log_in(mail.credentials, scopes=gmail_login.SCOPES if mail.transport == "gmail" else (xoauth2.SCOPE,))


def _made_on_google(desk: Desk, adopt: Sequence[str]) -> Setup:
    """The spreadsheet must stand and be shared: a robot owns no storage to make one in."""
    from jobs import spreadsheet
    from sync.workbook.google_setup import complete

    settings, rules = desk.settings, policies.rows_for_setup()
    if settings.workbook.auth == "user" and not desk.dry_run:
        from sync.workbook.google_login import log_in

        log_in(settings.workbook.credentials)
    access, means = spreadsheet.access(settings), spreadsheet.real_means()
    found = complete(access, means, rules, settings.tabs, settings.headers, adopt, desk.dry_run)
    return Setup(list(found.made), list(found.blocked), access.link)


def _made(desk: Desk, adopt: Sequence[str]) -> Setup:
    path = desk.settings.workbook.path
    assert path is not None
    if not path.exists():
        if not desk.dry_run:
            from sync.workbook.excel_new import create

            create(path, policies_rows=policies.rows_for_setup(), titles=desk.settings.tabs)
        return Setup([f"{path.name}: a new workbook"])
    from sync.workbook.excel_setup import complete

    found = complete(
        path, policies.rows_for_setup(), desk.settings.tabs, desk.settings.headers, adopt, dry_run=desk.dry_run
    )
    return Setup(list(found.made), list(found.blocked))


def lines(found: Setup) -> list[str]:
    """What a person reads."""
    made = [f"made: {words}" for words in found.made] or ["Everything stands already; nothing was changed."]
    if found.blocked:
        return [*made, *(f"in the way: {words}" for words in found.blocked)]
    told = [f"  {n}. {words}" for n, words in enumerate(TELL_THE_COACH, 1)]
    return [*made, "", "Now tell the coach:", *told, *([f"  {found.link}"] if found.link else [])]
