"""The welcome packet: what the policies hold, in the client's language, and a file in any case."""

from __future__ import annotations

import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from jobs.answers.commands import parse
from jobs.answers.said import Done, Move, Said, Stuck
from jobs.letters import own
from jobs.letters.compose import compose
from jobs.letters.letter import Letter
from jobs.letters.render import render
from jobs.letters.wording import wording
from jobs.papers import enclosing, packet, paper
from sync.cells import LANGUAGES
from sync.own_names import PACKET, PAPERS
from sync.policies import Policies
from sync.records import OwnWords
from sync.rules.standing import ClientDay
from tests import cast
from tests.cast import TODAY, commitment, day_of, habit, on, rules, standing
from tests.jobs.letters.scenes import POST
from tests.jobs.papers.pages import said
from tests.practice_files import CLIENTS, EIGHT, REAL, practice
from tests.worst import WORST

WHOLE = rules(check_ins="Twice a month")


def newcomer(**rest: Any) -> ClientDay:
    """Marcus, who starts today, with something on both lists."""
    marcus = cast.marcus(**{"goal": "Ten clients", "progress_words": "Three calls a week without dread", **rest})
    return day_of(
        marcus,
        standing(commitment(marcus, "b1aaaaaa", "Draft the intake questions", on(4))),
        standing(commitment(marcus, "b2aaaaaa", "The pricing worksheet", on(1), owner="Coach")),
        standing(commitment(marcus, "b3aaaaaa", "Of long ago", on(-30))),
        habits=[habit(marcus, "h1aaaaaa", "Train", 3), habit(marcus, "h2aaaaaa", "Write", None)],
    )


def letter_to(day: ClientDay, policies: Policies = WHOLE, *own_words: OwnWords) -> Letter:
    letter = compose(day, policies, day.client.email, given=own.by_section(own_words))
    assert letter and letter.kinds == ("welcome",)
    return letter


def text(day: ClientDay, policies: Policies = WHOLE, *own_words: OwnWords) -> str:
    letter = letter_to(day, policies, *own_words)
    assert not letter.remarks
    return said(enclosing.page(letter.enclosed[0], letter.frame))


def row(name: str, body: str = "", subject: str = "", language: str = "en") -> OwnWords:
    return OwnWords(cast.row("Templates", ""), name, language, subject, body)


def test_what_the_policies_do_not_hold_is_not_said() -> None:
    bare = Policies(sessions_per_month=0, medium="In person", cancellation_notice_hours=0, coach_notice_hours=0,
                    session_preparation_hours=0, check_ins="None", review_day=0, remind_before=(), remind_after=(),
                    emails_a_week=7)  # fmt: skip
    found = text(day_of(cast.marcus()), bare)
    for blank in ("Fees", "Between", "When we meet", "How it is going", "agreed first", "call", "pay", "a week."):
        assert blank not in found, blank
    assert "You can cancel until it begins, and it does not count." in found and "reminds" not in found
    assert "Tell me in a sentence what you would see or do" in found and "“move" not in found


def test_every_line_that_it_tells_to_write_is_understood_in_that_language() -> None:
    meant = {
        0: lambda one: one.done == (Done(2, None),) or [d.number for d in one.done] == [2],
        1: lambda one: one.moves == (Move(2, on(7)),),
        2: lambda one: one.rating == 7,
        3: lambda one: one.stuck == (Stuck("no leads", None),),
        4: lambda one: one.wins == ("no leads",),
        5: lambda one: one.help_wanted == ("no leads",),
        6: lambda one: one.agenda == ("no leads",),
        7: lambda one: one.wish == "fewer",
        8: lambda one: one.wish == "stop",
        9: lambda one: one.wish == "start",
    }  # fmt: skip
    for language in LANGUAGES:
        chapter = packet.enclosed(newcomer(), WHOLE, wording(language)).chapters[-1]
        for place, holds_ in meant.items():
            line = chapter["rows"][place][0].replace("…", "no leads")
            found: Said = parse(line, range(1, 4), language, TODAY)
            assert holds_(found) and not found.words and not found.unused, line
        assert len(chapter["rows"]) == len(meant)


def test_a_chapter_and_the_beginning_may_be_the_coachs_own() -> None:
    found = text(
        newcomer(),
        WHOLE,
        row("packet", "Dear {{ name }}, welcome to {{ practice }}.", "Welcome, {{ name }}"),
        row("packet: fees", "{{ fee }}.\nI send\n\nan invoice.", "Money"),
        row("packet: emails", "{% if false %}{% endif %}"),
        row("packet: sessions", "", "Our hours"),
    )
    assert found.startswith(
        "Strong Start\n# Welcome, Marcus\nMarcus · Alicia Moreno · Mon 23 Nov\nDear Marcus, welcome to"
    )
    assert "## Money\n240 EUR.I send\nan invoice.\n" in found and "By the 5th" not in found
    assert "## Our hours\n4 sessions a month" in found and "The emails" not in found


def test_her_words_are_there_where_ours_would_be_blank_and_in_their_language_alone() -> None:
    policies = replace(WHOLE, monthly_fee="", payment_terms="")
    assert "## Fees\nNothing this month." in text(newcomer(), policies, row("packet: fees", "Nothing this month."))
    german = text(newcomer(language="de"), WHOLE, row("packet: fees", "English words"))
    assert "English words" not in german and "Monatliches Honorar: 240 EUR" in german
    assert "Deutsch" in text(newcomer(language="de"), WHOLE, row("packet: fees", "Deutsch", "", "de"))


def test_words_that_come_to_more_than_a_paper_holds_leave_ours_and_are_named() -> None:
    endless = (
        "{% for one in yours %}{% for two in yours %}{{ one }}{{ two }}" + "x" * 7_000 + "{% endfor %}{% endfor %}"
    )
    marcus = cast.marcus()
    many = [standing(commitment(marcus, f"b{n}aaaaaa", f"Step {n}", on(n))) for n in range(1, 9)]
    letter = letter_to(day_of(marcus, *many), WHOLE, row("packet: fees", endless))
    assert "its words come to more than an email holds" in letter.remarks[0]
    assert "240 EUR" in said(enclosing.page(letter.enclosed[0], letter.frame))


def test_the_names_of_the_chapters_are_those_that_own_words_may_have() -> None:
    chapters = packet.enclosed(newcomer(), WHOLE, wording("en")).chapters
    assert tuple(chapter["name"] for chapter in chapters) == PACKET
    assert set(packet.enclosed(newcomer(), WHOLE, wording("en")).facts) == set(PAPERS["packet"])


def test_it_comes_as_a_pdf_the_same_each_time() -> None:
    pytest.importorskip("weasyprint", reason="needs Pango", exc_type=OSError)
    letter = letter_to(newcomer())
    message = render(letter, POST)
    (file,) = message.iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == ("how-we-work.pdf", "application/pdf")
    read = PdfReader(BytesIO(file.get_content()))
    pages = " ".join(page.extract_text() for page in read.pages).replace("\0", "")
    assert len(read.pages) == 2 and "Alicia Moreno" in pages and read.metadata and read.metadata.title
    enclosing._pdf.cache_clear()
    assert render(letter, POST).as_bytes() == message.as_bytes()
    assert render(letter_to(newcomer(language="pt")), POST).as_string().count("como-trabalhamos.pdf") == 1


def test_where_no_pdf_can_be_made_the_page_goes_and_the_letter_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_pdf(html: str) -> bytes:
        raise paper.PaperProblem("no Pango")

    monkeypatch.setattr(enclosing, "_pdf", no_pdf)
    (file,) = render(letter_to(newcomer()), POST).iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == ("how-we-work.html", "text/html")
    assert "240 EUR" in said(file.get_content())


def test_whatever_stands_in_the_cells_is_data() -> None:
    words = "\n".join(word for word in WORST if isinstance(word, str))[:9_000]
    policies = replace(WHOLE, between_sessions=words, monthly_fee=words, payment_terms=words, practice_name=words)
    day = newcomer(goal=words, progress_words=words, first_name=words)
    letter = letter_to(
        replace(day, standings=[replace(s, commitment=replace(s.commitment, words=words)) for s in day.standings]),
        policies,
    )
    page = enclosing.page(letter.enclosed[0], letter.frame)
    assert "<script" not in page and "\u202e" not in page and "&lt;script&gt;" in page
    assert paper.pdf(page).startswith(b"%PDF") if _pango() else True


def _pango() -> bool:
    try:
        import weasyprint
    except OSError:
        return False
    return bool(weasyprint)


def test_a_run_without_a_welcome_never_loads_what_makes_pdfs(tmp_path: Path) -> None:
    import subprocess

    old = [{**one, "Start date": None} for one in CLIENTS]
    one = practice(tmp_path, old)
    code = (
        "import sys; from click.testing import CliRunner; from jobs.cli import main;"
        f"r = CliRunner().invoke(main, ['--config', {str(one.settings)!r}, '--as-of', {EIGHT!r}, 'nightly']);"
        "assert r.exit_code == 0, r.output; print('weasyprint' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False" and len(one.outbox()) == 3


def test_in_a_run_the_packet_goes_with_the_welcome_and_a_bad_row_is_told(tmp_path: Path) -> None:
    templates = [
        {"Name": "Packet:  FEES", "Subject": None, "Body": "Ask {{ coach }}."},
        {"Name": "packet: feeds", "Subject": None, "Body": "x"},
        {"Name": "packet: emails", "Subject": None, "Body": "{{ total }}"},
    ]
    one = practice(tmp_path, policies={**REAL, "Monthly fee": "240 EUR"}, Templates=templates)
    assert one.run(EIGHT).status == 0
    notes = one.column("Templates", "Sync note")
    assert notes[0] is None and str(notes[1]).endswith('Did you mean "packet: fees"?')
    assert str(notes[2]).startswith("Body: there is no {{ total }}")
    files = {str(m["To"]).split()[0]: [str(a.get_filename()) for a in m.iter_attachments()] for m in one.outbox()}
    assert files["Marcus"][0].startswith("how-we-work.") and files["Priya"] == []
