"""The ladder side by side with the record: rows of Decisions settled, the letter that goes, the next row.

The rules themselves live in rules/; what else follows from the record is findings.py's.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from sync import cells, notes
from sync.cases import Hers
from sync.parse import Reading
from sync.records import Client, Decision, Record, Row, Sent
from sync.rules import answers, decided, evidence, ladder, sessions, step_letters, track
from sync.schema import DECIDED
from sync.workbook.base import Value

if TYPE_CHECKING:
    from sync.findings import Findings


def mark_gone(found: Findings, reading: Reading, mail: list[Sent]) -> None:
    """The rows of Decisions whose letter went, by what the Mail log and the ledger know."""
    were_open = frozenset(reading.past.offered or ())
    for one in ladder.settle_sent(reading.record.decisions, step_letters.remember(mail), were_open):
        if one.outcome and one.decision.outcome:
            _note_what_was_typed(one)
        _ends(found, one)


def _note_what_was_typed(one: ladder.Settled) -> None:
    """Over the Outcome of a letter that went; of words that are none of ours the reading told already."""
    shown, on = one.decision.row.shows.get("Outcome"), one.decision.outcome_on
    typed = {"Outcome": shown if shown in DECIDED and shown != one.outcome else None}
    typed["Outcome on"] = cells.long_date(on) if on and on != one.day else None
    one.decision.row.notes += [notes.put_elsewhere(words, header) for header, words in typed.items() if words]


def _ends(found: Findings, one: ladder.Settled) -> None:
    one.decision.outcome, one.decision.outcome_on = one.outcome, one.day
    found.wanted.setdefault(one.decision.row, {}).update({"Outcome": one.outcome, "Outcome on": one.day})


def climb(found: Findings, reading: Reading, hers: Hers, case: track.Case) -> ladder.Proposal | None:
    """Settle her rows in Decisions, choose the letter that goes, and propose the next step."""
    client, rows, seen, policies = hers.client, hers.decisions, case.seen, found.clock.policies
    ended = client.ended_on
    if client.stage == "Ended" and ended is None and client.id:
        ended = found.ended_seen[client.id] = reading.past.ended_seen.get(client.id, case.today)
    case.round = _round(hers)
    if not client.id or seen is None:
        return None
    if not client.row.to_check:
        were_open = frozenset(reading.past.offered or ())
        for one in ladder.undated(rows, were_open, case.today):
            _ends(found, one)
        for one in ladder.settle(client, rows, seen, case.stalled, case.today):
            _ends(found, one)
        for one in ladder.back_already(client, rows, _round(hers).parted, case.today):
            _ends(found, one)
        case.round = _round(hers)
    back = ladder.recovered(client, seen, case.stalled)
    emails = found.emails.get(client.id, client.emails)
    _choose(found, hers, case, decided.Ground(client, case.today, case.round, emails, back, policies))
    if client.row.to_check:
        return None
    said = partial(_evidence, found, hers, case)
    step = ladder.propose(client, case.round, case.today, case.stalled, policies, said)
    return step or ladder.reopen(client, rows, ended, case.today, policies)


def _round(hers: Hers) -> ladder.Round:
    """By her rows; that Part ways was sent, the letters know too, should its row be gone."""
    found = ladder.round_of(hers.client, hers.decisions)
    if found.parted:
        return found
    letters = (letter for letter in hers.mail if not letter.rehearsal)
    stands = frozenset(decision.id for decision in hers.decisions)
    return replace(found, parted_on=step_letters.parted_on(letters, hers.client.start_date, stands))


def _choose(found: Findings, hers: Hers, case: track.Case, ground: decided.Ground) -> None:
    """The letter of a decision, where one may go to her; its evidence is looked at anew on a day on which it may."""
    letter = decided.chosen(hers.decisions, ground)
    if letter is None:
        return
    rehearsed = step_letters.remember(hers.mail, rehearsal=True).gone.get(letter.decision.id)
    if ground.policies.rehearsal and rehearsed:
        letter.decision.row.notes.append(_rehearsed(hers.client, rehearsed.day))
        return
    found.steps[hers.client.id] = letter
    open_day = decided.goes_on(case.today) and not ground.policies.closed(case.today)
    resolved = case.active and case.seen and case.seen.resolved
    if open_day and resolved and letter.decision.step in ladder.LADDER:
        letter.decision.evidence = _evidence(found, hers, case)
        found.wanted.setdefault(letter.decision.row, {})["Evidence"] = letter.decision.evidence


def _rehearsed(client: Client, day: date) -> str:
    return (
        f"Rehearsed on {cells.short_date(day)}: it came to you. It goes to "
        f"{cells.plain(client.name, 40)} once Send to is Clients, unless you clear Decision"
    )


def _evidence(found: Findings, hers: Hers, case: track.Case) -> str:
    """What the record holds of her now."""
    assert case.seen
    meetings = sorted((sessions.day(s, found.clock), s.outcome) for s in hers.sessions)
    ratings = [(answers.day_of(one), one.rating) for one in hers.heard if one.rating is not None]
    return evidence.evidence(evidence.Seen(case.seen, hers.coachs, meetings, ratings), found.clock.policies)


def tell(found: Findings, record: Record) -> None:
    """What a coach is told in the rows of Decisions: why a letter is held up, and that what ended stays as it is."""
    for decision in record.decisions:
        found.wanted.setdefault(decision.row, {})["Client"] = _called(decision)
        _restore(found, decision)
        decision.held = decision.held or decided.lacks(decision)
        decision.row.notes += filter(None, [decision.held or decided.changed_afterwards(decision)])


def _called(decision: Decision) -> Value:
    """What the cell says: her name as it is now; where she has no row, the name that the row was made with."""
    if decision.client:
        return decision.client.name
    shown = decision.row.shows.get("Client")
    return decision.client_cell if decision.client_cell != cells.shown(shown).strip() else shown


def _restore(found: Findings, decision: Decision) -> None:
    """Our own words where a coach typed over them."""
    wanted, shown = found.wanted.setdefault(decision.row, {}), decision.row.shows
    if not cells.blank(shown.get("Outcome")) and (shown["Outcome"] not in DECIDED or not decision.outcome):
        wanted.setdefault("Outcome", decision.outcome)
        if not decision.outcome:
            wanted.setdefault("Outcome on", None)
    if shown.get("Step") != decision.step:
        wanted["Step"] = decision.step


def after_sending(found: Findings, record: Record, mail: list[Sent]) -> dict[Row, dict[str, Value]]:
    """What the sheet shows once these letters went: the Outcome of their decisions, Step and Next action beside the
    client. `mail` holds all letters, those of this run with what became of them."""
    shown: dict[Row, dict[str, Value]] = {}
    for one in ladder.settle_sent(record.decisions, step_letters.remember(mail), frozenset()):
        one.decision.outcome, one.decision.outcome_on = one.outcome, one.day
        shown[one.decision.row] = {"Outcome": one.outcome, "Outcome on": one.day}
        client = one.decision.client
        case = found.cases.get(client.id) if client else None
        if client and case:
            case.round = ladder.round_of(client, [d for d in record.decisions if d.client is client])
            shown[client.row] = {"Step": case.round.step_name, "Next action": track.next_action(case, "")}
    return shown | _after_rehearsing(found, mail)


def _after_rehearsing(found: Findings, mail: list[Sent]) -> dict[Row, dict[str, Value]]:
    """The note in the rows whose letter was rehearsed just now: the second run of a day finds nothing to write."""
    shown: dict[Row, dict[str, Value]] = {}
    gone = step_letters.remember(mail, rehearsal=True).gone if found.clock.policies.rehearsal else {}
    for decision in (letter.decision for letter in found.steps.values()):
        if decision.client and decision.id in gone:
            decision.row.notes.append(_rehearsed(decision.client, gone[decision.id].day))
            shown[decision.row] = {"Sync note": notes.joined(decision.row)}
    return shown
