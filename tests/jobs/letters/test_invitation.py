"""The invitation: what a strict reader and another calendar library make of it, on every clock (RFC 5545, 5546)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from dateutil.tz import tzical
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.letters.compose import compose
from jobs.letters.invitation import files, invitation
from jobs.letters.letter import Letter, LetterProblem, Meeting
from jobs.letters.message import Post
from jobs.letters.render import render
from jobs.letters.zones import changes, definition
from jobs.mail.envelope import seal
from sync.records import Session
from tests import cast
from tests.cast import commitment, day_of, on, rules, sent, session, standing
from tests.golden_files import holds
from tests.jobs.letters.scenes import POST, letter_of

CLOCKS = (
    "Europe/Berlin", "Europe/Dublin", "America/New_York", "America/Santiago", "Australia/Lord_Howe", "Pacific/Chatham",
    "Africa/Casablanca", "Asia/Jerusalem", "Asia/Kathmandu", "Pacific/Kiritimati", "America/Havana", "Asia/Beirut",
)  # fmt: skip
"""Both hemispheres, changes at midnight and by half an hour, a winter that the law calls daylight saving, none."""


_fresh = count()


def made(start: datetime, zone: str = "Europe/Berlin", letter: Letter | None = None, **rest: Any) -> str:
    """The file of a session that begins at that instant in a practice on that clock."""
    known: dict[str, Any] = {"minutes": 50, "sequence": 0, "off": False, "name": "Session", "description": "By phone."}
    meeting = Meeting("s1aaaaaa", start.astimezone(ZoneInfo(zone)), **{**known, **rest})
    return invitation(meeting, letter or letter_of("session"), POST).to_ical(sorted=False).decode()


_LINE = re.compile(r"""([A-Z-]+)((?:;[A-Z-]+=(?:"[^"\x00-\x1f]*"|[^";:,\x00-\x1f]*))*):([^\x00-\x08\x0a-\x1f]*)""")


def strictly(file: str) -> tuple[dict[str, str], list[str]]:
    """Properties of VCALENDAR and VEVENT by name, the names in order. Fails where RFC 5545 would (3.1, 3.6)."""
    assert file.endswith("END:VCALENDAR\r\n") and "\n" not in file.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in file.split("\r\n"))
    lines = file.replace("\r\n ", "").split("\r\n")[:-1]
    inside: list[str] = []
    found: dict[str, str] = {}
    names = []
    for line in lines:
        head = re.match(
            r'([A-Z-]+)((?:;[A-Z-]+=(?:"[^"\x00-\x1f]*"|[^";:,\x00-\x1f]*))*):([^\x00-\x08\x0a-\x1f]*)\Z', line
        )
        assert head, line
        if head[1] == "BEGIN":
            inside.append(head[3])
        elif head[1] == "END":
            assert inside.pop() == head[3]
        elif inside[-1] in ("VCALENDAR", "VEVENT"):
            assert head[1] not in found, "each of these stands once"
            found[head[1]] = head[3]
            names.append(head[1])
    assert not inside
    return found, names


def read(file: str) -> Any:
    """The event as vobject reads it, by the file's own definition of the zone, under a name that no library knows."""
    name = f"File{next(_fresh)}"
    file = re.sub(r"(TZID[:=])([^\r:]+)", rf"\1{name}", file)
    if zone := re.search(r"BEGIN:VTIMEZONE.*END:VTIMEZONE\r\n", file, re.DOTALL):
        # vobject asks dateutil, but passes over a zone that was at UTC in 2000
        vobject.icalendar.registerTzid(name, tzical(StringIO(zone[0])).get())
    known = vobject.readOne(file)
    assert known.validate(raiseException=True)
    return known.vevent


def begins_and_ends(file: str) -> tuple[datetime, datetime]:
    event = read(file)
    assert event.dtstart.value.tzinfo and event.dtend.value.tzinfo
    return event.dtstart.value.astimezone(UTC), event.dtend.value.astimezone(UTC)


def test_an_invitation_holds_what_a_request_needs_and_stands_as_it_stood(rewrite: bool) -> None:
    (file,) = files(letter_of("session"), POST)
    holds("letters/session.ics", file.data.decode().replace("\r\n", "\n"), rewrite)
    found, names = strictly(file.data.decode())
    assert file.name == "session.ics"
    assert file.media_type == 'text/calendar; charset="utf-8"; method=REQUEST; name="session.ics"'
    assert (found["METHOD"], found["STATUS"], found["SEQUENCE"]) == ("REQUEST", "CONFIRMED", "0")
    assert (found["ORGANIZER"], found["ATTENDEE"]) == ("mailto:ana@strongstart.example", "mailto:priya@clients.example")
    assert found["DTSTAMP"] == "20261123T070000Z", "the instant of the run"
    assert {"UID", "SUMMARY", "DTSTART", "DTEND"} <= set(names)


def test_the_same_letter_makes_the_same_file() -> None:
    assert [*files(letter_of("session"), POST)] == [*files(letter_of("session"), POST)]


def test_no_word_of_a_commitment_or_of_an_agenda_stands_in_it() -> None:
    for scene in ("session", "session-agenda", "session-several", "worst-agenda"):
        letter = letter_of(scene)
        written = "".join(file.data.decode() for file in files(letter, POST)).replace("\r\n ", "")
        assert not re.search("intake|leads|Prices|offer|price|script|xxx|7\\*7", written)


@given(st.sampled_from(CLOCKS), st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)), st.integers(1, 300))
def test_another_library_reads_the_same_instants(zone: str, start: datetime, minutes: int) -> None:
    moment = start.replace(microsecond=0, tzinfo=UTC)
    assert begins_and_ends(made(moment, zone, minutes=minutes)) == (moment, moment + timedelta(minutes=minutes))


@pytest.mark.parametrize("zone", CLOCKS)
def test_on_both_sides_of_every_change_of_the_clock_it_is_read_right(zone: str) -> None:
    where = ZoneInfo(zone)
    for moment in changes(where, datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)):
        for away in (-111, -61, -60, -50, -31, -1, 0, 29, 30, 60, 61):
            start = moment + timedelta(minutes=away)
            file = made(start, zone)
            assert begins_and_ends(file) == (start, start + timedelta(minutes=50)), (start, file)
            strictly(file)
            assert not icalendar.Calendar.from_ical(file).walk("VEVENT")[0].errors


@pytest.mark.parametrize("zone", CLOCKS)
def test_a_zone_is_defined_by_the_clock_before_each_change(zone: str) -> None:
    """RFC 5545, 3.6.5: read by hand, without any library."""
    where = ZoneInfo(zone)
    text = definition(where, 2026).to_ical(sorted=False).decode()
    for onset, was, now in re.findall(r"DTSTART:(\S+)\r\nTZOFFSETFROM:(\S+)\r\nTZOFFSETTO:(\S+)", text):
        before, after = (datetime.strptime(offset[:5], "%z").utcoffset() for offset in (was, now))
        moment = (datetime.strptime(onset, "%Y%m%dT%H%M%S") - (before or timedelta())).replace(tzinfo=UTC)
        assert moment.astimezone(where).utcoffset() == after
        if before != after:
            assert (moment - timedelta(seconds=1)).astimezone(where).utcoffset() == before


def test_an_hour_that_the_clock_shows_twice_is_written_in_utc() -> None:
    twice = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert "DTSTART:20261025T003000Z" in made(twice) and "DTSTART:20261025T013000Z" in made(twice + timedelta(hours=1))
    assert "DTEND:20261025T001000Z" in made(twice - timedelta(minutes=70)), "both ends, or none"
    assert "VTIMEZONE" not in made(twice, "UTC")


NAMES = st.text(max_size=80) | st.sampled_from(
    [
        'Nair, Priya; "P"',
        "a\r\nATTENDEE:mailto:x@y.example",
        "=?utf-8?q?x?=",
        "\u202eabc",
        "נועה לוי",
        "a:b",
        "^n",
        "\\n",
    ]
)


@settings(max_examples=30)
@given(NAMES, NAMES, NAMES)
def test_no_name_breaks_out_of_its_place(client: str, coach: str, practice: str) -> None:
    someone = cast.client("cname2xy", client, "someone@clients.example", coach=coach)
    day = day_of(someone, sessions=[session(someone, "s1aaaaaa", datetime(2026, 11, 24, 16))])
    letter = compose(day, rules(practice_name=practice), someone.email)
    assert letter
    (file,) = files(letter, POST)
    found, names = strictly(file.data.decode())
    assert names == [
        "PRODID", "VERSION", "CALSCALE", "METHOD", "UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY",
        "DESCRIPTION", "STATUS", "CLASS", "TRANSP", "ORGANIZER", "ATTENDEE",
    ]  # fmt: skip
    assert found["ATTENDEE"] == "mailto:someone@clients.example"
    event = read(file.data.decode())
    assert event.summary.value == letter.meetings[0].name
    seal(render(letter, POST), seven_bit=True)


def test_a_session_keeps_its_uid_whatever_changes_but_in_a_rehearsal() -> None:
    same = [("session", 50, cast.NOW), ("session-moved", 30, cast.NOW + timedelta(days=9))]
    uids = {
        str(read(made(start, letter=letter_of(scene), minutes=minutes)).uid.value) for scene, minutes, start in same
    }
    elsewhere = Post("New <new@other.example>", "/another/place/practice.xlsx", cast.NOW + timedelta(days=40))
    meeting = letter_of("session").meetings[0]
    uids.add(str(invitation(meeting, letter_of("session"), elsewhere).walk("VEVENT")[0]["UID"]))
    assert len(uids) == 1
    rehearsed = replace(letter_of("session"), rehearsal=True)
    other = replace(meeting, session_id="s2aaaaaa")
    marcus = replace(letter_of("session"), client_id="cmarcu3y")
    for one, letter in ((meeting, rehearsed), (other, letter_of("session")), (meeting, marcus)):
        uids.add(str(invitation(one, letter, POST).walk("VEVENT")[0]["UID"]))
    assert len(uids) == 4


@pytest.mark.parametrize("change", [{"rehearsal": True}, {"is_sample": True}])
def test_a_rehearsal_or_a_sample_offers_the_coachs_calendar_nothing_real(change: dict[str, bool]) -> None:
    for scene in ("session", "session-off"):
        (file,) = files(replace(letter_of(scene), **change), POST)  # type: ignore[arg-type]
        found, names = strictly(file.data.decode())
        assert found["METHOD"] == "PUBLISH" and "method=PUBLISH" in file.media_type
        assert "ATTENDEE" not in names and found["TRANSP"] == "TRANSPARENT" and "ORGANIZER" in names


def test_what_is_cancelled_takes_away_the_event_that_was_told() -> None:
    (file,) = files(letter_of("session-off"), POST)
    found, _ = strictly(file.data.decode())
    assert (found["METHOD"], found["STATUS"], found["SEQUENCE"]) == ("CANCEL", "CANCELLED", "1")
    assert found["DTSTART"] == "20261125T160000" and found["ATTENDEE"] == "mailto:priya@clients.example"


def test_several_sessions_are_several_files_since_a_file_has_one_method() -> None:
    made_of = [*files(letter_of("session-several"), POST)]
    assert [file.name for file in made_of] == [f"session-{n}.ics" for n in (1, 2, 3, 4)]
    assert [strictly(file.data.decode())[0]["METHOD"] for file in made_of] == ["REQUEST"] * 3 + ["CANCEL"]


def test_it_arrives_beside_both_parts_as_what_calendars_look_for() -> None:
    message = render(letter_of("session"), POST)
    assert message.get_content_type() == "multipart/mixed"
    letter, file = message.iter_parts()
    assert letter.get_content_type() == "multipart/alternative"
    assert (file.get_content_type(), file.get_param("method"), file.get_filename()) == (
        "text/calendar", "REQUEST", "session.ics",
    )  # fmt: skip
    assert begins_and_ends(file.get_content())[0] == datetime(2026, 11, 25, 15, tzinfo=UTC)


def test_an_address_that_is_none_stops_its_letter() -> None:
    with pytest.raises(LetterProblem):
        [*files(replace(letter_of("session"), to="nobody"), POST)]


@given(
    st.lists(st.tuples(st.sampled_from(["move", "cancel", "plan", "shorten", "wait"]), st.integers(0, 6)), max_size=9)
)
def test_a_calendar_that_follows_every_letter_ends_with_what_stands(steps: list[tuple[str, int]]) -> None:
    """As RFC 5546 has it: a higher number replaces, a lower one is old; CANCEL takes away."""
    priya = cast.priya()
    one, now, log, calendar = session(priya, "s1aaaaaa", datetime(2026, 11, 24, 16)), cast.NOW, [], {}
    for step, number in [*steps, ("wait", 1), ("wait", 1)]:
        _edit(one, step, number, now)
        now += timedelta(days=1 if step == "wait" else 0)
        day = day_of(priya, sessions=[one], sent=log, now=now)
        letter = compose(day, cast.POLICIES, priya.email)
        for file in files(letter, replace(POST, now=now)) if letter else ():
            found, _ = strictly(file.data.decode())
            assert int(found["SEQUENCE"]) >= calendar.get("sequence", -1)
            start = begins_and_ends(file.data.decode())
            calendar = {"sequence": int(found["SEQUENCE"]), "at": None if found["METHOD"] == "CANCEL" else start}
        if letter:
            log = [*log, sent(priya, now.date(), *letter.about, kinds=letter.kinds)]
    stands = one.start and one.start.replace(tzinfo=cast.BERLIN).astimezone(UTC)
    if one.outcome == "" and stands and timedelta() < stands - now <= timedelta(hours=48):
        assert calendar["at"] == (stands, stands + timedelta(minutes=one.minutes or 50))
    if one.outcome and calendar.get("at"):
        assert calendar["at"][0] <= now, "it was over when it was cancelled"


def _edit(one: Session, step: str, number: int, now: datetime) -> None:
    """What the coach types."""
    today = now.replace(tzinfo=None)
    if step == "move":
        one.start = today.replace(hour=9 + number) + timedelta(days=number)
    elif step == "cancel" and not one.outcome:
        one.outcome, one.cancelled_at = "Cancelled by client", today
    elif step == "plan":
        one.outcome, one.cancelled_at = "", None
    elif step == "shorten":
        one.minutes = 20 + number


def test_the_letter_and_its_file_say_the_same_hour() -> None:
    priya = cast.priya(zone=ZoneInfo("Pacific/Kiritimati"))
    spoken = standing(commitment(priya, "b1aaaaaa", "Call five leads", on(9)), told_on=on(-9))
    day = day_of(priya, spoken, sessions=[session(priya, "s1aaaaaa", datetime(2026, 11, 24, 12))])
    letter = compose(day, cast.POLICIES, priya.email)
    assert letter and letter.sections[0].facts["sessions"][0]["when"] == "Wed 25 Nov, 01:00"
    assert begins_and_ends(next(files(letter, POST)).data.decode())[0].astimezone(priya.zone).date() == date(
        2026, 11, 25
    )
