"""`coachsheet sync` and the naive oracle agree on every system-owned cell of random practices over several runs."""

from __future__ import annotations

import os

import pytest

from tests.oracle.differential import play

SOAK = os.environ.get("COACHSHEET_SOAK_EXAMPLES", "1000") if os.environ.get("COACHSHEET_SOAK") else "30"
FIRST = int(os.environ.get("COACHSHEET_SOAK_FROM", "0"))


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(FIRST, FIRST + int(SOAK)))
def test_sync_and_the_oracle_agree(seed: int) -> None:
    found, edits = play(seed)
    assert not found, f"edits {edits}\n" + "\n".join(map(str, found[:5]))
