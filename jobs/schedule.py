"""When the jobs run: lines for cron, units for systemd, and whether they ran. Nothing is installed here."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sync.records import Run

LATE = timedelta(hours=26)
"""After so long without a nightly run something is wrong (contract, section 2, Today)."""


@dataclass(frozen=True, slots=True)
class Job:
    """One line of the schedule. `hour` None: every hour. Minutes differ, so that no two runs meet."""

    name: str
    minute: int
    hour: int | None = None

    @property
    def cron(self) -> str:
        return f"{self.minute} {'*' if self.hour is None else self.hour} * * *"

    @property
    def calendar(self) -> str:
        """The same for systemd (systemd.time(7), OnCalendar)."""
        return f"*-*-* {'*' if self.hour is None else f'{self.hour:02}'}:{self.minute:02}:00"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the jobs ran: a text for people, and the exit status (0 or 1)."""

    text: str
    exit_status: int


def jobs(inbox: bool) -> tuple[Job, ...]:
    """What is to run: letters every hour, answers too where an inbox is set, and the nightly run in the morning.

    The morning, since letters wait for the client's Send from: a run at night would send none.
    """
    hourly = (Job("inbox", 20), Job("letters", 35)) if inbox else (Job("letters", 35),)
    return (*hourly, Job("nightly", 5, 7))


def command_of(executable: Path) -> tuple[str, ...]:
    """How to start coachsheet without a PATH: the script beside the running Python, else that Python itself."""
    script = executable.with_name("coachsheet")
    return (str(script),) if script.exists() else (str(executable), "-m", "jobs.cli")


def cron_lines(command: Sequence[str], config: Path, inbox: bool, variables: Sequence[str] = ()) -> str:
    """Lines for `crontab -e`; paths must be absolute. `variables` are settings that only this shell's environment has.

    Words are quoted for the shell, then % for cron, which ends a command there (crontab(5)).
    """
    log = shlex.quote(str(config.parent / "coachsheet.log"))
    words = shlex.join([*command, "--config", str(config)])
    lines = ['# Put these lines into "crontab -e", on a machine that is on at these hours (its own clock).']
    lines += _forgotten(variables, "cron")
    for job in jobs(inbox):
        lines.append(f"{job.cron} " + f"{words} {job.name} >>{log} 2>&1".replace("%", r"\%"))
    return "\n".join(lines) + "\n"


def systemd_units(command: Sequence[str], config: Path, inbox: bool, variables: Sequence[str] = ()) -> str:
    """The same as user units: a service for any job, one timer each, and the commands that start them.

    A run that finds another at work (exit status 3) is no failure. After a night off, nightly runs at once.
    """
    folder = "~/.config/systemd/user"
    start = " ".join(_systemd_word(word) for word in (*command, "--config", str(config)))
    units = [
        f"# {folder}/coachsheet@.service\n[Unit]\nDescription=coachsheet %i\n\n[Service]\nType=oneshot\n"
        f"ExecStart={start} %i\nSuccessExitStatus=3\n"
    ]
    units += [
        f"# {folder}/coachsheet@{job.name}.timer\n[Unit]\nDescription=coachsheet {job.name}\n\n[Timer]\n"
        f"OnCalendar={job.calendar}\nPersistent={'true' if job.hour is not None else 'false'}\n\n"
        "[Install]\nWantedBy=timers.target\n"
        for job in jobs(inbox)
    ]
    timers = " ".join(f"coachsheet@{job.name}.timer" for job in jobs(inbox))
    units.append(
        "# Then, once:\n#   systemctl --user daemon-reload\n"
        f"#   systemctl --user enable --now {timers}\n#   loginctl enable-linger\n"
    )
    return "\n".join(["\n".join([*_forgotten(variables, "systemd"), units[0]]), *units[1:]])


def check(runs: Sequence[Run], now: datetime, workbook: str) -> Verdict:
    """Whether nightly ran within 26 hours, from the runs in the Sync log (in any order).

    Letters and inbox leave a row only when they had something to do, so their silence proves nothing.
    """
    nightly = max((run.when for run in runs if run.job == "nightly"), default=None)
    if nightly is None:
        return Verdict(f"nightly has never run on {workbook}: {_ADVICE}", 1)
    if nightly > now + timedelta(hours=1):
        return Verdict("nightly last ran in the future: this machine's clock, or another's, is wrong", 1)
    if now - nightly > LATE:
        return Verdict(f"nightly has not run for {span(now - nightly)}: {_ADVICE}", 1)
    lines = [f"nightly last ran {span(now - nightly)} ago"]
    for name in ("letters", "inbox"):
        when = max((run.when for run in runs if run.job == name), default=None)
        if when is not None:
            lines.append(f"{name} last had something to do {span(max(now - when, timedelta()))} ago")
    return Verdict("\n".join(lines), 0)


_ADVICE = 'is the machine on at 07:05, and does "crontab -l" (or "systemctl --user list-timers") show the line?'


def span(time: timedelta) -> str:
    """A length of time in words: minutes below two hours, hours below two days, else days; rounded down."""
    minutes = int(time.total_seconds() // 60)
    if minutes < 120:
        return f"{minutes} minute{'' if minutes == 1 else 's'}"
    return f"{minutes // 60} hours" if minutes < 2880 else f"{minutes // 1440} days"


def _forgotten(variables: Sequence[str], who: str) -> list[str]:
    if not variables:
        return []
    return [
        f"# Mind: {who} does not know {', '.join(sorted(variables))}; put it into the settings (a password: a file)."
    ]


def _systemd_word(word: str) -> str:
    """One word of ExecStart: quoted, % and $ doubled (systemd.service(5), Command lines)."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"'
