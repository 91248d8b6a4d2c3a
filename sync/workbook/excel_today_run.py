"""The first line of the Today tab of an .xlsx workbook: when the last run was, what it sent, what waits."""

from __future__ import annotations

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from sync.workbook import looks
from sync.workbook.excel_layout import Layout, letters
from sync.workbook.today_formulas import figures, sentence, stale


def draw_last_run(page: Worksheet, made: xlsxwriter.Workbook, layout: Layout, helper: int) -> None:
    """`Last run today 07:05, 4 sent, 2 decisions waiting`, in the second row; loud after 26 hours."""
    cells = [f"${letters(helper)}${row}" for row in range(1, 5)]
    for row, formula in enumerate(figures(layout, cells[0])):
        page.write_formula(row, helper, formula)
    page.write_formula(1, 0, sentence(*cells), made.add_format({"font_size": 12, "font_color": "#374151"}))
    rule = {"type": "formula", "criteria": stale(cells[0]), "format": made.add_format(looks.STALE)}
    page.conditional_format(1, 0, 1, 8, rule)
