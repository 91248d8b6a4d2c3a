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


def _outbox(mail: MailSettings) -> Transport:
    from jobs.mail.outbox import Outbox

    return Outbox(mail.outbox)


def _smtp(mail: MailSettings) -> Transport:
    from jobs.mail.smtp import Smtp

    return Smtp(
        mail.host,
        mail.port,
        security=mail.security,
        username=mail.username,
        password=mail.password,
        per_minute=mail.per_minute,
        max_per_connection=mail.max_per_connection,
    )


TRANSPORTS: dict[str, Callable[[MailSettings], Transport]] = {"outbox": _outbox, "smtp": _smtp}
"""Name in [mail] transport -> opener. Opening makes no connection and no folder: the first letter does."""
