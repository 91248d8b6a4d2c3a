"""`coachsheet forget`: not a word of the client is left where jobs write, nothing goes twice, the rest is listed."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from jobs import lock
from jobs.cli import main
from jobs.ledger.base import LedgerProblem
from jobs.ledger.shared import TableLedger
from tests.jobs.ladder_practice import ladder
from tests.practice_files import CLIENTS, COMMITMENTS, EIGHT, MONDAY, REHEARSAL, Practice, practice

NOON = "2026-11-23T12:00+01:00"
TUESDAY = "2026-11-24T08:00+01:00"
REPLIES = [
    {"ID": "r3k7x2q9", "When": datetime(2026, 11, 22, 9), "Client": "Priya Nair", "Letter": None, "Rating": 4,
     "Wins": "Two calls with priya's sister", "Words": "agenda: prices", "State": "Noted", "Sync note": None},
    {"ID": "r4k7x2q9", "When": datetime(2026, 11, 22, 9), "Client": "Noa Levi", "Letter": None, "Rating": 7,
     "Wins": "Slept", "Words": None, "State": "Noted", "Sync note": None},
]  # fmt: skip


def forget(made: Practice, *words: str, options: tuple[str, ...] = (), as_of: str = NOON) -> Result:
    return CliRunner().invoke(main, ["--config", str(made.settings), "--as-of", as_of, *options, "forget", *words])


def ledger_bytes(made: Practice) -> bytes:
    return b"".join(file.read_bytes() for file in made.folder.glob("coachsheet.db*")).lower()


def log(made: Practice) -> dict[str, dict[str, Any]]:
    """The rows of the Mail log by whose they are, which their key says."""
    ids = {row["ID"]: row["Client"] for row in made.rows("Clients") if row.get("Client")}
    return {ids.get(row["Key"][:8], row["Key"]): row for row in made.rows("Mail log")}


def delete(made: Practice, name: str) -> None:
    """The coach deletes every row that names the client, and saves."""
    book = openpyxl.load_workbook(made.workbook)
    for sheet in book.worksheets:
        for number in range(sheet.max_row, 1, -1):
            if sheet.title not in ("Mail log", "Sync log") and name in [cell.value for cell in sheet[number]]:
                sheet.delete_rows(number)
    book.save(made.workbook)


@pytest.fixture
def made(tmp_path: Path) -> Practice:
    """A practice in which everybody had a letter on Monday at eight."""
    one = practice(tmp_path / "practice")
    assert one.run(EIGHT).letters[0] == 4
    return one


def test_not_a_word_of_her_is_left_in_ledger_and_mail_log_and_all_else_stays(made: Practice) -> None:
    before, cells = log(made), made.cells()
    done = forget(made, "priya")
    assert done.exit_code == 0 and done.stderr == ""
    assert done.stdout.startswith(
        "Forgot Priya Nair: 1 letter and the words of 3 rows in the ledger, 1 row of Mail log, 0 rows of Replies.\n"
    )
    after = log(made)
    blank = {"To": None, "Client": None, "Subject": None}
    assert after["Priya Nair"] == before["Priya Nair"] | blank
    assert {name: row for name, row in after.items() if name != "Priya Nair"} == {
        name: row for name, row in before.items() if name != "Priya Nair"
    }
    assert {place: value for place, value in cells.items() if place[0] != "Mail log"} == {
        place: value for place, value in made.cells().items() if place[0] != "Mail log"
    }
    assert b"priya" not in ledger_bytes(made) and b"marcus@clients.example" in ledger_bytes(made)


def test_what_is_left_to_delete_is_listed_by_row(tmp_path: Path) -> None:
    made = practice(
        tmp_path / "practice",
        Sessions=[{"Client": "Priya Nair", "Start": datetime(2026, 11, 25, 16)}],
        Intake=[{"Prospect": "Kim"}, {"Prospect": "priya nair"}],
        **{"Check-ins": [{"Timestamp": datetime(2026, 11, 20), "Client": None, "Email": "Priya@clients.example"}]},
    )
    assert made.run(EIGHT).status == 0
    CliRunner().invoke(main, ["--config", str(made.settings), "--as-of", NOON, "review", "priya"])
    said = forget(made, "priya").stdout
    left = said[said.index("What only you can delete:") :].splitlines()
    assert left[1:6] == [
        "  Clients: row 2", "  Commitments: rows 2-3", "  Check-ins: row 2", "  Sessions: row 2", "  Intake: row 3",
    ]  # fmt: skip
    assert "1 email whose names begin with" in said and "priya-nair-2026-11-23.html" in said
    for word in ("My notes", "mailbox", "copies of the workbook", "backups of the ledger"):
        assert word in said


def test_nothing_goes_to_her_any_more_and_nothing_is_remembered_again_while_her_rows_stand(made: Practice) -> None:
    assert forget(made, "priya").exit_code == 0
    for as_of in (TUESDAY, "2026-12-01T08:00+01:00", "2026-12-02T08:00+01:00"):
        assert made.run(as_of).status == 0
    assert sum("priya@" in str(one["To"]) for one in made.outbox()) == 1, "the one before she was forgotten"
    assert sum("sofia@" in str(one["To"]) for one in made.outbox()) > 1
    assert b"priya" not in ledger_bytes(made)
    assert made.rows("Clients")[0]["ID"] and made.rows("Commitments")[0]["Status"] == "Overdue"


def test_a_second_time_there_is_nothing_more_to_remove(made: Practice) -> None:
    forget(made, "priya")
    before = made.cells()
    again = forget(made, "priya")
    assert again.exit_code == 0 and made.cells() == before
    assert "0 letters and the words of 0 rows in the ledger, 0 rows of Mail log" in again.stdout


def test_her_rows_may_be_deleted_before_or_after(made: Practice) -> None:
    known = made.rows("Clients")[0]["ID"]
    delete(made, "Priya Nair")
    done = forget(made, "Priya Nair")
    assert done.exit_code == 0 and "1 letter and the words of 3 rows" in done.stdout
    assert "row" not in done.stdout[done.stdout.index("What only") :].split("the name in words")[0]
    assert b"priya" not in ledger_bytes(made)
    assert forget(made, "Priya Nair").stderr == "Priya Nair: no such client.\n"
    assert made.run(TUESDAY).status == 0 and known not in made.column("Clients", "ID")


def test_a_lost_ledger_hides_nothing_and_nothing_goes_twice(made: Practice) -> None:
    for file in made.folder.glob("coachsheet.db*"):
        file.unlink()
    assert forget(made, "priya").exit_code == 0
    assert log(made)["Priya Nair"]["To"] is None
    for file in made.folder.glob("coachsheet.db*"):
        file.unlink()
    assert made.run(NOON).letters[0] == 0, "the blanked row says still that she had her letter of the day"
    assert made.run("2026-12-01T08:00+01:00").status == 0
    assert sum("priya@" in str(one["To"]) for one in made.outbox()) == 1, "and that she was forgotten"
    assert b"priya" not in ledger_bytes(made)


def test_a_rehearsal_and_a_change_of_name_are_found(tmp_path: Path) -> None:
    made = practice(tmp_path / "practice", policies=REHEARSAL, Decisions=[])
    made.run(EIGHT)
    made.edit("Clients", 2, Client="Priya Berg")
    assert made.run(TUESDAY).status == 0
    assert forget(made, "nair").exit_code == 0
    assert log(made)["Priya Berg"]["Subject"] is None and b"priya" not in ledger_bytes(made)


def test_a_decision_whose_step_cannot_be_read_is_named_too(tmp_path: Path) -> None:
    made = ladder(tmp_path / "practice")
    made.run(EIGHT)
    made.ledger.unlink()
    made.edit("Decisions", 2, Step="Call her")
    assert "Decisions" in forget(made, "noa").stdout


def test_her_answers_are_rows_no_more_and_those_of_others_stay(tmp_path: Path) -> None:
    made = practice(tmp_path / "practice", Replies=REPLIES)
    adopted = [word for header in REPLIES[0] for word in ("--adopt", f"Replies.{header}")]
    assert CliRunner().invoke(main, ["--config", str(made.settings), "setup", *adopted]).exit_code == 0
    made.run(EIGHT)
    assert forget(made, "priya").stdout.split("\n")[0].endswith("1 row of Mail log, 1 row of Replies.")
    assert [(row["ID"], row["Wins"]) for row in made.rows("Replies")] == [("r4k7x2q9", "Slept")]
    assert made.run(TUESDAY).status == 0 and len(made.rows("Replies")) == 1


def test_a_dry_run_changes_nothing_and_says_what_would_go(made: Practice) -> None:
    before = made.listing()
    done = forget(made, "priya", options=("--dry-run",))
    assert done.exit_code == 0 and made.listing() == before
    assert (
        done.stdout.startswith("Would forget Priya Nair: 1 letter")
        and "Mail log row 2: To, Client, Subject" in done.stdout
    )


def test_machines_get_counts_and_rows_and_no_name(made: Practice) -> None:
    said = forget(made, "priya", options=("--json",)).stdout.splitlines()[-1]
    assert "riya" not in said
    assert json.loads(said) == {
        "job": "forget", "workbook": "practice.xlsx",
        "removed": {"letters": 1, "mail_log": 1, "replies": 0, "words": 3},
        "to_delete": {"Clients": [2], "Commitments": [2, 3]}, "problems": [],
    }  # fmt: skip


def test_while_another_run_is_at_work_nothing_is_touched(made: Practice) -> None:
    before = made.cells()
    with lock.hold(made.folder / ".practice.xlsx.coachsheet-lock"):
        done = forget(made, "priya")
    assert (done.exit_code, done.stderr.count("\n")) == (3, 1) and made.cells() == before


def test_a_workbook_that_is_open_is_left_and_the_ledger_with_it(made: Practice) -> None:
    (made.folder / ".~lock.practice.xlsx#").write_text(",ana,desk,23.11.2026 11:00,file:///x;")
    done = forget(made, "priya")
    assert done.exit_code == 1 and "is open in LibreOffice" in done.stderr and b"priya nair" in ledger_bytes(made)


def test_broken_off_between_workbook_and_ledger_it_is_run_again(
    made: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: object) -> None:
        raise LedgerProblem("The ledger coachsheet.db cannot grow: the disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(TableLedger, "forget", broken)
        assert forget(made, "priya").exit_code == 1
    delete(made, "Priya Nair")
    assert b"priya nair" in ledger_bytes(made)
    assert forget(made, "priya").exit_code == 0 and b"priya" not in ledger_bytes(made)


def test_a_mail_log_that_cannot_be_written_is_named_and_the_rest_is_done(made: Practice) -> None:
    book = openpyxl.load_workbook(made.workbook)
    sheet = book["Mail log"]
    sheet.cell(1, sheet.max_column + 1).value = "Subject"
    book.save(made.workbook)
    done = forget(made, "priya")
    assert done.exit_code == 1 and "Mail log cannot be written now" in done.stderr
    assert b"priya" not in ledger_bytes(made) and log(made)["Priya Nair"]["Client"] == "Priya Nair"


def test_two_of_one_name_are_told_apart_by_their_ids(tmp_path: Path) -> None:
    clients = [{"Client": "Kim Ode", "Email": f"kim{n}@clients.example"} for n in (1, 2)]
    plan = [{"Client": "Kim Ode", "Commitment": "Call", "Due": MONDAY}]
    made = practice(tmp_path / "practice", clients, plan)
    made.run(EIGHT)
    one, other = made.column("Clients", "ID")
    two = forget(made, "kim")
    assert two.exit_code == 1 and f"Kim Ode (row 2, {one}); Kim Ode (row 3, {other})" in two.stderr
    done = forget(made, other)
    assert done.exit_code == 0 and "look whose they are" in done.stdout
    assert b"kim2@" not in ledger_bytes(made) and b"kim1@" in ledger_bytes(made)
    assert "Commitments" not in done.stdout


@pytest.mark.parametrize("part", ["Zed", " ", ""])
def test_nobody_is_forgotten_by_accident(made: Practice, part: str) -> None:
    before = made.cells()
    assert forget(made, part).exit_code == 1 and made.cells() == before
    assert "more than one client" in forget(made, "a").stderr and made.cells() == before


@pytest.mark.parametrize("name", ["=1+1 Priya", "Priya %_*[x]", "נועה לוי", 'Pri\'ya "N"', "x" * 300])
def test_whatever_her_name_is(tmp_path: Path, name: str) -> None:
    typed = name.replace("=", "+")
    made = practice(tmp_path / "practice", [{"Client": typed, "Email": "w@clients.example"}, CLIENTS[2]], COMMITMENTS)
    made.run(EIGHT)
    assert forget(made, typed).exit_code == 0
    assert b"w@clients.example" not in ledger_bytes(made) and typed.lower().encode() not in ledger_bytes(made)
    assert len(made.rows("Clients")) == 2 and made.run(TUESDAY).status == 0


def test_a_sorted_tab_is_healed_all_the_same_on_the_night_after(made: Practice) -> None:
    forget(made, "priya")
    ids = dict(zip(made.column("Commitments", "Commitment"), made.column("Commitments", "ID"), strict=True))
    book = openpyxl.load_workbook(made.workbook)
    sheet = book["Commitments"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    for number, row in enumerate(reversed(rows), 2):
        for at, value in enumerate(row, 1):
            sheet.cell(number, at).value = value
    book.save(made.workbook)
    assert made.run(TUESDAY).status == 0
    assert dict(zip(made.column("Commitments", "Commitment"), made.column("Commitments", "ID"), strict=True)) == ids


def test_a_new_row_for_her_is_a_new_beginning(made: Practice) -> None:
    before = made.rows("Clients")[0]["ID"]
    forget(made, "priya")
    delete(made, "Priya Nair")
    made.edit("Clients", 6, Client="Priya Nair", Email="priya@clients.example")
    made.edit("Commitments", 7, Client="Priya Nair", Commitment="Begin again", Due=date(2026, 11, 27))
    assert made.run(TUESDAY).status == 0
    anew = next(row["ID"] for row in made.rows("Clients") if row["Client"] == "Priya Nair")
    keys = [str(one["X-Coachsheet-Key"]) for one in made.outbox() if "priya@" in str(one["To"])]
    assert sorted(keys) == sorted([f"{before}-2026-11-23", f"{anew}-2026-11-24"]) and anew != before


def answered_form(folder: Path, **row: Any) -> Practice:
    """Everybody had a letter, and the answers of a form stand in their tab."""
    first = {"Timestamp": datetime(2026, 11, 20), "Client": None, "Email": "sofia@clients.example"}
    made = practice(folder, **{"Check-ins": [first, *([row] if row else [])]})
    assert made.run(EIGHT).status == 0
    return made


@pytest.mark.parametrize("stands", [True, False])
@pytest.mark.parametrize("says", [None, "P. from the bakery", "Sofia Lind"])
def test_an_answer_that_a_form_brings_afterwards_leaves_no_address_in_the_ledger(
    stands: bool, says: str | None, tmp_path: Path
) -> None:
    made = answered_form(tmp_path / "practice")
    assert forget(made, "priya").exit_code == 0
    if not stands:
        delete(made, "Priya Nair")
    late = {"Timestamp": datetime(2026, 11, 23, 12), "Client": says, "Email": "priya@clients.example"}
    made.edit("Check-ins", 3, **late)
    for as_of in (TUESDAY, "2026-11-25T08:00+01:00"):
        made.run(as_of)
    assert made.rows("Check-ins")[1]["ID"] and b"priya@" not in ledger_bytes(made)
    assert b"sofia@" in ledger_bytes(made)


def test_an_answer_with_her_address_and_another_name_is_hers_too(tmp_path: Path) -> None:
    hers = {"Timestamp": datetime(2026, 11, 21), "Client": "P. from the bakery", "Email": "Priya@clients.example"}
    made = answered_form(tmp_path / "practice", **hers)
    assert b"priya@" in ledger_bytes(made)
    assert "Check-ins: row 3" in forget(made, "priya").stdout
    assert b"priya@" not in ledger_bytes(made)


def test_rows_that_were_forgotten_to_delete_are_not_remembered_again(tmp_path: Path) -> None:
    made = ladder(tmp_path / "practice")
    made.run(EIGHT)
    assert forget(made, "noa").exit_code == 0
    book = openpyxl.load_workbook(made.workbook)
    book["Clients"].delete_rows(2)
    book.save(made.workbook)
    made.run(TUESDAY, "nightly", "--force")
    made.run("2026-11-25T08:00+01:00", "nightly", "--force")
    assert "Noa Levi" in made.column("Commitments", "Client") and "Noa Levi" in made.column("Decisions", "Client")
    assert b"noa" not in ledger_bytes(made)
