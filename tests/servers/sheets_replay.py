"""Playing recorded exchanges with the real API against the local server, and saying where its answers differ."""

from __future__ import annotations

import http.client
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.servers.sheets import SheetsServer
from tests.servers.sheets.book import Book
from tests.servers.sheets.defaults import FORMAT, theme
from tests.servers.sheets.routes import Call, recognized

Exchange = dict[str, Any]
USER = "someone@example.com"
DEFAULTS = {"@format": FORMAT, "@theme": theme()}
"""What the distilled facts write instead of the defaults that every spreadsheet shows."""
ID_KEYS = {
    "namedRangeId": "named",
    "protectedRangeId": "protected",
    "sheetId": "sheet",
    "filterViewId": "filter",
    "chartId": "chart",
}
TIMES = ("createdTime", "modifiedTime")
NOT_SERVED = "a call that the server does not implement"
FOREIGN = "a spreadsheet that no recorded call made"
AFTER = "reads what a call that is not served wrote"


@dataclass
class Outcome:
    """How a replay went: `agree` counts exchanges, `differ` says where, `ignored` counts by reason."""

    agree: int = 0
    differ: list[str] = field(default_factory=list)
    ignored: Counter[str] = field(default_factory=Counter)

    @property
    def covered(self) -> int:
        return self.agree + len(self.differ)


class Replay:
    """One server, on which recordings are played one after the other."""

    def __init__(self, server: SheetsServer) -> None:
        self.server = server
        self.line = http.client.HTTPConnection("127.0.0.1", server.front.server_address[1])
        self.token = server.tokens.issue(USER)
        self.outcome = Outcome()
        self.left_behind: set[str] = set()

    def play(self, name: str, exchanges: Iterable[Exchange]) -> None:
        for number, exchange in enumerate(exchanges, 1):
            reason = self.ignored(exchange)
            if reason:
                self.outcome.ignored[reason] += 1
                continue
            status, answer = self.send(exchange)
            expected = self.comparable(exchange["response"])
            if status == exchange["status"] and self.comparable(answer) == expected:
                self.outcome.agree += 1
            else:
                told = json.dumps([status, self.comparable(answer)])[:400]
                wanted = json.dumps([exchange["status"], expected])[:400]
                where = f"{name} #{number} {exchange['method']} {exchange['uri'][-120:]}"
                self.outcome.differ.append(f"{where}\n  recorded {wanted}\n  answered {told}")

    def ignored(self, exchange: Exchange) -> str:
        """Why this exchange cannot be compared; blank where it can."""
        call = recognized(Call(0, exchange["method"], urlsplit(exchange["uri"]).path, {}, None))
        book = call.parts.get("book", "")
        if call.kind == "unknown":
            self.left_behind.add(urlsplit(exchange["uri"]).path.rpartition("/")[2])
            return NOT_SERVED
        if book in self.left_behind and call.kind not in ("drive.get", "drive.delete"):
            return AFTER
        if book and book not in self.server.books and exchange["status"] != 404:
            if exchange["status"] != 403:
                return FOREIGN
            self.server.books[book] = Book.new(book, "Private", self.server.ids, "ana@example.com")
            self.server.books[book].shared_with = set()
        return ""

    def send(self, exchange: Exchange) -> tuple[int, Any]:
        self.expect_ids(exchange)
        parts = urlsplit(exchange["uri"])
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        body = exchange["body"]
        sent = None if body is None else json.dumps(body).encode() if not isinstance(body, str) else body.encode()
        self.line.request(exchange["method"], target, sent, {"Authorization": f"Bearer {self.token}"})
        response = self.line.getresponse()
        text = response.read().decode()
        is_json = "json" in (response.getheader("Content-Type") or "")
        return response.status, json.loads(text) if text and is_json else text

    def expect_ids(self, exchange: Exchange) -> None:
        """Let the server give out the ids that the recorded answer carries: they differ by nature."""
        wanted = self.server.ids.wanted
        wanted.clear()
        response = exchange["response"]
        if not isinstance(response, dict):
            return
        if response.get("kind") == "drive#file":
            wanted["book"].append(response["id"])
        for reply in response.get("replies", []):
            for thing in [t for r in reply.values() for t in r.values() if isinstance(t, dict)]:
                for key in [key for key in ID_KEYS if key in thing]:
                    wanted[ID_KEYS[key]].append(thing[key])

    def comparable(self, answer: Any) -> Any:
        """An answer without times, and of a list of files only those that this server can know."""
        if isinstance(answer, list):
            return [self.comparable(one) for one in answer]
        if not isinstance(answer, dict):
            return DEFAULTS.get(answer, answer) if isinstance(answer, str) else answer
        known = {name: value for name, value in answer.items() if name not in TIMES}
        if "files" in known:
            known["files"] = sorted(
                (one for one in known["files"] if one["id"] in self.server.books), key=lambda one: str(one["id"])
            )
        return {name: self.comparable(value) for name, value in known.items()}
