"""Requests to answer: what clients ask by email or form, until it is dealt with, and answers that were not believed."""

from __future__ import annotations

from collections.abc import Iterator

from jobs.digest.day import CoachDay, calls, quote
from jobs.digest.line import Line, at
from sync.cells import fold
from sync.records import Answer, Client, Row, is_digest, key_parts
from sync.rules.answers import day_of
from sync.rules.client_says import acted_on, of_reply
from sync.rules.replies import Reply, unused

SHOWN = 3

Said = tuple[str, Row, bool]
"""A sentence, the row where it is acted on, and whether it waits for the coach."""


def requests(day: CoachDay) -> list[Line]:
    """A line a client, who waits longest first; then what is nobody's."""
    found = [(fresh, when, line) for client in day.clients for fresh, when, line in _of(day, client)]
    return [line for _, _, line in sorted(found, key=lambda one: one[:2])] + [*_unsettled(day)]


def _of(day: CoachDay, client: Client) -> Iterator[tuple[bool, float, Line]]:
    """At most one line; those with something that no digest told come first, then the oldest."""
    said: list[Said] = []
    about: list[str] = []
    when: list[float] = []
    for answer, sentences in _asking(day, client):
        said += sentences
        about.append(f"{answer.id}:heard")
        when.append(answer.when.timestamp() if answer.when else 0.0)
    if not said:
        return
    facts = [sentence for sentence, _, _ in said[:SHOWN]]
    if len(said) > SHOWN:
        more = len(said) - SHOWN
        facts.append(day.say.ngettext("And one request more.", "And %(num)d requests more.", more))
    place, action = _next(day, said[:SHOWN])
    told = all(day.told.ever(item) for item in about)
    yield told, min(when), Line(calls(client), tuple(facts), action, *at(place), about=tuple(about))


def _next(day: CoachDay, said: list[Said]) -> tuple[Row, str]:
    """Where she acts on the first of these that asks for something, and how."""
    asks = [row for _, row, waits in said if waits]
    if not asks:
        return said[0][1], day.say.gettext("Good to know; nothing to do.")
    if asks[0].tab == "Commitments":
        return asks[0], day.say.gettext("Type the new day over Due, or answer.")
    if asks[0].tab == "Check-ins":
        return asks[0], day.say.gettext("Answer.")
    return asks[0], day.say.gettext("Answer, and type Noted over New.")


def _asking(day: CoachDay, client: Client) -> Iterator[tuple[Answer, list[Said]]]:
    """Emails as long as they wait for her; what a form holds, and what asks for nothing, once."""
    for reply in day.practice.found.replies.get(client.id, []):
        if reply.to_a_rehearsal and not day.practice.record.policies.rehearsal:
            continue  # that was the coach, trying it out
        waits, told = [*_waiting(day, client, reply)], [*_to_know(day, reply)]
        news = not day.told.ever(f"{reply.answer.id}:heard")
        if reply.answer.state == "New" and (waits or (told and news)):
            yield reply.answer, waits + told
    for answer in day.heard(client):
        news = day_of(answer) >= day.since and not day.told.ever(f"{answer.id}:heard")
        if answer.row.tab == "Check-ins" and news and day.practice.remembers(answer.row):
            if sentences := [*_in_words(day, answer)]:
                yield answer, sentences


def _waiting(day: CoachDay, client: Client, reply: Reply) -> Iterator[Said]:
    """New days, what is in the way, help, words."""
    say, answer = day.say, reply.answer
    by_id = {s.commitment.id: s for s in day.standings(client)}
    why = {("move", move.id): move.because for move in reply.moves}
    why |= {("stuck", one.id): one.words for one in reply.stuck}
    for row_id, mention in of_reply(reply):
        standing = by_id.get(row_id)
        if standing is None or not mention.asks or acted_on(standing, mention, day.practice.clock):
            continue
        named = {"words": quote(standing.commitment.words), "why": quote(why.get((mention.kind, row_id), ""))}
        if mention.day is None:
            told = say.gettext("Is stuck with “%(words)s”: “%(why)s”")
            plain = say.gettext("Is stuck with “%(words)s”.")
        else:
            named["day"] = say.dated(mention.day, day.today)
            told = say.gettext("Asks to move “%(words)s” to %(day)s: “%(why)s”")
            plain = say.gettext("Asks to move “%(words)s” to %(day)s.")
        yield (told if named["why"] else plain) % named, standing.commitment.row, True
    for one in reply.stuck:
        if one.words and not one.id:
            yield say.gettext("Stuck: “%(words)s”") % {"words": quote(one.words)}, answer.row, True
    if answer.help_wanted:
        yield say.gettext("Asks for help: “%(words)s”") % {"words": quote(answer.help_wanted, 200)}, answer.row, True
    for command in unused(answer.note):
        said = say.gettext("A part of the answer could not be used: “%(words)s”")
        yield said % {"words": quote(command, 80)}, answer.row, True
    if reply.words:
        yield say.gettext("Writes: “%(words)s”") % {"words": quote(" ".join(reply.words), 200)}, answer.row, True


def _to_know(day: CoachDay, reply: Reply) -> Iterator[Said]:
    """What asks for nothing today: the agenda comes with the session's brief, wishes are kept already."""
    say, row = day.say, reply.answer.row
    if reply.agenda:
        yield say.gettext("For the agenda: “%(words)s”") % {"words": quote("; ".join(reply.agenda), 160)}, row, False
    if reply.wish == "fewer":
        yield say.gettext("Wants fewer emails: the essential ones go out."), row, False
    elif reply.wish == "stop":
        yield say.gettext("Wants no emails: none go out."), row, False
    if reply.answer.note and not (reply.wish or reply.agenda or unused(reply.answer.note)):
        yield say.gettext("A part of the answer could not be used: see its Sync note."), row, False


def _in_words(day: CoachDay, answer: Answer) -> Iterator[Said]:
    if answer.stuck:
        yield day.say.gettext("Stuck: “%(words)s”") % {"words": quote(answer.stuck, 160)}, answer.row, True
    if answer.help_wanted:
        yield (
            day.say.gettext("Asks for help: “%(words)s”") % {"words": quote(answer.help_wanted, 200)},
            answer.row,
            True,
        )


def _unsettled(day: CoachDay) -> Iterator[Line]:
    """Answers that count for nobody, once: refused, or without a client, or her own to a digest."""
    letters = {sent.key: sent for sent in day.practice.mail}
    for answer in day.practice.record.answers:
        item = f"{answer.id}:heard"
        odd = answer.row.tab == "Replies" and answer.state in ("New", "Refused") and answer.client is None
        if not odd or not answer.when or day.told.ever(item) or answer.when.date() < day.since:
            continue
        letter = letters.get(answer.letter)
        if is_digest(answer.letter):
            if letter is None or fold(letter.to) != fold(day.reader.address):
                continue
            fact = day.say.gettext("You answered: “%(words)s”") % {"words": quote(answer.words, 160)}
            yield Line("", (fact,), quote(answer.note, 200), *at(answer.row), about=(item,))
        elif day.knows(client := _whose(day, answer)):
            fact = day.say.gettext("An answer had no effect: “%(why)s”") % {"why": quote(answer.note, 160)}
            action = day.say.gettext("Read it in the mailbox.")
            yield Line(calls(client), (fact,), action, *at(answer.row), about=(item,))


def _whose(day: CoachDay, answer: Answer) -> Client | None:
    """The client to whose email it claims to be an answer."""
    parts = key_parts(answer.letter)
    return next((c for c in day.practice.record.clients if parts and c.id and c.id == parts[0]), None)
