"""A decision in the digest: what the record holds, and the very letter, so that nobody sends in the dark."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from jobs.letters.render import html_part
from tests.jobs.digest.cast import digests, practice, text
from tests.jobs.ladder_practice import at, decide, ladder, to_noa
from tests.practice import on

HER: list[dict[str, Any]] = [{"Client": "Priya Nair", "Coach": "Ana Coach"}]
OPEN: dict[str, Any] = {
    "Date": on(-3), "Client": "Priya Nair", "Step": "Recommit", "Evidence": "1 of 4 done.", "ID": "d2k3",
}  # fmt: skip


def quoted(said: str) -> list[str]:
    """The lines of letters that the text of a digest shows."""
    return [line.removeprefix(">").strip() for line in said.splitlines() if line.startswith(">")]


@pytest.mark.parametrize("rules", [{}, {"Send to": "Me"}])
def test_the_letter_that_was_shown_is_the_letter_that_goes(rules: dict[str, Any], tmp_path: Path) -> None:
    made = ladder(tmp_path / "practice", {**rules, "Reply address": "answers@strongstart.example"})
    made.run(at(0))
    (digest,) = [one for one in made.outbox() if "ana@" in str(one["To"]) and not one["X-Coachsheet-Rehearsal"]]
    shown = quoted(digest.get_body(("plain",)).get_content())  # type: ignore[union-attr]
    decide(made, "Send")
    made.run(at(1))
    (sent,) = [one for one in made.outbox() if one["Subject"] == "Is this still the right goal?"]
    body = [line.strip() for line in sent.get_body(("plain",)).get_content().splitlines()]  # type: ignore[union-attr]
    marked = body[0].startswith("Rehearsal")
    assert shown == body[2 if marked else 0 :] and marked == bool(rules)
    assert "Send would send: Is this still the right goal?" in digest.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert bool(to_noa(made)) == (not rules)


def test_where_there_is_a_choice_each_is_shown() -> None:
    said = text(practice(clients=HER, decisions=[{**OPEN, "Step": "Part ways"}]))
    for choice in ("Refer", "Pause", "End"):
        assert f"Send would send: Thank you, and the door is open · Choice: {choice}" in said
    assert "… fits better than I do" in said and "We take a break." in said and "This is where we stop" in said
    assert "reads the answer in person" not in said, "without the foot, which is the same in all of them"
    made = practice(clients=HER, decisions=[{**OPEN, "Step": "Fresh start", "Decision": "Send"}])
    said = text(made)
    assert "Choice: Reinstate" in said and "Choice: New goal" in said
    assert "Choice: choose Reinstate or New goal" in said, "what is missing is what is to do"


def test_a_choice_that_was_made_is_the_one_that_is_shown_with_what_was_added() -> None:
    row = {
        **OPEN,
        "Choice": "Refer",
        "Refer to": "Kim Sato",
        "Add to the email": "She knows of you.",
        "My notes": "Hm.",
    }
    said = text(practice(clients=HER, decisions=[row]))
    assert "Kim Sato fits better than I do" in said and "> She knows of you." in said.replace(">  ", "> ")
    assert said.count("Send would send") == 1 and "Hm." not in said
    assert "type it into Add to the email" not in said, "she has said what she had to say"


def test_her_own_words_are_what_is_shown() -> None:
    words = [{"Name": "recommit", "Subject": "A word", "Body": "Dear {{ name }}, {{ goal }}?"}]
    made = practice(clients=[{**HER[0], "Goal": "Run"}], decisions=[OPEN], templates=words)
    said = text(made)
    assert "Send would send: A word" in said and "> Dear Priya, Run?" in said


def test_the_page_shows_the_same_and_keeps_strange_words_harmless() -> None:
    bad = "<script>alert('x')</script> {{ 7*7 }}\r\n=1+1"
    row = {**OPEN, "Add to the email": bad, "Evidence": bad, "Choice": "Refer", "Refer to": bad}
    page = html_part(digests(practice(clients=[{**HER[0], "Goal": bad}], decisions=[row]))[0])
    body = page[page.index("<body") :]
    assert "<script>" not in page and "49" not in body and "&lt;script&gt;" in page


def test_a_decision_that_is_held_up_is_shown_with_the_reason() -> None:
    made = practice(clients=[{**HER[0], "Emails": "None"}], decisions=[{**OPEN, "Decision": "Send"}])
    assert "This client gets no emails: speak instead, then choose Talked" in text(made)


def test_what_is_decided_and_whole_is_not_asked_about_once_more() -> None:
    made = practice(clients=HER, decisions=[{**OPEN, "Decision": "Send"}])
    assert "Recommit" not in text(made)


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"Step": "Call her"}, 'Priya Nair Step: "Call her" is none of the steps, so this row counts as deleted'),
        ({"Step": None, "Outcome": "Sent"}, "Priya Nair Step is blank, so this row counts as deleted"),
        ({"Client": "Pria Nair"}, 'No client "Pria Nair". Did you mean "Priya Nair"?'),
    ],
)
def test_a_row_that_no_rule_reads_is_a_row_to_fix(cells: dict[str, Any], told: str) -> None:
    said = text(practice(clients=HER, decisions=[{**OPEN, **cells}]))
    assert told in said.replace("\n", " ") and "Correct the cell." in said


def test_what_ended_long_ago_of_a_client_who_is_gone_is_nothing_to_fix() -> None:
    ended = {**OPEN, "Client": "Kim Ode", "Outcome": "Talked", "Outcome on": on(-90)}
    assert "Kim Ode" not in text(practice(clients=HER, decisions=[ended, OPEN]))


def test_a_decision_beside_another_step_says_what_is_to_do(tmp_path: Path) -> None:
    made = ladder(tmp_path / "practice")
    made.run(at(0))
    decide(made, "Send", Step="Look back")
    made.run(at(1))
    newest = max((one for one in made.outbox() if "ana@" in str(one["To"])), key=lambda one: one["Date"].datetime)
    said = " ".join(newest.get_body(("plain",)).get_content().split())  # type: ignore[union-attr]
    assert "was chosen beside another name or step; clear it, and choose after the next run" in said
