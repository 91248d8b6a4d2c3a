"""What is still to be set up joins a digest, once and then weekly, and opens none."""

from __future__ import annotations

from typing import Any

from tests.jobs.digest.cast import ANA, digests, goes, practice, text
from tests.practice import Book, Rows, answers, at

YES: dict[str, Any] = {
    "Wants this now": "Yes",
    "Open to challenge": "Yes",
    "Actions agreed": "Yes",
    "Fee agreed": "Yes",
}
ASKED = answers({"State": "New", "Help wanted": "Please"})


def lacking(count: int = 1, **tabs: Rows) -> Book:
    clients: list[dict[str, Any]] = [
        {"Client": f"Client No {n}", "Email": f"c{n}@example.com", "Agreement": None, "ID": f"q{n}k"}
        for n in range(count)
    ]
    return practice((ANA,), clients=[{"Client": "Priya Nair", "ID": "p2k3"}, *clients], replies=ASKED, **tabs)


def test_clients_without_a_date_of_agreement_are_one_line() -> None:
    found = text(lacking(8))
    assert "TO SET UP\n\nClient No 0\nThere is no date of agreement yet." in found.replace("- ", "")
    assert "The same for: Client No 1, Client No 2, Client No 3, Client No 4, Client No 5 and 2 more." in found
    assert "Type into Agreement the day on which it was accepted. (Clients, row 3)" in found


def test_it_is_told_once_and_after_a_week_and_never_alone() -> None:
    one = lacking()
    (letter,) = digests(one)
    assert letter.subject == "Today: 1 request", "it is no news"
    goes(one, letter)
    assert "agreement" not in text(one, at(2)) and "agreement" not in text(one, at(7))
    assert "agreement" in text(one, at(8))
    one["Replies", 0, "State"] = "Noted"
    assert not text(one, at(8))


def test_who_is_not_in_work_or_has_one_is_not_named() -> None:
    one = lacking(2)
    one["Clients", 1, "Stage"] = "Prospect"
    one["Clients", 2, "Agreement"] = at(0).date()
    assert "agreement" not in text(one)


def test_prospects_who_said_yes_are_named_until_they_are_clients() -> None:
    asked = [{"Prospect": "Jo Field", **YES}, {"Prospect": "priya  NAIR", **YES}, {"Prospect": "Al Ray"},
             {"Prospect": "P. Nair", "Email": "PRIYA@example.com", **YES}]  # fmt: skip
    one = lacking(0, intake=asked)
    (letter,) = digests(one)
    assert "Jo Field\nYes to all four questions, and no client yet.\n" in text(one).replace("- ", "")
    assert "The same for" not in text(one) and not any("Field" in item for item in letter.about)
    goes(one, letter)
    assert "four questions" not in text(one, at(2))
    one["Intake", 2, "Prospect"] = "Lou Ray"
    for header in YES:
        one["Intake", 2, header] = "Yes"
    assert "The same for: Lou Ray." in text(one, at(2)), "somebody new is news"
