"""Which process claimed a letter, so that another run can tell whether it is surely gone. Only Linux tells."""

from __future__ import annotations

import os
from pathlib import Path

PROC = Path("/proc")


def this_process() -> str:
    """Boot, PID namespace, PID and start: together never given twice. Blank where the system does not tell."""
    try:
        return f"{_here()} {os.getpid()} {_start_of(str(os.getpid()))}"
    except OSError:
        return ""


def surely_gone(process: str) -> bool:
    """Whether it ran on this very machine and sends no more; of another machine's process nothing can be known.

    This process itself counts as gone: its runs on one workbook hold the same lock file, one after the other.
    """
    try:
        if not process or not process.startswith(f"{_here()} "):
            return False
    except OSError:
        return False
    pid, start = process.split()[2:]
    try:
        return process == this_process() or _start_of(pid) != start
    except (FileNotFoundError, ProcessLookupError):
        return True
    except OSError:
        return False


def _here() -> str:
    boot = (PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    return f"{boot} {(PROC / 'self/ns/pid').readlink()}"


def _start_of(pid: str) -> str:
    """Field 22 of stat (proc(5)); the name before it may hold blanks and brackets. Blank for one that has ended."""
    fields = (PROC / pid / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    return "" if fields[0] in "ZX" else fields[19]
