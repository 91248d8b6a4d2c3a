"""A nightly run over 10,000 commitments of 1,000 clients: its CPU seconds, and where they go.

Each run is a process of its own, as cron starts it. CPU is counted from the start of the interpreter, user and
system; `start` ends where the run begins. What a part loads when it is first used counts as that part's.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

CLIENTS, EACH = 1000, 10
MONDAY = date(2026, 11, 23)
SETTINGS = '[workbook]\npath = "practice.xlsx"\n[mail]\nfrom = "Ana Coach <ana@strongstart.example>"\n'
POLICIES = (("Time zone", "Berlin"), ("Send to", "Clients"), ("Practice name", "Strong Start"))
RUNS = (
    ("first night, letters wait", "2026-11-23T03:00+01:00"),
    ("the same hour again", "2026-11-23T03:00+01:00"),
    ("morning, a letter each", "2026-11-23T08:00+01:00"),
    ("next night, letters wait", "2026-11-24T03:00+01:00"),
    ("next morning, those due", "2026-11-24T08:00+01:00"),
)
PARTS = ("start", "reading", "rules", "writing", "letters", "rest")


def main() -> None:
    """Print the table."""
    print(f"{CLIENTS * EACH} commitments of {CLIENTS} clients; CPU seconds")
    print(f"{'':26}" + "".join(f"{part:>9}" for part in ("all", *PARTS)) + "   wall   cells  letters  ms/letter   MB")
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder))
        subprocess.run([sys.executable, "-m", "compileall", "-q", "sync", "jobs", "benchmarks"], check=True)
        for name, as_of in RUNS:
            print(_line(name, measured(Path(folder), as_of)), flush=True)


def make(folder: Path) -> None:
    """A practice as setup makes it, filled by a coach: every fourth commitment done, every fifth without a measure."""
    from sync.workbook.excel_new import create

    chance = random.Random(2026)
    clients = [
        {"Client": f"Client {n}", "Email": f"c{n}@clients.example", "Goal": "Ten clients"} for n in range(CLIENTS)
    ]
    work: list[dict[str, Any]] = []
    for number in range(CLIENTS * EACH):
        due = MONDAY + timedelta(days=chance.randint(-40, 60))
        row: dict[str, Any] = {
            "Client": f"Client {number % CLIENTS}",
            "Commitment": f"Call five leads and write down what they said, round {number}",
            "Due": due,
        }
        if number % 4 == 0 and due < MONDAY:
            row["Done on"] = due - timedelta(days=1)
        if number % 5:
            row |= {"Measure": "five calls", "Confidence": 8}
        work.append(row)
    rules = [{"Rule": rule, "Value": value} for rule, value in POLICIES]
    create(folder / "practice.xlsx", rows={"Clients": clients, "Commitments": work, "Policies": rules})
    (folder / "coachsheet.toml").write_text(SETTINGS, encoding="utf-8")


def measured(folder: Path, as_of: str) -> dict[str, Any]:
    """One run in its own process, and what it cost."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.nightly", str(folder / "coachsheet.toml"), as_of],
        capture_output=True,
        text=True,
        check=True,
        env={name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
    )
    wall = time.perf_counter() - began
    *_, summary, cost = done.stdout.splitlines()
    return {**json.loads(summary), **json.loads(cost), "wall": wall}


def _line(name: str, run: dict[str, Any]) -> str:
    sent = run["letters"]["sent"]
    parts = run["parts"]
    each = f"{1000 * parts['letters'] / sent:11.2f}" if sent else f"{'':11}"
    seconds = "".join(f"{value:9.2f}" for value in (run["all"], *(parts[part] for part in PARTS)))
    return f"{name:26}{seconds}{run['wall']:7.2f}{run['cells_changed']:8}{sent:9}{each}{run['megabytes']:5.0f}"


def _child(config: str, as_of: str) -> None:
    """The command itself, with a look at the clock around each part."""
    import atexit

    from jobs import cli, history, look, maillog, nightly, outgoing, post

    parts: defaultdict[str, float] = defaultdict(float)
    inside: list[str] = []

    def timed(owner: Any, name: str, part: str) -> None:
        work: Callable[..., Any] = getattr(owner, name)

        def counted(*args: Any, **rest: Any) -> Any:
            if inside:
                return work(*args, **rest)
            inside.append(part)
            began = time.process_time()
            try:
                return work(*args, **rest)
            finally:
                parts[part] += time.process_time() - began
                inside.clear()

        setattr(owner, name, counted)

    from sync import findings, writeback
    from sync.workbook.excel import ExcelWorkbook

    run = nightly.run

    def started(*args: Any) -> Any:
        parts["start"] = time.process_time()
        return run(*args)

    nightly.run = started
    timed(look, "read", "reading")
    timed(findings, "find", "rules")
    timed(writeback, "changes", "rules")
    timed(ExcelWorkbook, "apply", "writing")
    timed(history, "remember", "writing")
    for owner, name in (
        (outgoing, "choose"), (outgoing, "rendered"), (outgoing, "entry"), (maillog, "log"), (maillog, "mend"),
        (post, "send_all"), (post, "told"), (maillog, "settled"),
    ):  # fmt: skip
        timed(owner, name, "letters")

    def tell() -> None:
        import resource

        whole = time.process_time()
        parts["rest"] = whole - sum(parts.values())
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"all": whole, "parts": {part: parts[part] for part in PARTS}, "megabytes": peak}))

    atexit.register(tell)
    cli.main(["--config", config, "--as-of", as_of, "--json", "nightly"])


if __name__ == "__main__":
    _child(*sys.argv[1:])
