"""The rows of Decisions as values: what a coach decided in them, and whose and what they are though she typed over it.

What was typed over is found by what the ledger saw open, and by the letter that went (docs/decisions/0012).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sync import cells
from sync.notes import put_elsewhere
from sync.parse_names import Names
from sync.past import Past
from sync.records import Client, Decision
from sync.rows import Reader
from sync.rules.step_letters import KINDS, PART_WAYS, Addressed
from sync.schema import DECIDED, STEPS

Letters = Mapping[str, Addressed]


def decisions(readers: list[Reader], names: Names, letters: Letters) -> list[Decision]:
    """`letters`: to whom the letters of decisions went, by the decision's ID."""
    found = []
    for reader in readers:
        reader.pass_over("My notes")
        step = _step(reader, names, letters)
        if not step:
            continue
        decision, ended = reader.choice("Decision"), reader.day("Outcome on")
        client, name = _whose(reader, names, letters)
        outcome = _outcome(reader, decision, ended)
        if _is_anothers(reader, names, letters):
            outcome, ended = "", None
        found.append(
            Decision(
                reader.row,
                client,
                name,
                step,
                reader.day("Date"),
                decision,
                reader.choice("Choice"),
                reader.text("Refer to"),
                reader.text("Add to the email"),
                outcome,
                ended,
                reader.text("Evidence"),
            )
        )
        _check_it_was_asked(found[-1], names, reader)
    return found


def _one_of(ours: tuple[str, ...], words: str) -> str:
    return next((one for one in ours if cells.fold(one) == cells.fold(words)), "")


def _typed(reader: Reader, header: str) -> None:
    words = reader.text(header)
    if words:
        reader.row.notes.append(put_elsewhere(words, header))


def _offered(reader: Reader, past: Past) -> tuple[str, str]:
    """Client and step of a row that stood open when a run looked; blank for every other."""
    return (past.offered or {}).get(reader.row.id, ("", ""))


def _is_open(reader: Reader, names: Names, letters: Letters) -> bool:
    return not _one_of(DECIDED, reader.text("Outcome")) or _is_anothers(reader, names, letters)


def _is_anothers(reader: Reader, names: Names, letters: Letters) -> bool:
    """Whether `Sent` came from another row, by a sort of all columns but the ID: this row stood open, its letter never
    went, and beside `Sent` stand another name or step."""
    client_id, step = _offered(reader, names.past)
    if reader.text("Outcome") != "Sent" or reader.row.id in letters or not client_id:
        return False
    said, shown = names.called(reader.text("Client")), _one_of(STEPS, reader.text("Step"))
    return (said is not None and said.id != client_id) or shown not in ("", step)


def _whose(reader: Reader, names: Names, letters: Letters) -> tuple[Client | None, str]:
    """The client, and the name that belongs into the cell.

    A name typed over ours would silence whom it names, and let emails begin anew to her from whom Part ways parted.
    """
    words, went = reader.text("Client"), letters.get(reader.row.id)
    said = names.called(words)
    known = went.client_id if went else _offered(reader, names.past)[0] if _is_open(reader, names, letters) else ""
    client = names.by_id.get(known)
    if client is None or known in names.past.forgotten:
        # A client who came back has a new ID, and her old name.
        if said is None or went is None or cells.fold(went.name) in ("", cells.fold(said.name)):
            return names.known(reader), words
        _typed(reader, "Client")
        return None, went.name
    if client is not said and not _is_her_name_of_before(words, client, names):
        _typed(reader, "Client")
    return client, client.name


def _is_her_name_of_before(words: str, client: Client | None, names: Names) -> bool:
    """Which another client may have by now."""
    return client is not None and names.past.former.get(cells.fold(words)) == client.id


def _step(reader: Reader, names: Names, letters: Letters) -> str:
    """The row's step; where a coach typed over it, what its letter was, or what the ledger knows of an open row.

    Blank where nothing tells: then the row is as good as deleted, and says so. A letter of Part ways goes at any step
    of the ladder, so it tells the step only where nothing else does; but Reopen it never is.
    """
    words, went = reader.text("Step"), letters.get(reader.row.id)
    shown, kind = _one_of(STEPS, words), went.kind if went else ""
    said = "" if (kind, shown) == (PART_WAYS, "Reopen") else shown
    sent, offered = STEPS[KINDS.index(kind)] if kind else "", _one_of(STEPS, _offered(reader, names.past)[1])
    known = sent if kind != PART_WAYS else ""
    found = known or (offered if _is_open(reader, names, letters) else "") or said or offered or sent
    if found and found != shown:
        _typed(reader, "Step")
    if not found:
        lost = f"Step: {cells.quoted(words)} is none of the steps" if words else "Step is blank"
        reader.row.notes.append(f"{lost}, so this row counts as deleted")
    return found


_ENDED_AS = {"Send": "Sent", "Talked": "Talked", "Not now": "Not now", "Dismiss": "Dismissed"}


def _outcome(reader: Reader, decision: str, ended: date | None) -> str:
    """One of ours. Where a coach typed over it: what it was by her Decision, and blank in a row that had not ended.

    What stood there and is lost would otherwise begin the emails anew after Part ways, or end a row that she decided.
    """
    words = reader.text("Outcome")
    known = _one_of(DECIDED, words)
    if known or not words:
        return known
    _typed(reader, "Outcome")
    return _ENDED_AS.get(decision, "Recovered") if ended else ""


def _check_it_was_asked(decision: Decision, names: Names, reader: Reader) -> None:
    """A decision counts in the row that it was made in: one that stood there before the row did is another row's.

    A run that was killed while the coach inserted a row can have sent fresh words onto a row that she had decided. And
    where she made it another client's row, or another step's, what she decided was not about this one.
    """
    offered = names.past.offered
    if offered is None or decision.outcome or not decision.decision:
        return
    words, step = reader.text("Client"), _one_of(STEPS, reader.text("Step"))
    said, before = names.called(words), offered.get(decision.row.id) != decision.about
    other = said and said is not decision.client and not _is_her_name_of_before(words, decision.client, names)
    if before or other or (step and step != decision.step):
        why = "stood here before this step did" if before else "was chosen beside another name or step"
        decision.held = f"Decision: {cells.quoted(decision.decision)} {why}; clear it, and choose after the next run"
        decision.row.notes.append(decision.held)
        decision.decision, decision.unasked = "", True
