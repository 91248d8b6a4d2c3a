"""An address that changes in the sheet is told to the old one before it is used, once (docs/decisions/0009)."""

from __future__ import annotations

from collections import Counter
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from jobs.told_first import SUBJECT
from tests.practice_files import EIGHT, REAL, REHEARSAL, TEAM, Practice, by_smtp, keys, letter, practice
from tests.servers.smtp import MailServer

NINE, TUESDAY = "2026-11-23T09:00+01:00", "2026-11-24T08:00+01:00"
WEDNESDAY, THURSDAY = "2026-11-25T08:00+01:00", "2026-11-26T08:00+01:00"
OLD, NEW = "answers@strongstart.example", "answers@elsewhere.example"
RULES = {**REAL, "Reply address": OLD}
OURS = "ana@strongstart.example"
TWO: Any = (*TEAM, {"Coach": "Kim Park", "Email": "kim@strongstart.example", "Digest": "None"})


@pytest.fixture
def made(tmp_path: Path) -> Practice:
    one = practice(tmp_path / "practice", policies=RULES, Team=TWO)
    assert one.run(EIGHT).status == 0
    return one


def notices(one: Practice) -> Counter[str]:
    return Counter(str(found["To"]) for found in one.outbox() if found["Subject"] == SUBJECT)


def reply_to(one: Practice, day: str) -> set[str]:
    return {str(m["Reply-To"]) for m in one.outbox() if str(m["X-Coachsheet-Key"]).endswith(day)}


def text(message: EmailMessage) -> str:
    return str(message.get_body(("plain",)).get_content())  # type: ignore[union-attr]


def test_a_new_reply_address_is_told_first_and_used_from_the_next_run_on(made: Practice) -> None:
    made.policy("Reply address", NEW)
    assert made.run(TUESDAY).status == 0
    assert reply_to(made, "2026-11-24") == {OLD}
    assert notices(made) == {OLD: 1, OURS: 1, "kim@strongstart.example": 1}
    (told,) = [m for m in made.outbox() if m["Subject"] == SUBJECT and m["To"] == OLD]
    assert f"Policies, Reply address\nbefore: {OLD}\nnow: {NEW}" in text(told).replace("\r\n", "\n")
    made.edit("Commitments", 2, Done_on="2026-11-24")
    assert made.run(WEDNESDAY).status == made.run(THURSDAY).status == 0
    assert reply_to(made, "2026-11-25") == {NEW} and sum(notices(made).values()) == 3
    assert all("changed-" not in str(key) for key in made.column("Mail log", "Key"))


def test_an_hourly_run_with_nothing_to_send_tells_it_and_leaves_the_sheet_alone(made: Practice) -> None:
    made.policy("Reply address", NEW)
    before = made.workbook.read_bytes()
    assert made.run(NINE, "letters").letters == (0, 0, 0, 0)
    assert made.workbook.read_bytes() == before and notices(made)[OLD] == 1
    assert made.run(TUESDAY).status == 0
    assert reply_to(made, "2026-11-24") == {NEW} and notices(made)[OLD] == 1


def test_a_coachs_new_address_gets_nothing_before_the_old_one_knows(tmp_path: Path) -> None:
    one = practice(tmp_path, policies={**REHEARSAL, "Reply address": OLD}, Team=TWO)
    one.run(EIGHT)
    one.edit("Team", 2, Email="ana@elsewhere.example")
    one.edit("Clients", 2, Coach="Ana Coach")
    assert one.run(TUESDAY).status == 0
    went = {str(m["To"]) for m in one.outbox() if m["X-Coachsheet-Rehearsal"]}
    assert not any("elsewhere" in to for to in went)
    assert notices(one) == {OURS: 1}, "the old address is that of the settings here; Kim need not know"
    one.policy("Reply address", NEW)
    one.run(WEDNESDAY)
    assert notices(one) == {OLD: 1, OURS: 2, "ana@elsewhere.example": 1, "kim@strongstart.example": 1}


def test_a_coach_who_is_new_is_told_to_those_who_are_there(made: Practice) -> None:
    made.edit("Team", 4, Coach="Lou Ray", Email="lou@strongstart.example", Digest="Daily")
    made.run(TUESDAY)
    assert notices(made) == {OURS: 1, "kim@strongstart.example": 1}
    assert not any("lou@" in str(m["To"]) for m in made.outbox())
    made.run(WEDNESDAY)
    assert sum("lou@" in str(m["To"]) for m in made.outbox()) == 1, "her first digest"


def test_without_the_ledger_all_holds_as_it_stands(made: Practice) -> None:
    made.policy("Reply address", NEW)
    made.ledger.unlink()
    assert made.run(TUESDAY).status == 0
    assert not notices(made) and reply_to(made, "2026-11-24") == {NEW}


def test_a_dry_run_says_so_and_tells_nobody(made: Practice) -> None:
    made.policy("Reply address", NEW)
    before = made.listing()
    found = made.run(TUESDAY, "nightly", "--dry-run")
    assert "notice: Reply address changed; the old address is told first" in found.stdout
    assert NEW not in found.stdout + found.stderr and made.listing() == before


def test_a_run_that_only_writes_the_sheet_tells_nobody_and_a_stopped_one_neither(made: Practice) -> None:
    made.policy("Reply address", NEW)
    assert made.run(TUESDAY, "sync").status == 0 and not notices(made)
    for row in range(2, 9):
        made.edit("Commitments", row, Client=None, Commitment=None, Due=None)
    assert made.run(TUESDAY).status == 1 and not notices(made)


def smtp(tmp_path: Path, server: MailServer) -> Practice:
    one = practice(tmp_path, policies=RULES, mail=by_smtp(server))
    one.run(EIGHT)
    one.policy("Reply address", NEW)
    return one


def told(server: MailServer) -> list[str]:
    server.settled()
    return [str(letter(one.data)["To"]) for one in server.accepted if letter(one.data)["Subject"] == SUBJECT]


def test_as_long_as_nobody_can_be_told_the_old_one_holds(tmp_path: Path) -> None:
    with MailServer() as server:
        one = smtp(tmp_path, server)
        server.fail("RCPT", "550 no such user", times=99)
        for when in (TUESDAY, "2026-11-24T09:00+01:00"):
            found = one.run(when, "letters")
            assert found.status == 1 and "Reply address changed, and nobody could be told" in found.stderr
            assert NEW not in found.stderr
        server.faults.clear()
        assert one.run(WEDNESDAY).status == 0
        assert sorted(told(server)) == [OURS, OLD]
        made = [key for key in keys(server.accepted) if key.startswith("changed-")]
        assert len(set(made)) == len(made) == 2
        one.edit("Commitments", 3, Due="2026-11-27")
        one.run(THURSDAY)
        server.settled()
        assert {str(letter(m.data)["Reply-To"]) for m in server.accepted[-1:]} == {NEW}


def test_where_the_old_address_is_gone_the_one_of_the_settings_is_enough(tmp_path: Path) -> None:
    with MailServer() as server:
        one = smtp(tmp_path, server)
        server.fail("RCPT", "550 no such user", skip=1)  # after the day's letter comes the notice to the old address
        assert one.run(TUESDAY).status == 0
        assert told(server) == [OURS]


def test_a_notice_of_which_nobody_knows_whether_it_went_goes_once_and_counts(tmp_path: Path) -> None:
    with MailServer() as server:
        one = smtp(tmp_path, server)
        one.policy("Remind before", 3)
        server.fail("receipt", close=True, times=9)
        one.run(NINE, "letters")
        server.faults.clear()
        one.run(TUESDAY)
        assert sorted(told(server)) == [OURS, OLD]


def test_back_and_forth_is_told_each_time(made: Practice) -> None:
    for day, address in enumerate((NEW, OLD, NEW), 24):
        made.policy("Reply address", address)
        made.run(f"2026-11-{day}T08:00+01:00")
    assert notices(made) == {OLD: 2, NEW: 1, OURS: 3, "kim@strongstart.example": 3}


class Killed(BaseException):
    """As if the machine went away."""


def test_killed_between_telling_and_remembering_it_is_not_told_again(
    made: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> dict[str, str]:
        raise Killed

    made.policy("Reply address", NEW)
    with monkeypatch.context() as patched:
        patched.setattr("jobs.told_first.rulebook.settled", killed)
        with pytest.raises(Killed):
            made.run(NINE, "letters")
    assert made.run("2026-11-23T10:00+01:00", "letters").status == 0
    assert notices(made)[OLD] == 1
    assert made.run(TUESDAY).status == 0 and reply_to(made, "2026-11-24") == {NEW}
