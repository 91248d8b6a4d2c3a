"""A person's login, once, in the browser: an OAuth client's file becomes the login. All else: google_auth.py."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from gspread.auth import local_server_flow

from sync.workbook.google_auth import SCOPES

Flow = Callable[[Mapping[str, Any], Sequence[str]], Any]


def log_in(file: Path, flow: Flow = local_server_flow, scopes: Sequence[str] = SCOPES) -> bool:
    """Where `file` is an OAuth client, log in and put the login in its place; False where it is a login already.

    The client is kept beside it, as NAME-client.json. Both files are for their owner alone. `flow` opens the browser.
    """
    document = json.loads(file.read_bytes())
    if not {"installed", "web"} & document.keys():
        return False
    found = flow(document, scopes)
    _place(file.with_name(f"{file.stem}-client.json"), json.dumps(document))
    _place(file, found.to_json())
    return True


def _place(file: Path, text: str) -> None:
    """Whole or not at all; mkstemp makes it 0600."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    with os.fdopen(handle, "w", encoding="utf-8") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    Path(name).replace(file)
