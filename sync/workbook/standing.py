"""How the contract's tabs stand in a workbook: their columns, what lacks, what is in the way. Knows no file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sync.cells import blank, fold
from sync.schema import CHECK_INS, TABS, Column, Tab

Aliases = Mapping[str, Sequence[str]]


@dataclass(slots=True)
class Setup:
    """What setup did, in words for the coach: `made` what is new, `blocked` what stands in the way and why."""

    made: list[str] = field(default_factory=list)
    blocked: list[str] = field(default_factory=list)
    changed: bool = False


@dataclass(slots=True)
class Standing:
    """One tab as it stands. `headers` has the contract's header for each column in use, None for the coach's own.

    `filled` is the last row (1-based) that is not blank; `missing` are the columns to add; `unmarked` those
    that are to get their mark; `blocked` says, a sentence each, why the tab must not be written.
    """

    tab: Tab
    title: str
    headers: list[str | None]
    filled: int = 1
    missing: list[Column] = field(default_factory=list)
    unmarked: list[str] = field(default_factory=list)
    blocked: list[str] = field(default_factory=list)


def known_tabs(titles: Sequence[str], named: Aliases) -> dict[str, str]:
    """The schema's title of a tab -> the title that it has in this workbook; `named` are the settings' [tabs].

    Where several would do, the one that a run uses too.
    """
    by_fold = {fold(title): title for title in (*reversed(titles), *(tab for tab in TABS if tab in titles))}
    found = {}
    for tab in TABS:
        title = next((by_fold[fold(t)] for t in (tab, *named.get(tab, ())) if fold(t) in by_fold), None)
        if title is not None:
            found[tab] = title
    return found


def stands(
    tab: Tab,
    title: str,
    rows: Sequence[Sequence[object]],
    aliases: Aliases,
    marked: Callable[[int, str], bool],
    adopted: set[str],
    merged: int = 0,
) -> Standing:
    """One tab, judged (contract, section 2, Headers). A blank cell is None or empty; `merged` as in base.Grid.

    `marked` tells whether a column (0-based) bears that header's mark; `adopted` holds, folded, each TAB.HEADER
    that is ours from now on.
    """
    names = {
        fold(name): column.header
        for column in tab.columns
        for name in (*aliases.get(f"{tab.title}.{column.header}", ()), column.header)
    }
    width = max((i + 1 for row in rows for i, cell in enumerate(row) if cell not in (None, "")), default=0)
    width = max(width, merged)
    first = [*(rows[0] if rows else []), *[""] * width][:width]
    headers = [names.get(fold(cell)) if isinstance(cell, str) else None for cell in first]
    filled = max(
        (number for number, row in enumerate(rows, 1) if any(cell not in (None, "") for cell in row)), default=1
    )
    form = tab is CHECK_INS and fold(title) != fold(tab.title)
    missing = [c for c in tab.columns if c.header not in headers and (c.ours or not form)]  # a form has its questions
    standing = Standing(tab, title, headers, filled, missing)
    _judge(standing, rows, marked, adopted)
    return standing


def _judge(
    standing: Standing, rows: Sequence[Sequence[object]], marked: Callable[[int, str], bool], adopted: set[str]
) -> None:
    """What is to be marked, and what stops the tab: a header standing twice, or one of ours over the coach's cells."""
    title = standing.title
    for twice, times in Counter(h for h in standing.headers if h).items():
        if times > 1:
            standing.blocked.append(f'{title}: the header "{twice}" stands {times} times. Rename all but one.')
    for index, header in enumerate(standing.headers):
        if not header or not standing.tab.column(header).ours or marked(index, header):
            continue
        full = any(not blank(row[index]) for row in rows[1:] if index < len(row))  # type: ignore[arg-type]
        if full and not adopted & {fold(f"{place}.{header}") for place in (standing.tab.title, title)}:
            standing.blocked.append(
                f'{title}: the column "{header}" has words that no job wrote. '
                f'Rename it, or run: coachsheet setup --adopt "{standing.tab.title}.{header}"'
            )
        else:
            standing.unmarked.append(header)
