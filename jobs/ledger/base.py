"""What was sent, and what each row last said: the memory beside the workbook.

Each call is durable when it returns. A ledger knows many workbooks, each by its identity.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Entry:
    """One letter. `state`: planned, sending, sent, failed, in doubt, not sent, bounced. `when` is aware.

    `about` and `kinds` as in the Mail log. `reason` says why it failed or is in doubt, for logs.
    """

    key: str
    state: str
    when: datetime
    to: str
    client: str
    kinds: tuple[str, ...]
    subject: str
    about: tuple[str, ...]
    message_id: str
    reason: str = ""


class LedgerProblem(Exception):
    """The ledger cannot be used; one plain sentence. Nothing may be sent that could not be recorded."""


class Ledger(Protocol):
    """The memory of one workbook's letters and rows. A context manager; `close` is in `__exit__`."""

    def __enter__(self) -> Ledger: ...

    def __exit__(self, *exc: object) -> None: ...

    def entries(self) -> list[Entry]:
        """Every letter known, oldest first."""

    def plan(self, entries: Sequence[Entry]) -> None:
        """Durably `planned`, all or none. A key that stands planned, failed or not sent is planned anew;
        one that is sending, sent, in doubt or bounced stays as it is."""

    def claim(self, key: str, when: datetime) -> bool:
        """planned -> sending, durably, and only by one caller: False when it was not planned (any more)."""

    def settle(self, key: str, state: str, when: datetime, reason: str = "", message_id: str = "") -> None:
        """How it ended: sent, failed, in doubt, not sent, bounced, durably. `message_id`: another than was planned."""

    def record(self, entries: Sequence[Entry]) -> None:
        """Entries taken from elsewhere (a rebuild from the Mail log): added where the key is unknown."""

    def words(self, tab: str) -> dict[str, tuple[str, ...]]:
        """ID -> the words (* cells, as text) that its row last had, for every ID ever given in that tab."""

    def remember(self, tab: str, words: Mapping[str, tuple[str, ...]]) -> None:
        """The words of these IDs as of this run; IDs that are not named keep what they had."""

    def fact(self, name: str) -> str:
        """A remembered fact of this workbook (`last run`, `first run`, `rows:Clients`, …), blank when unknown."""

    def note(self, facts: Mapping[str, str]) -> None:
        """Remember these facts."""

    def forget(self, keys: Collection[str], rows: Mapping[str, Collection[str]], facts: Mapping[str, str]) -> None:
        """What these letters and rows (IDs by tab) said of a person is gone, also from the disk, as far as it is ours.

        Of a letter stay its key, state, instant, kinds and items, of a row its ID: nothing is sent or given twice.
        `facts` as in `note`. Broken off in the middle it can be asked for again.
        """
