"""The default transport: a folder with one .eml a letter. Nothing leaves this machine."""

from __future__ import annotations

import os
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import quote

from jobs.mail.base import Refused, Unusable
from jobs.mail.envelope import seal
from jobs.private import make_folder, sync_folder

_LONGEST_NAME = 200


class Outbox:
    """A Transport into a folder (0700, made when the first letter goes) of files (0600).

    A letter is named by its X-Coachsheet-Key and stands whole or not at all, through a kill and a power
    loss; one whose key stands there already was sent, and is left as it is (contract, guarantee 3).
    """

    keeps_message_id = True
    is_safe_to_rehearse = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> Outbox:
        if self._folder.is_dir():
            self._sweep()
        return self

    def __exit__(self, *exc: object) -> None:
        return None

    def check(self) -> None:
        """Whether letters could be put here, trying nothing. Raises Unusable."""
        standing = next(path for path in (self._folder, *self._folder.absolute().parents) if path.exists())
        if not standing.is_dir() or not os.access(standing, os.W_OK | os.X_OK):
            raise Unusable(f"the outbox {self._folder} cannot be written; check the folder and who may write there")

    def send(self, message: EmailMessage) -> str:
        """Put the letter into the folder. Raises Refused, Unusable (no folder, read-only, disk full)."""
        name = _file_name(str(message.get("X-Coachsheet-Key", "")))
        if not name:
            raise Refused("the letter has no key that can name a file")
        path, data = self._folder / name, seal(message).data
        try:
            make_folder(self._folder)
            if not path.exists():
                _write_whole(path, data)
        except OSError as error:
            raise Unusable(f"the outbox {self._folder} cannot take letters: {error.strerror}") from error
        return ""

    def find(self, key: str) -> bool:
        """Whether the letter of that key stands in the folder."""
        name = _file_name(key)
        return bool(name) and (self._folder / name).exists()

    def _sweep(self) -> None:
        """Remove what writers left that were killed; one that still runs keeps its file."""
        for path in self._folder.glob(".*.partial"):
            writer = path.name.split(".")[-2]
            if writer.isdecimal() and not _runs(int(writer)):
                with suppress(OSError):
                    path.unlink()


def _file_name(key: str) -> str:
    """The file of a key: plain keys as they are, every other character quoted; blank: no file can be named so."""
    name = quote(key, safe="", errors="replace").replace(".", "%2E")
    return f"{name}.eml" if 0 < len(name) <= _LONGEST_NAME else ""


def _write_whole(path: Path, data: bytes) -> None:
    partial = path.with_name(f".{path.stem}.{os.getpid()}.partial")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.rename(path)
    except OSError:
        with suppress(OSError):
            partial.unlink()
        raise
    sync_folder(path.parent)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except PermissionError:
        return True
    except (ProcessLookupError, OverflowError):
        return False
    return True
