"""Rows to fix: what could not be read, sessions without an outcome, a Stage to set, finished rows that are gone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from jobs.digest.day import CoachDay, calls, quote
from jobs.digest.line import Line, at
from jobs.digest.sessions import gone
from jobs.letters.words import name
from sync.cells import fold
from sync.records import Client, Commitment, Decision, Habit, Payment, Record, Row, Session

_QUOTED = re.compile(r'"([^"]{1,200})"')
FEWEST_GONE = 3
"""So many rows that vanish at once are a tidying; one or two are a correction."""


def fixes(day: CoachDay) -> list[Line]:
    """Tabs that cannot be written, then rows by client, then the rest."""
    tabs = [
        Line("", (quote(problem, 200),), day.say.gettext("Until then that tab stays as it is."))
        for problem in day.practice.reading.layouts.problems
    ]
    return [*tabs, *gone(day), *_to_check(day), *_to_note(day), *_gone(day)]


def _to_check(day: CoachDay) -> Iterator[Line]:
    """One line for all rows of a client, or of a tab where no client is known."""
    whose, lost = _whose(day), _lost(day.practice.record)
    rows: dict[str, list[tuple[Client | None, Row]]] = {}
    for title, all_of_them in day.practice.record.rows.items():
        for row in all_of_them:
            client = whose.get(row)
            if (row.to_check or row in lost) and day.knows(client):
                rows.setdefault(calls(client) or title, []).append((client, row))
    for one in sorted(rows.values(), key=len, reverse=True):
        client, row = one[0]
        facts = [quote("; ".join(row.notes), 200) or day.say.gettext("A cell cannot be read.")]
        if len(one) > 1:
            facts.append(day.say.ngettext("And %(num)d row more.", "And %(num)d rows more.", len(one) - 1))
        yield Line(calls(client), tuple(facts), day.say.gettext("Correct the cell."), *at(row))


def _lost(record: Record) -> set[Row]:
    """Rows of Decisions that no rule reads, though nothing has come of them: without a step, or open and nobody's."""
    read = {one.row for one in record.decisions if one.client or one.outcome}
    return {row for row in record.rows.get("Decisions", ()) if row not in read}


def _whose(day: CoachDay) -> dict[Row, Client]:
    """Whom a row is about; of a name that is no client's, whom its note takes to be meant."""
    record = day.practice.record
    found = {client.row: client for client in record.clients}
    work: list[Commitment | Habit | Session | Payment | Decision] = [*record.commitments, *record.habits]
    for one in [*work, *record.sessions, *record.payments, *record.decisions]:
        if one.client:
            found[one.row] = one.client
    for row in _lost(record):
        if named := record.by_name.get(fold(str(row.shows.get("Client") or ""))):
            found[row] = named
    for answer in record.answers:
        if about := answer.client or answer.named:
            found[answer.row] = about
    for row in (row for rows in record.rows.values() for row in rows if row.to_check and row not in found):
        meant = {client for name in _QUOTED.findall(" ".join(row.notes)) if (client := record.by_name.get(fold(name)))}
        if len(meant) == 1:
            found[row] = meant.pop()
    return found


def _to_note(day: CoachDay) -> Iterator[Line]:
    """What a person alone knows: how a session went, and what became of a client after a parting letter."""
    say = day.say
    for client in day.clients:
        case = day.practice.found.cases.get(client.id)
        if case and case.active and case.round.parted:
            fact = say.gettext("The parting email went out, and Stage still says Active.")
            yield Line(calls(client), (fact,), say.gettext("Set the Stage."), *at(client.row))
        waits = [s for s in day.sessions(client) if day.practice.found.wanted[s.row]["Result"] == "How did it go?"]
        waits.sort(key=lambda s: (s.start is None, s.start))
        if waits and waits[0].start:
            when = say.dated(waits[0].start.date(), day.today)
            fact = say.ngettext(
                "The session of %(day)s waits for its outcome.",
                "%(num)d sessions wait for their outcome, since %(day)s.",
                len(waits),
                day=when,
            )
            yield Line(calls(client), (fact,), say.gettext("Choose the Outcome."), *at(waits[0].row))


def _gone(day: CoachDay) -> Iterator[Line]:
    """Rows of Commitments that earlier runs knew: told when three or more went since it was told last."""
    tabs, record = day.practice.reading.layouts.tabs.get("Commitments", ()), day.practice.record
    if not all(one.readable for one in tabs):
        return
    standing = {row.id for row in record.rows.get("Commitments", ())}
    known = day.practice.reading.past.words.get("Commitments", {})
    former = day.practice.reading.past.former
    by_id = {client.id: client for client in record.clients}
    gone: Counter[Client] = Counter()
    open_ones: set[Client] = set()
    for row_id, said in known.items():
        if row_id not in standing and said:
            client = record.by_name.get(fold(said[0])) or by_id.get(former.get(fold(said[0]), ""))
            if client:
                gone[client] += 1
                if row_id not in day.practice.reading.past.finished:
                    open_ones.add(client)
    for client, count in gone.most_common():
        before = _told_gone(day, client)
        if day.knows(client) and client.id and count - before >= FEWEST_GONE:
            fact = _how_many(day, client, count - before, finished=client not in open_ones)
            action = day.say.gettext("To tidy, use the view Now instead.")
            yield Line(calls(client), (fact,), action, *at(client.row), about=(f"{client.id}:gone{count}",))


def _how_many(day: CoachDay, client: Client, count: int, finished: bool) -> str:
    called = name(client.calls_herself)
    if finished:
        return day.say.ngettext(
            "%(num)d finished row of %(name)s is gone; the percentages now rest on fewer.",
            "%(num)d finished rows of %(name)s are gone; the percentages now rest on fewer.",
            count,
            name=called,
        )
    return day.say.ngettext(
        "%(num)d row of %(name)s is gone; the percentages now rest on fewer.",
        "%(num)d rows of %(name)s are gone; the percentages now rest on fewer.",
        count,
        name=called,
    )


def _told_gone(day: CoachDay, client: Client) -> int:
    begin = f"{client.id}:gone"
    counts = [item.removeprefix(begin) for item in day.told.newest if item.startswith(begin)]
    return max((int(count) for count in counts if count.isdecimal()), default=0)
