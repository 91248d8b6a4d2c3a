"""The digest as a letter: which lines it has room for, its subject, what it remembers. No HTML."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from jobs.digest.asked import requests
from jobs.digest.briefs import briefs
from jobs.digest.day import CoachDay, Link, Practice, news_since, practice
from jobs.digest.decisions import decisions
from jobs.digest.fixes import fixes
from jobs.digest.line import Line, told
from jobs.digest.payments import payments
from jobs.digest.post import letters
from jobs.digest.promises import promises
from jobs.digest.readers import Reader, is_due, key, readers, sent_to
from jobs.digest.rules import rules
from jobs.digest.to_set_up import to_set_up
from jobs.digest.week import week
from jobs.digest.wins import wins
from jobs.digest.words_needed import words_needed
from jobs.letters import answers
from jobs.letters.compose import REFERENCES, ReplyTo
from jobs.letters.letter import Letter, Section
from jobs.letters.wording import Wording, wording
from jobs.letters.words import name, words
from sync.findings import Findings
from sync.parse import Reading
from sync.records import Sent

NAME = "digest"
MOST = 12
"""Lines besides decisions and briefs (contract, section 4)."""
DECIDED = 10
"""Decisions with their evidence in one digest; a mail program cuts off what is much longer."""
REMEMBERED = 600
"""Items of one digest: they share a cell."""
SUBJECT = 38

LINES: dict[str, Callable[[CoachDay], list[Line]]] = {
    "wins": wins,
    "requests": requests,
    "promises": promises,
    "words": words_needed,
    "fixes": fixes,
    "payments": payments,
    "letters": letters,
    "rules": rules,
    "setup": to_set_up,
}
ORDER = (
    "wins", "requests", "decisions", "sessions", "promises", "words", "fixes", "payments", "letters", "rules",
    "setup",
)  # fmt: skip
"""As the contract has it."""
FIRST = ("requests", "promises", "wins", "words", "letters", "rules", "payments", "fixes", "setup")
"""Which kind gets the next line, once each has one."""
OPENS_NONE = ("setup",)
"""What alone is no reason for a digest, and is not counted in its subject."""


def choose(
    reading: Reading,
    found: Findings,
    mail: list[Sent],
    now: datetime,
    sender: str,
    link: Link,
    reply_to: ReplyTo | None = None,
) -> list[Letter]:
    """The digests that go now, in Team's order; none on days without letters, none where there is nothing to say.

    Without `reply_to` no answers are read, so none are asked for.
    """
    every = practice(reading, found, mail, now, link)
    first_run, policies = reading.past.first_run or now, reading.record.policies
    due = [one for one in readers(reading.record, sender) if is_due(one, mail, now, first_run)]
    made: list[Letter] = []
    for one in due:
        if not policies.closed(one.today(now)) and (letter := _compose(one, every, first_run, reply_to)):
            made.append(letter)
    return made


def _compose(reader: Reader, every: Practice, first_run: datetime, reply_to: ReplyTo | None) -> Letter | None:
    today, sent = reader.today(every.now), sent_to(reader, every.mail)
    begun = first_run.astimezone(reader.zone).date()
    say = wording(reader.language)
    day = CoachDay(
        every, reader, told(sent), say, today, news_since(today, sent, begun), begun, answered=reply_to is not None
    )
    lines = {kind: write(day) for kind, write in LINES.items()}
    decided, meetings = decisions(day), briefs(day)
    if not (decided or meetings or any(found for kind, found in lines.items() if kind not in OPENS_NONE)):
        return None
    counts = {kind: len(found) for kind, found in lines.items()} | {
        "decisions": len(decided),
        "sessions": len(meetings),
    }
    kept = _kept(lines)
    facts = {"groups": _groups(day, lines, kept, decided, meetings), "week": week(day) if reader.weekly else ""}
    subject, preheader = _heads(counts, reader.weekly, say)
    about = [item for kind, room in kept.items() for line in lines[kind][:room] for item in line.about]
    section = Section(NAME, facts, tuple(dict.fromkeys(about))[:REMEMBERED], subject, preheader)
    letter_key = key(reader, every.mail, today)
    address = reply_to(letter_key) if reply_to else ""
    numbered = answers.number((section,), address, subject, say)
    return Letter(
        key=letter_key,
        client="",
        client_id="",
        day=today,
        to=reader.address,
        sections=(section,),
        subject=subject,
        preheader=preheader,
        rehearsal=False,
        frame=_frame(day, address, len(numbered)),
        numbered=numbered,
        references=tuple(one.message_id for one in sent if one.message_id)[-REFERENCES:],
        template=NAME,
    )


def _kept(lines: dict[str, list[Line]]) -> dict[str, int]:
    """How many lines each kind has room for: one each, then in turn."""
    kept = {kind: min(1, len(found)) for kind, found in lines.items()}
    room = MOST - sum(kept.values())
    while room > 0 and (wanting := [kind for kind in FIRST if kept[kind] < len(lines[kind])]):
        for kind in wanting[:room]:
            kept[kind] += 1
        room -= len(wanting[:room])
    return kept


def _groups(
    day: CoachDay,
    lines: dict[str, list[Line]],
    kept: dict[str, int],
    decided: list[dict[str, Any]],
    meetings: list[dict[str, Any]],
) -> list[dict[str, Any]]:
    """What the templates show, in the contract's order; empty kinds are left out."""
    headings = _headings(day)
    things: dict[str, list[dict[str, Any]]] = {
        "decisions": [_with_place(day, one) for one in decided[:DECIDED]],
        "sessions": [_with_place(day, one) for one in meetings],
    }
    things |= {kind: [_thing(day, line) for line in lines[kind][:room]] for kind, room in kept.items()}
    more = {kind: len(lines[kind]) - room for kind, room in kept.items()}
    more["decisions"] = max(0, len(decided) - DECIDED)
    return [
        {
            "kind": kind,
            "heading": headings[kind],
            "things": things[kind],
            "more": _more(day.say, more.get(kind, 0)),
        }
        for kind in ORDER
        if things[kind]
    ]


def _headings(day: CoachDay) -> dict[str, str]:
    say = day.say
    return {
        "wins": say.gettext("Wins to praise"),
        "requests": say.gettext("Requests to answer"),
        "decisions": say.gettext("Your decision"),
        "sessions": say.gettext("Sessions this week") if day.reader.weekly else say.gettext("Sessions today"),
        "promises": say.gettext("Your own promises"),
        "words": say.gettext("Who needs a word"),
        "fixes": say.gettext("Rows to fix"),
        "payments": say.gettext("Payments"),
        "letters": say.gettext("Emails"),
        "rules": say.gettext("Changed rules"),
        "setup": say.gettext("To set up"),
    }


def _more(say: Wording, number: int) -> str:
    return say.ngettext("and %(num)d more in the sheet", "and %(num)d more in the sheet", number) if number else ""


def _thing(day: CoachDay, line: Line) -> dict[str, Any]:
    thing: dict[str, Any] = {
        "client": line.client,
        "facts": list(line.facts),
        "action": line.action,
        "title": line.title,
        "row": line.row,
    }
    if line.answers and day.answered:
        thing |= {"id": line.answers, "number": 0, "links": {}}
    return _with_place(day, thing)


def _with_place(day: CoachDay, thing: dict[str, Any]) -> dict[str, Any]:
    """Where it stands, in words (`Commitments, row 12`) and as a link where there is one."""
    title, row = thing.pop("title"), thing.pop("row")
    named = {"tab": words(title, 60), "row": row}
    place = day.say.gettext("%(tab)s, row %(row)d") % named if row else named["tab"]
    return thing | {"place": place, "link": day.practice.link(title, row) if title else ""}


def _heads(counts: dict[str, int], weekly: bool, say: Wording) -> tuple[str, str]:
    """Subject and preheader: counts, as many as there is room for; what did not fit begins the preview of the email."""
    many = _counted(counts, say)
    head = say.gettext("This week: %(what)s") if weekly else say.gettext("Today: %(what)s")
    shown: list[str] = []
    for one in many:
        if len(head % {"what": ", ".join([*shown, one])}) <= SUBJECT:
            shown.append(one)
    rest = ", ".join(one for one in many if one not in shown)
    subject = head % {"what": ", ".join(shown)} if shown else say.gettext("What waits for you today")
    return subject, rest or say.gettext("Each line says what to do next.")


def _counted(counts: dict[str, int], say: Wording) -> list[str]:
    rest = sum(counts[kind] for kind in ("words", "fixes", "payments", "letters", "rules"))
    said = [
        (counts["decisions"], say.ngettext("%(num)d decision", "%(num)d decisions", counts["decisions"])),
        (counts["requests"], say.ngettext("%(num)d request", "%(num)d requests", counts["requests"])),
        (counts["sessions"], say.ngettext("%(num)d session", "%(num)d sessions", counts["sessions"])),
        (counts["wins"], say.ngettext("%(num)d win", "%(num)d wins", counts["wins"])),
        (counts["promises"], say.ngettext("%(num)d promise of yours", "%(num)d promises of yours", counts["promises"])),
        (rest, say.ngettext("%(num)d to look at", "%(num)d to look at", rest)),
    ]
    return [words for number, words in said if number]


def _frame(day: CoachDay, address: str, answerable: int) -> dict[str, Any]:
    return {
        "language": day.say.language,
        "direction": day.say.direction,
        "name": name((day.reader.name.split() or [""])[0]),
        "coach": "",
        "practice": name(day.practice.record.policies.practice_name),
        "signature": [],
        "reply_address": address,
        "answerable": answerable,
        "in_team": day.reader.row > 0,
    }
