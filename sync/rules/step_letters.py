"""What the Mail log remembers of the ladder's letters: which decision's letter went, as what, and when.

What is decided is ladder.py's, whether a letter may go is decided.py's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sync.records import Sent
from sync.schema import STEPS

KINDS = tuple(step.lower() for step in STEPS)
"""A step's letter by its Kind in the Mail log, which is its section and its templates."""

PART_WAYS, REOPEN = KINDS[4:]


@dataclass(frozen=True, slots=True)
class Gone:
    """A letter of a decision that went, or may have gone: its kind, and the client's date of it."""

    kind: str
    day: date


@dataclass(frozen=True, slots=True)
class Addressed:
    """To whom a decision's letter went, or may have gone: the client's ID, the name that she had then (blank once she
    was forgotten), and the letter's kind."""

    client_id: str
    name: str
    kind: str


@dataclass(slots=True)
class Letters:
    """By the decision's ID. `taken_back`: named by letters alone that did not go after all."""

    gone: dict[str, Gone] = field(default_factory=dict)
    taken_back: set[str] = field(default_factory=set)


def about(decision_id: str, kind: str) -> str:
    """The About item that says: this letter was that decision's."""
    return f"{decision_id}:{kind}"


def remember(mail: Iterable[Sent], rehearsal: bool = False) -> Letters:
    """What the letters of one mode say, real ones or rehearsals; of two of one decision the first one counts."""
    found = Letters()
    for letter in mail:
        if letter.rehearsal != rehearsal or letter.to_coach:
            continue
        for id_, kind in named(letter):
            if letter.counts:
                found.gone.setdefault(id_, Gone(kind, letter.date))
            elif letter.state in ("not sent", "failed"):
                found.taken_back.add(id_)
    found.taken_back -= found.gone.keys()
    return found


def whose(mail: Iterable[Sent]) -> dict[str, Addressed]:
    """Of whom each decision is whose letter went, by the decision's ID; of two letters the first one counts."""
    found: dict[str, Addressed] = {}
    for letter in mail:
        if letter.counts and not letter.rehearsal and not letter.to_coach:
            for id_, kind in named(letter):
                found.setdefault(id_, Addressed(letter.client_id, letter.client, kind))
    return found


def named(letter: Sent) -> list[tuple[str, str]]:
    """The decisions that a letter is of: ID and kind. There is one, or none."""
    pairs = [item.partition(":") for item in letter.about]
    return [(id_, kind) for id_, _, kind in pairs if kind in KINDS]


def parted_on(mail: Iterable[Sent], start: date | None, stands: frozenset[str] = frozenset()) -> date | None:
    """The date of Part ways, where it was the newest word by these letters to one client, oldest first.

    It holds where the decision's row is gone, until Reopen was sent or a new Start date is set; of the rows that still
    stand (their IDs) Decisions itself tells.
    """
    day: date | None = None
    for letter in mail:
        for id_, kind in named(letter) if letter.counts else ():
            if kind == REOPEN:
                day = None
            elif kind == PART_WAYS and id_ not in stands:
                day = letter.date
    return None if day and start and start > day else day
