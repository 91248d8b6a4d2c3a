"""What a row's Sync note says beyond its bad cells: words typed over ours, a year wrong, three actions in one cell."""

from __future__ import annotations

import re
from datetime import date

from sync import cells
from sync.identity import shown_id
from sync.records import Commitment, Row
from sync.rules.commitments import remembered_day, three_actions
from sync.rules.standing import Standing
from sync.schema import STATUSES, STEPS, TABS, Kind
from sync.workbook.base import Value

FAR_BACK = 60
"""A new Due more days back than that is likely a year wrong (December's `5 Jan`)."""

_VOCABULARY: dict[str, frozenset[str]] = {
    "Status": frozenset((*STATUSES, "Paid")),
    "Track": frozenset({"Talk", "Reach out", "On track"}),
    "Effort": frozenset({"Even", "Client does more", "Coach does more"}),
    "Result": frozenset({"Planned", "How did it go?", "Used", "Not used", "Make-up owed", "Check row"}),
    "Moved": frozenset({"In time", "Late"}),
    "Win-win": frozenset({"Yes", "No", "Ask"}),
    "SMART": frozenset({"SMART"}),
    "Step": frozenset(STEPS),
    "Next action": frozenset({"Set the Stage", "Answer the client", "Ask how it goes", "Book a session"}),
    "To set up": frozenset(),
    "Why": frozenset(),
    "Client says": frozenset(),
    "Last 4 weeks": frozenset(),
    "ID": frozenset(),
}
"""What our cells of words may say."""

_DAY = r"\d+ [A-Z][a-z]+"
_REASON = rf"(\d+ of \d+ done since {_DAY}|\d+ overdue|no answer to the check-in of {_DAY}|nothing booked since {_DAY})"
_COUNT = r"\d[\d.]* so far|\d[\d.]* of \d[\d.]*"
_ASKED = rf"asks to move to {_DAY}( \d+)?|stuck"
"""Either may go on with the client's own words, in which anything can stand, the `;` between two pieces too."""
_LACKS = "(Goal|Progress in their words|Coach|Check-ins|Agreement)"
_PART = "(Specific|Measure|Confidence|Relevant|Due)"
_WITH_FIGURES = {
    "SMART": re.compile(rf"Missing: {_PART}(, {_PART})*"),
    "Next action": re.compile(
        rf"Decide: ({'|'.join(STEPS)})|Fix \d+ rows|Ask about \d+ items"
        rf"|Note how {_DAY} went|Praise: \d+ in a row"
    ),
    "Why": re.compile(f"{_REASON}(, {_REASON})*"),
    "Client says": re.compile(rf"(done {_DAY}|{_COUNT})(; .*)?|({_ASKED})([:;] .*)?"),
    "Last 4 weeks": re.compile(r"[–/, \d]+"),
    "To set up": re.compile(f"{_LACKS}(, {_LACKS})*"),
}
"""What they may say besides."""

_TYPED_OVER = re.compile(r"Your words .* were in .*; put them in My notes")
_LIES_BACK = re.compile(r"Due lies \d+ months back(\. Did you mean [^?]*\?)?")

_WATCHED: dict[str, tuple[tuple[str, Kind], ...]] = {
    tab.title: tuple(
        (c.header, c.kind) for c in tab.ours if c.header in _VOCABULARY or c.kind in (Kind.DATE, Kind.WHOLE)
    )
    for tab in TABS.values()
    if tab.has("My notes") and not tab.made_by_job
}


def typed_over(row: Row) -> list[str]:
    """`Your words "waiting for Bob" were in Status; put them in My notes`: else they vanish unseen."""
    found = []
    for header, kind in _WATCHED.get(row.tab, ()):
        cell = row.shows.get(header)
        if isinstance(cell, str) and cell != row.id and _strange(row, header, kind, cell.strip()):
            found.append(put_elsewhere(cell, header))
    return found


def put_elsewhere(words: Value, header: str) -> str:
    """What a coach is told who typed over a cell of ours."""
    return f"Your words {cells.quoted(words)} were in {header}; put them in My notes"


def _strange(row: Row, header: str, kind: Kind, words: str) -> bool:
    known = _VOCABULARY.get(header)
    if known is not None:
        return bool(words) and words not in known and not _made_up(header, words)
    try:
        cells.day(words, row.day_zero) if kind is Kind.DATE else cells.number(words)
    except cells.Bad:
        return bool(words)
    return False


def _made_up(header: str, words: str) -> bool:
    if header == "ID":
        return bool(shown_id(words))
    return header in _WITH_FIGURES and bool(_WITH_FIGURES[header].fullmatch(words))


def is_typed_over(note: str) -> bool:
    return bool(_TYPED_OVER.fullmatch(note))


def about(standing: Standing, today: date) -> None:
    """Add to a commitment's row what a coach would want to know of how it was typed."""
    commitment, row = standing.commitment, standing.commitment.row
    if standing.status in ("Overdue", "Slipped"):
        row.notes.extend(_far_back(commitment, standing, today))
    if standing.live and three_actions(commitment):
        row.notes.append("Specific: three actions? One row each")


def _far_back(commitment: Commitment, standing: Standing, today: date) -> list[str]:
    """Told when a date is first seen in its row, and then kept as it was first told, until it is typed anew."""
    row, due = commitment.row, commitment.due
    assert due
    seen = remembered_day(row, "Due seen")
    if row.known and (seen == due or (seen is None and row.carried.get("Due seen") is not None)):
        before = _LIES_BACK.search(str(row.carried.get("Sync note") or ""))
        return [before[0]] if before else []
    if (today - due).days <= FAR_BACK:
        return []
    months = round((today - due).days / 30.44)
    later = due.replace(year=due.year + 1, day=min(due.day, 28) if due.month == 2 else due.day)
    hint = f". Did you mean {cells.long_date(later)}?" if later >= today else ""
    return [f"Due lies {months} months back{hint}"]


def joined(row: Row) -> str:
    """All notes of a row in one cell."""
    return cells.plain("; ".join(dict.fromkeys(row.notes)), 500)
