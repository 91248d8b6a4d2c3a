"""The session in a letter: its time on both clocks, what it is for, until when it moves (contract, section 4)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest

from jobs.letters import own
from jobs.letters.compose import compose, verdict
from jobs.letters.letter import Letter
from jobs.letters.render import html_part, text_part
from jobs.letters.wording import LONGEST_SUBJECT
from sync.cells import LANGUAGES
from sync.records import OwnWords, Session
from sync.rules.standing import ClientDay
from tests import cast
from tests.cast import NOW, commitment, day_of, habit, on, reply, rules, sent, session, standing

PRIYA = cast.priya()
TUESDAY = datetime(2026, 11, 24, 16)
TOLD = ("session:s1aaaaaa", "session:s1aaaaaa:told0@2026-11-24T15:00:00Z/50/Video")


def _day(start: datetime = TUESDAY, **rest: Any) -> ClientDay:
    known = {key: rest.pop(key) for key in ("minutes", "medium", "outcome", "cancelled_at", "agenda") if key in rest}
    client = rest.pop("client", PRIYA)
    return day_of(client, *rest.pop("standings", ()), sessions=[session(client, "s1aaaaaa", start, **known)], **rest)


def _letter(day: ClientDay, **policies: Any) -> Letter | None:
    return compose(day, rules(**policies), "priya@clients.example")


def _said(day: ClientDay, **policies: Any) -> str:
    letter = _letter(day, **policies)
    assert letter
    return text_part(letter)


def _facts(day: ClientDay, **policies: Any) -> dict[str, Any]:
    letter = _letter(day, **policies)
    assert letter
    return next(section.facts for section in letter.sections if section.name == "session")


def test_it_opens_a_letter_and_goes_over_the_weeks_ceiling() -> None:
    week = [sent(PRIYA, on(-days)) for days in (4, 3, 2, 1)]
    found = verdict(_day(sent=week), rules(), PRIYA.email)
    assert found.goes and found.letter and found.letter.kinds == ("session",)


@pytest.mark.parametrize(("rest", "goes"), [({"emails": "Essential"}, True), ({"emails": "None"}, False),
                                            ({"stage": "Paused"}, False), ({"stage": "Ended"}, False)])  # fmt: skip
def test_who_wants_the_essential_emails_gets_it(rest: dict[str, str], goes: bool) -> None:
    assert bool(_letter(_day(client=cast.priya(**rest)))) is goes


def test_the_welcome_stands_alone_and_the_session_comes_the_day_after() -> None:
    marcus = cast.marcus()
    first = _letter(_day(client=marcus))
    assert first and first.kinds == ("welcome",)
    log = [sent(marcus, on(0), *first.about, kinds=("welcome",))]
    then = _letter(_day(client=marcus, sent=log, now=NOW + timedelta(days=1)))
    assert then and then.kinds == ("session",)


def test_it_stands_after_what_is_due_and_gives_the_subject() -> None:
    owed = standing(commitment(PRIYA, "b2aaaaaa", "Ask Kim", on(2), owner="Coach"), told_on=on(-9))
    due = standing(commitment(PRIYA, "b1aaaaaa", "Call", on(1)), told_on=on(-9))
    letter = _letter(_day(standings=[due, owed]))
    assert letter and letter.kinds == ("due", "session", "coach's promises")
    assert letter.subject == "Tomorrow 16:00"


@pytest.mark.parametrize(
    ("hers", "coachs", "when", "mine"),
    [
        ("Europe/Berlin", None, "Tue 24 Nov, 16:00", ""),
        ("Europe/Berlin", "Europe/Paris", "Tue 24 Nov, 16:00", ""),
        ("Europe/London", None, "Tue 24 Nov, 15:00", "16:00"),
        ("Europe/London", "Europe/Lisbon", "Tue 24 Nov, 15:00", ""),
        ("Asia/Kathmandu", "America/New_York", "Tue 24 Nov, 20:45", "10:00"),
        ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Wed 25 Nov, 05:00", "Tue 24 Nov, 04:00"),
    ],
)
def test_both_clocks_are_named_where_they_differ(hers: str, coachs: str | None, when: str, mine: str) -> None:
    zone = ZoneInfo(hers)
    day = _day(client=cast.priya(zone=zone), now=NOW.astimezone(zone), coach_zone=ZoneInfo(coachs) if coachs else None)
    shown = _facts(day)["sessions"][0]
    assert (shown["when"], shown["mine"]) == (when, mine)
    letter = _letter(day)
    assert letter and letter.subject.endswith("your time") is bool(mine)


@pytest.mark.parametrize(
    ("medium", "calls", "said"),
    [
        ("", "Coach", "by video, I call you, 50 minutes"), ("Phone", "Client", "by phone, you call me, 50 minutes"),
        ("In person", "Coach", "in person, 50 minutes"), ("Video", "Client", "by video, you call me, 50 minutes"),
    ],
)  # fmt: skip
def test_how_it_takes_place_is_said(medium: str, calls: str, said: str) -> None:
    assert f"\n{said}\n" in _said(_day(medium=medium), who_calls=calls)


def test_one_minute_is_one_and_the_policys_length_holds_where_none_is_typed() -> None:
    assert "one minute" in _said(_day(minutes=1)) and "25 minutes" in _said(_day(), session_minutes=25)


def test_it_asks_what_it_is_for_where_nobody_said_and_shows_it_where_somebody_did() -> None:
    asks = "If you know already, answer “agenda: …” and I come prepared."
    assert asks in _said(_day())
    shown = _said(_day(agenda="Prices\nThe offer"))
    assert asks not in shown and "What it is for:\nPrices\nThe offer\n" in shown
    answered = reply(PRIYA, "r1aaaaaa", on(-1), words="agenda: how I say it")
    assert "What it is for:\nhow I say it" in _said(_day(replies=[answered]))
    tried = reply(PRIYA, "r1aaaaaa", on(-1), words="agenda: how I say it", letter="cpriya2x-2026-11-20-rehearsal")
    assert asks in _said(_day(replies=[tried])), "a rehearsal's answer is the rehearsal's"


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_button_begins_an_answer_that_is_heard_as_an_agenda(language: str) -> None:
    from jobs.answers.commands import parse

    shown = _facts(_day(client=cast.priya(language=language)))["sessions"][0]
    body = unquote(shown["link"].partition("&body=")[2])
    assert parse(f"{body}prices", (), language, on(0)).agenda == ("prices",)
    assert _facts(_day(), reply_address="")["sessions"][0]["link"] == ""


@pytest.mark.parametrize(
    ("start", "hours", "until"),
    [
        (TUESDAY, 24, "Mon 23 Nov, 16:00"), (TUESDAY, 32, ""), (TUESDAY, 0, "Tue 24 Nov, 16:00"),
        (datetime(2026, 11, 24, 8), 24, ""), (datetime(2026, 11, 24, 8, 1), 24, "Mon 23 Nov, 08:01"),
    ],
)  # fmt: skip
def test_until_when_it_moves_freely_is_said_as_long_as_it_does(start: datetime, hours: int, until: str) -> None:
    assert _facts(_day(start), cancellation_notice_hours=hours)["sessions"][0]["until"] == until
    assert ("Free to move until" in _said(_day(start), cancellation_notice_hours=hours)) is bool(until)


def test_the_last_free_hour_is_on_the_practices_clock_across_a_change_of_it_and_shown_on_the_clients() -> None:
    sunday = datetime(2026, 10, 25, 12)
    zone = ZoneInfo("America/New_York")
    now = datetime(2026, 10, 24, 5, tzinfo=zone)
    shown = _facts(_day(sunday, client=cast.priya(zone=zone), now=now))["sessions"][0]
    assert (shown["when"], shown["until"]) == ("Sun 25 Oct, 07:00", "Sat 24 Oct, 06:00"), "25 hours before"


def test_what_is_open_can_be_brought_but_for_what_the_letter_lists_anyway() -> None:
    rows = [
        standing(commitment(PRIYA, f"b{n}aaaaaa", words, on(days), **rest), told_on=told)
        for n, (words, days, told, rest) in enumerate(
            [("Due tomorrow", 1, on(-9), {}), ("Past", -3, on(-9), {}), ("Ahead", 6, on(-9), {}), ("New", 7, None, {}),
             ("Quiet", 8, on(-9), {"quiet": True}), ("Mine", 8, on(-9), {"owner": "Coach"}), ("Old", -20, on(-30), {})]
        )
    ]  # fmt: skip
    log = [sent(PRIYA, on(-1), f"b1aaaaaa:before1@{on(-3)}", f"b1aaaaaa:after1@{on(-3)}")]
    facts = _facts(_day(standings=rows, sent=log))
    assert [(thing["words"], thing["past"]) for thing in facts["open"]] == [("Past", True), ("Ahead", False)]
    letter = _letter(_day(standings=rows))
    assert letter and len(set(letter.numbered)) == len(letter.numbered), "one number a thing"


def test_many_open_things_are_five_and_a_number() -> None:
    rows = [standing(commitment(PRIYA, f"b{n}aaaaaa", f"No {n}", on(9)), told_on=on(-9)) for n in range(8)]
    facts = _facts(_day(standings=rows))
    assert (len(facts["open"]), facts["open_more"]) == (5, 3) and "and 3 more" in _said(_day(standings=rows))


def test_what_does_not_fit_waits_for_the_next_letter_and_is_remembered_as_untold() -> None:
    rows = [session(PRIYA, f"s{n}aaaaaa", TUESDAY + timedelta(hours=n)) for n in range(7)]
    day = day_of(PRIYA, sessions=rows)
    first = _letter(day)
    assert first and len(first.meetings) == 5 and "and 2 more" in text_part(first)
    day.sent, day.now = [sent(PRIYA, on(0), *first.about)], NOW + timedelta(days=1)
    then = _letter(day)
    assert then and [item for item in then.about if item.count(":") == 1] == ["session:s5aaaaaa", "session:s6aaaaaa"]


def test_a_client_is_told_once_of_what_moved_and_of_what_is_off() -> None:
    log = [sent(PRIYA, on(-1), *TOLD)]
    assert _letter(_day(sent=log)) is None
    moved = _letter(_day(datetime(2026, 12, 16, 9), sent=log))
    assert moved and moved.subject == "New time: Wed 16 Dec 09:00"
    text = text_part(moved)
    assert "It was planned for Tue 24 Nov, 16:00." in text and "agenda" not in text.partition("-- ")[0]
    off = _letter(_day(outcome="Cancelled by client", cancelled_at=NOW.replace(tzinfo=None), sent=log))
    assert off and off.subject == "Tomorrow 16:00 is cancelled" and "I owe you one" not in text_part(off)
    assert "Which day suits you for the next one?" in text_part(off)


def test_a_make_up_that_is_owed_is_said() -> None:
    cancelled = TUESDAY - timedelta(hours=23)
    off = _day(outcome="Cancelled by coach", cancelled_at=cancelled, sent=[sent(PRIYA, on(-1), *TOLD)])
    assert "I owe you one: it is not counted, and we find another time." in _said(off)
    assert "I owe you one" not in _said(off, coach_notice_hours=23)


def test_a_coachs_own_words_stand_for_a_planned_session_and_never_for_one_that_changed() -> None:
    body = "We meet: {% for one in sessions %}{{ one.when }} ({{ one.minutes }}){% endfor %}"
    own_words = OwnWords(cast.row("Templates", ""), "session", "en", "Meet {{ name }}", body)
    given = own.by_section([own_words])
    planned = compose(_day(), rules(), "x@clients.example", None, given)
    assert planned and planned.subject == "Meet Priya" and "We meet: Tue 24 Nov, 16:00 (50)" in text_part(planned)
    log = [sent(PRIYA, on(-1), *TOLD)]
    for change in ({"start": TUESDAY + timedelta(hours=1)}, {"outcome": "Rescheduled"}):
        changed = compose(_day(**change, sent=log), rules(), "x@clients.example", None, given)  # type: ignore[arg-type]
        assert changed and "We meet" not in text_part(changed) and "Meet" not in changed.subject


def test_no_hour_is_told_while_the_practices_clock_is_not_known() -> None:
    moved = _day(datetime(2026, 11, 24, 17), sent=[sent(PRIYA, on(-1), *TOLD)])
    assert _letter(moved) is not None and _letter(moved, misread=frozenset({"Time zone"})) is None
    assert _letter(_day(), misread=frozenset({"Signature"})) is not None


def test_what_stands_in_an_agenda_is_data() -> None:
    said = "{{ 7*7 }} <script>alert(1)</script> =1+1 \u202eturned"
    letter = _letter(_day(agenda=said, client=cast.noa()))
    assert letter and "<script" not in html_part(letter) and "{{ 7*7 }}" in text_part(letter)
    assert "\u202e" not in text_part(letter)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_subject_is_too_long_whatever_the_day(language: str) -> None:
    whose = cast.priya(language=language, zone=ZoneInfo("Asia/Kathmandu"))
    log = [sent(whose, on(-1), *TOLD)]
    for days in (1, 2, 3, 4, 5, 6, 7, 8, 30, 200, 400):
        start = TUESDAY + timedelta(days=days)
        for day in (_day(start, client=whose, sent=log), _day(start, client=whose)):
            letter = _letter(day, session_preparation_hours=24 * 500)
            assert letter and 0 < len(letter.subject) <= LONGEST_SUBJECT, letter and letter.subject
        off = Session(cast.row("Sessions", "s1aaaaaa"), whose, start, outcome="Rescheduled")
        was = f"session:s1aaaaaa:told0@{start:%Y-%m-%dT%H:%M:%SZ}/50/Video"
        letter = _letter(day_of(whose, sessions=[off], sent=[sent(whose, on(-1), "session:s1aaaaaa", was)]))
        assert letter and 0 < len(letter.subject) <= LONGEST_SUBJECT, letter and letter.subject


def test_a_client_with_habits_and_a_check_in_gets_one_letter() -> None:
    priya = cast.priya(check_ins="Weekly")
    habits = [habit(priya, "h1aaaaaa", "Train")]
    letter = _letter(_day(client=priya, habits=habits, sent=[sent(priya, on(-9), "h1aaaaaa:agreed")]))
    assert letter and letter.kinds == ("session", "check-in")
