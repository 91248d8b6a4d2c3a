"""What letters told a client, as the Mail log remembers it: Told on, Reminded, Last email (contract, section 3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sync.records import Commitment, Sent
from sync.rules.commitments import remembered_day


@dataclass(slots=True)
class Told:
    """By ID: the earliest date of an agreed section, the newest of a due section, the newest letter to a client.

    `taken_back` are agreed sections of letters that did not go out after all, as (ID, date).
    """

    agreed: dict[str, date] = field(default_factory=dict)
    reminded: dict[str, date] = field(default_factory=dict)
    last_email: dict[str, date] = field(default_factory=dict)
    taken_back: set[tuple[str, date]] = field(default_factory=set)

    def on(self, commitment: Commitment) -> date | None:
        """Told on: what the letters say, else what the cell remembers (the Mail log may have been tidied)."""
        said = self.agreed.get(commitment.id)
        kept = remembered_day(commitment.row, "Told on")
        if kept and (commitment.id, kept) in self.taken_back:
            kept = None
        return min(said, kept) if said and kept else said or kept


def remember(mail: Iterable[Sent]) -> Told:
    """Only letters that went, or may have gone, to clients count; rehearsals and digests do not."""
    told = Told()
    for letter in mail:
        if letter.rehearsal or letter.to_coach:
            continue
        if letter.counts:
            _newest(told.last_email, letter.client_id, letter.date)
        for item in letter.about:
            id_, _, tier = item.partition(":")
            if tier == "agreed" and letter.counts:
                told.agreed[id_] = min(told.agreed.get(id_, letter.date), letter.date)
            elif tier == "agreed" and letter.state in ("not sent", "failed"):
                told.taken_back.add((id_, letter.date))
            elif tier.startswith(("before", "after")) and letter.counts:
                _newest(told.reminded, id_, letter.date)
    return told


def _newest(days: dict[str, date], id_: str, day: date) -> None:
    days[id_] = max(days.get(id_, day), day)
