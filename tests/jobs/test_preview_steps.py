"""The letters of the ladder shown before they go: of the row that is open, else a sample; nothing is recorded."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from jobs.cli import main
from tests.jobs.ladder_practice import at, decide, decisions, ladder, to_noa
from tests.practice_files import Practice


def preview(made: Practice, *words: str, day: int = 1) -> Result:
    return CliRunner().invoke(main, ["--config", str(made.settings), "--as-of", at(day), "preview", *words])


@pytest.fixture
def made(tmp_path: Path) -> Practice:
    found = ladder(tmp_path / "practice")
    found.run(at(0))
    return found


def test_a_row_that_is_decided_shows_the_very_letter(made: Practice) -> None:
    decide(made, "Send", Add_to_the_email="I thought of you.")
    before = made.listing()
    shown = preview(made, "recommit")
    assert shown.exit_code == 0 and "sample" not in shown.stderr and made.listing() == before
    assert preview(made, "next").stdout == shown.stdout
    made.run(at(1))
    body = to_noa(made)[-1].get_body(("plain",))
    assert body and str(body.get_content()).replace("\r\n", "\n").strip() in shown.stdout
    assert "I thought of you." in shown.stdout


def test_a_row_that_is_open_shows_what_send_would_send(made: Practice) -> None:
    shown = preview(made, "recommit", "--client", "noa")
    assert shown.exit_code == 0 and "sample" in shown.stderr and "A calm mind" in shown.stdout
    assert decisions(made) == [("Recommit", None, None)]
    decide(made, "Send", Choice="Pause")
    assert "We take a break" in preview(made, "part-ways").stdout, "the letter that goes instead"


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("look-back", "Looking back together"), ("look back", "Looking back together"),
        ("fresh-start", "A smaller next step?"), ("last-review", "Let us decide how to go on"),
        ("part-ways", "Thank you, and the door is open"), ("reopen", "How are things, Noa?"),
    ],
)  # fmt: skip
def test_every_other_step_is_a_sample_of_the_same_record(name: str, subject: str, made: Practice) -> None:
    shown = preview(made, name, "--client", "Noa")
    assert shown.exit_code == 0 and "sample" in shown.stderr and f"Subject: {subject}" in shown.stdout
