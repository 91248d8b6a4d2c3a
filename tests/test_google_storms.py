"""Bad days at Google: the run waits, finishes and says so; where waiting cannot help it ends with one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.google_night import Night, at_each_call, night
from tests.practice_files import EIGHT, Outcome
from tests.servers.sheets import SheetsServer
from tests.servers.sheets.quota import Quota
from tests.sync.workbook.spreadsheets import Clock

DEADLINE = 600.0


@pytest.fixture
def server() -> Iterator[SheetsServer]:
    with SheetsServer() as running:
        yield running


class Weather(Clock):
    """A clock under which a storm passes: after `lasts` seconds the server's faults are over."""

    def __init__(self, server: SheetsServer, lasts: float) -> None:
        super().__init__()
        self.server, self.lasts = server, lasts

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        if self.seconds >= self.lasts:
            self.server.faults.clear()


def in_a_storm(server: SheetsServer, folder: Path, lasts: float, way: str | int, **rest: Any) -> tuple[Night, Outcome]:
    practice = night(server, folder)
    practice.clock = Weather(server, lasts)
    server.faults.add(way, times=10_000, **rest)
    return practice, practice.run(EIGHT)


def waited(practice: Night, outcome: Outcome) -> str:
    """What a run that finished says of its waiting."""
    assert outcome.status == 0 and outcome.letters == (4, 0, 0, 0), outcome
    assert len(practice.outbox()) == 4
    (said,) = outcome.json["problems"]
    assert "waiting" in said and said in outcome.stderr
    return str(said)


@pytest.mark.parametrize("kind", ["", "read", "write"])
@pytest.mark.parametrize("after", ["", "25"], ids=["no Retry-After", "Retry-After"])
def test_a_storm_of_429_is_waited_out(server: SheetsServer, tmp_path: Path, kind: str, after: str) -> None:
    practice, outcome = in_a_storm(server, tmp_path, 50, 429, kind=kind, retry_after=after)
    assert "seconds" in waited(practice, outcome)
    assert 50 <= practice.clock.seconds < DEADLINE
    assert not after or min(practice.clock.slept) >= 25


@pytest.mark.parametrize("kind", ["", "read"])
@pytest.mark.parametrize("way", [503, 500, "html", "reset"])
def test_a_minute_of_errors_is_waited_out(server: SheetsServer, tmp_path: Path, way: str | int, kind: str) -> None:
    practice, outcome = in_a_storm(server, tmp_path, 60, way, kind=kind)
    waited(practice, outcome)
    assert 60 <= practice.clock.seconds < DEADLINE


@pytest.mark.parametrize("applied", [False, True])
def test_a_minute_of_503_over_every_write_is_waited_out(server: SheetsServer, tmp_path: Path, applied: bool) -> None:
    practice, outcome = in_a_storm(server, tmp_path, 60, 503, kind="write", applied=applied)
    assert outcome.status in (0, 1), outcome
    assert outcome.status == 0 or outcome.json["problems"], "no sentence"
    server.faults.clear()
    assert practice.run("2026-11-23T09:00+01:00").status == 0
    assert len(practice.outbox()) == 4, "each letter went once"


def test_the_quota_of_a_minute_is_kept_by_waiting(tmp_path: Path) -> None:
    clock = Clock()
    with SheetsServer(Quota(clock=clock.monotonic)) as server:
        practice = night(server, tmp_path)
        practice.clock = clock
        for hour in range(8, 18):
            assert practice.run(f"2026-11-23T{hour:02}:00+01:00").status == 0
            clock.seconds += 1
        assert not [call for call in server.calls if call.status == 429]


def test_a_token_that_expires_before_any_call_is_renewed(server: SheetsServer, tmp_path: Path) -> None:
    with at_each_call(lambda number, moment: None) as went:
        assert night(server, tmp_path / "calm").run(EIGHT).status == 0
    for number in range(1, went() + 1):
        practice = night(server, tmp_path / str(number))
        server.faults.add("expire", call=server.next_call - 1 + number)
        tokens = server.token_calls
        outcome = practice.run(EIGHT)
        assert outcome.status == 0 and len(practice.outbox()) == 4, (number, outcome)
        assert server.token_calls == tokens + 2


def test_writes_whose_answers_are_always_cut_are_known_by_reading(server: SheetsServer, tmp_path: Path) -> None:
    practice = night(server, tmp_path)
    server.faults.add("truncated", kind="write", times=10_000)
    outcome = practice.run(EIGHT)
    assert outcome.status == 0 and len(practice.outbox()) == 4
    assert len({row["ID"] for row in practice.rows("Clients")}) == 5


LASTING: list[tuple[str | int, dict[str, Any], str]] = [
    (403, {}, "Share"),
    (404, {}, "no spreadsheet with this id"),
    (503, {}, "does not answer"),
    (500, {}, "does not answer"),
    (429, {}, "429"),
    (429, {"retry_after": "9000"}, "429"),
    ("html", {}, "web page"),
    ("reset", {}, "cannot be reached"),
    (400, {}, "could not do"),
    (401, {}, "does not accept"),
]


@pytest.mark.parametrize(("way", "rest", "words"), LASTING, ids=[f"{way}{'!' * len(r)}" for way, r, _ in LASTING])
@pytest.mark.parametrize("kind", ["read", "write"])
def test_what_does_not_pass_ends_within_the_deadline_with_one_sentence(
    server: SheetsServer, tmp_path: Path, kind: str, way: str | int, rest: dict[str, Any], words: str
) -> None:
    practice = night(server, tmp_path)
    server.faults.add(way, kind=kind, times=10_000, **rest)
    outcome = practice.run(EIGHT)
    assert outcome.status == 1 and practice.outbox() == []
    assert practice.clock.seconds <= DEADLINE
    (problem,) = outcome.json["problems"]
    assert problem in outcome.stderr and problem.endswith((".", ").")) and "Traceback" not in outcome.stderr
    if kind == "read":
        assert words in problem
    server.faults.clear()
    after = practice.run("2026-11-23T09:00+01:00")
    assert after.status == 0 and len(practice.outbox()) == 4
