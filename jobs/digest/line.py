"""One line of a digest, as a value; and what earlier digests to that coach told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sync.records import Row, Sent


@dataclass(frozen=True, slots=True)
class Line:
    """Whom it is about, what is so (whole sentences), what to do next, and the row where that is done.

    `client` is blank where it is about no one. `title` is the tab's title, `row` its row: 0 where it has none yet.
    `about` are the items that are remembered once the line was shown. `answers`: the ID that her answer closes.
    """

    client: str
    facts: tuple[str, ...]
    action: str
    title: str = ""
    row: int = 0
    about: tuple[str, ...] = ()
    answers: str = ""


def at(row: Row | None) -> tuple[str, int]:
    """Title and number of a row; nowhere without one."""
    return (row.title, row.number) if row else ("", 0)


@dataclass(frozen=True, slots=True)
class Told:
    """About item -> the date of the newest digest to that coach that named it."""

    newest: dict[str, date]

    def ever(self, item: str) -> bool:
        return item in self.newest

    def lately(self, item: str, today: date, days: int = 7) -> bool:
        """Whether one of the last so many dates named it, so that it need not be said today."""
        day = self.newest.get(item)
        return day is not None and day > today - timedelta(days=days)


def told(sent: Iterable[Sent]) -> Told:
    """`sent` are the digests to one coach, oldest first."""
    newest: dict[str, date] = {}
    for digest in sent:
        for item in digest.about:
            newest[item] = digest.date
    return Told(newest)
