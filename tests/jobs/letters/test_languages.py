"""Every letter in every language: read as a file, understood as it is answered, never two languages in one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from lxml import html

from jobs.answers.commands import parse
from jobs.answers.said import Move, Said
from jobs.letters import catalog, render, sandbox, wording
from jobs.letters.catalog import FOLDER, catalogue, sentences
from jobs.letters.compose import compose
from jobs.letters.letter import Letter
from jobs.letters.render import html_part, text_part
from jobs.letters.wording import LONGEST_SUBJECT
from tests import cast
from tests.cast import TODAY, commitment, day_of, on, standing
from tests.catalogues import TRANSLATED
from tests.golden_files import holds
from tests.jobs.letters.scenes import POST, SCENES

LISTED = range(1, 10)
SHOWN = ("words", "date", "measure", "goal", "since", "until", "fee", "between", "payment", "rewards", "often",
         "sum", "when", "mine", "until", "before", "agenda", "how", "following")  # fmt: skip
QUOTED = re.compile("“([^”]+)”|„([^“]+)“|«\u00a0([^»]+)\u00a0»")


@cache
def letter_in(scene: str, language: str) -> Letter:
    """The letter of that scene to a client whose language that is."""
    day, policies = SCENES[scene]
    client = replace(day.client, language=language)
    letter = compose(replace(day, client=client), policies, "alicia@strongstart.example" if day.rehearsal else "")
    assert letter
    return letter


@cache
def parts(scene: str, language: str) -> tuple[str, Any]:
    """Its text, and its page as a tree."""
    letter = letter_in(scene, language)
    return text_part(letter), html.document_fromstring(html_part(letter))


def links(scene: str, language: str) -> list[str]:
    """The bodies of the emails that the buttons begin."""
    hrefs = parts(scene, language)[1].xpath("//a/@href")
    return [unquote(link.partition("&body=")[2]) for link in hrefs if link.startswith("mailto:")]


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("scene", SCENES)
def test_a_letter_reads_as_it_did(scene: str, language: str, rewrite: bool) -> None:
    letter = letter_in(scene, language)
    assert letter.frame["language"] == language and not letter.remarks
    text = (
        f"{letter.subject}\n{letter.preheader}\n\n{parts(scene, language)[0]}\n{chr(10).join(links(scene, language))}\n"
    )
    holds(f"letters/{language}/{scene}.txt", text, rewrite)


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("scene", SCENES)
def test_the_page_and_its_head_name_the_language(scene: str, language: str) -> None:
    letter = letter_in(scene, language)
    assert dict(parts(scene, language)[1].attrib) == {"lang": language, "dir": "ltr"}
    message = render.render(replace(letter, to="priya@clients.example"), POST)
    assert message["Content-Language"] == language
    assert "(rehearsal)" not in message["To"] and (f"{letter.client} (" in message["To"]) == letter.rehearsal


def _pieces(said: str) -> list[str]:
    """A sentence's own words between what is put into it, where they are more than `a week`."""
    pieces = [one.strip(" :;,.?“”()") for one in re.split(r"%\(\w+\)\w", said)]
    return [piece for piece in pieces if " " in piece and len(piece) > 8]


@cache
def _sentences(language: str) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """English and translated forms of every sentence."""
    found = [(_forms(message.id), _forms(message.string)) for message in catalogue(language)]
    return [(english, said) for english, said in found if english != ("",)]


def _forms(of: Any) -> tuple[str, ...]:
    return (of,) if isinstance(of, str) else tuple(of or ())


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("scene", [scene for scene in SCENES if not scene.startswith("worst-")])
def test_no_english_is_left_over(scene: str, language: str) -> None:
    letter = letter_in(scene, language)
    text, tree = parts(scene, language)
    lines = {line.strip(" ✓-:") for line in text.split("\n")}
    pages = (letter.subject, letter.preheader, text, tree.text_content())
    for forms, said in _sentences(language):
        for english in forms:
            assert english in said or english.strip(":") not in lines
            for piece in _pieces(english):
                assert any(piece in one for one in said) or not any(piece in page for page in pages), piece


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("scene", SCENES)
def test_both_parts_and_the_english_letter_hold_the_same_facts(scene: str, language: str) -> None:
    letter, english = letter_in(scene, language), letter_in(scene, "en")
    text, tree = parts(scene, language)
    page, text = " ".join(tree.body.text_content().split()), re.sub("[\u2068\u2069]", "", " ".join(text.split()))
    for fact in _facts([section.facts for section in letter.sections]):
        assert " ".join(fact.split()) in page and " ".join(fact.split()) in text, fact
    assert (letter.numbered, letter.about, letter.kinds) == (english.numbered, english.about, english.kinds)
    assert len(links(scene, language)) == len(links(scene, "en"))


def _facts(value: Any, name: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _facts(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _facts(inner, name)
    elif name in SHOWN:
        yield from [value] if value else []


def _meant(command: str, language: str, day: str) -> Said:
    """What a command of a letter says, with its dots and names filled in."""
    filled = re.sub(r"%\((?:number|num|example)\)\w", "2", command).replace("…", "kids ill")
    filled = re.sub(r"%\(day\)s", day, filled)
    return parse(filled, LISTED, language, TODAY)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_command_that_a_sentence_quotes_is_understood_as_its_english(language: str) -> None:
    """What is no command is a name in the sheet, and stands as it is."""
    day, said_day = (wording.wording(code).short(on(7), TODAY) for code in ("en", language))
    seen = 0
    for forms, translated in _sentences(language):
        if len(forms) > 1 or re.search(r"“%\((?:words|why|command|definition)\)s”", forms[0]):
            continue
        english, said = (["".join(found) for found in QUOTED.findall(words)] for words in (forms[0], translated[0]))
        for command, ours in zip(english, said, strict=True):
            meant = _meant(command, "en", day)
            if meant.words:
                assert ours == command
            else:
                assert _meant(ours, language, said_day) == meant, (command, ours)
                seen += 1
    assert seen > 10


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("scene", SCENES)
def test_every_button_begins_an_answer_that_is_understood(scene: str, language: str) -> None:
    say = wording.wording(language)
    moved = f"{say.short(on(9), TODAY)} {_because(language)} kids ill"
    for ours, english in zip(links(scene, language), links(scene, "en"), strict=True):
        ends, said_ends = ("", "")
        if english.startswith("move"):
            ends, said_ends = "2 Dec because kids ill", moved
        elif english.startswith("stuck"):
            ends = said_ends = "no leads"
        elif english.endswith(": "):
            ends = said_ends = "3"
        meant, understood = parse(english + ends, LISTED, "en", TODAY), parse(ours + said_ends, LISTED, language, TODAY)
        if (
            SCENES[scene][0].step and meant.words
        ):  # an answer in whole words, which is kept for the coach as it was said
            assert understood == Said(words=(" ".join(f"{ours}{said_ends}".split()),)), ours
        else:
            assert understood == meant and not meant.words and not meant.unused, ours


def _because(language: str) -> str:
    return {"es": "porque", "de": "weil", "fr": "parce que", "pt": "porque"}[language]


@pytest.mark.parametrize(
    "language",
    ["es", "en", "de", "fr", "pt"],
)
def test_every_date_that_a_letter_shows_can_be_answered_with(language: str) -> None:
    """`move 2 to` with any date as letters write it, and the day of a thing done as they say it."""
    say = wording.wording(language)
    begins = say.pgettext("begins an answer", "move %(number)s to") % {"number": 2}
    done = say.pgettext("an answer", "done %(number)s") % {"number": 2}
    for away in (*range(1, 8), *range(8, 270, 5), 271, 300, 365, 600):
        day = TODAY + timedelta(days=away)
        for shown in (say.short(day, TODAY), say.dated(day, TODAY)):
            assert parse(f"{begins} {shown}", LISTED, language, TODAY).moves == (Move(2, day),), shown
        before = TODAY - timedelta(days=away % 170)
        shown = say.near(before, TODAY)
        said = parse(f"{done} {shown}", LISTED, language, TODAY)
        assert [(one.number, one.day) for one in said.done] == [(2, before)], shown


@pytest.mark.parametrize("language", ["en", *TRANSLATED])
def test_no_subject_is_too_long_whatever_the_day_and_the_number(language: str) -> None:
    priya = cast.priya(language=language)
    for away in (0, 1, 2, 3, 4, 5, 6, 7, 9, 30, 290, 400, -1, -2, -3, -4, -5, -6, -8, -13):
        for number in (1, 2, 12):
            rows = (standing(commitment(priya, f"b{n}aaaaaa", "x", on(away)), told_on=on(-30)) for n in range(number))
            policies = cast.rules(remind_before=(max(away, 0),), remind_after=(max(-away, 0),))
            letter = compose(day_of(priya, *rows), policies, priya.email)
            assert letter and 0 < len(letter.subject) <= LONGEST_SUBJECT, letter and letter.subject
    for scene in SCENES:
        assert len(letter_in(scene, language).subject) <= LONGEST_SUBJECT


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_subject_that_is_a_sentence_fits_whatever_stands_in_it(language: str) -> None:
    """Every subject of a section, with the longest weekday, date and numbers of two figures."""
    say = wording.wording(language)
    days = [TODAY + timedelta(days=n) for n in range(366)]
    longest = {"day": max((say.short(day, day) for day in days), key=len), "num": 12, "name": ""}
    for english, subject in _subjects(language):
        fits = {**longest, "day": max((say.weekday(day) for day in days), key=len)} if "'s plan" in english else longest
        assert len(subject % fits) <= LONGEST_SUBJECT, subject % fits


SUBJECTS = (
    "What we agreed: %(num)d things", "A quick word on %(num)d plans?", "A quick word on %(day)s's plan?",
    "A quick word on a plan of %(day)s?", "Coming up: %(num)d things you planned", "Your circle: %(num)d things done",
    "How is it going, in your words?", "How was yesterday, in your words?", "How was your week, in your words?",
    "How were your last two weeks?", "How was your month, in your words?", "One number is enough",
    "Your last weeks, on one page", "Good to have you here", "What waits for you today",
)  # fmt: skip


def _subjects(language: str) -> Iterator[tuple[str, str]]:
    for forms, said in _sentences(language):
        if forms[-1] in SUBJECTS:
            yield from ((forms[-1], one) for one in said)


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_stands_in_a_cell_is_data_in_every_language(language: str) -> None:
    for scene in ("worst-cells", "worst-reply"):
        page = html_part(letter_in(scene, language))
        assert "<script" not in page and "&lt;script&gt;" in page and "<b>" not in page


def test_a_language_that_cannot_be_spoken_makes_the_whole_letter_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _forget()
    monkeypatch.setattr(catalog, "FOLDER", tmp_path)
    try:
        letter, english = letter_in.__wrapped__("everything", "de"), letter_in("everything", "en")
        assert (text_part(letter), html_part(letter)) == (text_part(english), html_part(english))
        assert letter.remarks == (
            "The words of letters in de.po cannot be read (FileNotFoundError);"
            " emails in that language go out in English",
        )
    finally:
        _forget()


def test_a_language_from_right_to_left_is_a_catalogue_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _forget()
    monkeypatch.setattr(catalog, "FOLDER", tmp_path)
    german = (FOLDER / "de.po").read_text(encoding="utf-8")
    (tmp_path / "he.po").write_text(german.replace("Language: de", "Language: he"), encoding="utf-8")
    try:
        letter = letter_in.__wrapped__("everything", "he")
        page = html_part(letter)
        assert '<html lang="he" dir="rtl">' in page
        assert html.document_fromstring(page).xpath("//table[@dir='rtl']"), "some mail programs drop html and body"
        assert "text-align: right" in page and "text-align: left" not in page
        assert "בנוב" in text_part(letter)
    finally:
        _forget()


def _forget() -> None:
    for known in (wording._known, sentences, sandbox.environment):
        known.cache_clear()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", ["hoy", "mañana", "ayer", "el domingo", "el martes", "el lun 30 nov", "el sáb 21 ago 2027"]),
        ("de", ["heute", "morgen", "gestern", "am Sonntag", "am Dienstag", "am Mo 30. Nov.", "am Sa 21. Aug. 2027"]),
        ("fr", ["aujourd’hui", "demain", "hier", "dimanche", "mardi", "le lun. 30 nov.", "le sam. 21 août 2027"]),
        ("pt", ["hoje", "amanhã", "ontem", "domingo", "terça-feira", "seg. 30 de nov.", "sáb. 21 de ago. de 2027"]),
    ],
)
def test_days_are_said_as_that_language_says_them(language: str, said: list[str]) -> None:
    say = wording.wording(language)
    assert [say.near(on(days), TODAY) for days in (0, 1, -1, 6, -6, 7, 271)] == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", ["una semana", "más de una semana", "dos semanas", "más de dos semanas", "Tres", "20", "una hora"]),
        ("de", ["eine Woche", "mehr als eine Woche", "zwei Wochen", "mehr als zwei Wochen", "Drei", "20", "eine Stunde"]),  # noqa: E501
        ("fr", ["une semaine", "plus d’une semaine", "deux semaines", "plus de deux semaines", "Trois", "20", "une heure"]),  # noqa: E501
        ("pt", ["uma semana", "mais de uma semana", "duas semanas", "mais de duas semanas", "Três", "20", "uma hora"]),
    ],
)  # fmt: skip
def test_numbers_are_said_as_that_language_says_them(language: str, said: list[str]) -> None:
    say = wording.wording(language)
    assert [*map(say.waited, (7, 9, 14, 17)), say.in_words(3), say.in_words(20), say.hours(1)] == said


def test_large_figures_have_the_signs_of_the_language() -> None:
    said = {language: wording.wording(language).figure(12000) for language in ("en", *TRANSLATED)}
    assert said == {"en": "12,000", "es": "12.000", "de": "12.000", "fr": "12\u202f000", "pt": "12.000"}


def test_no_figure_is_too_large_to_be_said() -> None:
    for language in ("en", *TRANSLATED):
        assert wording.wording(language).figure(int(1e300)) == "1.00e+300"


def test_the_first_weekday_of_the_month_has_its_gender() -> None:
    from jobs.letters.sections.welcome import _first_of_month

    said = [_first_of_month(day, wording.wording("pt")) for day in ("Monday", "Sunday")]
    assert said == ["na primeira segunda-feira do mês", "no primeiro domingo do mês"]


def test_the_first_of_a_month_is_a_rank_in_french() -> None:
    day, say = date(2026, 12, 1), wording.wording("fr")
    assert (say.short(day, TODAY), say.dated(day, TODAY)) == ("1er déc.", "mar. 1er déc.")
    assert wording.wording("de").dated(day, TODAY) == "Di 1. Dez."


@pytest.mark.parametrize("language", TRANSLATED)
def test_three_buttons_fit_side_by_side_on_a_phone(language: str) -> None:
    say = wording.wording(language)
    assert all(len(say.pgettext("a button", label)) <= 10 for label in ("Done", "New day", "Stuck"))
    assert say.pgettext("a button", "Done") in say.gettext("Tap Done, with the day.")


def test_weekdays_begin_as_the_language_writes_them() -> None:
    day = date(2026, 11, 27)
    assert [wording.wording(c).weekday(day) for c in ("en", *TRANSLATED)] == [
        "Friday", "viernes", "Freitag", "vendredi", "sexta-feira",
    ]  # fmt: skip
