"""What a client is told today: the sections in the contract's order, and whether the letter may go now. No HTML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from jobs.letters import answers, own
from jobs.letters.letter import Letter, Section
from jobs.letters.memory import Memory, remember
from jobs.letters.once import said_once
from jobs.letters.sections import agreed, celebrate, checkin, due, group, nudge, promises, receipt, review, welcome
from jobs.letters.wording import Wording, unspoken, wording
from jobs.letters.words import lines, name
from sync.policies import Policies
from sync.rules.standing import ClientDay

Writer = Callable[[ClientDay, Policies, Memory, Wording], Section | None]

ReplyTo = Callable[[str], str]
"""A letter's key -> the address that its answers go to; blank: none."""

ALONE: tuple[Writer, ...] = (welcome.write,)
"""Sections that stand alone, the first that speaks wins."""

TOGETHER: tuple[Writer, ...] = (
    receipt.write, celebrate.write, agreed.write, due.write, promises.write, checkin.write, nudge.write, review.write,
    group.write,
)  # fmt: skip
"""The other sections, in the order of a letter (contract, section 4)."""

LEADING = ("welcome", "due", "agreed", "check-in", "review", "nudge", "group")
"""Which section gives the subject; a section that is not named here opens no letter."""

LEFT_OUT = {"All": (), "Essential": ("celebrate", "group", "review")}
OVER_CEILING = ("welcome", "due", "session")
"""A letter with one of these goes even when the week is full."""

REFERENCES = 10


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a client's letter now: `letter` is None when there is nothing to say.

    `waits_for` is blank when it goes, else `hours`, `closed day` or `ceiling`.
    """

    letter: Letter | None
    waits_for: str = ""

    @property
    def goes(self) -> bool:
        return self.letter is not None and not self.waits_for

    @property
    def waits(self) -> bool:
        return self.letter is not None and bool(self.waits_for)


def verdict(
    day: ClientDay, policies: Policies, to: str, reply_to: ReplyTo | None = None, given: own.Given = own.NOTHING
) -> Verdict:
    """Whether the client's letter goes now, waits, or is none (contract, section 4, first paragraph)."""
    letter = compose(day, policies, to, reply_to, given)
    return Verdict(letter, _held_by(day, policies, letter) if letter else "")


def compose(
    day: ClientDay, policies: Policies, to: str, reply_to: ReplyTo | None = None, given: own.Given = own.NOTHING
) -> Letter | None:
    """What there is to say to the client on her date, whatever the hour and the week's letters; None: nothing.

    Nothing goes to a client who is not Active, is to check, wants no emails, or had her letter of the day.
    `to` is where it goes: the client's address, or in rehearsal the coach's. Without `reply_to` answers go to the
    policy's Reply address. `given` are the coach's own words for sections, which stand instead of ours.
    """
    memory = remember(day)
    if not _hears_from_us(day, memory):
        return None
    key = f"{day.client.id}-{day.today.isoformat()}{'-rehearsal' if day.rehearsal else ''}"
    if reply_to:
        policies = replace(policies, reply_address=reply_to(key))
    say = wording(day.client.language)
    sections = said_once(_sections(day, policies, memory, say), own.rewritten(given, say.language))
    leading = next((s for wanted in LEADING for s in sections if s.name == wanted), None)
    if leading is None:
        return None
    numbered = answers.number(sections, policies.reply_address, leading.subject, say)
    frame = _frame(day, policies, say, numbered)
    sections, subject, remarks = own.applied(sections, leading, given, frame)
    own_lead = next(s for s in sections if s.name == leading.name).own
    return Letter(
        key=key,
        client=name(day.client.name),
        client_id=day.client.id,
        day=day.today,
        to=to,
        sections=sections,
        subject=subject or leading.subject,
        preheader=say.gettext("A word back is enough.") if own_lead else leading.preheader,
        rehearsal=day.rehearsal,
        frame=frame,
        numbered=numbered,
        references=tuple(sent.message_id for sent in day.sent if sent.counts and sent.message_id)[-REFERENCES:],
        remarks=(*remarks, *filter(None, [unspoken(day.client.language)])),
    )


def may_go_now(day: ClientDay, policies: Policies) -> bool:
    """Whether letters go at this hour of the client's and on this date of hers."""
    return not policies.closed(day.today) and policies.send_from <= day.now.hour < policies.send_until


def _hears_from_us(day: ClientDay, memory: Memory) -> bool:
    client = day.client
    if client.stage != "Active" or client.row.to_check or not client.id or day.gets not in LEFT_OUT:
        return False
    # A client who flew west may have had a letter of a date that is still to come for her.
    return not memory.dates or memory.dates[-1] < day.today


def _sections(day: ClientDay, policies: Policies, memory: Memory, say: Wording) -> tuple[Section, ...]:
    for write in ALONE:
        if section := write(day, policies, memory, say):
            return (section,)
    written = (write(day, policies, memory, say) for write in TOGETHER)
    return tuple(s for s in written if s and s.name not in LEFT_OUT[day.gets])


def _held_by(day: ClientDay, policies: Policies, letter: Letter) -> str:
    if policies.closed(day.today):
        return "closed day"
    if not may_go_now(day, policies):
        return "hours"
    full = remember(day).within(7, day.today) >= policies.emails_a_week
    return "ceiling" if full and not set(letter.kinds) & set(OVER_CEILING) else ""


def _frame(day: ClientDay, policies: Policies, say: Wording, numbered: tuple[str, ...]) -> dict[str, Any]:
    coach = name(day.client.coach)
    often = {habit.id: habit.times for habit in day.habits}
    return {
        "language": say.language,
        "direction": say.direction,
        "name": name(day.client.calls_herself),
        "coach": coach,
        "practice": name(policies.practice_name),
        "signature": lines(policies.signature, 600) or ([coach] if coach else []),
        "reply_address": policies.reply_address,
        "answerable": sum(row_id not in often for row_id in numbered),
        "habit": next((f"{place}: {often[row_id]}" for place, row_id in enumerate(numbered, 1) if row_id in often), ""),
        "example_day": say.short(day.today + timedelta(days=7), day.today),
    }
