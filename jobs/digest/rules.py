"""Rules of the practice that changed, with what held before: told once, to every coach."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC

from jobs.digest.day import CoachDay, quote
from jobs.digest.line import Line
from sync.cells import fold
from sync.policies import BY_NAME
from sync.rule_changes import RuleChange
from sync.schema import POLICIES

SHOWN = 6


def rules(day: CoachDay) -> list[Line]:
    """One line for all of them. What changed and changed back since is no news; each counts from what was told last."""
    news: dict[str, list[RuleChange]] = {}
    for one in day.practice.reading.rule_changes:
        if one.when.astimezone(day.reader.zone).date() >= day.since and not day.told.ever(_item(one)):
            news.setdefault(one.rule, []).append(one)
    said = {rule: found for rule, found in news.items() if found[0].before != found[-1].after}
    if not said:
        return []
    facts = [_said(day, rule, found[0].before, found[-1].after) for rule, found in said.items()][:SHOWN]
    if len(said) > SHOWN:
        more = len(said) - SHOWN
        facts.append(day.say.ngettext("And one rule more.", "And %(num)d rules more.", more))
    about = [_item(one) for found in news.values() for one in found]
    action = day.say.gettext("If that was not meant, type the old value back.")
    return [Line("", tuple(facts), action, *_place(day, said), about=tuple(about))]


def _item(one: RuleChange) -> str:
    return f"rule:{BY_NAME[fold(one.rule)].field}@{one.when.astimezone(UTC):%Y%m%dT%H%M%S}"


def _said(day: CoachDay, rule: str, before: str, after: str) -> str:
    named = {"rule": rule, "before": quote(before), "after": quote(after)}
    if not before:
        return day.say.gettext("%(rule)s is now “%(after)s”; it was blank.") % named
    if not after:
        return day.say.gettext("%(rule)s is blank now; it was “%(before)s”.") % named
    return day.say.gettext("%(rule)s is now “%(after)s”; it was “%(before)s”.") % named


def _place(day: CoachDay, changed: Iterable[str]) -> tuple[str, int]:
    """The row of the first of them; the tab, where it has none any more."""
    wanted = {fold(rule) for rule in changed}
    for one in day.practice.reading.rows.get(POLICIES.title, ()):
        for reader in one.readers:
            if fold(reader.text("Rule")) in wanted:
                return reader.row.title, reader.row.number
    found = day.practice.reading.layouts.first(POLICIES)
    return (found.title if found else POLICIES.title), 0
