"""What was changed, by whom: one entry for every cell written and every change of structure; it judges nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

COACH, API, SEED = "coach", "api", "seed"


class Change(NamedTuple):
    """One change. `kind`: value, format, note, validation, structure, metadata, property.

    `row` is the sheet's row (1-based) and `column` its column (0-based) at that moment; `header` is what stood in
    the tab's first row of that column (the new text, where the first row itself was written). `row_id` and
    `column_id` name the row and column for good: they follow it when it moves. A value written over an equal one
    is logged too: `before` and `after` are then equal.
    """

    who: str
    call: int
    request: str
    kind: str
    tab: str
    sheet_id: int
    row: int = 0
    column: int = -1
    header: str = ""
    before: Any = None
    after: Any = None
    row_id: int = -1
    column_id: int = -1

    @property
    def changed(self) -> bool:
        return bool(self.before != self.after)


@dataclass(slots=True)
class ChangeLog:
    """All changes in order. `born` says who made a row or column, by its id."""

    changes: list[Change] = field(default_factory=list)
    born: dict[int, str] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes)

    def __len__(self) -> int:
        return len(self.changes)

    def __deepcopy__(self, memo: dict[int, object]) -> ChangeLog:
        """What was logged never changes: the lists alone are copied."""
        return ChangeLog(self.changes[:], dict(self.born))

    def add(self, change: Change) -> None:
        self.changes.append(change)

    def by(self, who: str, since: int = 0, kind: str = "") -> list[Change]:
        """The changes of `coach`, `api` or `seed`, from the log's length `since` on, of one kind or all."""
        return [c for c in self.changes[since:] if c.who == who and kind in ("", c.kind)]

    def by_api(self, since: int = 0, kind: str = "") -> list[Change]:
        return self.by(API, since, kind)

    def by_coach(self, since: int = 0, kind: str = "") -> list[Change]:
        return self.by(COACH, since, kind)

    def headers_written(self, since: int = 0) -> set[tuple[str, str]]:
        """The (tab, header) of every cell that an API call wrote, its value or its dress."""
        dress = ("value", "format", "note", "validation")
        return {(c.tab, c.header) for c in self.by(API, since) if c.kind in dress}
