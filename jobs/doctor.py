"""`coachsheet doctor`: says in plain words what is wrong and how to mend it; ends with Ready, or the one next step."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from jobs.desk import Desk
from jobs.finding import Finding
from jobs.ledger.base import LedgerProblem
from jobs.look import Look, look
from jobs.mail.base import MailProblem
from jobs.settings import MailSettings
from jobs.summary import counted
from sync.records import Client
from sync.schema import TABS
from sync.workbook.base import WorkbookProblem


def examine(desk: Desk) -> list[Finding]:
    """Everything looked at, in the order in which it is to be mended. Writes nothing, sends nothing."""
    found = [Finding("Settings", f"{desk.settings.file} can be read")]
    found += [Finding("Files", warning, warning.rpartition(": ")[2]) for warning in desk.settings.warnings]
    found += _workbook(desk)
    found += _mail(desk)
    found.append(_papers())
    if desk.settings.inbox.used:
        from jobs import doctor_inbox

        found += doctor_inbox.examine(desk)
    return found


def _papers() -> Finding:
    """Whether PDFs can be made; without them papers go as pages, which is no failure."""
    from jobs.papers.paper import lacking

    why = lacking()
    return Finding("Papers", f"they go as HTML files. {why}" if why else "PDFs can be made")


def ending(found: list[Finding]) -> str:
    """`Ready`, or the one next step."""
    return next((f"Next: {finding.next_step}" for finding in found if finding.next_step), "Ready")


def _workbook(desk: Desk) -> Iterator[Finding]:
    if desk.settings.workbook.kind == "google":
        from jobs import doctor_google

        found = list(doctor_google.examine(desk))
        yield from found
        if any(finding.next_step for finding in found):
            return
    try:
        workbook = desk.workbook()
        with desk.memory(workbook.identity) as ledger:
            seen = look(desk, workbook, ledger)
            known = len(ledger.entries())
    except WorkbookProblem as problem:
        missing = desk.settings.workbook.kind == "excel" and not desk.settings.workbook.path.exists()
        yield Finding("Workbook", str(problem), "coachsheet setup" if missing else str(problem))
        return
    except LedgerProblem as problem:
        yield Finding("Ledger", str(problem), str(problem))
        return
    yield Finding("Workbook", f"{workbook.name} can be read: {counted(len(seen.reading.record.clients), 'client')}")
    if desk.settings.workbook.kind == "excel":
        yield _may_write(desk)
        yield Finding("One machine", "an .xlsx workbook is for one machine at a time; two need a Google Sheet")
    yield from _columns(seen)
    yield Finding("Ledger", f"it knows {counted(known, 'letter')}")
    yield from _doubt(seen)
    yield from _policies(desk, seen)
    yield from _clients(desk, seen)


def _may_write(desk: Desk) -> Finding:
    path = desk.settings.workbook.path
    folder = path.resolve().parent
    if os.access(path, os.W_OK) and os.access(folder, os.W_OK):
        return Finding("Writing", "the workbook and its folder can be written")
    return Finding("Writing", f"{folder} cannot be written", f"make {folder} and the workbook writable for this user")


def _columns(seen: Look) -> Iterator[Finding]:
    problems = seen.reading.layouts.problems
    for problem in problems:
        yield Finding("Columns", problem, problem)
    for remark in seen.reading.layouts.remarks:
        yield Finding("Columns", remark)
    missing = [
        tab.title for tab in TABS.values() if not tab.made_by_job and not seen.reading.layouts.tabs.get(tab.title)
    ]
    if missing and not problems:
        yield Finding("Tabs", f"not there, and treated as empty: {', '.join(missing)}; coachsheet setup adds them")
    elif not problems:
        yield Finding("Columns", "every tab and column that is needed stands there once")


def _doubt(seen: Look) -> Iterator[Finding]:
    doubtful = [sent.key for sent in seen.mail if sent.state == "in doubt"]
    if doubtful:
        yield Finding("Letters in doubt", f"{len(doubtful)} may or may not have gone", "coachsheet resolve")


def _policies(desk: Desk, seen: Look) -> Iterator[Finding]:
    policies = seen.reading.record.policies
    bad = [row.number for row in seen.reading.record.rows.get("Policies", ()) if row.notes]
    if bad:
        yield Finding("Policies", f"rows {', '.join(map(str, bad))} are not used as typed; see their Sync note")
    yield Finding("Time zone", f"the practice's clock is {policies.time_zone.key}")
    if policies.rehearsal:
        yield Finding(
            "Rehearsal", "every email comes to the coach; set Send to in Policies to Clients when you are ready"
        )
    if desk.settings.inbox.used:
        from jobs import doctor_inbox

        yield from doctor_inbox.reply_address(desk, policies)


def _clients(desk: Desk, seen: Look) -> Iterator[Finding]:
    """Whether letters can ever reach each client, by sheet row, without her name."""
    record = seen.reading.record
    checks: tuple[tuple[str, Callable[[Client], bool]], ...] = (
        ("rows to check", lambda client: client.row.to_check),
        ("no emails wanted", lambda client: client.emails == "None"),
        ("prospects", lambda client: client.stage == "Prospect"),
        ("paused or ended", lambda client: client.stage in ("Paused", "Ended")),
    )
    reached = 0
    reasons: dict[str, list[int]] = {}
    for client in record.clients:
        why = next((reason for reason, holds in checks if holds(client)), "")
        reached += not why
        if why:
            reasons.setdefault(why, []).append(client.row.number)
    apart = "".join(f"; {why}: rows {', '.join(map(str, rows[:10]))}" for why, rows in reasons.items())
    yield Finding("Reach", f"emails can reach {reached} of {len(record.clients)} clients{apart}")
    if "rows to check" in reasons:
        rows = ", ".join(map(str, reasons["rows to check"][:10]))
        yield Finding("Clients", f"rows {rows} cannot be used", f"Clients, rows {rows}: do what their Sync note says")
    policies = record.policies
    if policies.send_from >= policies.send_until:
        says = f"Send from {policies.send_from} is not before Send until {policies.send_until}"
        yield Finding("Hours", says, "Policies: set Send from and Send until so that hours lie between them")
    if policies.closed(desk.now.astimezone(policies.time_zone).date()):
        yield Finding("Closed", "today is a day without letters (Closed on)")
    if policies.emails_a_week == 0:
        yield Finding("Ceiling", "Emails a week is 0: only what cannot wait goes")


def _mail(desk: Desk) -> Iterator[Finding]:
    mail = desk.settings.mail
    if mail.transport == "gmail":
        from jobs import doctor_gmail

        yield from doctor_gmail.examine(desk)
        return
    try:
        transport = desk.transport()
        if mail.transport == "outbox":
            transport.check()
            yield Finding("Emails", f"they go into the folder {mail.outbox}, and nowhere else")
            return
        with transport:
            transport.check()
        yield Finding("Emails", f"{mail.host}:{mail.port} takes the login")
    except MailProblem as problem:
        yield Finding("Emails", str(problem), _mail_step(str(problem), mail))


def _mail_step(problem: str, mail: MailSettings) -> str:
    """In the words of the providers' own pages, where the server's answer is one of the usual ones."""
    if mail.transport == "outbox" or "check port" in problem:
        return problem  # it says what to do
    if "answered the login" in problem:
        if mail.credentials:
            return f"log in again, with the mailbox that [mail] username names ({problem})"
        step = "make an app password in the mailbox's account settings, and put it into [mail] password_file"
        return f"{step} ({mail.host})"
    if "certificate" in problem:
        return f"check [mail] host: the certificate of {mail.host} is not one for that name"
    return f"check [mail] host, port and security against your provider's page ({problem})"
