"""The ledger on PostgreSQL: the contract of all ledgers, its hold of a workbook, cut lines, dead servers, versions."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import psycopg
import pytest

from jobs.ledger import open_ledger, postgres_line, postgres_tables
from jobs.ledger.base import Ledger, LedgerProblem
from jobs.ledger.postgres import PostgresCopy, PostgresLedger
from jobs.ledger.postgres_tables import LOCKS
from jobs.lock import Held
from tests.contracts.ledger import LETTER, NOON, OTHER, LedgerContract, OpenLedger, walk
from tests.servers.postgres import MISSING, Cable, PostgresServer, name_of, programs, refusing
from tests.servers.smtp import make_certificate


class Rival(PostgresLedger):
    """A run that shares its hold with others: what a claim is worth where holding fails."""

    def _hold(self) -> None:
        with self._line.work() as db:
            db.execute("SELECT pg_advisory_lock_shared(%s, %s)", [LOCKS, self._workbook])

    def __exit__(self, *exc: object) -> None:
        self._line.close()


class TestPostgresLedger(LedgerContract):
    @pytest.fixture
    def open_one(self, url: str, tmp_path: Path) -> OpenLedger:
        return lambda identity: open_ledger(url, identity, tmp_path)

    @pytest.fixture
    def open_rival(self, url: str) -> OpenLedger:
        return lambda identity: Rival(url, identity)


class TestPostgresCopy(LedgerContract):
    """A dry run's copy keeps the whole contract while it is open, but for what a second opening would see."""

    @pytest.fixture
    def open_one(self, url: str) -> OpenLedger:
        kept: dict[str, PostgresCopy] = {}

        class Kept(PostgresCopy):
            def __enter__(self) -> Kept:
                if self._identity not in kept:
                    super().__enter__()
                    kept[self._identity] = self
                return self

            def __exit__(self, *exc: object) -> None:
                return None

        def open_kept(identity: str) -> Ledger:
            return kept.get(identity) or Kept(url, identity)

        return open_kept


def problem_of(work: Callable[[], object]) -> str:
    """The one sentence with which it fails; nothing of it, nor of how it came about, tells a secret."""
    with pytest.raises(LedgerProblem) as problem:
        work()
    sentence, whole = str(problem.value), "".join(traceback.format_exception(problem.value))
    assert "geheim" not in whole and "host=" not in sentence and "practice" not in sentence and "\n" not in sentence
    return sentence


def opened(url: str) -> str:
    """The sentence with which opening fails, for a run as for a dry one."""

    def work(dry_run: bool) -> None:
        with open_ledger(url, "practice", Path(), dry_run=dry_run) as ledger:
            ledger.entries()

    sentence = problem_of(lambda: work(False))
    assert problem_of(lambda: work(True)) == sentence
    return sentence


def states(url: str) -> list[str]:
    with PostgresCopy(url, "practice") as ledger:
        return [entry.state for entry in ledger.entries()]


# A dry run


def everything(server: PostgresServer, url: str) -> list[Any]:
    tables = server.tell("SELECT oid, relname FROM pg_class WHERE relnamespace > 16000 ORDER BY 1", name_of(url))
    whole = [
        server.tell(f"SELECT t::text, xmin FROM coachsheet.{t} AS t", name_of(url)) for _, t in tables if t in TABLES
    ]
    return [tables, whole]


TABLES = ("version", "workbooks", "letters", "words", "facts")


def test_a_dry_run_sees_the_ledger_and_leaves_the_server_as_it_is(postgres: PostgresServer, url: str) -> None:
    with PostgresLedger(url, "practice") as ledger:
        ledger.plan([LETTER])
        ledger.remember("Clients", {"k7q2m9x3": ("Priya Nair",)})
        ledger.note({"last run": "2026-11-22"})
    before = everything(postgres, url)
    with PostgresCopy(url, "practice") as copy:
        assert (copy.words("Clients"), copy.fact("last run")) == ({"k7q2m9x3": ("Priya Nair",)}, "2026-11-22")
        assert copy.claim(LETTER.key, NOON)
        copy.settle(LETTER.key, "sent", NOON)
        copy.plan([OTHER])
        assert [entry.state for entry in copy.entries()] == ["sent", "planned"]
    assert everything(postgres, url) == before


def test_a_dry_run_makes_no_tables(postgres: PostgresServer, url: str) -> None:
    with PostgresCopy(url, "practice") as copy:
        copy.plan([LETTER])
    assert everything(postgres, url) == [[], []]


def test_a_dry_run_beside_a_run_holds_nothing_up(url: str) -> None:
    with PostgresLedger(url, "practice") as ledger:
        ledger.plan([LETTER])
        with PostgresCopy(url, "practice") as copy:
            assert copy.entries() == [LETTER]
            assert ledger.claim(LETTER.key, NOON)


# One run at a time among the machines


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second run waits but a moment for the first."""
    monkeypatch.setitem(postgres_line._SESSION, "lock_timeout", "100ms")


@pytest.mark.usefixtures("impatient")
def test_a_second_machine_finds_the_workbook_held_until_the_first_is_done(url: str) -> None:
    with PostgresLedger(url, "practice"):
        with pytest.raises(Held, match="Another machine"):
            PostgresLedger(url, "practice").__enter__()
        with PostgresLedger(url, "another practice") as other:
            other.plan([LETTER])
    with PostgresLedger(url, "practice") as ledger:
        assert ledger.entries() == []


@pytest.mark.usefixtures("impatient")
def test_leaving_lets_go_at_once(url: str) -> None:
    for _ in range(20):
        with PostgresLedger(url, "practice") as ledger:
            ledger.note({"last run": "x"})


HOLDING = """
import sys, time
from jobs.ledger.postgres import PostgresLedger
from tests.contracts.ledger import LETTER, NOON
ledger = PostgresLedger(sys.argv[1], "practice").__enter__()
ledger.plan([LETTER])
ledger.claim(LETTER.key, NOON)
print("claimed", flush=True)
time.sleep(60)
"""


@pytest.fixture
def machine(url: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the workbook, and has begun to send a letter."""
    with subprocess.Popen([sys.executable, "-c", HOLDING, url], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stdout.readline() == "claimed\n"
        yield process
        process.kill()


@pytest.mark.usefixtures("impatient")
def test_what_another_process_is_sending_is_nobody_elses_until_it_is_killed(
    url: str, machine: subprocess.Popen[str]
) -> None:
    with pytest.raises(Held, match="Another machine"):
        PostgresLedger(url, "practice").__enter__()
    machine.kill()
    machine.wait()
    with PostgresLedger(url, "practice") as ledger:
        assert [entry.state for entry in ledger.entries()] == ["sending"]


@pytest.mark.usefixtures("impatient")
def test_a_machine_that_lost_its_line_within_a_letter_may_be_sending_it_still(
    postgres: PostgresServer, url: str, machine: subprocess.Popen[str]
) -> None:
    lose_lines(postgres, url)
    with pytest.raises(Held, match="may still be sending it"):
        PostgresLedger(url, "practice").__enter__()
    postgres.tell("UPDATE coachsheet.letters SET claimed = claimed - interval '16 minutes'", name_of(url))
    with PostgresLedger(url, "practice") as ledger:
        assert [entry.state for entry in ledger.entries()] == ["sending"]


@pytest.mark.usefixtures("impatient")
def test_of_a_process_on_another_machine_nothing_is_known(postgres: PostgresServer, url: str) -> None:
    with PostgresLedger(url, "practice") as ledger:
        ledger.plan([LETTER])
        ledger.claim(LETTER.key, NOON)
    for process in ("", "another-boot pid:[4026531836] 1 1", f"{'x' * 36} pid:[1] 999999 7"):
        postgres.tell(f"UPDATE coachsheet.letters SET claimed_by = '{process}'", name_of(url))
        with pytest.raises(Held, match="may still be sending it"):
            PostgresLedger(url, "practice").__enter__()


def lose_lines(server: PostgresServer, url: str) -> None:
    lost = f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name_of(url)}'"
    assert all(gone for (gone,) in server.tell(lost))


def test_a_run_that_lost_its_line_claims_nothing_more(postgres: PostgresServer, url: str) -> None:
    with PostgresLedger(url, "practice") as ledger:
        ledger.plan([LETTER, OTHER])
        assert ledger.claim(LETTER.key, NOON)
        lose_lines(postgres, url)
        problem_of(lambda: ledger.settle(LETTER.key, "sent", NOON))
        problem_of(lambda: ledger.claim(OTHER.key, NOON))
    assert states(url) == ["sending", "planned"]


def test_a_session_that_holds_nothing_claims_nothing(url: str) -> None:
    """As behind a pooler that hands each question to another session."""
    with PostgresLedger(url, "practice") as ledger:
        ledger.plan([LETTER])
        ledger._line.db.execute("SELECT pg_advisory_unlock_all()")
        assert "pooler" in problem_of(lambda: ledger.claim(LETTER.key, NOON))
    assert states(url) == ["planned"]


def test_of_threads_and_rivals_that_claim_at_once_one_wins_each_letter(url: str) -> None:
    keys = [f"k{number:03}" for number in range(40)]
    with PostgresLedger(url, "practice") as ledger:
        ledger.plan([replace(LETTER, key=key) for key in keys])
    won: list[str] = []

    def claim_all() -> None:
        with Rival(url, "practice") as rival:
            won.extend(key for key in keys if rival.claim(key, NOON))

    rivals = [threading.Thread(target=claim_all) for _ in range(4)]
    for rival in rivals:
        rival.start()
    for rival in rivals:
        rival.join()
    assert sorted(won) == keys


def test_no_history_claims_a_letter_twice(url: str) -> None:
    walk(lambda identity: Rival(url, identity), histories=8)


# Its tables


def test_machines_that_make_the_tables_at_once_agree_on_them(url: str) -> None:
    def make() -> None:
        with PostgresLedger(url, f"{os.getpid()}") as ledger:
            ledger.plan([LETTER])

    makers = [get_context("fork").Process(target=make) for _ in range(5)]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()
    assert [maker.exitcode for maker in makers] == [0] * 5


def test_a_ledger_of_this_version_goes_to_the_next_with_all_it_knows(
    postgres: PostgresServer, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with PostgresLedger(url, "practice") as ledger:
        ledger.plan([LETTER])
    before = everything(postgres, url)
    more = "ALTER TABLE letters ADD COLUMN weight integer NOT NULL DEFAULT 7; UPDATE letters SET reason = 'moved';"
    monkeypatch.setattr(postgres_tables, "MIGRATIONS", (*postgres_tables.MIGRATIONS, more))
    with PostgresCopy(url, "practice") as copy:
        assert [entry.reason for entry in copy.entries()] == ["moved"]
    assert everything(postgres, url) == before
    for _ in range(2):
        with PostgresLedger(url, "practice") as ledger:
            assert ledger.entries() == [replace(LETTER, reason="moved")]
    assert postgres.tell("SELECT number, weight FROM coachsheet.version, coachsheet.letters", name_of(url)) == [(2, 7)]
    monkeypatch.undo()
    assert "newer coachsheet; update" in opened(url)


def test_a_step_to_the_next_version_that_fails_leaves_the_one_before(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with PostgresLedger(url, "practice") as ledger:
        ledger.plan([LETTER])
    wrong = (*postgres_tables.MIGRATIONS, "ALTER TABLE letters ADD COLUMN a text;", "SELECT 1/0;")
    monkeypatch.setattr(postgres_tables, "MIGRATIONS", wrong)
    assert "SQLSTATE 22012" in opened(url)
    monkeypatch.undo()
    with PostgresLedger(url, "practice") as ledger:
        assert ledger.entries() == [LETTER]


def test_the_tables_of_another_program_are_not_touched(postgres: PostgresServer, url: str) -> None:
    postgres.tell("CREATE TABLE letters (photo text); CREATE TABLE version (x text)", name_of(url))
    with PostgresLedger(url, "practice") as ledger:
        ledger.plan([LETTER])
    assert postgres.tell("SELECT count(*) FROM public.letters", name_of(url)) == [(0,)]


def test_a_schema_of_another_program_is_refused(postgres: PostgresServer, url: str) -> None:
    postgres.tell("CREATE SCHEMA coachsheet; CREATE TABLE coachsheet.photos (name text)", name_of(url))
    assert "another program" in opened(url)


def test_a_schema_that_the_owner_made_for_the_user_is_used(postgres: PostgresServer, url: str) -> None:
    postgres.tell("CREATE ROLE ana LOGIN")
    as_user = postgres.url(name_of(url), "ana")
    assert "GRANT CREATE" in opened(as_user)
    postgres.tell("CREATE SCHEMA coachsheet AUTHORIZATION ana", name_of(url))
    with PostgresLedger(as_user, "practice") as ledger:
        ledger.plan([LETTER])


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE coachsheet.letters SET state = 'sen'",
        "UPDATE coachsheet.letters SET about = '['",
        "UPDATE coachsheet.letters SET kinds = '7'",
        "UPDATE coachsheet.letters SET at = 'noon'",
    ],
)
def test_what_no_run_wrote_stops_every_run(postgres: PostgresServer, url: str, change: str) -> None:
    with PostgresLedger(url, "practice") as ledger:
        ledger.plan([LETTER])
    postgres.tell(change, name_of(url))
    assert "is damaged" in opened(url)


# Errors are one sentence, without a secret


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("53100", "disk of its server is full"), ("25006", "can only be read"), ("42501", "may not be written"),
        ("53300", "too many connections"), ("53200", "out of memory"), ("57014", "took too long"),
        ("40001", "in use"), ("55P03", "in use"), ("58030", "broken disk"), ("XX001", "is damaged"),
        ("57P01", "cut off by its server"), ("22012", "SQLSTATE 22012"), ("42P01", "lacks a table"),
    ],
)  # fmt: skip
def test_whatever_the_server_says_is_one_sentence_and_changes_nothing(
    postgres: PostgresServer, url: str, state: str, says: str
) -> None:
    with PostgresLedger(url, "practice") as ledger:
        ledger.plan([LETTER])
        with refusing(postgres, name_of(url), state):
            assert says in problem_of(lambda: ledger.plan([LETTER, OTHER]))
            assert says in problem_of(lambda: ledger.claim(LETTER.key, NOON))
            assert says in problem_of(lambda: ledger.settle(LETTER.key, "sent", NOON))
        assert ledger.entries() == [LETTER]


def test_a_server_that_is_not_there_is_told() -> None:
    assert "cannot be reached" in opened("postgresql://ana:geheim@127.0.0.1:9/practice")
    assert "cannot be reached" in opened("postgres:///practice?host=/nowhere&password=geheim")


@pytest.mark.parametrize(
    "place", ["ana:ge heim@h/db", "ana:ge%heim@h/db", "ana:x@h/db?geheim=1", "ana:geheim@[::1/db", "ana:ge/heim@h/db"]
)
def test_a_url_that_cannot_be_read_is_told(place: str) -> None:
    sentence = opened(f"postgresql://{place}")
    assert "[ledger] url cannot be read" in sentence or "cannot be reached" in sentence


def test_a_login_that_is_refused_is_told(postgres: PostgresServer, url: str) -> None:
    postgres.tell("CREATE ROLE eve LOGIN PASSWORD 'right'; CREATE ROLE busy LOGIN CONNECTION LIMIT 0")
    postgres.allow("local all eve scram-sha-256", "local all busy trust", "local all,practice nowhere reject")
    try:
        for user, password in (("eve", "geheim"), ("eve", ""), ("nobody", "geheim")):
            assert "check user, password and database" in opened(postgres.url(name_of(url), user, password))
        assert "check user, password and database" in opened(postgres.url("nowhere"))
        assert "too many connections" in opened(postgres.url(name_of(url), "busy", "geheim"))
    finally:
        postgres.allow()


def test_a_database_that_can_only_be_read_is_told(postgres: PostgresServer) -> None:
    url = postgres.fresh()
    postgres.tell(f"ALTER DATABASE {name_of(url)} SET default_transaction_read_only = on")
    assert "can only be read" in opened(url)


def test_a_database_that_cannot_hold_every_letter_of_the_alphabet_is_told(postgres: PostgresServer) -> None:
    assert "ENCODING" in opened(postgres.fresh("ENCODING 'LATIN1' TEMPLATE template0"))


@pytest.mark.parametrize("encoding", ["SQL_ASCII"])
def test_a_database_that_asks_nothing_of_letters_is_good(postgres: PostgresServer, encoding: str) -> None:
    with PostgresLedger(postgres.fresh(f"ENCODING '{encoding}' TEMPLATE template0"), "Ødegård 📞") as ledger:
        ledger.plan([OTHER])
        assert ledger.entries() == [OTHER]


def test_a_table_locked_by_another_program_is_told(postgres: PostgresServer, url: str, impatient: None) -> None:
    with PostgresLedger(url, "practice") as ledger:
        ledger.plan([LETTER])
        with psycopg.connect(url) as rival:
            rival.execute("LOCK TABLE coachsheet.letters")
            assert "in use by another program" in problem_of(lambda: ledger.claim(LETTER.key, NOON))
        assert ledger.claim(LETTER.key, NOON)


def test_a_question_that_takes_too_long_is_given_up(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(postgres_line._SESSION, "statement_timeout", "50ms")
    with PostgresLedger(url, "practice") as ledger:
        assert "took too long" in problem_of(lambda: ledger._ask("SELECT pg_sleep(9)"))
        assert ledger.entries() == []


def test_a_server_that_hangs_holds_nobody_for_ever(
    postgres: PostgresServer, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_line, "PATIENCE", 0.3)
    with Cable(postgres) as cable, PostgresLedger(cable.url(url), "practice") as ledger:
        ledger.plan([LETTER])
        cable.silent = True
        assert "does not answer any more" in problem_of(lambda: ledger.claim(LETTER.key, NOON))
        cable.silent = False
    assert states(url) in (["planned"], ["sending"])


# Lines that break at the worst moment


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(
    ("words", "stands"),
    [("INSERT INTO letters", ([], [])), ("COMMIT", ([], ["planned", "planned"]))],
)
def test_a_line_that_breaks_in_a_plan_leaves_all_or_none_of_it(
    postgres: PostgresServer, url: str, words: str, stands: tuple[list[str], list[str]], after: bool
) -> None:
    with Cable(postgres) as cable, PostgresLedger(cable.url(url), "practice") as ledger:
        cable.cut(words, after=after)
        assert "does not answer any more" in problem_of(lambda: ledger.plan([LETTER, OTHER]))
    assert states(url) == stands[after]


@pytest.mark.parametrize(("after", "stands"), [(False, "planned"), (True, "sending")])
def test_a_line_that_breaks_in_a_claim_wins_nothing(
    postgres: PostgresServer, url: str, after: bool, stands: str
) -> None:
    with Cable(postgres) as cable, PostgresLedger(cable.url(url), "practice") as ledger:
        ledger.plan([LETTER])
        cable.cut("SET state = 'sending'", after=after)
        assert "does not answer any more" in problem_of(lambda: ledger.claim(LETTER.key, NOON))
        assert "does not answer any more" in problem_of(lambda: ledger.claim(LETTER.key, NOON))
    assert states(url) == [stands]


@pytest.mark.parametrize(("after", "stands"), [(False, "sending"), (True, "sent")])
def test_a_line_that_breaks_as_a_letter_ends_leaves_it_sending_or_ended(
    postgres: PostgresServer, url: str, after: bool, stands: str
) -> None:
    with Cable(postgres) as cable, PostgresLedger(cable.url(url), "practice") as ledger:
        ledger.plan([LETTER])
        ledger.claim(LETTER.key, NOON)
        cable.cut("SET state = $1, settled_at", after=after)
        assert "nothing more is sent" in problem_of(lambda: ledger.settle(LETTER.key, "sent", NOON))
    assert states(url) == [stands]


# Killed

STEPS: list[tuple[Callable[[Ledger], object], list[str]]] = [
    (lambda ledger: ledger.plan([LETTER, OTHER]), ["planned", "planned"]),
    (lambda ledger: ledger.claim(LETTER.key, NOON), ["sending", "planned"]),
    (lambda ledger: ledger.settle(LETTER.key, "sent", NOON), ["sent", "planned"]),
]


def test_each_step_that_returned_stands_after_the_server_was_killed() -> None:
    """With fsync, and although the owner of the database wants its commits quick rather than durable."""
    if programs() is None:
        pytest.skip(MISSING)
    with PostgresServer(fsync="on", full_page_writes="on", wal_writer_delay="10s") as server:
        url = server.fresh()
        server.tell(f"ALTER DATABASE {name_of(url)} SET synchronous_commit = off")
        for step, stands in STEPS:
            with PostgresLedger(url, "practice") as ledger:
                step(ledger)
                server.stop()
                problem_of(ledger.entries)
            server.start()
            assert states(url) == stands


@pytest.mark.parametrize("after", range(0, 12, 2))
def test_killed_anywhere_what_was_acknowledged_stands(url: str, after: int) -> None:
    """The child says each step when it has returned; the kill comes a little after that many words."""
    reader, writer = os.pipe()

    def work() -> None:
        with PostgresLedger(url, "practice") as ledger:
            for number in range(1000):
                ledger.plan([replace(LETTER, key=f"{number}a"), replace(LETTER, key=f"{number}b")])
                os.write(writer, b"p")
                ledger.claim(f"{number}a", NOON)
                os.write(writer, b"c")
                ledger.settle(f"{number}a", "sent", NOON)
                os.write(writer, b"s")

    child = get_context("fork").Process(target=work)
    child.start()
    os.close(writer)
    said = b""
    while len(said) <= after:
        said += os.read(reader, 1)
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    while more := os.read(reader, 4096):
        said += more
    os.close(reader)
    with PostgresLedger(url, "practice") as ledger:
        found = {entry.key: entry.state for entry in ledger.entries()}
    rank = {"planned": 1, "sending": 2, "sent": 3}
    for number in range(len(said) // 3 + 1):
        reached = min(3, len(said) - 3 * number)
        assert reached <= rank.get(found.get(f"{number}a", ""), 0) <= reached + 1
        assert (f"{number}a" in found) == (f"{number}b" in found)


# What is asked of the line


@pytest.mark.parametrize(
    ("place", "mode"),
    [
        ("db.example.com/x", "require"), ("db.example.com/x?sslmode=verify-full", "verify-full"),
        ("db.example.com/x?sslmode=disable", "disable"), ("127.0.0.1/x", None), ("localhost,[::1]/x", None),
        ("/x?host=/run/postgresql", None), ("localhost,db.example.com/x", "require"),
    ],
)  # fmt: skip
def test_to_another_machine_the_line_is_encrypted_unless_the_url_says_how(place: str, mode: str | None) -> None:
    made = psycopg.conninfo.conninfo_to_dict(postgres_line._conninfo(f"postgresql://ana:geheim@{place}"))
    assert made.get("sslmode") == mode
    assert (made["connect_timeout"], made["client_encoding"]) == ("10", "utf8")


def test_a_server_without_tls_is_told_where_tls_is_wanted(postgres: PostgresServer, url: str) -> None:
    with Cable(postgres) as cable:
        assert "offers no TLS" in opened(cable.url(url).replace("disable", "require"))


def test_certificates_are_checked_as_the_url_says(tmp_path: Path) -> None:
    if programs() is None:
        pytest.skip(MISSING)
    good, other = make_certificate(tmp_path, "localhost", "127.0.0.1"), make_certificate(tmp_path, "elsewhere.example")
    with PostgresServer(good) as server:
        place = f"postgresql://coach:geheim@127.0.0.1:{server.port}/postgres?sslmode=verify-full&sslrootcert="
        with PostgresLedger(f"{place}{good}", "practice") as ledger:
            assert ledger._ask("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()") == [(True,)]
        for wrong in (other, tmp_path / "missing.pem"):
            assert "not to be trusted" in opened(f"{place}{wrong}")


def test_what_is_forgotten_is_in_no_table_of_the_server(postgres: PostgresServer, url: str) -> None:
    name = b"Zdenka Forgotten"
    with PostgresLedger(url, "practice") as ledger:
        ledger.record([replace(LETTER, state="sent", client=name.decode()), OTHER])
        ledger.remember("Clients", {"k7q2m9x3": (name.decode(), "priya@example.com")})
        ledger.note({"names before": name.decode()})
        postgres.tell("CHECKPOINT")
        assert any(name in file.read_bytes() for file in tables_of(postgres))
        ledger.forget([LETTER.key], {"Clients": ["k7q2m9x3"]}, {"names before": "{}"})
        assert ledger.entries()[0].client == ""
        assert not ledger.claim(LETTER.key, NOON), "and the workbook is still held"
        with pytest.raises(Held):
            PostgresLedger(url, "practice").__enter__()
    postgres.tell("CHECKPOINT")
    assert not any(name in file.read_bytes() for file in tables_of(postgres))


def tables_of(server: PostgresServer) -> list[Path]:
    return [file for file in (server.folder / "data" / "base").rglob("*") if file.is_file()]
