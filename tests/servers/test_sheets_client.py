"""Real gspread and real google-auth talk to the local server."""

from __future__ import annotations

import json
from pathlib import Path

import gspread
import pytest
import requests
from google.auth.exceptions import RefreshError
from google.auth.transport.requests import AuthorizedSession, Request
from google.oauth2.credentials import Credentials as UserCredentials
from google.oauth2.service_account import Credentials

from tests.servers.sheets import SheetsServer
from tests.servers.sheets_client import connected

SCOPE = "https://www.googleapis.com/auth/spreadsheets"


def test_gspread_reads_and_writes_with_a_key_file(sheets: SheetsServer, tmp_path: Path) -> None:
    book = connected(sheets, tmp_path).open_by_key(sheets.book.id)
    tab = book.worksheet("Clients")
    tab.update([["Ana"]], "A4")
    assert tab.get_all_records()[0] == {"Client": "Priya", "Email": "p@example.com", "ID": "c1"}
    assert sheets.coach.value("Clients", 4, "Client") == "Ana"
    assert sheets.token_calls == 1
    assert [call.kind for call in sheets.calls][-2:] == ["values.update", "values.get"]
    assert {call.user for call in sheets.calls} == {"coachsheet@example-project.iam.gserviceaccount.com"}


def test_the_key_file_is_for_its_owner_only(sheets: SheetsServer, tmp_path: Path) -> None:
    assert sheets.key_file(tmp_path / "key.json").stat().st_mode & 0o777 == 0o600


def test_a_persons_login_is_refreshed_too(sheets: SheetsServer, tmp_path: Path) -> None:
    kept = json.loads(sheets.user_file(tmp_path / "me.json").read_text())
    login = {name: kept[name] for name in ("refresh_token", "token_uri", "client_id", "client_secret")}
    person = UserCredentials(None, **login)  # from_authorized_user_file would ask Google, whatever the file says
    answer = AuthorizedSession(person).get(f"{sheets.url}/v4/spreadsheets/{sheets.book.id}?fields=spreadsheetId")
    assert answer.json() == {"spreadsheetId": sheets.book.id}
    assert sheets.calls[-1].user == "ana@example.com"
    sheets.tokens.refresh_tokens.clear()
    with pytest.raises(RefreshError, match="invalid_grant"):
        person.refresh(Request())


def test_an_account_that_is_not_known_gets_no_token(sheets: SheetsServer, tmp_path: Path) -> None:
    path = sheets.key_file(tmp_path / "key.json", "stranger@example.com")
    sheets.tokens.known.clear()
    credentials = Credentials.from_service_account_file(str(path), scopes=[SCOPE])
    with pytest.raises(RefreshError, match="account not found"):
        credentials.refresh(Request())


def test_a_token_that_expires_in_the_middle_is_fetched_anew(sheets: SheetsServer, tmp_path: Path) -> None:
    tab = connected(sheets, tmp_path).open_by_key(sheets.book.id).worksheet("Clients")
    sheets.faults.add("expire", kind="write")
    tab.update([["Ana"]], "A4")
    assert sheets.token_calls == 2
    assert [call.status for call in sheets.calls[-2:]] == [401, 200]


def test_another_scope_is_refused(sheets: SheetsServer) -> None:
    token = sheets.tokens.issue("x@example.com", {"https://www.googleapis.com/auth/gmail.send"})
    head = {"Authorization": f"Bearer {token}"}
    answer = requests.get(f"{sheets.url}/v4/spreadsheets/{sheets.book.id}", headers=head, timeout=5)
    assert answer.status_code == 403
    assert answer.json()["error"]["details"][0]["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"


def test_a_book_that_is_not_shared_and_one_that_is_not_there(sheets: SheetsServer, tmp_path: Path) -> None:
    client = connected(sheets, tmp_path)
    with pytest.raises(gspread.SpreadsheetNotFound):
        client.open_by_key("nowhere").worksheets()
    sheets.book.shared_with = set()
    with pytest.raises(PermissionError):
        client.open_by_key(sheets.book.id)


def test_what_is_not_served_says_so(sheets: SheetsServer, tmp_path: Path) -> None:
    book = connected(sheets, tmp_path).open_by_key(sheets.book.id)
    with pytest.raises(gspread.exceptions.APIError, match="not served by this local server"):
        book.batch_update({"requests": [{"trimWhitespace": {}}]})
    with pytest.raises(gspread.exceptions.APIError, match="not served by this local server"):
        book.list_permissions()
