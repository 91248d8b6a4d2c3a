"""Folders and files for this user's eyes only (contract, section 5: files 0600, folders 0700)."""

from __future__ import annotations

import os
from pathlib import Path


def make_folder(folder: Path) -> None:
    """Make the folder and those above it that are missing, each 0700; one that stands stays as it is.

    Raises OSError (also where a file stands in its place).
    """
    for part in reversed([folder, *folder.parents]):
        if not part.is_dir():
            part.mkdir(mode=0o700, exist_ok=True)


def sync_folder(folder: Path) -> None:
    """Make what was created, renamed or removed in the folder survive a power loss. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
