"""Which call of the Sheets and Drive APIs a request is, by its method and path."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from tests.servers.sheets.errors import JSON

BOOK = r"/v4/spreadsheets/(?P<book>[^/:]+)"
FILES = r"/drive/v3/files"
ONE = FILES + r"/(?P<book>[^/]+)"
ROUTES = [
    ("GET", BOOK, "spreadsheets.get"),
    ("POST", BOOK + ":batchUpdate", "spreadsheets.batchUpdate"),
    ("POST", BOOK + ":getByDataFilter", "spreadsheets.getByDataFilter"),
    ("GET", BOOK + "/values:batchGet", "values.batchGet"),
    ("POST", BOOK + "/values:batchUpdate", "values.batchUpdate"),
    ("POST", BOOK + "/values:batchClear", "values.batchClear"),
    ("POST", BOOK + "/values:batchGetByDataFilter", "values.batchGetByDataFilter"),
    ("POST", BOOK + "/values:batchUpdateByDataFilter", "values.batchUpdateByDataFilter"),
    ("POST", BOOK + "/values/(?P<range>.+):append", "values.append"),
    ("POST", BOOK + "/values/(?P<range>.+):clear", "values.clear"),
    ("GET", BOOK + "/values/(?P<range>.+)", "values.get"),
    ("PUT", BOOK + "/values/(?P<range>.+)", "values.update"),
    ("POST", BOOK + "/developerMetadata:search", "developerMetadata.search"),
    ("GET", BOOK + r"/developerMetadata/(?P<mark>\d+)", "developerMetadata.get"),
    ("GET", FILES, "drive.list"),
    ("POST", FILES, "drive.create"),
    ("GET", ONE, "drive.get"),
    ("DELETE", ONE, "drive.delete"),
    ("POST", ONE + "/copy", "drive.copy"),
    ("GET", ONE + "/export", "drive.export"),
    ("GET", ONE + "/comments", "drive.comments"),
]
KINDS = [kind for _, _, kind in ROUTES]
READS = {kind for kind in KINDS if re.search(r"\.(get|batchGet|search|getByDataFilter|batchGetByDataFilter)$", kind)}
"""Which calls count against the reads' quota; all others count as writes, Drive's as neither."""


@dataclass(slots=True)
class Call:
    """One request that came in. `number` counts from 1; `status` is 0 where no answer went out."""

    number: int
    method: str
    path: str
    query: dict[str, list[str]]
    body: Any
    headers: dict[str, str] = field(default_factory=dict)
    kind: str = "unknown"
    parts: dict[str, str] = field(default_factory=dict)
    user: str = ""
    status: int = 0
    applied: bool = False

    @property
    def side(self) -> str:
        """read, write, or blank for a call that no quota counts."""
        if self.kind.startswith("drive.") or self.kind == "unknown":
            return ""
        return "read" if self.kind in READS else "write"

    @property
    def kinds(self) -> set[str]:
        return {self.kind, self.side} - {""}

    def one(self, name: str, default: str = "") -> str:
        return self.query.get(name, [default])[-1]

    @property
    def given(self) -> JSON:
        """The query, one value a name."""
        return {name: values[-1] for name, values in self.query.items()}


def recognized(call: Call) -> Call:
    """The call with its kind and the parts of its path; the kind stays `unknown` where nothing fits."""
    for method, pattern, kind in ROUTES:
        if method == call.method and (match := re.fullmatch(pattern, call.path)):
            call.kind = kind
            call.parts = {name: unquote(text) for name, text in match.groupdict().items()}
            break
    return call
