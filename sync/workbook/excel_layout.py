"""Where each column of each tab of a workbook stands, and how formulas name its cells; no looks, no file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sync.schema import TABS, Column, Tab
from sync.workbook import excel_cells
from sync.workbook.standing import Standing

SPARE_ROWS = 1000
"""Formats, checks and formulas reach so many rows below the last filled one."""


def letters(index: int) -> str:
    """The letters of a column by its index (0-based): 0 -> A, 26 -> AA."""
    return excel_cells.letters(index).decode()


@dataclass(frozen=True, slots=True)
class TabLayout:
    """One tab of the contract: its title in this workbook, its headers left to right, its last filled row.

    A header of None is a column of the coach's own. `filled` is 1-based and counts the header row.
    """

    tab: Tab
    title: str
    headers: tuple[str | None, ...]
    filled: int = 1

    @property
    def last(self) -> int:
        """The last row (1-based) that checks and formulas reach."""
        return self.filled + SPARE_ROWS

    @property
    def columns(self) -> list[tuple[int, Column]]:
        """Index and meaning of every column that the contract knows."""
        return [(i, self.tab.column(header)) for i, header in enumerate(self.headers) if header]

    def span(self, header: str) -> str:
        """The cells of a column below its header, as formulas of other tabs name them; KeyError without it."""
        if header not in self.headers:
            raise KeyError(header)
        column = letters(self.headers.index(header))
        title = self.title.replace("'", "''")
        return f"'{title}'!${column}$2:${column}${self.last}"

    def cell(self, header: str) -> str:
        """The first cell below a header, as a formula that moves with its row names it: `$D2`."""
        return f"${letters(self.headers.index(header))}2"


@dataclass(frozen=True, slots=True)
class Layout:
    """The tabs of one workbook by their title in the schema, and the titles of those that jobs make."""

    tabs: Mapping[str, TabLayout]
    titles: Mapping[str, str]

    def title(self, tab: str) -> str:
        return self.titles.get(tab, tab)

    def span(self, tab: str, header: str) -> str:
        return self.tabs[tab].span(header)


def new_layout(filled: Mapping[str, int], titles: Mapping[str, Sequence[str]]) -> Layout:
    """A new workbook, as setup lays it out: every tab but those that jobs make, columns in the contract's order.

    `filled` is the number of rows each tab gets, `titles` the settings' [tabs], of which the first counts.
    """
    named = {tab: names[0] for tab, names in titles.items() if names}
    tabs = [tab for tab in TABS.values() if not tab.made_by_job]
    return Layout(
        {
            tab.title: TabLayout(tab, named.get(tab.title, tab.title), _headers(tab), 1 + filled.get(tab.title, 0))
            for tab in tabs
        },
        named,
    )


def laid_out(found: Mapping[str, Standing], titles: Mapping[str, Sequence[str]]) -> Layout:
    """Where every column will stand after setup: as it stands, what is missing at the right edge."""
    layout = new_layout({}, titles)
    standing = {}
    for name, one in found.items():
        fresh = () if one.blocked else tuple(column.header for column in one.missing)
        standing[name] = TabLayout(one.tab, one.title, (*one.headers, *fresh), one.filled)
    return Layout({**layout.tabs, **standing}, layout.titles)


def _headers(tab: Tab) -> tuple[str | None, ...]:
    return tuple(column.header for column in tab.columns)
