"""From facts to a paper: one HTML page that holds all it shows, and the same page as a PDF. Nothing is fetched."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from jobs import private
from jobs.letters.sandbox import environment, require_plain
from sync import collector

PAGES = 200
"""More is no document that a person hands over, and a PDF of it takes minutes."""

_BROKEN = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What a layout raises on words that nobody thought of: it is that paper's problem, and no run's."""


class PaperProblem(Exception):
    """A paper that cannot be made or kept; says why and what to do."""

    exit_status = 1


class TooLong(PaperProblem):
    """More pages than the paper may have."""


def page(template: str, facts: Mapping[str, Any], language: str = "en") -> str:
    """The whole HTML page of `templates/TEMPLATE.html`, every word of a cell escaped.

    `facts` are plain data. Raises TypeError for anything else, jinja2.TemplateError for a template of ours that fails.
    """
    require_plain(dict(facts))
    return environment(language).get_template(f"{template}.html").render(facts)


def lacking() -> str:
    """Why no PDF can be made on this machine, and what to do; blank where it can."""
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError):
        return (
            "A PDF needs WeasyPrint and Pango. On Debian and Ubuntu: sudo apt install libpango-1.0-0 libpangoft2-1.0-0"
        )
    return ""


def pdf(html: str, most: int = PAGES) -> bytes:
    """The page as a PDF (A4, tagged, the same bytes for the same page). Raises PaperProblem; TooLong over `most` pages.

    WeasyPrint lays it out; it is given no network and no files, whatever a cell says.
    """
    with collector.swept():
        if lacks := lacking():
            raise PaperProblem(lacks)
        pages, made = _laid_out(html, most)
    if pages > most:
        raise TooLong(f"{pages} pages are more than a paper holds.")
    return made


def _laid_out(html: str, most: int) -> tuple[int, bytes]:
    """How many pages it has, and the PDF; none of it over `most` pages."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    try:
        document = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=())).render()
        pages = len(document.pages)
        return pages, document.write_pdf(pdf_identifier=b"coachsheet", pdf_tags=True) if pages <= most else b""
    except _BROKEN as error:
        raise PaperProblem(f"The page cannot be laid out as a PDF ({type(error).__name__}).") from error


def keep(file: Path, data: bytes) -> None:
    """Write the file for this user's eyes only, whole or not at all. Raises PaperProblem."""
    draft = file.with_name(f".{file.name}.part")
    try:
        private.make_folder(file.parent)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.write(data)
            os.fsync(out.fileno())
        draft.replace(file)
    except OSError as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise PaperProblem(f"{file.name} cannot be written in {file.parent}: {error.strerror}.") from error
