"""The handbook: the practice's rules as an operations manual, put together of its chapters. In English."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from jobs.letters.letter import Enclosed
from jobs.letters.sections.welcome import sessions
from jobs.letters.wording import ENGLISH
from jobs.letters.words import isolated, lines, words
from jobs.papers import manual_house, manual_rules
from jobs.papers.chapter import Chapter
from jobs.papers.manual_house import Place
from sync.cells import long_date
from sync.records import Record

NAME = "handbook"

BY_RULES: tuple[Callable[[Record], Chapter], ...] = (
    manual_rules.glance, manual_rules.sessions, manual_rules.changes, manual_rules.between, manual_rules.fees,
    manual_rules.check_ins, manual_rules.commitments, manual_rules.stalls,
)  # fmt: skip
OF_THE_HOUSE: tuple[Callable[[Record, Place], Chapter], ...] = (
    manual_house.newcomers, manual_house.promises, manual_house.people, manual_house.software, manual_house.records,
    manual_house.safety, manual_house.rules,
)  # fmt: skip


def written(record: Record, place: Place, today: date) -> Enclosed:
    """The whole handbook as data, as the policies stand on that date of the practice's."""
    chapters = [write(record) for write in BY_RULES] + [write(record, place) for write in OF_THE_HOUSE]
    return Enclosed(
        name=NAME,
        file_name=NAME,
        title="Handbook",
        says=(
            "How we work, and who does what and when. What holds is the tab Policies of "
            f"{isolated(words(place.workbook, 100))}; these pages show how it stands today.",
        ),
        chapters=tuple(chapter.plain() for chapter in chapters),
        facts=_facts(record),
        date=long_date(today),
    )


def _facts(record: Record) -> dict[str, object]:
    """What a coach's own words may use; the names are in sync/own_names.py."""
    p = record.policies
    return {
        "sessions": sessions(p, ENGLISH),
        "calls": "" if p.medium == "In person" else p.who_calls,
        "notice": ENGLISH.hours(p.cancellation_notice_hours) if p.cancellation_notice_hours else "",
        "coach_notice": ENGLISH.hours(p.coach_notice_hours) if p.coach_notice_hours else "",
        "between": lines(p.between_sessions),
        "fee": words(p.monthly_fee),
        "payment": lines(p.payment_terms),
        "check_ins": "" if p.check_ins == "None" else manual_rules.rhythm(p),
    }
