"""Forgetting on a Google Sheet: while the coach sorts, inserts and deletes, no other row loses a word."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from jobs.cli import main
from sync.workbook.google_pace import Means
from tests.google_night import Night, at_each_call, night
from tests.practice_files import EIGHT
from tests.servers.sheets import SheetsServer

NOON = "2026-11-23T12:00+01:00"
TUESDAY = "2026-11-24T08:00+01:00"
SAID = ("To", "Client", "Subject")


@pytest.fixture
def server() -> Iterator[SheetsServer]:
    with SheetsServer() as running:
        yield running


@pytest.fixture
def practice(server: SheetsServer, tmp_path: Path) -> Night:
    """Everybody had a letter, and two clients answered."""
    made = night(server, tmp_path)
    assert made.run(EIGHT).status == 0
    coach = server.coach_of(made.book)
    head = [
        "ID",
        "When",
        "Client",
        "Letter",
        "Rating",
        "Wins",
        "Stuck",
        "Help wanted",
        "Done",
        "Words",
        "State",
        "Sync note",
    ]
    coach.add_tab("Replies", [head])
    adopted = [word for header in head for word in ("--adopt", f"Replies.{header}")]
    assert type_(made, "setup", *adopted).exit_code == 0
    for number, (row_id, name, wins) in enumerate(
        [("r2k7x2q9", "Noa Levi", "Slept"), ("r3k7x2q9", "Priya Nair", "Called")], 2
    ):
        for header, value in {
            "ID": row_id,
            "When": datetime(2026, 11, 22),
            "Client": name,
            "Wins": wins,
            "State": "Noted",
        }.items():
            coach.type("Replies", number, header, value)
    return made


def type_(made: Night, *words: str, as_of: str = NOON) -> Result:
    """The command as it is typed, on a clock of its own."""
    clock, tokens = made.clock, made.tokens
    means = Means(clock.monotonic, clock.sleep, lambda: 0.5, clock.now, lambda: next(tokens))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHEETS_EMULATOR_HOST", made.server.url)
        patch.setenv("XDG_STATE_HOME", str(made.folder / "state"))
        patch.setattr("jobs.spreadsheet.real_means", lambda: means)
        return CliRunner().invoke(main, ["--config", str(made.settings), "--as-of", as_of, *words])


def by_key(made: Night) -> dict[str, dict[str, Any]]:
    return {
        row["Key"]: {header: row.get(header) for header in (*SAID, "State", "About")} for row in made.rows("Mail log")
    }


def holds(made: Night, before: dict[str, dict[str, Any]]) -> None:
    """Her rows say nothing of her, and those of the others what they said."""
    hers = {key for key, row in before.items() if row["Client"] == "Priya Nair"}
    blank = dict.fromkeys(SAID)
    assert by_key(made) == {key: row | (blank if key in hers else {}) for key, row in before.items()} and hers
    assert [(row["ID"], row["Client"], row["Wins"]) for row in made.rows("Replies") if row.get("ID")] == [
        ("r2k7x2q9", "Noa Levi", "Slept")
    ]
    assert b"priya" not in b"".join(file.read_bytes() for file in made.folder.glob("coachsheet.db*")).lower()


def test_the_rows_of_mail_log_and_replies_are_blanked_in_two_readings_and_a_write(practice: Night) -> None:
    before = by_key(practice)
    with at_each_call(lambda number, moment: None) as went:
        done = type_(practice, "forget", "priya")
        assert went() <= 5, "what stands there, its cells, the write, a look"
    assert done.exit_code == 0 and "1 row of Mail log, 1 row of Replies" in done.stdout
    assert "version history" in done.stdout and "Clients: row 2" in done.stdout
    holds(practice, before)
    assert practice.run(TUESDAY).status == 0
    assert not any("Priya" in str(row.get("Client")) for row in practice.rows("Mail log"))


EDITS: dict[str, Callable[[Any], None]] = {
    "a row inserted above in Mail log": lambda coach: coach.insert_rows("Mail log", 2),
    "a row inserted above in Replies": lambda coach: coach.insert_rows("Replies", 2),
    "Mail log sorted": lambda coach: coach.sort("Mail log", "Subject", downwards=True),
    "a column inserted": lambda coach: coach.insert_columns("Mail log", 1),
}


@pytest.mark.parametrize(("call", "edit"), [*((4, edit) for edit in EDITS), (5, "Mail log sorted")])
def test_whatever_the_coach_moves_meanwhile_no_other_row_loses_a_word(
    practice: Night, server: SheetsServer, edit: str, call: int
) -> None:
    before = by_key(practice)

    def disturb(number: int, moment: str) -> None:
        if (number, moment) == (call, "before"):
            EDITS[edit](server.coach_of(practice.book))

    with at_each_call(disturb):
        done = type_(practice, "forget", "priya")
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code == 0, done.output
    holds(practice, before)
