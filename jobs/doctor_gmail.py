"""The doctor at Gmail: login, rights, and whether letters may carry the name that the settings give them."""

from __future__ import annotations

from collections.abc import Iterator

from jobs.desk import Desk
from jobs.finding import Finding
from jobs.mail.base import MailProblem
from jobs.mail.gmail import Gmail
from sync.addresses import named


def examine(desk: Desk) -> Iterator[Finding]:
    """From the key to the sender's address. Sends nothing."""
    try:
        with desk.transport() as transport:
            assert isinstance(transport, Gmail)
            transport.check()
            senders = {address.casefold() for address in transport.senders()}
    except MailProblem as problem:
        yield Finding("Emails", str(problem), str(problem))
        return
    yield Finding("Emails", "Gmail takes the login")
    if named(desk.settings.mail.sender)[1].casefold() not in senders:
        yield Finding(
            "Sender",
            "[mail] from is no address of this mailbox: Gmail would put the mailbox's own in its place",
            "make [mail] from the mailbox's address, or add it in Gmail: Settings, Accounts, Send mail as",
        )
