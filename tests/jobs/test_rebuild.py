"""A lost ledger is made again from the workbook: nothing is sent twice, nothing forgotten."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from jobs.cli import main
from tests.practice_files import EIGHT, Practice, practice

TUESDAY = "2026-11-24T08:00+01:00"


def rebuild(made: Practice) -> Result:
    return CliRunner().invoke(main, ["--config", str(made.settings), "rebuild"])


def test_the_letters_and_rows_of_the_workbook_are_known_again(tmp_path: Path) -> None:
    made = practice(tmp_path / "practice")
    made.run(EIGHT)
    letters = len(made.rows("Mail log"))
    made.ledger.unlink()
    told = rebuild(made)
    assert told.exit_code == 0 and f"took {letters} letters" in told.stdout
    assert made.run(EIGHT).letters == (0, 0, 0, 0)


def test_a_letter_that_stood_as_sending_is_named_by_the_run_that_finds_it_in_doubt(tmp_path: Path) -> None:
    made = practice(tmp_path / "practice")
    made.run(EIGHT)
    key = str(made.rows("Mail log")[0]["Key"])
    made.edit("Mail log", 2, State="sending")
    made.ledger.unlink()
    for path in (made.folder / "outbox").iterdir():
        path.unlink()
    found = made.run(TUESDAY)
    assert (
        found.status == 1
        and f"In doubt, because a run ended while sending: {key}. " in found.stderr
        and "@" not in found.stderr
    )
    assert made.run(TUESDAY).status == 0


def test_a_dry_run_leaves_nothing_behind_not_even_a_lock(tmp_path: Path) -> None:
    made = practice(tmp_path / "practice")
    before = made.listing()
    said = CliRunner().invoke(main, ["--config", str(made.settings), "--dry-run", "rebuild"])
    assert said.exit_code == 0 and made.listing() == before


def test_a_second_rebuild_adds_nothing(tmp_path: Path) -> None:
    made = practice(tmp_path / "practice")
    made.run(EIGHT)
    made.ledger.unlink()
    rebuild(made)
    assert "took 0 letters and 0 rows" in rebuild(made).stdout


def test_rows_are_healed_after_a_sort_as_if_the_ledger_had_never_been_lost(tmp_path: Path) -> None:
    made = practice(tmp_path / "practice")
    made.run(EIGHT)
    made.ledger.unlink()
    rebuild(made)
    before = {row["Commitment"]: row["ID"] for row in made.rows("Commitments")}
    first, second = made.rows("Commitments")[0], made.rows("Commitments")[2]
    made.edit("Commitments", 2, Client=second["Client"], Commitment=second["Commitment"], Due=second["Due"])
    made.edit("Commitments", 4, Client=first["Client"], Commitment=first["Commitment"], Due=first["Due"])
    made.run(TUESDAY)
    assert {row["Commitment"]: row["ID"] for row in made.rows("Commitments")} == before


def test_a_letter_that_stood_as_sending_is_in_doubt(tmp_path: Path) -> None:
    made = practice(tmp_path / "practice")
    made.run(EIGHT)
    made.edit("Mail log", 2, State="sending")
    made.ledger.unlink()
    assert "1 stood as sending" in rebuild(made).stdout
