"""A write that is killed anywhere leaves a whole file: the old one or the new one."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sync.workbook import excel_reading
from sync.workbook.base import Changes, SetCell
from sync.workbook.excel import ExcelWorkbook
from tests import rich

assert excel_reading  # loaded before a child is forked, so that its time goes into the write


def change(word: str) -> Changes:
    return Changes(cells=[SetCell("Commitments", row, rich.STATUS, "Status", word) for row in range(2, rich.ROWS + 2)])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "rich.xlsx"
    rich.build(path)
    return path


def in_child(work: Callable[[], None], kill_after: float | None = None) -> bool:
    """Run in a forked child; says whether it was killed."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def write(path: Path, word: str, fatal_step: int = 0) -> None:
    steps = 0

    def deadly(call: Callable[..., Any]) -> Callable[..., Any]:
        def stepping(*args: Any) -> Any:
            nonlocal steps
            steps += 1
            if steps == fatal_step:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*args)

        return stepping

    for name in ("fsync", "replace", "write", "fchmod"):
        setattr(os, name, deadly(getattr(os, name)))
    book = ExcelWorkbook(path)
    book.read()
    book.apply(change(word))


def standing(path: Path) -> str:
    """The word in every Status of a whole file that a second program opens too."""
    words = {row[rich.STATUS] for row in ExcelWorkbook(path).read().grids["Commitments"].rows[1:]}
    assert len(words) == 1
    sheet = openpyxl.load_workbook(path, read_only=True)["Commitments"]
    assert {row[0] for row in sheet.iter_rows(2, rich.ROWS + 1, 6, 6, values_only=True)} == words
    return str(words.pop())


def test_killed_at_each_durable_step(path: Path) -> None:
    others = {name: content for name, content in rich.parts_of(path).items() if "worksheets" not in name}
    outcomes, old = [], "Open"
    for step in range(1, 20):
        killed = in_child(lambda step=step: write(path, f"w{step}", step))  # type: ignore[misc]
        outcomes.append(standing(path))
        assert outcomes[-1] in (old, f"w{step}")
        old = outcomes[-1]
        if not killed:
            break
    assert not killed
    assert outcomes[0] == "Open", "dead before its first step it has written nothing"
    assert outcomes[-1] == f"w{step}"
    after = rich.parts_of(path)
    assert {name for name in others if after.get(name) != others[name]} <= {"xl/workbook.xml"}
    assert [*path.parent.iterdir()] == [path], "the next write sweeps what the dead ones left"


def test_killed_at_any_moment(path: Path) -> None:
    start = time.monotonic()
    assert not in_child(lambda: write(path, "w"))
    whole = time.monotonic() - start
    moments, old = random.Random(2026), "w"
    for number in range(40):
        killed = in_child(lambda n=number: write(path, f"w{n}"), moments.uniform(0, whole * 1.2))  # type: ignore[misc]
        now = standing(path)
        assert now == f"w{number}" or (killed and now == old)
        old = now
    write_again = ExcelWorkbook(path)
    write_again.read()
    write_again.apply(change("Done"))
    assert [*path.parent.iterdir()] == [path]
