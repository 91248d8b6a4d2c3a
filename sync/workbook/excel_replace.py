"""A workbook file as a whole: what it held when it was read, and its replacement at one stroke. Knows no cells."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import socket
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sync.workbook.base import Changed, Missing, Unreadable, WorkbookProblem
from sync.workbook.excel_package import LARGEST_FILE

_LEFTOVER = ".coachsheet-"
_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk is full",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "this user may not write in its folder",
    errno.EPERM: "this user may not write in its folder",
}


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What tells a file that was touched from one that was not: size, time, file number and content."""

    inode: int
    size: int
    modified: int
    digest: bytes


def content_of(path: Path) -> tuple[bytes, Fingerprint]:
    """The file's bytes and fingerprint. Raises Unreadable for what is missing, no file, too large or closed to us."""
    try:
        with path.open("rb") as file:
            state = os.fstat(file.fileno())
            if not stat.S_ISREG(state.st_mode):
                raise Unreadable(f"{path.name} is not a file.")
            if state.st_size > LARGEST_FILE:
                raise Unreadable(f"{path.name} is larger than {LARGEST_FILE >> 20} MB. Use a smaller workbook.")
            content = file.read()
    except FileNotFoundError as error:
        raise Missing(f"There is no {path.name} in {path.parent}. Check the path in the settings.") from error
    except OSError as error:
        raise Unreadable(f"{path.name} cannot be read: {error.strerror}.") from error
    digest = hashlib.sha256(content).digest()
    return content, Fingerprint(state.st_ino, state.st_size, state.st_mtime_ns, digest)


def replace(path: Path, content: bytes, stood: Fingerprint, still_free: Callable[[], None]) -> None:
    """Put the content in place of the file that was read as `stood`: wholly, durably, or not at all.

    `still_free` is called last before the replacement and raises where somebody opened the file. Mode and
    owner are kept. Raises Changed where the file is no longer that one, WorkbookProblem where it cannot be
    written; then nothing was written.
    """
    state = _writable(path)
    _sweep(path)
    fresh = path.with_name(f".{path.name}{_LEFTOVER}{socket.gethostname()}-{os.getpid()}.tmp")
    try:
        _write(fresh, content, state, path)
        still_free()
        if content_of(path)[1] != stood:
            raise Changed(f"{path.name} changed while the run was reading it. Nothing was written.")
        fresh.replace(path)
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, error.strerror or "the disk failed")
        raise WorkbookProblem(f"{path.name} cannot be written: {reason}. Nothing was changed.") from error
    finally:
        fresh.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _writable(path: Path) -> os.stat_result:
    """A workbook that its owner made read-only stays as it is, though a replacement would get past that."""
    try:
        state = path.stat()
    except OSError as error:
        raise Changed(f"{path.name} went away while the run was reading it. Nothing was written.") from error
    if not state.st_mode & 0o222 or not os.access(path, os.W_OK):
        raise WorkbookProblem(f"{path.name} is read-only. Allow this user to write it.")
    return state


def _write(fresh: Path, content: bytes, state: os.stat_result, path: Path) -> None:
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        _keep_owner(file.fileno(), state, path)
        os.fchmod(file.fileno(), stat.S_IMODE(state.st_mode))
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _keep_owner(handle: int, state: os.stat_result, path: Path) -> None:
    made = os.fstat(handle)
    if (made.st_uid, made.st_gid) == (state.st_uid, state.st_gid):
        return
    try:
        os.fchown(handle, state.st_uid, state.st_gid)
    except PermissionError as error:
        raise WorkbookProblem(f"{path.name} belongs to another user. Run coachsheet as its owner.") from error


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sweep(path: Path) -> None:
    """Remove what killed runs of this host left beside the file; a living run's is left alone."""
    name = f".{path.name}{_LEFTOVER}{socket.gethostname()}-"
    ours = re.compile(re.escape(name) + r"(\d+)\.tmp")
    for left in path.parent.iterdir():
        found = ours.fullmatch(left.name)
        if found and (int(found[1]) == os.getpid() or not _alive(int(found[1]))):
            left.unlink(missing_ok=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
