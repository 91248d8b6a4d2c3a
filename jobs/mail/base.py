"""What every transport can do: send one message, say how that ended, look for one sent before."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Protocol


class MailProblem(Exception):
    """A message did not go out as asked; the text is for logs: no address, no secret, no word of a cell."""


class Refused(MailProblem):
    """For good (SMTP 5xx): this letter failed; the others go on."""


class TryLater(MailProblem):
    """Surely not sent, and worth another try in the next run (4xx, a ceiling, a connection lost before the data).

    `in_this_run`: a pause of some seconds may do; False where the server said that it will not.
    """

    def __init__(self, words: str, *, in_this_run: bool = True) -> None:
        super().__init__(words)
        self.in_this_run = in_this_run


class InDoubt(MailProblem):
    """Perhaps sent: the connection broke after the last byte went and before the receipt came. Never resent."""


class Unusable(MailProblem):
    """The transport itself does not work (login, certificate, no server): nothing was sent; stop trying in this run."""


class Transport(Protocol):
    """Sends letters one at a time. A context manager: connections live between `__enter__` and `__exit__`."""

    keeps_message_id: bool
    is_safe_to_rehearse: bool
    """An outbox folder or a loopback host: nothing leaves this machine (contract: --as-of, guarantee 7)."""

    def __enter__(self) -> Transport: ...

    def __exit__(self, *exc: object) -> None: ...

    def check(self) -> None:
        """Whether letters could go: the folder, or the server and its login; sends nothing. Raises Unusable."""

    def send(self, message: EmailMessage) -> str:
        """Send to the message's To. Returns once it is accepted. Raises Refused, TryLater, InDoubt, Unusable.

        The Message-ID under which it went, where the server gave it one and tells; else blank.
        """

    def find(self, key: str) -> bool | None:
        """Whether a letter of that key is in the sent mail; None where that cannot be known."""
