"""One run at a time on one workbook: the others leave at once with exit status 3."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Held(Exception):
    """Another run holds this workbook."""

    exit_status = 3


@contextmanager
def hold(file: Path) -> Iterator[None]:
    """Hold the lock while the block runs; a killed run lets go by itself (flock(2)). Raises Held, OSError."""
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Held("Another run is at work on this workbook; this one leaves it alone.") from None
        yield
    finally:
        os.close(handle)
