"""Is it good for both? Asked before somebody is taken on (contract, section 3, Win-win)."""

from __future__ import annotations

from sync.cells import fold
from sync.records import Prospect, Record


def win_win(prospect: Prospect) -> str:
    """Yes when all four answers are Yes, No when any is No, else Ask; with a bad answer blank."""
    if None in prospect.answers:
        return ""
    if "No" in prospect.answers:
        return "No"
    return "Yes" if prospect.answers and all(answer == "Yes" for answer in prospect.answers) else "Ask"


def ready(record: Record) -> list[Prospect]:
    """Prospects with Yes who are no clients yet, in sheet order: known neither by name nor by address."""
    names = {fold(client.name) for client in record.clients}
    addresses = {fold(client.email) for client in record.clients if client.email}
    return [
        one
        for one in record.intake
        if win_win(one) == "Yes" and one.name and fold(one.name) not in names
        if not (one.email and fold(one.email) in addresses)
    ]
