"""Which tab and column of a workbook is which of the contract's, and which we may write (contract, section 2).

Looks at titles, headers and marks only; what the rows say is parse.py's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sync.cells import blank, fold
from sync.schema import CHECK_INS, FORM_RESPONSES, TABS, Tab
from sync.workbook.base import Grid, Snapshot

Aliases = Mapping[str, Sequence[str]]
"""A contract's tab title, or `Tab.Header`, -> other names that settings give it."""


@dataclass(slots=True)
class Layout:
    """One tab of the workbook read as one of the contract's tabs.

    `columns` maps the contract's headers to column indexes (0-based): coach-owned ones that stand there
    and system-owned ones that are ours. `unmarked` are ours but not marked yet, `missing` are to be added.
    `readable` is False when a * column is missing; `writable` False when any of `problems` stands.
    """

    tab: Tab
    title: str
    grid: Grid
    columns: dict[str, int] = field(default_factory=dict)
    unmarked: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    readable: bool = True

    @property
    def writable(self) -> bool:
        return not self.problems


@dataclass(slots=True)
class Layouts:
    """The whole workbook: the layouts by the contract's tab, and what stands in the way.

    `problems` end a run with 1; `remarks` are named and end nothing.
    """

    tabs: dict[str, list[Layout]]
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def first(self, tab: Tab) -> Layout | None:
        found = self.tabs.get(tab.title)
        return found[0] if found else None


def find(snapshot: Snapshot, tab_names: Aliases, header_names: Aliases) -> Layouts:
    """Match every tab and header by name; nothing is known by its position."""
    layouts = Layouts({})
    by_fold: dict[str, list[Grid]] = {}
    for title, grid in snapshot.grids.items():
        by_fold.setdefault(fold(title), []).append(grid)
    taken: set[str] = set()
    for tab in TABS.values():
        names = [tab.title, *tab_names.get(tab.title, ())]
        grids = [grid for name in dict.fromkeys(map(fold, names)) for grid in by_fold.get(name, ())]
        grids.sort(key=lambda grid: grid.title != tab.title)
        if len(grids) > 1 and tab is not CHECK_INS:
            layouts.problems.append(f"Two tabs serve as {tab.title}: {grids[0].title} is used; rename the other one.")
            grids = grids[:1]
        layouts.tabs[tab.title] = [_layout(tab, grid, header_names) for grid in grids]
        taken.update(grid.title for grid in grids)
    for title, grid in snapshot.grids.items():
        if title not in taken and fold(title).startswith(fold(FORM_RESPONSES)):
            _form_tab(layouts, grid, header_names)
    for tab in TABS.values():
        if tab.required and not layouts.tabs[tab.title]:
            layouts.problems.append(f"The tab {tab.title} is missing. Run setup, or rename the tab that holds it.")
        layouts.problems.extend(problem for one in layouts.tabs[tab.title] for problem in one.problems)
    return layouts


def _form_tab(layouts: Layouts, grid: Grid, header_names: Aliases) -> None:
    """A form's answers are read where the headers fit; one that fits only in part is named and left alone."""
    layout = _layout(CHECK_INS, grid, header_names)
    if layout.readable and layout.writable:
        layouts.tabs[CHECK_INS.title].append(layout)
    elif layout.columns:
        layouts.remarks.append(f"{grid.title}: not read as Check-ins. {' '.join(layout.problems)}")


def _layout(tab: Tab, grid: Grid, header_names: Aliases) -> Layout:
    layout = Layout(tab, grid.title, grid)
    stands = _headers(tab, grid, header_names)
    for column in tab.columns:
        at = stands.get(column.header, [])
        where = f"{grid.title}.{column.header}"
        marked = [i for i in at if fold(grid.marks.get(i, "")) == fold(column.header)]
        if len(at) > 1:
            layout.problems.append(f"{where}: this header stands {len(at)} times; rename the others.")
            layout.readable = layout.readable and column.ours
        elif not at:
            _absent(layout, column.header, column.ours, column.required)
        elif not column.ours or marked:
            layout.columns[column.header] = at[0]
        elif _empty_below(grid, at[0]):
            layout.columns[column.header] = at[0]
            layout.unmarked.append(column.header)
        else:
            layout.problems.append(
                f'{where}: this column was there before; rename it, or hand it over with setup --adopt "{where}".'
            )
    if tab is CHECK_INS and not {"Client", "Email"} & layout.columns.keys():
        _absent(layout, "Client or Email", False, True)
    return layout


def _absent(layout: Layout, header: str, ours: bool, required: bool) -> None:
    if ours:
        layout.missing.append(header)
    elif required:
        layout.problems.append(
            f"{layout.title}.{header}: this column is missing; the tab is not used until it is back."
        )
        layout.readable = False


def _headers(tab: Tab, grid: Grid, header_names: Aliases) -> dict[str, list[int]]:
    """The contract's header -> the columns whose first cell says so."""
    names = {
        fold(name): column.header
        for column in tab.columns
        for name in (column.header, *header_names.get(f"{tab.title}.{column.header}", ()))
    }
    stands: dict[str, list[int]] = {}
    for index, cell in enumerate(grid.rows[0] if grid.rows else ()):
        header = names.get(fold(cell)) if isinstance(cell, str) else None
        if header:
            stands.setdefault(header, []).append(index)
    return stands


def _empty_below(grid: Grid, index: int) -> bool:
    return all(index >= len(row) or blank(row[index]) for row in grid.rows[1:])
