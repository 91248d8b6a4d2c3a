"""The doctor: plain words for what is wrong, and one next step, or Ready."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from click.testing import CliRunner, Result

from jobs.cli import main
from tests.practice_files import EIGHT, Practice, by_smtp, practice
from tests.servers.smtp import MailServer

FINE = ({"Client": "Priya Nair", "Email": "priya@clients.example"},)


def doctor(made: Practice) -> Result:
    return CliRunner().invoke(main, ["--config", str(made.settings), "doctor"])


def last(result: Result) -> str:
    return str(result.stdout.splitlines()[-1])


def test_a_practice_that_works_is_ready(tmp_path: Path) -> None:
    made = practice(tmp_path / "practice", clients=FINE, commitments=())
    made.run(EIGHT)
    result = doctor(made)
    assert (result.exit_code, last(result)) == (0, "Ready"), result.output


def test_looking_writes_nothing(tmp_path: Path) -> None:
    made = practice(tmp_path / "practice")
    before = made.listing()
    doctor(made)
    assert made.listing() == before


def test_a_missing_workbook_leads_to_setup(tmp_path: Path) -> None:
    made = practice(tmp_path / "practice")
    made.workbook.unlink()
    result = doctor(made)
    assert (result.exit_code, last(result)) == (1, "Next: coachsheet setup")


def test_a_client_who_cannot_be_reached_is_named_by_row(tmp_path: Path) -> None:
    made = practice(tmp_path / "practice", clients=(*FINE, {"Client": "Noa Levi", "Email": "noa at home"}))
    result = doctor(made)
    assert result.exit_code == 1 and "Clients, rows 3" in last(result)
    assert "Noa" not in result.output


def test_a_column_in_the_way_is_named(tmp_path: Path) -> None:
    made = practice(tmp_path / "practice", clients=FINE)
    book = openpyxl.load_workbook(made.workbook)
    book["Clients"].cell(1, 30).value, book["Clients"].cell(2, 30).value = "Track", "my own"
    book.save(made.workbook)
    assert "Clients.Track" in last(doctor(made))


def test_a_refused_login_leads_to_the_providers_app_password(tmp_path: Path) -> None:
    with MailServer(login=("ana", "right")) as server:
        made = practice(tmp_path / "practice", clients=FINE, mail=by_smtp(server, username="ana", password="wrong"))
        result = doctor(made)
    assert result.exit_code == 1 and "app password" in last(result)


def test_a_letter_in_doubt_leads_to_resolve(tmp_path: Path) -> None:
    with MailServer() as server:
        made = practice(tmp_path / "practice", clients=FINE, mail=by_smtp(server), commitments=(
            {"Client": "Priya Nair", "Commitment": "Call five leads", "Due": openpyxl.utils.datetime.from_excel(46352)},
        ))  # fmt: skip
        server.fail("receipt", close=True)
        made.run(EIGHT)
        result = doctor(made)
    assert last(result) == "Next: coachsheet resolve", result.output
