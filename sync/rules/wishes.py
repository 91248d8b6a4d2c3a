"""Which emails a client gets: Emails as typed, less what she wished and what comes back (contract, section 4)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sync import cells
from sync.records import Client, Sent
from sync.rules.answers import day_of
from sync.rules.replies import Reply

_FEWER_FIRST = ("None", "Essential", "All")
_COUNTS_AS = {"fewer": "Essential", "stop": "None"}
_GOES_OUT = {"fewer": "the essential emails go out", "stop": "no emails go out"}

_EMAILS_WAS = re.compile(r'Emails was "(All|Essential|None)" when this came')
_TOLD = re.compile(r' answered "(fewer|stop)" on (\d\d? [A-Z][a-z]{2}): [^;]*; change Emails from "(\w+)" to overrule')

COMES_BACK = "Emails to this address come back; check Email"


@dataclass(frozen=True, slots=True)
class Wish:
    """`fewer` or `stop`, as said on that day (`3 Nov`), when Emails was `was`."""

    word: str
    said_on: str
    was: str


@dataclass(frozen=True, slots=True)
class Preference:
    """`emails`: All, Essential or None, as it counts now. `notes` for the coach, in the client's row."""

    emails: str
    notes: tuple[str, ...] = ()


def preference(client: Client, replies: Iterable[Reply], comes_back: Collection[str], rehearsal: bool) -> Preference:
    """What the client gets. `replies` are hers, oldest first; `comes_back`: folded addresses that bounced.

    A rehearsal goes to the coach: an address that bounced does not stop it.
    """
    notes: list[str] = []
    emails = client.emails
    wish = _wish(client, [reply for reply in replies if reply.wish], rehearsal)
    if wish and wish.was == client.emails:
        emails = min(emails, _COUNTS_AS[wish.word], key=_FEWER_FIRST.index)
        notes += [_told(client, wish)] if emails != client.emails else []
    if client.email and cells.fold(client.email) in comes_back:
        emails = emails if rehearsal else "None"
        notes.append(COMES_BACK)
    return Preference(emails, tuple(notes))


def bounced(mail: Iterable[Sent]) -> set[str]:
    """The folded addresses from which a real letter came back for good."""
    return {cells.fold(sent.to) for sent in mail if sent.state == "bounced" and not sent.rehearsal}


def _wish(client: Client, wished: list[Reply], rehearsal: bool) -> Wish | None:
    """The newest in Replies; what the coach tried out on a rehearsal's letter holds for rehearsals only.

    Where no row there has one, the note beside the client remembers it: rows get tidied away, and a tab that cannot
    be read today took back no wish.
    """
    if not wished:
        told = _TOLD.search(str(client.row.carried.get("Sync note") or ""))
        return Wish(told[1], told[2], told[3]) if told else None
    newest = next((one for one in reversed(wished) if rehearsal or not one.to_a_rehearsal), None)
    if newest is None or newest.wish == "start":
        return None
    was = _EMAILS_WAS.findall(newest.answer.note)
    return Wish(newest.wish, cells.short_date(day_of(newest.answer)), was[-1] if was else "All")


def _told(client: Client, wish: Wish) -> str:
    name = cells.plain(client.calls_herself, 40).replace(";", ",")
    return (
        f'{name} answered "{wish.word}" on {wish.said_on}: {_GOES_OUT[wish.word]};'
        f' change Emails from "{wish.was}" to overrule'
    )
