"""Doubt about a letter resolved by a look into the sent mail over IMAP. Sends nothing itself."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from typing import TYPE_CHECKING

from jobs.mail.base import MailProblem, Transport
from jobs.mail.mailbox import InboxSettings

if TYPE_CHECKING:
    from jobs.mail.imap import Imap

Open = Callable[[], "Imap"]
"""Gives the folder of sent mail; it is connected to when it is looked into."""


class WithSentMail:
    """A Transport that can look for what another one sent; all else is that one's.

    Servers file copies late, in another folder or not at all: a letter that is found went out, one that is not
    found proves nothing (contract, guarantee 3). `message_id` gives the Message-ID of a key, blank if unknown, for
    servers that cannot search a header of ours. What keeps it from looking is told to `remark`, once, and is no
    problem of the run.
    """

    def __init__(
        self,
        transport: Transport,
        sent: Open,
        message_id: Callable[[str], str],
        remark: Callable[[str], None],
    ) -> None:
        self._transport = transport
        self._sent = sent
        self._message_id = message_id
        self._remark = remark
        self._folder: Imap | None = None
        self._inside = self._blind = False
        self.keeps_message_id = transport.keeps_message_id
        self.is_safe_to_rehearse = transport.is_safe_to_rehearse

    def __enter__(self) -> WithSentMail:
        self._transport.__enter__()
        self._inside = True
        return self

    def __exit__(self, *exc: object) -> None:
        self._inside = False
        self._close()
        self._transport.__exit__(*exc)

    def check(self) -> None:
        """As the transport does: whether the sent mail can be looked at is the folder's own check."""
        self._transport.check()

    def send(self, message: EmailMessage) -> str:
        """Send it; what went is the transport's word alone."""
        return self._transport.send(message)

    def find(self, key: str) -> bool | None:
        """True if that letter stands in the sent mail, else None: its absence proves nothing. Never raises.

        One connection serves all letters of a `with`; outside of it, as in a dry run, each look has its own.
        """
        if self._blind or not key:
            return None
        try:
            self._folder = self._folder or self._sent()
            there = self._folder.holds("X-Coachsheet-Key", key)
            return there or self._folder.holds("Message-ID", self._message_id(key)) or None
        except MailProblem as problem:
            self._blind = True
            self._remark(f"The sent mail could not be looked at: {problem}.")
            return None
        finally:
            if not self._inside:
                self._close()

    def _close(self) -> None:
        folder, self._folder = self._folder, None
        if folder is not None:
            folder.__exit__()


def sent_folder(inbox: InboxSettings) -> Open:
    """How to open [inbox] sent_folder; the driver is imported, and the server called, when it is opened."""

    def opened() -> Imap:
        from jobs.mail.imap import Imap

        return Imap(
            inbox.host,
            inbox.port,
            security=inbox.security,
            username=inbox.username,
            password=inbox.password,
            folder=inbox.sent_folder,
            setting="[inbox] sent_folder",
        )

    return opened
