"""spreadsheets.batchUpdate: one request after the other, all or none."""

from __future__ import annotations

from collections.abc import Callable

from tests.servers.sheets import requests_cells as cells
from tests.servers.sheets import requests_lines as lines
from tests.servers.sheets import requests_looks as looks
from tests.servers.sheets import requests_pastes as pastes
from tests.servers.sheets import requests_tabs as tabs
from tests.servers.sheets import requests_things as things
from tests.servers.sheets.book import Book
from tests.servers.sheets.errors import JSON, ApiError, invalid

REQUESTS: dict[str, Callable[[Book, JSON], JSON]] = {
    "addBanding": looks.add_banding,
    "addChart": looks.add_chart,
    "addConditionalFormatRule": looks.add_conditional_format,
    "addDimensionGroup": lines.add_group,
    "addFilterView": looks.add_filter_view,
    "addNamedRange": things.add_named_range,
    "addProtectedRange": things.add_protected_range,
    "addSheet": tabs.add_sheet,
    "appendCells": cells.append_cells,
    "appendDimension": lines.append_dimension,
    "autoResizeDimensions": lines.auto_resize,
    "clearBasicFilter": looks.clear_basic_filter,
    "copyPaste": pastes.copy_paste,
    "createDeveloperMetadata": things.create_mark,
    "cutPaste": pastes.cut_paste,
    "deleteConditionalFormatRule": looks.delete_conditional_format,
    "deleteDeveloperMetadata": things.delete_marks,
    "deleteDimension": lines.delete_dimension,
    "deleteDimensionGroup": lines.delete_group,
    "deleteEmbeddedObject": looks.delete_embedded_object,
    "deleteFilterView": looks.delete_filter_view,
    "deleteNamedRange": things.delete_named_range,
    "deleteProtectedRange": things.delete_protected_range,
    "deleteRange": pastes.delete_range,
    "deleteSheet": tabs.delete_sheet,
    "duplicateSheet": tabs.duplicate_sheet,
    "findReplace": pastes.find_replace,
    "insertDimension": lines.insert_dimension,
    "insertRange": pastes.insert_range,
    "mergeCells": things.merge_cells,
    "moveDimension": lines.move_dimension,
    "repeatCell": cells.repeat_cell,
    "setBasicFilter": looks.set_basic_filter,
    "setDataValidation": cells.set_data_validation,
    "sortRange": pastes.sort_range,
    "unmergeCells": things.unmerge_cells,
    "updateCells": cells.update_cells,
    "updateChartSpec": looks.update_chart_spec,
    "updateDeveloperMetadata": things.update_marks,
    "updateDimensionGroup": lines.update_group,
    "updateDimensionProperties": lines.update_dimension_properties,
    "updateFilterView": looks.update_filter_view,
    "updateNamedRange": things.update_named_range,
    "updateProtectedRange": things.update_protected_range,
    "updateSheetProperties": tabs.update_sheet_properties,
    "updateSpreadsheetProperties": tabs.update_spreadsheet_properties,
}
"""Every kind of request that is served; any other answers 501."""


def apply(book: Book, body: JSON) -> JSON:
    """Apply a batchUpdate's requests; raises ApiError that names the one that is wrong (the caller undoes the rest)."""
    requests = body.get("requests") or []
    if not requests:
        raise invalid("Must specify at least one request.")
    return {"spreadsheetId": book.id, "replies": [reply(book, n, request) for n, request in enumerate(requests)]}


def reply(book: Book, number: int, request: JSON) -> JSON:
    if len(request) != 1:
        raise invalid(
            f"Invalid requests[{number}]: No request set." if not request else "oneof field 'kind' is already set."
        )
    kind, given = next(iter(request.items()))
    if kind not in REQUESTS:
        raise ApiError(501, f"requests[{number}].{kind} is not served by this local server")
    book.actor.request = kind
    try:
        return REQUESTS[kind](book, given)
    except ApiError as error:
        raise ApiError(error.code, f"Invalid requests[{number}].{kind}: {error}", error.details) from error
    except (KeyError, TypeError, IndexError) as error:
        raise invalid(f"Invalid requests[{number}].{kind}: {type(error).__name__} {error}") from error
