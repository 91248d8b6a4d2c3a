"""A letter of ours that comes back with an answer never counts, however it is quoted, and whatever it says itself."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from email.message import EmailMessage
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.answers.commands import parse
from jobs.answers.mailtext import written
from jobs.answers.said import Said
from jobs.letters.answers import listed
from jobs.letters.render import html_part, text_part
from jobs.letters.wording import wording
from sync.cells import LANGUAGES
from tests.jobs.answers.corpus import ANSWERED, heard, opened
from tests.jobs.letters.scenes import SCENES, letter_of

WROTE = "On Mon, 23 Nov 2026 at 08:00, Alicia · Strong Start <ana@strongstart.example> wrote:"
HEADER = (
    "From: Alicia · Strong Start <ana@strongstart.example>\nSent: Monday, 23 November 2026 08:00\n"
    "To: Priya Nair <priya@clients.example>\nSubject: Tomorrow: one thing you planned"
)
HEADER_HTML = HEADER.replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>")


@cache
def text(scene: str) -> str:
    return text_part(letter_of(scene))


@cache
def body(scene: str) -> str:
    """The HTML that a mail program puts into its quote."""
    return html_part(letter_of(scene)).partition("<body")[2].partition(">")[2].partition("</body>")[0]


def marked(letter: str, width: int = 10_000) -> str:
    lines = [piece for line in letter.split("\n") for piece in (textwrap.wrap(line, width) or [""])]
    return "\n".join(f"> {line}" for line in lines)


PLAIN: dict[str, Callable[[str], str]] = {
    "below wrote, with marks": lambda letter: f"{WROTE}\n\n{marked(letter)}",
    "below wrote, broken at 72": lambda letter: f"{WROTE}\n{marked(letter, 72)}",
    "below wrote, without marks": lambda letter: f"{WROTE}\n\n{letter}",
    "below Outlook's header": lambda letter: f"{HEADER}\n\n{letter}",
    "below Outlook's line and header": lambda letter: f"{'_' * 32}\n{HEADER}\n\n{letter}",
    "as the original message": lambda letter: f"-----Original Message-----\n{HEADER}\n\n{letter}",
    "forwarded": lambda letter: f"---------- Forwarded message ---------\n{HEADER}\n\n{letter}",
    "marks alone": marked,
}
PAGES: dict[str, Callable[[str], str]] = {
    "Gmail": lambda page: (
        f'<div class="gmail_quote"><div class="gmail_attr">{WROTE}</div><blockquote>{page}</blockquote></div>'
    ),
    "Apple": lambda page: f'<blockquote type="cite">{WROTE}<br>{page}</blockquote>',
    "Outlook on the web": lambda page: (
        f'<div id="appendonsend"></div><hr><div id="divRplyFwdMsg">{HEADER_HTML}</div><div>{page}</div>'
    ),
    "Outlook": lambda page: f'<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p>{HEADER_HTML}</p></div>{page}',
    "Samsung": lambda page: f"<div>-------- Original message --------</div><div>{HEADER_HTML}</div>{page}",
    "nothing but a line that says so": lambda page: f"<p>{WROTE.replace('<', '&lt;')}</p>{page}",
}
"""How mail programs put a letter below an answer."""


def said(scene: str, answer: str, subtype: str = "plain") -> Said:
    message = EmailMessage()
    message["From"] = "Priya Nair <priya@clients.example>"
    message["Subject"] = "Re: Tomorrow: one thing you planned"
    message.set_content(answer, subtype=subtype, charset="utf-8")
    found = written(opened(message.as_bytes()))
    return parse(found, listed(letter_of(scene).about), "en", ANSWERED)


@pytest.mark.parametrize("style", PLAIN)
def test_a_letter_quoted_in_plain_text_says_nothing(style: str) -> None:
    for scene in SCENES:
        quoted = PLAIN[style](text(scene))
        assert said(scene, quoted) == Said()
        assert said(scene, f"All of it is on my desk.\n\n{quoted}") == Said(words=("All of it is on my desk.",))
        assert heard(said(scene, f"7\nwin: a call\n\n{quoted}\n")) == ["rating 7", "win: a call"]


@pytest.mark.parametrize("style", PAGES)
def test_a_letter_quoted_in_html_says_nothing(style: str) -> None:
    for scene in ("everything", "receipt", "welcome", "worst-cells"):
        page = PAGES[style](body(scene))
        assert said(scene, page, "html") == Said()
        assert heard(said(scene, f"<div>7</div><div>win: a call</div>{page}", "html")) == ["rating 7", "win: a call"]


lines = st.lists(
    st.sampled_from(("stop", "7", "win: a call", "I can't stop.", "All of it is on my desk.", "2 of us came.")),
    max_size=3,
)


@settings(max_examples=40)
@given(st.sampled_from(sorted(SCENES)), lines, lines, lines, st.integers(0, 200), st.sampled_from((72, 10_000)))
def test_what_stands_above_below_and_between_the_marked_lines_counts_and_they_do_not(
    scene: str, above: list[str], between: list[str], below: list[str], place: int, width: int
) -> None:
    quoted = marked(text(scene), width).split("\n")
    place = 1 + place % len(quoted)  # what stands right below `wrote:`, before any mark, is taken for the letter
    # A client leaves a line free: without it, it would be taken for the rest of a quoted line that was broken.
    blocks = ["\n".join(above), WROTE, "\n".join(quoted[:place]), "\n".join(between), "\n".join(quoted[place:])]
    found = said(scene, "\n\n".join([*filter(None, blocks), "\n".join(below)]))
    alone = said(scene, "\n\n".join(("\n".join(above), "\n".join(between), "\n".join(below))))
    assert found == alone


@pytest.mark.parametrize("scene", SCENES)
def test_the_foot_of_a_letter_is_known_without_any_mark(scene: str) -> None:
    foot = text(scene).rpartition("\n-- \n")[2]
    assert said(scene, f"win: a call\n\n{foot}\nstop\n") == Said(wins=("a call",))


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_the_coach_chose_to_send_it_is_known_in_every_language(language: str) -> None:
    say = wording(language)
    by_name = say.gettext("%(coach)s chose to send this, and reads the answer in person.") % {"coach": "Alicia"}
    for foot in (by_name, say.gettext("I chose to send this, and I read the answer in person.")):
        assert said("recommit", f"win: a call\n\n{foot}\nstop\n") == Said(wins=("a call",))
