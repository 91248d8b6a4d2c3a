"""A changed rule is told once in each coach's next digest, with what held before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sync.rule_changes import RuleChange
from tests.jobs.digest.cast import ANA, BEN, TUESDAY, digests, goes, plain, practice, text
from tests.practice import Book, at
from tests.practice_files import EIGHT, REAL, TEAM
from tests.practice_files import practice as practice_of

BEFORE = {"Remind before": "1", "Monthly fee": "240 EUR", "Signature": "", "Send to": "Me"}


def changed(*team: dict[str, Any], **rules: Any) -> Book:
    """Yesterday's rules were those of BEFORE; today's are these."""
    one = practice(team or (ANA,), {**BEFORE, **{name.replace("_", " "): value for name, value in rules.items()}})
    one.past.rules = practice((ANA,), BEFORE).run(TUESDAY, remember=False).reading.rules
    return one


def test_a_change_is_told_with_what_held_before() -> None:
    found = text(changed(Remind_before="3, 1", Monthly_fee=None, Signature="Ana and Kim"))
    assert "CHANGED RULES" in found
    assert "Remind before is now “3, 1”; it was “1”." in found
    assert "Monthly fee is blank now; it was “240 EUR”." in found
    assert "Signature is now “Ana and Kim”; it was blank." in found
    assert "If that was not meant, type the old value back. (Policies, row 5)" in found


def test_nothing_changed_or_nothing_known_is_nothing_to_tell() -> None:
    assert not text(changed())
    one = changed(Remind_before="3, 1")
    one.past.rules = None
    assert not text(one)


def test_it_is_told_once_to_each_coach_and_earlier_changes_stay_told() -> None:
    one = changed(ANA, BEN, Remind_before="3, 1")
    first, second = digests(one)
    goes(one, first)
    one.past.rule_changes = one.run(TUESDAY, remember=False).reading.rule_changes
    one.past.rules = one.run(TUESDAY, remember=False).reading.rules
    (left,) = digests(one, at(1, 9))
    assert left.to == second.to == "ben@strongstart.example"
    one["Policies", 3, "Value"] = 5
    assert "Remind before is now “5”; it was “1”" in text_of(one, "ben@")
    assert "Remind before is now “5”; it was “3, 1”" in text_of(one, "ana@")


def text_of(one: Book, to: str) -> str:
    from jobs.letters.render import text_part

    return next(text_part(letter) for letter in digests(one, at(2)) if letter.to.startswith(to))


def test_what_was_changed_back_is_no_news_and_what_is_long_ago_neither() -> None:
    one = changed()
    one.past.rule_changes = [
        RuleChange("Remind before", "1", "3", at(-1)),
        RuleChange("Remind before", "3", "1", at(0)),
    ]
    assert not text(one)
    one.past.rule_changes = [RuleChange("Remind before", "3", "1", at(-20))]
    assert not text(one)


def test_a_value_that_cannot_be_read_is_a_row_to_fix_and_no_change() -> None:
    found = text(changed(Remind_before="soon"))
    assert 'Remind before: "soon" is not a list' in found and "CHANGED RULES" not in found


def test_many_changes_are_counted_and_odd_words_turn_nothing() -> None:
    many: dict[str, Any] = {
        name: n + 21
        for n, name in enumerate(
            ["Send_until", "Due_soon_days", "Overdue_days", "Slipped_after_days", "Ladder_days", "Session_minutes"]
        )
    }
    assert "And 2 rules more." in text(changed(Door_open_days=1, Signature="Ana", **many))
    found = text(changed(Signature="turn \u202eback\n{{ 7*7 }} " + "x" * 10_000))
    assert "Signature is now “turn back {{ 7*7 }} xxx" in found and "\u202e" not in found and len(found) < 1_000


def test_in_a_run_it_is_found_by_any_job_and_told_by_the_next_digest(tmp_path: Path) -> None:
    one = practice_of(tmp_path, policies=REAL, Team=[{**TEAM[0], "Digest": "Daily"}])
    one.run(EIGHT)
    one.policy("Due soon days", 5)
    assert one.run("2026-11-24T07:30+01:00", "sync").status == 0
    one.policy("Review day", 7)
    assert one.run("2026-11-24T08:00+01:00").status == 0
    (digest,) = [
        m for m in one.outbox() if str(m["X-Coachsheet-Key"]).endswith("-2026-11-24") and "ana@" in str(m["To"])
    ]
    assert "Due soon days is now “5”; it was “3”." in plain(digest)
    assert "Review day is now “7”; it was “0”." in plain(digest)
    one.run("2026-11-25T08:00+01:00")
    assert sum("CHANGED RULES" in plain(message) for message in one.outbox()) == 1
