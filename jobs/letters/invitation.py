"""A session as calendars are told of it: one iCalendar file each (RFC 5545), as an invitation (RFC 5546). No wording.

A letter to the client invites (METHOD REQUEST, then CANCEL): a later file with the same UID and a higher SEQUENCE
changes or takes away what the first one put into the calendar. A rehearsal or a sample shows (PUBLISH) an event of its
own, so that the coach's calendar is offered nothing that it would take for a real one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from jobs.letters.letter import Attachment, Letter, LetterProblem, Meeting
from jobs.letters.message import Post
from jobs.letters.words import name
from jobs.letters.zones import definition
from sync.addresses import named, on_the_wire

if TYPE_CHECKING:
    from icalendar import Calendar, Event, vCalAddress

PRODUCT = "-//coachsheet//sessions//EN"


def files(letter: Letter, post: Post) -> Iterator[Attachment]:
    """An attachment for each session that the letter tells of. Raises LetterProblem for an address that is none."""
    several = len(letter.meetings) > 1
    for place, meeting in enumerate(letter.meetings, 1):
        calendar = invitation(meeting, letter, post)
        method = str(calendar["METHOD"])
        file = f"session-{place}.ics" if several else "session.ics"
        media_type = f'text/calendar; charset="utf-8"; method={method}; name="{file}"'
        yield Attachment(file, media_type, calendar.to_ical(sorted=False))


def invitation(meeting: Meeting, letter: Letter, post: Post) -> Calendar:
    """The file's one calendar: a session, and the zone that its time is in. Raises LetterProblem."""
    from icalendar import Calendar

    shows = letter.rehearsal or letter.is_sample
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", "PUBLISH" if shows else "CANCEL" if meeting.off else "REQUEST")
    start = meeting.start.astimezone(UTC)
    zone = _zone(start, start + timedelta(minutes=meeting.minutes), meeting.start.tzinfo)
    if zone:
        calendar.add_component(definition(zone, start.year))
    calendar.add_component(_event(meeting, letter, post, zone, shows))
    return calendar


def uid(meeting: Meeting, letter: Letter, shows: bool) -> str:
    """The same for a session whatever else changes: it rests on the IDs of its row and its client's alone.

    So it is the same on a new machine, with the workbook in another folder, and under another address of the practice.
    """
    of = ("rehearsal" if shows else "session", letter.client_id, meeting.session_id)
    return f"{sha256(chr(10).join(of).encode()).hexdigest()[:32]}@coachsheet"


def _event(meeting: Meeting, letter: Letter, post: Post, zone: ZoneInfo | None, shows: bool) -> Event:
    from icalendar import Event

    begins = meeting.start.astimezone(UTC)
    ends = begins + timedelta(minutes=meeting.minutes)
    event = Event()
    event.add("UID", uid(meeting, letter, shows))
    event.add("SEQUENCE", meeting.sequence)
    event.add("DTSTAMP", post.now.astimezone(UTC).replace(microsecond=0))
    event.add("DTSTART", begins.astimezone(zone or UTC))
    event.add("DTEND", ends.astimezone(zone or UTC))
    event.add("SUMMARY", meeting.name)
    event.add("DESCRIPTION", meeting.description)
    event.add("STATUS", "CANCELLED" if meeting.off else "CONFIRMED")
    event.add("CLASS", "PRIVATE")
    event.add("TRANSP", "TRANSPARENT" if shows or meeting.off else "OPAQUE")
    sender = named(post.mail_from)
    event.add("ORGANIZER", _person(letter.frame["coach"] or sender[0], sender[1], letter.key))
    if not shows:
        client = _person(letter.client, letter.to, letter.key)
        client.params |= {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION"}
        client.params["RSVP"] = "FALSE"  # the answer to a letter is an email, which is read; calendars' own are not
        event.add("ATTENDEE", client)
    return event


def _person(shown: str, address: str, key: str) -> vCalAddress:
    """A calendar address with a name, in which nothing stands that a parameter cannot hold (RFC 5545, 3.2)."""
    from icalendar import vCalAddress

    try:
        person = vCalAddress(f"mailto:{on_the_wire(address)}")
    except ValueError as error:
        raise LetterProblem(key, f"no invitation can be made: {type(error).__name__}") from error
    if clean := name(shown).replace('"', "'"):
        person.params["CN"] = clean
    return person


def _zone(start: datetime, end: datetime, tzinfo: object) -> ZoneInfo | None:
    """The zone to write both times in; None for UTC, also where one of them is an hour that the clock shows twice.

    A file cannot say which of the two is meant, and calendars differ in which they take (RFC 5545, 3.3.5).
    """
    if not isinstance(tzinfo, ZoneInfo) or tzinfo.key in ("UTC", "Etc/UTC"):
        return None
    here = [moment.astimezone(tzinfo) for moment in (start, end)]
    twice = any(one.replace(fold=0).utcoffset() != one.replace(fold=1).utcoffset() for one in here)
    return None if twice else tzinfo
