"""Whole runs over a real mail server that refuses, hangs up, or is not there (guarantees 3 and 5)."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jobs import post
from tests.practice_files import EIGHT, Practice, by_smtp, keys, practice
from tests.servers.smtp import MailServer

NINE = "2026-11-23T09:00+01:00"
TUESDAY = "2026-11-24T08:00+01:00"


@pytest.fixture(autouse=True)
def nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a server puts off is tried again at once."""
    monkeypatch.setattr(post, "PAUSES", (0.0, 0.0))


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


def smtp(tmp_path: Path, server: MailServer, **rest: Any) -> Practice:
    return practice(tmp_path, mail=by_smtp(server, **rest))


@pytest.mark.parametrize(
    ("stage", "fault", "status", "letters", "states"),
    [
        ("RCPT", {"reply": "450 later"}, 0, (4, 0, 0, 0), set()),
        ("RCPT", {"reply": "550 no such user"}, 1, (3, 1, 0, 0), {"failed"}),
        ("DATA", {"reply": "451 later"}, 0, (4, 0, 0, 0), set()),
        ("dot", {"reply": "552 too large"}, 1, (3, 1, 0, 0), {"failed"}),
        ("dot", {"close": True}, 1, (3, 0, 1, 0), {"in doubt"}),
        ("receipt", {"close": True}, 1, (3, 0, 1, 0), {"in doubt"}),
        ("MAIL", {"close": True}, 0, (4, 0, 0, 0), set()),
    ],
)
def test_a_fault_at_one_letter_stops_that_one_alone(
    stage: str,
    fault: dict[str, Any],
    status: int,
    letters: tuple[int, ...],
    states: set[str],
    tmp_path: Path,
    server: MailServer,
) -> None:
    one = smtp(tmp_path, server)
    server.fail(stage, skip=1, **fault)
    found = one.run(EIGHT)
    assert (found.status, found.letters) == (status, letters), found.stderr
    assert set(one.states().values()) == {"sent"} | states
    again = one.run(NINE)
    server.settled()
    # What was put off went in the same run; what a server refused for good waits for another day.
    assert (again.status, again.letters) == (0, (0, 0, 0, 0))
    assert len(set(keys(server.accepted))) == len(server.accepted)
    assert set(one.states().values()) == {"sent"} | states
    assert sum(map(bool, one.column("Clients", "Last email"))) == (3 if "failed" in states else 4)


def test_letters_put_off_all_along_go_in_the_next_run(tmp_path: Path, server: MailServer) -> None:
    one = smtp(tmp_path, server)
    server.fail("RCPT", "450 greylisted", times=99)
    assert (one.run(EIGHT).letters, set(one.states().values())) == ((0, 0, 0, 4), {"not sent"})
    server.faults.clear()
    assert one.run(NINE).letters == (4, 0, 0, 0)
    server.settled()
    assert len(set(keys(server.accepted))) == len(server.accepted) == 4


def test_a_server_that_says_421_in_the_middle_keeps_nothing_back_for_good(tmp_path: Path, server: MailServer) -> None:
    one = smtp(tmp_path, server)
    server.fail("RCPT", "421 going down", close=True, skip=2)
    found = one.run(EIGHT)
    server.settled()
    assert sum(found.letters) == 4 and found.letters[2] == 0
    assert one.run(NINE).letters == (4 - found.letters[0], 0, 0, 0)
    server.settled()
    assert len(keys(server.accepted)) == 4 == len(set(keys(server.accepted)))


def test_with_a_wrong_password_everything_waits(tmp_path: Path) -> None:
    with MailServer(login=("ana", "right")) as server:
        one = smtp(tmp_path, server, username="ana", password="wrong-secret")
        found = one.run(EIGHT)
        assert (found.status, found.letters) == (1, (0, 0, 0, 4))
        assert "wrong-secret" not in found.stderr + found.stdout
        assert set(one.states().values()) == {"not sent"} and not any(one.column("Clients", "Last email"))
        one.use(by_smtp(server, username="ana", password="right"))
        assert one.run(NINE).letters == (4, 0, 0, 0)
        assert set(one.states().values()) == {"sent"} and len(one.rows("Mail log")) == 4


def test_without_a_server_everything_waits_and_the_statuses_are_written(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    one = practice(tmp_path, mail={"transport": "smtp", "host": "127.0.0.1", "port": port, "security": "none"})
    found = one.run(EIGHT)
    assert (found.status, found.letters) == (1, (0, 0, 0, 4))
    assert one.column("Commitments", "Status")[0] == "Due soon"


class Careless(MailServer):
    """While it takes the second letter, somebody deletes the ledger."""

    ledger: Path

    async def handle_DATA(self, *rest: Any) -> str:
        if len(self.accepted) == 1:
            self.ledger.unlink()
        return await super().handle_DATA(*rest)


def test_a_ledger_deleted_between_two_letters_stops_the_rest_and_each_goes_once(tmp_path: Path) -> None:
    with Careless() as server:
        one = smtp(tmp_path, server)
        server.ledger = one.ledger
        found = one.run(EIGHT)
        assert (found.status, found.letters) == (1, (2, 0, 0, 2)) and found.stderr.count("\n") == 1
        again = one.run(NINE)
        server.settled()
        assert (again.status, again.letters) == (0, (2, 0, 0, 0))
        assert len(keys(server.accepted)) == 4 == len(set(keys(server.accepted)))
        assert set(one.states().values()) == {"sent"}


def test_a_doubt_settled_as_not_sent_lets_the_letter_go_again(tmp_path: Path, server: MailServer) -> None:
    one = smtp(tmp_path, server)
    server.fail("receipt", close=True, times=2)
    assert one.run(EIGHT).letters == (2, 0, 2, 0)
    first, second = (row["Key"] for row in one.rows("Mail log") if row["State"] == "in doubt")
    one.settle(first, "not-sent")
    one.settle(second, "sent")
    states = {row["Key"]: row["State"] for row in one.rows("Mail log")}
    assert (states[first], states[second]) == ("not sent", "sent")
    assert one.run(NINE).letters == (1, 0, 0, 0)
    server.settled()
    assert keys(server.accepted).count(first) == 2, "it had gone: the coach said otherwise"
    assert keys(server.accepted).count(second) == 1
