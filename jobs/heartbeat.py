"""The heartbeat: a monitor hears when a run starts and how it ends, so that silence is noticed."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from types import TracebackType
from urllib.parse import urlsplit, urlunsplit

from jobs.lock import Held

PATIENCE = 5.0
"""Seconds that one ping may take, whatever the monitor does."""


class Heartbeat:
    """Around one run: `begin` pings url/start, and its end url, or url/fail where `status` is not 0.

    `status` is the exit status that the run is about to have. A run that another one holds (lock.Held) tells
    nothing of its end, and where it was held at once nothing at all: the other run is the one that is heard.
    A blank url pings nothing and imports nothing. The url is a secret: it stands in no log and in no remark.
    What cannot be heard is told to `remark`, once, and changes nothing else.
    """

    def __init__(self, url: str, remark: Callable[[str], None], patience: float = PATIENCE) -> None:
        self.status = 1
        self._url = url
        self._remark = remark
        self._patience = patience
        self._told = False

    def begin(self) -> None:
        """The run has the workbook to itself, and starts."""
        self._ping("start")

    def __enter__(self) -> Heartbeat:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if not isinstance(error, Held):
            self._ping("" if error is None and self.status == 0 else "fail")

    def _ping(self, step: str) -> None:
        if self._url and not self._heard(step) and not self._told:
            self._told = True
            self._remark("The heartbeat was not heard; look at [heartbeat] url, and whether that service is up.")

    def _heard(self, step: str) -> bool:
        """In a thread of its own: a timeout of a connection bounds each wait, not what many of them take together."""
        answers: list[bool] = []
        call = Thread(target=lambda: answers.append(_called(self._url, step, self._patience)), daemon=True)
        call.start()
        call.join(self._patience)
        return answers == [True]


def _called(url: str, step: str, patience: float) -> bool:
    """GET without a body, redirects not followed: the url would go to whoever they name."""
    import requests
    from urllib3.exceptions import HTTPError

    try:
        with requests.get(_with(url, step), timeout=patience, allow_redirects=False, stream=True) as answer:
            return 200 <= answer.status_code < 300
    except (OSError, ValueError, HTTPError):
        return False


def _with(url: str, step: str) -> str:
    """The url with one more part of its path, before what stands behind a question mark."""
    parts = urlsplit(url)
    path = f"{parts.path.rstrip('/')}/{step}" if step else parts.path
    return urlunsplit(parts._replace(path=path, fragment=""))
