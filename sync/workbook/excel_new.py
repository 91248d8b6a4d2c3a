"""A new .xlsx workbook with every tab that setup makes; an existing one is completed by excel_setup.py."""

from __future__ import annotations

import os
import re
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import XlsxInputError
from xlsxwriter.worksheet import Worksheet

from sync.schema import TODAY, Column
from sync.workbook import excel_checks, excel_marks, excel_today, looks
from sync.workbook.base import BadValue, Value, WorkbookProblem
from sync.workbook.excel_layout import Layout, TabLayout, letters, new_layout

Rows = Mapping[str, Sequence[Mapping[str, Value]]]
"""The schema's title of a tab -> its rows, each by header."""


def create(
    path: Path,
    rows: Rows | None = None,
    policies_rows: Sequence[tuple[str, str | int, str]] = (),
    titles: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Make a new workbook at `path`, whole or not at all, readable by its owner alone.

    `policies_rows` (Rule, Value, Note) fill Policies where `rows` has none for it; `titles` are the
    settings' [tabs]. Raises FileExistsError where a file stands, WorkbookProblem for a title that no tab can have.
    """
    given: dict[str, Sequence[Mapping[str, Value]]] = dict(rows or {})
    if policies_rows and not given.get("Policies"):
        given["Policies"] = rules(policies_rows)
    layout = new_layout({tab: len(of_tab) for tab, of_tab in given.items()}, titles or {})
    _place(path, draw(layout, given))


def rules(policies_rows: Sequence[tuple[str, str | int, str]]) -> list[Mapping[str, str | int]]:
    """Rule, Value, Note as rows of the Policies tab."""
    return [dict(zip(("Rule", "Value", "Note"), row, strict=True)) for row in policies_rows]


def draw(layout: Layout, rows: Rows, with_today: bool = True) -> bytes:
    """The .xlsx file of that layout, Today first; the columns that jobs write carry their marks."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"strings_to_urls": False, "strings_to_formulas": False, "in_memory": True}) as made:
        made.set_size(1366, 768)
        today = _page(made, layout.title(TODAY)) if with_today else None
        brush = Brush(made)
        for name, tab in layout.tabs.items():
            _draw_sheet(_page(made, tab.title), tab, layout, rows.get(name, ()), brush)
            for mark, target in _marks(tab):
                made.define_name(mark, target)
        for names, formula in excel_checks.name_lists(layout).items():
            made.define_name(names, "=" + formula)
        if today:
            excel_today.draw(today, made, layout)
            today.activate()
    return _finished(file.getvalue())


def _page(made: xlsxwriter.Workbook, title: str) -> Worksheet:
    try:
        return made.add_worksheet(title)
    except XlsxInputError as error:
        raise WorkbookProblem(f'A tab cannot be called "{title}". Change it in the settings, under [tabs].') from error


def _marks(tab: TabLayout) -> Iterator[tuple[str, str]]:
    for index, column in tab.columns:
        if column.ours:
            name = excel_marks.free_name(tab.title, column.header, ())
            yield name, "=" + excel_marks.target(tab.title, letters(index))


def _finished(content: bytes) -> bytes:
    """Without the stored results of formulas, which nobody has computed yet; our defined names hidden."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as drawn, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as done:
        for part in drawn.infolist():
            text = drawn.read(part)
            if part.filename.startswith("xl/worksheets/sheet"):
                text = re.sub(rb"</f><v>[^<]*</v>", b"</f>", text)
            elif part.filename == "xl/workbook.xml":
                text = re.sub(rb'<definedName name="(coachsheet[^"]*)"', rb'<definedName name="\1" hidden="1"', text)
            done.writestr(part, text)
    return file.getvalue()


class Brush:
    """The formats of one workbook, each made once."""

    def __init__(self, made: xlsxwriter.Workbook) -> None:
        self._made = made
        self._formats: dict[str, xlsxwriter.format.Format] = {}

    def __call__(self, look: looks.Look) -> xlsxwriter.format.Format:
        key = repr(sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self._made.add_format(look)
        return self._formats[key]


def _draw_sheet(
    page: Worksheet, sheet: TabLayout, layout: Layout, rows: Sequence[Mapping[str, Value]], brush: Brush
) -> None:
    _draw_columns(page, sheet, brush)
    for index, column in sheet.columns:
        page.write_string(0, index, column.header, brush(looks.header_look(column)))
        if column.note:
            page.write_comment(0, index, column.note, {"x_scale": 1.6, "y_scale": 0.7, "author": "coachsheet"})
        if rule := excel_checks.check(column, sheet, layout):
            page.data_validation(1, index, sheet.last - 1, index, rule)
        _colour(page, index, column, sheet, brush)
    for number, row in enumerate(rows, start=1):
        for index, column in sheet.columns:
            _write(page, number, index, row.get(column.header), brush(looks.column_look(column)))
    page.set_row(0, 32)
    page.freeze_panes(1, 1 if sheet.headers[0] in looks.FROZEN else 0)
    page.autofilter(0, 0, sheet.last - 1, len(sheet.headers) - 1)
    _set_up_print(page, sheet)


def _draw_columns(page: Worksheet, sheet: TabLayout, brush: Brush) -> None:
    """Widths, formats, and the collapsed groups; the sign that opens a group stands over the next column."""
    after_group = False
    for index, column in sheet.columns:
        group = {"level": 1, "hidden": True} if column.tucked else {"collapsed": after_group}
        page.set_column(index, index, column.width, brush(looks.column_look(column)), group)
        after_group = column.tucked
    if after_group:
        page.set_column(len(sheet.headers), len(sheet.headers), None, None, {"collapsed": True})


def _colour(page: Worksheet, index: int, column: Column, sheet: TabLayout, brush: Brush) -> None:
    for word, look in looks.TONES.get((sheet.tab.title, column.header), {}).items():
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": brush(look)}
        page.conditional_format(1, index, sheet.last - 1, index, rule)


def _write(page: Worksheet, row: int, column: int, value: Value, look: xlsxwriter.format.Format) -> None:
    """Words are data whatever they begin with: never a formula, never a link."""
    if value is None or value == "":
        return
    if isinstance(value, str | BadValue):
        page.write_string(row, column, value if isinstance(value, str) else value.text, look)
    elif isinstance(value, bool):
        page.write_boolean(row, column, value, look)
    elif isinstance(value, date):
        page.write_datetime(row, column, value, look)
    else:
        page.write_number(row, column, value, look)


def _set_up_print(page: Worksheet, sheet: TabLayout) -> None:
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_footer(f"&L{sheet.title.replace('&', '&&')}&R&P / &N")


def _place(path: Path, content: bytes) -> None:
    """Durably at `path`, which must not stand yet: a file is seen whole or not at all."""
    if path.exists():
        raise FileExistsError(path)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".new")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink()
        raise
