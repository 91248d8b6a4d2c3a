"""Every letter in every language as Chromium shows it: on a phone and on a desk, by day and by night."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jobs.letters.letter import Letter
from jobs.letters.render import html_part
from sync.cells import LANGUAGES
from tests import chromium
from tests.jobs.digest.cast import digests, everything, link
from tests.jobs.letters.scenes import SCENES
from tests.jobs.letters.test_languages import letter_in

PHONE, DESK = 360, 800

pytestmark = pytest.mark.skipif(not chromium.WHERE, reason="needs Chromium: apt-get install chromium")


def mirrored(letter: Letter) -> Letter:
    """As it is laid out in a language that is written from right to left."""
    return replace(letter, frame={**letter.frame, "direction": "rtl"})


def pages() -> dict[str, str]:
    """Name -> HTML of every scene in every language, of some from right to left, and of digests."""
    found = {
        f"{scene} in {language}": html_part(letter_in(scene, language)) for scene in SCENES for language in LANGUAGES
    }
    found |= {f"{scene} from right to left": html_part(mirrored(letter_in(scene, "en"))) for scene in SCENES}
    (digest,) = digests(everything(), to_link=link, reply_to=lambda key: "answers@strongstart.example")
    return found | {"the digest": html_part(digest), "the digest from right to left": html_part(mirrored(digest))}


def test_no_letter_runs_over_is_cut_off_or_is_too_pale_to_read() -> None:
    shown = pages()
    wrong, looks = chromium.flaws(shown, (PHONE, DESK))
    assert looks == 4 * len(shown)
    assert not wrong, "\n".join(wrong[:40])


def test_what_is_wrong_is_found() -> None:
    """A page of all the flaws: else nothing would tell that the look sees anything."""
    bad = """<!doctype html><html><body style="margin:0"><table width="100%"><tr><td style="width:100px">
    <div style="width:500px;background:#fff;color:#fff">pale</div></td></tr></table>
    <table><tr><td class="fill" style="background:#ddd"></td>
    <td style="display:block;height:10px;overflow:hidden">one<br>two</td></tr></table>
    <table class="buttons" width="60"><tr><td><div class="button" style="width:20px">
    <a style="word-break:break-all">Travei</a></div></td>
    <td><div class="button"><a style="display:block;font-size:9px">x</a></div></td></tr></table></body></html>"""
    wrong, _ = chromium.flaws({"bad": bad}, (PHONE,))
    wanted = "px wide,contrast of 1.00,is cut off,differ in height,too low,does not fit,9 px small,hardly seen"
    for what in wanted.split(","):
        assert any(what in one for one in wrong), (what, wrong)
