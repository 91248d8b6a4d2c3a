"""When the next call may go: Google's quota kept from our side, pauses between tries, the deadline of the run."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

PER_MINUTE = 60
"""Reads, and writes, a minute for each user (Sheets API, usage limits); a project has 300 of each."""

LONGEST_PAUSE = 64.0


@dataclass(frozen=True, slots=True)
class Means:
    """What a run lends to its calls. `monotonic` in seconds; `now` is the real clock, aware; `chance` gives 0 to 1;
    `token` a fresh number from 1 to 2**31 - 1 for developer metadata, never one that stands."""

    monotonic: Callable[[], float]
    sleep: Callable[[float], None]
    chance: Callable[[], float]
    now: Callable[[], datetime]
    token: Callable[[], int]


class OutOfTime(Exception):
    """The run's deadline has come, or would come during the pause."""


@dataclass(slots=True)
class Pace:
    """One run's clockwork. `seconds` is all that its calls may take together, pauses too; sending letters does not
    count. `waited` is what the pauses took.
    """

    means: Means
    seconds: float = 600.0
    waited: float = 0.0
    pauses: int = 0
    _spent: float = 0.0
    _since: float | None = None
    _calls: dict[str, deque[float]] = field(default_factory=dict)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """The time in here counts against the deadline."""
        self._since = self.means.monotonic()
        try:
            yield
        finally:
            self._spent += self.means.monotonic() - self._since
            self._since = None

    @property
    def left(self) -> float:
        """Seconds to the deadline."""
        running = 0.0 if self._since is None else self.means.monotonic() - self._since
        return self.seconds - self._spent - running

    def turn(self, kind: str) -> None:
        """Wait until one more call of this kind (`read`, `write`) fits into the minute. Raises OutOfTime."""
        calls = self._calls.setdefault(kind, deque(maxlen=PER_MINUTE))
        if len(calls) == PER_MINUTE:
            self.pause(calls[0] + 60.0 - self.means.monotonic())
        if self.left <= 0:
            raise OutOfTime
        calls.append(self.means.monotonic())

    def after(self, tries: int, told: str | None) -> None:
        """Pause before the next try: full jitter, and never less than Retry-After says. Raises OutOfTime."""
        jitter = self.means.chance() * min(LONGEST_PAUSE, 2.0**tries)
        self.pause(max(jitter, self._retry_after(told), 0.05))

    def pause(self, seconds: float) -> None:
        if seconds <= 0:
            return
        if seconds >= self.left:
            raise OutOfTime
        self.means.sleep(seconds)
        self.waited += seconds
        self.pauses += 1

    def _retry_after(self, told: str | None) -> float:
        """Retry-After in seconds; it may be a date (RFC 9110, 10.2.3). What cannot be read is no time."""
        if not told:
            return 0.0
        if told.strip().isdigit():
            return float(told)
        try:
            when = parsedate_to_datetime(told)
        except ValueError:
            return 0.0
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        return max(0.0, (when - self.means.now()).total_seconds())
