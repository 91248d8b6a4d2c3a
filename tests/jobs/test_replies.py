"""What replies do to the letters of a night: wishes, addresses that come back, receipts, a State that is noted."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl

from jobs.letters.answers import listed
from sync.schema import REPLIES
from tests.practice_files import CLIENTS, COMMITMENTS, EIGHT, REAL, Practice, practice

TUESDAY, WEDNESDAY = "2026-11-24T08:00+01:00", "2026-11-25T08:00+01:00"
REPLY_TO = {**REAL, "Reply address": "answers@strongstart.example"}


def _practice(folder: Path, *rows: dict[str, Any]) -> Practice:
    """Priya and Noa with their commitments; the rows of Replies stand in columns that a job has made."""
    one = practice(folder, [CLIENTS[0], CLIENTS[3]], COMMITMENTS[:5], REPLY_TO)
    book = openpyxl.load_workbook(one.workbook)
    sheet = book.create_sheet("Replies")
    sheet.append([column.header for column in REPLIES.columns])
    book.save(one.workbook)
    one.run(EIGHT, "sync")
    for place, row in enumerate(rows, 2):
        answer(one, place, **row)
    return one


def answer(one: Practice, number: int, **cells: Any) -> None:
    known = {"ID": f"r{number}k7x2q9", "When": datetime(2026, 11, 23, 7), "Client": "Priya Nair", "State": "New"}
    one.edit("Replies", number, **(known | cells))


def to_priya(one: Practice) -> list[str]:
    """The text parts of her letters, oldest first."""
    found = [letter for letter in one.outbox() if "priya@clients.example" in str(letter["To"])]
    found.sort(key=lambda letter: str(letter["X-Coachsheet-Key"]))
    return [letter.get_body(("plain",)).get_content() for letter in found]  # type: ignore[union-attr]


def test_one_who_answered_stop_gets_nothing_more_and_the_coach_reads_why(tmp_path: Path) -> None:
    one = _practice(tmp_path, {"Words": "stop", "Sync_note": 'Emails was "All" when this came'})
    assert one.run(EIGHT).letters == (1, 0, 0, 0) and to_priya(one) == []
    priya = one.rows("Clients")[0]
    assert priya["Sync note"].startswith('Priya answered "stop" on 23 Nov: no emails go out')
    assert priya["Emails"] is None and priya["Next action"] == "Answer the client"
    assert one.run(EIGHT).json["cells_changed"] == 0


def test_an_address_that_comes_back_gets_nothing_more_until_it_is_corrected(tmp_path: Path) -> None:
    one = _practice(tmp_path)
    one.run(EIGHT)
    one.ledger.unlink()  # a new machine knows it from the Mail log alone
    place = next(n for n, row in enumerate(one.rows("Mail log"), 2) if row["Client"] == "Priya Nair")
    one.edit("Mail log", place, State="bounced")
    one.run(TUESDAY)
    assert len(to_priya(one)) == 1 and one.rows("Clients")[0]["Sync note"].startswith(
        "Emails to this address come back"
    )
    one.edit("Clients", 2, Email="priya.new@clients.example")
    one.edit("Commitments", 2, Due=date(2026, 11, 26))
    one.run(WEDNESDAY)
    assert any("priya.new@clients.example" in str(letter["To"]) for letter in one.outbox())


def test_numbers_stand_in_the_mail_log_and_an_answer_is_acknowledged_once(tmp_path: Path) -> None:
    one = _practice(tmp_path)
    one.run(EIGHT)
    told = next(row for row in one.rows("Mail log") if row["Client"] == "Priya Nair")
    ids = [row["ID"] for row in one.rows("Commitments") if row["Client"] == "Priya Nair"]
    assert listed(told["About"].split(", ")) == {1: ids[0], 2: ids[1]}
    words = f"move {ids[1]} to 2026-12-14: kids ill"
    answer(one, 2, When=datetime(2026, 11, 23, 9), Words=words, Done=f"{ids[0]} on 2026-11-23")
    one.edit("Commitments", 9, Client="Priya Nair", Commitment="Plan the week", Due=date(2026, 11, 30))
    one.run(TUESDAY)
    assert one.column("Commitments", "Client says")[:2] == ["done 23 Nov", "asks to move to 14 Dec: kids ill"]
    assert one.rows("Commitments")[0]["Status"] == "Done"
    assert to_priya(one)[-1].count("NOTED, THANK YOU") == 1 and "you would like Mon 14 Dec" in to_priya(one)[-1]
    one.edit("Commitments", 3, Due=date(2026, 12, 14))
    one.edit("Commitments", 10, Client="Priya Nair", Commitment="Plan the month", Due=date(2026, 12, 1))
    one.run(WEDNESDAY)
    assert len(to_priya(one)) == 3 and "NOTED" not in to_priya(one)[-1]
    assert one.rows("Replies")[0]["State"] == "Noted" and one.rows("Clients")[0]["Next action"] is None


def test_the_ledger_and_the_mail_log_are_both_memory_enough_for_receipts(tmp_path: Path) -> None:
    one = _practice(tmp_path, {"Rating": 7, "State": "Noted"})
    one.run(EIGHT)
    assert "Your number: 7" in to_priya(one)[0]
    one.ledger.unlink()
    one.edit("Commitments", 9, Client="Priya Nair", Commitment="Plan the week", Due=date(2026, 11, 30))
    one.run(TUESDAY)
    assert len(to_priya(one)) == 2 and "Your number" not in to_priya(one)[1]
