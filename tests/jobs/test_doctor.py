"""The doctor: plain words for what is wrong, and one next step, or Ready."""

from __future__ import annotations

import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest
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


def test_a_ledger_on_a_server_that_cannot_be_reached_is_not_to_be_moved_away(tmp_path: Path) -> None:
    made = practice(tmp_path / "practice", clients=FINE)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        with made.settings.open("a", encoding="utf-8") as file:
            file.write(f'[ledger]\nurl = "postgresql://coach@127.0.0.1:{port}/practice?sslmode=disable"\n')
        result = doctor(made)
    assert result.exit_code == 1
    assert last(result).startswith("Next: The ledger on PostgreSQL") and "cannot be reached" in last(result)
    assert "rebuild" not in result.output


def test_a_damaged_ledger_leads_to_rebuild(tmp_path: Path) -> None:
    made = practice(tmp_path / "practice", clients=FINE)
    made.run(EIGHT)
    with closing(sqlite3.connect(made.ledger)) as db, db:
        db.execute("UPDATE facts SET value = '{' WHERE name = 'night notes'")
    result = doctor(made)
    assert result.exit_code == 1 and last(result).endswith("set it aside and run: coachsheet rebuild.")


def test_an_outbox_that_cannot_take_emails_is_told_in_its_own_words(tmp_path: Path) -> None:
    made = practice(tmp_path / "practice", clients=FINE)
    (made.folder / "outbox").write_text("no folder")
    result = doctor(made)
    assert result.exit_code == 1 and last(result).startswith("Next: the outbox ") and "[mail] host" not in last(result)


@pytest.mark.parametrize(
    ("mail", "step"),
    [
        ({"security": "starttls"}, "does not offer STARTTLS: check port, security and username"),
        ({"port": 9}, "check [mail] host, port and security"),
    ],
)
def test_only_a_refused_login_leads_to_an_app_password(mail: dict[str, str], step: str, tmp_path: Path) -> None:
    with MailServer() as server:
        made = practice(tmp_path / "practice", clients=FINE, mail={**by_smtp(server), **mail})
        result = doctor(made)
    assert result.exit_code == 1 and step in last(result) and "app password" not in last(result)
