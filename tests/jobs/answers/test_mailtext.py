"""What a person wrote now in a message."""

from __future__ import annotations

import pytest

from jobs.answers.mailtext import LONGEST, worded, written
from tests.jobs.answers.corpus import opened


def words(body: str, head: str = "Subject: Re: x", subtype: str = "plain") -> str:
    said = f"From: Priya Nair <priya@clients.example>\n{head}\nContent-Type: text/{subtype}; charset=utf-8\n\n{body}"
    return written(opened(said.encode()))


def test_the_plain_body_holds_and_html_where_it_says_nothing() -> None:
    both = (
        "Subject: Re: x\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n{}\n"
        "--b\nContent-Type: text/html\n\n<p>done 3</p>\n--b--\n"
    )
    assert written(opened(both.format("done 2").encode())) == "done 2"
    assert written(opened(both.format(" \u00a0").encode())) == "done 3"


def test_an_empty_message_says_its_own_subject_but_no_answering_one() -> None:
    assert words("\n", "Subject: stop") == "stop"
    assert words("\n", "Subject: =?utf-8?q?parar?=") == "parar"
    assert words("seven", "Subject: stop") == "seven"
    for prefix in ("Re:", "RE :", "AW:", "Fwd:", "WG:", "RV:", "TR:", "Res:", "Re[2]:", "ENC:"):
        assert words("\n", f"Subject: {prefix} stop") == ""


def test_quotes_of_languages_that_letters_do_not_speak_are_cut() -> None:
    assert (
        words("done 2\n\nIl giorno lun 23 nov 2026 alle ore 08:00 Alicia <a@b.example> ha scritto:\n\nstop") == "done 2"
    )


def test_a_very_long_answer_is_cut_to_what_a_cell_holds() -> None:
    assert len(words("all of it, word for word\n" * 5_000)) <= LONGEST


@pytest.mark.parametrize("value", ["=?utf-8?b?broken?=", "=?nope?q?x?=", "plain", "", "=?utf-8?q?=ff?="])
def test_a_header_that_is_no_proper_one_is_read_all_the_same(value: str) -> None:
    assert isinstance(worded(value), str)
