"""Receipt: what the client answered by email since the last letter, and what became of it. Opens no letter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from jobs.letters.letter import Section
from jobs.letters.memory import Memory, receipt
from jobs.letters.wording import Wording
from jobs.letters.words import words
from sync.policies import Policies
from sync.records import Answer
from sync.rules.answers import day_of
from sync.rules.habits import asked, monday, week_of
from sync.rules.replies import Count, Move, Reply, unused
from sync.rules.standing import ClientDay

LOOKS_BACK = timedelta(days=14)
"""An answer may be fetched days after it came; so much is looked back, however new the last letter."""


def write(day: ClientDay, policies: Policies, memory: Memory, say: Wording) -> Section | None:
    """Every answer that no letter acknowledged yet: all of them, none cut off (contract, section 4, receipt)."""
    since = min(day.today - LOOKS_BACK, memory.dates[-1]) if memory.dates else day.today - LOOKS_BACK
    new = [reply for reply in day.replies if _is_new(reply, day, since, memory)]
    things = _Things(day, say)
    facts: dict[str, Any] = {
        "noted": [thing for reply in new for thing in things.noted(reply)],
        "kept": [thing for reply in new for thing in things.kept(reply)],
        "unclear": [words(command, 80) for reply in new for command in unused(reply.answer.note)],
    }
    if not any(facts.values()):
        return None
    return Section("receipt", facts, tuple(receipt(reply.answer.id) for reply in new))


def _is_new(reply: Reply, day: ClientDay, since: date, memory: Memory) -> bool:
    """An answer to a rehearsal is the rehearsal's: the client has not seen that letter."""
    answer = reply.answer
    if not answer.id or (answer.letter and reply.to_a_rehearsal != day.rehearsal):
        return False
    return day_of(answer) >= since and not memory.named(receipt(answer.id))


class _Things:
    """The lines of a receipt, each a dict of plain facts; `kind` says which sentence the templates make of it."""

    def __init__(self, day: ClientDay, say: Wording) -> None:
        self.day, self.say = day, say
        self.due = {s.commitment.id: s.commitment.due for s in day.standings}
        self.words = {s.commitment.id: words(s.commitment.words) for s in day.standings}
        self.habits = {habit.id: words(habit.words) for habit in day.habits}
        self.asked = asked(day.sent)
        self.newest_wish = next((reply for reply in reversed(day.replies) if reply.wish), None)

    def noted(self, reply: Reply) -> Iterator[dict[str, str]]:
        """What now stands in the record."""
        for row_id, done_on in reply.done:
            if row_id in self.words:
                yield _thing("done", self.words[row_id], self.say.spoken(min(done_on, self.day.today), self.day.today))
        for count in reply.counts:
            figure = self.say.figure(count.reached)
            if row_id := (count.id if count.id in self.words else ""):
                yield _thing("count", self.words[row_id], figure)
            elif count.id in self.habits:
                yield _thing("habit", self.habits[count.id], figure, self._week(reply.answer, count))
        if reply.answer.rating is not None:
            yield _thing("rating", "", str(reply.answer.rating))
        yield from (_thing("win", line) for line in _lines(reply.answer.wins))
        for move in reply.moves:
            if due := self._settled(reply.answer, move):
                yield _thing("moved", self.words[move.id], self.say.dated(due, self.day.today))
        if reply is self.newest_wish and self._wish_holds(reply.wish):
            yield _thing("wish", "", reply.wish)

    def kept(self, reply: Reply) -> Iterator[dict[str, str]]:
        """What waits for the coach."""
        for move in reply.moves:
            if move.id in self.words and not self._settled(reply.answer, move):
                asked = self.say.dated(move.day, self.day.today)
                yield _thing("move", self.words[move.id], asked, words(move.because))
        for one in reply.stuck:
            yield _thing("stuck", words(one.words), self.words.get(one.id) or self.habits.get(one.id, ""))
        yield from (_thing("help", line) for line in _lines(reply.answer.help_wanted))
        yield from (_thing("agenda", words(line)) for line in reply.agenda)
        if reply is self.newest_wish and not self._wish_holds(reply.wish):
            yield _thing("asked", self._command(reply.wish))
        if said := words(" ".join(reply.words)):
            yield _thing("words", said)

    def _settled(self, answer: Answer, move: Move) -> date | None:
        """The day that stands, once the coach has answered: it may be another than was asked for."""
        due = self.due.get(move.id)
        return due if due == move.day or answer.state == "Noted" else None

    def _wish_holds(self, wish: str) -> bool:
        """Whether the emails that go out now are what was wished for: the coach may have set them otherwise."""
        return wish != "stop" and (wish == "fewer") == (self.day.gets == "Essential")

    def _command(self, wish: str) -> str:
        """The wish as the letter's language says it."""
        return {
            "fewer": self.say.pgettext("an answer", "fewer"),
            "stop": self.say.pgettext("an answer", "stop"),
            "start": self.say.pgettext("an answer", "start"),
        }.get(wish, wish)

    def _week(self, answer: Answer, count: Count) -> str:
        """Blank for this week, else the Monday of the week that the number stands for."""
        week = week_of(answer, count.id, self.asked)
        return "" if week == monday(self.day.today) else self.say.dated(week, self.day.today)


def _thing(kind: str, said: str, figure: str = "", more: str = "") -> dict[str, str]:
    return {"kind": kind, "words": said, "figure": figure, "more": more}


def _lines(cell: str) -> list[str]:
    return [line for one in cell.split("\n") if (line := words(one))]
