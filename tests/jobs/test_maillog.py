"""The Mail log's rows: one a letter, brought to what the ledger knows, left alone where the coach tidied."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.practice_files import EIGHT, practice

NINE = "2026-11-23T09:00+01:00"
TEN = "2026-11-23T10:00+01:00"
TUESDAY = "2026-11-24T08:00+01:00"


def test_a_row_says_what_went_to_whom_about_what(tmp_path: Path) -> None:
    one = practice(tmp_path)
    one.run(EIGHT)
    row = one.rows("Mail log")[0]
    ids = {line["Commitment"]: line["ID"] for line in one.rows("Commitments")}
    client = one.rows("Clients")[0]["ID"]
    assert row["Key"] == f"{client}-2026-11-23"
    assert (row["To"], row["Client"], row["Kind"], row["State"]) == (
        "priya@clients.example", "Priya Nair", "agreed", "sent",
    )  # fmt: skip
    call, send = ids["Call five leads"], ids["Send the proposal"]
    assert row["About"] == f"{call}:agreed, {send}:agreed, {call}:no1, {send}:no2"
    message = next(m for m in one.outbox() if m["X-Coachsheet-Key"] == row["Key"])
    assert (message["Message-ID"], message["Subject"]) == (row["Message-ID"], row["Subject"])


def test_a_state_typed_over_is_put_right_by_the_next_run(tmp_path: Path) -> None:
    one = practice(tmp_path)
    one.run(EIGHT)
    one.edit("Mail log", 2, State="not sent")
    assert one.run(NINE).letters[0] == 0
    assert set(one.states().values()) == {"sent"}


def test_rows_that_the_coach_tidied_away_stay_away_and_no_letter_comes_again(tmp_path: Path) -> None:
    one = practice(tmp_path)
    one.run(EIGHT)
    book = openpyxl.load_workbook(one.workbook)
    book["Mail log"].delete_rows(2, 3)
    book.save(one.workbook)
    assert one.run(NINE).letters[0] == 0
    assert len(one.rows("Mail log")) == 1
    assert [bool(day) for day in one.column("Clients", "Last email")] == [True] * 4 + [False]


@pytest.mark.parametrize("tabs", [("Mail log",), ("Sync log",), ("Mail log", "Sync log")])
def test_deleted_logs_bring_no_letter_again(tabs: tuple[str, ...], tmp_path: Path) -> None:
    one = practice(tmp_path)
    one.run(EIGHT)
    told = one.column("Commitments", "Told on")
    book = openpyxl.load_workbook(one.workbook)
    for tab in tabs:
        del book[tab]
    book.save(one.workbook)
    assert one.run(NINE).letters == (0, 0, 0, 0)
    assert one.column("Commitments", "Told on") == told
    assert one.run(TUESDAY).letters[0] == 1


def test_a_row_that_the_coach_copied_is_left_at_that(tmp_path: Path) -> None:
    one = practice(tmp_path)
    one.run(EIGHT)
    book = openpyxl.load_workbook(one.workbook)
    sheet = book["Mail log"]
    sheet.append([cell.value for cell in sheet[2]])
    sheet.cell(2, [cell.value for cell in sheet[1]].index("State") + 1).value = "failed"
    book.save(one.workbook)
    one.run(NINE)
    before = one.rows("Mail log")
    files = one.workbook.read_bytes()
    assert one.run(TEN, "letters").letters[0] == 0
    assert (one.rows("Mail log"), one.workbook.read_bytes()) == (before, files)
    assert {row["State"] for row in before} == {"sent"}


def test_a_mail_log_sorted_by_the_coach_is_written_in_the_right_rows(tmp_path: Path) -> None:
    one = practice(tmp_path)
    one.run(EIGHT)
    book = openpyxl.load_workbook(one.workbook)
    sheet = book["Mail log"]
    lines = sorted([[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)], key=lambda line: str(line[2]))
    for number, line in enumerate(lines, 2):
        for column, value in enumerate(line, 1):
            sheet.cell(number, column).value = value
    sheet.cell(2, [cell.value for cell in sheet[1]].index("State") + 1).value = "sending"
    book.save(one.workbook)
    one.run(NINE)
    assert set(one.states().values()) == {"sent"}
    one.run(TUESDAY)
    assert one.rows("Mail log")[-1]["To"] == "priya@clients.example"


def test_a_coachs_column_beside_the_log_stays(tmp_path: Path) -> None:
    one = practice(tmp_path)
    one.run(EIGHT)
    book = openpyxl.load_workbook(one.workbook)
    book["Mail log"].insert_cols(1)
    book["Mail log"]["A1"], book["Mail log"]["A3"] = "Mine", "look"
    book.save(one.workbook)
    one.run(TUESDAY)
    assert one.column("Mail log", "Mine")[:3] == [None, "look", None]


def test_a_letter_that_could_not_go_has_one_row_when_it_goes_later(tmp_path: Path) -> None:
    one = practice(tmp_path)
    (one.folder / "outbox").write_text("in the way")
    assert one.run(EIGHT).letters == (0, 0, 0, 4)
    assert set(one.states().values()) == {"not sent"}
    (one.folder / "outbox").unlink()
    assert one.run(TEN).letters == (4, 0, 0, 0)
    assert len(one.rows("Mail log")) == 4 and set(one.states().values()) == {"sent"}
