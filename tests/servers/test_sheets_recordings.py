"""The local server answers as the real API was recorded: every distilled fact, and all recordings where they are."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.servers.sheets import SheetsServer
from tests.servers.sheets_replay import AFTER, FOREIGN, NOT_SERVED, Exchange, Outcome, Replay

FACTS = json.loads((Path(__file__).parent / "recorded" / "facts.json").read_text(encoding="utf-8"))
FOLDER = Path(os.environ.get("COACHSHEET_RECORDINGS") or Path(__file__).parents[3] / "shared" / "recordings")
NAMES = ("method", "uri", "body", "status", "response")


def played(name: str, exchanges: list[Exchange]) -> Outcome:
    with SheetsServer() as server:
        replay = Replay(server)
        replay.play(name, exchanges)
    return replay.outcome


@pytest.mark.parametrize("story", FACTS)
def test_every_recorded_fact_is_answered_as_the_real_service_did(story: str) -> None:
    outcome = played(story, [dict(zip(NAMES, fact, strict=True)) for fact in FACTS[story]])
    assert outcome.differ == []
    assert outcome.agree == len(FACTS[story])


@pytest.mark.skipif(
    not FOLDER.is_dir(), reason=f"the full recordings are not here ({FOLDER.name}; COACHSHEET_RECORDINGS)"
)
def test_all_recordings_are_answered_alike() -> None:
    """Ignored: two uploads of a CSV file with what is read of it afterwards, and other people's spreadsheets."""
    files = sorted(FOLDER.glob("*.json"))
    outcomes = [played(path.stem, json.loads(path.read_text(encoding="utf-8"))) for path in files]
    assert [text for outcome in outcomes for text in outcome.differ] == []
    assert {reason for outcome in outcomes for reason in outcome.ignored} <= {NOT_SERVED, FOREIGN, AFTER}
    covered = sum(outcome.covered for outcome in outcomes)
    assert covered > 6 * sum(sum(outcome.ignored.values()) for outcome in outcomes)


def test_a_wrong_answer_would_be_found() -> None:
    exchanges = [dict(zip(NAMES, fact, strict=True)) for fact in FACTS["sort"]]
    exchanges[-1]["response"]["values"][0][0] = "Another"
    assert len(played("sort", exchanges).differ) == 1
