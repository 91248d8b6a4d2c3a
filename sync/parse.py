"""Grids of cells -> the Record, with the rows to check and their notes (contract, section 2).

Reads the rules first, then people, then what names them. Decides nothing: rules/ does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from sync import (
    cells,
    identity,
    parse_answers,
    parse_decisions,
    parse_own_words,
    parse_people,
    parse_work,
    rule_changes,
)
from sync.layout import Layouts
from sync.parse_names import Names
from sync.past import Past
from sync.policies import RULES
from sync.records import Record, Row
from sync.rows import Reader, Rows, identify
from sync.rule_changes import RuleChange
from sync.rules import step_letters
from sync.schema import TABS
from sync.ways import Change, Ways, hold
from sync.workbook.base import Snapshot

NAMING = ("Commitments", "Habits", "Check-ins", "Sessions", "Payments")
"""Tabs in which the coach types a client's name."""


@dataclass(slots=True)
class Reading:
    """One reading of the workbook: its record, the rows behind it, and whose IDs were healed."""

    layouts: Layouts
    record: Record
    rows: dict[str, list[Rows]]
    past: Past
    healed: set[Row] = field(default_factory=set)
    ways: Ways = field(default_factory=Ways)
    untold: list[Change] = field(default_factory=list)
    """What of the ways changed and is not told yet; the old ones hold meanwhile."""
    rules: dict[str, str] = field(default_factory=dict)
    rule_changes: list[RuleChange] = field(default_factory=list)


def parse(snapshot: Snapshot, layouts: Layouts, past: Past, new_id: identity.NewId, now: datetime) -> Reading:
    """Read every usable tab. `new_id` gives fresh IDs; `now` is the instant of the run, aware."""
    rows = {title: [Rows(layout) for layout in found if layout.readable] for title, found in layouts.tabs.items()}
    record = Record()
    reading = Reading(layouts, record, rows, past)
    _identify(reading, new_id)
    for title, tabs in rows.items():
        record.rows[title] = [reader.row for one in tabs for reader in one.readers]

    def readers(title: str) -> list[Reader]:
        return [reader for one in rows.get(title, ()) for reader in one.readers]

    record.policies = parse_people.policies(readers("Policies"), parse_people.home(snapshot.time_zone))
    zone = record.policies.time_zone
    record.team = parse_people.team(readers("Team"), zone)
    unread = _unread(layouts, readers("Policies"))
    reading.ways, reading.untold = hold(record, unread, past.ways)
    reading.rules = rule_changes.stands(record.policies, unread, past.rules)
    reading.rule_changes = rule_changes.changed(reading.rules, past.rules, past.rule_changes, now)
    record.groups = parse_people.groups(readers("Groups"))
    parse_people.clients(record, readers("Clients"))
    record.intake = parse_people.intake(readers("Intake"))
    record.own_words = parse_own_words.own_words(readers("Templates"), {client.language for client in record.clients})
    names = Names(record, past, now)
    record.commitments = parse_work.commitments(readers("Commitments"), names)
    record.habits = parse_work.habits(readers("Habits"), names)
    record.answers = parse_answers.replies(readers("Replies"), names)
    record.answers += parse_answers.check_ins(readers("Check-ins"), names)
    record.sessions = parse_work.sessions(readers("Sessions"), names)
    record.payments = parse_work.payments(readers("Payments"), names)
    names.say_how_many([reader for title in NAMING for reader in readers(title)])
    record.mail = parse_work.mail_log(readers("Mail log"), zone)
    went = step_letters.whose(record.mail) | past.decided
    record.decisions = parse_decisions.decisions(readers("Decisions"), names, went)
    record.runs = parse_work.sync_log(readers("Sync log"), zone)
    return reading


def _unread(layouts: Layouts, rules: list[Reader]) -> set[str]:
    """The rules whose value cannot be read now, and `Team` where that tab cannot."""
    closed = {title for title in ("Policies", "Team") if not all(one.readable for one in layouts.tabs.get(title, ()))}
    bad = {cells.fold(reader.text("Rule")) for reader in rules if "Value" in reader.row.bad}
    return closed | {rule.name for rule in RULES if "Policies" in closed or cells.fold(rule.name) in bad}


def _identify(reading: Reading, new_id: identity.NewId) -> None:
    """IDs are unique in the whole workbook, and none is ever used again."""
    home = {id_: title for title, words in reading.past.words.items() for id_ in words}
    taken = {
        cell
        for tabs in reading.rows.values()
        for one in tabs
        for reader in one.readers
        if isinstance(cell := reader.row.carried.get("ID"), str)
    }
    used: set[str] = set()

    def fresh() -> str:
        while (id_ := new_id()) in taken or id_ in home:
            continue
        taken.add(id_)
        return id_

    for title, tabs in reading.rows.items():
        if TABS[title].made_by_job:
            for one in tabs if TABS[title].has("ID") else ():
                _keep_upper(one)
        elif TABS[title].has("ID"):
            usable = [one for one in tabs if "ID" in one.layout.columns or "ID" in one.layout.missing]
            last = reading.past.words.get(title, {})
            foreign = partial(_foreign, title, home, frozenset(used))
            reading.healed |= identify(TABS[title], usable, last, foreign, fresh)
            used.update(reader.row.id for one in usable for reader in one.readers)


def _foreign(title: str, home: Mapping[str, str], used: frozenset[str], id_: str) -> bool:
    return id_ in used or home.get(id_, title) != title


def _keep_upper(rows: Rows) -> None:
    """Rows that jobs add have no words of the coach's: of two with one ID the upper keeps it, the copy is cleared.

    Whatever stands in the ID cell is kept as the row's ID: nothing else could tell whose evidence it is.
    """
    seen: set[str] = set()
    kept = []
    for reader in rows.readers:
        row = reader.row
        row.id, row.known = cells.shown(row.carried.get("ID")).strip(), True
        if row.id and row.id not in seen:
            seen.add(row.id)
            kept.append(reader)
        else:
            rows.strays += [(row.number, header) for header, cell in row.carried.items() if not cells.blank(cell)]
    rows.readers = kept
