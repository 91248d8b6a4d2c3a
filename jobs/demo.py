"""`coachsheet demo`: an example practice, played night by night over the last two weeks into a local outbox."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from jobs import example, example_cast, nightly
from jobs.desk import Desk, seeded_ids
from jobs.schedule import command_of
from jobs.settings import load
from jobs.summary import Summary
from sync.workbook.base import WorkbookProblem

FOLDER = "demo"
MARK = "# The example practice of `coachsheet demo`. The next demo makes this folder anew."
SETTINGS = f"""{MARK}
[workbook]
kind = "excel"
path = "practice.xlsx"

[mail]
transport = "outbox"
from = "{example_cast.ANA} <ana@example.com>"
outbox = "outbox"
"""
HOME = ZoneInfo("Europe/Berlin")
NIGHTLY = time(7, 5)
AFTERNOON = time(15, 35)
"""A letters run later in the day, for clients whose morning comes later."""
NOW = time(10, 0)


@dataclass(slots=True)
class Played:
    """One day of the demonstration."""

    day: date
    edits: int
    cells: int = 0
    letters: int = 0
    rows_to_check: int = 0
    decisions: int = 0

    def add(self, summary: Summary) -> None:
        self.cells += summary.cells_changed
        self.letters += summary.sent
        self.rows_to_check = summary.rows_to_check
        self.decisions += summary.decisions_proposed


def play(cwd: Path, today: date, tell: Callable[[Played], None]) -> Path:
    """Make the folder `demo` in `cwd` and play the fortnight; `tell` hears of each day. Returns the folder.

    What the environment says of a real practice (COACHSHEET_SECTION__KEY) is not for the example: its two weeks
    would be played on that workbook and sent by that mail server. Raises WorkbookProblem where the folder is somebody
    else's, or its workbook is open.
    """
    from sync.workbook.excel_new import create

    folder = cwd / FOLDER
    _make_room(folder)
    practice = example.example_practice(today)
    create(folder / "practice.xlsx", rows=practice.rows)
    settings = load(folder / "coachsheet.toml", {}, cwd, cwd)
    ids = seeded_ids(today.toordinal())
    for ago in range(example.DAYS, -1, -1):
        day = today - timedelta(days=ago)
        typed = practice.edits.get(day, [])
        example.apply_edits(folder / "practice.xlsx", typed)
        played = Played(day, len(typed))
        for hour, job in ((NIGHTLY, "nightly"), (NOW if ago == 0 else AFTERNOON, "letters")):
            desk = Desk(settings, datetime.combine(day, hour, HOME), as_of=True, new_id=ids)
            played.add(nightly.run(desk, nightly.JOBS[job]))
        tell(played)
    return folder


def _make_room(folder: Path) -> None:
    """An earlier demonstration makes room; anything else of that name stays, and is named."""
    settings = folder / "coachsheet.toml"
    if folder.exists():
        from sync.workbook.excel_locks import check_free

        if not settings.is_file() or not settings.read_text("utf-8").startswith(MARK):
            raise WorkbookProblem(f"There is a {FOLDER} here that no demo made; move it, or run the demo elsewhere.")
        check_free(folder / "practice.xlsx")
        shutil.rmtree(folder)
    folder.mkdir(mode=0o700)
    settings.write_text(SETTINGS, "utf-8")


def plan(cwd: Path) -> str:
    """What a demonstration would do here, for a dry run."""
    return f"Would make {cwd / FOLDER} and play the last two weeks there; nothing outside of it is touched."


def head() -> str:
    return "day          typed by the coach   cells written   emails   rows to check   decisions"


def line(played: Played) -> str:
    """One day as a line of the table."""
    return (
        f"{played.day:%a %d %b}   {played.edits:>18}   {played.cells:>13}   {played.letters:>6}   "
        f"{played.rows_to_check:>13}   {played.decisions:>9}"
    )


def ending(folder: Path) -> list[str]:
    """Where everything lies, and what to look at first."""
    letters = len(list((folder / "outbox").glob("*.eml")))
    return [
        "",
        f"The workbook:  {folder / 'practice.xlsx'}",
        f"The emails:    {folder / 'outbox'} ({letters} .eml files; open one in any mail program)",
        "",
        "Look at Today and Commitments first, then at Decisions: one waits for the coach.",
        "Go on yourself: type in the workbook, save and close it, then run",
        f"  {shlex.join([*command_of(Path(sys.executable)), '--config', str(folder / 'coachsheet.toml')])} nightly",
    ]
