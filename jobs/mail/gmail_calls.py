"""One call to the Gmail API: with an end in time, and with whether Google may have had it. Decides nothing."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import requests
import urllib3

from jobs.mail.base import Unusable
from jobs.mail.gmail_login import Login

ROOT = "https://gmail.googleapis.com"

_TIMEOUT = (10.0, 60.0)
_LONGEST = 120.0
"""Seconds for a whole answer, however slowly it drips."""
_LARGEST = 4_000_000
_HIDDEN = "…".encode()
"""Stands for our access token, should an answer (a proxy's, say) repeat it."""
_BEFORE_SENDING = (requests.exceptions.ConnectTimeout, requests.exceptions.ProxyError)


class Lost(Exception):
    """No whole answer came. `sent`: the request may have reached Google."""

    def __init__(self, why: str, sent: bool) -> None:
        super().__init__(why)
        self.sent = sent


@dataclass(frozen=True, slots=True)
class Answer:
    """`said` is the JSON object of the body; None where it is a page, cut off, or nothing at all."""

    status: int
    said: dict[str, Any] | None
    retry_after: str = ""


class Mailbox:
    """The mailbox of a login. `emulator` replaces Google's host by a local server; nothing leaves this machine then."""

    def __init__(self, login: Login, emulator: str = "", monotonic: Callable[[], float] = time.monotonic) -> None:
        if emulator and not login.stays_here:
            raise Unusable("SHEETS_EMULATOR_HOST: the token_uri of [mail] credentials must be on this machine too")
        self.login = login
        self._root = f"{emulator or ROOT}/gmail/v1/users/me/"
        self._monotonic = monotonic
        self._session = requests.Session()
        if emulator:
            self._session.trust_env = False

    def get(self, what: str, **asked: str) -> Answer:
        """Raises Lost, Unusable (no token)."""
        return self._call("GET", what, asked, None)

    def post(self, what: str, body: Mapping[str, str]) -> Answer:
        """Raises Lost, Unusable (no token: nothing was sent)."""
        return self._call("POST", what, {}, json.dumps(body).encode())

    def close(self) -> None:
        self._session.close()
        self.login.close()

    def _call(self, method: str, what: str, asked: Mapping[str, str], body: bytes | None) -> Answer:
        answer = self._once(method, what, asked, body, self.login.token())
        if answer.status == 401:  # refused and not carried out: the token ran out on the way
            answer = self._once(method, what, asked, body, self.login.token(fresh=True))
        return answer

    def _once(self, method: str, what: str, asked: Mapping[str, str], body: bytes | None, token: str) -> Answer:
        def signed(request: requests.PreparedRequest) -> requests.PreparedRequest:
            request.headers["Authorization"] = f"Bearer {token}"
            return request

        try:
            with self._session.request(
                method,
                self._root + what,
                params=asked,
                data=body,
                headers={"Content-Type": "application/json"} if body else {},
                auth=signed,  # as a header it would give way to a ~/.netrc
                timeout=_TIMEOUT,
                allow_redirects=False,
                stream=True,
            ) as answer:
                said = _read(self._body(answer).replace(token.encode(), _HIDDEN))
                if said is None:  # who breaks off in an answer hangs up too: the next letter gets a line of its own
                    self._session.close()
                return Answer(answer.status_code, said, answer.headers.get("Retry-After", ""))
        except requests.exceptions.RequestException as error:
            raise _lost(error) from error
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise Lost("the connection broke", sent=True) from error

    def _body(self, answer: requests.Response) -> bytes:
        pieces, size, until = [], 0, self._monotonic() + _LONGEST
        while piece := answer.raw.read1(1 << 16, decode_content=True):
            pieces.append(piece)
            size += len(piece)
            if size > _LARGEST or self._monotonic() > until:
                raise Lost("its answer does not end", sent=True)
        return b"".join(pieces)


def _read(body: bytes) -> dict[str, Any] | None:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def _lost(error: requests.exceptions.RequestException) -> Lost:
    """A connection that never stood carried nothing; of a broken one that cannot be known."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    if isinstance(error, requests.exceptions.SSLError) and "CERTIFICATE_VERIFY_FAILED" in str(reason):
        return Lost("its certificate is not trusted on this machine", sent=False)
    if isinstance(error, requests.exceptions.ProxyError):
        return Lost("the proxy does not let us through", sent=False)
    if isinstance(error, _BEFORE_SENDING) or isinstance(reason, urllib3.exceptions.NewConnectionError):
        return Lost("there is no connection", sent=False)
    return Lost("the connection broke", sent=True)
