"""The record -> what every system-owned cell is to show, which decision rows to add, how clients stand.

Puts the rules side by side; each rule itself lives in rules/. Pure: the same record at the same instant
gives the same findings.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from sync import cases, notes, steps
from sync.cases import Hers
from sync.identity import CHANGED_PLACES
from sync.parse import Reading
from sync.records import Answer, Client, Commitment, Habit, Record, Row, Sent
from sync.rules import (
    answers,
    client_says,
    commitments,
    decided,
    habits,
    intake,
    ladder,
    own_promises,
    payments,
    requests,
    sessions,
    told,
    track,
    wishes,
)
from sync.rules.commitments import Clock
from sync.rules.replies import Reply, read_all
from sync.rules.standing import Standing
from sync.schema import REPLIES, TABS
from sync.workbook.base import Value

Wanted = dict[str, Value]


@dataclass(slots=True)
class Findings:
    """`wanted` by row; `standings` and `cases` by client's ID; `nights` are the notes that stay for one night.

    `ended_seen` maps a client's ID to the day on which Stage was first seen Ended without a date. `replies`
    are what a client answered by email, `heard` all that she said, `emails` which emails she gets now, by client's ID.
    `steps` are the letters that decisions lead to, `grounds` what each client's decisions are looked at on.
    """

    clock: Clock
    told: told.Told
    wanted: dict[Row, Wanted] = field(default_factory=dict)
    standings: dict[str, list[Standing]] = field(default_factory=dict)
    cases: dict[str, track.Case] = field(default_factory=dict)
    proposals: list[ladder.Proposal] = field(default_factory=list)
    nights: dict[str, tuple[str, str]] = field(default_factory=dict)
    ended_seen: dict[str, date] = field(default_factory=dict)
    replies: dict[str, list[Reply]] = field(default_factory=dict)
    heard: dict[str, list[Answer]] = field(default_factory=dict)
    emails: dict[str, str] = field(default_factory=dict)
    steps: dict[str, decided.StepLetter] = field(default_factory=dict)
    grounds: dict[str, decided.Ground] = field(default_factory=dict)

    def finished(self, reading: Reading) -> dict[str, str]:
        """Commitment ID -> Status of what is done or dropped, and of what was so when it was last seen and is gone."""
        standing = {one.commitment.id: one for ones in self.standings.values() for one in ones}
        rows = {row.id for row in reading.record.rows.get("Commitments", ())}
        gone = {id_: word for id_, word in reading.past.finished.items() if id_ not in rows}
        over = {id_: one.status for id_, one in standing.items() if one.closed or one.status == "Dropped"}
        return gone | over


def find(reading: Reading, mail: list[Sent], now: datetime) -> Findings:
    """Everything that follows. `mail` is the Mail log, corrected by the ledger; `now` is aware."""
    record = reading.record
    found = Findings(Clock(now, reading.past.last_run, record.policies), told.remember(mail))
    heard = answers.usable(record)
    said = answers.said_done(record, heard)
    replies = read_all(record, heard, _by_answer(said))
    everyone = cases.by_client(record, mail, heard, replies)
    done = answers.earliest([*said, *own_promises.said_done(record)])
    mentions = client_says.mentions(replies.values())
    for commitment in record.commitments:
        _commitment(found, everyone, commitment, done.get(commitment.id), mentions.get(commitment.id, []))
    for habit in record.habits:
        found.wanted[habit.row] = _habit(found, everyone, habit, replies)
    _meetings(found, record)
    steps.mark_gone(found, reading, mail)
    comes_back = wishes.bounced(mail)
    for client, hers in everyone.items():
        _replies(found, hers, comes_back)
        _client(found, reading, client, hers)
    steps.tell(found, record)
    _write_notes(found, reading)
    return found


def _by_answer(said: Iterable[answers.SaidDone]) -> dict[Answer, list[tuple[str, date]]]:
    found: dict[Answer, list[tuple[str, date]]] = {}
    for one in said:
        found.setdefault(one.answer, []).append((one.commitment.id, one.day))
    return found


def _commitment(
    found: Findings,
    everyone: dict[Client, Hers],
    commitment: Commitment,
    done: answers.SaidDone | None,
    said: list[client_says.Mention],
) -> None:
    one = commitments.standing(commitment, done.day if done else None, found.told.on(commitment), found.clock)
    if commitment.client:
        everyone[commitment.client].standings.append(one)
    notes.about(one, found.clock.today(commitment.client))
    found.wanted[commitment.row] = {
        "Status": one.status,
        "Days left": one.days_left,
        "Client says": client_says.client_says(one, done if done and done.answer.client else None, said, found.clock),
        "First due": one.first_due,
        "Due seen": one.due_seen,
        "Moved on": one.moved_on,
        "Moved": one.moved,
        "Closed on": one.closed_on,
        "SMART": commitments.smart(one),
        "Told on": one.told_on,
        "Reminded": found.told.reminded.get(commitment.id),
    }


def _habit(found: Findings, everyone: dict[Client, Hers], habit: Habit, replies: dict[Answer, Reply]) -> Wanted:
    if habit.row.to_check or habit.client is None:
        return {"This week": None, "Last 4 weeks": ""}
    hers = everyone[habit.client]
    counts = habits.counts_by_week(habit, hers.heard, replies, habits.asked(hers.mail))
    today = found.clock.today(habit.client)
    return {
        "This week": counts.get(habits.monday(today)),
        "Last 4 weeks": habits.last_four(habit, counts, today),
    }


def _meetings(found: Findings, record: Record) -> None:
    """Check-ins, sessions, payments and prospects: one cell each."""
    for answer in record.answers:
        if answer.row.tab == "Check-ins":
            name = answer.client.name if answer.client and not answer.row.to_check else ""
            found.wanted[answer.row] = {"Matched": name}
    for session in record.sessions:
        found.wanted[session.row] = {"Result": sessions.result(session, found.clock)}
    for payment in record.payments:
        found.wanted[payment.row] = {"Status": payments.status(payment, found.clock)}
    for prospect in record.intake:
        found.wanted[prospect.row] = {"Win-win": intake.win_win(prospect)}


def _replies(found: Findings, hers: Hers, comes_back: dict[str, datetime]) -> None:
    """What follows from a client's replies and from letters that came back: her emails, and what is dealt with."""
    client, clock = hers.client, found.clock
    prefers = wishes.preference(client, hers.replies, comes_back, clock.policies.rehearsal)
    found.replies[client.id], found.emails[client.id] = hers.replies, prefers.emails
    found.heard[client.id] = hers.heard
    client.row.notes[:0] = prefers.notes
    held = sessions.held(hers.sessions, clock)
    for answer in requests.dealt_with(hers.replies, hers.standings, held, clock):
        answer.state = "Noted"
        found.wanted[answer.row] = {"State": answer.state}


def _client(found: Findings, reading: Reading, client: Client, hers: Hers) -> None:
    case = cases.case_of(hers, found.clock, bool(reading.record.sessions))
    found.standings[client.id], found.cases[client.id] = hers.standings, case
    proposal = steps.climb(found, reading, hers, case)
    if proposal:
        found.proposals.append(proposal)
    step, team = proposal.step if proposal else "", reading.record.team
    found.wanted[client.row] = cases.cells_of(case, hers, found.clock, found.told, team, step)


def _write_notes(found: Findings, reading: Reading) -> None:
    """Sync note and ID of every row that has them; notes of one night stay until the practice's midnight."""
    today = found.clock.today(None).isoformat()
    for title, rows in reading.record.rows.items():
        if title == REPLIES.title:
            continue  # what could not be used of an answer was noted when it came
        for row in rows if TABS[title].has("Sync note") else ():
            if row in reading.healed:
                row.notes.append(CHANGED_PLACES)
            row.notes.extend(notes.typed_over(row))
            _for_one_night(found, reading, row, today)
            wanted = found.wanted.setdefault(row, {})
            wanted["Sync note"] = notes.joined(row) if row.notes else ""
            if row.id:
                wanted["ID"] = row.id


def _for_one_night(found: Findings, reading: Reading, row: Row, today: str) -> None:
    key = row.id or f"{row.tab} {row.number}"
    fresh = [note for note in row.notes if note == CHANGED_PLACES or notes.is_typed_over(note)] if row.notes else []
    day, words = reading.past.nights.get(key, ("", ""))
    if fresh:
        found.nights[key] = (today, "; ".join(fresh))
    elif words and day == today:
        row.notes.append(words)
        found.nights[key] = (day, words)
