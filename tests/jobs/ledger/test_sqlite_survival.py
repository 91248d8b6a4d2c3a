"""The SQLite file in trouble: damaged at every page, cut short, full disks of every size, links, pipes, versions."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pytest

from jobs.ledger import tables
from jobs.ledger.base import Entry, LedgerProblem
from jobs.ledger.sqlite import SqliteLedger
from tests.contracts.ledger import LETTER, NOON, OTHER

MANY = [replace(LETTER, key=f"k{number:03}", state="sent") for number in range(200)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A ledger of 200 letters that went."""
    with SqliteLedger(tmp_path / "coachsheet.db", "practice") as ledger:
        ledger.record(MANY)
        ledger.remember("Clients", {f"r{number}": ("Priya Nair", f"{number}") for number in range(300)})
    return tmp_path / "coachsheet.db"


def outcome(file: Path, *, dry_run: bool = False) -> str | list[Entry]:
    """What a run can do with it: the sentence with which it stops, or every letter it knows after a plan."""
    try:
        with SqliteLedger(file, "practice", dry_run=dry_run) as ledger:
            ledger.plan(MANY[:3])
            return ledger.entries()
    except LedgerProblem as problem:
        return str(problem)


# Damaged


@pytest.mark.parametrize("what", ["noise", "zeros", "another page"])
def test_a_damaged_page_anywhere_is_told_before_a_letter_could_be_planned_again(file: Path, what: str) -> None:
    good = file.read_bytes()
    size = int.from_bytes(good[16:18], "big")
    for start in range(0, len(good), size):
        junk = {"noise": os.urandom(size), "zeros": bytes(size), "another page": good[-size:]}[what]
        file.write_bytes(good[:start] + junk + good[start + size :])
        found = outcome(file)
        if isinstance(found, list):
            assert found == MANY, "a page that holds nothing, or the very page itself"
        else:
            assert "rebuild" in found or "another program" in found or "newer" in found, found
        if start:
            assert outcome(file, dry_run=True) == found


@pytest.mark.parametrize("length", [99, 100, 4095, 4096, 4097, 12_000])
def test_a_file_cut_short_is_told(file: Path, length: int) -> None:
    file.write_bytes(file.read_bytes()[:length])
    assert "rebuild" in str(outcome(file))
    assert "rebuild" in str(outcome(file, dry_run=True))


def test_an_empty_file_is_a_new_ledger(file: Path) -> None:
    file.write_bytes(b"")
    found = outcome(file)
    assert isinstance(found, list) and [entry.state for entry in found] == ["planned"] * 3


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE letters SET state = 'sen' WHERE key = 'k150'",
        "UPDATE letters SET kinds = '[' WHERE key = 'k150'",
        "UPDATE letters SET at = x'00' WHERE key = 'k150'",
        "UPDATE letters SET subject = CAST(x'ff' AS TEXT) WHERE key = 'k150'",
    ],
)
def test_a_letter_that_no_run_wrote_stops_every_run(file: Path, change: str) -> None:
    with closing(sqlite3.connect(file)) as db:
        db.execute(change)
        db.commit()
    assert "is damaged; set the file aside and run: coachsheet rebuild" in str(outcome(file))


def test_words_that_no_run_wrote_stop_every_run(file: Path) -> None:
    with closing(sqlite3.connect(file)) as db:
        db.execute("UPDATE words SET words = '['")
        db.commit()
    with SqliteLedger(file, "practice") as ledger, pytest.raises(LedgerProblem, match="is damaged"):
        ledger.words("Clients")


@pytest.mark.parametrize("name", ["-wal", "-journal", "-shm"])
def test_garbage_beside_the_file_loses_nothing(file: Path, name: str) -> None:
    file.with_name(file.name + name).write_bytes(os.urandom(9000))
    assert outcome(file, dry_run=True) == MANY
    assert outcome(file) == MANY


# Something else at the path


def test_through_a_symlink_a_dry_run_sees_what_a_run_beside_it_wrote(file: Path) -> None:
    link = file.parent / "elsewhere" / "ledger.db"
    link.parent.mkdir()
    link.symlink_to(file)
    with SqliteLedger(link, "practice") as ledger:
        ledger.plan([OTHER])
        with SqliteLedger(link, "practice", dry_run=True) as copy:
            assert len(copy.entries()) == len(MANY) + 1
        assert ledger.claim(OTHER.key, NOON)
    assert list(link.parent.iterdir()) == [link] and link.is_symlink()


def test_a_symlink_that_leads_nowhere_or_round_is_told(tmp_path: Path) -> None:
    nowhere, round_ = tmp_path / "a.db", tmp_path / "b.db"
    nowhere.symlink_to(tmp_path / "missing" / "x.db")
    round_.symlink_to(round_)
    assert "cannot be" in str(outcome(nowhere))
    assert "cannot be" in str(outcome(round_))


@pytest.mark.parametrize("dry_run", [True, False])
@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo])
def test_what_is_no_file_is_told_at_once(tmp_path: Path, make: Callable[[Path], None], dry_run: bool) -> None:
    make(tmp_path / "coachsheet.db")
    assert "something else" in str(outcome(tmp_path / "coachsheet.db", dry_run=dry_run))


@pytest.mark.parametrize("version", [0, 1])
def test_the_database_of_another_program_is_left_as_it_is(tmp_path: Path, version: int) -> None:
    file = tmp_path / "photos.db"
    with closing(sqlite3.connect(file)) as db:
        db.execute("CREATE TABLE letters (photo)")
        db.execute(f"PRAGMA user_version = {version}")
    before = file.read_bytes()
    assert "another program" in str(outcome(file))
    assert "another program" in str(outcome(file, dry_run=True))
    assert file.read_bytes() == before


# Versions


def test_a_ledger_of_this_version_goes_to_the_next_with_all_it_knows(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = "ALTER TABLE letters ADD COLUMN weight INTEGER NOT NULL DEFAULT 7; UPDATE letters SET reason = 'moved';"
    monkeypatch.setattr(tables, "MIGRATIONS", (*tables.MIGRATIONS, more))
    moved = [replace(entry, reason="moved") for entry in MANY]
    before = file.read_bytes()
    assert outcome(file, dry_run=True) == moved
    assert file.read_bytes() == before
    assert outcome(file) == outcome(file) == moved
    with closing(sqlite3.connect(file)) as db:
        assert db.execute("SELECT DISTINCT weight FROM letters").fetchall() == [(7,)]
        assert db.execute("PRAGMA user_version").fetchone() == (2,)
    monkeypatch.undo()
    assert "newer coachsheet; update" in str(outcome(file))
    assert "newer coachsheet; update" in str(outcome(file, dry_run=True))


def test_a_step_to_the_next_version_that_fails_leaves_the_one_before(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = (*tables.MIGRATIONS, "ALTER TABLE letters ADD COLUMN a TEXT;", "INSERT INTO letters VALUES (1);")
    monkeypatch.setattr(tables, "MIGRATIONS", wrong)
    assert isinstance(outcome(file), str)
    monkeypatch.undo()
    assert outcome(file) == MANY


# Full and read-only disks

ON_A_FULL_DISK = """
import sys
from dataclasses import replace
from pathlib import Path
from jobs.ledger.base import LedgerProblem
from jobs.ledger.sqlite import SqliteLedger
from tests.contracts.ledger import LETTER, NOON

disk = Path(sys.argv[1])
ballast = disk / "ballast"

def fill(file):
    expected = {}
    try:
        with SqliteLedger(file, "practice") as ledger:
            for number in range(400):
                key, other = f"{number}a", f"{number}b"
                ledger.plan([replace(LETTER, key=key), replace(LETTER, key=other, subject="x" * 4000)])
                expected[key] = expected[other] = "planned"
                assert ledger.claim(key, NOON)
                expected[key] = "sending"
                ledger.settle(key, "sent", NOON, "250 taken")
                expected[key] = "sent"
    except LedgerProblem as problem:
        return str(problem), expected
    return "", expected

for size in range(300_000, 1_000_000, 43_000):
    ballast.write_bytes(bytes(size))
    said, expected = fill(disk / "coachsheet.db")
    assert "full" in said, said
    ballast.unlink()
    with SqliteLedger(disk / "coachsheet.db", "practice") as ledger:
        found = {entry.key: entry.state for entry in ledger.entries()}
    assert found == expected, (len(found), len(expected))
    print(len(expected), list(expected.values())[-2:])
    (disk / "coachsheet.db").unlink()
"""


def test_on_a_disk_that_runs_full_all_that_was_acknowledged_stands_and_nothing_more(tmp_path: Path) -> None:
    """A real file system of a megabyte, in a mount namespace of its own."""
    mount = f"mount -t tmpfs -o size=1m none '{tmp_path}'"
    unshare = [shutil.which("unshare") or "", "-m" if os.geteuid() == 0 else "-rm", "sh", "-c"]
    if not unshare[0] or subprocess.run([*unshare, mount], capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    run = [*unshare, f"{mount} && exec '{sys.executable}' -c \"$0\" '{tmp_path}'", ON_A_FULL_DISK]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert len(set(done.stdout.splitlines())) > 8, "the disk ran full at many different steps"


@pytest.fixture
def room() -> Iterator[Path]:
    """A folder into which every user may look, unlike those that pytest makes: SQLite walks the whole path."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make another user's file")
@pytest.mark.parametrize(("folder", "file"), [(0o555, 0o666), (0o777, 0o444), (0o555, 0o444)])
def test_what_may_only_be_read_is_told_and_can_be_looked_at(room: Path, folder: int, file: int) -> None:
    """Root may write everything, so a child tries it as nobody."""
    path = room / "ledgers" / "coachsheet.db"
    with SqliteLedger(path, "practice") as ledger:
        ledger.record(MANY)
    path.chmod(file)
    path.parent.chmod(folder)

    def as_nobody() -> None:
        os.setuid(65534)
        assert "cannot be" in str(outcome(path))
        assert "cannot be" in str(outcome(path.with_name("another.db"))) or folder == 0o777
        # A dry run plans in its own copy.
        assert outcome(path, dry_run=True) == MANY

    child = get_context("fork").Process(target=as_nobody)
    child.start()
    child.join(60)
    assert child.exitcode == 0
