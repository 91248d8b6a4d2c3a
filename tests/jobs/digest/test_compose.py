"""The digest as a letter: its lines and how many, its subject, what it remembers, whom it tells what."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest

from jobs.digest.compose import MOST
from jobs.letters.letter import Letter
from jobs.letters.words import LONGEST
from tests.jobs.digest.cast import ANA, BEN, digests, everything, goes, link, many_wrong, parts, practice, text
from tests.practice import Rows, answers, at, on
from tests.worst import WORST

KINDS = ["wins", "requests", "decisions", "sessions", "promises", "words", "fixes", "payments", "letters"]


def groups(letter: Letter) -> dict[str, dict[str, Any]]:
    return {group["kind"]: group for group in letter.sections[0].facts["groups"]}


def test_every_kind_of_line_stands_in_the_contracts_order() -> None:
    (letter,) = digests(everything())
    assert [group["kind"] for group in letter.sections[0].facts["groups"]] == KINDS
    assert letter.subject == "Today: 1 decision, 2 requests, 1 win"
    assert letter.preheader == "2 sessions, 2 promises of yours, 6 to look at"
    assert (letter.kinds, letter.client, letter.client_id, letter.key) == (("digest",), "", "", "team2-2026-11-24")


def test_every_line_names_client_fact_next_action_and_row() -> None:
    (letter,) = digests(everything(), to_link=link)
    plain, html = parts(letter)
    for kind, group in groups(letter).items():
        for thing in group["things"]:
            assert thing["client"] and thing["place"] and thing["link"].startswith("https://docs.google.com/"), kind
            assert thing["client"] in plain and thing["link"] in plain
            assert f'href="{thing["link"].replace("&", "&amp;")}"' in html
            if kind not in ("sessions", "decisions"):
                assert thing["facts"] and thing["action"]


def test_without_links_the_row_is_said() -> None:
    (letter,) = digests(everything())
    plain, html = parts(letter)
    assert "(Commitments, row 5)" in plain and "href" not in html


def test_nothing_to_say_is_no_digest() -> None:
    assert not digests(practice(clients=[{"Client": "Priya Nair", "Coach": "Ana Coach"}]))
    quiet = practice((ANA,), {"Check-ins": "Weekly"}, commitments=[{"Due": on(9)}])
    assert not digests(quiet)


def test_three_hundred_clients_with_everything_wrong_fit_into_twelve_lines() -> None:
    one = many_wrong(60)
    (letter,) = digests(one)
    shown = groups(letter)
    assert sum(len(group["things"]) for group in shown.values()) == MOST
    assert set(shown) == set(KINDS) - {"sessions", "decisions"}, "each kind keeps a line"
    for group in shown.values():
        assert group["more"] == f"and {60 - len(group['things'])} more in the sheet"
    assert len(letter.subject) <= 38 and letter.subject == "Today: 60 requests, 60 wins"


def test_what_had_no_room_is_told_the_next_day() -> None:
    one = many_wrong(30)
    (first,) = digests(one)
    goes(one, first)
    (second,) = digests(one, at(2))
    wins = [[thing["client"] for thing in groups(each)["wins"]["things"]] for each in (first, second)]
    assert wins[0] and wins[1] and not set(wins[0]) & set(wins[1])


def test_a_win_is_told_once_and_a_request_until_it_is_dealt_with() -> None:
    one = everything()
    (first,) = digests(one)
    goes(one, first)
    (second,) = digests(one, at(2))
    shown = groups(second)
    assert "wins" not in shown and "words" not in shown and "payments" not in shown
    assert [thing["client"] for thing in shown["requests"]["things"]] == ["Priya Nair"], "the wish was good to know"
    one["Replies", 1, "State"] = "Noted"
    (third,) = digests(one, at(2))
    assert "requests" not in groups(third)
    again = groups(digests(one, at(9))[0])
    assert {"payments", "promises", "words"} <= set(again), "after a week, what is still so"


def test_a_second_digest_on_one_date_is_none_whatever_became_of_the_first() -> None:
    one = everything()
    (letter,) = digests(one)
    for state, again in (("sent", 0), ("in doubt", 0), ("bounced", 0), ("failed", 0), ("not sent", 1)):
        one.mail = one.mail[:1]
        goes(one, letter, state=state)
        assert len(digests(one, at(1, 20))) == again, state


def test_each_coach_is_told_of_her_own_clients_and_of_those_whom_nobody_has() -> None:
    clients = [
        {"Client": "Priya Nair", "Coach": "ana  coach"},
        {"Client": "Noa Levi", "Email": "noa@example.com", "Coach": "Ben Hart"},
        {"Client": "Kim Ode", "Email": "kim@example.com", "Coach": "Somebody"},
    ]
    asked = [
        {"Client": str(one["Client"]), "State": "New", "Help wanted": f"Secret of {one['Client']}"} for one in clients
    ]
    work = [{"Client": "Noa Lewi"}, {"Client": "Priya Nayr"}, {"Client": "Nobody at all"}]
    one = practice((ANA, BEN), clients=clients, commitments=work, replies=answers(*asked))
    said = {letter.to: "\n".join(parts(letter)) for letter in digests(one)}
    ana, ben = said["ana@strongstart.example"], said["ben@strongstart.example"]
    assert "Secret of Priya" in ana and "Secret of Noa" not in ana and "Noa" not in ana
    assert "Secret of Noa" in ben and "Priya" not in ben
    assert all("Secret of Kim" in each and "Nobody at all" in each for each in (ana, ben))


def test_a_coach_who_wants_no_digest_is_not_written_to_nor_are_her_clients_told_to_others() -> None:
    clients = [{"Client": "Priya Nair", "Coach": "Ana Coach"}]
    asked = answers({"State": "New", "Help wanted": "Please"})
    one = practice(({**ANA, "Digest": "None"}, BEN), clients=clients, replies=asked)
    assert not digests(one)


def test_without_a_team_it_goes_to_who_sends_the_emails() -> None:
    asked = answers({"State": "New", "Help wanted": "Please"})
    for team in ((), ({**ANA, "Email": "ana at home"},)):
        (letter,) = digests(practice(team, replies=asked))
        assert (letter.to, letter.key) == ("practice@strongstart.example", "team0-2026-11-24")
        assert "names nobody yet" in parts(letter)[0]


def test_a_row_of_team_that_cannot_be_read_is_a_row_to_fix_for_the_others() -> None:
    one = practice((ANA, {**BEN, "Email": "ben at home"}), clients=[{"Client": "Priya Nair", "Coach": "Ben Hart"}],
                   replies=answers({"State": "New", "Help wanted": "Please"}))  # fmt: skip
    said = text(one)
    assert "Team, row 3" in said and "Please" in said


def test_two_rows_with_one_address_get_one_digest_of_all_their_clients() -> None:
    clients = [
        {"Client": "Priya Nair", "Coach": "Ana Coach"},
        {"Client": "Noa Levi", "Email": "noa@example.com", "Coach": "Ben Hart"},
    ]
    asked = answers(*({"Client": str(one["Client"]), "State": "New", "Help wanted": "Please"} for one in clients))
    one = practice((ANA, {**BEN, "Email": "ANA@strongstart.example"}), clients=clients, replies=asked)
    (letter,) = digests(one)
    assert letter.key == "team2-2026-11-24" and {"Priya Nair", "Noa Levi"} <= set(parts(letter)[0].split("\n"))


def test_rows_of_team_that_change_places_on_one_day_lead_to_no_second_digest_and_to_no_lost_one() -> None:
    asked = answers({"State": "New", "Help wanted": "Please"})
    one = practice((ANA, BEN), replies=asked)
    first = digests(one)
    goes(one, first[0])
    one["Team", 0, "Coach"], one["Team", 0, "Email"] = BEN["Coach"], BEN["Email"]
    one["Team", 1, "Coach"], one["Team", 1, "Email"] = ANA["Coach"], ANA["Email"]
    (letter,) = digests(one, at(1, 9))
    assert letter.to == "ben@strongstart.example" and letter.key == "team2b-2026-11-24"
    goes(one, letter)
    assert not digests(one, at(1, 10))


@pytest.mark.parametrize("typed", ["team2", "Team2", "team2-2026-11-24", "team12b", "notice1"])
def test_no_client_can_have_an_id_that_reads_as_the_key_of_a_digest(typed: str) -> None:
    """Else the key of her letter of the day would be that of the digest, and one of them would not go."""
    one = practice(clients=[{"Client": "Priya Nair", "ID": typed}], replies=answers({"State": "New", "Words": "Hi"}))
    one.run()
    assert one["Clients", 0, "ID"] not in ("", None, typed)


def test_each_coachs_day_is_that_of_her_own_zone() -> None:
    team = ({**ANA, "Time zone": "Pacific/Kiritimati"}, {**BEN, "Time zone": "Pacific/Pago_Pago"})
    one = practice(team, replies=answers({"State": "New", "Help wanted": "Please"}))
    assert [letter.key for letter in digests(one, at(1, 10, 30))] == ["team2-2026-11-25", "team3-2026-11-23"]
    for letter in digests(one, at(1, 10, 30)):
        goes(one, letter, at(1, 10, 30))
    assert not digests(one, at(1, 10, 59)) and [one.key for one in digests(one, at(1, 11))] == ["team3-2026-11-24"]


def test_no_digest_goes_on_a_day_without_letters_nor_to_an_address_from_which_they_come_back() -> None:
    asked = answers({"State": "New", "Help wanted": "Please"})
    assert not digests(practice((ANA,), {"Closed on": "2026-11-24"}, replies=asked))
    one = practice(replies=asked)
    (letter,) = digests(one)
    goes(one, letter, state="bounced")
    assert not digests(one, at(2))


WEEKLY = ({**ANA, "Digest": "Weekly"},)


@pytest.mark.parametrize(("day", "goes_out"), [(0, True), (1, True), (2, True), (3, False), (6, False), (7, True)])
def test_a_weekly_digest_goes_on_monday_or_within_two_days(day: int, goes_out: bool) -> None:
    one = practice(WEEKLY, replies=answers({"State": "New", "Help wanted": "Please"}))
    assert bool(digests(one, at(day))) is goes_out
    if goes_out:
        goes(one, digests(one, at(day))[0], at(day))
        assert not any(digests(one, at(later)) for later in range(day, 7))


def test_a_weekly_digest_makes_up_for_no_monday_before_the_first_run() -> None:
    one = practice(WEEKLY, None, 1, replies=answers({"State": "New", "Help wanted": "Please"}))
    assert not digests(one, at(1)) and not digests(one, at(2)) and digests(one, at(7))


def test_a_weekly_digest_sums_up_the_week_and_has_the_briefs_of_the_coming_one() -> None:
    one = everything()
    one["Team", 0, "Digest"] = "Weekly"
    one.add("Sessions", Client="Marcus Webb", Start=datetime(2026, 11, 27, 9))
    one.add("Sessions", Client="Marcus Webb", Start=datetime(2026, 11, 30, 9))
    said = text(one, at(0))
    assert "The last seven days: 2 done, 1 moved, 1 answer." in said
    assert said.startswith("Hello Ana,") and "SESSIONS THIS WEEK" in said
    assert "Fri 27 Nov, 09:00 Marcus Webb" in said and "Mon 30 Nov, 09:00" not in said
    assert digests(one, at(0))[0].subject.startswith("This week: 1 decision")


def test_a_coach_who_answers_gets_numbers_and_one_who_cannot_gets_none() -> None:
    (letter,) = digests(everything(), reply_to=lambda key: f"answers+{key}@strongstart.example")
    plain, html = parts(letter)
    assert letter.numbered == ("c6k3", "c7k3") and {"c6k3:no1", "c7k3:no2"} <= set(letter.about)
    assert "1. Priya Nair" in plain and "Answer “done 1”" in plain and "body=done%201" in html
    (mute,) = digests(everything())
    assert not mute.numbered and "Answer “done" not in "".join(parts(mute)) and "mailto" not in "".join(parts(mute))


def test_what_stands_in_the_worst_cells_stays_words() -> None:
    """Markup, control characters, bidirectional overrides, templates: in every cell that a digest quotes."""
    for bad in WORST:
        clients = [{"Client": "Priya Nair", "Rewards": bad, "Consequences": bad, "My notes": bad}]
        work: Rows = [
            {"Commitment": bad, "Due": on(1), "Done on": on(0)},
            {"Commitment": f"{bad} again", "Due": on(-1)},
            {"Commitment": f"{bad} mine", "Due": on(-1), "Owner": "Coach"},
        ]
        sessions = [{"Start": datetime(2026, 11, 24, 16), "Agenda": bad, "My notes": bad}]
        asked = answers({"State": "New", "Help wanted": bad, "Stuck": bad, "Wins": bad, "Words": bad})
        money = [{"Due": on(-1), "Currency": bad, "ID": "y2k3"}]
        one = practice(
            clients=clients, commitments=work, sessions=sessions, replies=asked, payments=money,
            decisions=[{"Date": on(0), "Client": "Priya Nair", "Step": "Recommit", "Evidence": bad, "ID": "d2k3"}],
        )  # fmt: skip
        for letter in digests(one):
            plain, html = parts(letter)
            assert "<script" not in html
            assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]", plain + html)
            assert max(map(len, plain.split("\n"))) < 3 * LONGEST


@pytest.mark.parametrize(
    ("language", "said"), [("de", "Hallo Ana,"), ("fr", "Bonjour Ana"), ("es", "Ana"), ("pt", "Ana")]
)
def test_a_digest_speaks_its_coachs_language(language: str, said: str) -> None:
    """All that is ours: subject, headings, sentences, foot; the sheet's own words stay as they are."""
    one = everything()
    english = digests(one)[0]
    one["Team", 0, "Language"] = language
    (letter,) = digests(one)
    plain, html = parts(letter)
    assert said in plain and f'lang="{language}"' in html and len(letter.subject) <= 38
    ours = {group["heading"] for group in english.sections[0].facts["groups"]} - {"Sessions today"}
    theirs = {group["heading"] for group in letter.sections[0].facts["groups"]}
    assert not ours & theirs and letter.subject != english.subject
    for sentence in ("Correct the cell", "A word from you counts", "How often this comes", "Asks to move"):
        assert sentence not in plain and sentence not in html


def test_an_answer_to_a_rehearsal_is_nobodys_request_once_it_is_real() -> None:
    asked = answers({"State": "New", "Words": "Does it work?", "Letter": "p2k3-2026-11-22-rehearsal"})
    assert text(practice(replies=asked))
    assert not text(practice((ANA,), {"Send to": "Clients"}, replies=asked))


def test_what_stands_in_a_tab_that_is_not_ours_to_write_is_not_told_anew_every_day() -> None:
    """Its rows get no IDs that stand, so that nothing could be remembered of them: the header is what is told."""
    one = practice(commitments=[{"Due": on(-1), "Done on": on(-1), "ID": None}])
    one.grids["Commitments"].marks.clear()
    one["Commitments", 0, "Status"] = "mine"
    said = text(one)
    assert "WINS" not in said and "Commitments" in said and "Until then that tab stays as it is." in said
