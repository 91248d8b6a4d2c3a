"""Which sessions a client is told of, when, and what is remembered of it (contract, section 4, session)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.policies import Policies
from sync.records import Row, Sent, Session
from sync.rules import invitations
from sync.rules.commitments import Clock
from sync.rules.invitations import News, Told

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
RULES = Policies()


def session(hours: float, **rest: Any) -> Session:
    """Begins so many hours after NOW."""
    start = NOW.replace(tzinfo=None) + timedelta(hours=hours)
    return Session(Row("Sessions", "Sessions", 2, id="s2k3"), None, start, **rest)


def letter(*about: str, hours: float = -24, state: str = "sent") -> Sent:
    when = NOW + timedelta(hours=hours)
    return Sent("c2k3-x", when, "", "", "c2k3", when.date(), ("session",), "", state, about, "")


def news(one: Session, *sent: Sent, hours: float = 0, **rules: Any) -> list[News]:
    return invitations.news([one], sent, Clock(NOW + timedelta(hours=hours), None, Policies(**rules)))


def kind(*asked: Any, **rest: Any) -> str:
    return next((one.kind for one in news(*asked, **rest)), "")


def told(hours: float, phase: str = "told", sequence: int = 0, minutes: int = 50, medium: str = "Video") -> str:
    start = NOW + timedelta(hours=hours)
    return invitations.item("s2k3", Told(phase, sequence, start, minutes, medium))


@pytest.mark.parametrize(
    ("hours", "said"), [(48, "planned"), (48.02, ""), (0.02, "planned"), (0, ""), (-1, ""), (24, "planned")]
)
def test_a_session_is_told_within_the_hours_of_preparation(hours: float, said: str) -> None:
    assert kind(session(hours)) == said


def test_the_hours_are_the_policys() -> None:
    assert kind(session(24), session_preparation_hours=24) == "planned"
    assert kind(session(24.5), session_preparation_hours=24) == ""
    assert kind(session(0.5), session_preparation_hours=0) == ""


@pytest.mark.parametrize("outcome", ["Attended", "Late", "No-show", "Cancelled by client", "Rescheduled"])
def test_what_has_an_outcome_is_not_planned(outcome: str) -> None:
    assert kind(session(24, outcome=outcome, cancelled_at=NOW.replace(tzinfo=None))) == ""


def test_a_row_to_check_or_without_an_id_is_not_told() -> None:
    one = session(24)
    one.row.to_check = True
    assert kind(one) == ""
    one = session(24)
    one.row.id = ""
    assert kind(one) == ""


def test_the_first_letter_names_the_session_and_how_it_was_told() -> None:
    (one,) = news(session(24))
    assert one.about == ("session:s2k3", "session:s2k3:told0@2026-11-24T08:00:00Z/50/Video")
    assert invitations.remembered([letter(*one.about)]) == {"s2k3": one.told}
    assert kind(session(24), letter(*one.about)) == "", "once"


@pytest.mark.parametrize(
    ("state", "again"),
    [
        ("sent", False),
        ("in doubt", False),
        ("sending", False),
        ("bounced", False),
        ("failed", True),
        ("not sent", True),
    ],
)
def test_a_letter_that_did_not_go_told_nothing(state: str, again: bool) -> None:
    assert bool(kind(session(24), letter("session:s2k3", told(24), state=state))) is again


@pytest.mark.parametrize(("hours", "phase"), [(30, "told"), (300, "moved")])
def test_a_session_that_moves_is_told_at_once_and_prepared_near_its_day(hours: float, phase: str) -> None:
    before = letter("session:s2k3", told(24))
    (one,) = news(session(hours), before)
    assert (one.kind, one.told.phase, one.told.sequence) == ("moved", phase, 1)
    assert one.about == (told(hours, phase, 1),), "session:ID stands once"
    again = letter(*one.about, hours=0)
    assert kind(session(hours), before, again, hours=1) == ""
    later = news(session(hours), before, again, hours=hours - 40)
    assert [(each.kind, each.told.sequence) for each in later] == ([("planned", 1)] if phase == "moved" else [])


def test_another_length_or_medium_is_a_change() -> None:
    before = letter("session:s2k3", told(24))
    assert kind(session(24, minutes=30), before) == "changed"
    assert kind(session(24, medium="Phone"), before) == "changed"
    assert kind(session(24), before, medium="Phone", session_minutes=30) == "", "another policy is no news of it"
    assert kind(session(24, minutes=20), before, letter(told(24, sequence=1, minutes=20))) == ""
    assert kind(session(24), before, letter(told(24, sequence=1, minutes=20))) == "", "nor is a cell that is blank"
    assert kind(session(24, minutes=50, medium="Video"), before) == ""


@pytest.mark.parametrize(
    ("outcome", "cancelled", "said"),
    [("Cancelled by client", 0, "off"), ("Cancelled by coach", 0, "off"), ("Cancelled by coach", -90, "off"),
     ("Rescheduled", None, "off")],
)  # fmt: skip
def test_what_does_not_take_place_is_told_while_it_is_ahead(outcome: str, cancelled: int | None, said: str) -> None:
    at = None if cancelled is None else NOW.replace(tzinfo=None) + timedelta(hours=cancelled)
    one, before = session(24, outcome=outcome, cancelled_at=at), letter("session:s2k3", told(24))
    assert kind(one, before) == said
    assert kind(one) == "", "nobody was told of it"
    assert kind(one, before, hours=25) == "", "its time is over"
    after = [letter(*each.about, hours=0) for each in news(one, before)]
    assert kind(one, before, *after) == "", "once"


def test_a_session_held_at_another_time_than_was_told_leaves_that_time_free() -> None:
    assert kind(session(-2, outcome="Attended"), letter("session:s2k3", told(24))) == "off"
    assert kind(session(-2), letter("session:s2k3", told(24))) == "", "how it went is for the coach to say first"


def test_what_was_cancelled_and_stands_after_all_is_told_with_a_higher_number() -> None:
    before = [letter("session:s2k3", told(24)), letter(told(24, "off", 1), hours=-1)]
    (one,) = news(session(24), *before)
    assert (one.kind, one.told.sequence, one.about) == ("planned", 2, (told(24, "told", 2),))


def test_a_session_whose_told_time_is_over_is_planned_anew() -> None:
    before = letter("session:s2k3", told(-24))
    assert kind(session(100), before) == ""
    assert [(one.kind, one.told.sequence) for one in news(session(40), before)] == [("planned", 1)]


@pytest.mark.parametrize(
    "typed",
    ["session:s2k3", "session:s2k3:told0@2026-13-45T99:00:00Z/50/Video, x", "session:s2k3:told0@yesterday/50/Video"],
)
def test_a_log_that_somebody_typed_in_makes_nothing_go_twice(typed: str) -> None:
    assert kind(session(24), letter("session:s2k3", typed)) == ""


def test_rows_that_are_gone_are_known_from_the_log() -> None:
    clock = Clock(NOW, None, RULES)
    before = letter("session:s2k3", told(24))
    assert set(invitations.gone([], [before], clock)) == {"s2k3"}
    assert not invitations.gone([session(24)], [before], clock)
    assert not invitations.gone([], [before, letter(told(24, "off", 1))], clock)
    assert not invitations.gone([], [letter("session:s2k3", told(-1))], clock)


steps_ = st.sampled_from(["start", "minutes", "off", "on", "held", "nothing"])
edits = st.lists(st.tuples(steps_, st.integers(-30, 200), st.booleans()), max_size=20)


@given(edits, st.integers(1, 96))
def test_over_any_history_the_client_knows_what_stands(steps: list[tuple[str, int, bool]], hours: int) -> None:
    """A run a day; what she knows is what she was told last. Nothing is said twice, and numbers only grow."""
    one, log, seen, last = session(60), [], set(), -1
    for day, (step, number, goes) in enumerate(steps):
        now = NOW + timedelta(days=day)
        _type(one, step, number, now)
        clock = Clock(now, None, Policies(session_preparation_hours=hours))
        found = invitations.news([one], log, clock)
        for each in found:
            assert not seen & set(each.about) and each.told.sequence >= last
            assert each.kind != "off" or one.outcome
        if goes and found:
            log.append(letter(*found[0].about, hours=24 * day))
            seen |= set(found[0].about)
            last = found[0].told.sequence
        if goes:
            assert not invitations.news([one], log, clock), "one letter says all of it"
            _knows(one, invitations.remembered(log).get("s2k3"), now, hours)


def _type(one: Session, step: str, number: int, now: datetime) -> None:
    if step == "start":
        one.start = now.replace(tzinfo=None) + timedelta(hours=number)
    elif step == "minutes":
        one.minutes = abs(number) + 5
    elif step == "off":
        one.outcome, one.cancelled_at = "Cancelled by coach", now.replace(tzinfo=None)
    elif step == "on":
        one.outcome, one.cancelled_at = "", None
    elif step == "held" and one.start and one.start.replace(tzinfo=UTC) <= now:
        one.outcome, one.cancelled_at = "Attended", None


def _knows(one: Session, known: Told | None, now: datetime, hours: int) -> None:
    """An independent reading: what she may rightly expect, and what she must have been told."""
    assert one.start
    begins = one.start.replace(tzinfo=UTC)
    expects = known is not None and known.phase != "off" and known.start > now
    if not one.outcome and now < begins <= now + timedelta(hours=hours):
        assert known and expects and (known.start, known.minutes) == (begins, one.minutes or 50)
    if expects and known and not one.outcome and begins > now:
        assert (known.start, known.minutes) == (begins, one.minutes or 50)
    if one.outcome:
        assert not expects


def test_a_date_beyond_the_log_is_read_back_as_it_was() -> None:
    for start in (datetime(2000, 1, 1, 1, tzinfo=UTC), datetime(2100, 12, 31, 23, 59, 59, tzinfo=UTC)):
        one = Told("told", 123, start, 1440, "In person")
        assert invitations.remembered([letter(invitations.item("s2k3", one))]) == {"s2k3": one}
    assert date(2026, 11, 23) == NOW.date()
