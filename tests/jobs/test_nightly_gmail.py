"""Whole runs that send through Gmail: by the settings, over faults, and the doctor before them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from jobs import post
from jobs.cli import main
from jobs.mail import gmail, gmail_login
from jobs.mail.gmail_calls import Answer, Mailbox
from sync.workbook import google_login
from tests.practice_files import EIGHT, REAL, Practice, practice
from tests.servers.gmail import GoogleServer
from tests.servers.sheets.tokens import PERSON

CLIENTS = tuple({"Client": name, "Email": f"{name.lower()}@clients.example"} for name in ("Priya", "Noa", "Kim"))
DAY_AND_NIGHT = {**REAL, "Send from": 0, "Send until": 24}
"""Mail runs on the real clock: --as-of is for the outbox and SMTP on this machine (contract, section 5)."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[GoogleServer]:
    monkeypatch.setattr(gmail, "LOOKS", (0.0,))
    monkeypatch.setattr(post, "PAUSES", ())
    with GoogleServer() as running:
        monkeypatch.setenv("SHEETS_EMULATOR_HOST", running.url)
        yield running


def by_gmail(folder: Path, server: GoogleServer, person: bool = True, sender: str = PERSON) -> Practice:
    due = date.today() + timedelta(days=20)
    work = [{"Client": one["Client"], "Commitment": "Call five leads", "Due": due} for one in CLIENTS]
    made = practice(folder, CLIENTS, work, DAY_AND_NIGHT)
    file = server.credentials(folder, person=person)
    keys = {"transport": "gmail", "from": sender, "credentials": file.name, "per_minute": 6000}
    made.use({**keys, **({} if person else {"subject_user": PERSON})})
    return made


def doctor(made: Practice) -> Result:
    return CliRunner().invoke(main, ["--config", str(made.settings), "doctor"])


def states(made: Practice) -> list[str]:
    return sorted(row["State"] for row in made.rows("Mail log"))


@pytest.mark.parametrize("person", [True, False])
def test_a_night_goes_out_through_gmail_and_a_second_one_sends_nothing(
    person: bool, server: GoogleServer, tmp_path: Path
) -> None:
    made = by_gmail(tmp_path, server, person)
    found = made.run("")
    assert (found.status, found.letters) == (0, (3, 0, 0, 0)), found.stderr
    assert "SHEETS_EMULATOR_HOST is on" in found.stderr
    assert {one.message["To"].addresses[0].addr_spec for one in server.gmail.sent} == {c["Email"] for c in CLIENTS}
    assert states(made) == ["sent"] * 3
    given = {one.message_id for one in server.gmail.sent}
    assert {row["Message-ID"] for row in made.rows("Mail log")} == given, "by which the next letters make a thread"
    again = made.run("")
    assert (again.status, again.letters) == (0, (0, 0, 0, 0))
    assert len(server.keys()) == len(set(server.keys())) == 3


def test_a_lost_receipt_is_looked_up_at_once_or_by_the_next_run(server: GoogleServer, tmp_path: Path) -> None:
    made = by_gmail(tmp_path, server)
    server.faults.add("reset", kind="gmail.send", applied=True)
    server.faults.add("html", kind="gmail.send", skip=1, applied=True)
    server.faults.add(503, kind="gmail.list", skip=1)
    found = made.run("")
    assert (found.status, found.letters) == (1, (2, 0, 1, 0)), found.stderr
    assert states(made) == ["in doubt", "sent", "sent"]
    again = made.run("")
    assert (again.status, again.letters) == (0, (0, 0, 0, 0)), again.stderr
    assert states(made) == ["sent"] * 3
    assert len(server.keys()) == len(set(server.keys())) == 3


class Killed(BaseException):
    """The process is no more."""


@pytest.mark.parametrize("went", [True, False])
def test_a_run_that_dies_at_a_letter_leaves_it_to_the_look_of_the_next(
    went: bool, server: GoogleServer, tmp_path: Path
) -> None:
    made, real = by_gmail(tmp_path, server), Mailbox.post

    def post(self: Mailbox, what: str, body: Mapping[str, str]) -> Answer:
        if len(server.gmail.sent) == 1:
            if went:
                real(self, what, body)
            raise Killed
        return real(self, what, body)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Mailbox, "post", post)
        with pytest.raises(Killed):
            made.run("")
    found = made.run("")
    assert (found.status, found.letters) == ((0, (1, 0, 0, 0)) if went else (1, (1, 0, 1, 0))), found.stderr
    assert states(made) == ["sent"] * 3 if went else ["in doubt", "sent", "sent"]
    assert len(server.keys()) == len(set(server.keys())) == (3 if went else 2)


def test_what_never_went_stays_in_doubt_for_a_person_to_settle(server: GoogleServer, tmp_path: Path) -> None:
    made = by_gmail(tmp_path, server)
    server.faults.add(503, kind="gmail.send")
    assert made.run("").letters == (2, 0, 1, 0)
    assert made.run("").letters == (0, 0, 0, 0)
    (key,) = [row["Key"] for row in made.rows("Mail log") if row["State"] == "in doubt"]
    made.settle(key, "not-sent")
    assert made.run("").letters == (1, 0, 0, 0)
    assert sorted(server.keys()) == sorted(row["Key"] for row in made.rows("Mail log"))


def test_without_delegation_everything_waits_and_says_why(server: GoogleServer, tmp_path: Path) -> None:
    made = by_gmail(tmp_path, server, person=False)
    server.mail_tokens.delegated.clear()
    found = made.run("")
    assert (found.status, found.letters) == (1, (0, 0, 0, 3))
    assert "Domain-wide delegation" in found.stderr and PERSON not in found.stderr
    server.mail_tokens.delegated = {"https://www.googleapis.com/auth/gmail.send"}
    server.mail_tokens.delegated |= {"https://www.googleapis.com/auth/gmail.readonly"}
    assert made.run("").letters == (3, 0, 0, 0)


def test_gmail_as_of_another_day_needs_a_dry_run(server: GoogleServer, tmp_path: Path) -> None:
    made = by_gmail(tmp_path, server)
    assert made.run(EIGHT).status == 2
    assert made.run(EIGHT, "nightly", "--dry-run").status == 0
    assert server.keys() == []


def test_setup_finishes_a_login_in_the_browser_once(
    server: GoogleServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = by_gmail(tmp_path, server)
    login = tmp_path / "gmail.json"
    finished = login.read_text(encoding="utf-8")
    login.write_text(
        json.dumps({"installed": {"client_id": "c"}, "token_uri": f"{server.url}/token"}), encoding="utf-8"
    )
    asked: list[Sequence[str]] = []

    class Consent:
        def to_json(self) -> str:
            return finished

    def flow(client: Mapping[str, Any], scopes: Sequence[str]) -> Consent:
        asked.append(scopes)
        return Consent()

    monkeypatch.setattr(google_login.log_in, "__defaults__", (flow, ()))
    assert "coachsheet setup" in made.run("").stderr
    for _ in range(2):
        assert CliRunner().invoke(main, ["--config", str(made.settings), "setup"]).exit_code == 0
    assert asked == [gmail_login.SCOPES]
    assert made.run("").letters == (3, 0, 0, 0)


def test_the_doctor_finds_gmail_ready_and_sends_nothing(server: GoogleServer, tmp_path: Path) -> None:
    made = by_gmail(tmp_path, server)
    made.run("")
    calls = len(server.calls)
    result = doctor(made)
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "Ready"), result.output
    assert "Gmail takes the login" in result.output
    assert server.kinds(calls) == ["gmail.profile", "gmail.sendAs"]


def test_the_doctor_names_a_sender_that_gmail_would_replace(server: GoogleServer, tmp_path: Path) -> None:
    made = by_gmail(tmp_path, server, sender="Ana Coach <studio@strongstart.example>")
    assert "Send mail as" in doctor(made).stdout.splitlines()[-1]
    server.gmail.aliases = ("Studio@strongstart.example",)
    assert "Send mail as" not in doctor(made).output


def test_the_doctor_names_the_switch_that_is_off(server: GoogleServer, tmp_path: Path) -> None:
    made = by_gmail(tmp_path, server)
    server.gmail.enabled = False
    assert "press Enable" in doctor(made).stdout.splitlines()[-1]
