"""The two charts of the Today tab of an .xlsx workbook: follow-through week by week, and client by client."""

from __future__ import annotations

from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from sync.workbook.excel_layout import Layout, letters
from sync.workbook.today_formulas import WEEKS, week

_CLIENTS = 12
_INK, _BAR = "#374151", "#5B7083"

_NAMES = {"num_font": {"color": _INK}, "line": {"color": _INK}, "major_tick_mark": "none"}
_PERCENT = {"min": 0, "max": 110, "visible": False, "major_gridlines": {"visible": False}}


def draw_charts(page: Worksheet, made: xlsxwriter.Workbook, layout: Layout, helper: int) -> None:
    """Figures in helper columns from `helper` on; the charts stand below the lists."""
    _write_weeks(page, layout, helper)
    _write_clients(page, layout, helper + 4)
    title = "'" + layout.title("Today").replace("'", "''") + "'"
    weeks = _chart(made, "column", "Kept, of what was due (last 8 weeks, %)", title, helper + 1, WEEKS)
    page.insert_chart(21, 5, weeks, {"x_offset": 2, "y_offset": 4})
    clients = _chart(made, "bar", "Follow-through by client (%), lowest first", title, helper + 5, _CLIENTS)
    clients.set_size({"width": 635, "height": 300})
    page.insert_chart(30, 0, clients, {"x_offset": 2, "y_offset": 4})


def _write_weeks(page: Worksheet, layout: Layout, helper: int) -> None:
    """Monday of each week, its name, what was kept in it."""
    for number in range(WEEKS):
        monday = f"${letters(helper)}{number + 1}"
        for offset, formula in enumerate(week(number, monday, lambda header: layout.span("Commitments", header))):
            page.write_formula(number, helper + offset, formula)


def _write_clients(page: Worksheet, layout: Layout, helper: int) -> None:
    """Names and percentages of the clients who have one, lowest first."""
    share, name = layout.span("Clients", "Follow-through"), layout.span("Clients", "Client")
    for line in range(_CLIENTS):
        key = f"IFERROR(MOD(SMALL(IF(ISNUMBER({share}),{share}*100000+ROW({share})),{line + 1}),100000),0)"
        page.write_array_formula(line, helper, line, helper, "{=" + key + "}")
        row = f"${letters(helper)}{line + 1}"
        page.write_formula(line, helper + 1, f'=IF({row}=0,"",INDEX({name},{row}-1))')
        page.write_formula(line, helper + 2, f"=IF({row}=0,NA(),INDEX({share},{row}-1))")


def _chart(made: xlsxwriter.Workbook, kind: str, title: str, sheet: str, first: int, lines: int) -> Any:
    chart = made.add_chart({"type": kind})
    names, values = letters(first), letters(first + 1)
    chart.add_series(
        {
            "categories": f"={sheet}!${names}$1:${names}${lines}",
            "values": f"={sheet}!${values}$1:${values}${lines}",
            "fill": {"color": _BAR},
            "gap": 60,
            "data_labels": {"value": True, "font": {"color": _INK}},
        }
    )
    chart.set_title({"name": title, "name_font": {"size": 11, "color": _INK}, "overlay": False})
    chart.set_legend({"none": True})
    chart.set_y_axis(_PERCENT if kind == "column" else {**_NAMES, "reverse": True})
    chart.set_x_axis(_NAMES if kind == "column" else _PERCENT)
    chart.show_hidden_data()
    chart.set_size({"width": 605, "height": 190})
    return chart
