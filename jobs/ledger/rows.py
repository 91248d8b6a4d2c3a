"""An Entry as a row of the table `letters`, and back; the same in every database."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from jobs.ledger.base import Entry

SETTLED = ("sent", "failed", "in doubt", "not sent", "bounced")
STATES = ("planned", "sending", *SETTLED)

COLUMNS = 'key, state, at, "to", client, kinds, subject, about, message_id, reason'
"""The columns of a letter, in the order of `row_of` and `entry_of`."""


def row_of(entry: Entry, state: str) -> tuple[str, ...]:
    """What the table holds of it. Raises ValueError where `when` is naive."""
    kinds, about = json.dumps(entry.kinds), json.dumps(entry.about)
    told = (entry.to, entry.client, kinds, entry.subject, about, entry.message_id, entry.reason)
    return (text(entry.key), state, stamp(entry.when), *map(text, told))


def entries_of(rows: Sequence[Sequence[str]]) -> list[Entry]:
    """The letters that rows hold; ValueError or TypeError where no run of ours can have written one.

    A practice of forty keeps ten thousand letters a year, and every run reads them: lists are read all at once.
    """
    if not {row[1] for row in rows}.issubset(STATES):
        raise ValueError("no state of a letter")
    sections, items = _lists([row[5] for row in rows]), _lists([row[7] for row in rows])
    return [
        Entry(key, state, datetime.fromisoformat(at), to, client, kinds, subject, about, message_id, why)
        for (key, state, at, to, client, _, subject, _, message_id, why), kinds, about in zip(
            rows, sections, items, strict=True
        )
    ]


def _lists(texts: list[str]) -> list[tuple[str, ...]]:
    """One long text is read several times faster than ten thousand short ones."""
    return list(map(tuple, json.loads(f"[{','.join(texts)}]")))


def stamp(when: datetime) -> str:
    """In UTC with microseconds, so that texts sort as instants do. Raises ValueError for a naive datetime."""
    if when.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return when.astimezone(UTC).isoformat(timespec="microseconds")


def text(words: str) -> str:
    """What every database can hold: half a character (a server's broken answer) and NUL are replaced."""
    return words.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")
