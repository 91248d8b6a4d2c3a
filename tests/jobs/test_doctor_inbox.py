"""The doctor at the inbox: what is in the way of answers, and the one next step."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from jobs.cli import main
from tests.answering import POLICIES, Answering, answering
from tests.practice_files import EIGHT
from tests.servers.dovecot import Account
from tests.servers.imap_faults import Door

FINE = ({"Client": "Priya Nair", "Email": "priya@clients.example"},)


@pytest.fixture
def practice(tmp_path: Path, account: Account) -> Answering:
    return answering(tmp_path / "practice", account, clients=FINE, commitments=())


def doctor(made: Answering) -> Result:
    return CliRunner().invoke(main, ["--config", str(made.settings), "doctor"])


def last(result: Result) -> str:
    return str(result.stdout.splitlines()[-1])


def test_an_inbox_that_works_is_ready_and_looking_leaves_no_trace(practice: Answering, account: Account) -> None:
    account.make("Sent")
    practice.use(practice.mail, sent_folder="Sent")
    before = practice.listing()
    result = doctor(practice)
    assert (result.exit_code, last(result)) == (0, "Ready"), result.output
    assert "folder INBOX can be read" in result.stdout and "folder Sent can be read" in result.stdout
    assert "+test" in result.stdout and "made with the first email" in result.stdout
    assert practice.listing() == before
    practice.run(EIGHT)
    assert "signs reply addresses since 2026-11-23" in doctor(practice).stdout


@pytest.mark.parametrize(
    ("inbox", "step"),
    [
        ({"password": "wrong-secret"}, "app password"),
        ({"folder": "Nowhere"}, "[inbox]"),
        ({"sent_folder": "No"}, "[inbox]"),
    ],
)
def test_what_is_in_the_way_leads_to_one_step(inbox: dict[str, str], step: str, practice: Answering) -> None:
    practice.use(practice.mail, **inbox)
    result = doctor(practice)
    assert result.exit_code == 1 and last(result).startswith("Next: ") and step in last(result)
    assert "wrong-secret" not in result.output


def test_a_server_that_is_not_there_is_named(practice: Answering) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        practice.use(practice.mail, port=closed.getsockname()[1])
    assert "cannot be reached" in last(doctor(practice))


def test_a_server_that_breaks_off_at_the_login_asks_for_no_other_password(
    practice: Answering, account: Account
) -> None:
    with Door(account.server.port, answer=lambda command: b"* BYE\r\n" if b"LOGIN" in command else None) as door:
        practice.use(practice.mail, port=door.port)
        step = last(doctor(practice))
    assert step.startswith("Next: check [inbox]") and "at the login" in step


def test_a_key_that_others_can_read_or_that_is_none_is_named(practice: Answering) -> None:
    practice.run(EIGHT)
    practice.key.chmod(0o644)
    assert last(doctor(practice)).startswith("Next: chmod 600 ")
    practice.key.chmod(0o600)
    practice.key.write_text("hunter2")
    result = doctor(practice)
    assert "is no reply key" in last(result) and "hunter2" not in result.output


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("", "Policies has none, so answers to emails would do nothing by themselves"),
        ("answers at strongstart", "what Policies has cannot be read, so answers to emails would do nothing"),
        (f"{'a' * 40}@strongstart.example", "too long to be signed"),
    ],
)
def test_a_reply_address_that_cannot_work_is_a_next_step(
    address: str, says: str, tmp_path: Path, account: Account
) -> None:
    made = answering(tmp_path / "practice", account, {**POLICIES, "Reply address": address}, clients=FINE)
    result = doctor(made)
    assert says in result.stdout and last(result).startswith("Next: Policies, Reply address")


def test_a_reply_address_elsewhere_is_a_hint(practice: Answering, account: Account) -> None:
    assert "not the address that logs in" in doctor(practice).stdout
    practice.policy("Reply address", account.user)
    assert "not the address that logs in" not in doctor(practice).stdout
