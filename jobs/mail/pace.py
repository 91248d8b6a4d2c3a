"""Not more letters a minute than a mail server takes. Knows no server."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable


class Pace:
    """Lets `per_minute` letters through in any 60 seconds, at once while it can; 0: no ceiling.

    `sleep` takes seconds; `monotonic` gives them.
    """

    def __init__(self, per_minute: int, sleep: Callable[[float], None], monotonic: Callable[[], float]) -> None:
        self._recent: deque[float] = deque(maxlen=per_minute)
        self._ceiling = per_minute
        self._sleep = sleep
        self._monotonic = monotonic

    def wait(self) -> None:
        """Return when the next letter may go, and count it."""
        if self._ceiling and len(self._recent) == self._ceiling:
            early = self._recent[0] + 60 - self._monotonic()
            if early > 0:
                self._sleep(early)
        self._recent.append(self._monotonic())
