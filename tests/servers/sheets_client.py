"""How tests talk to the local Sheets server: real gspread pointed at it, or one bare call."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gspread
import requests
from gspread.http_client import HTTPClient

from tests.servers.sheets import ROBOT, SheetsServer

GOOGLE = ("https://sheets.googleapis.com", "https://www.googleapis.com")


def connected(server: SheetsServer, folder: Path) -> gspread.Client:
    """Real gspread with a service account's key file, all of its calls sent to the server."""

    class Local(HTTPClient):  # type: ignore[misc]
        def request(self, method: str, endpoint: str, **rest: Any) -> requests.Response:
            for host in GOOGLE:
                endpoint = endpoint.replace(host, server.url)
            return super().request(method, endpoint, **rest)

    return gspread.service_account(str(server.key_file(folder / "key.json")), http_client=Local)


def ask(server: SheetsServer, method: str, path: str, body: Any = None, **query: Any) -> requests.Response:
    """One call on the server's first book, `path` behind its id, with a fresh token and a short timeout."""
    head = {"Authorization": f"Bearer {server.tokens.issue(ROBOT)}"}
    url = f"{server.url}/v4/spreadsheets/{server.book.id}{path}"
    return requests.request(method, url, json=body, params=query, headers=head, timeout=5)


def batch(server: SheetsServer, *wanted: dict[str, Any]) -> requests.Response:
    """One spreadsheets.batchUpdate."""
    return ask(server, "POST", ":batchUpdate", {"requests": list(wanted)})


def mark_column(server: SheetsServer, tab: str, column: int, number: int, key: str = "header") -> None:
    """Put developer metadata with this id on a column."""
    span = {
        "sheetId": server.book.tab(tab).sheet_id,
        "dimension": "COLUMNS",
        "startIndex": column,
        "endIndex": column + 1,
    }
    entry = {"metadataId": number, "metadataKey": key, "visibility": "DOCUMENT", "location": {"dimensionRange": span}}
    batch(server, {"createDeveloperMetadata": {"developerMetadata": entry}}).raise_for_status()


def marked(number: int) -> dict[str, Any]:
    """The DataFilter of one metadata id."""
    return {"developerMetadataLookup": {"metadataId": number}}


def write_marked(server: SheetsServer, number: int, values: list[list[Any]], entry: str = "RAW") -> requests.Response:
    """One values:batchUpdateByDataFilter to the column that a metadata id is on."""
    data = [{"dataFilter": marked(number), "majorDimension": "ROWS", "values": values}]
    return ask(server, "POST", "/values:batchUpdateByDataFilter", {"valueInputOption": entry, "data": data})


def values_of(server: SheetsServer, where: str, **query: Any) -> list[list[Any]]:
    """The values of a range as one read gives them."""
    return list(ask(server, "GET", f"/values/{where}", **query).json().get("values", []))
