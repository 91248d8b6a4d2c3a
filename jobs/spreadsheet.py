"""How a run opens its Google Sheet: which tabs it reads, with which clock and chance, under which lock."""

from __future__ import annotations

import os
import random
import secrets
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from jobs.settings import Settings
from sync.schema import TABS
from sync.workbook.base import Workbook, WorkbookProblem
from sync.workbook.google import Access, GoogleWorkbook
from sync.workbook.google_pace import Means


def access(settings: Settings) -> Access:
    """Which spreadsheet, as whom."""
    book = settings.workbook
    return Access(book.key, book.auth, book.credentials, settings.emulator)


def open_workbook(settings: Settings) -> Workbook:
    """The practice's spreadsheet; nothing is sent yet."""
    return GoogleWorkbook(access(settings), known_titles(settings), real_means())


def known_titles(settings: Settings) -> Iterable[str]:
    """The titles of the contract's tabs, with those that settings give them."""
    return [*TABS, *(other for others in settings.tabs.values() for other in others)]


def real_means() -> Means:
    return Means(
        monotonic=time.monotonic,
        sleep=time.sleep,
        chance=random.random,
        now=lambda: datetime.now(UTC),
        token=lambda: secrets.randbelow(2**31 - 2) + 1,
    )


def lock_file(settings: Settings) -> Path:
    """One run at a time on this machine, whichever settings file it came by: the lock lies in the user's state folder
    (XDG base directories), under the spreadsheet's id. Raises WorkbookProblem.
    """
    given = Path(os.environ.get("XDG_STATE_HOME", ""))
    folder = (given if given.is_absolute() else Path.home() / ".local" / "state") / "coachsheet"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise WorkbookProblem(f"The folder {folder} cannot be made: {error.strerror}.") from error
    return folder / f"{access(settings).id}.lock"
