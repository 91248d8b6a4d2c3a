"""Killed before or after any call to Google, or met by another machine there: no letter twice, none lost."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from shutil import copytree, rmtree
from typing import Any

import pytest

from tests.google_night import Night, at_each_call, night
from tests.google_watch import Watch, still_to_write
from tests.practice_files import EIGHT, Outcome, by_smtp, keys
from tests.servers.sheets import SheetsServer
from tests.servers.sheets.coach import Coach
from tests.servers.smtp import MailServer

TUESDAY = "2026-11-24T08:00+01:00"
LATER = {EIGHT: "2026-11-23T09:00+01:00", TUESDAY: "2026-11-24T09:00+01:00"}
LATEST = {EIGHT: "2026-11-23T10:00+01:00", TUESDAY: "2026-11-24T10:00+01:00"}
MOMENTS = ("before", "after")
SOAK = "COACHSHEET_SOAK" in os.environ
LONG = (pytest.mark.soak, pytest.mark.skipif(not SOAK, reason="long: make soak"))
FATAL = [3, 6, *(pytest.param(call, marks=LONG) for call in (1, 2, 4, 5, 7))]
"""The calls at which a process is killed for real; each costs two starts of Python."""
MEETINGS = [
    pytest.param(EIGHT, "after", id="first-after"),
    pytest.param(EIGHT, "before", id="first-before", marks=LONG),
    pytest.param(TUESDAY, "before", id="second-before"),
    pytest.param(TUESDAY, "after", id="second-after", marks=LONG),
]
"""Just after a call is all but just before the next one; both kinds of a night and of a moment come in either way."""


class Killed(BaseException):
    """The machine lost its power: nothing catches it."""


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture
def server() -> Iterator[SheetsServer]:
    with SheetsServer() as running:
        yield running


class Evening:
    """A practice as it stands before a night, to which one can go back; how many calls that night takes."""

    def __init__(self, server: SheetsServer, mail: MailServer, folder: Path, as_of: str) -> None:
        self.server, self.mail, self.as_of = server, mail, as_of
        self.practice = night(server, folder / "practice", mail)
        if as_of == TUESDAY:
            assert self.practice.run(EIGHT).status == 0
            self._edit()
        self.saved = deepcopy(self.practice.book)
        copytree(self.practice.folder, folder / "saved")
        self.folder = folder / "saved"
        with at_each_call(lambda number, moment: None) as went:
            self.undisturbed = self.practice.run(as_of)
        self.calls = went()
        self.expected = self.went()
        assert self.undisturbed.status == 0 and self.expected

    def _edit(self) -> None:
        coach = self.server.coach_of(self.practice.book)
        coach.type("Commitments", 2, "Done on", "x")
        coach.type("Commitments", 5, "Due", datetime(2026, 11, 25))
        for row, client in ((15, "Sofia Lind"), (16, "Noa Levi")):
            for header, value in (("Client", client), ("Commitment", "Book the room"), ("Due", datetime(2026, 12, 1))):
                coach.type("Commitments", row, header, value)

    def again(self) -> Night:
        """The practice as it was that evening."""
        self.server.books[self.practice.book_id] = deepcopy(self.saved)
        self.server.coaches.clear()
        rmtree(self.practice.folder)
        copytree(self.folder, self.practice.folder)
        self.mail.accepted.clear()
        return self.practice

    def another_machine(self, folder: Path) -> Night:
        """The same spreadsheet on a machine with a ledger of its own."""
        rmtree(folder, ignore_errors=True)
        other = Night(folder, server=self.server, book_id=self.practice.book_id)
        other.use(by_smtp(self.mail))
        return other

    def went(self) -> Counter[str]:
        """To whom letters of this night went, how many; never two of one key."""
        self.mail.settled()
        found = keys(self.mail.accepted)
        assert len(set(found)) == len(found), "a letter went twice"
        pairs = zip(self.mail.accepted, found, strict=True)
        return Counter(one.recipient for one, key in pairs if key.endswith(self.as_of[:10]))

    def all_stands(self, when: str) -> None:
        """Each letter went once and has its row, each row its cells."""
        assert self.went() == self.expected
        rows = [row for row in self.practice.rows("Mail log") if str(row["Key"]).endswith(self.as_of[:10])]
        assert Counter(row["To"] for row in rows) == self.expected, rows
        assert {row["State"] for row in rows} == {"sent"}
        _, changes = still_to_write(self.practice.book, self.practice.settings, datetime.fromisoformat(when))
        assert not changes, changes


@pytest.mark.parametrize("as_of", [EIGHT, TUESDAY], ids=["first", "second"])
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_run_killed_at_any_call_is_completed_by_the_next_one(
    as_of: str, moment: str, server: SheetsServer, mail: MailServer, tmp_path: Path
) -> None:
    evening = Evening(server, mail, tmp_path, as_of)
    for fatal in range(1, evening.calls + 1):
        practice = evening.again()
        watch = Watch(practice.book)
        watch.start()

        def die(number: int, when: str, fatal: int = fatal) -> None:
            if (number, when) == (fatal, moment):
                raise Killed

        with at_each_call(die), pytest.raises(Killed):
            practice.run(as_of)
        watch.look()
        watch.judge()
        watch.start()
        outcome = practice.run(LATER[as_of])
        assert outcome.status == 0, (fatal, outcome)
        watch.look()
        watch.judge()
        evening.all_stands(LATER[as_of])


@pytest.mark.parametrize(("as_of", "moment"), MEETINGS)
def test_of_two_machines_that_meet_at_any_call_one_sends_each_letter(
    as_of: str, moment: str, server: SheetsServer, mail: MailServer, tmp_path: Path
) -> None:
    evening = Evening(server, mail, tmp_path, as_of)
    for meeting in range(1, evening.calls + 1):
        first = evening.again()
        second = evening.another_machine(tmp_path / "other")
        outcomes: list[Outcome] = []

        def meet(number: int, when: str, meeting: int = meeting, second: Night = second, met: Any = outcomes) -> None:
            if (number, when) == (meeting, moment) and not met:
                met.append(Outcome(0, "", ""))  # the other's own calls go undisturbed
                met[0] = second.run(as_of)

        with at_each_call(meet):
            outcomes.append(first.run(as_of))
        assert len(outcomes) == 2 and all(one.status in (0, 1, 3) for one in outcomes), (meeting, outcomes)
        assert max(evening.went().values(), default=1) == 1, (meeting, evening.went(), outcomes)
        first.run(LATER[as_of])
        assert second.run(LATEST[as_of]).status == 0, meeting
        assert evening.went() == evening.expected, (meeting, outcomes)
        _, changes = still_to_write(first.book, second.settings, datetime.fromisoformat(LATEST[as_of]))
        assert not changes, (meeting, changes)


def started(practice: Night, as_of: str) -> subprocess.Popen[bytes]:
    """The command in a process of its own."""
    environment = {"SHEETS_EMULATOR_HOST": practice.server.url, "XDG_STATE_HOME": str(practice.folder / "state")}
    command = [sys.executable, "-c", "from jobs.cli import main; main()", "--config", str(practice.settings)]
    return subprocess.Popen(
        [*command, "--as-of", as_of, "nightly"],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=Path(__file__).parents[1],
    )


@pytest.mark.parametrize("fatal", FATAL)
def test_a_process_killed_for_good_at_a_call_is_followed_by_one_that_completes(
    fatal: int, server: SheetsServer, mail: MailServer, tmp_path: Path
) -> None:
    evening = Evening(server, mail, tmp_path, EIGHT)
    practice = evening.again()
    running: list[subprocess.Popen[bytes]] = []
    server.coach.after(lambda coach: running[0].kill(), call=server.next_call - 1 + fatal)
    running.append(started(practice, EIGHT))
    assert running[0].wait(60) == -9
    assert practice.run(LATER[EIGHT]).status == 0
    evening.all_stands(LATER[EIGHT])


def test_two_processes_at_once_send_one_letter_each(server: SheetsServer, mail: MailServer, tmp_path: Path) -> None:
    evening = Evening(server, mail, tmp_path, TUESDAY)
    first = evening.again()
    second = evening.another_machine(tmp_path / "other")
    both = [started(first, TUESDAY), started(second, TUESDAY)]
    assert {one.wait(60) for one in both} <= {0, 1, 3}
    assert max(evening.went().values(), default=1) == 1
    first.run(LATER[TUESDAY])
    assert second.run(LATEST[TUESDAY]).status == 0
    assert evening.went() == evening.expected


def test_another_machine_stands_back_for_two_hours_from_one_that_died_sending(
    server: SheetsServer, mail: MailServer, tmp_path: Path
) -> None:
    evening = Evening(server, mail, tmp_path, TUESDAY)
    first = evening.again()
    second = evening.another_machine(tmp_path / "other")

    def die(number: int, when: str) -> None:
        if (number, when) == (evening.calls - 2, "before"):
            raise Killed

    with at_each_call(die), pytest.raises(Killed):
        first.run(TUESDAY)
    refused = second.run(LATER[TUESDAY])
    assert refused.status == 3 and "Another machine" in refused.json["problems"][0]
    assert refused.json["api_calls"] == {"read": 2, "write": 0}, "what it looked at counts"
    second.clock.seconds += 7300
    assert second.run(LATEST[TUESDAY]).status == 1, "what stood as sending and went nowhere that it knows is in doubt"
    assert second.run(LATEST[TUESDAY]).status == 0
    assert max(evening.went().values(), default=1) == 1


def test_ids_come_back_after_their_column_was_deleted(server: SheetsServer, mail: MailServer, tmp_path: Path) -> None:
    practice = night(server, tmp_path, mail)
    assert practice.run(EIGHT).status == 0
    before = {row["Client"]: row["ID"] for row in practice.rows("Clients")}
    server.coach.delete_column("Clients", "ID")
    assert practice.run(LATER[EIGHT]).letters == (0, 0, 0, 0), "each client has had a letter today"
    assert {row["Client"]: row["ID"] for row in practice.rows("Clients")} == before


@pytest.mark.parametrize("deed", ["insert", "delete"])
def test_rows_that_move_while_clients_get_their_first_ids_cost_nobody_a_second_letter(
    server: SheetsServer, mail: MailServer, tmp_path: Path, deed: str
) -> None:
    practice = night(server, tmp_path, mail)

    def disturb(coach: Coach) -> None:
        if deed == "insert":
            coach.insert_rows("Clients", 2)
        else:
            coach.delete_rows("Clients", 2)

    server.coach.before(disturb, kind="values.batchUpdateByDataFilter")
    assert practice.run(EIGHT).status == 0
    known = {row["Email"]: row["ID"] for row in practice.rows("Clients") if row["Email"]}
    keys_of = {row["To"]: str(row["Key"]) for row in practice.rows("Mail log") if row["To"] in known}
    assert len(keys_of) >= 3
    assert keys_of == {email: f"{known[email]}-2026-11-23" for email in keys_of}, "what a second one stops at"
