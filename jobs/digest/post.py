"""Emails that did not go, that nobody knows of whether they went, and addresses from which they come back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from jobs.digest.day import CoachDay, calls
from jobs.digest.line import Line, at
from sync.cells import fold
from sync.records import Client, Sent
from sync.rules.wishes import COMES_BACK
from sync.schema import MAIL_LOG

LOOKS_BACK = timedelta(days=30)


def letters(day: CoachDay) -> list[Line]:
    """Addresses first, then the newest letter to each that is not settled."""
    return [*_come_back(day), *_unsettled(day)]


def _come_back(day: CoachDay) -> Iterator[Line]:
    for client in day.clients:
        if COMES_BACK in client.row.notes:
            fact = day.say.gettext("Emails to this address come back; none go out.")
            yield Line(calls(client), (fact,), day.say.gettext("Correct Email."), *at(client.row))


def _unsettled(day: CoachDay) -> Iterator[Line]:
    by_id = {client.id: client for client in day.practice.record.clients if client.id}
    newest: dict[str, Sent] = {sent.client_id: sent for sent in day.practice.mail if sent.state != "not sent"}
    log = day.practice.reading.layouts.first(MAIL_LOG)
    for sent in reversed(list(newest.values())):
        if sent.state not in ("failed", "in doubt") or sent.when < day.practice.now - LOOKS_BACK:
            continue
        client = by_id.get(sent.client_id)
        if _concerns(day, sent, client):
            fact, action = _said(day, sent)
            title = log.title if log else MAIL_LOG.title
            yield Line(calls(client), (fact,), action, title, sent.row)


def _concerns(day: CoachDay, sent: Sent, client: Client | None) -> bool:
    """Letters to clients of hers, and digests to her own address."""
    if sent.to_coach:
        return fold(sent.to) == fold(day.reader.address)
    return client is not None and day.knows(client)


def _said(day: CoachDay, sent: Sent) -> tuple[str, str]:
    say, when = day.say, {"day": day.say.dated(sent.date, day.today), "key": sent.key}
    if sent.state == "failed":
        fact = say.gettext("The email of %(day)s did not go: the mail server refused it.") % when
        return fact, say.gettext("Check the address.")
    fact = say.gettext("Whether the email of %(day)s went is not known.") % when
    return fact, say.gettext("Look into your sent mail; then, on the machine: coachsheet resolve %(key)s.") % when
