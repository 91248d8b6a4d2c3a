"""What a page holds stays in its place: no word of a table reaches into the cell beside it, in any language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from jobs.letters.wording import wording
from jobs.papers import client_file, paper

DAYS = [date(2025, 1, 2) + timedelta(days=9 * place) for place in range(40)]
LATER = date(2026, 11, 23)


def a_file(language: str) -> dict[str, Any]:
    """A client's file of two years ago: its dates need their year."""
    say = wording(language)
    dated = [say.dated(day, LATER) for day in DAYS]
    plans = [
        {"state": "done", "whose": "", "words": "Call five leads", "aside": [], "planned": say.dated(day, day),
         "became": "done", "history": ""} for day in DAYS
    ]  # fmt: skip
    said = [{"label": "Went well:", "words": "Slept through"}]
    return {
        "title": "Priya Nair", "language": language, "direction": say.direction, "practice": "", "coach": "",
        "names": {"Client": "Priya", "Coach": "Ana"}, "until": dated[0], "about": [], "balance": {}, "habits": [],
        "sessions": [], "chart": {}, "months": [{"name": "2025", "lines": plans}],
        "told": [{"date": day, "rating": 10, "said": said} for day in dated],
        "decisions": [{"day": day, "what": "Asked", "added": []} for day in dated],
        "private": {
            "decisions": [
                {"day": day, "step": "Recommit", "evidence": "1 of 6 done", "decided": "", "outcome": ""}
                for day in dated
            ],
            "session_notes": [{"day": day, "words": "Attended", "notes": ["Tired"]} for day in dated],
        },
    }  # fmt: skip


def beside(html: str) -> Iterator[str]:
    """Words that reach over the right edge of their cell."""
    from weasyprint import HTML
    from weasyprint.formatting_structure.boxes import TableCellBox, TextBox

    for page in HTML(string=html).render().pages:
        for cell in page._page_box.descendants():
            if isinstance(cell, TableCellBox):
                edge = cell.position_x + cell.border_width() + 0.5
                words = (one for one in cell.descendants() if isinstance(one, TextBox))
                yield from (one.text for one in words if one.position_x + one.width > edge)


@pytest.mark.parametrize("language", ["en", "es", "de", "fr", "pt"])
def test_no_date_reaches_into_the_cell_beside_it(language: str) -> None:
    pytest.importorskip("weasyprint", reason="needs Pango", exc_type=OSError)
    facts = a_file(language)
    facts["private"] |= dict.fromkeys(("rating", "own_rating", "gap", "even", "consequences", "notes", "unread"), "")
    facts["private"]["commitment_notes"] = []
    assert list(beside(paper.page(client_file.TEMPLATE, {"facts": facts}, language))) == []
