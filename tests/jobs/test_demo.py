"""The demonstration as a newcomer meets it: one command, a folder with a workbook and letters, repeatable."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from jobs.cli import main

AS_OF = "2026-11-22T09:00+01:00"


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Result]]:
    here = tmp_path_factory.mktemp("newcomer")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(here)
        result = CliRunner().invoke(main, ["--as-of", AS_OF, "demo"])
    yield here / "demo", result


def rows(folder: Path, tab: str) -> list[dict[str, object]]:
    sheet = openpyxl.load_workbook(folder / "practice.xlsx", data_only=True)[tab]
    header, *values = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in values if any(row)]


def test_the_newcomer_sees_a_line_a_day_and_where_everything_lies(played: tuple[Path, Result]) -> None:
    folder, result = played
    assert result.exit_code == 0, result.output
    assert "Sun 08 Nov" in result.output and "Sun 22 Nov" in result.output
    assert str(folder / "practice.xlsx") in result.output and str(folder / "outbox") in result.output


def test_letters_of_every_kind_of_this_version_lie_in_the_outbox(played: tuple[Path, Result]) -> None:
    folder, _ = played
    kinds = {kind.strip() for row in rows(folder, "Mail log") for kind in str(row["Kind"]).split(",")}
    assert {"welcome", "agreed", "due", "celebrate", "session", "check-in", "nudge", "payment"} <= kinds
    keys = {str(row["Key"]) for row in rows(folder, "Mail log")}
    assert keys == {path.stem for path in (folder / "outbox").glob("*.eml")}
    assert all(row["State"] == "sent" for row in rows(folder, "Mail log"))


def test_rows_to_check_a_decision_a_check_in_and_a_session_wait_in_the_sheet(played: tuple[Path, Result]) -> None:
    folder, _ = played
    notes = [str(row["Sync note"]) for row in rows(folder, "Commitments") if row["Status"] == "Check row"]
    assert any("31/02/2026" in note for note in notes) and any("Did you mean" in note for note in notes)
    assert [row["Step"] for row in rows(folder, "Decisions") if not row["Outcome"]] == ["Recommit"]
    assert all(row["Matched"] for row in rows(folder, "Check-ins"))
    assert [row["Last 4 weeks"] for row in rows(folder, "Habits") if row["Habit"] == "Run"] == ["–, –, 3/3, 2/3"]
    assert "Planned" in {row["Result"] for row in rows(folder, "Sessions")}


def test_no_client_gets_two_letters_on_one_day(played: tuple[Path, Result]) -> None:
    folder, _ = played
    days = [(row["Client"], str(row["Key"])[-10:]) for row in rows(folder, "Mail log") if row["Client"]]
    assert len(days) == len(set(days))


def test_each_coach_gets_a_digest_a_day_at_most(played: tuple[Path, Result]) -> None:
    folder, _ = played
    days = [(row["To"], str(row["Key"])[-10:]) for row in rows(folder, "Mail log") if row["Kind"] == "digest"]
    assert len(days) == len(set(days)) and len({to for to, _ in days}) == 2


def test_every_letter_has_both_parts(played: tuple[Path, Result]) -> None:
    folder, _ = played
    for path in (folder / "outbox").glob("*.eml"):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert message.get_body(("plain",)) and message.get_body(("html",)), path.name


def test_a_letter_of_today_invites_to_a_session_on_the_clients_clock(played: tuple[Path, Result]) -> None:
    folder, _ = played
    letters = [
        message_from_bytes(path.read_bytes(), policy=policy.default) for path in (folder / "outbox").glob("*.eml")
    ]
    invited = [one for one in letters if any(part.get_content_type() == "text/calendar" for part in one.walk())]
    assert invited and any("2026-11-22" in str(one["X-Coachsheet-Key"]) for one in invited)
    assert any("your time" in str(one["Subject"]) for one in invited)


def test_a_second_demonstration_makes_the_folder_anew(
    played: tuple[Path, Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, first = played
    ids = [row["ID"] for row in rows(folder, "Clients")]
    (folder / "outbox" / "left-over.eml").write_text("old")
    monkeypatch.chdir(folder.parent)
    again = CliRunner().invoke(main, ["--as-of", AS_OF, "demo"])
    assert again.output == first.output
    assert not (folder / "outbox" / "left-over.eml").exists()
    assert [row["ID"] for row in rows(folder, "Clients")] == ids


def test_what_the_environment_says_of_a_real_practice_is_not_for_the_example(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = tmp_path / "real.xlsx"
    real.write_bytes(b"the real practice")
    monkeypatch.setenv("COACHSHEET_WORKBOOK__PATH", str(real))
    monkeypatch.setenv("COACHSHEET_MAIL__OUTBOX", str(tmp_path / "real-outbox"))
    monkeypatch.setattr("jobs.example.DAYS", 0)
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["--as-of", AS_OF, "demo"])
    assert result.exit_code == 0 and (tmp_path / "demo" / "outbox").is_dir()
    assert real.read_bytes() == b"the real practice" and not (tmp_path / "real-outbox").exists()


def test_a_dry_run_says_what_would_be_made_and_makes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["--dry-run", "demo"])
    assert result.exit_code == 0 and str(tmp_path / "demo") in result.output and not list(tmp_path.iterdir())


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "novel.txt").write_text("mine")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["demo"])
    assert result.exit_code == 1 and "move it" in result.stderr
    assert (tmp_path / "demo" / "novel.txt").read_text() == "mine"
