"""What clients said, and what it closes: usable answers, done by an answer, self rating (contract, section 3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sync import cells
from sync.calendar_words import MONTHS, WEEKDAYS
from sync.records import Answer, Client, Commitment, Record, is_digest
from sync.rules.commitments import remembered_day


@dataclass(frozen=True, slots=True)
class SaidDone:
    """An answer that names a commitment as done, on `day`."""

    commitment: Commitment
    day: date
    answer: Answer


def usable(record: Record) -> list[Answer]:
    """Answers of a known client at a known time, oldest first; of equal times in sheet order."""
    heard = [
        (answer.when, place, answer)
        for place, answer in enumerate(record.answers)
        if answer.client and answer.when and not answer.row.to_check and answer.state != "Refused"
        if not is_digest(answer.letter)  # that one is a coach's
    ]
    return [answer for _, _, answer in sorted(heard)]


def day_of(answer: Answer) -> date:
    """The answer's date on the client's clock."""
    assert answer.when and answer.client
    return answer.when.astimezone(answer.client.zone).date()


def said_done(record: Record, heard: Iterable[Answer]) -> list[SaidDone]:
    """Every commitment that an answer of its client names as done, by its ID or its whole words."""
    by_client: dict[Client, list[Commitment]] = {}
    for commitment in record.commitments:
        if commitment.client and commitment.words and not commitment.row.to_check:
            by_client.setdefault(commitment.client, []).append(commitment)
    said: dict[Client, list[Answer]] = {}
    for answer in heard:
        if answer.done and answer.client:
            said.setdefault(answer.client, []).append(answer)
    return [one for client, answers in said.items() for one in _named(answers, by_client.get(client, []))]


def earliest(said: Iterable[SaidDone]) -> dict[str, SaidDone]:
    """Commitment ID -> the answer with the earliest date that names it as done."""
    found: dict[str, SaidDone] = {}
    for one in said:
        before = found.get(one.commitment.id)
        if before is None or one.day < before.day:
            found[one.commitment.id] = one
    return found


Mention = tuple[str, date, Answer]
"""Folded words of commitments that an answer names in whole, the day it states, the answer."""


def _named(answers: list[Answer], commitments: list[Commitment]) -> list[SaidDone]:
    """What one client's answers name, by ID or by words."""
    by_id = {commitment.id.casefold(): commitment for commitment in commitments if commitment.id}
    by_words: dict[str, list[Commitment]] = {}
    for commitment in commitments:
        by_words.setdefault(cells.fold(commitment.words), []).append(commitment)
    found: list[SaidDone] = []
    mentions: list[Mention] = []
    for answer in answers:
        for item in _items(answer, by_words):
            mention = _mention(item, answer, by_words)
            mentions += [mention] if mention else []
            found += [] if mention else _by_id(item, answer, by_id)
    days: dict[str, set[date]] = {}
    for words, day, _ in mentions:
        days.setdefault(words, set()).add(day)
    for words, day, answer in mentions:
        live = _live(by_words[words], day, days[words])
        found += [SaidDone(live[0], day, answer)] if len(live) == 1 else []
    return found


def _items(answer: Answer, by_words: Mapping[str, list[Commitment]]) -> list[str]:
    """The whole of an answer's Done where that is a commitment's words, else its lines, else what commas part."""
    if _mention(answer.done, answer, by_words):
        return [answer.done]
    found: list[str] = []
    for line in re.split(r"[;\n]", answer.done):
        found += [line] if _mention(line, answer, by_words) else line.split(",")
    return found


def _by_id(item: str, answer: Answer, by_id: Mapping[str, Commitment]) -> list[SaidDone]:
    """The IDs in an item; a day counts for those before it: `b3k7x2q9 and c4m8w3t5 on Friday`."""
    folded, heard = item.casefold(), day_of(answer)
    found: list[SaidDone] = []
    end, day = len(folded), None
    for token in reversed([token for token in re.finditer(r"[\w-]+", folded) if token[0] in by_id]):
        day = _stated(folded[token.end() : end], heard) or day
        found.append(SaidDone(by_id[token[0]], day or heard, answer))
        end = token.start()
    return found


def _mention(item: str, answer: Answer, by_words: Mapping[str, list[Commitment]]) -> Mention | None:
    """`Call mum`, `- Call mum (3 Nov)`: whole words of commitments, with or without a day behind them."""
    heard, bare = day_of(answer), item.strip(" \t-•*.\"'")
    for words in (item, bare):
        if (folded := cells.fold(words)) in by_words:
            return folded, heard, answer
    tokens = bare.split()
    for cut in range(1, min(6, len(tokens))):
        folded = cells.fold(" ".join(tokens[:-cut]).rstrip(" ,:-"))
        day = _stated(" ".join(tokens[-cut:]), heard) if folded in by_words else None
        if day:
            return folded, day, answer
    return None


def _live(same: list[Commitment], day: date, days: set[date]) -> list[Commitment]:
    """Of commitments with the same words those that an answer of that day can mean.

    One that an answer closed before stays closed by it, and an answer that closed last week's row of the
    same words does not close this week's.
    """
    still_open = [c for c in same if not c.dropped_on and c.due is not None and not c.done_on]
    closed = {c.id: remembered_day(c.row, "Closed on") for c in still_open}
    by_this_one = [c for c in still_open if closed[c.id] == day]
    return by_this_one or [c for c in still_open if closed[c.id] not in days]


def _stated(said: str, heard: date) -> date | None:
    """The day that is stated, brought to the answer's own where it lies after it; None where none is."""
    words = cells.fold(said.strip(" ()[]:.,-")).removesuffix(" and").removeprefix("on ")
    if words in WEEKDAYS:
        return heard - timedelta(days=(heard.weekday() - WEEKDAYS[words]) % 7)
    short = re.fullmatch(r"(\d{1,2})\.? ([^\W\d]+)|([^\W\d]+) (\d{1,2})", words)
    if short and (short[2] or short[3]) in MONTHS:
        words = f"{short[1] or short[4]} {short[2] or short[3]} {heard.year}"
    try:
        day = cells.day(words, _DAY_ZERO) if re.search(r"[^\W\d]|-", words) else None
    except cells.Bad:
        return None
    if day and short and day > heard and heard - _a_year_before(day) < _LATELY:
        day = _a_year_before(day)  # `28 Dec`, said in January
    return min(day, heard) if day else None


_DAY_ZERO = date(1899, 12, 30)
_LATELY = timedelta(days=180)
"""A day without its year lies no further back; else it is one to come, and the answer's own date counts."""


def _a_year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _later(one: Answer, other: Answer) -> bool:
    assert one.when and other.when
    return (one.when, one.row.number) >= (other.when, other.row.number)


def self_rating(heard: list[Answer], client: Client) -> int | None:
    """The Rating of the newest answer that has one; of equal times the lower row."""
    newest: Answer | None = None
    for answer in heard:
        if answer.client is client and answer.rating is not None:
            if newest is None or _later(answer, newest):
                newest = answer
    return newest.rating if newest else None
