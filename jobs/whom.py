"""Which client a command means, who types a part of a name. Whom a run speaks of is the rules'."""

from __future__ import annotations

from sync.cells import fold, plain
from sync.records import Client

LONGEST = 60
"""Characters of a name that the list shows; it is one line whatever stands in the cell."""


class NotOne(Exception):
    """A part of a name that fits no client, or more than one; the sentence lists them."""

    exit_status = 1


def one_named(clients: list[Client], part: str) -> Client:
    """The client of whom a part of the name is given, or the whole name, or the ID. Raises NotOne."""
    folded = fold(part)
    whole = [client for client in clients if client.id == part.strip() != "" or fold(client.name) == folded]
    found = whole or [client for client in clients if folded in fold(client.name)]
    if len(found) != 1 or not folded:
        listed = "; ".join(
            f"{plain(client.name, LONGEST)} (row {client.row.number}, {client.id})" for client in found[:10]
        )
        raise NotOne(f"{part}: {f'more than one client: {listed}' if found else 'no such client'}.")
    return found[0]
