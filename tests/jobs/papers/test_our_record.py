"""The page that goes with a look at the time behind: what both planned, on one page, never a verdict."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from jobs.letters.letter import Attachment
from jobs.letters.wording import wording
from jobs.papers import our_record, paper
from sync.rules.standing import ClientDay, Standing
from tests import cast
from tests.cast import answer, commitment, day_of, on, reply, standing

SINCE = on(-52)
SAY = wording("en")

IDS = ("b1aaaaaa", "b2aaaaaa", "b3aaaaaa")


def a_day(**rest: Any) -> ClientDay:
    """Seven weeks with Priya: what both planned, what she wrote."""
    priya = cast.priya(goal="Three clients", progress_words="I ask first", coach_rating=3, my_notes="NOTE", **rest)
    priya.consequences = "CONSEQUENCE"
    asked = reply(
        priya, "r1aaaaaa", on(-26), *IDS, rating=4, wins="The call", stuck="b1aaaaaa: no leads\nmy desk",
        words="move b3aaaaaa to 2026-11-03: kids ill\nb2aaaaaa: 2 of 5\nmove b9aaaaaa to 2026-11-03\nThanks.\n"
        "agenda: prices",
    )  # fmt: skip
    return day_of(
        priya,
        standing(commitment(priya, "b1aaaaaa", "Call five leads", on(-45), my_notes="NOTE")),
        standing(commitment(priya, "b2aaaaaa", "Send the proposal", on(-40)), closed_on=on(-38), told_on=on(-46)),
        standing(
            commitment(priya, "b3aaaaaa", "Record reels", on(-20)), first_due=on(-27), moved_on=on(-28), moved="In time"
        ),
        standing(commitment(priya, "b4aaaaaa", "Tidy the desk", on(-8), dropped_on=on(-9)), status="Dropped"),
        standing(commitment(priya, "b5aaaaaa", "Long before", on(-90)), closed_on=on(-89)),
        standing(commitment(priya, "b6aaaaaa", "Far ahead", on(30))),
        standing(commitment(priya, "b7aaaaaa", "For next month", on(30)), told_on=on(-2)),
        standing(commitment(priya, "b8aaaaaa", "A draft", None)),
        standing(commitment(priya, "c1aaaaaa", "The worksheet", on(-30), owner="Coach"), closed_on=on(-30)),
        heard=[answer(priya, on(-60), rating=2), answer(priya, on(-33), rating=6, wins="Slept"), asked.answer],
        replies=[asked],
    )


def words_of(attachment: Attachment) -> str:
    pages = PdfReader(BytesIO(attachment.data)).pages
    assert len(pages) == 1
    return re.sub(r"\s+", " ", pages[0].extract_text().replace("\0", ""))


def made(day: ClientDay, since: date = SINCE, language: str = "en") -> Attachment:
    return our_record.attachment(day, since, cast.POLICIES, wording(language))


def facts(day: ClientDay, since: date = SINCE) -> dict[str, Any]:
    return our_record.facts(day, since, cast.POLICIES, SAY)


@pytest.fixture
def pango() -> None:
    pytest.importorskip("weasyprint", reason="needs Pango", exc_type=OSError)


@pytest.mark.usefixtures("pango")
def test_it_is_one_page_with_the_coachs_lines_first() -> None:
    one = made(a_day())
    assert (one.name, one.media_type) == ("our-record-oct-nov.pdf", "application/pdf")
    text = words_of(one)
    order = ["What I planned", "The worksheet", "What you planned", "Call five leads", "What you told me", "Slept"]
    assert [text.index(said) for said in order] == sorted(text.index(said) for said in order)
    assert one == made(a_day())


def test_it_holds_what_was_planned_for_this_time_or_agreed_in_it() -> None:
    yours = facts(a_day())["yours"]
    assert [line["words"] for line in yours["lines"]] == [
        "Call five leads", "Send the proposal", "Record reels", "Tidy the desk", "For next month",
    ]  # fmt: skip
    assert yours["sums"] == ["5 planned", "one done", "one off the list", "3 open"]


def test_a_line_says_when_it_was_told_how_it_moved_and_what_became_of_it() -> None:
    call, sent, reels, desk, _ = facts(a_day())["yours"]["lines"]
    assert (call["agreed"], call["planned"], call["became"]) == ("", "Fri 9 Oct", "open")
    assert (sent["agreed"], sent["became"]) == ("8 Oct", "done on Fri 16 Oct, 2 days after its day")
    assert (reels["moved"], reels["why"]) == ("first for 27 Oct, moved on 26 Oct", "kids ill")
    assert (desk["state"], desk["became"]) == ("off", "off the list since Sat 14 Nov")


@pytest.mark.parametrize(("days", "said"), [(-3, "before its day"), (0, "on its day"), (1, "one day after its day")])
def test_done_is_said_with_its_day(days: int, said: str) -> None:
    priya = cast.priya()
    one = standing(commitment(priya, "b1aaaaaa", "Call", on(-10)), closed_on=on(-10 + days))
    assert facts(day_of(priya, one))["yours"]["lines"][0]["became"].endswith(said)


def test_what_the_client_said_stands_there_without_an_id() -> None:
    told = facts(a_day())["told"]
    assert [(one["date"], one["rating"]) for one in told] == [("Wed 21 Oct", 6), ("Wed 28 Oct", 4)]
    assert [(part["label"], part["words"]) for part in told[1]["said"]] == [
        ("Went well:", "The call"),
        ("In the way:", "“Call five leads”: no leads"),
        ("In the way:", "my desk"),
        ("Another day:", "“Record reels” to Tue 3 Nov: kids ill"),
        ("How far:", "“Send the proposal”: 2 out of 5"),
        ("For the session:", "prices"),
        ("Also said:", "move b9aaaaaa to 2026-11-03 Thanks."),
    ]


def test_what_was_tried_out_in_a_rehearsal_is_the_rehearsals() -> None:
    priya = cast.priya()
    tried = answer(priya, on(-3), "Replies", rating=9, letter="cpriya2x-2026-11-20-rehearsal")
    day = day_of(priya, heard=[tried])
    assert facts(day)["told"] == []
    assert len(facts(replace(day, rehearsal=True))["told"]) == 1


@pytest.mark.usefixtures("pango")
def test_what_is_the_coachs_own_never_stands_there() -> None:
    text = words_of(made(a_day())) + str(facts(a_day()))
    for word in ("NOTE", "CONSEQUENCE", "%", "Late", "Slipped", "Overdue"):
        assert word not in text


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "oct-nov"), ("es", "oct-nov"), ("de", "okt-nov"), ("fr", "oct-nov"), ("pt", "out-nov")],
)
def test_its_name_tells_the_months_in_the_clients_language(language: str, name: str) -> None:
    assert our_record.file_name(SINCE, cast.TODAY, wording(language)) == f"our-record-{name}"


@pytest.mark.parametrize("language", ["en", "es", "de", "fr", "pt"])
def test_every_months_name_is_plain(language: str) -> None:
    months = [date(2026, month, 1) for month in range(1, 13)]
    names = {our_record.file_name(month, month, wording(language)) for month in months}
    assert len(names) == 12
    assert all(re.fullmatch(r"our-record-[a-z]{3,5}", name) for name in names), names


def _worst(words: str, many: int) -> ClientDay:
    noa = cast.noa(goal=words, progress_words=words, coach=words)
    rows: list[Standing] = []
    for place in range(many):
        owner = "Coach" if place % 3 == 0 else "Client"
        one = commitment(noa, f"b{place}aaaaaa", words, on(-(place % 50) - 1), owner=owner)
        rows.append(standing(one, first_due=on(-55), moved_on=on(-51), moved="Late", told_on=on(-52)))
    heard = [answer(noa, on(-at), rating=5, wins=words, stuck=words, help_wanted=words) for at in range(many, 0, -1)]
    return day_of(noa, *rows, heard=heard)


@pytest.mark.usefixtures("pango")
@pytest.mark.parametrize("words", ["x" * 10_000, "=1+1 <b>{{ 7*7 }}</b> \x00\u202e " * 40, "לכתוב את כל המכתבים " * 30])
def test_the_worst_cells_are_one_page_all_the_same(words: str) -> None:
    text = words_of(made(_worst(words, 40)))
    assert "before these" in text and "49" not in text


@pytest.mark.usefixtures("pango")
def test_nothing_planned_and_nothing_said_is_said_plainly() -> None:
    text = words_of(made(day_of(cast.priya(coach=""))))
    assert "Nothing of mine stood on the list" in text and "Nothing of yours stood on the list" in text
    assert "What you told me" not in text


def test_where_no_pdf_can_be_made_the_same_page_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_pango(html: str, most: int = 1) -> bytes:
        raise paper.PaperProblem("A PDF needs WeasyPrint and Pango.")

    monkeypatch.setattr(paper, "pdf", no_pango)
    one = made(a_day())
    assert (one.name, one.media_type) == ("our-record-oct-nov.html", "text/html; charset=utf-8")
    assert "Call five leads" in one.data.decode() and "http" not in one.data.decode()


@pytest.mark.parametrize("language", ["es", "de", "fr", "pt"])
def test_in_another_language_no_english_sentence_is_left(language: str) -> None:
    page = paper.page(
        "our-record", {"facts": our_record.facts(a_day(), SINCE, cast.POLICIES, wording(language))}, language
    )
    for said in ("planned", "done", "open", "What", "Went well", "Agreed", "before"):
        assert not re.search(rf">[^<]*\b{said}\b", page.split("<body")[1]), said


def test_time_zones_count_the_clients_own_days() -> None:
    day = a_day()
    later = replace(day, now=day.now + timedelta(days=1))
    assert facts(later)["until"] == "24 Nov"
