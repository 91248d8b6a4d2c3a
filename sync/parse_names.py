"""Who is meant by a name in a cell, and what to say where it names nobody (contract, section 2, Cells)."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sync import cells
from sync.past import Past
from sync.records import Client, Record
from sync.rows import Reader

_RENAMED = re.compile(r'"(.+)" is now "(.+)" in Clients')


class Names:
    """Who is meant by a name in a cell, and what to say when nobody is."""

    def __init__(self, record: Record, past: Past, now: datetime) -> None:
        self.record = record
        self.past = past
        self.now = now
        self._today: dict[ZoneInfo, date] = {}
        self.zone = record.policies.time_zone
        self._shared = Counter(cells.fold(client.name) for client in record.clients)
        self.by_id = by_id = {client.id: client for client in record.clients if client.id}
        for client in record.clients:
            name = cells.fold((past.words.get("Clients", {}).get(client.id) or ("",))[0])
            if name and name != cells.fold(client.name):
                past.former[name] = client.id
        self._former = {
            name: by_id[id_] for name, id_ in past.former.items() if id_ in by_id and name not in record.by_name
        }
        self._misses: Counter[str] = Counter()
        self._near: dict[str, str] = {}
        self._known: dict[str, Client | None] = {}

    def client(self, reader: Reader, header: str = "Client") -> Client | None:
        """The client of a cell; None where it is blank or names nobody, which is a bad cell."""
        words = reader.text(header)
        if not words and reader.raw(header) is None:
            return None
        if words not in self._known:
            self._known[words] = self.record.by_name.get(cells.fold(words))
        found = self._known[words]
        if found is None and header not in reader.row.bad:
            reader.bad(header, self.unknown(words))
        return found

    def known(self, reader: Reader) -> Client | None:
        """The client whom a job named in this row, also by the name before a change of name."""
        return self.called(reader.text("Client")) or self.client(reader)

    def called(self, words: str) -> Client | None:
        """The client of that name, or of that name before a change of name; None: nobody, or several."""
        name = cells.fold(words)
        return self.record.by_name.get(name) or self._former.get(name)

    def unknown(self, words: str) -> str:
        """The note for a name that is no client, or that several share."""
        name = cells.fold(words)
        if self._shared[name] > 1:
            return f"{self._shared[name]} clients are called {cells.quoted(words)}; add a surname"
        if name in self._former:
            self._misses[name] += 1
            return f"{cells.quoted(words)} is now {cells.quoted(self._former[name].name)} in Clients"
        if name not in self._near:
            self._near[name] = self._guess(name)
        return f"No client {cells.quoted(words)}.{self._near[name]}".removesuffix(".")

    def _guess(self, name: str) -> str:
        """The name that lies near, else the only one that has all of the words that were typed: `Priya`."""
        known, typed = [client.name for client in self.record.clients], set(name.split())
        holding = [full for full in known if typed and typed <= set(cells.fold(full).split())]
        return cells.guess(name, known) or (cells.guess(holding[0], holding) if len(holding) == 1 else "")

    def say_how_many(self, readers: list[Reader]) -> None:
        """`"Sofia Lind" is now "Sofia Berg" in Clients: 14 rows still say Lind (Edit, Find and replace)`."""
        for reader in readers if self._misses else ():
            for at, note in enumerate(reader.row.notes):
                if match := _RENAMED.fullmatch(note):
                    count = self._misses[cells.fold(reader.text("Client"))]
                    now = cells.fold(match[2]).split()
                    gone = [word for word in match[1].split() if cells.fold(word) not in now]
                    rows = f"{count} rows still say" if count > 1 else "1 row still says"
                    reader.row.notes[at] = f"{note}: {rows} {' '.join(gone) or match[1]} (Edit, Find and replace)"

    def latest_today(self, client: Client | None) -> date:
        """The later of the client's and the practice's date: what lies after both is not yet."""
        zone = client.zone if client else self.zone
        if zone not in self._today:
            self._today[zone] = max(self.now.astimezone(one).date() for one in (zone, self.zone))
        return self._today[zone]
