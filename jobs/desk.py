"""What a run has on its desk: the settings, the instant, the options, and how to open what it works on.

Drivers are imported here when they are chosen, and nowhere else in jobs/.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import prod
from pathlib import Path

from jobs.ledger import open_ledger
from jobs.ledger.base import Ledger
from jobs.letters import tokens
from jobs.letters.tokens import ReplyKey
from jobs.mail import TRANSPORTS
from jobs.mail.base import Transport
from jobs.mail.mailbox import Mailbox, open_mailbox
from jobs.settings import Settings
from sync.identity import PATTERN
from sync.workbook.base import Workbook


def random_id() -> str:
    """A fresh ID that nobody can guess or expect."""
    number = secrets.randbelow(prod(map(len, PATTERN)))
    letters = []
    for alphabet in PATTERN:
        number, at = divmod(number, len(alphabet))
        letters.append(alphabet[at])
    return "".join(letters)


@dataclass(frozen=True, slots=True)
class Desk:
    """One run's means. `now` is aware; `as_of` says that it was given and is not the real clock's."""

    settings: Settings
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    as_of: bool = False
    dry_run: bool = False
    force: bool = False
    new_id: Callable[[], str] = random_id
    chance: Callable[[int], bytes] = secrets.token_bytes
    verbose: bool = False

    def workbook(self) -> Workbook:
        """The practice's workbook; a driver is imported when it is chosen."""
        if self.settings.workbook.kind == "google":
            from jobs import spreadsheet

            return spreadsheet.open_workbook(self.settings)
        from sync.workbook.excel import ExcelWorkbook

        assert self.settings.workbook.path is not None
        return ExcelWorkbook(self.settings.workbook.path)

    def ledger(self, identity: str) -> Ledger:
        """The memory of that workbook, to be used in a `with`; in a dry run a copy that nobody keeps."""
        return open_ledger(self.settings.ledger.url, identity, self.settings.folder, dry_run=self.dry_run)

    def memory(self, identity: str) -> Ledger:
        """The same, for looking only: a copy, so that a look leaves no trace."""
        return open_ledger(self.settings.ledger.url, identity, self.settings.folder, dry_run=True)

    def transport(self, workbook: str = "", remark: Callable[[str], None] = lambda said: None) -> Transport:
        """How letters go out, to be used in a `with`; opening it sends nothing. Raises Unusable.

        Letters sent over SMTP are looked for in the inbox's sent_folder, where one is set. `workbook` is the
        identity by which they have their Message-IDs; what keeps a look from being taken is told to `remark`.
        """
        mail, inbox = self.settings.mail, self.settings.inbox
        plain = TRANSPORTS[mail.transport](mail, self.settings.emulator)
        if mail.transport != "smtp" or not (inbox.used and inbox.sent_folder):
            return plain
        from jobs.letters.message import Post, message_id
        from jobs.mail.sent_mail import WithSentMail, sent_folder

        post = Post(mail.sender, workbook, self.now)
        return WithSentMail(plain, sent_folder(inbox), lambda key: message_id(key, post) if workbook else "", remark)

    @property
    def way(self) -> str:
        """The way that letters go now: which outbox, or which mailbox or server."""
        mail = self.settings.mail
        where = {"outbox": mail.outbox.resolve(), "smtp": f"{mail.host}:{mail.port}"}
        return f"{mail.transport} {where.get(mail.transport, mail.subject_user)}"

    def mailbox(self) -> Mailbox:
        """Where answers arrive, to be used in a `with`; it connects with the first look. Raises Unusable."""
        return open_mailbox(self.settings.inbox)

    def reply_key(self) -> ReplyKey:
        """What signs reply addresses; made where there is none, in a dry run for that run alone. Raises KeyProblem."""
        file = self.settings.replies.secret_file
        if self.dry_run:
            return tokens.load(file) or tokens.fresh(self.now, self.chance)
        return tokens.load_or_make(file, self.now, self.chance)

    @property
    def lock_file(self) -> Path:
        """One run at a time holds it; beside an .xlsx, so that all settings meet there. Raises WorkbookProblem."""
        if self.settings.workbook.kind == "google":
            from jobs import spreadsheet

            return spreadsheet.lock_file(self.settings)
        path = self.settings.workbook.path
        assert path is not None
        real = path.resolve()
        return real.with_name(f".{real.name}.coachsheet-lock")


def seeded_ids(seed: int) -> Callable[[], str]:
    """IDs that are the same every time, for the demonstration."""
    source = random.Random(seed)
    return lambda: "".join(source.choice(alphabet) for alphabet in PATTERN)
