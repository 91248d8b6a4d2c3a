"""The tone: built-in words never judge, in the templates as they stand and in every letter of the cast."""

from __future__ import annotations

import colorsys
import re
from pathlib import Path

import pytest

import templates
from jobs.letters.render import html_part, text_part
from tests.jobs.letters.scenes import SCENES, letter_of

FOLDER = Path(templates.__file__).parent
PARTS = sorted(path.name for path in FOLDER.iterdir() if path.suffix in (".html", ".txt"))

NEVER = (
    "missed", "failed", "late", "overdue", "only", "again", "must", "should", "still not", "streak", "red", "percent",
    "talk", "reach out", "slipped", "stalled", "recommit", "look back", "fresh start", "last review", "part ways",
    "reopen", "lost", "behind", "fail", "fault", "unfortunately", "disappointed",
)  # fmt: skip
"""Words of judgement, words that stay in the sheet, and the names of the ladder's steps."""

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
    for said in (letter.subject, letter.preheader, text_part(letter), _said(html_part(letter))):
        assert not _NEVER.findall(said)


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
