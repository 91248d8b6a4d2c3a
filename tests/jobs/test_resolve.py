"""Letters in doubt: listed, looked for where that can be done, and settled by a person's word."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from jobs.cli import main
from tests.practice_files import EIGHT, Practice, by_smtp, practice
from tests.servers.smtp import MailServer

TUESDAY = "2026-11-24T08:00+01:00"


def resolve(made: Practice, *words: str) -> Result:
    return CliRunner().invoke(main, ["--config", str(made.settings), "--as-of", TUESDAY, "resolve", *words])


@pytest.fixture
def doubtful(tmp_path: Path) -> tuple[Practice, str]:
    """A practice whose first letter met a server that took it and never answered."""
    with MailServer() as server:
        made = practice(tmp_path / "practice", mail=by_smtp(server))
        server.fail("receipt", close=True)
        outcome = made.run(EIGHT)
    assert outcome.status == 1 and outcome.letters[2] == 1
    return made, next(row["Key"] for row in made.rows("Mail log") if row["State"] == "in doubt")


def test_without_a_doubt_the_list_says_so(tmp_path: Path) -> None:
    made = practice(tmp_path / "practice")
    made.run(EIGHT)
    assert resolve(made).stdout == "No letter is in doubt.\n"


def test_a_letter_in_doubt_is_listed_by_its_key(doubtful: tuple[Practice, str]) -> None:
    made, key = doubtful
    listed = resolve(made)
    assert listed.exit_code == 0 and listed.stdout.startswith(key)


@pytest.mark.parametrize(("word", "state"), [("sent", "sent"), ("not-sent", "not sent")])
def test_a_word_settles_it_in_the_ledger_and_the_mail_log(
    doubtful: tuple[Practice, str], word: str, state: str
) -> None:
    made, key = doubtful
    settled = resolve(made, key, word)
    assert settled.exit_code == 0 and state in settled.stdout
    assert {row["Key"]: row["State"] for row in made.rows("Mail log")}[key] == state
    assert resolve(made).stdout == "No letter is in doubt.\n"


def test_in_a_dry_run_it_only_says_what_would_be_settled(doubtful: tuple[Practice, str]) -> None:
    made, key = doubtful
    before = made.listing()
    said = CliRunner().invoke(main, ["--config", str(made.settings), "--dry-run", "resolve", key, "not-sent"])
    assert said.exit_code == 0 and "would be settled" in said.stdout and made.listing() == before


def test_what_was_not_sent_is_told_in_a_later_letter_and_what_was_is_not(doubtful: tuple[Practice, str]) -> None:
    made, key = doubtful
    about = next(str(row["About"]) for row in made.rows("Mail log") if row["Key"] == key)
    resolve(made, key, "not-sent")
    made.use({"transport": "outbox"})
    assert made.run(TUESDAY).status == 0
    again = [row for row in made.rows("Mail log") if row["Key"] != key and str(row["About"]) == about]
    assert len(again) == 1 and again[0]["State"] == "sent"


def test_a_key_that_is_in_no_doubt_is_wrong_usage(doubtful: tuple[Practice, str]) -> None:
    made, _ = doubtful
    refused = resolve(made, "b3k7x2q9-2026-11-23", "sent")
    assert refused.exit_code == 2 and "no letter in doubt" in refused.stderr


def test_a_key_without_a_word_is_wrong_usage(doubtful: tuple[Practice, str]) -> None:
    made, key = doubtful
    assert resolve(made, key).exit_code == 2
