"""The tone: built-in words never judge, in the templates as they stand and in every letter of the cast."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

import templates
from jobs.letters.catalog import catalogue
from jobs.letters.render import html_part, text_part
from jobs.letters.wording import wording
from jobs.papers import client_file, our_record, paper
from jobs.papers.kept import Kept
from sync.cells import LANGUAGES
from sync.records import Decision, Session
from sync.rules.commitments import Clock
from sync.schema import OUTCOMES, STEPS
from tests import cast
from tests.cast import answer, commitment, day_of, on, row, standing
from tests.jobs.letters.scenes import SCENES, letter_of

OWNERS = ("Client", "Coach")
FOLDER = Path(templates.__file__).parent
PARTS = sorted(path.name for path in FOLDER.iterdir() if path.suffix in (".html", ".txt"))

NEVER = (
    "missed", "failed", "late", "overdue", "only", "again", "must", "should", "still not", "streak", "red", "percent",
    "talk", "reach out", "slipped", "stalled", "recommit", "look back", "fresh start", "last review", "part ways",
    "reopen", "lost", "behind", "fail", "fault", "unfortunately", "disappointed",
)  # fmt: skip
"""Words of judgement, words that stay in the sheet, and the names of the ladder's steps."""

NEVER_IN = {
    "es": (
        "fallado", "falló", "fallaste", "fallo", "atrasad[oa]s?", "vencid[oa]s?", "retraso", "tarde", "solo", "sólo",
        "solamente", "otra vez", "de nuevo", "nuevamente", "debes?", "deberías?", "hay que", "tienes que",
        "perdid[oa]s?", "todavía no", "por desgracia", "culpa", "racha",
    ),
    "de": (
        "verpasst", "versäumt", "überfällig", "gescheitert", "verspätet", "zu spät", "spät", "nur", "bloß", "wieder",
        "nochmals?", "muss", "musst", "müssen", "soll", "sollst", "sollte", "solltest", "leider", "immer noch",
        "verloren", "Schuld", "Serie",
    ),
    "fr": (
        "manqué", "raté", "échoué", "échec", "en retard", "retard", "tard", "seulement", "encore", "dois", "doit",
        "devrais", "devrait", "il faut", "de nouveau", "malheureusement", "perdue?", "toujours pas", "faute",
    ),
    "pt": (
        "falhou", "falhad[oa]", "falha", "atrasad[oa]s?", "atraso", "vencid[oa]s?", "tarde", "apenas", "só", "somente",
        "de novo", "novamente", "deves?", "deveria", "tem que", "tem de", "infelizmente", "perdid[oa]s?", "culpa",
    ),
}  # fmt: skip
"""The same in the other languages: words as they would stand, with their endings."""

_NEVER = re.compile(r"\b(?:" + "|".join(NEVER) + r")\b|%|\b\d+ of \d+\b", re.IGNORECASE)
_CODE = re.compile(r"\{%.*?%\}|\{\{(.*?)\}\}|<style.*?</style>|<[^>]+>|&\w+;", re.DOTALL)


def _said(source: str) -> str:
    """A template's or a page's own words: markup and code out, texts within {{ }} kept."""
    return _CODE.sub(lambda code: " " + " ".join(re.findall(r'"([^"]*)"', code[1] or "")) + " ", source)


@pytest.mark.parametrize("part", PARTS)
def test_no_template_judges(part: str) -> None:
    assert not _NEVER.findall(_said((FOLDER / part).read_text(encoding="utf-8")))


@pytest.mark.parametrize("scene", [scene for scene in SCENES if not scene.startswith("worst-")])
def test_no_letter_judges(scene: str) -> None:
    letter = letter_of(scene)
    text = re.sub(r"https://\S+", "", text_part(letter))
    for said in (letter.subject, letter.preheader, text, _said(html_part(letter))):
        assert not _NEVER.findall(said)


def test_no_paper_judges() -> None:
    since, priya = on(-60), cast.priya(goal="G", agreement=on(-60), rewards="A day off", stage="Paused", coach_rating=3)
    rows = [
        commitment(priya, f"b{n}aaaaaa", "Do it", on(-10 * n), owner=whose) for n in range(1, 5) for whose in OWNERS
    ]
    stands = [standing(one, closed_on=on(-25) if place % 3 else None) for place, one in enumerate(rows)]
    stands += [standing(commitment(priya, "b9aaaaaa", "Do it", on(-3), dropped_on=on(-4)), status="Dropped")]
    met = [Session(row("Sessions", ""), priya, datetime(2026, 11, 2, 9), outcome=each) for each in OUTCOMES]
    sent = [Decision(row("Decisions", ""), priya, "", step, on(-9), outcome="Sent", choice="End") for step in STEPS]
    kept = Kept(
        priya, Clock(cast.NOW, None, cast.POLICIES), stands, [], met, [answer(priya, on(-5), rating=3)], [], sent
    )
    pages = {
        "our-record": our_record.facts(day_of(priya, *stands), since, cast.POLICIES, wording("en")),
        "client-file": client_file.facts(kept, wording("en")),
    }
    for template, facts in pages.items():
        assert not _NEVER.findall(_said(paper.page(template, {"facts": facts}))), template


def _to_clients(language: str) -> Iterator[str]:
    """The translated sentences but for those that only coaches read."""
    for message in catalogue(language):
        if any("digest" not in place for place, _ in message.locations):
            yield from (message.string,) if isinstance(message.string, str) else message.string or ()


@pytest.mark.parametrize("language", NEVER_IN)
def test_no_translation_judges(language: str) -> None:
    assert set(NEVER_IN) | {"en"} == set(LANGUAGES)
    words = "|".join(NEVER_IN[language])
    never = re.compile(rf"\b(?:{words})\b|%(?!\(\w+\)[ds])|\b\d+ (?:de|von|sur) \d+\b", re.IGNORECASE)
    assert [said for said in _to_clients(language) if never.search(said)] == []


@pytest.mark.parametrize("scene", SCENES)
def test_no_subject_tells_a_passer_by_what_it_is_about(scene: str) -> None:
    letter = letter_of(scene)
    words = {thing for section in letter.sections for thing in re.findall(r"'words': '([^']+)'", str(section.facts))}
    assert len(letter.subject) <= 38 and letter.preheader
    assert not any(word in letter.subject or word in letter.preheader for word in words)
    assert not re.search(r"€|\$|£|EUR|USD|\d{3,}", letter.subject)


def test_nothing_is_red() -> None:
    for colour in re.findall(r"#([0-9a-f]{6})\b", "".join(p.read_text() for p in FOLDER.glob("*.[ch]*s*"))):
        hue, _, saturation = colorsys.rgb_to_hls(*(int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)))
        assert saturation < 0.2 or 0.1 < hue < 0.9, colour


def test_every_section_has_both_parts() -> None:
    for scene in SCENES:
        for kind in letter_of(scene).kinds:
            assert {f"{kind}.html", f"{kind}.txt"} <= set(PARTS)
