"""A coach answers her digest as a client does: her own promises, and nothing else."""

from __future__ import annotations

from datetime import date, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests.answering import LATER, NOON, POLICIES, TUESDAY, Answering, answer, answering, bounce
from tests.jobs.digest.cast import plain
from tests.practice_files import EIGHT, Rows
from tests.servers.dovecot import Account

ANA = {"Coach": "Ana Coach", "Email": "ana@strongstart.example"}
CLIENTS: Rows = ({"Client": "Priya Nair", "Email": "priya@clients.example", "Coach": "Ana Coach"},)
MINE = {"Client": "Priya Nair", "Commitment": "Pricing worksheet", "Due": date(2026, 11, 23), "Owner": "Coach"}
OTHER = {"Client": "Priya Nair", "Commitment": "Introduce her to Kim", "Due": date(2026, 11, 20), "Owner": "Coach"}
HERS = {"Client": "Priya Nair", "Commitment": "Call five leads", "Due": date(2026, 11, 24)}
RULES = {**POLICIES, "Review day": 0}


def asked(folder: Path, account: Account, *team: dict[str, Any], **policies: Any) -> tuple[Answering, EmailMessage]:
    """A practice whose coach got her digest on Monday at eight."""
    one = answering(
        folder, account, {**RULES, **policies}, clients=CLIENTS, commitments=(MINE, OTHER, HERS), Team=team or (ANA,)
    )
    assert one.run(EIGHT, "digest").letters == (1, 0, 0, 0)
    return one, one.to("ana")


def commitments(one: Answering) -> dict[str, dict[str, Any]]:
    return {row["Commitment"]: row for row in one.rows("Commitments")}


def test_done_closes_her_own_promise_and_is_nobodys_answer(tmp_path: Path, account: Account) -> None:
    one, digest = asked(tmp_path, account)
    assert "1. Priya Nair\nYou promised “Introduce her to Kim” for Friday." in plain(digest)
    assert str(digest["Reply-To"]).startswith("answers+")
    one.arrives(answer(digest, "done 2"))
    assert one.run(NOON, "inbox").status == 0
    (row,) = one.replies()
    assert (row["Client"], row["State"], row["Letter"]) == (None, "Noted", "team2-2026-11-23")
    found = commitments(one)
    assert found["Pricing worksheet"]["Status"] == "Done" and found["Introduce her to Kim"]["Status"] == "Overdue"
    assert found["Pricing worksheet"]["Closed on"] == datetime(2026, 11, 23)
    assert not found["Pricing worksheet"]["Client says"], "it is the coach who said so"
    (client,) = one.rows("Clients")
    assert not client["Last heard"] and not client["Self rating"] and client["Next action"] != "Answer the client"
    assert one.run(TUESDAY).status == 0
    (digest,) = [m for m in one.outbox() if m["X-Coachsheet-Key"] == "team2-2026-11-24"]
    assert "Pricing worksheet" not in plain(digest) and "Introduce her to Kim" in plain(digest)
    (to_her,) = [m for m in one.outbox() if str(m["To"]).startswith("Priya")]
    assert "noted" not in plain(to_her).lower(), "no receipt of what the coach answered"


def test_a_day_can_be_stated_and_all_can_be_done(tmp_path: Path, account: Account) -> None:
    one, digest = asked(tmp_path, account)
    one.arrives(answer(digest, "done 1 on Friday\ndone 2"))
    one.run(NOON, "inbox")
    found = commitments(one)
    assert found["Introduce her to Kim"]["Closed on"] == datetime(2026, 11, 20)
    assert found["Introduce her to Kim"]["Status"] == found["Pricing worksheet"]["Status"] == "Done"


@pytest.mark.parametrize(
    ("said", "note"),
    [
        ("move 1 to 14 Dec because I was ill", "To move a promise of your own, type the new day over Due"),
        ("stop", "How often the digest comes, the column Digest in Team says"),
        ("done 9", '"done 9"'),
        ("7", ""),
        ("help: I need a day off", ""),
        ("I told her on the phone", ""),
    ],
)
def test_what_else_she_answers_is_kept_as_words(said: str, note: str, tmp_path: Path, account: Account) -> None:
    one, digest = asked(tmp_path, account)
    one.arrives(answer(digest, said))
    assert one.run(NOON, "inbox").status == 0
    (row,) = one.replies()
    assert (row["Client"], row["State"], row["Done"], row["Rating"]) == (None, "New", None, None)
    assert said.split(":")[-1].strip() in str(row["Words"]) and note in str(row["Sync note"] or "")
    assert {one["Status"] for one in commitments(one).values()} == {"Due today", "Overdue", "Due soon"}
    (client,) = one.rows("Clients")
    assert not client["Last heard"] and not client["Self rating"] and not client["Sync note"]
    assert one.run(TUESDAY).status == 0
    assert "You answered: " in plain(one.to("ana"))
    assert one.run("2026-11-25T08:00+01:00").status == 0
    assert "You answered: " not in plain(one.to("ana")), "told once"


def test_another_sender_is_refused_and_so_is_a_coach_who_left(tmp_path: Path, account: Account) -> None:
    one, digest = asked(tmp_path, account)
    one.arrives(answer(digest, "done 1", From="priya@clients.example"))
    one.run(NOON, "inbox")
    (row,) = one.replies()
    assert row["State"] == "Refused" and not row["Done"]
    one.edit("Team", 2, Coach="Ben Hart", Email="ben@other.example")
    one.policy("Practice name", "Strong Start")
    one.use({**one.mail, "from": "Practice <practice@strongstart.example>"})
    one.arrives(answer(digest, "done 2"))
    one.run(LATER, "inbox")
    assert {one["State"] for one in one.replies()} == {"Refused"}
    assert "no longer in Team" in str(one.replies()[1]["Sync note"])
    assert {one["Status"] for one in commitments(one).values()} == {"Due today", "Overdue", "Due soon"}


def test_a_client_can_close_nothing_by_the_address_of_a_digest(tmp_path: Path, account: Account) -> None:
    """Nor can an altered token."""
    one, digest = asked(tmp_path, account)
    local, _, domain = str(digest["Reply-To"]).partition("@")
    one.arrives(answer(digest, "done 1", To=f"{local[:-1]}{'a' if local[-1] != 'a' else 'b'}@{domain}"))
    one.run(NOON, "inbox")
    (row,) = one.replies()
    assert row["State"] == "Refused" and not row["Done"]


def test_a_digest_that_came_back_is_told_and_goes_there_no_more(tmp_path: Path, account: Account) -> None:
    one, digest = asked(tmp_path, account)
    one.arrives(bounce(digest, "ana@strongstart.example"))
    found = one.run(NOON, "inbox")
    assert found.status == 1 and "team2-2026-11-23 came back for good" in found.stderr
    assert one.rows("Mail log")[0]["State"] == "bounced"
    assert not [m for m in one.outbox() if m["X-Coachsheet-Key"] == "team2-2026-11-24"]
    one.run(TUESDAY, "digest")
    assert not [m for m in one.outbox() if m["X-Coachsheet-Key"] == "team2-2026-11-24"]


def test_her_day_is_that_of_her_zone(tmp_path: Path, account: Account) -> None:
    """Ten in the morning in Berlin is eleven in the evening in Honolulu, the day before."""
    one, digest = asked(tmp_path, account, {**ANA, "Time zone": "Honolulu"})
    one.arrives(answer(digest, "done 2"))
    one.run(NOON, "inbox")
    assert one.replies()[0]["Done"].endswith(" on 2026-11-22")
    assert commitments(one)["Pricing worksheet"]["Closed on"] == datetime(2026, 11, 22)
