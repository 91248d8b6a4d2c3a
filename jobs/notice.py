"""Notices to coaches, in plain English and outside of every sheet: that a guard stopped a run (guarantee 7).

What another kind of notice says, and to whom it goes, stands in a file of its own (told_first.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from html import escape

from jobs.desk import Desk
from jobs.history import NOTICE
from jobs.ledger.base import Entry, Ledger
from jobs.letters.letter import LetterProblem
from jobs.letters.message import Head, Post, assemble, message_id
from jobs.mail.base import Transport, Unusable
from jobs.post import deliver
from sync.addresses import named
from sync.parse import Reading

SUBJECT = "coachsheet stopped and asks you"


@dataclass(frozen=True, slots=True)
class Notice:
    """One email to one address. `key` names it in the ledger; what has that key goes once."""

    key: str
    address: str
    subject: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Went:
    """How a notice ended (as in jobs/post.py), and why it did not go."""

    state: str
    reason: str = ""


def tell(desk: Desk, ledger: Ledger, reading: Reading, workbook: str, why: str) -> list[str]:
    """Write to every coach, once until a run goes through again; returns what went wrong, a sentence each.

    Where none of them could be reached, the next run tries again.
    """
    if ledger.fact("stopped"):
        return []
    day = desk.now.date().isoformat()
    known = [coach.email for coach in reading.record.team if coach.email and not coach.row.to_check]
    coaches = list(dict.fromkeys(known)) or [named(desk.settings.mail.sender)[1]]
    said = (
        f"The run on {workbook} stopped before it wrote or sent anything.",
        why,
        "Your sheet is as you left it. Until this is settled, no email goes out.",
    )
    notices = [Notice(f"notice{n}-{day}", address, SUBJECT, said) for n, address in enumerate(coaches, 1)]
    try:
        with desk.transport() as transport:
            went = send(notices, Post(desk.settings.mail.sender, workbook, desk.now), ledger, transport)
    except Unusable as problem:
        return [f"A notice to the coaches did not go: {problem}"]
    if any(one.state in ("sent", "in doubt") for one in went.values()):
        ledger.note({"stopped": day})
    reasons = dict.fromkeys(one.reason for one in went.values() if one.reason)
    return [f"A notice to the coaches did not go: {reason}" for reason in reasons]


def send(notices: Sequence[Notice], post: Post, ledger: Ledger, transport: Transport) -> dict[str, Went]:
    """Each at most once, planned and claimed as letters are; how those that were tried ended, by key."""
    went: dict[str, Went] = {}
    messages: list[tuple[Notice, EmailMessage]] = []
    for one in notices:
        try:
            messages.append((one, _message(post, one)))
        except LetterProblem as problem:
            went[one.key] = Went("failed", problem.reason)
    ledger.plan([_entry(one, post) for one, _ in messages])
    for one, message in messages:
        if ledger.claim(one.key, post.now):
            ended = deliver(transport, message)
            state = "not sent" if ended.state == "unusable" else ended.state
            ledger.settle(one.key, state, post.now, ended.reason, ended.message_id)
            went[one.key] = Went(state, ended.reason)
    return went


def _entry(one: Notice, post: Post) -> Entry:
    return Entry(one.key, "planned", post.now, one.address, "", NOTICE, one.subject, (), message_id(one.key, post))


def _message(post: Post, one: Notice) -> EmailMessage:
    text = "\n\n".join(one.paragraphs) + "\n"
    return assemble(Head(one.key, one.address, one.subject), post, text, _html(one.subject, one.paragraphs))


def _html(subject: str, paragraphs: Iterable[str]) -> str:
    lines = ("<br>".join(map(escape, paragraph.split("\n"))) for paragraph in paragraphs)
    text = "".join(f"<p>{line}</p>" for line in lines)
    head = f'<meta charset="utf-8"><title>{escape(subject)}</title>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{text}</body></html>'
