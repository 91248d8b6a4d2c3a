"""How the contract's tabs stand in an .xlsx workbook; what that means is standing.py's. Writes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO

import python_calamine

from sync.cells import fold
from sync.schema import TABS
from sync.workbook import excel_marks
from sync.workbook.excel_book import Book
from sync.workbook.excel_cells import letters
from sync.workbook.excel_reading import merged_to
from sync.workbook.standing import Standing, known_tabs
from sync.workbook.standing import stands as standing_of


def stands(
    book: Book,
    content: bytes,
    titles: Mapping[str, Sequence[str]],
    aliases: Mapping[str, Sequence[str]],
    adopt: Sequence[str],
) -> dict[str, Standing]:
    """The contract's tabs that this workbook has, by their title in the schema (contract, section 2, Headers)."""
    marks = {
        (mark.tab, mark.letters, fold(mark.header))
        for name in book.names
        if (mark := excel_marks.mark(name.name, name.text))
    }
    parts = {sheet.title: sheet.part for sheet in book.sheets}
    adopted = {fold(name) for name in adopt}
    found = {}
    with python_calamine.load_workbook(BytesIO(content)) as workbook:
        for tab, title in known_tabs([sheet.title for sheet in book.sheets], titles).items():
            rows = workbook.get_sheet_by_name(title).to_python(skip_empty_area=False)

            def marked(index: int, header: str, title: str = title) -> bool:
                return (title, letters(index).decode(), fold(header)) in marks

            merged = merged_to(book.package.xml(parts[title]))
            found[tab] = standing_of(TABS[tab], title, rows, aliases, marked, adopted, merged)
    return found
