"""What a client is told today: the sections in the contract's order, and whether the letter may go now. No HTML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from jobs.letters import answers, own, steps
from jobs.letters.letter import Enclosed, Letter, Section
from jobs.letters.memory import Memory, remember
from jobs.letters.once import said_once
from jobs.letters.sections import (
    agreed,
    celebrate,
    checkin,
    due,
    group,
    nudge,
    payment,
    promises,
    receipt,
    review,
    session,
    welcome,
)  # fmt: skip
from jobs.letters.wording import Wording, unspoken, wording
from jobs.letters.words import lines, name
from sync.policies import Policies
from sync.rules.decided import StepLetter, goes_on
from sync.rules.standing import ClientDay
from sync.rules.step_letters import KINDS, parted_on

Writer = Callable[[ClientDay, Policies, Memory, Wording], Section | None]

ReplyTo = Callable[[str], str]
"""A letter's key -> the address that its answers go to; blank: none."""

ALONE: tuple[Writer, ...] = (welcome.write,)
"""Sections that stand alone, the first that speaks wins."""

TOGETHER: tuple[Writer, ...] = (
    receipt.write, celebrate.write, agreed.write, due.write, session.write, promises.write, checkin.write, nudge.write,
    review.write, group.write, payment.write,
)  # fmt: skip
"""The other sections, in the order of a letter (contract, section 4)."""

LEADING = ("welcome", "session", "due", "agreed", "check-in", "review", "nudge", "group", "payment", *KINDS)
"""Which section gives the subject; one that is not named here opens no letter. A session has an hour, so it leads."""

LEFT_OUT = {"All": (), "Essential": ("celebrate", "group", "review")}
OVER_CEILING = ("welcome", "due", "session", *KINDS)
"""A letter with one of these goes even when the week is full."""
BESIDE_A_STEP = "session"
"""On the day after a step's letter only a letter with this section goes."""

REFERENCES = 10


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a client's letter now: `letter` is None when there is nothing to say.

    `waits_for` is blank when it goes, else `hours`, `closed day`, `step` (one went yesterday) or `ceiling`.
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

    Nothing but what the coach decided goes to a client who is not Active, or after Part ways; nothing at all to one who
    is to check, wants no emails, or had her letter of the day.
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
    return _made(day, policies, to, key, sections, given, say)


def compose_step(
    day: ClientDay, step: StepLetter, policies: Policies, to: str, given: own.Given = own.NOTHING
) -> Letter | None:
    """The letter of that decision as Send would send it to the client today, whatever holds it up."""
    say = wording(day.client.language)
    key = f"{day.client.id}-{day.today.isoformat()}{'-rehearsal' if day.rehearsal else ''}"
    return _made(day, policies, to, key, (steps.write(day, step, policies, say),), given, say)


def _made(
    day: ClientDay,
    policies: Policies,
    to: str,
    key: str,
    sections: tuple[Section, ...],
    given: own.Given,
    say: Wording,
) -> Letter | None:
    """These sections as a letter, numbered, in the coach's words where she has any."""
    leading = next((s for wanted in LEADING for s in sections if s.name == wanted), None)
    if leading is None:
        return None
    numbered = answers.number(sections, policies.reply_address, leading.subject, say)
    frame = _frame(day, policies, say, numbered, steps.is_step((leading.name,)))
    sections, subject, remarks = own.applied(sections, leading, given, frame)
    enclosed, odd = _enclosed(day, policies, say, sections, given, frame)
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
        enclosed=enclosed,
        remarks=(*remarks, *odd, *filter(None, [unspoken(day.client.language)])),
    )


def _enclosed(
    day: ClientDay,
    policies: Policies,
    say: Wording,
    sections: tuple[Section, ...],
    given: own.Given,
    frame: dict[str, Any],
) -> tuple[tuple[Enclosed, ...], tuple[str, ...]]:
    """The papers that go with these sections, and what went wrong with the coach's own words in them."""
    if all(section.name != "welcome" for section in sections):
        return (), ()
    from jobs.papers import packet

    paper, odd = own.in_paper(packet.enclosed(day, policies, say), given, frame)
    return (paper,), odd


def may_go_now(day: ClientDay, policies: Policies) -> bool:
    """Whether letters go at this hour of the client's and on this date of hers."""
    return not policies.closed(day.today) and policies.send_from <= day.now.hour < policies.send_until


def _hears_from_us(day: ClientDay, memory: Memory) -> bool:
    client = day.client
    if client.row.to_check or not client.id or day.gets not in LEFT_OUT:
        return False
    # A client who flew west may have had a letter of a date that is still to come for her.
    return not memory.dates or memory.dates[-1] < day.today


def _sections(day: ClientDay, policies: Policies, memory: Memory, say: Wording) -> tuple[Section, ...]:
    meets_today = day.speaks_on == day.today and session.write(day, policies, memory, say)
    if day.step and goes_on(day.today) and not meets_today:  # tomorrow it would be too late to tell of that session
        return (steps.write(day, day.step, policies, say),)
    if day.client.stage != "Active" or day.parted or parted_on(day.sent, day.client.start_date):
        return ()
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
    memory, kinds = remember(day), set(letter.kinds)
    if memory.steps_on(day.today - timedelta(days=1)) and BESIDE_A_STEP not in kinds:
        return "step"
    full = memory.within(7, day.today) >= policies.emails_a_week
    return "ceiling" if full and not kinds & set(OVER_CEILING) else ""


def _frame(day: ClientDay, policies: Policies, say: Wording, numbered: tuple[str, ...], chosen: bool) -> dict[str, Any]:
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
        "chosen": chosen,
        "chosen_by": coach.partition(" ")[0],
        "example_day": say.short(day.today + timedelta(days=7), day.today),
    }
