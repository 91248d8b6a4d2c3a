"""batchUpdate requests about what only people see: filters, filter views, conditional formats, bands, charts."""

from __future__ import annotations

from tests.servers.sheets.book import Book
from tests.servers.sheets.conditions import refuse_unfit
from tests.servers.sheets.errors import JSON, invalid
from tests.servers.sheets.fields import parsed, updated, without_nulls
from tests.servers.sheets.requests_cells import tab_in
from tests.servers.sheets.requests_things import ranged, remove, stored_range, whole_range, with_id


def set_basic_filter(book: Book, given: JSON) -> JSON:
    wanted = without_nulls(given["filter"])
    tab = tab_in(book, wanted.get("range") or {})
    tab.basic_filter[:] = [{**wanted, "range": whole_range(tab.span(wanted.get("range") or {}))}]
    book.note("property", tab, None, {"filter": tab.basic_filter[0]})
    return {}


def clear_basic_filter(book: Book, given: JSON) -> JSON:
    tab = tab_in(book, given)
    tab.basic_filter.clear()
    book.note("property", tab, {"filter": None}, None)
    return {}


def add_filter_view(book: Book, given: JSON) -> JSON:
    wanted = without_nulls(given["filter"])
    tab = tab_in(book, wanted.get("range") or {})
    number = wanted.get("filterViewId") or book.ids.number("filter")
    span = whole_range(tab.span(wanted.get("range") or {}))
    view = {"title": f"Filter {len(tab.filter_views) + 1}", **wanted, "filterViewId": number, "range": span}
    tab.filter_views.append(view)
    book.note("property", tab, None, view)
    return {"addFilterView": {"filter": ranged(view)}}


def update_filter_view(book: Book, given: JSON) -> JSON:
    tab, view = with_id(book, "filter_views", "filterViewId", given["filter"]["filterViewId"])
    fresh = updated(view, given["filter"], parsed(given.get("fields", "")))
    view.update({**fresh, "range": stored_range(book, fresh["range"])})
    book.note("property", tab, None, view)
    return {}


def delete_filter_view(book: Book, given: JSON) -> JSON:
    return remove(book, "filter_views", "filterViewId", given["filterId"])


def add_conditional_format(book: Book, given: JSON) -> JSON:
    rule = without_nulls(given["rule"])
    refuse_unfit(book, (rule.get("booleanRule") or {}).get("condition"))
    rule["ranges"] = [stored_range(book, r) for r in rule.get("ranges", [])]
    if not rule["ranges"]:
        raise invalid("A conditional format rule must have at least one range.")
    tab = tab_in(book, rule["ranges"][0])
    tab.conditional_formats.insert(given.get("index", 0), rule)
    book.note("property", tab, None, {"conditional format": rule})
    return {}


def delete_conditional_format(book: Book, given: JSON) -> JSON:
    tab, index = tab_in(book, given), given.get("index", 0)
    if index >= len(tab.conditional_formats):
        raise invalid(f"No conditional format on sheet: {tab.sheet_id} at index: {index}")
    rule = tab.conditional_formats.pop(index)
    book.note("property", tab, {"conditional format": rule}, None)
    return {"deleteConditionalFormatRule": {"rule": rule}}


def add_banding(book: Book, given: JSON) -> JSON:
    wanted = without_nulls(given["bandedRange"])
    number = wanted.get("bandedRangeId") or book.ids.number("banding")
    band = {**wanted, "bandedRangeId": number, "range": stored_range(book, wanted["range"])}
    tab_in(book, band["range"]).bandings.append(band)
    book.note("property", tab_in(book, band["range"]), None, band)
    return {"addBanding": {"bandedRange": ranged(band)}}


def add_chart(book: Book, given: JSON) -> JSON:
    wanted = without_nulls(given["chart"])
    spot = wanted.get("position") or {}
    cell = (spot.get("overlayPosition") or {}).get("anchorCell") or {}
    if spot.get("newSheet") or "sheetId" in spot:
        raise invalid("Charts on sheets of their own are not served here")
    tab = tab_in(book, cell)
    number = wanted.get("chartId") or book.ids.number("chart")
    chart = {"chartId": number, **{k: v for k, v in wanted.items() if k != "chartId"}}
    tab.charts.append(chart)
    book.note("property", tab, None, {"chart": number})
    return {"addChart": {"chart": chart}}


def delete_embedded_object(book: Book, given: JSON) -> JSON:
    return remove(book, "charts", "chartId", given["objectId"])


def update_chart_spec(book: Book, given: JSON) -> JSON:
    tab, chart = with_id(book, "charts", "chartId", given["chartId"])
    chart["spec"] = without_nulls(given["spec"])
    book.note("property", tab, None, {"chart": given["chartId"]})
    return {}
