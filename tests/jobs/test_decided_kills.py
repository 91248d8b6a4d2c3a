"""A decided letter and a run killed at any durable step: it goes once, and the next run says so in its row."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.jobs.ladder_practice import at, decide, decisions, ladder
from tests.mortal import Mortals
from tests.practice_files import by_smtp, keys
from tests.servers.smtp import MailServer, make_certificate

SOAK = "COACHSHEET_SOAK" in os.environ


@pytest.fixture(scope="module")
def mortals(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mortals]:
    with Mortals(make_certificate(tmp_path_factory.mktemp("tls"))) as process:
        yield process


@pytest.mark.parametrize("ledger", ["kept", "lost"] if SOAK else ["lost"])
def test_killed_at_any_step_it_goes_once_and_its_row_says_sent(ledger: str, mortals: Mortals, tmp_path: Path) -> None:
    with MailServer() as server:
        made = ladder(tmp_path / "practice", mail=by_smtp(server))
        assert mortals.run(made, at(0)).status == 0
        decide(made, "Send")
        shutil.copytree(made.folder, tmp_path / "evening")
        life = mortals.run(made, at(1))
        assert life.status == 0 and not life.killed
        ends = set()
        for step in range(1, life.steps + 1, 1 if SOAK else 2):
            shutil.rmtree(made.folder)
            shutil.copytree(tmp_path / "evening", made.folder)
            server.accepted.clear()
            assert mortals.run(made, at(1), step=step).killed
            if ledger == "lost":
                made.ledger.unlink(missing_ok=True)
            for number, hour in ((1, 9), (2, 8)):
                mortals.run(made, at(number, hour))
            server.settled()
            went = [key for key in keys(server.accepted) if not key.startswith("team")]
            states = [row["State"] for row in made.rows("Mail log") if row["Kind"] == "recommit"]
            assert len(went) <= 1 and len(states) == 1, step
            assert went or states == ["in doubt"], "lost without a doubt"
            assert [outcome for _, outcome, _ in decisions(made)] == ["Sent"], step
            assert made.rows("Clients")[0]["Step"] == "Recommit"
            ends |= set(states)
    assert ends == {"sent", "in doubt"}, "both ends came about"
