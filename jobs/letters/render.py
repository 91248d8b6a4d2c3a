"""From a letter to a message: templates, both parts, CSS put into the HTML. What it says is decided before."""

from __future__ import annotations

import re
from dataclasses import replace
from email.message import EmailMessage
from functools import cache
from typing import TYPE_CHECKING, Any

from jobs.letters.letter import Letter, LetterProblem
from jobs.letters.message import Post, build
from jobs.letters.sandbox import environment, require_plain
from jobs.letters.words import isolated

if TYPE_CHECKING:
    from css_inline import CSSInliner

LARGEST = 4_000_000
"""Characters of one part; a letter beyond that is none that a person wrote."""


def render(letter: Letter, post: Post) -> EmailMessage:
    """The whole message, HTML and plain text with the same facts, checked as it will arrive.

    Raises LetterProblem where a template of ours fails or the message would not survive the way; nothing
    has been sent then.
    """
    text, html = text_part(letter), html_part(letter)
    if letter.enclosed or any(section.look_back for section in letter.sections):
        from jobs.papers.enclosing import enclose

        letter = enclose(letter)
    if letter.meetings:
        from jobs.letters.invitation import files

        letter = replace(letter, attachments=(*letter.attachments, *files(letter, post)))
    return build(letter, post, text, html)


def html_part(letter: Letter) -> str:
    """The HTML: every word of a cell escaped, the CSS inlined but for the dark colours, nothing remote."""
    page = _filled(letter, f"{letter.template}.html", _facts(letter))
    return _inliner().inline(page)


def text_part(letter: Letter) -> str:
    """The plain text: the same facts; words that run right to left are isolated."""
    page = _filled(letter, f"{letter.template}.txt", _each_isolated(_facts(letter)))
    page = re.sub(r"(?m)(?<!^--)[ \t]+$", "", page)
    return re.sub(r"\n{3,}", "\n\n", page).strip() + "\n"


def _filled(letter: Letter, template: str, facts: dict[str, Any]) -> str:
    from jinja2 import TemplateError

    try:
        page = environment(letter.frame["language"]).get_template(template).render(facts)
    except (TemplateError, TypeError, ValueError, LookupError, ArithmeticError) as error:
        # The message of the error may quote a client's words; its kind and our template do not.
        place = getattr(error, "name", None) or template
        raise LetterProblem(letter.key, f"the template {place} fails: {type(error).__name__}") from error
    if len(page) > LARGEST:
        raise LetterProblem(letter.key, f"{len(page)} characters are more than a letter holds")
    return page


def _facts(letter: Letter) -> dict[str, Any]:
    """What templates are given: plain data of this letter and nothing else."""
    facts = {
        "sections": [{"name": section.name, "facts": section.facts, "own": section.own} for section in letter.sections],
        "frame": letter.frame,
        "preheader": letter.preheader,
        "subject": letter.subject,
        "client": letter.client,
        "rehearsal": letter.rehearsal,
    }
    try:
        require_plain(facts)
    except TypeError as error:
        raise LetterProblem(letter.key, str(error)) from error
    return facts


def _each_isolated(value: Any) -> Any:
    if isinstance(value, str):
        return isolated(value)
    if isinstance(value, dict):
        return {name: _each_isolated(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_each_isolated(inner) for inner in value]
    return value


@cache
def _inliner() -> CSSInliner:
    from css_inline import CSSInliner

    return CSSInliner(load_remote_stylesheets=False, keep_style_tags=False)
