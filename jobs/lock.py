"""One run at a time on one workbook: the others leave at once with exit status 3."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sync.workbook.base import Missing, WorkbookProblem


class Held(Exception):
    """Another run holds this workbook."""

    exit_status = 3


@contextmanager
def hold(file: Path, dry_run: bool = False) -> Iterator[None]:
    """Hold the lock while the block runs; a killed run lets go by itself (flock(2)). Raises Held, WorkbookProblem.

    A dry run makes no file and keeps nobody out: it looks whether another run is at work, whose letters on the way
    it would take for letters in doubt.
    """
    if dry_run and not file.exists():
        yield
        return
    handle = _opened(file, dry_run)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Held("Another run is at work on this workbook; this one leaves it alone.") from None
        if dry_run:
            fcntl.flock(handle, fcntl.LOCK_UN)
        yield
    finally:
        os.close(handle)


def _opened(file: Path, dry_run: bool) -> int:
    how = os.O_RDONLY if dry_run else os.O_RDWR | os.O_CREAT
    try:
        return os.open(file, how | os.O_CLOEXEC, 0o600)
    except FileNotFoundError:
        raise Missing(f"There is no folder {file.parent}. Check the path of the workbook in the settings.") from None
    except OSError as error:
        raise WorkbookProblem(f"The folder {file.parent} cannot be written: {error.strerror}.") from None
