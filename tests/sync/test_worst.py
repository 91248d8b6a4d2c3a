"""Whatever stands in the cells: never a traceback, never a coach's cell, and a second run changes nothing."""

from __future__ import annotations

import copy
import dataclasses
import os
from collections.abc import Sequence

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sync.schema import TABS
from sync.workbook.base import BadValue, Grid, Value
from tests.practice import TODAY, Book, at, book, on
from tests.worst import WORST, grids

SOAK = "COACHSHEET_SOAK" in os.environ
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
"""A whole workbook takes minutes to shrink, and its tracebacks tell enough."""


def marked(title: str, rows: list[list[Value]]) -> Grid:
    """The grid with every system-owned header marked."""
    ours = {column.header for column in TABS[title].ours}
    return Grid(title, rows, {i: cell for i, cell in enumerate(rows[0]) if isinstance(cell, str) and cell in ours})


def coachs(made: Book) -> dict[str, list[list[Value]]]:
    """Everything but our own columns."""
    found = {}
    for title, grid in made.grids.items():
        theirs = [i for i in range(grid.width) if i not in grid.marks]
        rows = [[repr(row[i]) if i < len(row) else "None" for i in theirs] for row in grid.rows]
        found[title] = [row for row in rows if any(cell != "None" for cell in row)]
    return found


@settings(max_examples=60, phases=UNSHRUNK)
@given(grids(), st.booleans())
def test_no_cell_stops_a_run_and_the_second_run_of_a_day_changes_nothing(
    tabs: dict[str, list[list[Value]]], letters: bool
) -> None:
    made = Book({title: marked(title, rows) for title, rows in tabs.items()})
    made.run(at(-1))
    before = coachs(made)
    made.run(at(0))
    if letters and made.grids["Clients"].rows[1:]:
        made.letter(0, "k100x:agreed", "check-in:2026-11-16", client="k100x")
        made.run(at(0, 9))
    assert {title: coachs(made)[title] for title in before} == before
    assert made.run(at(0, 10)).quiet
    assert made.run(at(0, 11), remember=False).quiet


@pytest.mark.parametrize("word", ["soon", "", -5, 1e300, True, BadValue("#REF!"), BadValue("")])
def test_nothing_that_is_typed_over_one_cell_of_ours_stops_a_run(word: Value) -> None:
    titles = ("Commitments", "Habits", "Check-ins", "Sessions", "Payments", "Intake", "Team", "Groups", "Clients")
    rows = {
        "Clients": [{"Client": f"Client {n}"} for n in range(30)],
        "Commitments": [
            {"Client": "Client 1", "Due": on(-2), "Done on": done} for done in (None, "x") for _ in range(13)
        ],
    }
    fields = {title.casefold().replace("-", "_"): rows.get(title, [{}] * len(TABS[title].ours)) for title in titles}
    made = book(**fields)
    made.run(at(-1))
    for title in titles:
        headers = [column.header for column in TABS[title].ours]
        for row in range(len(made.grids[title].rows) - 1):
            made[title, row, headers[row % len(headers)]] = word
    made.run(at(0))
    assert made.run(at(0, 10)).quiet


@settings(max_examples=30, phases=UNSHRUNK)
@given(grids())
def test_without_a_ledger_a_second_run_changes_nothing_either(tabs: dict[str, list[list[Value]]]) -> None:
    made = Book({title: marked(title, rows) for title, rows in tabs.items()})
    made.run(at(0), remember=False)
    once = copy.deepcopy(made.grids)
    made.run(at(0, 9), remember=False)
    assert {t: g.rows[0] for t, g in once.items()} == {t: g.rows[0] for t, g in made.grids.items()}


PLACES = [
    (tab.title, column.header) for tab in TABS.values() for column in tab.columns if not column.ours or tab.made_by_job
]


TITLES = list(dict.fromkeys(tab for tab, _ in PLACES))


@pytest.mark.parametrize(("tab", "header"), PLACES, ids=[".".join(place) for place in PLACES])
def test_a_bad_cell_harms_no_other_row(tab: str, header: str) -> None:
    """A fifth of the worst cells in each column, another fifth in the next: every column, and every cell in many."""
    harms_no_other_row(tab, header, WORST[PLACES.index((tab, header)) % 5 :: 5])


@pytest.mark.soak
@pytest.mark.skipif(not SOAK, reason="long: make soak")
@pytest.mark.parametrize("tab", TITLES)
def test_not_one_bad_cell_in_any_column_harms_another_row(tab: str) -> None:
    for header in [header for title, header in PLACES if title == tab]:
        harms_no_other_row(tab, header, WORST)


def harms_no_other_row(tab: str, header: str, cells: Sequence[Value]) -> None:
    rows = {
        "clients": [{}, {"Client": "Marcus Webb", "Email": "marcus@example.com"}],
        "commitments": [{}, {"Client": "Marcus Webb"}],
    }
    sound = book(**rows)
    sound.run()
    for worst in cells:
        made = book(**rows)
        if tab in ("Clients", "Commitments"):
            made[tab, 0, header] = worst
        else:
            made = dataclasses.replace(made, grids=made.grids | _one_row(tab, header, worst))
        made.run()
        other = TABS["Commitments"].column("Status").header
        assert made["Commitments", 1, other] == sound["Commitments", 1, other]
        assert made["Clients", 1, "Track"] == sound["Clients", 1, "Track"]
        assert made.run(at(0, 9)).quiet, worst


def _one_row(tab: str, header: str, cell: Value) -> dict[str, Grid]:
    title = tab.casefold().replace(" ", "_").replace("-", "_")
    made = {"ID": "a1b2", "Key": "k100x-2026-11-20", "When": TODAY} if TABS[tab].made_by_job else {}
    known = {name: value for name, value in made.items() if TABS[tab].has(name)}
    return {tab: book(**{title: [{**known, header: cell}]}).grids[tab]}
