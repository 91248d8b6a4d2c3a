"""Random months on the ladder: no letter without a decision in its own row, one at a time, and after its rest."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from tests.ladder_walk import KINDS, Walk

SOAK = "COACHSHEET_SOAK" in os.environ
WALKS = max(1, int(os.environ.get("COACHSHEET_SOAK_EXAMPLES", "1000")) // 50)
ENOUGH = 10
"""So many years come by every step and every way back."""


def walked(folder: Path, seed: int, nights: int) -> Counter[str]:
    one = Walk(folder / f"walk {seed}", Random(seed))
    one.walk(nights)
    return one.seen


def test_a_random_winter_keeps_the_laws_of_the_ladder(tmp_path: Path) -> None:
    seen = walked(tmp_path, 22, 30)
    assert seen["recommit"] and seen["part ways"] and seen["reopen"] and seen["ways back"], seen


@pytest.mark.soak
@pytest.mark.skipif(not SOAK, reason="long: make soak")
def test_many_random_years_keep_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seen: Counter[str] = sum((walked(tmp_path, seed, 120) for seed in range(100, 100 + WALKS)), Counter())
    with capsys.disabled():
        print("", *(f"{count:6} {what}" for what, count in sorted(seen.items()) if what), sep="\n")
    wanted = (*KINDS, "Recovered", "Talked", "Not now", "Dismissed", "ways back") if WALKS >= ENOUGH else KINDS[:1]
    assert all(seen[what] for what in wanted), seen
