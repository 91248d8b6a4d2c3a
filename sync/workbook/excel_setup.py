"""Setup on an .xlsx workbook that stands: every tab, column, mark, look and check that it lacks. Knows no rule.

Nothing that stands is changed: the package is spliced as excel.py splices it, and a second setup writes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from sync.cells import fold
from sync.schema import TODAY
from sync.workbook import excel_checks, excel_marks, excel_new
from sync.workbook.excel import ExcelWorkbook
from sync.workbook.excel_book import Book
from sync.workbook.excel_cells import Written, letters
from sync.workbook.excel_dress import Dressing, dress
from sync.workbook.excel_fresh import drawn, grafting, keep
from sync.workbook.excel_graft import graft_tab
from sync.workbook.excel_graft_styles import StyleGraft
from sync.workbook.excel_layout import Layout, TabLayout, laid_out
from sync.workbook.excel_locks import check_free
from sync.workbook.excel_package import Package
from sync.workbook.excel_parts import parsed
from sync.workbook.excel_replace import content_of, replace
from sync.workbook.excel_standing import stands
from sync.workbook.standing import Setup, Standing


def complete(
    path: Path,
    policies_rows: Sequence[tuple[str, str | int, str]] = (),
    titles: Mapping[str, Sequence[str]] | None = None,
    aliases: Mapping[str, Sequence[str]] | None = None,
    adopt: Sequence[str] = (),
    dry_run: bool = False,
) -> Setup:
    """Complete the workbook at `path` (contract, section 5, setup); a second call changes not one byte.

    `titles` and `aliases` are the settings' [tabs] and [headers]; `adopt` names columns, as TAB.HEADER, that
    stand filled under a header of ours and are ours from now on. Policies gets its rows where it has none.
    Raises Unreadable, InUse, Changed, WorkbookProblem; then nothing was written.
    """
    ExcelWorkbook(path).read(())  # says what is wrong with a file that is no workbook, or is open
    content, stood = content_of(path.resolve())
    book = Book(Package(content, path.name), path.name)
    found = stands(book, content, titles or {}, aliases or {}, adopt)
    report = Setup(blocked=[words for standing in found.values() for words in standing.blocked])
    _fill_in(book, found, laid_out(found, titles or {}), policies_rows, report)
    report.changed = book.package.changed
    if report.changed and not dry_run:
        replace(path.resolve(), book.package.packed(), stood, lambda: check_free(path))
    return report


def _fill_in(
    book: Book,
    found: Mapping[str, Standing],
    layout: Layout,
    policies_rows: Sequence[tuple[str, str | int, str]],
    report: Setup,
) -> None:
    """Everything is drawn afresh in this layout, and what the workbook lacks is taken from there."""
    today = layout.title(TODAY)
    wants_today = not report.blocked and fold(today) not in {fold(title) for title in book.titles}
    rows = {"Policies": excel_new.rules(policies_rows)} if _lacks_rules(found) else {}
    fresh = drawn(layout, rows, wants_today)
    styles = grafting(book, fresh)
    for name, place in layout.tabs.items():
        if name not in found:
            graft_tab(book, fresh, place.title, styles)
            report.made.append(f"the tab {place.title}")
        elif not found[name].blocked:
            _complete_tab(book, fresh, found[name], place, styles, rows.get(name, []), report)
    if wants_today:
        graft_tab(book, fresh, today, styles)
        report.made.append(f"the tab {today}")
    book.set_names(_names(book, found, layout))
    keep(book, styles)


def _complete_tab(
    book: Book,
    fresh: Book,
    standing: Standing,
    place: TabLayout,
    styles: StyleGraft,
    rows: Sequence[Mapping[str, str | int]],
    report: Setup,
) -> None:
    source = next(sheet.part for sheet in fresh.sheets if sheet.title == place.title)
    target = next(sheet for sheet in book.sheets if sheet.title == place.title)
    filled: dict[int, dict[int, Written]] = {
        number: {index: row[column.header] for index, column in place.columns if column.header in row}
        for number, row in enumerate(rows, start=2)
    }
    before = book.package.get(target.part)
    dressing = Dressing(place, len(standing.headers), parsed(fresh.package.xml(source)), styles, filled)
    dress(book, target, dressing)
    if standing.missing:
        report.made.append(f"{place.title}: " + ", ".join(column.header for column in standing.missing))
    elif book.package.get(target.part) != before:
        report.made.append(f"{place.title}: formats, notes and checks")


def _lacks_rules(found: Mapping[str, Standing]) -> bool:
    """Policies is new, or has no row: the rows of a coach are left alone."""
    return "Policies" not in found or found["Policies"].filled == 1


def _names(book: Book, found: Mapping[str, Standing], layout: Layout) -> dict[str, str | None]:
    """The defined names that lack: a mark for each column of ours, and the lists of names for the drop-downs."""
    taken = {name.name for name in book.names}
    wanted: dict[str, str | None] = {}
    for name, place in layout.tabs.items():
        standing = found.get(name)
        if standing and standing.blocked:
            continue
        unmarked = {*standing.unmarked, *(column.header for column in standing.missing)} if standing else None
        for index, column in place.columns:
            if column.ours and (unmarked is None or column.header in unmarked):
                mark = excel_marks.free_name(place.title, column.header, {*taken, *wanted})
                wanted[mark] = excel_marks.target(place.title, letters(index).decode())
    lists = {n: text for n, text in excel_checks.name_lists(layout).items() if n not in taken}
    return {**wanted, **lists}
