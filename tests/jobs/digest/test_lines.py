"""The sentences of a digest, and when each is said."""

from __future__ import annotations

from datetime import datetime

import pytest

from jobs.letters.render import text_part
from tests.jobs.digest.cast import ANA, RULES, digests, goes, practice, text
from tests.practice import Book, Rows, answers, at, on

HER: Rows = ({"Client": "Priya Nair", "ID": "p2k3"},)


def said(words: str, **tabs: Rows) -> str:
    """The only digest of Tuesday, which says so."""
    found = text(practice(**{"clients": HER, **tabs}))
    assert words in found, found
    return found


def test_wins_say_the_day_and_what_clients_tell_of_themselves() -> None:
    done = [{"Due": on(0), "Done on": on(0)}, {"Commitment": "Ask Kim", "Due": on(-9), "Done on": on(-1)}]
    found = said("“Call five leads” done: yesterday.", commitments=done)
    assert "“Ask Kim” closed after its day: Sunday." in found and "A word from you counts." in found
    said("Says it went well: “It works”", replies=answers({"Wins": "It works"}))


def test_what_was_marked_before_the_first_run_is_no_news() -> None:
    done: Rows = [{"Due": on(-9), "Done on": "x"}, {"Due": on(-9), "Done on": on(-3)}]
    assert not text(practice((ANA,), None, 1, commitments=done))
    assert "closed after its day: Friday" in text(practice((ANA,), None, -3, commitments=done[1:]))


@pytest.mark.parametrize(("count", "told"), [(2, False), (3, True), (4, False), (5, True), (10, True)])
def test_a_row_of_kept_ones_is_said_with_its_reward(count: int, told: bool) -> None:
    her = [{"Client": "Priya Nair", "Rewards": "A day at the sea"}]
    kept = [{"Commitment": f"Do {n}", "Due": on(-n), "Done on": on(-n)} for n in range(count)]
    found = text(practice(clients=her, commitments=kept))
    assert (f"{count} kept in a row." in found) is told
    assert ("Agreed as a reward: A day at the sea" in found) is told


def test_requests_say_what_is_asked_and_where_it_is_acted_on() -> None:
    work = [{"Commitment": "Send the proposal", "Due": on(7), "ID": "c5k3"}]
    asked = answers(
        {"State": "New", "Stuck": "c5k3: no leads left\nno time", "Words": "move c5k3 to 2026-12-14\nHow are you?"}
    )
    found = said("Is stuck with “Send the proposal”: “no leads left”", commitments=work, replies=asked)
    assert "Stuck: “no time”" in found and "Asks to move “Send the proposal” to Mon 14 Dec." in found
    assert "And one request more." in found and "Type the new day over Due, or answer. (Commitments, row 2)" in found


def test_a_command_that_fits_nothing_is_named_and_waits_beside_an_agenda_too() -> None:
    note = '"done 9": that email listed 3 things; "move 8 to Monday": that email listed 3 things'
    asked = answers({"State": "New", "Words": "agenda: prices", "Sync note": note})
    found = said("A part of the answer could not be used: “done 9”", replies=asked)
    assert "“move 8 to Monday”" in found and "For the agenda: “prices”" in found
    assert "Answer, and type Noted over New. (Replies, row 2)" in found and "see its Sync note" not in found


def test_a_brief_says_what_she_is_stuck_with_by_its_words() -> None:
    work = [{"Commitment": "Send the proposal", "Due": on(7), "ID": "c5k3"}]
    asked = answers({"State": "Noted", "Stuck": "c5k3: no leads left\nc5k3: stuck\nno time"})
    session = [{"Start": datetime(2026, 11, 24, 16)}]
    found = said("“Send the proposal: no leads left; Send the proposal; no time”", commitments=work, replies=asked,
                 sessions=session)  # fmt: skip
    assert "c5k3" not in found


def test_what_a_form_says_is_told_once() -> None:
    one = practice(check_ins=[{"Timestamp": datetime(2026, 11, 22, 9), "Help wanted": "Courage", "ID": "h2k3"}])
    (letter,) = digests(one)
    assert "Asks for help: “Courage”" in text(one)
    goes(one, letter)
    assert not text(one, at(2))


def test_an_answer_that_nobody_is_believed_to_have_sent_is_told_once_without_its_words() -> None:
    refused = answers(
        {"Client": None, "State": "Refused", "Words": "Send me the list", "Letter": "p2k3-2026-11-21",
         "Sync note": "Refused: it came from another address than the email went to"}
    )  # fmt: skip
    one = practice(clients=HER, replies=refused)
    found = text(one)
    assert "Priya Nair\nAn answer had no effect: “Refused: it came from another address" in found
    assert "Send me the list" not in found
    goes(one, digests(one)[0])
    assert not text(one, at(2))


def test_a_decision_waits_with_its_evidence_until_it_is_taken() -> None:
    row = {"Date": on(-3), "Client": "Priya Nair", "Step": "Fresh start", "Evidence": "1 of 4 done", "ID": "d2k3"}
    said("Priya Nair: Fresh start (open since Fri 20 Nov)\n1 of 4 done", decisions=[row])
    said("Choice: choose Reinstate or New goal", decisions=[{**row, "Decision": "Send"}])
    assert not text(practice(clients=HER, decisions=[{**row, "Decision": "Send", "Choice": "Reinstate"}]))
    assert not text(practice(clients=HER, decisions=[{**row, "Decision": "Talked"}])), "settled in this very run"


def test_a_step_proposed_in_this_very_run_is_in_its_digest() -> None:
    work = [{"Commitment": f"Do {n}", "Due": on(-n)} for n in range(3, 8)]
    found = said("Priya Nair: Recommit\n0 of 5 done", commitments=work)
    assert "(Decisions)" in found


def test_the_brief_of_a_session_holds_what_the_coach_needs_and_its_own_client_only() -> None:
    sessions: Rows = [
        {"Start": datetime(2026, 11, 10, 16), "Outcome": "Attended", "My notes": "Afraid of prices"},
        {"Start": datetime(2026, 10, 27, 16), "Outcome": "Attended", "My notes": "Older"},
        {"Start": datetime(2026, 11, 24, 16)},
        {"Start": datetime(2026, 11, 25, 16)},
    ]
    work = [
        {"Commitment": "Old one", "Due": on(-20), "Done on": on(-20)},
        {"Commitment": "New one", "Due": on(-5), "Done on": on(-5)},
    ]
    found = said("16:00 Priya Nair, Video · 50 minutes (Sessions, row 4)", sessions=sessions, commitments=work)
    brief = found[found.index("SESSIONS TODAY") :]
    assert "Done since:\n- New one: Wed 18 Nov\n" in brief and "Old one" not in brief
    assert "Your notes of the last session:\n- Afraid of prices\n" in brief and "Older" not in brief
    assert "17:00" not in brief and brief.count("Priya Nair") == 1


@pytest.mark.parametrize(
    ("zone", "start", "shown"),
    [("New York", 16, "11:00 there"), ("Auckland", 16, "Wed 25 Nov, 05:00 there"), ("London", 16, "Video")],
)
def test_a_session_says_what_the_client_s_clock_shows(zone: str, start: int, shown: str) -> None:
    her = [{"Client": "Priya Nair", "Time zone": zone}]
    said(f"16:00 Priya Nair, {shown}", clients=her, sessions=[{"Start": datetime(2026, 11, 24, start)}])


def test_sessions_are_those_of_the_coachs_own_date() -> None:
    team = ({**ANA, "Time zone": "Auckland"},)  # 13 hours ahead: eight in the morning UTC is nine in the evening
    starts = [datetime(2026, 11, 24, 10, 30), datetime(2026, 11, 24, 11, 30)]
    found = text(practice(team, sessions=[{"Start": start} for start in starts]))
    assert "23:30 Priya Nair" in found and "00:30" not in found


def test_own_promises_are_told_while_they_are_due() -> None:
    mine = [{"Commitment": f"Promise {n}", "Due": on(n), "Owner": "Coach"} for n in (-20, 0, 1, 9)]
    found = said("You promised “Promise 1”: today.", commitments=mine)
    assert "You promised “Promise 0” for yesterday." in found and "Promise 9" not in found
    assert found.index("Promise -20") < found.index("Promise 0")


def test_who_needs_a_word_is_told_and_told_again_after_a_week() -> None:
    one = practice(clients=HER, commitments=[{"Due": on(-1)}, {"Commitment": "Ask Kim", "Due": on(-2)}])
    assert "2 plans are past their day." in text(one)
    goes(one, digests(one)[0])
    assert not text(one, at(7)) and "2 plans" in text(one, at(8))


def test_an_unanswered_check_in_is_told() -> None:
    one = practice(clients=HER)
    one.letter(-7, "check-in:2026-11-16", client="p2k3")
    assert "No answer to the check-in of Mon 16 Nov." in text(one)


def test_a_session_that_nobody_booked_is_told() -> None:
    held = [{"Start": datetime(2026, 11, 2, 16), "Outcome": "Attended"}]
    said("No session since Mon 2 Nov, and none is booked.", sessions=held)


def test_consequences_are_told_once_when_a_plan_went_past_its_day() -> None:
    her = [{"Client": "Priya Nair", "Consequences": "Washes the car"}]
    one = practice(clients=her, commitments=[{"Due": on(0)}])
    found = text(one)
    assert "“Call five leads” was for yesterday and is open.\n-> Agreed for that: Washes the car" in found
    goes(one, digests(one)[0])
    assert not text(one, at(2))
    assert not text(practice(clients=HER, commitments=[{"Due": on(0)}])), "nothing was agreed for that"


@pytest.mark.parametrize(("hers", "mine", "told"), [(8, 4, True), (4, 8, True), (6, 4, False), (7, None, False)])
def test_ratings_far_apart_are_a_reason_to_talk(hers: int, mine: int | None, told: bool) -> None:
    one = practice(clients=[{"Client": "Priya Nair", "Coach rating": mine}], replies=answers({"Rating": hers}))
    assert (f"Rates the progress {hers}, you {mine}: a reason to talk." in text(one)) is told


def test_rows_to_fix_are_one_line_a_client() -> None:
    bad: Rows = [{"Due": "31/02/2026"}, {"Due": "soon"}, {"Due": "later"}]
    found = said('Priya Nair\nDue: "31/02/2026" is not a date\nAnd 2 rows more.', commitments=bad)
    assert found.count("Correct the cell.") == 1


def test_a_session_without_an_outcome_waits() -> None:
    past = [{"Start": datetime(2026, 11, day, 16)} for day in (19, 20)]
    said("2 sessions wait for their outcome, since Thu 19 Nov.", sessions=past)


def test_a_stage_to_be_set_is_told() -> None:
    row = {"Date": on(-9), "Client": "Priya Nair", "Step": "Part ways", "Decision": "Send", "Choice": "End",
           "Outcome": "Sent", "Outcome on": on(-8), "ID": "d2k3"}  # fmt: skip
    said("Set the Stage. (Clients, row 2)", clients=HER, decisions=[row])


def test_rows_that_are_gone_are_told_once_and_only_where_several_went() -> None:
    one = practice(clients=HER, commitments=[{"Due": on(30)}])
    known = {f"g{n}k": ("Priya Nair", f"Done thing {n}", "2026-10-01") for n in range(5)}
    one.past.words["Commitments"] = dict(list(known.items())[:2])
    assert not text(one), "one or two are a correction"
    one.past.words["Commitments"] = known
    assert "5 rows of Priya are gone; the percentages now rest on fewer." in text(one)
    one.past.finished = dict.fromkeys(known, "Done")
    assert "5 finished rows of Priya are gone; the percentages now rest on fewer." in text(one)
    goes(one, digests(one)[0])
    assert not text(one, at(2))
    one.past.words["Commitments"] |= {f"h{n}k": ("priya  nair", f"More {n}", "2026-10-01") for n in range(3)}
    assert "3 rows of Priya are gone" in text(one, at(2))


def told_of_payments(one: Book, days: range) -> list[int]:
    """The days on which the digest speaks of payments; each goes out."""
    told = []
    for day in days:
        for letter in digests(one, at(day)):
            told += [day] if "PAYMENTS" in text_part(letter) else []
            goes(one, letter, at(day))
    return told


def test_payments_are_told_on_their_day_and_every_week_from_a_week_after_it() -> None:
    one = practice(payments=[{"Amount": 1240.5, "Currency": "€", "Due": on(3), "ID": "y2k3"}])
    assert not text(one), "the client is told that it is due soon"
    assert "€1,240.50 is due: today.\n-> Type Paid on when it has come. (Payments, row 2)" in text(one, at(3))
    assert told_of_payments(one, range(1, 26)) == [3, 10, 17, 24]
    assert "€1,240.50 was due: Thu 26 Nov.\n-> Ask, or type Paid on. (Payments, row 2)" in text(one, at(31))
    one["Payments", 0, "Paid on"] = on(18)
    assert not text(one, at(40))


def test_a_weekly_digest_tells_of_its_weeks_payments() -> None:
    weekly = {**ANA, "Digest": "Weekly"}
    one = practice((weekly,), payments=[{"Due": on(6), "ID": "y2k3"}, {"Due": on(7), "ID": "y3k4"}])
    assert text(one, at(0)).count("is due") == 1


@pytest.mark.parametrize(
    ("client", "first", "told"),
    [
        ({}, -40, [0, 7, 14]), ({"Emails": "None"}, -40, [0, 1, 8, 15]), ({"Stage": "Paused"}, -40, [0, 1, 8, 15]),
        ({"Email": "nobody"}, -40, [0, 1, 8, 15]), ({}, 1, [7, 14]),
    ],
)  # fmt: skip
def test_what_no_email_asks_for_is_the_coachs_to_ask_at_once(
    client: dict[str, str], first: int, told: list[int]
) -> None:
    one = practice((ANA,), None, first, clients=[{**HER[0], **client}], payments=[{"Due": on(0), "ID": "y2k3"}])
    assert told_of_payments(one, range(max(first, -2), 16)) == told


def test_a_letter_that_failed_is_told_until_a_later_one_went() -> None:
    one = practice(clients=HER)
    one.letter(-1, client="p2k3", state="failed")
    assert "The email of Sun 22 Nov did not go: the mail server refused it." in text(one)
    one.letter(0, client="p2k3", state="sent")
    assert not text(one)


def test_a_digest_of_hers_in_doubt_is_told_to_her() -> None:
    one = practice(clients=HER, replies=answers({"State": "New", "Help wanted": "Please"}))
    goes(one, digests(one)[0], state="in doubt")
    assert "Whether the email of Tue 24 Nov went is not known." in text(one, at(2))


def test_an_address_from_which_emails_come_back_is_told() -> None:
    one = practice(clients=HER)
    one.letter(-1, client="p2k3", state="bounced")
    assert "Emails to this address come back; none go out.\n-> Correct Email. (Clients, row 2)" in text(one)


def test_the_rules_of_these_tests_are_known() -> None:
    assert not practice((ANA,), RULES).run().reading.record.rows_to_check
