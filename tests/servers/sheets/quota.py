"""The per-minute quotas of the API's limits page, on a clock that a test can hold."""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.servers.sheets.errors import ApiError

WORDS = {
    "read": ("Read requests", "ReadRequests", "read_requests"),
    "write": ("Write requests", "WriteRequests", "write_requests"),
}


@dataclass
class Quota:
    """60 reads and 60 writes a minute for each user, 300 of each for the project, counted over any 60 seconds."""

    per_user: int = 60
    per_project: int = 300
    clock: Callable[[], float] = time.monotonic
    seen: defaultdict[tuple[str, str], deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def spend(self, user: str, side: str) -> None:
        """Count a read or write; raises ApiError 429 over the limit, which is then not counted."""
        for who, limit in ((user, self.per_user), ("", self.per_project)):
            recent = self.seen[who, side]
            while recent and recent[0] <= self.clock() - 60:
                recent.popleft()
            if len(recent) >= limit:
                raise exceeded(side, per_user=bool(who))
        for who in (user, ""):
            self.seen[who, side].append(self.clock())


def exceeded(side: str, per_user: bool) -> ApiError:
    """The 429 as the service words it."""
    name, limit, metric = WORDS[side]
    whom = " per user" if per_user else ""
    message = (
        f"Quota exceeded for quota metric '{name}' and limit '{name} per minute{whom}' of service "
        "'sheets.googleapis.com' for consumer 'project_number:123456789012'."
    )
    facts = {
        "service": "sheets.googleapis.com",
        "consumer": "projects/123456789012",
        "quota_limit": f"{limit}PerMinute{'PerUser' if per_user else 'PerProject'}",
        "quota_metric": f"sheets.googleapis.com/{metric}",
        "quota_limit_value": "60" if per_user else "300",
    }
    info = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "RATE_LIMIT_EXCEEDED",
        "domain": "googleapis.com",
    }
    return ApiError(429, message, [{**info, "metadata": facts}])
