"""The doctor at the inbox: login and folders, the key that signs reply addresses, and where answers go."""

from __future__ import annotations

from collections.abc import Iterator

from jobs.desk import Desk
from jobs.finding import Finding
from jobs.letters.tokens import MAC, NUMBER, KeyProblem, load
from jobs.mail.base import MailProblem
from jobs.mail.sent_mail import sent_folder
from jobs.mailbox_note import belongs
from sync.addresses import LONGEST_LOCAL
from sync.policies import Policies


def examine(desk: Desk) -> Iterator[Finding]:
    """From the login to the key. Changes nothing in the mailbox, and makes no key."""
    inbox = desk.settings.inbox
    try:
        with desk.mailbox() as mailbox:
            mailbox.check()
        yield Finding("Inbox", f"{inbox.host}:{inbox.port} takes the login, and the folder {inbox.folder} can be read")
        if inbox.sent_folder:
            with sent_folder(inbox)() as folder:
                folder.check()
            yield Finding("Sent mail", f"the folder {inbox.sent_folder} can be read")
    except MailProblem as problem:
        yield Finding("Inbox", str(problem), _step(str(problem), inbox.host))
    yield _key(desk)


def _step(problem: str, host: str) -> str:
    if "answered the login" in problem:
        return f"make an app password in the mailbox's account settings, and put it into [inbox] password_file ({host})"
    return f"check [inbox] against your provider's page ({problem})"


def _key(desk: Desk) -> Finding:
    file = desk.settings.replies.secret_file
    try:
        key = load(file)
    except KeyProblem as problem:
        return Finding("Reply key", str(problem), str(problem))
    if key is None:
        return Finding("Reply key", f"{file.name} is made with the first email; keep a copy of it with the settings")
    return Finding("Reply key", f"{file.name} signs reply addresses since {key.made.date().isoformat()}")


def reply_address(desk: Desk, policies: Policies) -> Iterator[Finding]:
    """Whether answers can find their way into the inbox, as far as that can be seen without sending."""
    what, address = "Reply address", policies.reply_address
    if not address:
        has = "what Policies has cannot be read" if what in policies.misread else "Policies has none"
        says = f"{has}, so answers to emails would do nothing by themselves"
        yield Finding(what, says, "Policies, Reply address: the address whose mail arrives in the inbox")
        return
    local = address.rpartition("@")[0]
    if len(local.encode()) + 1 + NUMBER + MAC > LONGEST_LOCAL:
        yield Finding(what, "it is too long to be signed", "Policies, Reply address: one that is shorter before the @")
        return
    if not belongs(desk.settings.inbox, address):
        yield Finding(what, "it is not the address that logs in to the inbox; make sure that its mail arrives there")
    yield Finding(
        what,
        "answers go to it with + and letters before the @. Try that once: from another mailbox, write to it with"
        " +test before the @. If that does not arrive, your provider calls it plus addressing or subaddressing",
    )
