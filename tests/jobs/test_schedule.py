"""The schedule: lines that a shell understands whatever the paths are, and a plain word on whether it ran."""

from __future__ import annotations

import shlex
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.schedule import check, command_of, cron_lines, jobs, span, systemd_units
from sync.records import Run

NOW = datetime(2026, 11, 22, 14, 30, tzinfo=UTC)
COMMAND = ("/srv/coach sheet/.venv/bin/coachsheet",)


def ran(job: str, **ago: int) -> Run:
    return Run(NOW - timedelta(**ago), job)


def commands(text: str) -> list[str]:
    """What cron hands to the shell: after the five fields, with \\% as %, and nothing cut at a bare %."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    said = [line.split(" ", 5)[5] for line in lines]
    assert all("%" not in line.replace(r"\%", "") for line in said)
    return [line.replace(r"\%", "%") for line in said]


def test_cron_lines_without_an_inbox_are_two() -> None:
    text = cron_lines(COMMAND, Path("/srv/coachsheet.toml"), inbox=False)
    assert text.splitlines()[1:] == [
        "35 * * * * '/srv/coach sheet/.venv/bin/coachsheet' --config /srv/coachsheet.toml letters"
        " >>/srv/coachsheet.log 2>&1",
        "5 7 * * * '/srv/coach sheet/.venv/bin/coachsheet' --config /srv/coachsheet.toml nightly"
        " >>/srv/coachsheet.log 2>&1",
    ]


def test_with_an_inbox_answers_are_read_every_hour_before_letters_go() -> None:
    assert [(job.name, job.cron) for job in jobs(inbox=True)] == [
        ("inbox", "20 * * * *"),
        ("letters", "35 * * * *"),
        ("nightly", "5 7 * * *"),
    ]


paths = st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" "), min_size=1).map(
    lambda name: Path("/" + name)
)


@given(paths, paths)
def test_a_shell_gets_the_very_paths_from_cron(program: Path, config: Path) -> None:
    for line in commands(cron_lines((str(program),), config, inbox=True)):
        words = shlex.split(line)
        assert words[:3] == [str(program), "--config", str(config)]
        assert words[4:] == [f">>{config.parent / 'coachsheet.log'}", "2>&1"]


def test_cron_lines_really_start_what_they_name(tmp_path: Path) -> None:
    folder = tmp_path / '50 % Ana\'s "sheet" $HOME'
    folder.mkdir()
    program = folder / "coachsheet"
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    program.chmod(0o700)
    (line, _) = commands(cron_lines((str(program),), folder / "coachsheet.toml", inbox=False))
    subprocess.run(["/bin/sh", "-c", line], check=True, cwd="/", env={})
    assert (folder / "coachsheet.log").read_text() == f"--config\n{folder / 'coachsheet.toml'}\nletters\n"


def test_systemd_units_quote_what_systemd_would_read() -> None:
    text = systemd_units(("/srv/50% $x/coachsheet",), Path('/srv/a "b".toml'), inbox=True)
    assert 'ExecStart="/srv/50%% $$x/coachsheet" "--config" "/srv/a \\"b\\".toml" %i\n' in text
    assert text.count("[Timer]") == 3
    assert "OnCalendar=*-*-* 07:05:00\nPersistent=true" in text
    assert "OnCalendar=*-*-* *:35:00\nPersistent=false" in text
    assert "enable --now coachsheet@inbox.timer coachsheet@letters.timer coachsheet@nightly.timer" in text


def test_a_setting_that_only_the_shell_has_is_named() -> None:
    for make in (cron_lines, systemd_units):
        text = make(COMMAND, Path("/x"), False, ["COACHSHEET_MAIL__PASSWORD"])
        assert "does not know COACHSHEET_MAIL__PASSWORD" in text


def test_the_program_is_the_script_beside_python_else_python_itself(tmp_path: Path) -> None:
    python = tmp_path / "python"
    assert command_of(python) == (str(python), "-m", "jobs.cli")
    (tmp_path / "coachsheet").touch()
    assert command_of(python) == (str(tmp_path / "coachsheet"),)


def test_a_run_of_this_morning_is_well() -> None:
    verdict = check([ran("nightly", days=1), ran("nightly", hours=7), ran("letters", hours=3)], NOW, "practice.xlsx")
    assert verdict.text == "nightly last ran 7 hours ago\nletters last had something to do 3 hours ago"
    assert verdict.exit_status == 0


@pytest.mark.parametrize(
    ("runs", "words"),
    [
        ([], "nightly has never run on practice.xlsx: is the machine on"),
        ([ran("sync", hours=1)], "nightly has never run"),
        (
            [ran("nightly", days=2, hours=5)],
            'nightly has not run for 2 days: is the machine on at 07:05, and does "cron',
        ),
        ([ran("nightly", hours=27)], "nightly has not run for 27 hours"),
        ([ran("nightly", hours=-5)], "in the future"),
    ],
)
def test_a_silent_night_is_told(runs: list[Run], words: str) -> None:
    verdict = check(runs, NOW, "practice.xlsx")
    assert words in verdict.text
    assert verdict.exit_status == 1


def test_lengths_of_time_read_as_people_say_them() -> None:
    spans = [timedelta(), timedelta(minutes=1), timedelta(minutes=119), timedelta(hours=2), timedelta(hours=47.9)]
    assert [span(s) for s in spans] == ["0 minutes", "1 minute", "119 minutes", "2 hours", "47 hours"]
    assert span(timedelta(days=2)) == "2 days"
