"""A letter shown before it goes: the real next one, or a sample of the same rows; nothing is recorded."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from jobs.cli import main
from jobs.preview import LETTERS
from tests.practice_files import EIGHT, REAL, Practice, practice


def preview(made: Practice, *words: str) -> Result:
    return CliRunner().invoke(main, ["--config", str(made.settings), "--as-of", EIGHT, "preview", *words])


@pytest.fixture
def made(tmp_path: Path) -> Practice:
    return practice(tmp_path / "practice")


def test_the_next_letter_is_the_one_that_then_goes(made: Practice) -> None:
    shown = preview(made, "next", "--client", "Priya")
    assert shown.exit_code == 0 and "sample" not in shown.stderr
    made.run(EIGHT)
    sent = next(message for message in made.outbox() if "priya@" in str(message["To"]))
    assert f"Subject: {sent['Subject']}" in shown.stdout
    body = sent.get_body(("plain",))
    assert body and str(body.get_content()).replace("\r\n", "\n").strip() in shown.stdout


@pytest.mark.parametrize("kind", ["welcome", "agreed", "due"])
def test_a_kind_that_is_not_due_is_shown_as_a_sample_of_the_same_rows(made: Practice, kind: str) -> None:
    made.run(EIGHT)
    shown = preview(made, kind, "--client", "Noa")
    assert shown.exit_code == 0, shown.output
    assert "sample" in shown.stderr
    if kind != "welcome":
        assert "Draft the intake questions" in shown.stdout
    assert ("Attached: how-we-work." in shown.stdout) is (kind == "welcome")


@pytest.mark.parametrize(
    ("rhythm", "question"), [("Weekly", "your week"), ("Monthly", "your month"), ("None", "your week")]
)
def test_a_check_in_is_shown_with_the_habits_whatever_the_day(tmp_path: Path, rhythm: str, question: str) -> None:
    habits = [{"Client": "Priya Nair", "Habit": "Train", "Times a week": 3}]
    made = practice(tmp_path, policies={**REAL, "Check-ins": rhythm, "Check-in day": "Thursday"}, Habits=habits)
    shown = preview(made, "check-in", "--client", "Priya")
    assert shown.exit_code == 0 and "sample" in shown.stderr
    assert f"How was {question}, in your words?" in shown.stdout and "1. Train (3 times a week)" in shown.stdout
    nudge = preview(made, "nudge", "--client", "Priya")
    assert "Subject: One number is enough" in nudge.stdout and "Train" not in nudge.stdout


def test_a_session_and_a_payment_are_shown_on_their_eve_whatever_the_day(tmp_path: Path) -> None:
    rows = [
        {"Client": "Priya Nair", "Start": datetime(2026, 12, 16, 16), "Agenda": "Prices"},
        {"Client": "Noa Levi", "Start": datetime(2026, 11, 20, 9), "Outcome": "Attended", "Medium": "Phone"},
    ]
    money = [{"Client": "Noa Levi", "Amount": 240, "Currency": "EUR", "Due": datetime(2026, 10, 1)}]
    made = practice(tmp_path, policies=REAL, Sessions=rows, Payments=money)
    shown = preview(made, "session", "--client", "Priya")
    assert shown.exit_code == 0 and "sample" in shown.stderr
    assert "Subject: Tomorrow 16:00" in shown.stdout and "What it is for:\nPrices" in shown.stdout
    held = preview(made, "session", "--client", "Noa")
    assert "Fri 20 Nov, 09:00" in held.stdout and "by phone" in held.stdout
    paid = preview(made, "payment", "--client", "Noa")
    assert paid.exit_code == 0 and "€240 is planned for Thu 1 Oct" in paid.stdout
    assert "nothing to show" in preview(made, "payment", "--client", "Priya").stderr
    assert "nothing to show" in preview(made, "session", "--client", "Sofia").stderr
    assert preview(made, "session", "--client", "Priya", "--to", "me").exit_code == 0
    (letter,) = made.outbox()
    (file,) = letter.iter_attachments()
    assert file.get_param("method") == "PUBLISH", "no calendar takes a sample for the real one"


def test_where_every_day_has_its_question_there_is_no_nudge_to_show(tmp_path: Path) -> None:
    made = practice(tmp_path, policies={**REAL, "Check-ins": "Daily"})
    assert preview(made, "check-in", "--client", "Priya").exit_code == 0
    assert "nothing to show" in preview(made, "nudge", "--client", "Priya").stderr


def test_a_review_a_group_and_a_digest_are_shown_whatever_the_day(tmp_path: Path) -> None:
    names = ("Priya Nair", "Sofia Lind", "Tom Reed")
    clients = [{"Client": name, "Email": f"{name[0]}@example.com".lower(), "Group": "Circle"} for name in names]
    done = [
        {"Client": name, "Commitment": f"Write page {name}", "Due": "2026-11-20", "Done on": "2026-11-19"}
        for name in names
    ]
    done.append({"Client": "Priya Nair", "Commitment": "Send the list", "Due": "2026-11-24", "Owner": "Coach"})
    groups = [{"Group": "Circle", "Day": "Sunday", "Show": "Names"}]
    team = [{"Coach": "Ana", "Email": "ana@strongstart.example", "Digest": "Daily"}]
    rules = {**REAL, "Review day": 5}
    made = practice(tmp_path, clients=clients, commitments=done, Groups=groups, Team=team, policies=rules)
    assert "Subject: Your last weeks, on one page" in preview(made, "review", "--client", "Sofia").stdout
    shown = preview(made, "group").stdout
    assert "Subject: Your circle: 3 things done" in shown and "Write page Sofia" not in shown
    digest = preview(made, "digest")
    assert "YOUR OWN PROMISES" in digest.stdout and "sample" not in digest.stderr
    assert made.run(EIGHT).status == 0
    assert "YOUR OWN PROMISES" in (again := preview(made, "digest")).stdout and "sample" in again.stderr


def test_looking_writes_nothing(made: Practice) -> None:
    made.run(EIGHT)
    before = made.listing()
    for kind in LETTERS:
        preview(made, kind)
    assert made.listing() == before


def test_a_part_of_a_name_is_enough_and_two_hits_are_listed(made: Practice) -> None:
    assert preview(made, "agreed", "--client", "sofia").exit_code == 0
    two = preview(made, "agreed", "--client", "a")
    assert two.exit_code == 1 and "more than one client" in two.stderr and "Priya Nair" in two.stderr


def test_nobody_of_that_name_and_no_such_letter_are_said_plainly(made: Practice) -> None:
    assert "no such client" in preview(made, "agreed", "--client", "Zed").stderr
    assert preview(made, "novel").exit_code == 2


def test_mailed_to_the_coach_it_reaches_the_coach_and_no_client(made: Practice) -> None:
    sent = preview(made, "agreed", "--client", "Priya", "--to", "me")
    assert sent.exit_code == 0, sent.output
    (letter,) = made.outbox()
    assert "ana@strongstart.example" in str(letter["To"]) and "priya@" not in str(letter["To"])
    assert made.run(EIGHT).status == 0
    assert [row for row in made.rows("Mail log") if "preview" in str(row["Key"])] == []
