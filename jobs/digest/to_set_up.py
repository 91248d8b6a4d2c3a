"""What is still to be set up: clients without a date of agreement, and prospects who said Yes and are no clients yet.

Once, and then weekly; it joins a digest and opens none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256

from jobs.digest.day import CoachDay, calls
from jobs.digest.line import Line, at
from jobs.letters.words import isolated, name
from sync.cells import fold
from sync.records import Prospect
from sync.rules.intake import ready

AGAIN = 7
SHOWN = 5
ITEM = "agreements"


def to_set_up(day: CoachDay) -> list[Line]:
    """One line for all agreements, one for all prospects."""
    return [*_agreements(day), *_prospects(day)]


def _agreements(day: CoachDay) -> Iterator[Line]:
    lacking = [one for one in day.clients if one.stage == "Active" and not one.row.to_check and one.agreement is None]
    if lacking and not day.told.lately(ITEM, day.today, AGAIN):
        facts = (day.say.gettext("There is no date of agreement yet."), *_others(day, [one.name for one in lacking]))
        action = day.say.gettext("Type into Agreement the day on which it was accepted.")
        yield Line(calls(lacking[0]), facts, action, *at(lacking[0].row), about=(ITEM,))


def _prospects(day: CoachDay) -> Iterator[Line]:
    yes = ready(day.practice.record)
    if any(not day.told.lately(_item(one), day.today, AGAIN) for one in yes):
        facts = (day.say.gettext("Yes to all four questions, and no client yet."), *_others(day, [p.name for p in yes]))
        action = day.say.gettext("To begin: a row in Clients, with Start date.")
        yield Line(name(yes[0].name), facts, action, *at(yes[0].row), about=tuple(map(_item, yes)))


def _item(one: Prospect) -> str:
    """A prospect has no ID, and her name does not belong into a log."""
    return f"prospect:{sha256(fold(one.name).encode()).hexdigest()[:10]}"


def _others(day: CoachDay, found: Sequence[str]) -> Iterator[str]:
    """Of whom it is true besides the first."""
    if len(found) > 1:
        names = ", ".join(isolated(name(one, 40)) for one in found[1 : SHOWN + 1])
        more = len(found) - 1 - SHOWN
        if more > 0:
            names = day.say.ngettext("%(names)s and %(num)d more", "%(names)s and %(num)d more", more, names=names)
        yield day.say.gettext("The same for: %(names)s.") % {"names": names}
