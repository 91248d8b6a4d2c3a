"""Which emails a client gets: what the coach typed, her wishes, addresses that come back (contract, section 4)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sync.workbook.base import Value
from tests.practice import Book, answers, at, book

REAL: dict[str, Value] = {"Send to": "Clients"}
THEN = datetime(2026, 11, 3, 9)


def wished(*words: str, was: str = "All", emails: Value = None, **rest: Value) -> Book:
    """Replies with these words, a day apart from 3 November on; each says what Emails was."""
    rows: list[dict[str, Value]] = [
        {"Words": one, "When": THEN + timedelta(days=place), "Sync note": f'Emails was "{was}" when this came', **rest}
        for place, one in enumerate(words)
    ]
    return book(REAL, clients=[{"Emails": emails}], replies=answers(*rows))


def gets(made: Book, days: int = 0) -> tuple[str, Value]:
    """The emails that count, and what is said beside the client."""
    found = made.run(at(days))
    return next(iter(found.findings.emails.values())), made["Clients", 0, "Sync note"]


STOPPED = 'Priya answered "stop" on 3 Nov: no emails go out; change Emails from "All" to overrule'
FEWER = 'Priya answered "fewer" on 3 Nov: the essential emails go out; change Emails from "All" to overrule'


@pytest.mark.parametrize(
    ("words", "emails", "note"),
    [
        (("stop",), "None", STOPPED), (("fewer",), "Essential", FEWER), (("STOP",), "None", STOPPED),
        (("start",), "All", None), (("stop", "start"), "All", None), ((), "All", None),
        (("start", "fewer"), "Essential", FEWER.replace("3 Nov", "4 Nov")),
        (("stop", "fewer"), "Essential", FEWER.replace("3 Nov", "4 Nov")),
        (("fewer", "stop"), "None", STOPPED.replace("3 Nov", "4 Nov")),
        (("stop", "Thank you"), "None", STOPPED), (("Hello\nstop",), "None", STOPPED), (('"stop"',), "All", None),
        (("Please stop",), "All", None), (("stop it",), "All", None),
    ],
)  # fmt: skip
def test_the_newest_wish_holds(words: tuple[str, ...], emails: str, note: Value) -> None:
    made = wished(*words)
    assert gets(made) == (emails, note)
    assert gets(made, 1) == (emails, note) and made["Clients", 0, "Emails"] is None


@pytest.mark.parametrize(
    ("word", "was", "emails", "counts"),
    [("stop", "All", "Essential", "Essential"), ("stop", "Essential", None, "All"), ("stop", "Essential", "Essential",
     "None"), ("fewer", "All", "None", "None"), ("fewer", "None", "None", "None"), ("fewer", "Essential", "Essential",
     "Essential"), ("fewer", "None", "All", "All"), ("start", "All", "Essential", "Essential")],
)  # fmt: skip
def test_it_holds_until_the_coach_changes_emails_and_never_means_more(
    word: str, was: str, emails: Value, counts: str
) -> None:
    made = wished(word, was=was, emails=emails)
    found, note = gets(made)
    assert found == counts and bool(note) == (counts != (emails or "All"))


def test_all_typed_over_a_blank_emails_overrules_a_wish() -> None:
    made = wished("stop", **{"Sync note": "Emails was blank when this came"})
    told = 'Priya answered "stop" on 3 Nov: no emails go out; type All in Emails to overrule'
    assert gets(made) == ("None", told) and gets(made, 1) == ("None", told)
    made["Clients", 0, "Emails"] = "All"
    assert gets(made, 2) == ("All", None)
    del made.grids["Replies"]
    assert gets(made, 3) == ("All", None)


def test_a_wish_that_found_emails_blank_outlives_its_row_while_it_is_blank() -> None:
    made = wished("fewer", **{"Sync note": "Emails was blank when this came"})
    assert gets(made)[0] == "Essential"
    del made.grids["Replies"]
    assert gets(made, 1)[0] == "Essential"
    made["Clients", 0, "Emails"] = "All"
    assert gets(made, 2) == ("All", None)


def test_a_refused_row_and_another_clients_row_are_no_wish() -> None:
    assert gets(wished("stop", State="Refused")) == ("All", None)
    assert gets(wished("stop", Client=None)) == ("All", None)
    marcus: dict[str, Value] = {"Client": "Marcus Webb", "Email": "marcus@example.com"}
    made = book(REAL, clients=[{}, marcus], replies=answers({"Words": "stop", "Client": "Marcus Webb"}))
    assert list(made.run().findings.emails.values()) == ["All", "None"]


def test_a_wish_outlives_its_row_and_a_tab_that_cannot_be_read() -> None:
    made = wished("stop")
    made.run()
    made.grids["Replies"].rows[0][made.column("Replies", "State")] = "ID"  # a header that stands twice
    assert gets(made, 1) == ("None", STOPPED)
    del made.grids["Replies"]
    assert gets(made, 2) == ("None", STOPPED)
    made["Clients", 0, "Emails"] = "Essential"
    assert gets(made, 3) == ("Essential", None)
    made["Clients", 0, "Emails"] = None
    assert gets(made, 4) == ("All", None)


def test_what_the_coach_tried_out_in_a_rehearsal_stops_no_real_email() -> None:
    made = wished("stop", Letter="k100x-2026-11-02-rehearsal")
    made.grids |= book({"Send to": "Me"}).grids | {"Clients": made.grids["Clients"]}
    assert gets(made) == ("None", STOPPED)
    made["Policies", 0, "Value"] = "Clients"
    assert gets(made, 1) == ("All", None)


@pytest.mark.parametrize("emails", ["Essential", "All"])
def test_a_wish_whose_note_somebody_typed_over_holds_until_the_coach_changes_emails(emails: str) -> None:
    made = wished("stop", was=emails, emails=emails)
    assert gets(made)[0] == "None"
    made["Replies", 0, "Sync note"] = "waiting for Bob"
    assert gets(made, 1)[0] == "None"
    made["Clients", 0, "Emails"] = "All" if emails == "Essential" else "Essential"
    assert gets(made, 2)[0] == made["Clients", 0, "Emails"]


def test_what_stands_in_other_notes_of_the_reply_takes_back_no_wish() -> None:
    made = wished("stop", **{"Sync note": '"Emails was "None" when this came": what?; Emails was "All" when this came'})
    assert gets(made)[0] == "None"


COMES_BACK = "Emails to this address come back; check Email"


@pytest.mark.parametrize(
    ("letter", "emails", "note"),
    [
        ({}, "None", COMES_BACK), ({"to": "PRIYA@Example.com"}, "None", COMES_BACK),
        ({"to": "old@example.com"}, "All", None), ({"state": "sent"}, "All", None), ({"rehearsal": True}, "All", None),
        ({"client_id": "someone"}, "None", COMES_BACK),
    ],
)  # fmt: skip
def test_no_letter_goes_to_an_address_that_comes_back(letter: dict[str, object], emails: str, note: Value) -> None:
    made = wished()
    made.run()
    made.letter(-3, client="", **{"state": "bounced", **letter})
    assert gets(made) == (emails, note)
    made["Clients", 0, "Email"] = "priya.new@example.com"
    assert gets(made, 1) == ("All", None)


@pytest.mark.parametrize(("came", "emails"), [(16, "None"), (18, "All")], ids=["before", "since"])
def test_who_says_start_from_an_address_that_came_back_has_it_again(came: int, emails: str) -> None:
    made = book(REAL, replies=answers({"Words": "start", "When": THEN + timedelta(days=came)}))
    made.run()
    made.letter(-3, client="", state="bounced")
    assert gets(made)[0] == emails


def test_a_rehearsal_goes_to_the_coach_all_the_same() -> None:
    made = book({"Send to": "Me"})
    made.run()
    made.letter(-3, state="bounced")
    assert gets(made) == ("All", COMES_BACK)
