"""What a coach would want to know of a rule that can be read: a list cut short, hours that leave no room, odd links.

Each is a note in the rule's row; the value holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sync import cells
from sync.policies import Policies
from sync.workbook.base import Value

_PLACE = re.compile(r"\{([^{}]{1,40})\}")
_PLACES = ("client", "email")
_TEXTS = ("Between sessions", "Payment terms", "Signature")
_SHARES = ("Effort tolerance", "Ladder threshold")


def about(rule: str, cell: Value, policies: Policies) -> Iterator[str]:
    """Notes on the rule of that name, in whose Value `cell` stands; `policies` are those that hold."""
    if rule in ("Remind before", "Remind after"):
        yield from _cut_short(rule, cell)
    elif rule == "Send until" and policies.send_until <= policies.send_from:
        yield f"{rule}: {policies.send_until} is not after Send from ({policies.send_from}), so no email ever goes out"
    elif rule in _SHARES and cell == 1 and not isinstance(cell, bool | str):
        yield f"{rule}: 1 counts as one percent; for all of it type 100"
    elif rule == "Check-in form":
        unknown = [name for name in _PLACE.findall(policies.check_in_form) if name not in _PLACES]
        if unknown:
            yield f"{rule}: {{{cells.plain(unknown[0], 40)}}} is not filled in; there are {{client}} and {{email}}"
    elif rule in _TEXTS and isinstance(cell, str) and re.search(r"\bhttp://", cell, re.IGNORECASE):
        yield f"{rule}: it holds a link that begins with http://; use https://"


def _cut_short(rule: str, cell: Value) -> Iterator[str]:
    """A sheet that makes a number of `3,10` shows 3.1: whether 3 and 1 were meant, nobody can tell."""
    if isinstance(cell, float) and not cell.is_integer():
        first, _, second = str(cell).partition(".")
        if second in ("1", "2", "3"):
            meant = f"if {first}, {second}0 is meant, type a blank after the comma"
            yield f"{rule}: {cell} counts as {first}, {second}; {meant}"
