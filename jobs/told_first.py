"""A changed Reply address, Check-in form or address of Team is told to the old address before it is used.

Whoever can edit the sheet could lead answers or digests elsewhere; nobody can do so unseen (docs/decisions/0009). What
changed, and that the old one holds meanwhile, is sync/ways.py's; here it is told, once, and then accepted.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from jobs import rulebook
from jobs.desk import Desk
from jobs.ledger.base import Ledger
from jobs.letters.message import Post
from jobs.letters.words import words
from jobs.mail.base import Transport
from jobs.notice import Notice, send
from sync.addresses import named
from sync.cells import fold
from sync.parse import Reading
from sync.schema import WENT
from sync.ways import Change, Ways

SUBJECT = "An address in your sheet was changed"


def tell(desk: Desk, ledger: Ledger, reading: Reading, workbook: str, transport: Transport | None) -> list[str]:
    """Write to the old addresses; what somebody was told of holds from the next run on. Returns what went wrong."""
    if not reading.untold:
        return []
    post = Post(desk.settings.mail.sender, workbook, desk.now)
    notices = _notices(reading, post)
    known = {entry.key: entry for entry in ledger.entries()}
    gone = {key for key, entry in known.items() if entry.state in WENT}
    refused = {key for key, one in known.items() if one.state == "failed" and one.when.date() == desk.now.date()}
    reasons: list[str] = []
    if transport:
        waiting = [one for one in notices if one.key not in gone | refused]
        for key, went in send(waiting, post, ledger, transport).items():
            gone |= {key} if went.state in WENT else set()
            reasons += [went.reason] if went.reason else []
    reached = {one.address for one in notices if one.key in gone}
    untold = [one for one in reading.untold if not reached & set(_whom(one, reading.past.ways, post))]
    ledger.note(rulebook.settled(reading, untold, desk.now))
    why = f": {'; '.join(dict.fromkeys(reasons))}" if reasons else ""
    return [f"{what} changed, and nobody could be told{why}. The old one holds." for what in _named(untold)]


def lines(reading: Reading) -> list[str]:
    """What a dry run says of it."""
    return [f"notice: {what} changed; the old address is told first" for what in _named(reading.untold)]


def _named(changes: Iterable[Change]) -> list[str]:
    """Without a cell's words: these are for logs."""
    return list(dict.fromkeys("An address in Team" if one.of_team else one.what for one in changes))


def _notices(reading: Reading, post: Post) -> list[Notice]:
    """One for each address, with all that concerns it. The key is new once other changes were accepted since."""
    known, found = reading.past.ways or Ways(), []
    whom = {one: _whom(one, known, post) for one in reading.untold}
    for address in dict.fromkeys(address for addresses in whom.values() for address in addresses):
        said = tuple(_said(one) for one, addresses in whom.items() if address in addresses)
        mark = sha256("\0".join((known.since, fold(address), *said)).encode()).hexdigest()[:20]
        found.append(Notice(f"changed-{mark}", address, SUBJECT, (_head(post), *said, *_ENDING)))
    return found


def _whom(change: Change, known: Ways | None, post: Post) -> list[str]:
    """The old address; for what is the practice's, or new in Team, every address of Team until now. And always the one
    that stands in the settings, which nobody changes in a sheet."""
    team = [address for addresses in (known or Ways()).team.values() for address in addresses]
    old = [change.before] if "@" in change.before and not change.before.startswith("https:") else []
    everybody = [] if change.of_team and change.before else team
    found = {fold(address): address for address in (*old, *everybody, named(post.mail_from)[1])}
    return list(found.values())


def _head(post: Post) -> str:
    return f"In the sheet {words(post.workbook, 80)} something was changed that says where emails go:"


def _said(change: Change) -> str:
    what = f"Team, {words(change.what, 80)}" if change.of_team else f"Policies, {change.what}"
    return f"{what}\nbefore: {words(change.before) or '(blank)'}\nnow: {words(change.after) or '(blank)'}"


_ENDING = (
    "Until now the one before holds. From the next run on the new one is used.",
    "If this was you, or you know of it, there is nothing to do. If not: type the old one back, and look at who may "
    "edit the sheet (in a Google Sheet: Share, and File, Version history).",
)
