"""One run at a time, also where the lock's holder dies, and by whatever way the workbook is reached."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from jobs import lock
from tests.practice_files import EIGHT, practice

HOLD = """
import pathlib, sys
from jobs import lock
with lock.hold(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder(file: Path) -> subprocess.Popen[str]:
    """Another process that holds the lock until it is killed or its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(file)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert process.stdout and process.stdout.readline() == "held\n"
    return process


def test_a_lock_that_another_process_holds_is_refused_at_once(tmp_path: Path) -> None:
    with holder(tmp_path / "lock") as other:
        with pytest.raises(lock.Held), lock.hold(tmp_path / "lock"):
            pass
        other.communicate()
    with lock.hold(tmp_path / "lock"):
        pass


def test_a_dry_run_makes_no_lock_keeps_nobody_out_and_notices_a_run_at_work(tmp_path: Path) -> None:
    with lock.hold(tmp_path / "lock", dry_run=True):
        assert not list(tmp_path.iterdir())
    with lock.hold(tmp_path / "lock"):
        pass
    with lock.hold(tmp_path / "lock", dry_run=True), lock.hold(tmp_path / "lock"):
        pass
    with holder(tmp_path / "lock") as other:
        with pytest.raises(lock.Held), lock.hold(tmp_path / "lock", dry_run=True):
            pass
        other.communicate()


def test_a_killed_holder_lets_go(tmp_path: Path) -> None:
    with holder(tmp_path / "lock") as other:
        other.send_signal(signal.SIGKILL)
        other.wait(10)
        with lock.hold(tmp_path / "lock"):
            pass


def test_the_file_is_for_this_user_and_outlives_the_run(tmp_path: Path) -> None:
    with lock.hold(tmp_path / "lock"):
        pass
    assert stat.S_IMODE((tmp_path / "lock").stat().st_mode) == 0o600


def test_a_run_finds_the_lock_through_a_link_to_the_workbook(tmp_path: Path) -> None:
    one = practice(tmp_path / "a")
    linked = practice(tmp_path / "b")
    linked.workbook.unlink()
    linked.workbook.symlink_to(one.workbook)
    with holder(one.folder / ".practice.xlsx.coachsheet-lock") as other:
        assert linked.run(EIGHT).status == 3
        other.communicate()
    assert linked.run(EIGHT).status == 0
    assert linked.workbook.is_symlink() and one.rows("Sync log")


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    one = practice(tmp_path / "p")
    one.folder.chmod(0o500)
    try:
        found = one.run(EIGHT)
    finally:
        one.folder.chmod(0o700)
    assert found.status == 1 and found.stderr.count("\n") == 1
