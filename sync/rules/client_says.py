"""Client says: what the newest answers say of a commitment, until the coach has acted on it (contract, section 3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sync import cells
from sync.records import Answer
from sync.rules.answers import SaidDone, day_of
from sync.rules.commitments import Clock, remembered_day
from sync.rules.replies import Count, Move, Reply
from sync.rules.standing import Standing

WORDS = 60
"""Characters of the client's own words in one piece: all pieces together stay readable in a cell."""
_FAR = timedelta(days=270)
"""From so far on a date is shown with its year."""


@dataclass(frozen=True, slots=True)
class Mention:
    """What a reply says of one commitment besides done. `said` as Client says shows it; `day`: the one asked for."""

    answer: Answer
    kind: str
    said: str
    day: date | None = None

    @property
    def asks(self) -> bool:
        """A new day and being stuck wait for the coach; a count is told and that is all."""
        return self.kind != "count"


def mentions(replies: Iterable[Reply]) -> dict[str, list[Mention]]:
    """Commitment (or habit) ID -> what was said of it, oldest first."""
    found: dict[str, list[Mention]] = {}
    for reply in replies:
        for row_id, mention in of_reply(reply):
            found.setdefault(row_id, []).append(mention)
    return found


def of_reply(reply: Reply) -> list[tuple[str, Mention]]:
    """The mentions of one reply, by ID."""
    answer = reply.answer
    found = [(move.id, Mention(answer, "move", _move(move, answer), move.day)) for move in reply.moves]
    found += [(count.id, Mention(answer, "count", _count(count))) for count in reply.counts]
    stuck = [one for one in reply.stuck if one.id]
    return found + [(one.id, Mention(answer, "stuck", _with("stuck", one.words))) for one in stuck]


def _move(move: Move, answer: Answer) -> str:
    far = abs(move.day - day_of(answer)) > _FAR
    asked = f"asks to move to {cells.long_date(move.day) if far else cells.short_date(move.day)}"
    return _with(asked, move.because)


def _count(count: Count) -> str:
    return f"{count.reached} so far" if count.of is None else f"{count.reached} of {count.of}"


def _with(said: str, words: str) -> str:
    short = cells.plain(words, WORDS)
    return f"{said}: {short}" if short else said


def client_says(found: Standing, done: SaidDone | None, said: Iterable[Mention], clock: Clock) -> str:
    """`asks to move to 14 Dec: kids ill; 7 of 12`: the newest of each kind, newest first, as long as it waits."""
    pieces = [(done.answer, f"done {cells.short_date(done.day)}")] if done and _done_waits(found, done) else []
    newest = {mention.kind: mention for mention in said}
    pieces += [(m.answer, m.said) for m in newest.values() if not acted_on(found, m, clock)]
    pieces.sort(key=lambda piece: _time(piece[0]), reverse=True)
    return "; ".join(said for _, said in pieces)


def _time(answer: Answer) -> float:
    assert answer.when
    return answer.when.timestamp()


def _done_waits(found: Standing, done: SaidDone) -> bool:
    commitment = found.commitment
    if commitment.done_on is not None or commitment.dropped_on or "Done on" in commitment.row.bad:
        return False
    return not (found.moved_on and found.moved_on >= day_of(done.answer))


def acted_on(found: Standing, mention: Mention, clock: Clock) -> bool:
    """Whether it needs nothing more: closed, dropped, Noted, or Due changed since, or to the very day asked for.

    A `no` in Done on answers what was said to be done, and nothing else.
    """
    commitment = found.commitment
    if commitment.dropped_on or found.closed_on or commitment.done_on not in (None, False):
        return True
    if mention.asks and mention.answer.state == "Noted":
        return True
    asked_for = mention.day is not None and mention.day == commitment.due
    return asked_for or _due_changed_since(found, mention, clock)


def _due_changed_since(found: Standing, mention: Mention, clock: Clock) -> bool:
    """A change found in this run was typed after the last one: it answers what stood there by then.

    Later runs know its date alone. On the very date of the answer the cell remembers which came first.
    """
    row, due, when = found.commitment.row, found.commitment.due, mention.answer.when
    seen = remembered_day(row, "Due seen")
    if seen and due and seen != due:
        return bool(clock.before and when and when <= clock.before)
    if found.moved_on is None or not mention.answer.row.known:
        return False
    if clock.before and when and when > clock.before:
        return False  # no run has seen it yet: a change that an earlier run found is not an answer to it
    heard = day_of(mention.answer)
    if found.moved_on != heard:
        return found.moved_on > heard
    return mention.said not in str(row.carried.get("Client says") or "")
