"""Decision rows in a workbook of its own: offered one night, decided by the coach, taken up the next."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from tests.practice_files import COMMITMENTS, MONDAY, Practice, practice

TUESDAY = "2026-11-24T08:00+01:00"
SLIPPED = tuple(
    {"Client": "Noa Levi", "Commitment": f"Old thing {n}", "Due": MONDAY - timedelta(days=4 + n)} for n in range(5)
)


def offered(folder: Path) -> Practice:
    made = practice(folder, commitments=(*COMMITMENTS, *SLIPPED))
    assert made.run().json["decisions_proposed"] == 1
    return made


def test_a_row_offered_at_night_may_be_decided_the_next_morning(tmp_path: Path) -> None:
    made = offered(tmp_path)
    made.edit("Decisions", 2, Decision="Talked")
    assert made.run(TUESDAY).status == 0
    (row,) = made.rows("Decisions")
    assert (row["Outcome"], row["Outcome on"].date()) == ("Talked", date(2026, 11, 24))


def test_a_row_that_the_coach_made_up_and_decided_decides_nothing(tmp_path: Path) -> None:
    made = offered(tmp_path)
    made.edit("Decisions", 3, Decision="Dismiss", Client="Sofia Lind", Step="Recommit", ID="b3k7x2q9")
    assert made.run(TUESDAY).status == 0
    invented = made.rows("Decisions")[1]
    assert invented.get("Outcome") is None and "stood here before this step did" in invented["Sync note"]


def test_without_a_ledger_what_stands_in_the_workbook_counts(tmp_path: Path) -> None:
    made = offered(tmp_path)
    made.edit("Decisions", 2, Decision="Talked")
    made.ledger.unlink()
    assert made.run(TUESDAY).status == 0
    assert [row["Outcome"] for row in made.rows("Decisions")] == ["Talked"]
