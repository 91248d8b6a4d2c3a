"""What a mailbox of answers gives to a run. Which server it stands on, and how that is spoken to: imap.py."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol


class InboxSettings(Protocol):
    """What a mailbox needs of [inbox] (contract, section 6); `password` is the secret itself."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def security(self) -> str: ...
    @property
    def username(self) -> str: ...
    @property
    def password(self) -> str: ...
    @property
    def folder(self) -> str: ...
    @property
    def sent_folder(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Arrived:
    """One message as it stands in the mailbox. `received` is aware, and the server's word (RFC 3501, 2.3.3).

    `data` are its first bytes, all of them where `whole`. `mark` is to be remembered once this message is dealt
    with, and given to the next reading; it means nothing but to the mailbox that gave it.
    """

    uid: int
    data: bytes
    received: datetime
    mark: str
    whole: bool


class Mailbox(Protocol):
    """Where answers arrive; it is looked at and never changed. A context manager, as a Transport is."""

    def __enter__(self) -> Mailbox: ...

    def __exit__(self, *exc: object) -> None: ...

    def check(self) -> None:
        """Whether answers could be read. Raises Unusable."""

    def new(self, mark: str, since: date) -> Iterator[Arrived]:
        """What came after `mark`, oldest first; with a mark that is blank or no longer holds, all since `since`.

        A message may come twice, over two readings: whoever reads knows what was handled. Raises Unusable before
        the first message and TryLater after it; what was yielded until then stands.
        """


def open_mailbox(inbox: InboxSettings) -> Mailbox:
    """The mailbox of the settings; the driver is imported here. Connects with the first look. Raises Unusable."""
    from jobs.mail.imap import Imap

    return Imap(
        inbox.host,
        inbox.port,
        security=inbox.security,
        username=inbox.username,
        password=inbox.password,
        folder=inbox.folder,
    )
