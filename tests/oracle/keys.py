"""Which row of Commitments is which after the coach's edits (contract, IDs): what `_k` stands for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.oracle.people import Row, is_row
from tests.oracle.reading import plain


def said(row: Row) -> tuple[str, ...]:
    """The words of a row: its * cells as they are compared."""
    return tuple(plain(row.get(header) or "") for header in ("Client", "Commitment", "Due"))


def settle_keys(rows: list[Row], before: dict[str, Row], fresh: Callable[[], str]) -> None:
    """Gives copies, and rows whose words moved, the key that is theirs; `fresh` makes a new one.

    A row carries in `_k` the key that stands beside it in the sheet; `before` holds each key's last-seen "words".
    """
    real = [row for row in rows if is_row("Commitments", row)]
    for row in real:
        row["_moved_before"], row["_moved"] = row.get("_moved", False), False
        seen = before.get(row.get("_k") or "", {}).get("words")
        if seen is not None and seen != said(row):
            _follow_words(row, seen, real, before)
    for key in sorted({row["_k"] for row in real if row.get("_k")}):
        _keep_one([row for row in real if row.get("_k") == key], before.get(key, {}).get("words"))
    for row in rows:
        if not is_row("Commitments", row):
            row.pop("_k", None)
        elif not row.get("_k"):
            row["_k"] = fresh()


def _follow_words(row: Row, seen: tuple[str, ...], real: list[Row], before: dict[str, Row]) -> None:
    now = said(row)
    homes = [key for key, state in before.items() if state["words"] == now]
    if not homes and now[0] != seen[0] and now[1] != seen[1]:
        homes = [key for key, state in before.items() if state["words"][:2] == now[:2]]
    at_home = any(other is not row and said(other)[:2] == now[:2] and other.get("_k") in homes for other in real)
    if len(homes) == 1 and not at_home:
        row["_k"], row["_moved"] = homes[0], True
    elif now[0] != seen[0] and now[1] != seen[1]:
        row["_k"], row["_moved"] = None, True


def _keep_one(same: list[Row], seen: Any) -> None:
    keeper = next((row for row in same if said(row) == seen), same[0])
    for row in same:
        if row is not keeper:
            row["_k"] = None
