"""Group: how many each member kept in the week before. Counts only: no words of commitments, no addresses."""

from __future__ import annotations

from typing import Any

from jobs.letters.letter import Section
from jobs.letters.memory import Memory
from jobs.letters.wording import Wording
from jobs.letters.words import name
from sync.policies import Policies
from sync.rules import dated
from sync.rules.standing import ClientDay


def write(day: ClientDay, policies: Policies, memory: Memory, say: Wording) -> Section | None:
    """On the group's day, once (contract, section 4, group); nothing in a week in which nobody closed anything."""
    circle = day.circle
    meets = dated.newest(circle.meets, day.today, day.first_run) if circle else None
    if circle is None or meets is None or memory.named(f"group:{meets.isoformat()}"):
        return None
    counts = {member.id: member.kept(meets) for member in circle.members}
    if not any(counts.values()):
        return None
    facts: dict[str, Any] = {
        "group": name(circle.name),
        "yours": counts[day.client.id],
        "total": sum(counts.values()),
        "members": [
            {"shown": name(one.shown), "kept": counts[one.id], "you": one.id == day.client.id} for one in circle.members
        ],
    }
    subject = say.ngettext("Your circle: one thing done", "Your circle: %(num)d things done", facts["total"])
    return Section("group", facts, (f"group:{meets.isoformat()}",), subject, say.gettext("A short look round."))
