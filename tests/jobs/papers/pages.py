"""What a page of a paper says, as a person reads it: a line for each heading, paragraph, point and row of a table."""

from __future__ import annotations

from lxml import html

_LINES = "//h1|//h2|//h3|//p|//li|//tr"
_MARKS = {"h1": "# ", "h2": "\n## ", "h3": "### ", "li": "- "}


def said(page: str) -> str:
    """Headings marked as in Markdown, the cells of a row between bars."""
    tree = html.document_fromstring(page)
    found = []
    for one in tree.body.xpath(_LINES):
        cells = [" ".join(cell.text_content().split()) for cell in one.xpath("./th|./td")]
        words = " | ".join(cells) if cells else " ".join(one.text_content().split())
        found.append(_MARKS.get(one.tag, "") + words)
    return "\n".join(found) + "\n"
