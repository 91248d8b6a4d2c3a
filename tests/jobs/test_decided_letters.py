"""Send in a row of Decisions: the letter goes once, in its time and alone, and the sheet says so whatever happened."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from sync.workbook.base import Changes
from sync.workbook.excel import ExcelWorkbook
from tests.jobs.ladder_practice import MONDAY, at, decide, decisions, done, kinds, ladder, note, to_noa
from tests.practice_files import Practice, run_with


def day(days: int) -> date:
    return MONDAY + timedelta(days=days)


@pytest.fixture
def made(tmp_path: Path) -> Practice:
    """Monday's run has proposed the first step."""
    found = ladder(tmp_path / "practice")
    assert found.run(at(0)).json["decisions_proposed"] == 1
    return found


def test_send_sends_that_steps_letter_once_and_the_row_says_so(made: Practice) -> None:
    before = kinds(made)
    decide(made, "Send", Add_to_the_email="I thought of you.")
    assert made.run(at(1)).status == 0
    assert decisions(made) == [("Recommit", "Sent", day(1))]
    assert kinds(made) == [*before, ("2026-11-24", "recommit")]
    (client,) = made.rows("Clients")
    assert client["Step"] == "Recommit" and not str(client["Next action"]).startswith("Decide")
    letter = to_noa(made)[-1]
    body = letter.get_body(("plain",))
    assert letter["Subject"] == "Is this still the right goal?" and body
    assert "I thought of you." in body.get_content() and "A calm mind" in body.get_content()
    about = [row["About"] for row in made.rows("Mail log") if row["Kind"] == "recommit"]
    assert about == [f"{made.rows('Decisions')[0]['ID']}:recommit"]
    cells = made.cells_but_log()
    for hour in (9, 19):
        assert made.run(at(1, hour)).status == 0 and made.run(at(1, hour), "letters").letters == (0, 0, 0, 0)
    assert made.cells_but_log() == cells


@pytest.mark.parametrize(("decided", "goes"), [(0, 1), (3, 7), (4, 7), (5, 7)])
def test_it_goes_from_monday_to_thursday(decided: int, goes: int, made: Practice) -> None:
    """Decided at noon of that day: what Monday's run told is of the day."""
    for number in range(1, decided + 1):
        made.run(at(number))
    decide(made, "Send")
    for number in range(decided + 1, 9):
        assert made.run(at(number)).letters[3] == (number < goes), "until then it waits, and the run says so"
    assert decisions(made) == [("Recommit", "Sent", day(goes))]


def test_it_waits_for_the_clients_hours_and_for_days_that_are_not_closed(tmp_path: Path) -> None:
    made = ladder(tmp_path / "practice", {"Closed on": "2026-11-24"}, Time_zone="Auckland")
    made.run(at(0))
    decide(made, "Send")
    made.run(at(1, 1))  # 13:00 in Auckland, and closed
    assert decisions(made) == [("Recommit", None, None)]
    made.run(at(1, 12))  # one in the morning there
    made.run(at(1, 19), "letters")  # eight in the morning of Wednesday there
    made.run(at(1, 20))
    assert decisions(made) == [("Recommit", "Sent", day(2))]


def test_nothing_else_goes_on_that_day_and_on_the_next(made: Practice) -> None:
    decide(made, "Send")
    made.run(at(1))
    known = kinds(made)
    number = len(made.rows("Commitments")) + 2
    made.edit("Commitments", number, Client="Noa Levi", Commitment="Breathe in the morning", Due=day(9))
    for hour in (9, 18):
        made.run(at(1, hour))
    found = made.run(at(2))
    assert kinds(made) == known and found.letters[3] == 1, "it waits, and says so"
    made.run(at(3))
    assert kinds(made)[len(known) :] == [("2026-11-26", "agreed")]


def test_a_full_week_does_not_hold_it_up(tmp_path: Path) -> None:
    made = ladder(tmp_path / "practice", {"Emails a week": 1})
    made.run(at(0))
    assert len(kinds(made)) == 1
    decide(made, "Send")
    made.run(at(1))
    assert decisions(made) == [("Recommit", "Sent", day(1))]


def test_it_waits_behind_the_letter_of_the_day(made: Practice) -> None:
    decide(made, "Send")
    made.run(at(0, 12))
    assert decisions(made) == [("Recommit", None, None)], "today's letter went in the morning"


def test_a_client_who_gets_on_meanwhile_hears_nothing_of_it(made: Practice) -> None:
    decide(made, "Send")
    done(made, 2, 3, 4, on=day(0))
    made.run(at(1))
    assert decisions(made) == [("Recommit", "Recovered", day(1))]
    assert "recommit" not in dict(kinds(made)).values()
    assert note(made).startswith("Recovered on 24 Nov")


def test_the_evidence_is_looked_at_anew_on_the_day_it_goes(made: Practice) -> None:
    before = made.rows("Decisions")[0]["Evidence"]
    decide(made, "Send")
    done(made, 2, on=day(0))
    made.run(at(1))
    after = made.rows("Decisions")[0]["Evidence"]
    assert before.startswith("0 of 5 done") and after.startswith("1 of 5 done") and "24 Nov" in after
    made.run(at(2))
    assert made.rows("Decisions")[0]["Evidence"] == after, "from then on it stays"


@pytest.mark.parametrize(
    ("noa", "says"),
    [
        ({"Emails": "None"}, "gets no emails"),
        ({"Stage": "Paused"}, "Stage is Paused"),
        ({"Stage": "Ended"}, "Stage is Ended"),
        ({"Stage": "Prospect"}, "Stage is Prospect"),
        ({"Email": "no address"}, "is to check"),
    ],
)
def test_what_keeps_it_from_going_is_told_in_the_row(noa: dict[str, str], says: str, made: Practice) -> None:
    decide(made, "Send")
    made.edit("Clients", 2, **noa)
    made.run(at(1))
    assert decisions(made) == [("Recommit", None, None)] and says in note(made)


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"Choice": "Refer"}, "Refer to is blank: type whom"),
        ({"Choice": "End"}, "End belongs to Part ways"),
        ({"Choice": "Puase"}, "Choice cannot be read"),
        ({"Add_to_the_email": "#REF!"}, "Add to the email cannot be read"),
    ],
)
def test_nothing_goes_on_a_row_that_is_not_whole(cells: dict[str, str], says: str, made: Practice) -> None:
    decide(made, "Send", **cells)
    made.run(at(1))
    assert decisions(made) == [("Recommit", None, None)] and says in note(made)


def test_a_client_who_paused_gets_the_letter_of_the_pause(made: Practice) -> None:
    decide(made, "Send", Choice="Pause")
    made.edit("Clients", 2, Stage="Paused", Pause_until=day(98))
    made.run(at(1))
    assert decisions(made) == [("Recommit", "Sent", day(1))]
    assert kinds(made)[-1] == ("2026-11-24", "part ways")
    assert "until Mon 1 Mar" in str(to_noa(made)[-1].get_body(("plain",)))


def test_a_decision_changed_after_its_outcome_changes_nothing_and_is_noted(made: Practice) -> None:
    decide(made, "Send")
    made.run(at(1))
    for cells in ({"Decision": "Dismiss"}, {"Decision": "Send", "Choice": "Pause"}):
        made.edit("Decisions", 2, **cells)
        made.run(at(2))
        assert decisions(made) == [("Recommit", "Sent", day(1))] and "changed afterwards changes nothing" in note(made)
        assert made.rows("Clients")[0]["Step"] == "Recommit"
    made.edit("Decisions", 2, Choice=None)
    made.run(at(3))
    assert not note(made)


def test_words_typed_into_outcome_end_nothing_and_are_told(made: Practice) -> None:
    decide(made, "Send", Outcome="Waiting for Bob")
    made.run(at(1))
    assert decisions(made) == [("Recommit", "Sent", day(1))]
    assert note(made) == 'Your words "Waiting for Bob" were in Outcome; put them in My notes'


@pytest.mark.parametrize("typed", ["Call her", None])
@pytest.mark.parametrize("ledger", [True, False])
def test_words_typed_over_a_step_stop_no_run(typed: str | None, ledger: bool, made: Practice) -> None:
    decide(made, "Send", Step=typed)
    if not ledger:
        made.ledger.unlink()
    assert made.run(at(1)).status == 0
    if ledger:
        assert decisions(made) == [("Recommit", "Sent", day(1))]
    else:
        assert decisions(made) == [(typed, None, None), ("Recommit", None, None)]
        assert note(made).endswith("so this row counts as deleted")
        assert "recommit" not in [kind for _, kind in kinds(made)]


def test_words_typed_over_an_outcome_give_way_to_what_was_decided(made: Practice) -> None:
    decide(made, "Talked")
    made.run(at(1))
    made.edit("Decisions", 2, Outcome="We spoke")
    made.run(at(2))
    assert decisions(made) == [("Recommit", "Talked", day(1))]
    assert made.rows("Clients")[0]["Step"] == "Recommit"


def test_a_decided_row_copied_beside_itself_sends_nothing_more(made: Practice) -> None:
    decide(made, "Send")
    row = {header.replace(" ", "_"): cell for header, cell in made.rows("Decisions")[0].items()}
    made.edit("Decisions", 3, **row)
    for number in range(1, 6):
        made.run(at(number))
    assert [kind for _, kind in kinds(made)].count("recommit") == 1
    assert decisions(made)[0] == ("Recommit", "Sent", day(1))
    made.edit("Decisions", 4, **{h.replace(" ", "_"): c for h, c in made.rows("Decisions")[0].items()})
    for number in range(6, 12):
        made.run(at(number))
    assert [kind for _, kind in kinds(made)].count("recommit") == 1


class Killed(BaseException):
    """Nothing catches it."""


class _DiesAfterSending(ExcelWorkbook):
    """The run is killed between the letter and what the workbook says of it."""

    def apply(self, changes: Changes) -> None:
        if changes.ends_lease:
            raise Killed
        super().apply(changes)


@pytest.mark.parametrize("ledger", ["kept", "lost"])
def test_a_killed_run_sends_it_once_and_the_next_one_writes_its_outcome(
    ledger: str, made: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(made, "Send")
    with pytest.raises(Killed):
        run_with(made, _DiesAfterSending, monkeypatch, at(1))
    assert decisions(made) == [("Recommit", None, None)] and made.rows("Mail log")[-1]["State"] == "sending"
    if ledger == "lost":
        made.ledger.unlink()
    for number in range(1, 5):
        made.run(at(number, 10))
    assert decisions(made) == [("Recommit", "Sent", day(1))] and len(to_noa(made)) == 2


def test_a_letter_in_doubt_counts_as_sent_until_a_person_says_that_it_did_not_go(
    made: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(made, "Send")
    with pytest.raises(Killed):
        run_with(made, _DiesAfterSending, monkeypatch, at(1))
    made.ledger.unlink()
    for file in (made.folder / "outbox").glob("*"):
        file.unlink()
    made.run(at(1, 10))
    (row,) = [row for row in made.rows("Mail log") if row["Kind"] == "recommit"]
    assert row["State"] == "in doubt" and decisions(made) == [("Recommit", "Sent", day(1))]
    assert made.rows("Clients")[0]["Step"] == "Recommit"
    made.settle(row["Key"], "not-sent")
    made.run(at(2, 8), "sync")
    assert decisions(made) == [("Recommit", None, None)] and made.rows("Clients")[0]["Step"] is None
    made.run(at(2, 9))
    assert decisions(made) == [("Recommit", "Sent", day(2))]


def test_the_day_after_it_a_session_is_told_of(tmp_path: Path) -> None:
    made = ladder(tmp_path / "practice", Sessions=[{"Client": "Noa Levi", "Start": datetime(2026, 11, 25, 10, 0)}])
    made.run(at(0))
    decide(made, "Send")
    for number in (1, 2):
        made.run(at(number))
    assert kinds(made)[-2:] == [("2026-11-24", "recommit"), ("2026-11-25", "session")]
    assert "We speak on" not in str(to_noa(made)[-2].get_body(("plain",))), "a letter says so where it matters to it"


def test_a_session_of_the_very_day_is_told_of_first(tmp_path: Path) -> None:
    made = ladder(tmp_path / "practice", Sessions=[{"Client": "Noa Levi", "Start": datetime(2026, 12, 20, 10, 0)}])
    made.run(at(0))
    decide(made, "Send")
    made.edit("Sessions", 2, Start=datetime(2026, 11, 24, 18, 0))
    for number in (1, 2):
        made.run(at(number))
    assert kinds(made)[-2:] == [("2026-11-24", "session"), ("2026-11-25", "recommit")]


@pytest.mark.parametrize("typed", [{"Client": "Ben Aalto"}, {"Step": "Part ways", "Choice": "End"}])
def test_another_name_or_step_over_an_open_row_makes_it_no_other_row(typed: dict[str, str], made: Practice) -> None:
    made.edit("Clients", 3, Client="Ben Aalto", Email="ben@clients.example", Coach="Ana Coach")
    decide(made, "Send", **typed)
    made.run(at(1))
    row = made.rows("Decisions")[0]
    assert (row["Client"], row["Step"], row.get("Outcome")) == ("Noa Levi", "Recommit", None)
    assert "chosen beside another name or step; clear it" in note(made) and "put them in My notes" in note(made)
    assert not {kind for _, kind in kinds(made)} & {"recommit", "part ways"} and len(decisions(made)) == 1
    made.edit("Decisions", 2, Decision=None, Choice=None)
    made.run(at(2))
    decide(made, "Send")
    made.run(at(3))
    assert decisions(made) == [("Recommit", "Sent", day(3))]


def test_another_step_over_a_row_that_was_sent_is_put_right(made: Practice) -> None:
    decide(made, "Send")
    made.run(at(1))
    made.edit("Decisions", 2, Step="Last review")
    made.ledger.unlink()
    made.run(at(2))
    assert decisions(made) == [("Recommit", "Sent", day(1))]
    assert made.rows("Clients")[0]["Step"] == "Recommit"


def test_a_client_whose_name_of_before_is_anothers_now_keeps_her_row_and_what_was_decided(made: Practice) -> None:
    made.edit("Clients", 2, Client="Noa Berg")
    book = openpyxl.load_workbook(made.workbook)
    for (cell,) in book["Commitments"]["A2:A40"]:
        cell.value = "Noa Berg" if cell.value else None
    book.save(made.workbook)
    made.edit("Clients", 3, Client="Noa Levi", Email="other@clients.example", Coach="Ana Coach")
    decide(made, "Send")
    made.run(at(1))
    row = made.rows("Decisions")[0]
    assert (row["Client"], row["Outcome"], row.get("Sync note")) == ("Noa Berg", "Sent", None)
    assert kinds(made)[-1] == ("2026-11-24", "recommit") and not [m for m in made.outbox() if "other@" in str(m["To"])]


def test_an_outcome_that_the_coach_chose_herself_is_of_the_day_on_which_it_is_seen_and_rests(tmp_path: Path) -> None:
    made = ladder(tmp_path / "practice", {"Ladder rest days": 5})
    for number in range(8):
        made.run(at(number))
    made.edit("Decisions", 2, Outcome="Talked")
    for number in range(8, 13):
        made.run(at(number))
        assert decisions(made) == [("Recommit", "Talked", day(8))]
    made.run(at(13))
    assert decisions(made) == [("Recommit", "Talked", day(8)), ("Look back", None, None)]


def all_but_the_id_sorted(made: Practice) -> None:
    """The ID stands in a closed group: rows 2 and 3 change places, and their IDs stay."""
    book = openpyxl.load_workbook(made.workbook)
    sheet = book["Decisions"]
    assert sheet["M1"].value == "ID"
    for upper, lower in zip(sheet["A2:L2"][0], sheet["A3:L3"][0], strict=True):
        upper.value, lower.value = lower.value, upper.value
    book.save(made.workbook)


def test_what_was_sent_to_one_client_is_not_sent_again_on_the_row_of_another_that_it_was_sorted_to(
    tmp_path: Path,
) -> None:
    made = ladder(tmp_path / "practice", {"Ladder rest days": 1})
    made.edit("Clients", 3, Client="Ben Aalto", Email="ben@clients.example", Coach="Ana Coach")
    for number in range(4):
        made.edit("Commitments", 27 + number, Client="Ben Aalto", Commitment=f"Big {number}", Due=day(-9 - number))
    made.run(at(0))
    decide(made, "Send")
    made.run(at(1))
    known = kinds(made)
    assert [row["Client"] for row in made.rows("Decisions")] == ["Noa Levi", "Ben Aalto"]
    all_but_the_id_sorted(made)
    made.run(at(2))
    assert [row["Client"] for row in made.rows("Decisions")][:2] == ["Noa Levi", "Ben Aalto"]
    assert decisions(made)[:2] == [("Recommit", "Sent", day(1)), ("Recommit", None, None)]
    assert "clear it, and choose after the next run" in str(made.rows("Decisions")[1]["Sync note"])
    for number in (3, 7, 8, 9):
        made.run(at(number))
    assert kinds(made) == known, "nothing was decided in a row of theirs"


def test_nor_is_it_sent_again_where_both_rows_are_one_clients(tmp_path: Path) -> None:
    made = ladder(tmp_path / "practice", {"Ladder rest days": 1})
    made.run(at(0))
    decide(made, "Send")
    for number in (1, 2):
        made.run(at(number))
    assert decisions(made) == [("Recommit", "Sent", day(1)), ("Look back", None, None)]
    known = kinds(made)
    all_but_the_id_sorted(made)
    for number in (3, 7, 8):
        made.run(at(number))
    assert decisions(made) == [("Recommit", "Sent", day(1)), ("Look back", None, None)] and kinds(made) == known
