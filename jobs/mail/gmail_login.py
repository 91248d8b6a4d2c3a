"""Who we are at Gmail: a service account in a mailbox's name, or a person's login; their tokens. Sends no mail."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import google.auth.transport.requests
import google.oauth2.credentials
import google.oauth2.service_account
import requests
from google.auth.exceptions import GoogleAuthError, RefreshError

from jobs.hosts import host_of, is_loopback
from jobs.mail.base import Unusable

SCOPES = ("https://www.googleapis.com/auth/gmail.send", "https://www.googleapis.com/auth/gmail.readonly")
"""To send, and to look for what was sent (gmail.metadata would do for less, but refuses searches)."""

_TIMEOUT = (10.0, 30.0)
_TOKEN = re.compile(r"[\x21-\x7e]+")
_GOOGLES_OWN = "https://oauth2.googleapis.com/token"
_NOT_A_KEY = "{} is neither a service account's key file nor a login that was finished in the browser"
_NO_TOKEN = "Google's login service gave no token that could be used: check the connection and the proxy"
_LOG_IN_AGAIN = "Google does not accept this login any more: log in again, and see that the consent is not in testing"
# What is wrong is said once, by us: the library would write its own words about scopes to stderr.
logging.getLogger("google.oauth2").setLevel(logging.ERROR)


class Login:
    """Credentials of a key file, for `scopes`. `subject` is the mailbox in whose name a service account acts.

    Reads the file, and sends nothing yet. Raises Unusable where it is no key.
    """

    def __init__(self, file: Path, subject: str, scopes: Sequence[str] = SCOPES) -> None:
        self._scopes = scopes
        document = _document(file)
        self.is_person = document.get("type") != "service_account"
        self._client = str(document.get("client_id", ""))
        self._token_uri = str(document.get("token_uri") or _GOOGLES_OWN)
        try:
            self._credentials = _person(document, scopes) if self.is_person else _robot(document, subject, scopes)
        except (GoogleAuthError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise Unusable(_NOT_A_KEY.format(file.name)) from error
        self._session = _Still()
        if self.stays_here:
            self._session.trust_env = False
        transport: Any = google.auth.transport.requests
        self._request = partial(transport.Request(self._session), timeout=_TIMEOUT)

    @property
    def stays_here(self) -> bool:
        """Whether tokens come from this very machine (a local server in tests)."""
        return is_loopback(host_of(self._token_uri))

    def token(self, fresh: bool = False) -> str:
        """An access token, a new one where the last has run out or `fresh` is asked for. Raises Unusable.

        The credentials' own `before_request` is not used: it would also ask Google where this account may work.
        """
        if fresh or not self._credentials.valid:
            try:
                self._credentials.refresh(self._request)
            except RefreshError as error:
                raise Unusable(self._why(error)) from error
            except GoogleAuthError as error:
                raise Unusable("Google's login service cannot be reached") from error
            except (TypeError, ValueError, AttributeError) as error:  # a web page as its answer trips the library
                raise Unusable(_NO_TOKEN) from error
            self._see_what_was_granted()
        found = str(self._credentials.token)
        if not _TOKEN.fullmatch(found):  # it is put into headers and logins as it is
            raise Unusable(_NO_TOKEN)
        return found

    def close(self) -> None:
        self._session.close()

    def _see_what_was_granted(self) -> None:
        """A person may take the tick off a right in the browser, and Google then grants the rest."""
        granted = getattr(self._credentials, "granted_scopes", None)
        if granted and (missing := [scope for scope in self._scopes if scope not in granted]):
            raise Unusable(f"this login was not given the right to {_short(missing)}: log in again and allow all of it")

    def _why(self, error: RefreshError) -> str:
        """In plain words, without the mailbox's address (RFC 6749, 5.2, and Google's own errors)."""
        code, words = _told(error)
        if error.retryable:
            return "Google's login service does not answer now"
        if code == "unauthorized_client" and not self.is_person:
            return (
                "the service account may not act for a mailbox yet. In the Google Workspace admin console, under "
                "Security, Access and data control, API controls, Domain-wide delegation, add client ID "
                f"{self._client} with the scopes {','.join(self._scopes)}; it can take a day until Google knows"
            )
        if code == "invalid_grant" and not self.is_person:
            if "email" in words.lower() or "user id" in words.lower():
                return "[mail] subject_user is no mailbox of the Google Workspace that trusts this service account"
            return "Google does not accept this key any more (or this machine's clock is wrong): make a new key"
        if code == "invalid_scope":
            return f"this login was not given the right to {_short(self._scopes)}: log in again and allow all of it"
        if self.is_person:
            return f"{_LOG_IN_AGAIN} ({code})"
        return f"Google refused the login ({code})"


def is_client(file: Path) -> bool:
    """Whether the file is the client of a login that a person has still to finish. Raises Unusable."""
    return bool({"installed", "web"} & _read(file).keys())


class _Still(requests.Session):
    """A session that follows no redirect: a key goes to one place only."""

    def request(self, method: Any, url: Any, *args: Any, **more: Any) -> requests.Response:
        return super().request(method, url, *args, **{**more, "allow_redirects": False})


def _document(file: Path) -> dict[str, Any]:
    found = _read(file)
    if {"installed", "web"} & found.keys():
        raise Unusable(f"{file.name} is the client of a login, not the login itself: log in with coachsheet setup")
    return found


def _read(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_bytes())
    except OSError as error:
        raise Unusable(f"{file.name} cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise Unusable(_NOT_A_KEY.format(file.name)) from error
    if not isinstance(found, dict):
        raise Unusable(_NOT_A_KEY.format(file.name))
    return found


def _person(document: dict[str, Any], scopes: Sequence[str]) -> Any:
    """A login that the browser gave; the library's own reader would take no other token_uri than Google's."""
    persons: Any = google.oauth2.credentials.Credentials
    known = {name: str(document[name]) for name in ("refresh_token", "client_id", "client_secret")}
    return persons(None, token_uri=str(document.get("token_uri") or _GOOGLES_OWN), scopes=list(scopes), **known)


def _robot(document: dict[str, Any], subject: str, scopes: Sequence[str]) -> Any:
    robots: Any = google.oauth2.service_account.Credentials
    return robots.from_service_account_info(document, scopes=list(scopes), subject=subject or None)


def _told(error: RefreshError) -> tuple[str, str]:
    """The error's code, fit for logs, and its description, which may hold an address."""
    answer = error.args[1] if len(error.args) > 1 and isinstance(error.args[1], dict) else {}
    code = re.sub(r"[^a-z_]", "", str(answer.get("error", "")))[:40]
    return code or "no reason given", str(answer.get("error_description", ""))


def _short(scopes: Sequence[str]) -> str:
    return " and ".join(scope.removeprefix("https://www.googleapis.com/auth/") for scope in scopes)
