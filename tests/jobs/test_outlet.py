"""A full disk behind stdout, a reader who left, a log that takes nothing: the work is done all the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.practice_files import EIGHT, Practice, practice

FULL = Path("/dev/full")
pytestmark = pytest.mark.skipif(not FULL.exists(), reason="no /dev/full on this machine")
UNWRITTEN = "Not all of the output could be written: No space left on device. The work itself went on to its end.\n"


def shell(made: Practice, arguments: str, where: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command in a shell of its own, with its words sent there."""
    code = f"import sys; sys.path.insert(0, {str(Path(__file__).parents[2])!r}); from jobs.cli import main; main()"
    return subprocess.run(
        ["bash", "-c", f'"$0" -c "$1" --as-of {EIGHT} {arguments} {where}', sys.executable, code],
        capture_output=True,
        text=True,
        cwd=made.folder,
        env={**os.environ, **environment},
        check=False,
    )


@pytest.fixture
def made(tmp_path: Path) -> Practice:
    return practice(tmp_path)


@pytest.mark.parametrize("arguments", ["nightly", "--json nightly"])
def test_a_full_disk_behind_stdout_is_one_line_on_stderr_and_the_run_is_done(arguments: str, made: Practice) -> None:
    done = shell(made, arguments, "> /dev/full")
    assert (done.returncode, done.stderr) == (1, UNWRITTEN)
    assert len(made.outbox()) == 4 and [row["State"] for row in made.rows("Mail log")] == ["sent"] * 4
    assert made.run(EIGHT).letters[0] == 0, "and nothing goes twice"


@pytest.mark.parametrize("arguments", ["--help", "schedule", "inventory", "doctor", "review Priya", "preview next"])
def test_so_it_is_with_every_command(arguments: str, made: Practice) -> None:
    done = shell(made, arguments, "> /dev/full")
    assert done.returncode == 1 and done.stderr.endswith(UNWRITTEN) and "Traceback" not in done.stderr


@pytest.mark.parametrize("where", ["2> /dev/full", "> /dev/full 2>&1", ">&- 2>&-"])
def test_a_log_that_takes_nothing_stops_no_run(where: str, made: Practice) -> None:
    made.workbook.rename(made.folder / "elsewhere.xlsx")
    missing = shell(made, "nightly", where)
    assert (missing.returncode, missing.stderr) == (2, "")
    (made.folder / "elsewhere.xlsx").rename(made.workbook)
    done = shell(made, "nightly", where)
    assert done.returncode == (1 if where.startswith(">") and "full" in where else 0)
    assert len(made.outbox()) == 4


def test_a_reader_who_left_wanted_no_more(made: Practice) -> None:
    for arguments in ("--json nightly", "inventory"):
        hears, says = os.pipe()
        os.close(hears)
        code = f"import sys; sys.path.insert(0, {str(Path(__file__).parents[2])!r}); from jobs.cli import main; main()"
        done = subprocess.run(
            [sys.executable, "-c", code, "--as-of", EIGHT, *arguments.split()],
            stdout=says, stderr=subprocess.PIPE, cwd=made.folder, check=False,
        )  # fmt: skip
        os.close(says)
        assert (done.returncode, done.stderr) == (1, b"")
    assert len(made.outbox()) == 4


@pytest.mark.parametrize("command", ["demo", "setup"])
@pytest.mark.parametrize("kilobytes", [2, 16])
def test_a_disk_without_room_for_what_a_command_makes_is_one_sentence(
    command: str, kilobytes: int, tmp_path: Path
) -> None:
    code = f"import sys; sys.path.insert(0, {str(Path(__file__).parents[2])!r}); from jobs.cli import main; main()"
    done = subprocess.run(
        ["bash", "-c", f'ulimit -f {kilobytes}; "$0" -c "$1" --json {command}', sys.executable, code],
        capture_output=True, text=True, cwd=tmp_path, check=False,
    )  # fmt: skip
    assert done.returncode == 1 and done.stderr == "A file cannot be written: File too large. Make room, or allow it.\n"
    assert json.loads(done.stdout.splitlines()[-1])["problems"]


@pytest.mark.parametrize("arguments", ["doctor", "inventory"])
def test_a_log_without_a_letter_of_a_name_gets_the_rest_of_the_words(arguments: str, made: Practice) -> None:
    made.edit("Clients", 2, Client="Łucja Zając")
    made.run(EIGHT)
    done = shell(made, arguments, "| cat; exit ${PIPESTATUS[0]}", PYTHONIOENCODING="latin-1")
    assert "Traceback" not in done.stderr and "?" in done.stdout
    assert done.returncode == 0
