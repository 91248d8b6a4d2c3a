"""gspread's client with an end: timeouts, a deadline, bounded tries, quota, and no write that is sent twice blindly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
import urllib3
from google.auth.exceptions import GoogleAuthError
from gspread.http_client import HTTPClient
from gspread.urls import SPREADSHEET_URL, SPREADSHEETS_API_V4_BASE_URL

from sync.workbook.base import WorkbookProblem
from sync.workbook.google_errors import WAIT, Ambiguous, Told, problem, told
from sync.workbook.google_pace import OutOfTime, Pace

CONNECT, READ = 10.0, 60.0
"""Seconds to reach Google, and to wait for the next piece of its answer."""

MOST_TRIES = 12
"""How often a call is sent at most: with full jitter some three minutes on average, and no more than eight."""

_READS_BY_POST = (":batchGetByDataFilter", ":getByDataFilter", ":search")
_BEFORE_SENDING = (requests.exceptions.ConnectTimeout, requests.exceptions.ProxyError, requests.exceptions.SSLError)
_NOT_NOW = "Check the connection of this machine, or try again in a few minutes."


@dataclass(slots=True)
class Calls:
    """Calls that counted: retries and tokens do not (contract, section 7, guarantee 6)."""

    read: int = 0
    write: int = 0


class Lost(Exception):
    """No whole answer came. `sent`: the request may have reached Google."""

    def __init__(self, why: str, sent: bool) -> None:
        super().__init__(why)
        self.sent = sent


@dataclass(slots=True)
class _Try:
    """How one attempt ended: an answer, or none."""

    answer: requests.Response | None = None
    lost: Lost | None = None
    error: Told | None = None


class SheetsClient(HTTPClient):
    """Under the house's fourth decision. `root` replaces https://sheets.googleapis.com (a local server in tests).

    Every method raises WorkbookProblem with a sentence; Ambiguous after a write whose fate is not known.
    """

    def __init__(self, session: requests.Session, pace: Pace, root: str = "", account: str = "") -> None:
        super().__init__(None, session=session)  # type: ignore[arg-type]
        self._pace, self._root, self._account = pace, root, account
        self.calls = Calls()

    def request(
        self,
        method: str,
        endpoint: str,
        params: Any = None,
        data: bytes | None = None,
        json: Mapping[str, Any] | None = None,
        files: Any = None,
        headers: Any = None,
    ) -> requests.Response:
        """One call, tried again while that is safe: a read after whatever passes, a write after 429 or if unsent."""
        writes = method.lower() != "get" and not endpoint.endswith(_READS_BY_POST)
        if writes:
            self.calls.write += 1
        else:
            self.calls.read += 1
        with self._pace.at_work():
            for tries in range(MOST_TRIES):
                try:
                    self._pace.turn("write" if writes else "read")
                except OutOfTime:
                    raise WorkbookProblem(f"The run took too long at Google Sheets and was ended. {_NOT_NOW}") from None
                one = self._once(method, endpoint, params, data, json, headers)
                if one.answer is not None and one.error is None:
                    return one.answer
                self._wait_or_raise(one, writes, tries)
        raise AssertionError

    def _wait_or_raise(self, one: _Try, writes: bool, tries: int) -> None:
        again = self._may_go_again(one, writes)
        if not again and writes and _is_ambiguous(one):
            raise Ambiguous(str(one.lost) if one.lost else "no clear answer")
        final = self._sentence(one, writes)
        if not again or tries == MOST_TRIES - 1:
            raise final
        try:
            self._pace.after(tries, one.answer.headers.get("Retry-After") if one.answer is not None else None)
        except OutOfTime:
            raise final from None

    def _may_go_again(self, one: _Try, writes: bool) -> bool:
        if one.lost is not None:
            return not writes or not one.lost.sent
        assert one.error is not None
        return one.error.is_quota or (not writes and one.error.status in WAIT)

    def _sentence(self, one: _Try, writes: bool) -> WorkbookProblem:
        if one.lost is not None:
            return WorkbookProblem(f"Google Sheets cannot be reached: {one.lost}. {_NOT_NOW}")
        assert one.error is not None
        return problem(one.error, self._account, writes)

    def _once(self, method: str, endpoint: str, params: Any, data: bytes | None, json: Any, headers: Any) -> _Try:
        try:
            answer = self._send(method, endpoint, params, data, json, headers)
        except Lost as lost:
            return _Try(lost=lost)
        if not answer.ok or 300 <= answer.status_code < 400:
            return _Try(answer, error=told(answer.status_code, answer.content))
        if not _is_json(answer):
            if answer.content.lstrip()[:1] == b"<":
                return _Try(answer, error=Told(answer.status_code, "", "", is_json=False))
            return _Try(lost=Lost("its answer was cut off", sent=True))
        return _Try(answer)

    def _send(self, method: str, endpoint: str, params: Any, data: Any, json: Any, headers: Any) -> requests.Response:
        timeout = (CONNECT, max(0.1, min(READ, self._pace.left)))
        try:
            answer = self.session.request(
                method,
                self._at_root(endpoint),
                params=params,
                data=data,
                json=json,
                headers=headers,
                timeout=timeout,
                allow_redirects=False,
                stream=True,
            )
            answer._content = self._body(answer)
            return answer
        except GoogleAuthError as error:
            raise Lost("the login service does not answer", sent=False) from error
        except requests.exceptions.RequestException as error:
            raise _lost(error) from error
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise Lost("the connection broke", sent=True) from error

    def _at_root(self, endpoint: str) -> str:
        if not self._root:
            return endpoint
        if not endpoint.startswith(SPREADSHEETS_API_V4_BASE_URL):
            raise AssertionError(f"{endpoint} would leave this machine")
        return self._root + endpoint.removeprefix("https://sheets.googleapis.com")

    def _body(self, answer: requests.Response) -> bytes:
        """The whole answer, however slowly it drips, but not beyond the deadline."""
        pieces = []
        with answer:
            while piece := answer.raw.read1(1 << 20, decode_content=True):
                pieces.append(piece)
                if self._pace.left <= 0:
                    raise Lost("its answer took too long", sent=True)
        return b"".join(pieces)

    def wait(self, tries: int) -> None:
        """Pause before a write whose fate was looked up is sent again. Raises WorkbookProblem at the deadline."""
        try:
            with self._pace.at_work():
                self._pace.after(tries, None)
        except OutOfTime:
            raise WorkbookProblem(f"Google Sheets takes no changes now. {_NOT_NOW}") from None

    def values_by_filter(self, id: str, body: Mapping[str, Any]) -> Any:
        """values:batchUpdateByDataFilter (Sheets API): values to columns known by their metadata."""
        return self.request("post", f"{SPREADSHEET_URL % id}/values:batchUpdateByDataFilter", json=body).json()

    def values_found(self, id: str, body: Mapping[str, Any]) -> Any:
        """values:batchGetByDataFilter (Sheets API): a reading, though it is a POST."""
        return self.request("post", f"{SPREADSHEET_URL % id}/values:batchGetByDataFilter", json=body).json()


def _is_json(answer: requests.Response) -> bool:
    try:
        return isinstance(answer.json(), dict)
    except ValueError:
        return False


def _is_ambiguous(one: _Try) -> bool:
    """Whether a write that is not tried again may have been applied: a plain refusal (4xx) was not."""
    if one.lost is not None:
        return one.lost.sent
    assert one.error is not None
    return one.error.status >= 500 or one.error.status in (200, 408, 409)


def _lost(error: requests.exceptions.RequestException) -> Lost:
    """Whether the request can have reached Google: a connection that never stood carried nothing."""
    if isinstance(error, requests.exceptions.SSLError):
        return Lost("the connection is not safe (its certificate is not known here)", sent=False)
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    never = isinstance(error, _BEFORE_SENDING) or isinstance(reason, urllib3.exceptions.NewConnectionError)
    if isinstance(error, requests.exceptions.ProxyError):
        return Lost("the proxy does not let us through", sent=False)
    return Lost("there is no connection" if never else "the connection broke", sent=not never)
