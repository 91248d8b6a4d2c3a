"""Digests in whole runs: once a day, through the same way as every letter, killed at any point."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.jobs.digest.cast import plain
from tests.mortal import Mortals
from tests.practice_files import EIGHT, REAL, REHEARSAL, Practice, Rows, by_smtp, keys, letter, many, practice
from tests.servers.smtp import MailServer, make_certificate

NINE = "2026-11-23T09:00+01:00"
TUESDAY = "2026-11-24T08:00+01:00"
RULES = {**REAL, "Review day": 0}
ANA = {"Coach": "Ana Coach", "Email": "ana@strongstart.example"}
BEN = {"Coach": "Ben Hart", "Email": "ben@strongstart.example", "Digest": "Daily"}
BAD: Rows = ({"Client": "Pria Nair", "Commitment": "Ask the bank", "Due": "31/02/2026"},)
SOAK = "COACHSHEET_SOAK" in os.environ
HER: Rows = ({"Client": "Priya Nair", "Email": "priya@clients.example"},)


def made(folder: Path, *team: dict[str, Any], **rest: Any) -> Practice:
    """A practice with a row to fix, so that there is something to say every day."""
    given: dict[str, Any] = {"clients": HER, "commitments": BAD, "policies": RULES}
    return practice(folder, **{**given, **rest}, Team=team or (ANA,))


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


def test_a_digest_goes_once_a_day_and_stands_in_the_mail_log(tmp_path: Path) -> None:
    one = made(tmp_path, ANA, BEN)
    assert one.run(EIGHT, "letters").letters == (0, 0, 0, 0), "hourly runs send none"
    first = one.run(EIGHT, "digest")
    assert first.status == 0 and first.letters == (2, 0, 0, 0)
    rows = one.rows("Mail log")
    assert [(row["Key"], row["Kind"], row["State"], row["Client"]) for row in rows] == [
        ("team2-2026-11-23", "digest", "sent", None),
        ("team3-2026-11-23", "digest", "sent", None),
    ]
    assert one.run(NINE, "digest").letters == one.run(NINE, "nightly").letters == (0, 0, 0, 0)
    assert one.run(TUESDAY).letters == (2, 0, 0, 0)
    newest = one.outbox()[1]
    assert newest["X-Coachsheet-Key"] == "team2-2026-11-24" and newest["Auto-Submitted"] == "auto-generated"
    assert newest["References"] == rows[0]["Message-ID"] and "31/02/2026" in plain(newest)


def test_a_dry_run_shows_it_and_leaves_everything_as_it_is(tmp_path: Path) -> None:
    one = made(tmp_path)
    before = one.listing()
    found = one.run(EIGHT, "digest", "--dry-run")
    assert "letter team2-2026-11-23: digest" in found.stdout and found.letters[0] == 1
    assert one.listing() == before


def test_in_rehearsal_the_digest_is_real(tmp_path: Path) -> None:
    one = made(tmp_path, policies={**RULES, **REHEARSAL})
    assert one.run().letters[0] == 1
    (message,) = one.outbox()
    assert "rehearsal" not in str(message["To"]) and "Rehearsal" not in plain(message)
    one.policy("Send to", "Clients")
    assert one.run(NINE, "digest").letters[0] == 0, "the same digest is not sent anew when it becomes real"


def test_it_tells_no_client_anything(tmp_path: Path) -> None:
    """Told on, Last email and Reminded stay blank, whatever a digest names."""
    mine = {"Client": "Priya Nair", "Commitment": "Pricing worksheet", "Due": date(2026, 11, 23), "Owner": "Coach"}
    one = made(tmp_path, commitments=(*BAD, mine))
    assert one.run(EIGHT, "digest").letters[0] == 1
    one.run(NINE, "sync")
    assert not any(row.get("Told on") or row.get("Reminded") for row in one.rows("Commitments"))
    assert not any(row.get("Last email") for row in one.rows("Clients"))
    assert one.run("2026-11-23T10:00+01:00").letters[0] == 1, "she is told of the promise all the same"


def test_digests_come_first_where_the_day_has_room_for_few(tmp_path: Path, server: MailServer) -> None:
    clients, work = many(3)
    one = made(tmp_path, clients=clients, commitments=(*BAD, *work), mail=by_smtp(server, per_day=2))
    assert one.run().letters == (2, 0, 0, 2)
    server.settled()
    assert keys(server.accepted)[0] == "team2-2026-11-23"
    two = made(tmp_path / "two", ANA, BEN, mail=by_smtp(server, per_day=1))
    assert two.run(EIGHT, "digest").letters == (1, 0, 0, 1)
    assert two.run(TUESDAY, "digest").letters == (1, 0, 0, 1)


def test_digests_are_no_letters_to_clients_for_the_guard_of_proportion(tmp_path: Path) -> None:
    team = [{"Coach": f"Coach {n}", "Email": f"coach{n}@strongstart.example"} for n in range(25)]
    one = made(tmp_path, *team)
    assert one.run(EIGHT, "sync").status == 0
    assert one.run(EIGHT, "digest").letters == (25, 0, 0, 0)
    clients, work = many(22)
    two = made(tmp_path / "two", *team, clients=clients, commitments=(*BAD, *work))
    assert two.run(EIGHT, "digest").letters[0] == 25
    assert two.run(NINE, "letters").letters[0] == 22, "25 digests are no day on which 25 letters went"


def test_one_that_a_server_refuses_for_good_is_not_tried_again_that_day(tmp_path: Path, server: MailServer) -> None:
    one = made(tmp_path, ANA, BEN, mail=by_smtp(server))
    server.fail("RCPT", "550 no such user")
    assert one.run(EIGHT, "digest").letters == (1, 1, 0, 0)
    assert one.run(NINE, "digest").letters == (0, 0, 0, 0)
    assert one.run(TUESDAY, "digest").letters == (2, 0, 0, 0)


def test_a_lost_ledger_sends_none_again(tmp_path: Path) -> None:
    one = made(tmp_path)
    assert one.run(EIGHT, "digest").letters[0] == 1
    one.ledger.unlink()
    shutil.rmtree(one.folder / "outbox")
    assert one.run(NINE, "digest").letters[0] == 0


def test_a_coach_who_gets_none_gets_none(tmp_path: Path) -> None:
    one = made(tmp_path, {**ANA, "Digest": "None"})
    assert one.run().letters == (0, 0, 0, 0) and not one.outbox()


def test_killed_at_any_step_each_coach_gets_one_digest_or_one_is_in_doubt(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Between plan and send, too: what was planned never went."""
    one = made(tmp_path / "practice", ANA, BEN)
    evening = tmp_path / "evening"
    shutil.copytree(one.folder, evening)
    with Mortals(make_certificate(tmp_path_factory.mktemp("tls"))) as mortals:
        life = mortals.run(one, EIGHT, job="digest")
        assert life.status == 0 and life.steps > 10, life
        for step in range(1, life.steps + 1, 1 if SOAK else 5):
            shutil.rmtree(one.folder)
            shutil.copytree(evening, one.folder)
            assert mortals.run(one, EIGHT, step=step, job="digest").killed
            after = mortals.run(one, NINE, job="digest")
            assert after.status in (0, 1), after
            states = {row["Key"]: row["State"] for row in one.rows("Mail log")}
            assert sorted(states) == ["team2-2026-11-23", "team3-2026-11-23"], step
            assert set(states.values()) <= {"sent", "in doubt"}, step
            went = [str(message["X-Coachsheet-Key"]) for message in one.outbox()]
            assert len(went) == len(set(went)) == 2, (step, states)


def test_no_word_of_it_comes_into_a_clients_letter(tmp_path: Path, server: MailServer) -> None:
    """What only coaches may read: notes, ratings, consequences, money, other clients."""
    clients = [
        {"Client": name, "Email": f"{name[:3].lower()}@clients.example", "My notes": f"SECRET {name}",
         "Consequences": f"SECRET {name}", "Coach rating": 3}
        for name in ("Priya Nair", "Noa Levi")
    ]  # fmt: skip
    work = [
        {"Client": name, "Commitment": f"Thing of {name}", "Due": date(2026, 11, 24)}
        for name in ("Priya Nair", "Noa Levi")
    ]
    money = [{"Client": "Priya Nair", "Amount": 4321, "Due": date(2026, 11, 20)}]
    one = made(tmp_path, clients=clients, commitments=(*BAD, *work), Payments=money, mail=by_smtp(server))
    assert one.run().letters[0] == 3 and one.run(TUESDAY).letters[0] == 3
    server.settled()
    for each in server.accepted:
        message = letter(each.data)
        if not str(message["X-Coachsheet-Key"]).startswith("team"):
            other = "Noa" if each.recipient.startswith("pri") else "Priya"
            assert other not in plain(message) and "SECRET" not in plain(message)
