"""Rows, rows to check, names, and what a row's note says of them (contract, section 2, Rows and Cells)."""

from __future__ import annotations

from datetime import datetime

import pytest

from sync.schema import TABS
from sync.workbook.base import BadValue, Value
from tests.practice import BLANK, Book, answers, at, book, on

MARCUS: dict[str, Value] = {"Client": "Marcus Webb", "Email": "marcus@example.com"}

ESSENTIAL = {
    "Clients": {"Client", "Email", "Stage", "Pause until", "Emails", "Time zone"},
    "Commitments": {"Client", "Commitment", "Due", "Done on", "Dropped on", "Owner"},
    "Sessions": {"Client", "Start", "Outcome", "Cancelled at"},
    "Payments": {"Client", "Amount", "Due", "Paid on"},
}


def notes(made: Book, tab: str = "Commitments") -> list[Value]:
    return made.every(tab, "Sync note")


@pytest.mark.parametrize(
    ("tab", "header"),
    [(tab, column.header) for tab in ESSENTIAL for column in TABS[tab].columns if not column.ours],
)
def test_a_bad_cell_that_rules_and_letters_need_makes_a_row_to_check_and_any_other_counts_as_blank(
    tab: str, header: str
) -> None:
    made = book(commitments=[{}], sessions=[{}], payments=[{}])
    sound = made.run().reading.record.rows_to_check
    made[tab, 0, header] = BadValue("#REF!")
    night = made.run()
    row = night.reading.record.rows[tab][0]
    assert row.to_check is (header in ESSENTIAL[tab])
    assert header == "Client" or f'{header}: "#REF!" is an error' in str(made[tab, 0, "Sync note"])
    if header in ESSENTIAL[tab] and tab != "Clients":
        assert made[tab, 0, "Result" if tab == "Sessions" else "Status"] == "Check row"
    assert sound == 0 and made["Commitments", 0, "ID"]


@pytest.mark.parametrize("tab", [tab.title for tab in TABS.values() if tab.words and not tab.made_by_job])
def test_a_blank_required_cell_in_a_row_is_a_bad_cell(tab: str) -> None:
    name = tab.casefold().replace("-", "_")
    for header in TABS[tab].words:
        rows = {"templates": {"Name": "due", "Body": "x"}, "policies": {"Rule": "Send to", "Value": "Me"}}
        made = book(**{name: [{**rows.get(name, {}), header: None}]})
        row = made.run().reading.record.rows[tab]
        if not row:
            continue  # it was the only one
        assert row[0].to_check is (tab != "Commitments")
        if tab == "Commitments":
            assert (made[tab, 0, "Status"], made[tab, 0, "Sync note"]) == ("Draft", None)


@pytest.mark.parametrize("header", ["Client", "Commitment", "Due"])
def test_a_commitment_that_is_still_being_typed_is_a_draft_and_no_error(header: str) -> None:
    made = book(commitments=[{header: None, "Done on": "x"}])
    made.run()
    assert made["Commitments", 0, "Status"] == "Draft" and made["Commitments", 0, "Closed on"] is None
    assert made["Commitments", 0, "Days left"] is None and notes(made) == [None]


def test_a_name_is_found_in_any_spelling_and_left_as_the_coach_spelt_it() -> None:
    made = book(commitments=[{"Client": "  priya   NAIR"}])
    made.run()
    assert made["Commitments", 0, "Status"] == "Open" and made["Commitments", 0, "Client"] == "  priya   NAIR"


@pytest.mark.parametrize("tab", ["Commitments", "Habits", "Sessions", "Payments"])
def test_a_name_that_is_no_client_is_a_bad_cell_with_a_guess(tab: str) -> None:
    made = book(**{tab.casefold(): [{"Client": "Pria Nair"}, {"Client": "Bob"}]})
    assert made.run().reading.record.rows_to_check == 2
    assert notes(made, tab) == ['No client "Pria Nair". Did you mean "Priya Nair"?', 'No client "Bob"']


@pytest.mark.parametrize("tab", ["Commitments", "Habits", "Sessions", "Payments", "Check-ins"])
def test_a_name_that_two_clients_share_is_a_bad_cell_everywhere(tab: str) -> None:
    clients = [{"Client": "Ana Li"}, {"Client": "ana  li", "Email": "b@example.com"}]
    made = book(clients=clients, **{tab.casefold().replace("-", "_"): [{"Client": "Ana Li"}]})
    night = made.run()
    assert night.reading.record.rows_to_check == 3
    assert notes(made, "Clients")[0] == 'Client: 2 rows are called "Ana Li"; add a surname'
    assert notes(made, tab) == ['2 clients are called "Ana Li"; add a surname']


def test_a_renamed_client_is_named_in_the_rows_that_still_say_the_old_name() -> None:
    made = book(
        clients=[{"Client": "Sofia Lind"}, MARCUS], commitments=[{"Client": "Sofia Lind"}, {"Client": "Sofia Lind"}]
    )
    made.run()
    made["Clients", 0, "Client"] = "Sofia Berg"
    made.run(at(1))
    assert (
        notes(made)
        == ['"Sofia Lind" is now "Sofia Berg" in Clients: 2 rows still say Lind (Edit, Find and replace)'] * 2
    )
    made["Commitments", 0, "Client"] = "Sofia Berg"
    made.run(at(2))
    assert (
        notes(made)[1] == '"Sofia Lind" is now "Sofia Berg" in Clients: 1 row still says Lind (Edit, Find and replace)'
    )


def test_the_old_name_is_counted_over_all_tabs_and_told_in_each() -> None:
    made = book(
        clients=[{"Client": "Sofia Lind"}, MARCUS],
        commitments=[{"Client": "Sofia Lind"}],
        sessions=[{"Client": "sofia lind"}],
        payments=[{"Client": "Sofia Lind"}],
    )
    made.run()
    made["Clients", 0, "Client"] = "Sofia Berg"
    made.run(at(1))
    told = "in Clients: 3 rows still say {} (Edit, Find and replace)"
    for tab, word in (("Commitments", "Lind"), ("Sessions", "lind"), ("Payments", "Lind")):
        assert str(notes(made, tab)[0]).endswith(told.format(word))


def test_a_note_on_a_name_repeats_what_stands_in_its_own_row() -> None:
    made = book(commitments=[{"Client": "Pria Nair"}, {"Client": "PRIA  NAIR"}])
    made.run()
    assert [str(note).split(".")[0] for note in notes(made)] == ['No client "Pria Nair"', 'No client "PRIA NAIR"']


def test_a_part_of_a_name_is_a_guess_where_one_client_alone_has_it() -> None:
    made = book(
        clients=[{}, MARCUS, {"Client": "Marcus Hollander"}], commitments=[{"Client": "priya"}, {"Client": "Marcus"}]
    )
    made.run()
    assert notes(made) == ['No client "priya". Did you mean "Priya Nair"?', 'No client "Marcus"']


def test_a_row_whose_cells_hold_but_blanks_is_no_row() -> None:
    made = book(commitments=[BLANK, {}])
    for header in ("Client", "Commitment", "Due"):
        made["Commitments", 0, header] = " \u00a0 "
    assert [row.number for row in made.run().reading.record.rows["Commitments"]] == [3]


def test_a_client_whose_own_row_is_to_check_gets_the_defaults_and_no_track() -> None:
    made = book(clients=[{"Time zone": "Atlantis", "Stage": "Actve"}], commitments=[{"Due": on(-1)}, {"Due": on(-2)}])
    made.run()
    assert (
        made["Clients", 0, "Overdue"] == 2 and made["Clients", 0, "Track"] is None and made["Clients", 0, "Why"] is None
    )
    assert made.every("Commitments", "Status") == ["Overdue", "Overdue"]


@pytest.mark.parametrize(
    ("row", "matched", "to_check"),
    [
        ({"Client": "Priya Nair"}, "Priya Nair", False),
        ({"Client": " PRIYA nair"}, "Priya Nair", False),
        ({"Client": None, "Email": "PRIYA@example.com "}, "Priya Nair", False),
        ({"Client": "Priya Nair", "Email": "stranger@example.com"}, "Priya Nair", False),
        ({"Client": "Priya", "Email": "priya@example.com"}, "Priya Nair", False),
        ({"Client": "Marcus Webb", "Email": "priya@example.com"}, None, True),
        ({"Client": "Bob", "Email": None}, None, True),
        ({"Client": "Bob", "Email": "stranger@example.com"}, None, True),
        ({"Client": None, "Email": "stranger@example.com"}, None, True),
        ({"Client": None, "Email": None}, None, True),
        ({"Client": None, "Email": BadValue("#REF!")}, None, True),
        ({"Client": "Priya Nair", "Timestamp": None}, None, True),
        ({"Client": "Priya Nair", "Timestamp": "31/02/2026"}, None, True),
        ({"Client": None, "Email": "shared@example.com"}, None, True),
        ({"Client": "Li", "Email": "shared@example.com"}, "Li", False),
    ],
)
def test_a_check_in_is_matched_by_email_else_by_client(row: dict[str, Value], matched: Value, to_check: bool) -> None:
    shared = [{"Client": name, "Email": "shared@example.com"} for name in ("Li", "Lu")]
    made = book(clients=[{}, MARCUS, *shared], check_ins=[row])
    night = made.run()
    assert made["Check-ins", 0, "Matched"] == matched
    assert night.reading.record.rows["Check-ins"][0].to_check is to_check
    assert bool(made["Check-ins", 0, "Sync note"]) or not (to_check or row["Client"] == "Priya")


@pytest.mark.parametrize(
    ("row", "note"),
    [
        ({"Client": None, "Email": "shared@example.com"}, "2 clients have"),
        ({"Client": None, "Email": "stranger@example.com"}, "no client has"),
        ({"Client": None, "Email": "priya at home"}, '"priya at home" is not an email address'),
        ({"Client": "Li", "Email": "li at home"}, '"li at home" is not an email address'),
        ({"Client": "Li", "Email": BadValue("")}, "the formula's value is not stored"),
        ({"Client": "Li", "Email": "stranger@example.com"}, ""),
    ],
)
def test_an_email_that_names_nobody_is_told_as_what_it_is(row: dict[str, Value], note: str) -> None:
    shared = [{"Client": name, "Email": "shared@example.com"} for name in ("Li", "Lu")]
    made = book(clients=[{}, *shared], check_ins=[row])
    made.run()
    told = str(made["Check-ins", 0, "Sync note"] or "")
    assert told.startswith("Email: ") == bool(note) and note in told


def test_a_check_in_that_cannot_be_matched_counts_for_nobody() -> None:
    made = book(clients=[{}, MARCUS], check_ins=[{"Client": "Marcus Webb", "Email": "priya@example.com", "Rating": 3}])
    made.run()
    assert made.every("Clients", "Self rating") == [None, None] and made.every("Clients", "Last heard") == [None, None]


def test_rows_of_jobs_are_known_by_their_id_alone() -> None:
    made = book(
        replies=answers({"Rating": 7}, {"ID": None, "Rating": 9}),
        decisions=[{"ID": "d1x", "Client": "Priya Nair", "Step": "Recommit"}, {"Client": "Priya Nair"}],
    )
    record = made.run().reading.record
    assert len(record.answers) == len(record.decisions) == 1
    assert made["Replies", 1, "Rating"] is None and made["Decisions", 1, "Step"] is None


def test_of_two_decision_rows_with_one_id_the_upper_keeps_it_and_the_copy_is_cleared() -> None:
    row: dict[str, Value] = {
        "ID": "d1x",
        "Client": "Priya Nair",
        "Step": "Recommit",
        "Evidence": "…",
        "Decision": "Send",
    }
    made = book(decisions=[row, row])
    assert len(made.run().reading.record.decisions) == 1
    assert made["Decisions", 0, "Evidence"] == "…" and made["Decisions", 1, "Evidence"] is None
    assert made["Decisions", 1, "Decision"] == "Send", "a coach's cell stays"


def test_words_typed_into_the_id_of_a_decision_lose_no_evidence() -> None:
    made = book(decisions=[{"ID": "mine!", "Client": "Priya Nair", "Step": "Recommit", "Evidence": "…"}])
    made.run()
    assert made["Decisions", 0, "Evidence"] == "…" and made["Decisions", 0, "Step"] == "Recommit"


@pytest.mark.parametrize(
    ("row", "note"),
    [
        ({"Start": on(2)}, 'Start: "25 Nov 2026" has no time of day'),
        ({"Start": "2026-11-25"}, 'Start: "2026-11-25" has no time of day'),
        ({"Outcome": "Cancelled by client"}, "Cancelled at is blank; type when it was cancelled"),
        ({"Cancelled at": "2026-11-20 10:00"}, "Cancelled at is filled, but Outcome does not say Cancelled"),
        ({"Outcome": "Attended", "Cancelled at": on(-1)}, "Cancelled at is filled, but Outcome does not say Cancelled"),
        ({"Outcome": "Attended"}, "Outcome: Attended, but the session has not begun"),
    ],
)
def test_sessions_that_cannot_be_so_are_rows_to_check(row: dict[str, Value], note: str) -> None:
    made = book(sessions=[row])
    made.run()
    assert made["Sessions", 0, "Result"] == "Check row" and note in str(made["Sessions", 0, "Sync note"])


@pytest.mark.parametrize("header", ["Done on", "Dropped on"])
def test_a_day_that_has_come_nowhere_yet_is_a_bad_cell(header: str) -> None:
    made = book({"Time zone": "Kiritimati"}, commitments=[{header: on(1)}, {header: on(2)}])
    made.run(at(0, 12))
    assert made["Commitments", 0, "Status"] in ("Done", "Dropped"), "it is the 24th at the practice already"
    assert made["Commitments", 1, "Status"] == "Check row"
    assert notes(made)[1] == f"{header}: 25 Nov 2026 has not come yet"


def test_done_long_before_the_date_is_noted_and_counts() -> None:
    made = book(commitments=[{"Due": on(0), "Done on": on(-180)}, {"Due": on(0), "Done on": on(-181)}])
    made.run()
    assert made.every("Commitments", "Status") == ["Done", "Done"]
    assert notes(made) == [None, "Done on: 26 May 2026 is long before 23 Nov 2026"]


def test_formulas_whose_value_is_not_stored_say_what_to_do() -> None:
    made = book(commitments=[{"Due": BadValue("")}])
    made.run()
    assert notes(made) == ["Due: the formula's value is not stored; open and save the workbook once"]


def test_logs_are_read_oldest_first_and_strange_rows_passed_over() -> None:
    when = datetime(2026, 11, 20, 8)
    real, rehearsed = "k100x-2026-11-21", "k100x-2026-11-20-rehearsal"
    letter = {"Key": real, "When": when.replace(day=21), "State": "sent", "Kind": "agreed, due"}
    made = book(
        mail_log=[
            {**letter, "About": "rehearsal, k1x:agreed"},
            {"Key": rehearsed, "When": when, "State": "in doubt"},
            {"Key": "typed by hand", "When": when},
            {"Key": "k100x-2026-11-22", "When": "soon"},
        ],
        sync_log=[
            {"When": when, "Job": "sync", "Problem": "Stopped: x"},
            {"When": "x"},
            {"When": on(-9), "Job": "nightly", "Rows": 7},
        ],
    )
    record = made.run().reading.record
    assert [sent.key for sent in record.mail] == [rehearsed, real]
    assert (
        record.mail[1].rehearsal
        and record.mail[1].about == ("k1x:agreed",)
        and record.mail[1].kinds == ("agreed", "due")
    )
    assert [(run.job, run.rows, run.stopped) for run in record.runs] == [("nightly", 7, False), ("sync", 0, True)]


def test_ten_thousand_rows_of_a_name_that_is_gone_are_looked_up_once() -> None:
    clients: list[dict[str, Value]] = [{"Client": f"Client {n}", "Email": f"c{n}@example.com"} for n in range(300)]
    made = book(clients=clients, commitments=[{"Client": "Klient 7"}] * 2000)
    made.run()
    assert set(notes(made)) == {'No client "Klient 7". Did you mean "Client 7"?'}
