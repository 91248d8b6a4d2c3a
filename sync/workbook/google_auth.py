"""Who we are at Google: a service account's key file, Application Default Credentials, or a person's login."""

from __future__ import annotations

import ipaddress
import json
import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import google.auth
import google.auth.transport.requests
import google.oauth2.credentials
import google.oauth2.service_account
import requests
from google.auth.exceptions import GoogleAuthError, RefreshError

from sync.workbook.base import WorkbookProblem
from sync.workbook.google_errors import WAIT

SCOPES = ("https://www.googleapis.com/auth/spreadsheets",)
"""The sheet, and nothing else of the account."""

_TOKEN = re.compile(r"[\x21-\x7e]+")
_NO_TOKEN = (
    "Something else than a token came from Google's login service. Is there a sign-in page or a proxy in between? "
    "Check the connection of this machine, or try again in a few minutes."
)
_NOT_ACCEPTED = (
    "Google does not accept this key or login any more (or this machine's clock is wrong). "
    "Make a new key, or log in again; doctor shows the way."
)


@dataclass(frozen=True, slots=True)
class Login:
    """`account` is the robot's address, blank for a person's login."""

    credentials: Any
    account: str = ""


def login(auth: str, file: Path, emulator: str = "") -> Login:
    """Credentials of the kind that [workbook] auth names. Raises WorkbookProblem; Google is not asked yet.

    Default ones are also looked for at a cloud machine's own service, but not with an emulator.
    """
    try:
        if auth == "default":
            found, _ = google.auth.default(scopes=SCOPES, request=_asking(_Tokens(at_home=bool(emulator))))
            return Login(found, str(getattr(found, "service_account_email", "")))
        document = _document(file)
        if auth == "user":
            return Login(_person(document, file))
        robots: Any = google.oauth2.service_account.Credentials
        robot = robots.from_service_account_info(document, scopes=SCOPES)
        return Login(robot, str(robot.service_account_email))
    except GoogleAuthError as error:
        if auth == "default":
            raise WorkbookProblem(
                "There are no Application Default Credentials on this machine. Run "
                '"gcloud auth application-default login", or set [workbook] auth to "service_account".'
            ) from error
        raise WorkbookProblem(_not_a_key(file, auth)) from error
    except ValueError as error:
        raise WorkbookProblem(_not_a_key(file, auth)) from error


def _not_a_key(file: Path, auth: str) -> str:
    kind = "a service account's key file" if auth == "service_account" else "a login that was finished in the browser"
    return f"{file.name} is not {kind}. Download it again, or check [workbook] auth; doctor shows the way."


def _document(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_bytes())
    except OSError as error:
        raise WorkbookProblem(f"{file.name} cannot be read: {error.strerror}.") from error
    if not isinstance(found, dict):
        raise ValueError(file.name)
    return found


def _person(document: dict[str, Any], file: Path) -> Any:
    if "installed" in document or "web" in document:
        raise WorkbookProblem(
            f'{file.name} is the client of a login, not the login itself. Run "coachsheet setup" to log in once.'
        )
    persons: Any = google.oauth2.credentials.Credentials
    found = persons.from_authorized_user_info(document, scopes=SCOPES)
    if document.get("token_uri"):  # from_authorized_user_info always takes Google's own
        found._token_uri = str(document["token_uri"])
    return found


class _Tokens(requests.Session):
    """Asks for tokens: a key goes to one place only, so no redirect is followed; and a web page is no answer.

    `at_home`: this machine alone is asked, and through no proxy.
    """

    def __init__(self, at_home: bool) -> None:
        super().__init__()
        self._at_home = at_home
        self.trust_env = not at_home

    def request(self, method: Any, url: Any, *args: Any, **more: Any) -> requests.Response:
        """Raises WorkbookProblem where a sign-in page or a proxy answered in Google's place."""
        if self._at_home and not _is_loopback(urlsplit(str(url)).hostname or ""):
            raise requests.exceptions.ConnectionError("not on this machine")
        answer = super().request(method, url, *args, **{**more, "allow_redirects": False})
        if str(method).upper() == "POST":  # a cloud machine's own service is asked by GET, and may answer in plain text
            if answer.status_code in WAIT:
                raise requests.exceptions.ConnectionError("not now")
            if not _is_object(answer):
                raise WorkbookProblem(_NO_TOKEN)
        return answer


def _is_object(answer: requests.Response) -> bool:
    try:
        return isinstance(answer.json(), dict)
    except (ValueError, RecursionError):
        return False


def _asking(tokens: requests.Session) -> Any:
    transport: Any = google.auth.transport.requests
    return transport.Request(tokens)


class _Signed(requests.Session):
    """Signs every call, with a fresh token where the last one ran out or is not taken any more.

    Not the library's AuthorizedSession: beside each call that one asks another host of Google's, emulator or not,
    where this account may work, and it falls over answers of the login service that are none.
    """

    def __init__(self, credentials: Any, tokens: _Tokens) -> None:
        super().__init__()
        self._credentials, self._ask = credentials, _asking(tokens)
        self.auth = self._sign  # as a header it would give way to a ~/.netrc

    def request(self, method: Any, url: Any, *args: Any, **more: Any) -> requests.Response:
        """Raises GoogleAuthError (no answer of the login service now), WorkbookProblem (a refusal, or no token)."""
        if not self._credentials.valid:
            self._renew(more.get("timeout"))
        answer = super().request(method, url, *args, **more)
        if answer.status_code == 401:  # refused and not carried out: the token ran out on the way
            answer.close()
            self._renew(more.get("timeout"))
            answer = super().request(method, url, *args, **more)
        return answer

    def _sign(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        self._credentials.apply(request.headers)
        return request

    def _renew(self, timeout: Any) -> None:
        try:
            self._credentials.refresh(partial(self._ask, timeout=timeout))
        except RefreshError as error:
            if error.retryable:
                raise
            raise WorkbookProblem(_refusal(error)) from error
        except GoogleAuthError:
            raise
        except (TypeError, ValueError, AttributeError, ArithmeticError) as error:  # what the library did not expect
            raise WorkbookProblem(_NO_TOKEN) from error
        token = self._credentials.token
        if not (isinstance(token, str) and _TOKEN.fullmatch(token)):  # it goes into a header as it is
            raise WorkbookProblem(_NO_TOKEN)


def _refusal(error: RefreshError) -> str:
    """A refusal of Google's says `error` (RFC 6749, 5.2); an answer without it is from somebody in between."""
    said = error.args[1] if len(error.args) > 1 else {"error": ""}
    return _NO_TOKEN if isinstance(said, dict) and "error" not in said else _NOT_ACCEPTED


def session(found: Login, emulator: str) -> requests.Session:
    """A session that signs every call. With an emulator nothing may leave this machine, not through a proxy either.

    Raises WorkbookProblem where the credentials would fetch their token elsewhere.
    """
    opened = _Signed(found.credentials, _Tokens(at_home=bool(emulator)))
    if emulator:
        opened.trust_env = False
        token_uri = getattr(found.credentials, "token_uri", None) or getattr(found.credentials, "_token_uri", None)
        if not _is_loopback(urlsplit(str(token_uri)).hostname or ""):
            raise WorkbookProblem("SHEETS_EMULATOR_HOST: the token_uri of the credentials must be on this machine too.")
    return opened


def _is_loopback(host: str) -> bool:
    """The same hosts as the settings' check of the key file takes (jobs/hosts.py)."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"
