"""What a client's replies ask of the coach, and when that is dealt with (contract, section 3, Next action).

A new day, and being stuck with a commitment: once its Due or Done on was changed, or it was closed or dropped.
Everything else (help, words, agenda, fewer, stop): once a session was held after it, or 14 days have passed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sync.records import Answer
from sync.rules.answers import day_of
from sync.rules.client_says import acted_on, of_reply
from sync.rules.commitments import Clock
from sync.rules.replies import Reply
from sync.rules.standing import Standing

SETTLED_AFTER = timedelta(days=14)


def dealt_with(
    replies: Iterable[Reply], standings: Iterable[Standing], held: Sequence[datetime], clock: Clock
) -> list[Answer]:
    """The replies of one client that still say New though all they ask was acted on. `held`: when sessions began."""
    by_id = {standing.commitment.id: standing for standing in standings}
    return [reply.answer for reply in replies if reply.answer.state == "New" and _settled(reply, by_id, held, clock)]


def _settled(reply: Reply, by_id: Mapping[str, Standing], held: Sequence[datetime], clock: Clock) -> bool:
    asked = [(by_id[row_id], mention) for row_id, mention in of_reply(reply) if mention.asks and row_id in by_id]
    if not all(acted_on(standing, mention, clock) for standing, mention in asked):
        return False
    return bool(asked and not _asks_else(reply, len(asked))) or _spoken_of(reply.answer, held, clock)


def _asks_else(reply: Reply, by_commitment: int) -> bool:
    """Whether it asks for more than its commitments' days and what is in their way."""
    more = len(reply.moves) + len(reply.stuck) > by_commitment
    return more or bool(reply.answer.help_wanted or reply.agenda or reply.words or reply.wish in ("fewer", "stop"))


def _spoken_of(answer: Answer, held: Sequence[datetime], clock: Clock) -> bool:
    """A session since, or so long ago that it is no question any more."""
    assert answer.when
    if any(began >= answer.when for began in held):
        return True
    return clock.today(answer.client) - day_of(answer) >= SETTLED_AFTER
