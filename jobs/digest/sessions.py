"""Sessions, for coaches: a make-up that is owed, and one that the client was told of and no row holds any more."""

from __future__ import annotations

from collections.abc import Iterator

from jobs.digest.day import CoachDay, calls
from jobs.digest.line import Line, at
from sync.rules import invitations, sessions


def owed(day: CoachDay) -> Iterator[Line]:
    """Each make-up once: one of her promises, made by the practice's own rule (Coach notice hours)."""
    notice = day.say.hours(day.practice.record.policies.coach_notice_hours)
    for client in day.clients:
        for session in day.sessions(client):
            about = f"{session.id}:makeup"
            if sessions.result(session, day.practice.clock) != "Make-up owed" or day.told.ever(about):
                continue
            if session.start and session.cancelled_at and day.practice.remembers(session.row):
                if session.cancelled_at.date() >= day.since:
                    when = day.say.dated(session.start.date(), day.today)
                    fact = day.say.gettext(
                        "The session of %(day)s was cancelled with less than %(hours)s to go: a make-up is owed."
                    )
                    action = day.say.gettext("Book one in a new row.")
                    named = {"day": when, "hours": notice}
                    yield Line(calls(client), (fact % named,), action, *at(session.row), about=(about,))


def gone(day: CoachDay) -> Iterator[Line]:
    """Every day until its time: the client expects it, and nothing in the sheet says what became of it."""
    practice, record = day.practice, day.practice.record
    if record.policies.rehearsal or not all(one.readable for one in practice.reading.layouts.tabs.get("Sessions", ())):
        return
    for client in day.clients:
        letters = [one for one in practice.mail if one.client_id == client.id and not one.rehearsal]
        rows = [one for one in record.sessions if one.client is client or one.row.to_check]
        for told in invitations.gone(rows, letters, practice.clock).values():
            here = told.start.astimezone(day.reader.zone)
            when = day.say.at(day.say.dated(here.date(), day.today), f"{here:%H:%M}")
            fact = day.say.gettext("An email told of a session on %(when)s, and its row is gone.") % {"when": when}
            action = day.say.gettext("Put the row back with its Outcome, or tell the client.")
            yield Line(calls(client), (fact,), action, *at(client.row))
