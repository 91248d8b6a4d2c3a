"""What a client said, answer by answer, as every paper shows it: her own numbers and words, no row's ID."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from jobs.letters.wording import Wording
from jobs.letters.words import isolated, words
from sync.records import Answer
from sync.rules.answers import day_of
from sync.rules.replies import Count, Move, Reply, Stuck


def usable(heard: Iterable[Answer], rehearsal: bool, since: date, today: date) -> list[Answer]:
    """Her answers of that time, oldest first; what was tried out in a rehearsal is the rehearsal's."""
    return [
        answer
        for answer in heard
        if since <= day_of(answer) <= today and (rehearsal or not answer.letter.endswith("-rehearsal"))
    ]


def lines(
    answers: Iterable[Answer],
    replies: Iterable[Reply],
    rows: Mapping[str, str],
    today: date,
    say: Wording,
    longest: int,
) -> list[dict[str, Any]]:
    """One entry an answer that says something: `date`, `rating` (0: none), `said`: labels and words.

    `rows`: ID -> the words of her commitments. `longest`: so many characters of one thing that she said are shown.
    """
    by_answer = {reply.answer: reply for reply in replies}
    found = []
    for answer in answers:
        told = _said(answer, by_answer.get(answer), rows, today, say, longest)
        said = [{"label": label, "words": one} for label, one in told if one]
        if said or answer.rating is not None:
            found.append({"date": say.dated(day_of(answer), today), "rating": answer.rating or 0, "said": said})
    return found


def _said(
    answer: Answer, reply: Reply | None, rows: Mapping[str, str], today: date, say: Wording, longest: int
) -> Iterator[tuple[str, str]]:
    yield say.gettext("Went well:"), words(answer.wins, longest)
    for one in (
        [_stuck(stuck, rows, say, longest) for stuck in reply.stuck] if reply else [words(answer.stuck, longest)]
    ):
        yield say.gettext("In the way:"), one
    yield say.gettext("Would help:"), words(answer.help_wanted, longest)
    if reply:
        for move in reply.moves:
            yield say.gettext("Another day:"), _move(move, rows, today, say, longest)
        for count in reply.counts:
            yield say.gettext("How far:"), _count(count, rows, say)
        for one in reply.agenda:
            yield say.gettext("For the session:"), words(one, longest)
        yield say.gettext("Also said:"), words(" ".join(reply.words), longest)


def _move(move: Move, rows: Mapping[str, str], today: date, say: Wording, longest: int) -> str:
    """Blank where it is no commitment of hers any more; so with a count."""
    if move.id not in rows:
        return ""
    named = {"words": _quoted(rows, move.id), "day": say.dated(move.day, today), "why": words(move.because, longest)}
    plain, told = say.gettext("“%(words)s” to %(day)s"), say.gettext("“%(words)s” to %(day)s: %(why)s")
    return (told if named["why"] else plain) % named


def _count(count: Count, rows: Mapping[str, str], say: Wording) -> str:
    if count.id not in rows:
        return ""
    named = {"words": _quoted(rows, count.id), "num": say.figure(count.reached), "all": say.figure(count.of or 0)}
    plain, told = say.gettext("“%(words)s”: %(num)s"), say.gettext("“%(words)s”: %(num)s out of %(all)s")
    return (told if count.of else plain) % named


def _stuck(stuck: Stuck, rows: Mapping[str, str], say: Wording, longest: int) -> str:
    if stuck.id not in rows:
        return words(stuck.words, longest)
    named = {"words": _quoted(rows, stuck.id), "why": words(stuck.words, longest)}
    plain, told = say.gettext("“%(words)s”"), say.gettext("“%(words)s”: %(why)s")
    return (told if named["why"] else plain) % named


def _quoted(rows: Mapping[str, str], row_id: str) -> str:
    return isolated(words(rows[row_id], 80))
