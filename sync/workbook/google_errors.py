"""What went wrong at Google, as a decision (wait, look again, give up) and one plain sentence. Sends nothing."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from sync.workbook.base import Changed, InUse, Unreadable, WorkbookProblem

WAIT = frozenset({408, 429, 500, 502, 503, 504})
"""Answers after which a reading is tried again (Sheets API, usage limits: 429; RFC 9110: the others)."""

QUOTA_REASONS = frozenset({"RATE_LIMIT_EXCEEDED", "rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded"})
_TRY_LATER = "Try again in a few minutes."
_SHIELDED = "edit a protected cell"
_OFFICE = "not supported for this document"
"""What the service says of a protected range that we may not edit (mostly as a 400), and of an Office file in Drive.
Neither is in its reference; both are widely reported in these words.
"""


class Ambiguous(Exception):
    """A write was sent, and whether it was applied is not known: read and compare before anything else."""


class Rejected(WorkbookProblem):
    """Google refused the request as it stands (400): rows, columns or a tab went since the reading."""


class Leased(InUse):
    """Another machine is sending this practice's letters (contract, section 7, guarantee 8)."""

    exit_status = 3


@dataclass(frozen=True, slots=True)
class Told:
    """What an error answer says: status, the machine's reason, the service's own words."""

    status: int
    reason: str
    message: str
    is_json: bool = True

    @property
    def is_quota(self) -> bool:
        """Too much at once: waiting helps. (Some quotas answer 403 with a reason; Google APIs, error guide.)"""
        return self.status == 429 or (self.status == 403 and self.reason in QUOTA_REASONS)


def told(status: int, body: bytes) -> Told:
    """Read an error answer; a page, a cut answer or no answer at all are understood too."""
    try:
        error = json.loads(body)["error"]
        message, reason = str(error.get("message", "")), _reason(error)
    except (ValueError, KeyError, TypeError, AttributeError):
        return Told(status, "", "", is_json=False)
    return Told(status, reason, message)


def _reason(error: dict[str, Any]) -> str:
    for detail in error.get("details") or ():
        if isinstance(detail, dict) and detail.get("reason"):
            return str(detail["reason"])
    for one in error.get("errors") or ():
        if isinstance(one, dict) and one.get("reason"):
            return str(one["reason"])
    return str(error.get("status", ""))


def problem(answer: Told, account: str, writes: bool = False) -> WorkbookProblem:
    """The error for an answer that waiting does not mend. `account` is the robot's address, blank for a person's.

    `writes`: it was a write, and so came after a reading that was allowed.
    """
    if answer.status in (400, 403) and _SHIELDED in answer.message:
        return WorkbookProblem(
            "A cell of ours is protected in the spreadsheet. Let "
            f"{account or 'this login'} edit it, or take the protection off; doctor names the columns."
        )
    if answer.status == 400 and _OFFICE in answer.message:
        return Unreadable(
            "This is an Excel file that is kept in Google Drive, not a Google Sheet. Open it, choose File, "
            "Save as Google Sheets, and copy the link of the new one into [workbook] key."
        )
    if answer.status == 400:
        return Rejected(f"Google could not do what was asked: {_short(answer.message)} Run the job again.")
    if answer.status == 401:
        return WorkbookProblem(
            "Google does not accept this key or login any more. Make a new one; doctor shows the way."
        )
    if answer.status == 403 and answer.is_json:  # a page is a proxy's, not Google's
        return _forbidden(answer, account, writes)
    if answer.status == 404:
        return Unreadable(
            "There is no spreadsheet with this id. Copy the link from the browser's address line into [workbook] key."
        )
    if 300 <= answer.status < 400 or not answer.is_json:
        return WorkbookProblem(
            f"A web page came instead of an answer from Google (HTTP {answer.status}). "
            "Check the connection and the proxy of this machine."
        )
    if answer.status in WAIT:
        return WorkbookProblem(f"Google Sheets does not answer now (HTTP {answer.status}). {_TRY_LATER}")
    return WorkbookProblem(f"Google refused (HTTP {answer.status}): {_short(answer.message)} {_TRY_LATER}")


def _forbidden(answer: Told, account: str, writes: bool) -> WorkbookProblem:
    if answer.reason in ("SERVICE_DISABLED", "accessNotConfigured"):
        link = re.search(r"https://console\.[\w.-]+\.com/\S+", answer.message)
        return WorkbookProblem(
            "The Google Sheets API is not switched on for this key's project. "
            f"Open {link[0] if link else 'the Google Cloud console'}, press Enable, and wait a few minutes."
        )
    if answer.reason in ("ACCESS_TOKEN_SCOPE_INSUFFICIENT", "insufficientPermissions"):
        return WorkbookProblem("This login was not given the right to spreadsheets. Log in again and allow it.")
    if answer.reason == "BILLING_DISABLED":
        return WorkbookProblem("Billing is off for this key's Google Cloud project. Switch it on in the console.")
    if answer.is_quota:
        return WorkbookProblem(f"Google's limit of calls is used up. {_TRY_LATER}")
    if writes:
        return Unreadable(
            "The spreadsheet may be read, but not written. Make "
            f"{account or 'this login'} Editor instead of Viewer (Share, in the sheet's top right corner)."
        )
    return Unreadable(
        "The spreadsheet is not shared with coachsheet. "
        f"Share it with {account or 'this login'} as Editor (Share, in the sheet's top right corner)."
    )


def _short(words: str) -> str:
    """The service's own words, without cells' words in quotes, in one sentence of a bearable length."""
    plain = re.sub(r"\s+", " ", re.sub(r'"[^"]*"', "…", words)).strip()[:160]
    return plain if plain.endswith(".") else f"{plain}."


def moved() -> Changed:
    """The sheet was changed under a write."""
    return Changed("The spreadsheet was changed while it was written. Run the job again.")
