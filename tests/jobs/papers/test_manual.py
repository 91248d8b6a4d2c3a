"""The handbook's chapters say what the rules hold, whatever they are; and every name for own words is a chapter."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from jobs.letters.own import in_paper
from jobs.papers import enclosing, manual
from jobs.papers.manual_house import Place
from sync.own_names import HANDBOOK, PAPERS
from sync.policies import Policies
from sync.records import Coach, Record
from sync.schema import DAYS, MEDIUMS, RHYTHMS, TABS
from tests import cast
from tests.jobs.papers.pages import said

PLACE = Place("practice.xlsx", False, True, (("practice.xlsx", "All that the practice knows"),))
FRAME: dict[str, Any] = {
    "language": "en", "direction": "ltr", "name": "", "coach": "", "practice": "Strong Start", "signature": [],
}  # fmt: skip


def text(policies: Policies, place: Place = PLACE) -> str:
    team = [Coach(cast.row("Team", ""), "Alicia Moreno", "alicia@strongstart.example")]
    record = Record(policies=policies, team=team)
    made, odd = in_paper(manual.written(record, place, date(2026, 11, 23)), {}, FRAME)
    assert not odd
    return said(enclosing.page(made, FRAME, "Contents"))


def test_its_chapters_are_those_that_own_words_may_have() -> None:
    made = manual.written(Record(), PLACE, date(2026, 11, 23))
    assert tuple(chapter["name"] for chapter in made.chapters) == HANDBOOK
    assert set(made.facts) == set(PAPERS["handbook"])


def test_every_tab_and_every_private_column_is_named() -> None:
    found = text(cast.POLICIES)
    assert all(f"\n{title} | " in found for title in TABS)
    assert "Clients never read Consequences, Coach rating, My notes, Rating gap" in found


def test_a_google_sheet_is_kept_in_another_way() -> None:
    found = text(cast.POLICIES, Place("Our practice", True, False, ()))
    assert "make a copy of it once a month" in found and "the Google Sheet Our practice" in found
    assert "read in the same hour" not in found


_FEW, _HOURS, _DAYS = (
    st.integers(0, 3),
    st.sampled_from([0, 1, 24]),
    st.lists(st.integers(0, 9), unique=True, max_size=3),
)


@given(
    st.builds(
        Policies,
        send_to=st.sampled_from(["Me", "Clients"]),
        remind_before=_DAYS.map(tuple), remind_after=_DAYS.map(tuple), check_ins=st.sampled_from(RHYTHMS),
        check_in_day=st.sampled_from(DAYS), check_in_grace_days=_FEW, onboarding_weeks=_FEW, review_day=_FEW,
        emails_a_week=_FEW, ladder_sessions=st.integers(1, 3), ladder_days=st.integers(1, 2), sessions_per_month=_FEW,
        medium=st.sampled_from(MEDIUMS), who_calls=st.sampled_from(["Coach", "Client"]),
        cancellation_notice_hours=_HOURS, coach_notice_hours=_HOURS, session_preparation_hours=_HOURS,
        between_sessions=st.text(max_size=80), monthly_fee=st.text(max_size=20), payment_terms=st.text(max_size=80),
    )
)  # fmt: skip
def test_whatever_the_rules_are_it_is_whole_sentences(policies: Policies) -> None:
    found = text(policies)
    for wrong in (" .", "..", "None of", " 0 days", " 1 days", " 1 sessions", " 0 a week", "than 0 in", " ,", "| \n"):
        own = (policies.between_sessions, policies.monthly_fee, policies.payment_terms)
        assert wrong not in found or any(own), wrong
    assert found.count("## ") >= 14
