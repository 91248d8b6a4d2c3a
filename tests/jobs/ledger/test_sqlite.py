"""The SQLite ledger: the contract of all ledgers, its file, its sentences, kills and rivals."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pytest

from jobs.ledger import open_ledger
from jobs.ledger.base import Ledger, LedgerProblem
from jobs.ledger.sqlite import SqliteLedger
from tests.contracts.ledger import LETTER, NOON, OTHER, LedgerContract, OpenLedger, walk


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "coachsheet.db"


class TestSqliteLedger(LedgerContract):
    @pytest.fixture
    def open_one(self, tmp_path: Path) -> OpenLedger:
        return lambda identity: open_ledger("sqlite:///coachsheet.db", identity, tmp_path)


class TestDryRun(LedgerContract):
    """A copy in memory keeps the whole contract while it is open, but for what a second opening would see."""

    @pytest.fixture
    def open_one(self, tmp_path: Path) -> OpenLedger:
        kept: dict[str, SqliteLedger] = {}

        class Kept(SqliteLedger):
            def __enter__(self) -> SqliteLedger:
                return self if self._identity in kept else kept.setdefault(self._identity, super().__enter__())

            def __exit__(self, *exc: object) -> None:
                return None

        def open_kept(identity: str) -> Ledger:
            return kept.get(identity) or Kept(tmp_path / "missing" / "x.db", identity, dry_run=True)

        return open_kept


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_dry_run_sees_the_ledger_and_leaves_the_disk_as_it_is(file: Path) -> None:
    with SqliteLedger(file, "practice") as ledger:
        ledger.plan([LETTER])
    before = snapshot(file.parent)
    with SqliteLedger(file, "practice", dry_run=True) as ledger:
        assert ledger.claim(LETTER.key, NOON)
        ledger.settle(LETTER.key, "sent", NOON)
        ledger.plan([OTHER])
        assert [entry.state for entry in ledger.entries()] == ["sent", "planned"]
    assert snapshot(file.parent) == before


def test_a_dry_run_makes_no_file_and_no_folder(tmp_path: Path) -> None:
    with SqliteLedger(tmp_path / "ledgers" / "x.db", "practice", dry_run=True) as ledger:
        ledger.plan([LETTER])
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run_beside_a_run_sees_what_is_settled(file: Path) -> None:
    with SqliteLedger(file, "practice") as ledger:
        ledger.plan([LETTER])
        with SqliteLedger(file, "practice", dry_run=True) as copy:
            assert copy.entries() == [LETTER]
        assert ledger.claim(LETTER.key, NOON)


def test_the_file_and_its_folder_are_for_this_user_only(tmp_path: Path) -> None:
    file = tmp_path / "new" / "ledgers" / "coachsheet.db"
    with SqliteLedger(file, "practice") as ledger:
        ledger.plan([LETTER])
        assert {stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()} == {0o600}
    assert stat.S_IMODE(file.parent.stat().st_mode) == stat.S_IMODE(file.parent.parent.stat().st_mode) == 0o700


def test_after_a_run_the_ledger_is_one_file(file: Path) -> None:
    with SqliteLedger(file, "practice") as ledger:
        ledger.plan([LETTER])
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_remembering_the_same_again_writes_nothing(file: Path) -> None:
    with SqliteLedger(file, "practice") as ledger:
        ledger.remember("Clients", {"k7q2m9x3": ("Priya Nair", "priya@example.com")})
        ledger.note({"last run": "2026-11-22"})
        log = file.with_name(file.name + "-wal")
        before = log.read_bytes()
        ledger.remember("Clients", {"k7q2m9x3": ("Priya Nair", "priya@example.com")})
        ledger.note({"last run": "2026-11-22"})
        assert log.read_bytes() == before


# What the URL may say


def test_a_relative_url_lies_in_the_folder_of_the_settings(tmp_path: Path) -> None:
    with open_ledger("sqlite:///ledgers/my practice%.db", "practice", tmp_path) as ledger:
        ledger.plan([LETTER])
    assert (tmp_path / "ledgers" / "my practice%.db").is_file()


def test_an_absolute_url_has_four_slashes(tmp_path: Path) -> None:
    with open_ledger(f"sqlite:///{tmp_path}/a.db", "practice", Path("/nowhere")) as ledger:
        ledger.plan([LETTER])
    assert (tmp_path / "a.db").is_file()


@pytest.mark.parametrize(
    "url",
    [
        "", "coachsheet.db", "sqlite:coachsheet.db", "sqlite://host/coachsheet.db", "sqlite:///", "sqlite:////",
        "sqlite:///:memory:", "sqlite:///a.db?mode=ro", "sqlite:///a.db#x", "sqlite:///a\0b", "mysql://ana:geheim@h/db",
        "postgresql+psycopg://ana:geheim@h/db",
    ],
)  # fmt: skip
def test_any_other_url_is_one_sentence_without_the_url(url: str, tmp_path: Path) -> None:
    with pytest.raises(LedgerProblem) as problem:
        open_ledger(url, "practice", tmp_path)
    assert "geheim" not in str(problem.value)
    assert "sqlite:///coachsheet.db" in str(problem.value)


# What may be wrong with the file


def opened(file: Path) -> str:
    """The sentence with which opening fails."""
    with pytest.raises(LedgerProblem) as problem, SqliteLedger(file, "practice") as ledger:
        ledger.plan([LETTER])
    return str(problem.value)


def test_a_file_that_is_no_database_is_left_alone(file: Path) -> None:
    file.write_text("Dear diary, " * 500)
    assert "is not a ledger" in opened(file)
    assert file.read_text().startswith("Dear diary")


def test_the_database_of_another_program_is_left_alone(file: Path) -> None:
    with closing(sqlite3.connect(file)) as db:
        db.execute("CREATE TABLE photos (name)")
    before = file.read_bytes()
    assert "another program" in opened(file)
    assert file.read_bytes() == before


def test_a_newer_ledger_asks_for_an_update(file: Path) -> None:
    with SqliteLedger(file, "practice"):
        pass
    with closing(sqlite3.connect(file)) as db:
        db.execute("PRAGMA user_version = 99")
    assert "newer coachsheet; update" in opened(file)


def test_a_damaged_ledger_says_how_to_go_on(file: Path) -> None:
    with SqliteLedger(file, "practice") as ledger:
        ledger.plan([replace(LETTER, key=f"{n}") for n in range(500)])
    data = bytearray(file.read_bytes())
    data[4096:] = os.urandom(len(data) - 4096)
    file.write_bytes(data)
    assert "coachsheet rebuild" in opened(file)


def test_a_folder_in_the_place_of_the_file_is_told(file: Path) -> None:
    file.mkdir()
    assert "cannot be" in opened(file)


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "ledgers").write_text("")
    assert "cannot be used" in opened(tmp_path / "ledgers" / "coachsheet.db")


def test_a_ledger_locked_by_another_program_is_told(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobs.ledger.tables._PATIENCE", 0.05)
    with SqliteLedger(file, "practice"), closing(sqlite3.connect(file, isolation_level=None)) as rival:
        rival.execute("BEGIN IMMEDIATE")
        assert "in use by another program" in opened(file)


def test_a_ledger_deleted_during_the_run_stops_it_before_the_next_letter(file: Path) -> None:
    with SqliteLedger(file, "practice") as ledger:
        ledger.plan([LETTER])
        file.unlink()
        with pytest.raises(LedgerProblem):
            ledger.claim(LETTER.key, NOON)


def test_a_ledger_replaced_during_the_run_stops_it_before_the_next_letter(file: Path) -> None:
    with SqliteLedger(file, "practice") as ledger:
        ledger.plan([LETTER])
        other = file.with_name("backup.db")
        other.write_bytes(file.read_bytes())
        other.replace(file)
        with pytest.raises(LedgerProblem, match="replaced"):
            ledger.claim(LETTER.key, NOON)


def in_a_child(work: Callable[[], None]) -> int:
    """Run it in a forked process; the exit status, or minus the signal that ended it."""
    child = get_context("fork").Process(target=work)
    child.start()
    child.join(60)
    assert child.exitcode is not None
    return child.exitcode


def test_a_full_disk_is_told_and_nothing_is_half_planned(file: Path) -> None:
    many = [replace(LETTER, key=f"{n}", subject="x" * 500) for n in range(2000)]

    def with_little_room() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
        with SqliteLedger(file, "practice") as ledger:
            ledger.plan([LETTER])
            with pytest.raises(LedgerProblem, match="full"):
                ledger.plan(many)
            assert ledger.entries() == [LETTER]

    assert in_a_child(with_little_room) == 0
    with SqliteLedger(file, "practice") as ledger:
        assert ledger.entries() == [LETTER]


# Killed

STEPS: list[Callable[[Ledger], object]] = [
    lambda ledger: ledger.plan([LETTER, OTHER]),
    lambda ledger: ledger.claim(LETTER.key, NOON),
    lambda ledger: ledger.settle(LETTER.key, "sent", NOON),
    lambda ledger: ledger.claim(OTHER.key, NOON),
    lambda ledger: ledger.settle(OTHER.key, "not sent", NOON, "452"),
    lambda ledger: ledger.plan([OTHER]),
    lambda ledger: ledger.remember("Clients", {"k7q2m9x3": ("Priya Nair",)}),
    lambda ledger: ledger.note({"last run": "2026-11-22"}),
]
STANDING = [
    [], ["planned", "planned"], ["sending", "planned"], ["sent", "planned"], ["sent", "sending"],
    ["sent", "not sent"], ["sent", "planned"], ["sent", "planned"], ["sent", "planned"],
]  # fmt: skip


@pytest.mark.parametrize("steps", range(len(STEPS) + 1))
def test_each_step_that_returned_stands_after_a_kill(file: Path, steps: int) -> None:
    def killed() -> None:
        with SqliteLedger(file, "practice") as ledger:
            for step in STEPS[:steps]:
                step(ledger)
            os.kill(os.getpid(), signal.SIGKILL)

    assert in_a_child(killed) == -signal.SIGKILL
    with SqliteLedger(file, "practice") as ledger:
        assert [entry.state for entry in ledger.entries()] == STANDING[steps]
        assert bool(ledger.words("Clients")) is (steps >= 7)
        assert bool(ledger.fact("last run")) is (steps >= 8)


def test_a_dry_run_after_a_kill_sees_what_stood(file: Path) -> None:
    def killed() -> None:
        SqliteLedger(file, "practice").__enter__().plan([LETTER])
        os.kill(os.getpid(), signal.SIGKILL)

    assert in_a_child(killed) == -signal.SIGKILL
    with SqliteLedger(file, "practice", dry_run=True) as ledger:
        assert ledger.entries() == [LETTER]


def test_a_ledger_deleted_after_a_kill_starts_empty_whatever_its_log_says(file: Path) -> None:
    def killed() -> None:
        SqliteLedger(file, "practice").__enter__().plan([LETTER])
        os.kill(os.getpid(), signal.SIGKILL)

    assert in_a_child(killed) == -signal.SIGKILL
    file.unlink()
    with SqliteLedger(file, "practice") as ledger:
        assert ledger.entries() == []


@pytest.mark.parametrize("after", range(0, 60, 3))
def test_killed_anywhere_what_was_acknowledged_stands_and_the_rest_is_whole(file: Path, after: int) -> None:
    """The child says each step when it has returned; the kill comes a little after that many words."""
    reader, writer = os.pipe()

    def work() -> None:
        with SqliteLedger(file, "practice") as ledger:
            for number in range(10_000):
                pair = [replace(LETTER, key=f"{number}a"), replace(LETTER, key=f"{number}b")]
                ledger.plan(pair)
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
    with SqliteLedger(file, "practice") as ledger:
        states = {entry.key: entry.state for entry in ledger.entries()}
    rank = {"planned": 1, "sending": 2, "sent": 3}
    for number in range(len(said) // 3 + 1):
        reached = min(3, len(said) - 3 * number)
        stands = rank.get(states.get(f"{number}a", ""), 0)
        assert reached <= stands <= reached + 1
        assert (f"{number}a" in states) == (f"{number}b" in states)


# Rivals


def _claim_all(file: Path, keys: list[str], won: int) -> None:
    with SqliteLedger(file, "practice") as ledger:
        os.write(won, "".join(f"{key} " for key in keys if ledger.claim(key, NOON)).encode())


def test_of_processes_that_claim_at_once_one_wins_each_letter(file: Path) -> None:
    keys = [f"k{number:03}" for number in range(60)]
    with SqliteLedger(file, "practice") as ledger:
        ledger.plan([replace(LETTER, key=key) for key in keys])
    reader, writer = os.pipe()
    rivals = [get_context("fork").Process(target=_claim_all, args=(file, keys, writer)) for _ in range(4)]
    for rival in rivals:
        rival.start()
    for rival in rivals:
        rival.join()
    os.close(writer)
    with os.fdopen(reader) as said:
        assert sorted(said.read().split()) == keys


def test_runs_that_make_the_ledger_at_once_agree_on_it(file: Path) -> None:
    def make() -> None:
        with SqliteLedger(file, f"{os.getpid()}") as ledger:
            ledger.plan([LETTER])

    makers = [get_context("fork").Process(target=make) for _ in range(6)]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()
    assert [maker.exitcode for maker in makers] == [0] * 6


def test_no_history_claims_a_letter_twice(tmp_path: Path) -> None:
    walk(lambda identity: SqliteLedger(tmp_path / "coachsheet.db", identity), histories=40)


def bytes_of(folder: Path) -> bytes:
    """All that lies in the folder, the log beside the file, too."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_what_is_forgotten_is_in_no_byte_of_the_file_nor_of_what_lies_beside_it(file: Path) -> None:
    with SqliteLedger(file, "practice") as ledger:
        for round_ in range(40):
            ledger.record([replace(LETTER, key=f"k{round_}", state="sent", reason="550 priya@example.com"), OTHER])
            ledger.remember("Clients", {f"r{round_}": ("Priya Nair", "priya@example.com"), "o": ("Marcus", "")})
        ledger.note({"names before": "Priya Berg"})
        assert b"Priya Nair" in bytes_of(file.parent)
        keys, rows = [f"k{round_}" for round_ in range(40)], {"Clients": [f"r{round_}" for round_ in range(40)]}
        ledger.forget(keys, rows, {"names before": "{}"})
        found = bytes_of(file.parent)
        assert b"priya" not in found.lower()
    assert b"priya" not in bytes_of(file.parent).lower() and b"marcus@example.com" in bytes_of(file.parent)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_what_another_program_keeps_open_is_said_and_forgotten_the_next_time(file: Path) -> None:
    with SqliteLedger(file, "practice") as ledger:
        ledger.record([replace(LETTER, state="sent")])
        with closing(sqlite3.connect(file, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT * FROM letters").fetchall()
            with pytest.raises(LedgerProblem, match="in use by another program"):
                ledger.forget([LETTER.key], {}, {})
        assert ledger.entries()[0].client == LETTER.client, "it can be asked for by name once more"
        ledger.forget([LETTER.key], {}, {})
    assert b"priya" not in bytes_of(file.parent).lower()
