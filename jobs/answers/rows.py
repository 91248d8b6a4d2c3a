"""One answer as a row of Replies: what was said, spelled with IDs; what could not be used, as a note. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from math import prod

from jobs.answers.said import Said
from jobs.letters.answers import listed
from sync import cells
from sync.identity import PATTERN
from sync.records import Client, Sent
from sync.rules import wishes
from sync.writeback import Written

Cells = dict[str, Written]

UNREADABLE = "It could not be read; it is in the mailbox"
WORDLESS = "It holds no words that could be read; it is in the mailbox"
UNSIGNED = "It did not come to the reply address of the email, so nothing was recorded; please read it"
SHORTENED = "It is longer; the whole is in the mailbox"
CUT = "It is very large, so the end of it was not read; it is in the mailbox"
MOVE_IT = "To move a promise of your own, type the new day over Due"
IN_TEAM = "How often the digest comes, the column Digest in Team says"

LONGEST_LINE, LONGEST = 1_000, 5_000
"""Characters of one line, and of all lines of a cell, that are kept."""

_SPELLING = PATTERN * 2
"""Twice as long as other IDs: a mailbox holds many messages, and two with one ID would be taken for the same."""

_LIKE_A_COMMAND = re.compile(r"(?:fewer|stop|start|move\s.*|agenda:.*|[\w-]{2,32}:\s*\d.*)", re.IGNORECASE)
"""What the rules read in Words as a command (sync/rules/replies.py)."""


@dataclass(frozen=True, slots=True)
class Came:
    """Where an answer belongs: the client (None: unknown), the letter (None: unknown), and when it was received.

    `when` is naive, on the clock of the practice, `day` the date on the client's.
    """

    id: str
    when: datetime
    day: date
    client: Client | None = None
    letter: Sent | None = None


def row_id(head: Mapping[str, str], body: bytes) -> str:
    """The ID of the message's row: always the same for the same message, wherever and however often it is read.

    It rests on nothing that a mail server or a lost ledger could change: not on UIDs, nor on how lines end.
    """
    facts = [head.get(name, "") for name in ("message-id", "date", "from")]
    digest = sha256(b"".join(body.split())).hexdigest()
    number = int.from_bytes(sha256("\0".join([*facts, digest]).encode("utf-8", "replace")).digest())
    number %= prod(map(len, _SPELLING))
    letters = []
    for alphabet in _SPELLING:
        number, at = divmod(number, len(alphabet))
        letters.append(alphabet[at])
    return "".join(letters)


def recorded(came: Came, said: Said, text: str) -> Cells:
    """An answer that counts: all that it says, each thing by the ID that its number stands for in that letter.

    `text` are the words that `said` was made of.
    """
    assert came.letter is not None
    named = listed(came.letter.about)
    notes = [str(one) for one in said.unused]
    words = [*_asked(said, named), *map(_no_command, said.words)]
    if said.wish in ("fewer", "stop"):
        notes.append(f"Emails was {wishes.as_typed(came.client)} when this came")
    noted: Cells = {
        "Rating": said.rating,
        "Wins": _lines(said.wins),
        "Stuck": _lines(_about(named, one.number, one.words or "stuck") for one in said.stuck),
        "Help wanted": _lines(said.help_wanted),
        "Done": _lines(_done(named[one.number], one.day, came.day) for one in said.done if one.number in named),
        "Words": _lines(words),
    }
    if not any(noted.values()) and not notes:
        notes.append(WORDLESS)
    waits = said.moves or said.stuck or said.help_wanted or said.agenda or said.words or notes
    return {**_row(came, "New" if waits else "Noted", [*notes, *_shortened(text.split("\n"))]), **noted}


def from_coach(came: Came, said: Said, text: str) -> Cells:
    """A coach's answer to her digest: her own promises that are done. All else is kept as words; nothing follows."""
    assert came.letter is not None
    named = listed(came.letter.about)
    done = [f"{named[one.number]} on {min(one.day or came.day, came.day).isoformat()}" for one in said.done
            if one.number in named]  # fmt: skip
    notes = [*map(str, said.unused), *([MOVE_IT] if said.moves else []), *([IN_TEAM] if said.wish else [])]
    told = (said.moves, said.counts, said.stuck, said.wins, said.help_wanted, said.agenda, said.words)
    if any(told) or said.rating is not None or notes or not done:
        notes += [] if text.strip() else [WORDLESS]
        return {**listed_only(came, text, "; ".join(notes)), "Done": _lines(done)}
    return {**_row(came, "Noted", []), "Done": _lines(done)}


def listed_only(came: Came, text: str, why: str) -> Cells:
    """An answer for the coach to read: its words, and no effect."""
    lines = text.split("\n")
    found = _row(came, "New", [why, *_shortened(lines)])
    return {**found, "Words": _lines(map(_no_command, lines))}


def refused(came: Came, text: str, why: str) -> Cells:
    """An answer that is not believed: its words, no client, no effect."""
    lines = text.split("\n")
    found = _row(came, "Refused", [f"Refused: {why}", *_shortened(lines)])
    return {**found, "Client": None, "Words": _lines(map(_no_command, lines))}


def cut(row: Cells) -> Cells:
    """The row of a message that is larger than what is read of it: words may stand in the rest."""
    told = "; ".join(filter(None, [str(row["Sync note"] or ""), CUT]))
    return {**row, "State": "New" if row["State"] == "Noted" else row["State"], "Sync note": told}


def _row(came: Came, state: str, notes: Iterable[str]) -> Cells:
    return {
        "ID": came.id,
        "When": came.when,
        "Client": came.client.name if came.client else None,
        "Letter": came.letter.key if came.letter else None,
        "State": state,
        "Sync note": "; ".join(cells.plain(note, 300) for note in notes) or None,
    }


def _asked(said: Said, named: Mapping[int, str]) -> list[str]:
    """The lines of Words that rules read, in their order (contract, section 4, Answers)."""
    moves = [
        f"move {named[one.number]} to {one.day.isoformat()}{f': {one.because}' if one.because else ''}"
        for one in said.moves
        if one.number in named
    ]
    counts = [
        f"{named[one.number]}: {one.reached}{f' of {one.of}' if one.of is not None else ''}"
        for one in said.counts
        if one.number in named
    ]
    agenda = [f"agenda: {words}" for words in said.agenda]
    return [*moves, *counts, *agenda, *([said.wish] if said.wish else [])]


def _done(row_id_: str, day: date | None, answered: date) -> str:
    return f"{row_id_} on {min(day, answered).isoformat()}" if day else row_id_


def _about(named: Mapping[int, str], number: int | None, words: str) -> str:
    return f"{named[number]}: {words}" if number is not None and number in named else words


def _no_command(line: str) -> str:
    """Words that only look like a command stand in quotation marks: nothing follows from them."""
    bare = cells.plain(line, LONGEST_LINE)
    return f'"{bare}"' if _LIKE_A_COMMAND.fullmatch(bare) else bare


def _lines(lines: Iterable[str]) -> str | None:
    """The lines of a cell, none of them blank, as many as have room."""
    kept: list[str] = []
    room = LONGEST
    for line in filter(None, (cells.plain(line, LONGEST_LINE) for line in lines)):
        room -= len(line) + 1
        if room < 0:
            break
        kept.append(line)
    return "\n".join(kept) or None


def _shortened(lines: Iterable[str]) -> list[str]:
    sizes = [len(line) for line in lines]
    return [SHORTENED] if sum(sizes) + len(sizes) > LONGEST or max(sizes, default=0) > LONGEST_LINE else []
