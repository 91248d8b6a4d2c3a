"""How letters go out: transports by their name in the settings. A driver is imported when it is chosen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from jobs.mail.base import Transport


class MailSettings(Protocol):
    """What transports need of [mail] (contract, section 6); `password` is the secret itself, wherever it was kept."""

    @property
    def outbox(self) -> Path: ...
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
    def per_minute(self) -> int: ...
    @property
    def max_per_connection(self) -> int: ...
    @property
    def credentials(self) -> Path | None: ...
    @property
    def subject_user(self) -> str: ...


def _outbox(mail: MailSettings, _emulator: str) -> Transport:
    from jobs.mail.outbox import Outbox

    return Outbox(mail.outbox)


def _smtp(mail: MailSettings, _emulator: str) -> Transport:
    from jobs.mail.smtp import Smtp

    return Smtp(
        mail.host,
        mail.port,
        security=mail.security,
        username=mail.username,
        password=mail.password,
        credentials=mail.credentials,
        per_minute=mail.per_minute,
        max_per_connection=mail.max_per_connection,
    )


def _gmail(mail: MailSettings, emulator: str) -> Transport:
    from jobs.mail.gmail import Gmail

    assert mail.credentials is not None
    return Gmail(mail.credentials, mail.subject_user, emulator=emulator, per_minute=mail.per_minute)


TRANSPORTS: dict[str, Callable[[MailSettings, str], Transport]] = {"outbox": _outbox, "smtp": _smtp, "gmail": _gmail}
"""Name in [mail] transport -> opener, given the settings and the local server instead of Google's, or blank.
Opening makes no connection and no folder: the first letter does."""
