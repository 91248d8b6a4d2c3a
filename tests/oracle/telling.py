"""Sessions and payments in letters: of which a letter of today tells for the first time (contract, section 4).

Where the contract is ambiguous, this was assumed:
 C1  Hours of preparation pass as on a stopwatch; a session that begins now is not ahead any more.
 C2  A payment is told to the client until six days after its Due, for the Due that it has; from then on to the coach.
"""

from __future__ import annotations

from typing import Any

from tests.oracle import reading
from tests.oracle.asking import Asking
from tests.oracle.people import DAY, Row


class Telling(Asking):
    """Knows the IDs of both tabs as `memory["ids of"]` has them, by place."""

    sessions: list[Row]

    def news_of_sessions(self, who: Row, ids: list[Any]) -> list[str]:
        """The sessions that no letter named yet, by when they begin."""
        hours = self.policies.get("Session preparation hours", 48)
        near = sorted(
            (one["at"], one["i"], f"session:{ids[one['i']]}")
            for one in self.sessions
            if one["who"] == who["i"] and one["result"] == "Planned" and ids[one["i"]]
            if 0 < (one["at"] - self.now).total_seconds() <= hours * 3600
        )
        return [item for _, _, item in near if not self.was_named(who, item)]

    def news_of_payments(self, who: Row, ids: list[Any]) -> list[str]:
        """Those that are due soon, or past their day, and were not told so yet."""
        found = []
        for i, row in self.rows("Payments"):
            status = self.expected["Payments"][i]["Status"]
            if status in ("Check row", "Paid") or self.named(row.get("Client")) != [who] or not ids[i]:
                continue
            due, amount = reading.day(row["Due"])[0], reading.number(row["Amount"])[0]
            over = (who["today"] - due).days
            kind = "soon" if status in ("Due soon", "Due today") else "past" if 0 < over < 7 else ""
            if kind and amount > 0:
                found.append((due, i, f"{ids[i]}:{kind}@{due.isoformat()}"))
        return [item for _, _, item in sorted(found) if not self.was_named(who, item)]

    def was_named(self, who: Row, item: str) -> bool:
        return any(item in about for _, about in who["letters"])

    def is_free(self, who: Row, full: bool) -> bool:
        """Whether a letter can go now; `full`: even where the week has its letters."""
        letters = [(day, about) for day, about in who["letters"] if day > who["today"] - 7 * DAY]
        week, who["letters"] = who["letters"], letters[-3:] if full else who["letters"]
        free = self.reaches(who)
        who["letters"] = week
        return free
