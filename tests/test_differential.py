"""`coachsheet sync` and the naive oracle agree on every system-owned cell of random practices over several runs."""

from __future__ import annotations

import os

import pytest

from tests.oracle.differential import play

USUAL = 30
SOAK = int(os.environ.get("COACHSHEET_SOAK_EXAMPLES", "1000")) if os.environ.get("COACHSHEET_SOAK") else 0
FIRST = int(os.environ.get("COACHSHEET_SOAK_FROM", USUAL if SOAK else 0))
"""`make soak` goes on where the suite ends."""


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(FIRST, FIRST + (SOAK or USUAL)))
def test_sync_and_the_oracle_agree(seed: int) -> None:
    found, edits = play(seed)
    assert not found, f"edits {edits}\n" + "\n".join(map(str, found[:5]))
