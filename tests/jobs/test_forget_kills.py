"""Forgetting that is killed before any of its durable steps: run again by name, nothing of her is left."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.jobs.test_forget import NOON, delete, ledger_bytes, log
from tests.mortal import Mortals
from tests.practice_files import EIGHT, Practice, practice


def test_killed_anywhere_it_is_run_again_and_finds_her_still(tmp_path: Path) -> None:
    made = practice(tmp_path / "practice")
    assert made.run(EIGHT).letters[0] == 4
    before = log(made)
    delete(made, "Priya Nair")
    saved = tmp_path / "saved"
    shutil.copytree(made.folder, saved)
    with Mortals(tmp_path / "nobody.pem") as mortals:
        step, killed = 1, True
        while killed:
            _again(made, saved)
            killed = mortals.run(made, NOON, step=step, job="forget priya").killed
            if killed:
                done = mortals.run(made, NOON, job="forget priya")
                # Killed before the close of its ledger it had done everything, so that she is found no more.
                assert (done.status, step) in ((0, step), (1, 7)) and done.steps, (step, done.said)
            assert b"priya" not in ledger_bytes(made), step
            rows = made.rows("Mail log")
            assert [row["Key"] for row in rows] == [row["Key"] for row in before.values()]
            assert [row["Client"] for row in rows].count(None) == 1 and "Priya" not in str(rows), step
            step += 1
    assert step == 9, "seven steps: three of the workbook; facts, letters, words; the close. The eighth run lived"


def _again(made: Practice, saved: Path) -> None:
    """The practice as it stood before, in its place: the ledger knows a workbook by its path."""
    shutil.rmtree(made.folder)
    shutil.copytree(saved, made.folder)
