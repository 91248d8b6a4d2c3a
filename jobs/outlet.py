"""A stream for a command's words: that nobody takes them ends no work. What is told of it at the end: door.py."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TextIO


class Outlet:
    """A stream that goes on as if nothing were when its words are not taken (a full disk, a reader who left).

    The work behind it is what counts: a run whose emails went has to write their outcome into the workbook, whatever
    becomes of its log. `broken` is the first problem; what comes after it is dropped.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.broken: OSError | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, words: str) -> int:
        self._try(lambda: self._say(words))
        return len(words)

    def _say(self, words: str) -> None:
        """A log in Latin-1 has no `✓` and no `Łucja`: they stand as `?`, and the rest is told."""
        try:
            self._stream.write(words)
        except UnicodeEncodeError:
            known = self._stream.encoding
            self._stream.write(words.encode(known, "replace").decode(known))

    def flush(self) -> None:
        self._try(self._stream.flush)

    def _try(self, work: Callable[[], object]) -> None:
        try:
            if self.broken is None:
                work()
        except OSError as error:
            self.broken = error
            self._let_go()

    def _let_go(self) -> None:
        """What the stream still holds goes nowhere: Python would try it once more at its end, and complain."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self._stream.fileno())
        os.close(nowhere)
