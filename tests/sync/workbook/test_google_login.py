"""A login in the browser: the client's file becomes the login, once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from google.oauth2.credentials import Credentials

from sync.workbook.google_auth import SCOPES, login
from sync.workbook.google_login import log_in

CLIENT = {"installed": {"client_id": "c1", "client_secret": "s1", "token_uri": "http://127.0.0.1:9/token"}}


def consented(client: Mapping[str, Any], scopes: Sequence[str]) -> Credentials:
    """What the browser's side gives back."""
    inner = client["installed"]
    return Credentials(  # type: ignore[no-untyped-call]
        "t1", "r1", None, inner["token_uri"], inner["client_id"], inner["client_secret"], scopes
    )


def test_the_clients_file_becomes_the_login_and_the_client_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "credentials.json"
    file.write_text(json.dumps(CLIENT), encoding="utf-8")
    assert log_in(file, consented)
    assert login("user", file).credentials.refresh_token == "r1"
    assert json.loads((tmp_path / "credentials-client.json").read_bytes()) == CLIENT
    assert [path.stat().st_mode & 0o777 for path in sorted(tmp_path.iterdir())] == [0o600, 0o600]


def test_the_login_asks_for_the_sheet_alone(tmp_path: Path) -> None:
    file = tmp_path / "credentials.json"
    file.write_text(json.dumps(CLIENT), encoding="utf-8")
    asked: list[str] = []
    log_in(file, lambda client, scopes: asked.extend(scopes) or consented(client, scopes))
    assert asked == list(SCOPES) == ["https://www.googleapis.com/auth/spreadsheets"]


def test_a_login_that_stands_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "credentials.json"
    file.write_text(json.dumps(CLIENT), encoding="utf-8")
    log_in(file, consented)
    before = file.read_bytes()
    assert not log_in(file, consented)
    assert file.read_bytes() == before
