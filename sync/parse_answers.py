"""What clients said: the rows of Check-ins and Replies, and whose they are (contract, section 3, Self rating)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sync import cells
from sync.parse_names import Names
from sync.policies import moment_in
from sync.records import Answer, Client
from sync.rows import Reader
from sync.schema import REPLY_STATES


def check_ins(readers: list[Reader], names: Names) -> list[Answer]:
    """Matched by Email where exactly one client has it, else by Client (contract, section 3, Self rating)."""
    holders = Counter(cells.fold(client.email) for client in names.record.clients if client.email)
    by_email = {cells.fold(c.email): c for c in names.record.clients if holders[cells.fold(c.email)] == 1}
    found = []
    for reader in readers:
        reader.required("Timestamp")
        client = _match(reader, names, by_email, holders)
        found.append(
            Answer(
                reader.row,
                client,
                _when(reader, names, client),
                reader.whole("Rating"),
                reader.text("Wins"),
                reader.text("Stuck"),
                reader.text("Help wanted"),
                reader.text("Done"),
                named=names.record.by_name.get(cells.fold(cells.shown(reader.raw("Client")))),
            )
        )
    return found


def _when(reader: Reader, names: Names, client: Client | None) -> datetime | None:
    """The instant of an answer. What nobody can have said yet is a year typed wrong: a bad cell, as in Done on."""
    moment = reader.moment("Timestamp", names.zone)
    if moment is None:
        return None
    when = moment_in(names.record.policies, moment[0])
    day = min(when.astimezone(zone).date() for zone in (names.zone, client.zone if client else names.zone))
    if day > names.latest_today(client):
        reader.bad("Timestamp", f"Timestamp: {cells.long_date(day)} has not come yet")
        return None
    return when


def _match(reader: Reader, names: Names, by_email: dict[str, Client], holders: Counter[str]) -> Client | None:
    row = reader.row
    email, name = reader.raw("Email"), reader.raw("Client")
    if email is None and name is None:
        reader.bad("Client", "Client and Email are blank; one of them is needed")
        return None
    by_name = names.record.by_name.get(cells.fold(cells.shown(name)))
    found = by_email.get(cells.fold(cells.shown(email)))
    if found and by_name and found is not by_name:
        reader.bad("Client", f"Client: {cells.quoted(name)} and Email {cells.quoted(email)} are two clients")
        return None
    if name is not None and by_name is None:
        row.notes.append(names.unknown(cells.shown(name)))
        row.bad.add("Client")
        row.to_check = row.to_check or found is None
    elif found is None:
        _say_of_email(reader, holders, needed=by_name is None)
    return found or by_name


def _say_of_email(reader: Reader, holders: Counter[str], needed: bool) -> None:
    """An Email that is nobody's: a bad cell where it alone would name the client, else noted if it is no address."""
    email, row, wrong = reader.raw("Email"), reader.row, ""
    if email is None:
        return
    try:
        count = holders[cells.fold(cells.address(email))]
        if needed and count:
            wrong = f"{count} clients have {cells.quoted(email)}; type the name in Client"
        elif needed:
            wrong = f"no client has {cells.quoted(email)}"
    except cells.Bad as bad:
        wrong = str(bad)
    if wrong:
        row.notes.append(f"Email: {wrong}")
        row.bad.add("Email")
        row.to_check = row.to_check or needed


def replies(readers: list[Reader], names: Names) -> list[Answer]:
    """Rows that the inbox added. The coach types in one cell of theirs: Noted over New."""
    found = []
    for reader in readers:
        moment = reader.moment("When")
        found.append(
            Answer(
                reader.row,
                names.known(reader),
                moment_in(names.record.policies, moment[0]) if moment else None,
                reader.whole("Rating"),
                reader.text("Wins"),
                reader.text("Stuck"),
                reader.text("Help wanted"),
                reader.text("Done"),
                reader.text("Words"),
                reader.text("Letter"),
                _state(reader),
                cells.shown(reader.raw("Sync note")),
            )
        )
    return found


def _state(reader: Reader) -> str:
    """The State in our spelling; a coach's own word over it says that she has seen to it."""
    words = cells.fold(reader.text("State"))
    return next((state for state in REPLY_STATES if cells.fold(state) == words), "Noted")
