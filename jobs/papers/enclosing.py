"""From the papers of a letter to the files that go with it: as PDF, and as a page where no PDF can be made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from jobs.letters.letter import Attachment, Enclosed, Letter, LetterProblem, LookBack
from jobs.letters.wording import wording
from jobs.papers import paper

TEMPLATE = "guide"


def enclose(letter: Letter) -> Letter:
    """The letter with its papers as files, after those that it has already. Raises LetterProblem."""
    made = [_file(letter, one) for one in letter.enclosed]
    made += [_record(letter, section.look_back) for section in letter.sections if section.look_back]
    return replace(letter, attachments=(*letter.attachments, *made), enclosed=()) if made else letter


def _record(letter: Letter, one: LookBack) -> Attachment:
    from jinja2 import TemplateError

    from jobs.papers import our_record

    try:
        return our_record.attachment(one.day, one.since, one.policies, wording(letter.frame["language"]))
    except (TemplateError, TypeError, ValueError, LookupError, ArithmeticError) as error:
        raise LetterProblem(letter.key, f"what is attached cannot be made: {type(error).__name__}") from error


def _file(letter: Letter, one: Enclosed) -> Attachment:
    from jinja2 import TemplateError

    try:
        html = page(one, letter.frame)
    except (TemplateError, TypeError, ValueError, LookupError) as error:
        # The message of the error may quote a client's words; its kind and our template do not.
        raise LetterProblem(letter.key, f"the paper {one.name} fails: {type(error).__name__}") from error
    try:
        return Attachment(f"{one.file_name}.pdf", "application/pdf", _pdf(html))
    except paper.PaperProblem:
        return Attachment(f"{one.file_name}.html", "text/html; charset=utf-8", html.encode())


@lru_cache(maxsize=16)
def _pdf(html: str) -> bytes:
    """A run that starts again makes the same page again."""
    return paper.pdf(html)


def page(one: Enclosed, frame: Mapping[str, Any], contents: str = "") -> str:
    """The paper as one HTML page. `contents` heads its table of contents; blank: it needs none."""
    facts: dict[str, Any] = {
        "language": frame["language"],
        "direction": frame["direction"],
        "practice": frame["practice"],
        "names": " · ".join(filter(None, (frame["name"], frame["coach"], one.date))),
        "title": one.title,
        "says": list(one.says),
        "own": [list(paragraph) for paragraph in one.own],
        "chapters": list(one.chapters),
        "contents": contents,
    }
    return paper.page(TEMPLATE, {"paper": facts}, frame["language"])
