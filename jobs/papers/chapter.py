"""A chapter of a paper that explains: a heading and what stands under it, as plain data. No sentence lives here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Chapter:
    """`name` is what a coach calls it in Templates (`packet: fees`). What is blank is left out.

    `says` are paragraphs, `lists` a label (perhaps blank) with its points each, `rows` those of a table under `head`.
    """

    name: str
    heading: str
    says: tuple[str, ...] = ()
    lists: tuple[tuple[str, tuple[str, ...]], ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    head: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    """Paragraphs below the table."""

    @property
    def blank(self) -> bool:
        return not (self.says or self.rows or self.ends or any(points for _, points in self.lists))

    def plain(self) -> dict[str, Any]:
        """For a template; `own` is where a coach's own words come to stand."""
        return {
            "name": self.name,
            "heading": self.heading,
            "says": list(self.says),
            "lists": [{"label": label, "points": list(points)} for label, points in self.lists if points],
            "rows": [list(row) for row in self.rows],
            "head": list(self.head),
            "ends": list(self.ends),
            "own": [],
            "blank": self.blank,
        }


def some(*said: str) -> tuple[str, ...]:
    """Those that say something."""
    return tuple(one for one in said if one)


def flow(*said: str) -> tuple[str, ...]:
    """Those that say something, as one paragraph."""
    return some(" ".join(some(*said)))
