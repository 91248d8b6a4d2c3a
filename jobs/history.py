"""What earlier runs did, from the workbook and the ledger; leftovers of killed runs settled (guarantees 3, 4)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from jobs import guards, rulebook, traces
from jobs.ledger.base import Entry, Ledger, LedgerProblem
from jobs.mail.base import Transport
from sync.parse import Reading
from sync.past import Past
from sync.records import Run, Sent, key_parts
from sync.rules import step_letters
from sync.schema import MAIL_STATES, TABS, WENT

NOTICE = ("notice",)
"""The kinds of a notice to the coaches (notice.py)."""
OFFERED = "decisions offered"
"""The fact that holds which rows of Decisions a coach had before her while they were undecided."""
WAY = "way"
"""The fact that holds the way that letters went last (`Desk.way`)."""
HOLDER = "holder"
"""The fact that holds this ledger's name at the lease."""

FORGOTTEN = "forgotten"
"""The fact that holds who was forgotten: client's ID -> the day."""

LOOKED_FOR = timedelta(days=7)
"""How long a letter in doubt is looked for in the sent mail, run by run; then only a person can tell."""

Find = Callable[[str], bool | None]
"""Key -> whether the letter is in the sent mail; None where that cannot be known."""


def past(ledger: Ledger) -> Past:
    """What the ledger remembers of this workbook's rows and runs. Raises LedgerProblem."""
    tabs = [tab.title for tab in TABS.values() if tab.has("ID") and not tab.made_by_job]
    known = Past({title: ledger.words(title) for title in tabs})
    with _as_written():
        known.last_run, known.first_run = _instant(ledger.fact("last run")), _instant(ledger.fact("first run"))
        known.nights = {id_: (day, note) for id_, (day, note) in table(ledger, "night notes").items()}
        known.ended_seen = {id_: date.fromisoformat(day) for id_, day in table(ledger, "ended since").items()}
        known.former = table(ledger, "names before")
        known.finished = table(ledger, "finished")
        known.forgotten = set(table(ledger, FORGOTTEN))
        if ledger.fact(OFFERED):
            known.offered = {id_: (client, step) for id_, (client, step) in table(ledger, OFFERED).items()}
        rulebook.recall(known, ledger, table)
    known.decided = step_letters.whose(mail(ledger, []))
    return known


@contextmanager
def _as_written() -> Iterator[None]:
    """A fact that no run of ours wrote is a damaged ledger: of what else it forgot, letters may be (guarantee 3).

    So it is not passed over; the workbook alone is enough to go on (guarantee 4).
    """
    try:
        yield
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise LedgerProblem("The ledger is damaged; set it aside and run: coachsheet rebuild.") from error


def table(ledger: Ledger, name: str) -> dict[str, Any]:
    """A remembered table of texts, or of lists of them; they may be words of cells, with whatever line breaks."""
    found: dict[str, Any] = json.loads(ledger.fact(name) or "{}")
    texts = [text for said in found.values() for text in (said if isinstance(said, list) else [said])]
    if not all(isinstance(text, str) for text in texts):
        raise TypeError(name)
    return found


def _instant(words: str) -> datetime | None:
    """An aware instant. Raises ValueError."""
    found = datetime.fromisoformat(words) if words else None
    if found and found.tzinfo is None:
        raise ValueError(words)
    return found


def with_runs(known: Past, runs: list[Run], now: datetime) -> None:
    """Bring in what the Sync log says of the last and the first run: with the ledger lost it is all there is."""
    whens = [run.when for run in runs if not run.stopped]
    before = [when for when in (*whens, known.last_run) if when and when <= now]
    known.last_run = max(before, default=None)
    known.first_run = min((when for when in (*whens, known.first_run) if when), default=None)


def with_forgotten(known: Past, logged: list[Sent]) -> None:
    """Bring in who was forgotten, as the Mail log says: none of the client's letters tells any more to whom it went.

    With the ledger lost it is all there is (guarantee 4). Where no letter at all tells it, the columns were emptied.
    """
    named = {sent.client_id for sent in logged if sent.to or sent.client or sent.subject}
    if named:
        known.forgotten |= {sent.client_id for sent in logged} - named


def remember(
    ledger: Ledger,
    reading: Reading,
    nights: dict[str, tuple[str, str]],
    ended: dict[str, date],
    finished: Mapping[str, str],
    now: datetime,
    added: Mapping[str, tuple[str, str]],
) -> None:
    """What the next run must know of this one: the words of each ID, the notes of one night, the rows.

    `added` are rows of Decisions that were surely written, but after that reading: ID -> (client, step).
    """
    offered = {one.id: one.about for one in reading.record.decisions if not one.outcome and not one.unasked}
    skipped = traces.skipped(reading)
    for title in reading.past.words:
        rows = [row for row in reading.record.rows.get(title, ()) if row.id and row not in skipped]
        words = {row.id: row.words for row in rows if reading.past.words[title].get(row.id) != row.words}
        if words:
            ledger.remember(title, words)
    first = reading.past.first_run or now
    ledger.note(
        {
            "stopped": "",
            "last run": now.astimezone(UTC).isoformat(),
            "first run": min(first, now).astimezone(UTC).isoformat(),
            "night notes": json.dumps(nights, sort_keys=True),
            "ended since": json.dumps({id_: day.isoformat() for id_, day in ended.items()}, sort_keys=True),
            "finished": json.dumps(dict(finished), sort_keys=True),
            "names before": json.dumps(reading.past.former, sort_keys=True),
            OFFERED: json.dumps(offered | dict(added), sort_keys=True),
            **{f"rows:{title}": str(count) for title, count in guards.counts(reading).items()},
            **rulebook.facts(reading, now),
        }
    )


def holder(ledger: Ledger, new_id: Callable[[], str]) -> str:
    """Under which name this ledger's runs take the lease (guarantee 8): one ledger, one sender."""
    known = ledger.fact(HOLDER)
    if not known:
        known = new_id()
        ledger.note({HOLDER: known})
    return known


def finder(ledger: Ledger, transport: Transport, way: str) -> Find:
    """How a letter of an earlier run is looked for. That it is absent proves nothing where letters went another way."""
    same = ledger.fact(WAY) == way

    def find(key: str) -> bool | None:
        there = transport.find(key)
        return there if same or there else None

    return find


def settle_leftovers(ledger: Ledger, logged: list[Sent], find: Find, now: datetime) -> set[str]:
    """Settle what a killed run left, and what a lost ledger does not know; returns the keys newly in doubt.

    `planned` never went. `sending` may have gone: it is looked for in the sent mail, else it is in doubt,
    and never sent again by itself (guarantee 3). A letter `sending` in the Mail log and in no ledger likewise,
    and there its absence proves nothing: with the ledger the sent mail may be lost too (guarantee 4). What is
    in doubt is looked for again for seven days: found, it was sent; not found, it stays in doubt.
    What another machine wrote into the Mail log since is so, whatever this ledger planned (guarantee 8).
    Call it only while no other run holds the workbook.
    """
    entries = {entry.key: entry for entry in ledger.entries()}
    doubt: set[str] = set()
    taken: list[Entry] = []
    unknown = [_entry(sent) for sent in logged if sent.key not in entries]
    elsewhere = [sent for sent in logged if sent.key in entries and _by_another(entries[sent.key], sent)]
    for sent in elsewhere:
        entries[sent.key] = _taken_over(ledger, sent, now)
        doubt |= {sent.key} if entries[sent.key].state == "in doubt" else set()
    for entry in (*unknown, *entries.values()):
        known = entry.key in entries
        state, reason = _end(entry, known, find, now)
        if state == "in doubt" != entry.state:
            doubt.add(entry.key)
        if not known:
            taken.append(replace(entry, state=state))
        elif state != entry.state:
            ledger.settle(entry.key, state, now, reason)
    ledger.record(taken)
    return doubt


def _end(entry: Entry, known: bool, find: Find, now: datetime) -> tuple[str, str]:
    """As what a letter of an earlier run ends, and why; `known`: the ledger knew it."""
    if entry.state == "planned":
        return "not sent", "the run ended before its turn"
    if entry.state == "sending":
        there = find(entry.key)
        state = "sent" if there else "not sent" if known and there is False else "in doubt"
        return state, "the run ended while it was being sent"
    if entry.state == "in doubt" and now - entry.when <= LOOKED_FOR and find(entry.key):
        return "sent", "it stands in the sent mail"
    return entry.state, entry.reason


def _by_another(entry: Entry, row: Sent) -> bool:
    """Whether another machine sent, began to send, or found sent what this ledger holds for not gone or in doubt."""
    if row.state == "bounced":
        return entry.state != "bounced"
    went = row.state == "sent"
    if entry.state not in ("planned", "not sent", "failed"):
        return went and entry.state in ("sending", "in doubt")
    return went or (row.when > entry.when.replace(microsecond=0) and row.state in ("sending", "in doubt"))


def _taken_over(ledger: Ledger, row: Sent, now: datetime) -> Entry:
    """The ledger holds the letter as its row tells; a `sending` of another machine is in doubt."""
    taken = _entry(row)
    state = "in doubt" if taken.state == "sending" else taken.state
    ledger.plan([taken])
    ledger.settle(row.key, state, now, "another machine sent it")
    return replace(taken, state=state)


def rebuild(ledger: Ledger, logged: list[Sent]) -> int:
    """Take every letter of the Mail log into a ledger that does not know it; returns how many."""
    known = {entry.key for entry in ledger.entries()}
    fresh = [_entry(sent) for sent in logged if sent.key not in known]
    ledger.record([replace(entry, state="in doubt") if entry.state == "sending" else entry for entry in fresh])
    return len(fresh)


def gone_on(day: date, zone: tzinfo, ledger: Ledger, logged: list[Sent]) -> int:
    """How many emails went on that date of the practice's, or may have: notices and digests too."""
    found: dict[str, Sent | Entry] = {sent.key: sent for sent in logged} | {one.key: one for one in ledger.entries()}
    return sum(one.state in WENT and one.when.astimezone(zone).date() == day for one in found.values())


def mail(ledger: Ledger, logged: list[Sent]) -> list[Sent]:
    """Every letter and digest, oldest first: as the ledger knows it, else as the Mail log does."""
    found = {sent.key: sent for sent in logged}
    for entry in ledger.entries():
        if sent := as_sent(entry, entry.state):
            row = found.get(entry.key)
            found[entry.key] = replace(sent, row=row.row) if row else sent
    return sorted(found.values(), key=lambda sent: (sent.when, sent.key))


def _entry(sent: Sent) -> Entry:
    about = (*(("rehearsal",) if sent.rehearsal else ()), *sent.about)
    state = sent.state if sent.state in MAIL_STATES else "sending"  # a cell without its state proves nothing
    return Entry(sent.key, state, sent.when, sent.to, sent.client, sent.kinds, sent.subject, about, sent.message_id)


def as_sent(entry: Entry, state: str) -> Sent | None:
    """A letter or digest of the ledger as one of the Mail log; None for a notice, which has no row there."""
    parts = key_parts(entry.key)
    if parts is None or entry.kinds == NOTICE:
        return None
    return Sent(
        entry.key,
        entry.when,
        entry.to,
        entry.client,
        *parts,
        entry.kinds,
        entry.subject,
        state,
        tuple(item for item in entry.about if item != "rehearsal"),
        entry.message_id,
        "rehearsal" in entry.about,
    )
