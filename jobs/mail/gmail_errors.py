"""What an answer of the Gmail API means for a letter: sent, refused, later, in doubt, or no use at all. Sends nothing.

The reasons are those of https://developers.google.com/gmail/api/guides/handle-errors and of Google's ErrorInfo.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from jobs.mail.base import InDoubt, MailProblem, Refused, TryLater, Unusable
from jobs.mail.gmail_calls import Answer

_UNCLEAR = (408, 409)
_QUOTA = {"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "RATE_LIMIT_EXCEEDED", "RESOURCE_EXHAUSTED"}
_DAILY = {"dailyLimitExceeded", "dailyLimitExceededUnreg"}
_SWITCHED_OFF = {"accessNotConfigured", "SERVICE_DISABLED"}
_NO_RIGHT = {"insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"}
_RETRY_AFTER = re.compile(r"Retry after (\d{4}-\d\d-\d\dT[\d:.]+Z)", re.IGNORECASE)
_PAGE = "a web page came instead of an answer from Gmail (HTTP {}): check the connection and the proxy of this machine"
_NOT_ENABLED = (
    "this login has no Gmail mailbox: a service account needs [mail] subject_user, and that user must have Gmail"
)


class Busy(TryLater):
    """Too much at once, and surely not sent. `wait`: the seconds that Google asks for, 0: it does not say."""

    def __init__(self, words: str, wait: float) -> None:
        super().__init__(words)
        self.wait = wait


def problem(answer: Answer, now: datetime) -> MailProblem | None:
    """What stands against the letter; None where it was accepted. `now` is aware, for times that Google names."""
    status, said = answer.status, answer.said
    if 200 <= status < 300:
        return None if said and said.get("id") else InDoubt("Gmail's receipt cannot be read")
    if status >= 500 or status in _UNCLEAR or status < 200:
        return InDoubt(f"Gmail did not say whether it took the letter (HTTP {status})")
    if status == 413:
        return Refused("the letter is larger than Gmail takes")
    error = said.get("error") if said else None
    if not isinstance(error, dict):
        return Busy(f"Gmail is busy (HTTP {status})", _asked(answer, "", now)) if status == 429 else _page(status)
    return _refusal(answer, str(error.get("message", "")), set(_reasons(error)), now)


def _page(status: int) -> MailProblem:
    return Unusable("Gmail does not accept this login" if status == 401 else _PAGE.format(status))


def _refusal(answer: Answer, message: str, reasons: set[str], now: datetime) -> MailProblem:
    """An error in Google's own form, 3xx or 4xx: nothing was carried out."""
    status = answer.status
    if status in (403, 429) and reasons & _DAILY:
        return Busy("Gmail's limit of calls for the day is used up", math.inf)
    if status == 429 or (status == 403 and reasons & _QUOTA):
        return Busy(f"Gmail takes no more now: {plain(message)}", _asked(answer, message, now))
    if status == 400 and reasons & {"failedPrecondition", "FAILED_PRECONDITION"}:
        return Unusable(_NOT_ENABLED)
    if status == 400:
        return Refused(f"Gmail refused the letter: {plain(message)}")
    if status == 401:
        return Unusable("Gmail does not accept this login any more: make a new key, or log in again")
    return Unusable(_not_allowed(status, message, reasons))


def _not_allowed(status: int, message: str, reasons: set[str]) -> str:
    if reasons & _SWITCHED_OFF:
        link = re.search(r"https://console\.[\w.-]+\.com/[\w./?=&%-]+", message)
        where = link[0] if link else "the Google Cloud console"
        return f"the Gmail API is not switched on for this key's project: open {where}, press Enable, wait some minutes"
    if reasons & _NO_RIGHT:
        return "this login was not given the rights gmail.send and gmail.readonly: allow both (docs/gmail.md)"
    if "domainPolicy" in reasons:
        return "the Google Workspace does not let apps use Gmail: its administrator can allow this one"
    return f"Gmail does not let this login send (HTTP {status}): {plain(message)}"


def _reasons(error: dict[str, Any]) -> Iterator[str]:
    """Every reason that an error names, in the old form and in the new one."""
    for name in ("errors", "details"):
        found = error.get(name)
        for one in found if isinstance(found, list) else ():
            if isinstance(one, dict) and one.get("reason"):
                yield str(one["reason"])
    yield str(error.get("status", ""))


def _asked(answer: Answer, message: str, now: datetime) -> float:
    """The seconds that Google asks to wait: in Retry-After (RFC 9110, 10.2.3), or in its words."""
    told = answer.retry_after.strip()
    if told.isascii() and told.isdigit():
        return min(float(told), 1e9)
    try:
        named = _RETRY_AFTER.search(message)
        when = datetime.fromisoformat(named[1]) if named else parsedate_to_datetime(told)
    except (ValueError, OverflowError):
        return 0.0
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - now).total_seconds())


def plain(words: str) -> str:
    """Google's words fit for logs: printable, short, without addresses and without what it quotes of the letter."""
    words = re.sub(r"\S*@\S*|\"[^\"]*\"|'[^']*'|<[^>]*>", "…", words)
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())[:160] or "no reason given"
