"""One notice to the coaches when a guard stopped a run (contract, guarantee 7)."""

from __future__ import annotations

from collections.abc import Iterable
from email.message import EmailMessage
from html import escape

from jobs.desk import Desk
from jobs.history import NOTICE
from jobs.ledger.base import Entry, Ledger
from jobs.letters.letter import LetterProblem
from jobs.letters.message import Head, Post, assemble, message_id
from jobs.mail.base import Unusable
from jobs.post import deliver
from sync.addresses import named
from sync.parse import Reading

SUBJECT = "coachsheet stopped and asks you"


def tell(desk: Desk, ledger: Ledger, reading: Reading, workbook: str, why: str) -> list[str]:
    """Write to every coach, once until a run goes through again; returns what went wrong, a sentence each.

    Where none of them could be reached, the next run tries again.
    """
    if ledger.fact("stopped"):
        return []
    day = desk.now.date().isoformat()
    known = [coach.email for coach in reading.record.team if coach.email and not coach.row.to_check]
    coaches = list(dict.fromkeys(known)) or [named(desk.settings.mail.sender)[1]]
    keys = {f"notice{number}-{day}": address for number, address in enumerate(coaches, 1)}
    post = Post(desk.settings.mail.sender, workbook, desk.now)
    try:
        messages = {key: _message(post, key, address, why) for key, address in keys.items()}
    except LetterProblem as problem:
        return [f"A notice to the coaches did not go: {problem.reason}"]
    ledger.plan([_entry(key, address, post) for key, address in keys.items()])
    states: list[str] = []
    problems: list[str] = []
    try:
        with desk.transport() as transport:
            for key, message in messages.items():
                if ledger.claim(key, desk.now):
                    ended = deliver(transport, message)
                    states.append("not sent" if ended.state == "unusable" else ended.state)
                    ledger.settle(key, states[-1], desk.now, ended.reason, ended.message_id)
                    problems += [ended.reason] if ended.reason else []
    except Unusable as problem:
        problems.append(str(problem))
    if "sent" in states or "in doubt" in states:
        ledger.note({"stopped": day})
    return [f"A notice to the coaches did not go: {problem}" for problem in dict.fromkeys(problems)]


def _entry(key: str, address: str, post: Post) -> Entry:
    return Entry(key, "planned", post.now, address, "", NOTICE, SUBJECT, (), message_id(key, post))


def _message(post: Post, key: str, address: str, why: str) -> EmailMessage:
    paragraphs = (
        f"The run on {post.workbook} stopped before it wrote or sent anything.",
        why,
        "Your sheet is as you left it. Until this is settled, no email goes out.",
    )
    return assemble(Head(key, address, SUBJECT), post, "\n\n".join(paragraphs) + "\n", _html(paragraphs))


def _html(paragraphs: Iterable[str]) -> str:
    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    head = f'<meta charset="utf-8"><title>{SUBJECT}</title>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{text}</body></html>'
