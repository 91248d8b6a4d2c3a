"""Who has a workbook open: the lock files that Excel and LibreOffice leave beside it. Writes none itself."""

from __future__ import annotations

import os
import re
import socket
import subprocess
from datetime import datetime
from pathlib import Path

from sync.workbook.base import InUse


def check_free(path: Path) -> None:
    """Raises InUse, saying who and since when, if Excel or LibreOffice holds the file open.

    LibreOffice writes `.~lock.NAME#` with user and host, Excel the owner file `~$NAME` with a user's name
    only. A lock of this host whose LibreOffice is gone is seen through, and so is an owner file older than
    this machine's last start: with neither could a crash be told from somebody at work.
    """
    for folder, name in {(path.parent, path.name), (path.resolve().parent, path.resolve().name)}:
        _check_libreoffice(folder / f".~lock.{name}#", name)
        _check_excel(folder / f"~${name}", name)


def _content(lock: Path) -> tuple[bytes, float] | None:
    """The lock's bytes and the time it was written (seconds since 1970), or None where there is no lock."""
    try:
        written = lock.stat().st_mtime
        with lock.open("rb") as file:
            return file.read(4096), written
    except FileNotFoundError:
        return None
    except OSError:  # on a share Excel keeps its owner file closed to others
        return b"", lock.lstat().st_mtime


def _in_use(name: str, program: str, who: str, written: float, lock: Path) -> InUse:
    since = datetime.fromtimestamp(written)
    clean = " ".join(re.sub(r"[^\w .,@'-]", " ", who).split())[:60]
    by = f" by {clean}" if clean else ""
    return InUse(
        f"{name} is open in {program}{by} since {since:%a} {since.day} {since:%b %H:%M}. "
        f"Close it there (nobody has it open? Delete {lock.name} beside it); the next run tries again."
    )


def _check_libreoffice(lock: Path, name: str) -> None:
    found = _content(lock)
    if not found:
        return
    fields = _fields(found[0].decode("utf-8", "replace"))
    user, account, host = (*fields, "", "", "")[:3]
    if host and _this_host(host) and not _libreoffice_runs_since(found[1]):
        return
    raise _in_use(name, "LibreOffice", user or account, found[1], lock)


def _fields(text: str) -> list[str]:
    """User, account, host, date, profile; commas and semicolons inside are escaped by a backslash."""
    parts = re.findall(r"(?:^|,)((?:[^,;\\]|\\.)*)", text)
    return [re.sub(r"\\(.)", r"\1", part).strip() for part in parts]


def _this_host(host: str) -> bool:
    return host.split(".")[0].casefold() == socket.gethostname().split(".")[0].casefold()


def _libreoffice_runs_since(written: float) -> bool:
    """Whether a LibreOffice runs here that started before the lock was written, and so may have written it."""
    processes = Path("/proc")
    if not (processes / "stat").exists():
        return _libreoffice_listed()
    started_at = _boot()
    ticks = os.sysconf("SC_CLK_TCK")
    for entry in processes.iterdir():
        if entry.name.isdigit() and _is_libreoffice(entry):
            try:
                line = (entry / "stat").read_text(errors="replace")
            except OSError:
                continue
            started = started_at + int(line.rpartition(")")[2].split()[19]) / ticks
            if started <= written + 2:  # /proc counts the boot in whole seconds
                return True
    return False


def _is_libreoffice(process: Path) -> bool:
    try:
        return (process / "comm").read_text(errors="replace").startswith("soffice")
    except OSError:
        return False


def _libreoffice_listed() -> bool:
    """Where there is no /proc (macOS): ask `ps`; without an answer it may run."""
    try:
        listed = subprocess.run(["ps", "-A", "-o", "comm="], capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return True
    return "soffice" in listed.stdout


def _boot() -> float:
    """When this machine started (seconds since 1970), 0 where that cannot be known."""
    try:
        found = re.search(r"^btime (\d+)$", Path("/proc/stat").read_text(), re.MULTILINE)
    except OSError:
        return 0
    return float(found[1]) if found else 0


def _check_excel(lock: Path, name: str) -> None:
    found = _content(lock)
    if not found or found[1] < _boot():
        return
    raise _in_use(name, "Excel", _owner(found[0]), found[1], lock)


def _owner(content: bytes) -> str:
    """The user of an owner file: a length and 54 bytes of the system's code page, then the same in UTF-16."""
    if len(content) >= 57:
        wide = content[57 : 57 + 2 * int.from_bytes(content[55:57], "little")]
        if wide and len(content) >= 57 + len(wide):
            return wide.decode("utf-16-le", "replace")
    return content[1 : 1 + content[0]].decode("cp1252", "replace") if content else ""
