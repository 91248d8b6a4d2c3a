"""One new tab in an .xlsx workbook that stands, with all its looks, notes and checks: those that jobs make too."""

from __future__ import annotations

from sync.schema import Tab
from sync.workbook import excel_new
from sync.workbook.base import Unreadable
from sync.workbook.excel_book import Book
from sync.workbook.excel_graft import graft_tab
from sync.workbook.excel_graft_styles import StyleGraft
from sync.workbook.excel_layout import Layout, TabLayout
from sync.workbook.excel_package import Package
from sync.workbook.excel_parts import parsed, written


def add_tab(book: Book, tab: Tab, title: str) -> None:
    """Add the tab at the end, as setup draws it; its marks are the caller's. Raises WorkbookProblem, Unreadable."""
    layout = Layout({tab.title: TabLayout(tab, title, tuple(column.header for column in tab.columns))}, {})
    fresh = drawn(layout)
    styles = grafting(book, fresh)
    graft_tab(book, fresh, title, styles)
    keep(book, styles)


def drawn(layout: Layout, rows: excel_new.Rows | None = None, with_today: bool = False) -> Book:
    """A workbook of that layout, to take tabs and looks from."""
    return Book(Package(excel_new.draw(layout, rows or {}, with_today), "new.xlsx"), "new.xlsx")


def grafting(book: Book, fresh: Book) -> StyleGraft:
    """The styles of both workbooks. Raises Unreadable for one without any, which no program writes."""
    return StyleGraft(*(parsed(part.package.xml(_styles(part))) for part in (book, fresh)))


def keep(book: Book, styles: StyleGraft) -> None:
    """Put what came over into the workbook; nothing where nothing did."""
    if styles.changed:
        book.package.put(_styles(book), written(styles.host))


def _styles(book: Book) -> str:
    part = book.related("/styles")
    if not part:
        raise Unreadable("This workbook has no formats at all. Open it in Excel and save it as .xlsx.")
    return part
