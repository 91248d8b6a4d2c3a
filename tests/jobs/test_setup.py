"""Setup as an assistant types it: a first folder, a workbook that stands, a column that is in the way."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from jobs.cli import main


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path


def setup() -> Result:
    return CliRunner().invoke(main, ["setup"])


def test_in_an_empty_folder_setup_makes_settings_and_workbook_and_says_what_to_tell_the_coach(here: Path) -> None:
    result = setup()
    assert result.exit_code == 0, result.output
    assert (here / "coachsheet.toml").stat().st_mode & 0o777 == 0o600
    assert "Commitments" in openpyxl.load_workbook(here / "practice.xlsx").sheetnames
    told = result.output.split("Now tell the coach:")[1]
    assert [line.strip()[0] for line in told.strip().splitlines()] == ["1", "2", "3"]


def test_a_second_setup_changes_nothing(here: Path) -> None:
    setup()
    before = (here / "practice.xlsx").read_bytes()
    result = setup()
    assert "nothing was changed" in result.output
    assert (here / "practice.xlsx").read_bytes() == before


def test_a_workbook_that_stands_is_completed_and_its_words_stay(here: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Clients"
    sheet.append(["Client", "Email", "Shoe size"])
    sheet.append(["Priya Nair", "priya@example.com", 38])
    book.save(here / "practice.xlsx")
    result = setup()
    assert result.exit_code == 0, result.output
    after = openpyxl.load_workbook(here / "practice.xlsx")
    assert [cell.value for cell in after["Clients"][2]][:3] == ["Priya Nair", "priya@example.com", 38]
    assert "Track" in [cell.value for cell in after["Clients"][1]]


def test_a_filled_column_under_our_header_is_named_and_handed_over_only_when_asked(here: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Commitments"
    sheet.append(["Client", "Commitment", "Due", "Status"])
    sheet.append(["Priya Nair", "Call five leads", None, "on hold"])
    book.create_sheet("Clients").append(["Client", "Email"])
    book.save(here / "practice.xlsx")
    blocked = setup()
    assert blocked.exit_code == 1 and "Commitments.Status" in blocked.output
    assert openpyxl.load_workbook(here / "practice.xlsx")["Commitments"]["D2"].value == "on hold"
    handed = CliRunner().invoke(main, ["setup", "--adopt", "Commitments.Status"])
    assert handed.exit_code == 0, handed.output
    assert CliRunner().invoke(main, ["sync"]).exit_code == 0
    after = openpyxl.load_workbook(here / "practice.xlsx")["Commitments"]
    assert after["D2"].value == "Check row"


@pytest.mark.parametrize("name", ["Commitments.Stat", "Status", "Commitments.Due", "Nope.Status", ""])
def test_a_name_that_is_no_column_of_ours_hands_nothing_over_and_is_wrong_usage(here: Path, name: str) -> None:
    setup()
    result = CliRunner().invoke(main, ["setup", "--adopt", name])
    assert result.exit_code == 2 and "no column that jobs write" in result.output
    assert CliRunner().invoke(main, ["setup", "--adopt", "form responses 1.matched"]).exit_code == 0


def test_a_dry_run_makes_nothing(here: Path) -> None:
    (here / "coachsheet.toml").write_text('[mail]\nfrom = "ana@example.com"\n')
    before = sorted(here.iterdir())
    result = CliRunner().invoke(main, ["--dry-run", "setup"])
    assert result.exit_code == 0 and sorted(here.iterdir()) == before
