"""Which rules of the practice changed since earlier runs, from what to what. Whom it is told is the digest's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from sync.policies import RULES, Policies, as_typed

KEPT = timedelta(days=35)
"""How long a change is remembered: longer than any digest looks back."""


@dataclass(frozen=True, slots=True)
class RuleChange:
    """`before` and `after` as a coach would type them, blank for nothing; `when` a run found it (aware)."""

    rule: str
    before: str
    after: str
    when: datetime


def stands(policies: Policies, unread: Set[str], known: Mapping[str, str] | None) -> dict[str, str]:
    """Rule -> what holds. For a value that cannot be read now the one before is not forgotten."""
    held = {rule.name: as_typed(rule, policies) for rule in RULES}
    return {name: known.get(name, value) if known and name in unread else value for name, value in held.items()}


def changed(
    now_holds: Mapping[str, str], known: Mapping[str, str] | None, earlier: Sequence[RuleChange], now: datetime
) -> list[RuleChange]:
    """Those of earlier runs that are not too old, and those of this one, oldest first; none where nothing is known."""
    fresh = [
        RuleChange(name, known[name], value, now)
        for name, value in now_holds.items()
        if known and known.get(name, value) != value
    ]
    return [one for one in earlier if now - one.when < KEPT] + fresh
