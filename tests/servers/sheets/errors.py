"""What the Sheets API answers when it refuses: the bodies, as the real service words them; no decision when."""

from __future__ import annotations

from typing import Any

JSON = dict[str, Any]

STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    408: "DEADLINE_EXCEEDED",
    409: "ABORTED",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    502: "UNAVAILABLE",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
MESSAGE = {
    400: "Request contains an invalid argument.",
    401: "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid "
    "authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
    403: "The caller does not have permission",
    404: "Requested entity was not found.",
    408: "The request timed out.",
    409: "The operation was aborted.",
    429: "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute per user' of service "
    "'sheets.googleapis.com' for consumer 'project_number:123456789012'.",
    500: "Internal error encountered.",
    501: "Operation is not implemented, or supported, or enabled.",
    502: "Bad gateway.",
    503: "The service is currently unavailable.",
    504: "Deadline expired before operation could complete.",
}
DISABLED = (
    "Google Sheets API has not been used in project 123456789012 before or it is disabled. Enable it by visiting "
    "https://console.developers.google.com/apis/api/sheets.googleapis.com/overview?project=123456789012 then retry. "
    "If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry."
)
REASONS = {
    "accessNotConfigured": ("SERVICE_DISABLED", DISABLED),
    "insufficientPermissions": (
        "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        "Request had insufficient authentication scopes.",
    ),
    "rateLimitExceeded": ("RATE_LIMIT_EXCEEDED", "Rate Limit Exceeded"),
    "userRateLimitExceeded": ("RATE_LIMIT_EXCEEDED", "User Rate Limit Exceeded"),
    "dailyLimitExceeded": ("RATE_LIMIT_EXCEEDED", "Daily Limit Exceeded"),
    "billingNotEnabled": ("BILLING_DISABLED", "This API method requires billing to be enabled."),
}
"""The older reason's name -> the reason in google.rpc.ErrorInfo, and the message."""


class ApiError(Exception):
    """Refused: an HTTP status and the body that says why."""

    def __init__(self, code: int, message: str = "", details: list[JSON] | None = None) -> None:
        super().__init__(message or MESSAGE[code])
        self.code = code
        self.details = details or []

    @property
    def body(self) -> JSON:
        error: JSON = {"code": self.code, "message": str(self), "status": STATUS[self.code]}
        if self.details:
            error["details"] = self.details
        return {"error": error}


def invalid(message: str) -> ApiError:
    return ApiError(400, message)


def refused(code: int, reason: str = "", message: str = "") -> ApiError:
    """An error of this code; with a reason of REASONS it carries the ErrorInfo that the real one carries."""
    if not reason:
        return ApiError(code, message)
    name, words = REASONS[reason]
    info = {"service": "sheets.googleapis.com", "consumer": "projects/123456789012"}
    detail = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": name, "domain": "googleapis.com"}
    return ApiError(code, message or words, [{**detail, "metadata": info}])


def bad_field(field: str, kind: str, value: object) -> ApiError:
    """A body that does not fit the API's types, as the service's JSON reader says it."""
    message = f"Invalid value at '{field}' (type.googleapis.com/google.protobuf.{kind}), \"{value}\""
    violation = {"field": field, "description": message}
    detail = {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}
    return ApiError(400, message, [detail])
