"""Who we are at Google: a service account's key file, Application Default Credentials, or a person's login."""

from __future__ import annotations

import ipaddress
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import google.auth
import google.auth.transport.requests
import google.oauth2.credentials
import google.oauth2.service_account
import requests
from google.auth.exceptions import GoogleAuthError

from sync.workbook.base import WorkbookProblem

SCOPES = ("https://www.googleapis.com/auth/spreadsheets",)
"""The sheet, and nothing else of the account."""


@dataclass(frozen=True, slots=True)
class Login:
    """`account` is the robot's address, blank for a person's login."""

    credentials: Any
    account: str = ""


def login(auth: str, file: Path) -> Login:
    """Credentials of the kind that [workbook] auth names. Raises WorkbookProblem; nothing is sent yet."""
    try:
        if auth == "default":
            found, _ = google.auth.default(scopes=SCOPES)
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


class _Still(requests.Session):
    """A session that follows no redirect: a key or a token goes to one place only."""

    def request(self, method: Any, url: Any, *args: Any, **more: Any) -> requests.Response:
        return super().request(method, url, *args, **{**more, "allow_redirects": False})


def session(found: Login, emulator: str) -> requests.Session:
    """A session that signs every call. With an emulator nothing may leave this machine, not through a proxy either.

    Raises WorkbookProblem where the credentials would fetch their token elsewhere.
    """
    tokens = _Still()
    transport: Any = google.auth.transport.requests
    opened: requests.Session = transport.AuthorizedSession(found.credentials, auth_request=transport.Request(tokens))
    if emulator:
        tokens.trust_env = opened.trust_env = False
        token_uri = getattr(found.credentials, "token_uri", None) or getattr(found.credentials, "_token_uri", None)
        if not _is_loopback(urlsplit(str(token_uri)).hostname or ""):
            raise WorkbookProblem("SHEETS_EMULATOR_HOST: the token_uri of the credentials must be on this machine too.")
    return opened


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
