"""The practice's rules and ways in the ledger's facts: what earlier runs knew of them, and what the next is to know.

What changed against it is sync/rule_changes.py's and sync/ways.py's. A lost ledger knows nothing: then all holds as it
stands, and nothing is told.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from jobs.ledger.base import Ledger
from sync import ways
from sync.parse import Reading
from sync.past import Past
from sync.rule_changes import RuleChange
from sync.ways import Change, Ways

WAYS, RULES, CHANGES = "ways", "rules", "rules changed"
"""The facts."""
_RULE, _COACH = "rule ", "coach "

Table = Callable[[Ledger, str], dict[str, Any]]


def recall(known: Past, ledger: Ledger, table: Table) -> None:
    """What the ledger remembers, as `table` reads one of its facts. Raises what a damaged fact raises there."""
    if ledger.fact(WAYS):
        said = table(ledger, WAYS)
        known.ways = Ways(
            {name.removeprefix(_RULE): value for name, value in said.items() if name.startswith(_RULE)},
            {name.removeprefix(_COACH): _addresses(value) for name, value in said.items() if name.startswith(_COACH)},
            str(said.get("since", "")),
        )
    if ledger.fact(RULES):
        known.rules = table(ledger, RULES)
    for rule, before, after, when in table(ledger, CHANGES).values():
        known.rule_changes.append(RuleChange(rule, before, after, _aware(when)))


def _addresses(said: object) -> tuple[str, ...]:
    if not isinstance(said, list):
        raise TypeError(said)
    return tuple(said)


def _aware(words: str) -> datetime:
    found = datetime.fromisoformat(words)
    if found.tzinfo is None:
        raise ValueError(words)
    return found


def facts(reading: Reading, now: datetime) -> dict[str, str]:
    """What the next run is to know, as long as nobody was told of what changed in the ways."""
    changes = {
        f"{place:04}": [one.rule, one.before, one.after, one.when.astimezone(UTC).isoformat()]
        for place, one in enumerate(reading.rule_changes)
    }
    return {
        RULES: json.dumps(reading.rules, sort_keys=True),
        CHANGES: json.dumps(changes, sort_keys=True),
        **settled(reading, reading.untold, now),
    }


def settled(reading: Reading, untold: Iterable[Change], now: datetime) -> dict[str, str]:
    """The ways that hold from the next run on: all that stand but the `untold`."""
    found = ways.after(reading.ways, reading.past.ways, untold, now.astimezone(UTC).isoformat())
    rules = {f"{_RULE}{name}": value for name, value in found.rules.items()}
    team = {f"{_COACH}{name}": list(addresses) for name, addresses in found.team.items()}
    return {WAYS: json.dumps({**rules, **team, "since": found.since}, sort_keys=True)}
