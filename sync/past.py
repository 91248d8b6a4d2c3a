"""What earlier runs knew of this workbook, as a value. Where it is remembered is the ledger's."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from sync.rule_changes import RuleChange
from sync.rules.step_letters import Addressed
from sync.ways import Ways


@dataclass(slots=True)
class Past:
    """What earlier runs knew: the words of each ID by tab, when runs were, notes that stay for one night.

    `nights` maps an ID to (date as ISO text, note). `ended_seen` maps a client's ID to the date on which
    Stage was first seen Ended without a date.
    """

    words: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    last_run: datetime | None = None
    first_run: datetime | None = None
    nights: dict[str, tuple[str, str]] = field(default_factory=dict)
    ended_seen: dict[str, date] = field(default_factory=dict)
    former: dict[str, str] = field(default_factory=dict)
    """Folded name that a client had before -> the client's ID."""
    forgotten: set[str] = field(default_factory=set)
    """The IDs of clients whose personal data was removed: nothing goes to them, and nothing of theirs is remembered."""
    offered: dict[str, tuple[str, str]] | None = None
    """Rows of Decisions that stood undecided when a run looked: ID -> (client, step). None: nothing is remembered."""
    decided: dict[str, Addressed] = field(default_factory=dict)
    """Rows of Decisions whose letter the ledger knows: ID -> to whom it went, and as what."""
    finished: dict[str, str] = field(default_factory=dict)
    """Commitments that were done or dropped when a run saw them last: ID -> Status."""
    ways: Ways | None = None
    """Where answers and digests went. None: nothing is remembered."""
    rules: dict[str, str] | None = None
    """Rule -> what held of it. None: nothing is remembered."""
    rule_changes: list[RuleChange] = field(default_factory=list)
    """Those of earlier runs, oldest first."""
