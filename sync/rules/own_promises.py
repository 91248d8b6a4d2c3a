"""What coaches say by answering a digest: that a promise of their own is done. Nothing else follows from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from sync.records import Answer, Record, is_digest
from sync.rules.answers import SaidDone

_DONE = re.compile(r"([\w-]{2,32}) on (\d{4}-\d\d-\d\d)", re.ASCII)
"""As the inbox writes it: `b3k7x2q9 on 2026-11-24`."""


def said_done(record: Record) -> list[SaidDone]:
    """The commitments with Owner Coach that an answer to a digest names, by the date stated (contract, section 4).

    Which digest listed what was looked at when the answer came. A date that has not come for the client yet is hers.
    """
    promised = {one.id: one for one in record.commitments if one.owner == "Coach" and one.id and one.client}
    found = []
    for answer in record.answers:
        for row_id, day in _named(answer) if is_digest(answer.letter) and answer.state != "Refused" else ():
            commitment = promised.get(row_id)
            if commitment and commitment.client and answer.when:
                heard = answer.when.astimezone(commitment.client.zone).date()
                found.append(SaidDone(commitment, min(day, heard), answer))
    return found


def _named(answer: Answer) -> Iterator[tuple[str, date]]:
    for line in answer.done.split("\n"):
        if match := _DONE.fullmatch(line.strip()):
            try:
                yield match[1], date.fromisoformat(match[2])
            except ValueError:
                continue
