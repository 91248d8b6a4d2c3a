"""Who is or was a client, and which rows, letters and facts speak of her: for forgetting her. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jobs.ledger.base import Entry
from jobs.whom import NotOne
from sync.cells import fold
from sync.identity import NAMING, Words, words_of
from sync.parse import Reading
from sync.records import Client, Row, Sent, is_digest, key_parts
from sync.schema import DECISIONS_TAB, MAIL_LOG, REPLIES


@dataclass(slots=True)
class Person:
    """One whom a row of Clients, the ledger or the Mail log knows as a client, by her ID.

    `names` and `addresses` are folded, former ones too; those that another one has as well are no more in them once
    `apart` was called. `client` is her row, None where it is gone; `shown` is her newest name.
    """

    id: str
    shown: str = ""
    names: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    client: Client | None = None
    shared: bool = False

    def said_by(self, title: str, words: Words) -> bool:
        """Whether a row of that tab with these words names her; a row of Clients is known by its ID alone."""
        said = dict(zip(words_of(title), words, strict=False))
        name, address = fold(said.get("Client", "")), fold(said.get("Email", ""))
        return title != "Clients" and (name in self.names or address in self.addresses)


def people(reading: Reading, letters: Iterable[Entry | Sent]) -> list[Person]:
    """Everybody of whom there is a trace, in sheet order. `letters`: the ledger's and the Mail log's."""
    found: dict[str, Person] = {}
    for row_id, said in reading.past.words.get("Clients", {}).items():
        _known(found, row_id, *said[:1])
        found[row_id].addresses.update(fold(address) for address in said[1:2])
    for letter in letters:
        if (parts := key_parts(letter.key)) and not is_digest(letter.key) and letter.client:
            _known(found, parts[0], letter.client)
            rehearsed = letter.rehearsal if isinstance(letter, Sent) else "rehearsal" in letter.about
            found[parts[0]].addresses.update(() if rehearsed else [fold(letter.to)])
    for name, row_id in reading.past.former.items():
        _known(found, row_id, name)
    for client in reading.record.clients:
        if client.id:
            _known(found, client.id, client.name)
            found[client.id].shown, found[client.id].client = client.name, client
            found[client.id].addresses.add(fold(client.email))
    for person in found.values():
        person.names.discard("")
        person.addresses.discard("")
    return sorted((person for person in found.values() if person.names), key=_in_order)


def _in_order(person: Person) -> tuple[bool, int, str]:
    """As they stand in the sheet, those without a row behind them."""
    return (person.client is None, person.client.row.number if person.client else 0, person.id)


def _known(found: dict[str, Person], row_id: str, name: str = "") -> None:
    person = found.setdefault(row_id, Person(row_id))
    person.shown = name or person.shown
    person.names.add(fold(name))


def one(everybody: list[Person], part: str) -> Person:
    """Her of whom a part of a name is given, or the whole ID, with what is hers alone. Raises NotOne."""
    folded = fold(part)
    whole = [person for person in everybody if person.id == part.strip() or folded in person.names]
    found = whole or [person for person in everybody if any(folded in name for name in person.names)]
    if len(found) != 1 or not folded:
        listed = "; ".join(f"{person.shown} ({_place(person)}, {person.id})" for person in found[:10])
        raise NotOne(f"{part}: {f'more than one client: {listed}' if found else 'no such client'}.")
    chosen = found[0]
    others = [person for person in everybody if person is not chosen]
    names = chosen.names.difference(*(person.names for person in others))
    chosen.shared, chosen.names = names != chosen.names, names
    chosen.addresses = chosen.addresses.difference(*(person.addresses for person in others))
    return chosen


def _place(person: Person) -> str:
    return f"row {person.client.row.number}" if person.client else "no row any more"


def standing(reading: Reading, person: Person) -> list[Row]:
    """The rows of the coach's tabs that speak of her: those that only the coach may delete."""
    record = reading.record
    found = [person.client.row] if person.client else []
    found += [row for title in NAMING for row in record.rows.get(title, ()) if person.said_by(title, row.words)]
    mine = person.client
    decided = {one.row for one in record.decisions if mine is not None and one.client is mine}
    found += [
        row
        for row in record.rows.get(DECISIONS_TAB.title, ())  # those too whose step cannot be read
        if row in decided or fold(str(row.shows.get("Client") or "")) in person.names
    ]
    found += [one.row for one in record.intake if fold(one.name) in person.names or fold(one.email) in person.addresses]
    return found


def remembered(reading: Reading, person: Person) -> dict[str, set[str]]:
    """The IDs of her rows, by tab, whose words the ledger holds."""
    return {
        title: {row_id for row_id, said in known.items() if said and _hers(title, row_id, said, person)}
        for title, known in reading.past.words.items()
        if title in NAMING
    }


def _hers(title: str, row_id: str, said: Words, person: Person) -> bool:
    return row_id == person.id if title == "Clients" else person.said_by(title, said)


def logged(reading: Reading, person: Person) -> list[Row]:
    """Her rows of the Mail log."""
    return [row for row in reading.record.rows.get(MAIL_LOG.title, ()) if _of_letter(row, "Key", "Client", person)]


def answered(reading: Reading, person: Person) -> list[Row]:
    """Her rows of Replies: those with her name, and those that answer a letter to her."""
    return [row for row in reading.record.rows.get(REPLIES.title, ()) if _of_letter(row, "Letter", "Client", person)]


def _of_letter(row: Row, key: str, name: str, person: Person) -> bool:
    parts = key_parts(str(row.shows.get(key) or ""))
    return bool(parts and parts[0] == person.id) or fold(str(row.shows.get(name) or "")) in person.names


def sent(entries: Iterable[Entry], person: Person) -> set[str]:
    """The keys of her letters that say more of her than that they went."""
    return {
        entry.key
        for entry in entries
        if ((parts := key_parts(entry.key)) and parts[0] == person.id) or fold(entry.client) in person.names
        if entry.to or entry.client or entry.subject or entry.reason
    }


def without(table: Mapping[str, Any], person: Person, ids: set[str]) -> dict[str, Any]:
    """A remembered table without the entries that are of her rows, or whose words name her."""
    return {name: said for name, said in table.items() if name not in ids and not _names(f"{name} {said}", person)}


def _names(words: str, person: Person) -> bool:
    folded = fold(words)
    return person.id in words or any(one in folded for one in person.names | person.addresses)


def skipped(reading: Reading) -> set[Row]:
    """Rows whose words no run remembers again: of clients who were forgotten, with a row of their own or without.

    An ID without words was forgotten. Whose a fresh answer is that bears an address of nobody, nothing tells: it may be
    hers who was.
    """
    gone, record = reading.past.forgotten, reading.record
    if not gone:
        return set()
    standing_ones = [client for client in record.clients if client.id in gone]
    everybody = people(reading, ()) if standing_ones else []
    found = {row for client in standing_ones for row in standing(reading, one(everybody, client.id))}
    for title, known in reading.past.words.items():
        found.update(row for row in record.rows.get(title, ()) if known.get(row.id, ("",)) == ())
    addresses = {fold(client.email) for client in record.clients if client.id not in gone} | {""}
    email = words_of("Check-ins").index("Email")
    found.update(row for row in record.rows.get("Check-ins", ()) if fold(row.words[email]) not in addresses)
    return found
