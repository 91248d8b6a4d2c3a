"""The worst cells that a sheet can hold, for every test that says: never a traceback."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from sync.schema import TABS, Column
from sync.workbook.base import BadValue, Value
from tests.practice import TODAY

WORST: list[Value] = [
    "31/02/2026", "27/11/2026", "2026-02-30", "2026-11-27T25:61", "31 Feb 2026", "Fri 27 Nov 2026", "27.11.2026",
    "#REF!", "=IMPORTXML(\"http://example.com\",\"//a\")", "+1+1", "@SUM(A1)", "-2+3", "{{ 7*7 }}",
    "{% for x in y %}", "<script>alert(1)</script>", "line\nbreak", "\r\nBcc: all@example.com", "=?utf-8?q?word?=",
    "נועה לוי", "\u202eabc\u202c", "x" * 50_000, "7", "7.5", "8/10", "1,7", "3.1", "1e5", "-1", "0", "٧", "²", "½",
    "1/2", "nan", "inf", "12:30", "", " ", "\u00a0", "\u200b", "x", "X", "yes", "no", "done", "✓", "TRUE", "FALSE",
    "None", "N/A", "?", "-", "Priya Nair", "priya  nair ", "PRIYA NAIR", "Pria Nair", "priya@example.com",
    "not an address", "a@b", "Berlin", "Europe/Berlin", "Nowhere", "Active", "Paused", "Ended", "Prospect",
    "Coach", "Client", "Attended", "Cancelled by client", "Weekly", "None", "Send", "Refer", "Recommit",
    "Part ways", "New", "sent", "k100x", "k101x:agreed", "check-in:2026-11-16", "check-in:2026-13-45",
    "k100x-2026-02-30", "hello", "b3k7x2q9", "Time zone",
    "Send to", "Clients", "0x1F", "\x00\x07", "\ud83d\ude00", "e\u0301", "\ud800", "İ", "ß", True, False, 0, 1, 7,
    -1, 7.5, 46349, 46349.5, 46349.99999999, 1e300, float("nan"), float("inf"), -0.0, date(1900, 1, 1),
    date(1999, 12, 31), date(2100, 12, 31), date(9999, 12, 31), date.min, datetime.max, datetime.min,
    datetime(2026, 3, 29, 2, 30), datetime(2026, 10, 25, 2, 30), datetime(2026, 11, 22, 9, 0, 0, 999_999), TODAY,
    TODAY - timedelta(days=1), TODAY + timedelta(days=1), TODAY - timedelta(days=400), BadValue("#REF!"),
    BadValue("#N/A"), BadValue(""), None,
]  # fmt: skip

values: st.SearchStrategy[Value] = st.one_of(
    st.sampled_from(WORST),
    st.text(max_size=12),
    st.floats(),
    st.integers(-10, 60_000),
    st.dates(),
    st.datetimes(),
    st.booleans(),
    st.none(),
)


def likely(column: Column) -> st.SearchStrategy[Value]:
    """What often stands in such a column, and sometimes the worst."""
    near: list[Value] = [None, *column.allowed]
    if column.header in ("Client", "Email"):
        near += ["Priya Nair", "priya@example.com", "Marcus Webb", "marcus@example.com"]
    days = st.dates(TODAY - timedelta(days=90), TODAY + timedelta(days=40))
    return st.one_of(st.sampled_from(near), days, st.integers(0, 12), values)


@st.composite
def grids(draw: st.DrawFn, most: int = 4) -> dict[str, list[list[Value]]]:
    """Tabs by title: a header row, now and then renamed, doubled, moved or missing, and rows of such cells."""
    found: dict[str, list[list[Value]]] = {}
    for tab in TABS.values():
        if not tab.required and draw(st.integers(0, 3)) == 0:
            continue
        columns = list(tab.columns)
        if draw(st.integers(0, 4)) == 0:
            columns = draw(st.permutations(columns))
        headers: list[Value] = [column.header for column in columns]
        if draw(st.integers(0, 9)) == 0:
            headers[draw(st.integers(0, len(headers) - 1))] = draw(values)
        rows = draw(st.lists(st.tuples(*(likely(column) for column in columns)), max_size=most))
        found[tab.title] = [headers, *(list(row) for row in rows)]
    return found
