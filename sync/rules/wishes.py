"""Which emails a client gets: Emails as typed, less what she wished and what comes back (contract, section 4)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sync import cells
from sync.records import Client, Sent
from sync.rules.answers import day_of
from sync.rules.replies import Reply

_FEWER_FIRST = ("None", "Essential", "All")
_COUNTS_AS = {"fewer": "Essential", "stop": "None"}
_GOES_OUT = {"fewer": "the essential emails go out", "stop": "no emails go out"}

_EMAILS_WAS = re.compile(r'Emails was (?:"(All|Essential|None)"|blank) when this came')
_TOLD = re.compile(
    r' answered "(fewer|stop)" on (\d\d? [A-Z][a-z]{2}): [^;]*;'
    r' (?:change Emails from "(\w+)"|type All in Emails) to overrule'
)

COMES_BACK = "Emails to this address come back; check Email"


@dataclass(frozen=True, slots=True)
class Wish:
    """`fewer` or `stop`, as said on that day (`3 Nov`), when Emails was `was`, blank where nothing stood there."""

    word: str
    said_on: str
    was: str


@dataclass(frozen=True, slots=True)
class Preference:
    """`emails`: All, Essential or None, as it counts now. `notes` for the coach, in the client's row."""

    emails: str
    notes: tuple[str, ...] = ()


def preference(
    client: Client, replies: Iterable[Reply], comes_back: Mapping[str, datetime], rehearsal: bool
) -> Preference:
    """What the client gets. `replies` are hers, oldest first; `comes_back`: folded addresses that bounced, and when.

    A rehearsal goes to the coach: an address that bounced does not stop it.
    """
    notes: list[str] = []
    emails = client.emails
    wished = [reply for reply in replies if reply.wish]
    wish = _wish(client, wished, rehearsal)
    if wish and _stands(client, wish):
        emails = min(emails, _COUNTS_AS[wish.word], key=_FEWER_FIRST.index)
        notes += [_told(client, wish)] if emails != client.emails else []
    bounced_on = comes_back.get(cells.fold(client.email)) if client.email else None
    if bounced_on and not _answers_from_there(wished, bounced_on):
        emails = emails if rehearsal else "None"
        notes.append(COMES_BACK)
    return Preference(emails, tuple(notes))


def as_typed(client: Client | None) -> str:
    """What a row of Replies remembers of Emails: All that the coach typed overrules a wish, a blank cell does not."""
    return f'"{client.emails}"' if client and client.emails_typed else "blank"


def _stands(client: Client, wish: Wish) -> bool:
    """Whether Emails still says what it said when the wish came."""
    return wish.was == client.emails if wish.was else not client.emails_typed


def bounced(mail: Iterable[Sent]) -> dict[str, datetime]:
    """The folded addresses from which a real letter came back for good, and when the newest such letter went."""
    back = [sent for sent in mail if sent.state == "bounced" and not sent.rehearsal]
    return {cells.fold(sent.to): sent.when for sent in sorted(back, key=lambda sent: sent.when)}


def _answers_from_there(wished: list[Reply], bounced_on: datetime) -> bool:
    """Whether she said `start` since: who writes from an address has it."""
    return any(one.wish == "start" and one.answer.when and one.answer.when > bounced_on for one in wished)


def _wish(client: Client, wished: list[Reply], rehearsal: bool) -> Wish | None:
    """The newest in Replies; what the coach tried out on a rehearsal's letter holds for rehearsals only.

    Where no row there has one, the note beside the client remembers it: rows get tidied away, and a tab that cannot
    be read today took back no wish.
    """
    told = _TOLD.search(str(client.row.carried.get("Sync note") or ""))
    if not wished:
        return Wish(told[1], told[2], told[3] or "") if told else None
    newest = next((one for one in reversed(wished) if rehearsal or not one.to_a_rehearsal), None)
    if newest is None or newest.wish == "start":
        return None
    was = _EMAILS_WAS.findall(newest.answer.note)
    # Where somebody typed over that note the wish holds: she asked, and nothing says that it was overruled.
    known = was[-1] if was else (told[3] or "") if told else client.emails
    return Wish(newest.wish, cells.short_date(day_of(newest.answer)), known)


def _told(client: Client, wish: Wish) -> str:
    name = cells.plain(client.calls_herself, 40).replace(";", ",")
    overrule = f'change Emails from "{wish.was}"' if wish.was else "type All in Emails"
    return f'{name} answered "{wish.word}" on {wish.said_on}: {_GOES_OUT[wish.word]}; {overrule} to overrule'
