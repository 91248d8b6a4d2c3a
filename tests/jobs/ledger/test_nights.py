"""Nights whose ledger goes away: what could not be recorded is not sent, and nothing goes twice (guarantees 3, 8)."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from jobs.ledger import postgres_line
from jobs.ledger.postgres import PostgresCopy, PostgresLedger
from jobs.ledger.sqlite import SqliteLedger
from jobs.mail.smtp import Smtp
from tests.google_practice import GooglePractice, on_google
from tests.practice_files import Outcome, Practice, by_smtp, keys, practice
from tests.servers.postgres import PostgresServer, name_of, refusing
from tests.servers.sheets import SheetsServer
from tests.servers.smtp import MailServer

NINE, TEN = "2026-11-23T09:00+01:00", "2026-11-23T10:00+01:00"
LETTERS = 4

Fault = Callable[[ExitStack], object]


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture
def one(tmp_path: Path, server: MailServer, monkeypatch: pytest.MonkeyPatch) -> Practice:
    monkeypatch.setattr("jobs.ledger.tables._PATIENCE", 0.05)
    monkeypatch.setitem(postgres_line._SESSION, "lock_timeout", "100ms")
    return practice(tmp_path / "practice", mail=by_smtp(server))


def broken_night(one: Practice, fault: Fault, at: int, *, before: bool) -> Outcome:
    """A night with the fault just before or just after that letter (1 is the first) was handed to the mail server."""
    send, sent = Smtp.send, 0

    with ExitStack() as until_morning, pytest.MonkeyPatch.context() as patched:

        def sending(self: Smtp, message: object) -> None:
            nonlocal sent
            sent += 1
            if sent == at and before:
                fault(until_morning)
            send(self, message)  # type: ignore[arg-type]
            if sent == at and not before:
                fault(until_morning)

        patched.setattr(Smtp, "send", sending)
        return one.run()


def nothing_went_twice(one: Practice, server: MailServer, at: int) -> None:
    """The night broke at that letter, and said so in the Mail log: it went. Later runs send the others."""
    server.settled()
    assert len(keys(server.accepted)) == at, "a letter went that could not be recorded"
    assert sorted(one.states().values()) == sorted(["sent"] * at + ["not sent"] * (LETTERS - at))
    assert one.run(NINE).letters == (LETTERS - at, 0, 0, 0)
    assert one.run(TEN).letters == (0, 0, 0, 0)
    server.settled()
    assert len(set(keys(server.accepted))) == len(keys(server.accepted)) == LETTERS
    assert set(one.states().values()) == {"sent"}


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("at", [1, 3])
def test_a_night_that_loses_the_line_to_its_ledger(
    one: Practice,
    server: MailServer,
    postgres: PostgresServer,
    url: str,
    monkeypatch: pytest.MonkeyPatch,
    at: int,
    before: bool,
) -> None:
    monkeypatch.setenv("COACHSHEET_LEDGER__URL", url)
    lost = f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name_of(url)}'"
    found = broken_night(one, lambda _: postgres.tell(lost), at, before=before)
    assert found.status == 1 and "The ledger on PostgreSQL" in found.stderr
    assert "Traceback" not in found.stderr and str(postgres.folder) not in found.stderr + found.stdout
    nothing_went_twice(one, server, at)


def test_a_night_whose_ledgers_server_has_a_full_disk(
    one: Practice, server: MailServer, postgres: PostgresServer, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACHSHEET_LEDGER__URL", url)

    def fill(until_morning: ExitStack) -> None:
        until_morning.enter_context(refusing(postgres, name_of(url), "53100"))

    found = broken_night(one, fill, 2, before=False)
    assert found.status == 1 and "the disk of its server is full" in found.stderr
    nothing_went_twice(one, server, 2)


def test_a_night_whose_file_is_locked_by_another_program(one: Practice, server: MailServer) -> None:
    def lock(until_morning: ExitStack) -> None:
        rival = sqlite3.connect(one.ledger, isolation_level=None)
        until_morning.callback(rival.close)
        rival.execute("BEGIN IMMEDIATE")

    found = broken_night(one, lock, 2, before=False)
    assert found.status == 1 and "in use by another program" in found.stderr
    nothing_went_twice(one, server, 2)


def test_a_night_whose_file_is_moved_away_and_back(one: Practice, server: MailServer) -> None:
    aside = one.ledger.with_name("aside.db")

    def move(until_morning: ExitStack) -> None:
        one.ledger.rename(aside)
        until_morning.callback(aside.rename, one.ledger)

    found = broken_night(one, move, 2, before=False)
    assert found.status == 1 and "The ledger" in found.stderr
    nothing_went_twice(one, server, 2)


def test_a_night_whose_file_is_lost_for_good_goes_on_from_what_the_mail_log_says(
    one: Practice, server: MailServer
) -> None:
    found = broken_night(one, lambda _: one.ledger.unlink(), 2, before=False)
    assert found.status == 1 and "The ledger" in found.stderr and found.letters == (2, 0, 0, 2)
    nothing_went_twice(one, server, 2)


UNUSABLE: dict[str, Callable[[Path], object]] = {
    "another program": lambda file: sqlite3.connect(file).execute("CREATE TABLE photos (name)"),
    "not a ledger": lambda file: file.write_bytes(b"x" * 5000),
    "cannot be": lambda file: file.mkdir(),
}


@pytest.mark.parametrize("says", UNUSABLE)
def test_a_night_without_a_usable_file_writes_and_sends_nothing(one: Practice, server: MailServer, says: str) -> None:
    UNUSABLE[says](one.ledger)
    before = one.cells()
    found = one.run()
    assert found.status == 1 and says in found.stderr and found.json["problems"]
    assert (one.cells(), server.accepted) == (before, [])


@pytest.mark.parametrize("job", ["nightly", "letters", "sync", "doctor", "resolve", "rebuild"])
def test_no_command_tells_the_password_of_a_ledger_that_is_away(
    one: Practice, monkeypatch: pytest.MonkeyPatch, job: str
) -> None:
    monkeypatch.setenv("COACHSHEET_LEDGER__URL", "postgresql://ana:geheim@127.0.0.1:9/practice")
    found = one.run("", job)
    assert found.status == 1 and "The ledger on PostgreSQL" in found.stderr + found.stdout
    assert "geheim" not in found.stderr + found.stdout and "127.0.0.1:9" not in found.stderr + found.stdout


def test_while_another_machine_sends_a_night_leaves_everything_to_it(
    one: Practice, server: MailServer, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACHSHEET_LEDGER__URL", url)
    identity = one_identity(one)
    before = one.cells()
    with PostgresLedger(url, identity):
        found = one.run()
    assert (found.status, one.cells(), server.accepted) == (3, before, [])
    assert "Another machine" in found.stderr
    assert one.run(NINE).letters == (LETTERS, 0, 0, 0)


def one_identity(one: Practice) -> str:
    from sync.workbook.excel import ExcelWorkbook

    return ExcelWorkbook(one.workbook).identity


def test_two_nights_on_both_ledgers_remember_the_same(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same practice, once with a file and once with a server: the same letters, words and facts."""
    told: list[tuple[list[tuple[object, ...]], list[str], list[str]]] = []
    for place in ("sqlite:///coachsheet.db", url):
        monkeypatch.setenv("COACHSHEET_LEDGER__URL", place)
        one = practice(tmp_path / str(len(told)))
        assert [one.run(at).status for at in ("2026-11-23T08:00+01:00", "2026-11-24T08:00+01:00")] == [0, 0]
        identity = one_identity(one)
        copy = PostgresCopy(url, identity) if place == url else SqliteLedger(one.ledger, identity, dry_run=True)
        with copy as ledger:
            entries: list[tuple[object, ...]] = [
                (e.state, e.when, e.to, e.client, e.kinds, e.subject, e.reason) for e in ledger.entries()
            ]
            facts = [ledger.fact(name) for name in ("last run", "first run", "rows:Clients", "stopped")]
            told.append((sorted(entries), sorted(map(str, ledger.words("Commitments").values())), facts))
    assert told[0] == told[1] and len(told[0][0]) >= LETTERS


# Two machines: two processes with folders of their own, one Google Sheet, one ledger


class Machines:
    """Start nights on machines that share nothing but the sheet, the mail server and the ledger."""

    def __init__(self, folder: Path, sheets: SheetsServer, mail: MailServer, url: str) -> None:
        first = on_google(practice(folder / "typed", mail=by_smtp(mail)), sheets, folder / "machine0")
        second = GooglePractice(folder / "machine1", server=sheets, book_id=first.book_id)
        second.use(first.mail)
        self.all = [first, second]
        self._url = url

    def start(self, number: int, as_of: str) -> subprocess.Popen[str]:
        machine = self.all[number]
        own = {"XDG_STATE_HOME": str(machine.folder / "state"), "SHEETS_EMULATOR_HOST": machine.server.url}
        command = [sys.executable, "-m", "jobs.cli", "--config", str(machine.settings), "--as-of", as_of, "nightly"]
        return subprocess.Popen(
            command,
            env={**os.environ, **own, "COACHSHEET_LEDGER__URL": self._url},
            cwd=Path(__file__).parents[3],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )


@pytest.fixture
def machines(tmp_path: Path, server: MailServer, url: str) -> Iterator[Machines]:
    with SheetsServer() as sheets:
        yield Machines(tmp_path, sheets, server, url)


def ended(night: subprocess.Popen[str]) -> tuple[int, str]:
    said = night.communicate(timeout=120)[1]
    return night.returncode, said


def test_of_two_machines_at_once_one_sends_each_letter(machines: Machines, server: MailServer) -> None:
    found = [ended(night) for night in [machines.start(number, NINE) for number in range(2)]]
    # A machine that comes when the other is done finds nothing to do.
    assert sorted(status for status, _ in found) in ([0, 0], [0, 3]), found
    server.settled()
    assert len(keys(server.accepted)) == len(set(keys(server.accepted))) == LETTERS
    assert set(machines.all[0].states().values()) == {"sent"}


def test_what_a_machine_that_died_was_sending_another_puts_in_doubt(machines: Machines, server: MailServer) -> None:
    server.fail("receipt", wait=60.0, skip=1)
    night = machines.start(0, NINE)
    while len(server.accepted) < 2:
        assert night.poll() is None, ended(night)
        time.sleep(0.02)
    while_sending = ended(machines.start(1, NINE))
    assert while_sending[0] == 3 and "Another machine" in while_sending[1]
    night.kill()
    ended(night)
    status, said = ended(machines.start(1, TEN))
    assert status == 1, said
    server.settled()
    assert len(keys(server.accepted)) == len(set(keys(server.accepted))) == LETTERS
    assert sorted(machines.all[0].states().values()) == ["in doubt", *["sent"] * (LETTERS - 1)]
