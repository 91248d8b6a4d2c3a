"""The Today tab of an .xlsx workbook: formulas and charts over what stands in the other tabs. No job reads it.

Formulas are plain enough for every Excel since 2010 and for LibreOffice: array formulas with SMALL and INDEX,
no function that spills, no text made with a language's date letters. Helper columns at the right end hold
the rows that each list shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from sync.workbook import looks
from sync.workbook.excel_layout import Layout, letters
from sync.workbook.excel_today_charts import draw_charts
from sync.workbook.excel_today_run import draw_last_run

_DAY = {"num_format": looks.LONG_DATE, "align": "left", "valign": "bottom", "font_size": 14}
_HEADING = {"bold": True, "font_size": 12, "bottom": 2, "bottom_color": "#5B7083"}
_LINE = {"valign": "top", "align": "left", "bottom": 4, "bottom_color": "#B8C0CC"}
HELPERS = 16
"""The first helper column (0-based)."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One list: where it stands, and a formula that is a number for each row to show, FALSE for the others.

    Rows come by that number, smallest first; its remainder by 100,000 is the row. `shows` are headers of
    the tab; `empty` says what it means that there is nothing to show.
    """

    title: str
    top: int
    left: int
    lines: int
    tab: str
    key: str
    shows: Sequence[str]
    empty: str


def draw(page: Worksheet, made: xlsxwriter.Workbook, layout: Layout) -> None:
    """Fill the Today tab: the last run, who needs me, next actions, coming up, sessions, wins, two charts."""
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 1)
    for first, width in enumerate((17, 10, 38, 22, 2, 18, 17, 38, 10, 2)):
        page.set_column(first, first, width)
    page.write_string(0, 0, "Today", made.add_format({"bold": True, "font_size": 18}))
    page.merge_range(0, 1, 0, 3, "")
    page.write_formula(0, 1, "=TODAY()", made.add_format(_DAY))
    page.set_row(0, 28)
    draw_last_run(page, made, layout, HELPERS + 8)
    for number, listing in enumerate(_listings(layout)):
        _draw_listing(page, made, layout, listing, HELPERS + number)
    draw_charts(page, made, layout, HELPERS + 10)
    page.set_column(HELPERS, HELPERS + 20, None, None, {"hidden": True})


def _listings(layout: Layout) -> list[Listing]:
    def of(tab: str, header: str) -> str:
        return layout.span(tab, header)

    track, action = of("Clients", "Track"), of("Clients", "Next action")
    due, status, closed = of("Commitments", "Due"), of("Commitments", "Status"), of("Commitments", "Closed on")
    start, result = of("Sessions", "Start"), of("Sessions", "Result")
    live = f'({status}="Open")+({status}="Due soon")+({status}="Due today")'
    coming = f"IF(ISNUMBER({due}),IF({live},IF({due}<=TODAY()+7,INT({due})*100000+ROW({due}))))"
    needing = f'IF({track}="Talk",ROW({track}),IF({track}="Reach out",100000+ROW({track})))'
    planned = (
        f'IF(ISNUMBER({start}),IF({result}="Planned",IF({start}<TODAY()+8,INT({start}*1440)*100000+ROW({start}))))'
    )
    recent = f"IF({closed}>TODAY()-8,(99999-INT({closed}))*100000+ROW({closed}))"
    won = f'IF(ISNUMBER({closed}),IF(({status}="Done")+({status}="Done late"),{recent}))'
    acting = f'IF({action}<>"",IF({track}="On track",ROW({action})))'
    return [
        Listing("Who needs me", 3, 0, 7, "Clients", needing,
                ("Client", "Track", "Why", "Next action"),
                "nobody today"),
        Listing("Coming up", 3, 5, 7, "Commitments", coming,
                ("Due", "Client", "Commitment", "Owner"),
                "nothing due in the next 7 days"),
        Listing("Next actions", 13, 0, 5, "Clients", acting,
                ("Client", "Next action"), "nothing waits"),
        Listing("Sessions", 13, 5, 5, "Sessions", planned,
                ("Start", "Client", "Agenda", "Medium"),
                "none planned in the next 7 days"),
        Listing("Wins of the last 7 days", 21, 0, 6, "Commitments", won,
                ("Client", "Closed on", "Commitment"),
                "the next one is on its way"),
    ]  # fmt: skip


def _draw_listing(page: Worksheet, made: xlsxwriter.Workbook, layout: Layout, listing: Listing, helper: int) -> None:
    count = f"${letters(helper)}${listing.top + 1}"
    page.write_array_formula(
        listing.top, helper, listing.top, helper, f"{{=IFERROR(SUM(IF(ISNUMBER({listing.key}),1,0)),0)}}"
    )
    heading, line_below = made.add_format(_HEADING), made.add_format(_LINE)
    for column in range(listing.left, listing.left + 4):
        page.write_blank(listing.top, column, None, heading)
        for row in range(listing.top + 1, listing.top + listing.lines + 1):
            page.write_blank(row, column, None, line_below)
    page.write_formula(listing.top, listing.left, _title(listing, count), heading)
    looks = [made.add_format(_cell_look(source)) for source in listing.shows]
    for line in range(1, listing.lines + 1):
        row = listing.top + line
        key = f"{{=IFERROR(MOD(SMALL({listing.key},{line}),100000),0)}}"
        page.write_array_formula(row, helper, row, helper, key)
        for offset, source in enumerate(listing.shows):
            formula = _shown(layout.span(listing.tab, source), f"${letters(helper)}{row + 1}")
            page.write_formula(row, listing.left + offset, formula, looks[offset])


def _title(listing: Listing, count: str) -> str:
    """`Coming up (7 of 12)`, or what an empty list means; a cell below could not show a sentence whole."""
    more = f'IF({count}>{listing.lines}," ({listing.lines} of "&{count}&")","")'
    return f'="{listing.title}"&IF({count}=0,": {listing.empty}",{more})'


def _shown(cells: str, key: str) -> str:
    found = f"INDEX({cells},{key}-1)"
    return f'=IF({key}=0,"",IF({found}="","",{found}))'


def _cell_look(source: str) -> dict[str, Any]:
    shown = {"Due": looks.DATE, "Closed on": looks.DATE, "Start": looks.MOMENT}.get(source)
    return {**_LINE, "num_format": shown} if shown else _LINE
