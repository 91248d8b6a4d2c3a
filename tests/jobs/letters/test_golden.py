"""Every kind of letter, both parts and the head, against files: `pytest tests/jobs/letters --golden-rewrite`."""

from __future__ import annotations

import pytest

from jobs.letters.render import html_part, render, text_part
from tests.golden_files import holds
from tests.jobs.letters.scenes import POST, SCENES, letter_of


@pytest.mark.parametrize("scene", SCENES)
def test_a_letter_reads_as_it_did(scene: str, rewrite: bool) -> None:
    letter = letter_of(scene)
    head = render(letter, POST).as_string().replace("\r\n", "\n").partition("\n\n")[0]
    about = "\n".join(letter.about)
    holds(f"letters/{scene}.txt", f"{head}\n\n{letter.preheader}\n\n{text_part(letter)}\n{about}\n", rewrite)
    holds(f"letters/{scene}.html", html_part(letter), rewrite)
