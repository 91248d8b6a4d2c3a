"""Which letters go out: held to the day's ceiling, never about rows that could not be known again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl

from tests.practice_files import CLIENTS, EIGHT, REHEARSAL, practice

NINE = "2026-11-23T09:00+01:00"


def test_no_letter_names_a_row_whose_id_cannot_be_written(tmp_path: Path) -> None:
    work = [{"Client": "Noa Levi", "Commitment": "Name the price", "Due": date(2026, 12, 1), "Status": "mine"}]
    one = practice(tmp_path, commitments=work)
    assert one.run(EIGHT).letters == (1, 0, 0, 0), "Marcus's welcome names no commitment"
    assert "noa@clients.example" not in one.states()


def test_no_letter_goes_to_a_client_whose_id_cannot_be_written(tmp_path: Path) -> None:
    one = practice(tmp_path, [{**row, "Track": "mine"} for row in CLIENTS])
    found = one.run(EIGHT)
    assert found.status == 1 and one.outbox() == []


def test_a_rehearsal_goes_to_the_clients_coach_else_to_the_practice(tmp_path: Path) -> None:
    team = [{"Coach": "Ben", "Email": "ben@strongstart.example", "Digest": "None"}]
    clients = [{**CLIENTS[0], "Coach": "Ben"}, *CLIENTS[1:]]
    one = practice(tmp_path, clients, policies=REHEARSAL, Team=team)
    one.run(EIGHT)
    to = {row["Client"]: row["To"] for row in one.rows("Mail log")}
    assert to["Priya Nair"] == "ben@strongstart.example"
    assert to["Noa Levi"] == "ana@strongstart.example"
    assert all("rehearsal" in row["About"] and row["Key"].endswith("-rehearsal") for row in one.rows("Mail log"))


def test_the_letters_of_the_day_count_for_the_whole_day_of_the_practice(tmp_path: Path) -> None:
    one = practice(tmp_path, mail={"per_day": 2})
    assert one.run(EIGHT).letters == (2, 0, 0, 2)
    assert one.run("2026-11-23T18:00+01:00").letters == (0, 0, 0, 2)


def test_a_letter_that_cannot_be_made_stops_itself_only(tmp_path: Path) -> None:
    one = practice(tmp_path, [*CLIENTS[1:], {"Client": "Odd", "Email": f"{'x' * 70}@clients.example"}])
    book = openpyxl.load_workbook(one.workbook)
    book["Commitments"].append(["Odd", "Name the price", date(2026, 12, 1)])
    book.save(one.workbook)
    found = one.run(EIGHT)
    sent, failed, doubt, waiting = found.letters
    assert sent == 3 and doubt == waiting == 0
    assert found.status == (1 if failed or found.json["problems"] else 0)
    assert "x" * 70 not in found.stderr
    again = one.run(NINE)
    assert again.letters[0] == 0
