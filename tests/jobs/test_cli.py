"""The command as people and cron type it: exit statuses, what goes to stdout and stderr, what may run when."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from jobs.cli import main
from tests.practice_files import EIGHT, practice

ELSEWHERE = {"transport": "smtp", "host": "mail.example.com", "security": "tls", "port": 465}


def coachsheet(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A start of the command in its own process, in that folder."""
    code = f"import sys; sys.path.insert(0, {str(Path(__file__).parents[2])!r}); from jobs.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, cwd=folder, check=False
    )


def test_a_run_in_its_own_process_finds_the_settings_beside_it_and_ends_with_0(tmp_path: Path) -> None:
    practice(tmp_path)
    done = coachsheet(tmp_path, "--as-of", EIGHT, "--json", "nightly")
    assert (done.returncode, done.stderr) == (0, "")
    table, line = done.stdout.splitlines()
    assert "4 sent" in table and json.loads(line)["letters"]["sent"] == 4


@pytest.mark.parametrize(
    "arguments",
    [("nonsense",), ("--as-of", "yesterday", "nightly"), ("--config", "missing.toml", "nightly"), ("resolve", "key")],
)
def test_wrong_usage_ends_with_2(arguments: tuple[str, ...], tmp_path: Path) -> None:
    practice(tmp_path)
    done = coachsheet(tmp_path, *arguments)
    assert done.returncode == 2 and done.stderr and "Traceback" not in done.stderr


def test_bad_settings_are_all_named_and_end_with_2(tmp_path: Path) -> None:
    one = practice(tmp_path, mail={"per_minute": 0, "colour": "red"})
    found = one.run(EIGHT)
    assert found.status == 2 and "per_minute" in found.stderr and "colour" in found.stderr
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["coachsheet.toml", "practice.xlsx"]


def test_as_of_another_instant_mail_leaves_this_machine_in_a_dry_run_only(tmp_path: Path) -> None:
    one = practice(tmp_path, mail=ELSEWHERE)
    before = one.listing()
    assert one.run(EIGHT).status == 2
    assert one.listing() == before
    dry = one.run(EIGHT, "nightly", "--dry-run")
    assert (dry.status, dry.letters[0]) == (0, 4)
    assert one.listing() == before


def test_an_instant_without_an_offset_is_utc(tmp_path: Path) -> None:
    one = practice(tmp_path)
    assert one.run("2026-11-23T05:59").letters == (0, 0, 0, 4), "6:59 in Berlin"
    assert one.run("2026-11-23T06:00").letters == (4, 0, 0, 0)


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 but no workbook", b"Client,Email\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
)
def test_a_file_that_is_no_workbook_is_one_sentence_and_1(content: bytes, tmp_path: Path) -> None:
    one = practice(tmp_path)
    one.workbook.write_bytes(content)
    found = one.run(EIGHT)
    assert (found.status, found.stderr.count("\n")) == (1, 1), found.stderr
    assert one.workbook.read_bytes() == content


def test_a_workbook_that_is_missing_is_one_sentence_and_2_and_leaves_nothing_behind_but_a_lock(tmp_path: Path) -> None:
    one = practice(tmp_path)
    one.workbook.unlink()
    found = one.run(EIGHT)
    assert found.status == 2 and "practice.xlsx" in found.stderr and found.stderr.count("\n") == 1
    assert not (one.folder / "outbox").exists()


@pytest.mark.parametrize("job", ["nightly", "setup", "rebuild"])
def test_a_workbook_in_a_folder_that_is_missing_is_one_sentence_and_2(job: str, tmp_path: Path) -> None:
    one = practice(tmp_path / "p")
    one.settings.write_text(one.settings.read_text().replace("practice.xlsx", "nowhere/practice.xlsx"))
    found = one.run(EIGHT, job)
    assert (found.status, found.stderr.count("\n")) == (2, 1) and "There is no folder" in found.stderr


@pytest.mark.parametrize("instant", ["0001-01-01T00:00Z", "9999-12-31T23:59-10:00", "1999-12-31", "2101-01-01"])
def test_an_instant_outside_of_a_sheets_years_is_wrong_usage(instant: str, tmp_path: Path) -> None:
    found = practice(tmp_path).run(instant)
    assert found.status == 2 and "outside of the years 2000 to 2100" in found.stderr


def test_a_ledger_that_is_none_is_one_sentence_and_nothing_is_sent(tmp_path: Path) -> None:
    one = practice(tmp_path)
    one.ledger.write_bytes(b"this is no ledger, and never was one" * 40)
    before = one.workbook.read_bytes()
    found = one.run(EIGHT)
    assert (found.status, found.stderr.count("\n")) == (1, 1), found.stderr
    assert one.workbook.read_bytes() == before and one.outbox() == []


def test_the_json_object_is_the_last_line_even_when_the_run_could_not_be_done(tmp_path: Path) -> None:
    one = practice(tmp_path)
    one.workbook.write_bytes(b"")
    found = one.run(EIGHT)
    assert found.status == 1 and found.json["problems"] and found.json["letters"]["sent"] == 0


@pytest.mark.parametrize(
    ("command", "status"),
    [
        ("doctor", 0), ("resolve", 0), ("rebuild", 0), ("schedule", 0), ("setup", 0), ("inventory", 0), ("handbook", 0),
        ("preview welcome", 0), ("review Priya", 0), ("review a", 1), ("review Zed", 1), ("forget Zed", 1),
        ("resolve nobody sent", 2), ("inbox", 2),
    ],
)  # fmt: skip
def test_with_json_each_command_ends_with_one_object(command: str, status: int, tmp_path: Path) -> None:
    one = practice(tmp_path)
    name, *rest = command.split()
    found = CliRunner().invoke(main, ["--config", str(one.settings), "--as-of", EIGHT, "--json", name, *rest])
    said = json.loads(found.stdout.splitlines()[-1])
    assert (found.exit_code, said["job"]) == (status, name) and bool(said.get("problems")) == bool(status)
    assert found.stdout.count('{"job"') == 1 and "Nair" not in str(said.get("problems"))


def test_letters_with_nothing_to_say_say_nothing(tmp_path: Path) -> None:
    one = practice(tmp_path)
    one.run(EIGHT)
    done = coachsheet(tmp_path, "--as-of", EIGHT, "letters")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
