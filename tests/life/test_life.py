"""A practice of forty clients, hour by hour: a year in `make soak`, a month of it in CI, some days in the suite."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.life.hours import Hours
from tests.life.practice import begin

SOAK = "COACHSHEET_SOAK" in os.environ
EXAMPLES = int(os.environ.get("COACHSHEET_SOAK_EXAMPLES", "1000"))
MEMORY = Path("/dev/shm")
"""Where there is room in memory a year does not wait for a disk."""
MARCH = datetime(2026, 3, 2, 4, tzinfo=UTC)
"""A Monday: the clocks change on the 8th in New York, on the 29th in Berlin, on 5 April in Auckland."""


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as made:
        yield Path(made)


def live(folder: Path, seed: int, people: int, days: int, every: bool) -> Hours:
    """So many days; in the middle of them the machine is lost, and a new one goes on from the workbook alone."""
    world = begin(folder, seed, people, MARCH)
    hours = Hours(world, every, real_from=min(8, days // 2))
    for hour in range(days * 24):
        now = MARCH + timedelta(hours=hour)
        if hour == days * 17:
            world.machine.lose_the_ledger()
        try:
            hours.passes(now, hour // 24)
        except AssertionError as wrong:
            raise AssertionError(f"seed {seed}, {now:%a %d %b %H:%M}: {wrong}") from wrong
    return hours


def told(hours: Hours) -> str:
    return "\n".join(f"{what:24} {number:6}" for what, number in sorted(hours.world.walked.items()))


def test_some_days_in_the_life_of_a_practice(folder: Path) -> None:
    hours = live(folder, 1, 10, 8, every=False)
    assert hours.world.walked["letters"] > 20, told(hours)


@pytest.mark.soak
@pytest.mark.skipif(not SOAK, reason="a year in the life: make soak")
def test_a_year_in_the_life_of_a_practice(folder: Path) -> None:
    """A month at every hour in CI, else a year at the hours at which something can be due."""
    short = EXAMPLES < 500
    seed = int(os.environ.get("COACHSHEET_SOAK_SEED") or (2026 if "CI" in os.environ else random.randrange(10_000)))
    hours = live(folder, seed, 40, 30 if short else 365, every=short)
    print(f"\nseed {seed}\n{told(hours)}")
    wanted = {"agreed", "due", "celebrate", "check-in", "nudge", "review", "group", "welcome", "receipt"}
    assert all(hours.world.walked.get(f"  {kind}") for kind in wanted), told(hours)
    shutil.rmtree(folder / "outbox")
