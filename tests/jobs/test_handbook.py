"""The handbook: the policies as a file that a coach hands on; it looks, and writes nothing but that file."""

from __future__ import annotations

import json
import stat
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader

from jobs.cli import main
from jobs.papers import paper
from tests.jobs.papers.pages import said
from tests.practice_files import COMMITMENTS, EIGHT, REAL, TEAM, Practice, practice

RULES: dict[str, Any] = {
    **REAL, "Check-ins": "Monthly", "Check-in day": "Friday", "Sessions per month": 2, "Session minutes": 75,
    "Medium": "Phone", "Who calls": "Client", "Cancellation notice hours": 48, "Coach notice hours": 12,
    "Monthly fee": "240 EUR", "Payment terms": "By the 5th.\nBy transfer.", "Between sessions": "Write to me.",
    "Closed on": "2026-12-24, 2026-12-27 to 2027-01-03", "Remind before": "3, 1", "Ladder threshold": "40%",
    "Emails a week": 3, "Review day": 15,
}  # fmt: skip


def handbook(made: Practice, *words: str, before: tuple[str, ...] = ()) -> Result:
    options = ["--config", str(made.settings), "--as-of", EIGHT, *before]
    return CliRunner().invoke(main, [*options, "handbook", *words])


def text(made: Practice) -> str:
    return said((made.folder / "handbook.html").read_text(encoding="utf-8"))


def test_it_says_the_rules_of_this_practice(tmp_path: Path) -> None:
    made = practice(tmp_path, policies=RULES, Team=[*TEAM, {"Coach": "Kim Park", "Email": "kim@strongstart.example"}])
    result = handbook(made)
    assert (result.exit_code, result.stdout) == (0, f"written: {made.folder / 'handbook.html'}\n"), result.output
    found = text(made)
    assert found.startswith("Strong Start\n# Handbook\n23 Nov 2026\nHow we work, and who does what and when.")
    for words in (
        "Sessions | 2 sessions a month, 75 minutes each, by phone. The client calls.",
        "To move or cancel one | Clients 48 hours before, coaches 12 hours before",
        "Fee | 240 EUR. By the 5th. By transfer",
        "Check-ins | On the first Friday of the month, and weekly in the first 4 weeks",
        "Review | On day 15 of each month",
        "Reminders | 1 and 3 days before; 1 and 7 days after",
        "Days without emails | 24 Dec 2026; 27 Dec 2026 to 3 Jan 2027",
        "The client cancels 48 hours or more before | It does not count.",
        "The coach cancels later | It does not count, and a make-up is owed.",
        "## Between sessions\nWrite to me.\n",
        "fewer than 40 percent of them were closed",
        "1 Recommit | Is this still the right goal?",
        "Kim Park | every day | Berlin",
        "Ladder threshold | 40 | Less than so many percent done: a step is proposed to you.",
        "Reply address | (blank) | Where answers go.",
        "practice.xlsx | All that the practice knows",
        "coachsheet.toml | The settings",
    ):
        assert words in found, words


def test_it_names_no_client_no_address_of_a_coach_and_no_place_on_the_machine(tmp_path: Path) -> None:
    made = practice(tmp_path / "practice", policies=RULES)
    made.run(EIGHT)
    handbook(made)
    page = (made.folder / "handbook.html").read_text(encoding="utf-8")
    for private in ("Priya", "Noa", str(COMMITMENTS[0]["Commitment"]), "ana@", "clients.example", str(tmp_path)):
        assert private not in page, private


def test_what_is_blank_has_no_chapter_and_is_told(tmp_path: Path) -> None:
    bare = {
        "Time zone": "Berlin", "Sessions per month": 0, "Cancellation notice hours": 0, "Remind before": 0,
        "Check-ins": "None", "Review day": 0, "Medium": "In person",
    }  # fmt: skip
    made = practice(tmp_path, policies=bare)
    result = handbook(made)
    blank = "Still blank in Policies: Between sessions, Monthly fee, Payment terms, Practice name\n"
    assert result.exit_code == 0 and result.stdout.endswith(blank)
    found = text(made)
    assert "## Between sessions" not in found and "The client cancels before it | It does not count." in found
    assert "On its day | A short reminder goes out." in found and "This is still a rehearsal" in found
    assert "are asked none" not in found and "calls." not in found


def test_it_is_for_this_user_alone_and_replaces_the_one_before(tmp_path: Path) -> None:
    made = practice(tmp_path)
    made.run(EIGHT)
    before = made.listing()
    handbook(made)
    made.policy("Practice name", "Fresh Start")
    handbook(made)
    file = made.folder / "handbook.html"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and text(made).startswith("Fresh Start\n")
    assert set(made.listing()) - set(before) == {"handbook.html"}


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    made = practice(tmp_path)
    before = made.listing()
    result = handbook(made, "--pdf", before=("--dry-run",))
    assert result.exit_code == 0, result.output
    assert [line.rpartition("/")[2] for line in result.stdout.splitlines()[:2]] == ["handbook.html", "handbook.pdf"]
    assert result.stdout.startswith("would write: ") and made.listing() == before


def test_with_pdf_it_has_pages_numbers_and_a_table_of_contents_that_leads_there(tmp_path: Path) -> None:
    pytest.importorskip("weasyprint", reason="needs Pango", exc_type=OSError)
    made = practice(tmp_path, policies=RULES)
    result = handbook(made, "--pdf", before=("--json",))
    told = json.loads(result.stdout.splitlines()[-1])
    assert (told["job"], told["problems"]) == ("handbook", [])
    assert [Path(file).name for file in told["files"]] == ["handbook.html", "handbook.pdf"]
    read = PdfReader(BytesIO((made.folder / "handbook.pdf").read_bytes()))
    assert 6 <= len(read.pages) <= 12 and read.metadata and read.metadata.title == "Handbook"
    assert read.metadata.author == "Strong Start" and read.trailer["/Root"]["/Lang"] == "en"
    first = read.pages[0].extract_text().replace("\0", "")
    assert "Contents" in first and f"1 / {len(read.pages)}" in first
    assert [round(float(side)) for side in read.pages[0].mediabox[2:]] == [595, 842], "A4"
    assert sum(len(page.get("/Annots", [])) for page in read.pages) >= 15, "each line of the contents is a link"


def test_without_weasyprint_the_html_is_written_and_one_sentence_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_pdf(html: str) -> bytes:
        raise paper.PaperProblem("A PDF needs WeasyPrint and Pango.")

    monkeypatch.setattr(paper, "pdf", no_pdf)
    made = practice(tmp_path, policies=RULES)
    result = handbook(made, "--pdf")
    assert (result.exit_code, result.stderr) == (1, "A PDF needs WeasyPrint and Pango.\n")
    assert result.stdout == f"written: {made.folder / 'handbook.html'}\n"
    assert handbook(made).exit_code == 0


def test_a_coachs_own_chapters_stand_there(tmp_path: Path) -> None:
    rows = [
        {"Name": "handbook", "Subject": "Our house", "Body": "We are {{ practice }}.\n\n{{ fee }} a month."},
        {"Name": "handbook: between", "Subject": None, "Body": "Ask Kim."},
        {"Name": "handbook: safety", "Subject": None, "Body": "{% if fee == '' %}x{% endif %}"},
        {"Name": "Handbook: Peple", "Subject": None, "Body": "x"},
    ]
    made = practice(tmp_path, policies={**RULES, "Between sessions": None}, Templates=rows)
    assert handbook(made).exit_code == 0
    found = text(made)
    assert found.startswith("Strong Start\n# Our house\n23 Nov 2026\nWe are Strong Start.\n240 EUR a month.\n")
    assert "## Between sessions\nAsk Kim.\n" in found and "## Backups" not in found
    made.run(EIGHT)
    notes = made.column("Templates", "Sync note")
    assert notes[:3] == [None, None, None] and str(notes[3]).endswith('Did you mean "handbook: people"?')


def test_a_workbook_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    made = practice(tmp_path)
    made.workbook.write_bytes(b"no workbook")
    result = handbook(made)
    assert result.exit_code == 1 and result.stderr.count("\n") == 1 and not (made.folder / "handbook.html").exists()
