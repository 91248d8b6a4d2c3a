"""The letter of a decision as Send would send it, for the coach to read before she decides. Sends nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from jobs.digest.day import CoachDay
from jobs.letters import own
from jobs.letters.compose import compose_step
from jobs.letters.letter import Letter, LetterProblem
from jobs.letters.wording import Wording, wording
from jobs.letters.words import words
from sync.records import Decision
from sync.rules.decided import CHOOSES, lacks, letter_of
from sync.rules.standing import ClientDay

SIGNATURE = "\n-- \n"
_WHOM = "…"
"""Stands where a name is to come: Refer to is blank."""


def letters(day: CoachDay, decision: Decision) -> list[dict[str, Any]]:
    """`label`, `subject`, `lines` of the letter; one each, without its foot, for every choice that may be made."""
    client = decision.client
    hers = day.practice.days.get(client.id) if client else None
    if hers is None:
        return []
    found = []
    open_ = _made_up(decision)
    for label, one in open_ or [("", decision)]:
        letter = composed(day, hers, one)
        text = _text(letter) if letter else ""
        if letter and text:
            lines = (text.partition(SIGNATURE)[0] if open_ else text).rstrip("\n").split("\n")
            names = list(_attached(letter))
            found.append({"label": label, "subject": letter.subject, "lines": lines, "attached": names})
    return found


def _attached(letter: Letter) -> Iterator[str]:
    from jobs.papers.our_record import file_name

    for one in (section.look_back for section in letter.sections if section.look_back):
        yield file_name(one.since, one.day.today, wording(letter.frame["language"]))


def composed(day: CoachDay, hers: ClientDay, decision: Decision) -> Letter | None:
    """The letter to that client, in the mode in which letters go now."""
    practice = day.practice
    given = own.by_section(practice.record.own_words)
    smaller = practice.found.cases[hers.client.id].round.smaller
    return compose_step(hers, letter_of(decision, smaller), practice.record.policies, hers.client.email, given)


def _made_up(decision: Decision) -> list[tuple[str, Decision]]:
    """The same row with each choice that it can still be given; none where nothing is left to choose."""
    sent = replace(decision, decision="Send", outcome="")
    if not lacks(sent):
        return []
    if decision.choice == "Refer":
        return [("Choice: Refer", replace(sent, refer_to=_WHOM))]
    choices = CHOOSES.get(decision.step, ())
    return [(f"Choice: {one}", replace(sent, choice=one, refer_to=decision.refer_to or _WHOM)) for one in choices]


def _text(letter: Letter) -> str:
    from jobs.letters.render import text_part

    try:
        return text_part(replace(letter, rehearsal=False))  # what the client would read
    except LetterProblem:
        return ""  # it is told, with its reason, when the letter is to go


def feelings(day: CoachDay, decision: Decision) -> Iterator[str]:
    """What the built-in words leave to her: a feeling is the coach's to have, and to type."""
    client = decision.client
    said = _feeling(decision, wording(client.language)) if client else ""
    if said and not decision.add:
        more = day.say.gettext("If it is so, and yours to say, type it into Add to the email: “%(words)s”")
        yield more % {"words": words(said)}


def _feeling(decision: Decision, say: Wording) -> str:
    return {
        "Recommit": say.gettext("I still want it with you."),
        "Look back": say.gettext("I am glad that we look at it together."),
        "Fresh start": say.gettext("I am as glad of a small step as of a big one."),
        "Last review": say.gettext("Whatever we choose, I think well of what you did."),
        "Part ways": say.gettext("I liked working with you."),
        "Reopen": say.gettext("I have thought of you."),
    }.get(decision.step, "")
