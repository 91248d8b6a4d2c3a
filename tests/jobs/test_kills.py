"""Killed at any durable step, then run again: no letter twice, none lost, what is uncertain in doubt (guarantee 3)."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.mortal import Mortals
from tests.practice_files import EIGHT, Practice, by_smtp, keys, practice
from tests.servers.postgres import MISSING, PostgresServer, name_of, programs
from tests.servers.smtp import MailServer, make_certificate
from tests.storm import FAULTS, WRONG, Storm

TUESDAY = "2026-11-24T08:00+01:00"
AN_HOUR_LATER = {EIGHT: "2026-11-23T09:00+01:00", TUESDAY: "2026-11-24T09:00+01:00"}
SOAK = "COACHSHEET_SOAK" in os.environ
RANDOM_KILLS = int(os.environ.get("COACHSHEET_SOAK_EXAMPLES", "1000"))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def mortals(certificate: Path) -> Iterator[Mortals]:
    with Mortals(certificate) as process:
        yield process


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


class Walk:
    """One practice, one night, killed at one step after the other; each time what must hold is looked at."""

    def __init__(self, mortals: Mortals, origin: Practice, night: str, server: MailServer | None) -> None:
        self.mortals, self.origin, self.night, self.server = mortals, origin, night, server
        self.evening = origin.folder.with_name("evening before")
        shutil.copytree(origin.folder, self.evening)
        self.coach = origin.coach_cells()
        life = mortals.run(origin, night)
        assert not life.killed and life.status == 0, life
        self.steps = life.steps
        self.expected = self.accepted(origin)
        assert self.expected

    def again(self) -> Practice:
        """The practice as it was the evening before, in its own place, by which the ledger knows it."""
        shutil.rmtree(self.origin.folder)
        shutil.copytree(self.evening, self.origin.folder)
        if self.server:
            self.server.accepted.clear()
        return self.origin

    def accepted(self, one: Practice) -> list[str]:
        """To whom the letters of this walk's night went, as the mail server or the outbox has it."""
        return sorted(address for key, address in self.taken(one) if self.night[:10] in key)

    def taken(self, one: Practice) -> list[tuple[str, str]]:
        """Key and address of everything that was accepted."""
        if self.server is None:
            return [(str(m["X-Coachsheet-Key"]), m["To"].addresses[0].addr_spec) for m in one.outbox()]
        self.server.settled()
        return list(zip(keys(self.server.accepted), (a.recipient for a in self.server.accepted), strict=True))

    def killed(self, *, step: int = 0, after: float = 0.0, again: int = 0) -> int:
        """Kill one run there (and the next one at step `again`), run again, look; returns how many are in doubt."""
        one = self.again()
        death = self.mortals.run(one, self.night, step=step, after=after)
        assert death.killed or (after and death.status == 0), death
        between = self.look(one)
        if again:
            self.mortals.run(one, AN_HOUR_LATER[self.night], step=again)
            between |= self.look(one)
        life = self.mortals.run(one, AN_HOUR_LATER[self.night])
        assert life.status in (0, 1) and not life.killed, life
        assert between.items() <= self.look(one).items(), "an ID changed"
        doubt = self.outcome(one)
        assert again or life.status == (1 if doubt else 0), life
        if step % 4 == 1:
            quiet = self.mortals.run(one, AN_HOUR_LATER[self.night], job="letters")
            assert quiet.status == 0 and self.outcome(one) == doubt, quiet
        return doubt

    def look(self, one: Practice) -> dict[tuple[str, int], str]:
        """The workbook opens, the coach's cells stand; returns the IDs by place."""
        with one.workbook.open("rb") as file:
            CalamineWorkbook.from_filelike(file).get_sheet_by_name("Clients").to_python()
        assert one.coach_cells() == self.coach
        ids = {
            (tab, number): row["ID"]
            for tab in ("Clients", "Commitments")
            for number, row in enumerate(one.rows(tab))
            if row.get("ID")
        }
        assert len(set(ids.values())) == len(ids)
        return ids

    def outcome(self, one: Practice) -> int:
        """No letter twice, none lost; Mail log, ledger and mail server tell the same."""
        taken = self.taken(one)
        accepted = [key for key, _ in taken]
        assert len(set(accepted)) == len(accepted), "a letter went twice"
        rows = {row["Key"]: row for row in one.rows("Mail log")}
        assert len(rows) == len(one.rows("Mail log"))
        tonight = {key: row for key, row in rows.items() if self.night[:10] in key}
        assert sorted(row["To"] for row in tonight.values()) == self.expected, "a letter is lost"
        for key, row in tonight.items():
            assert row["State"] == "in doubt" or (row["State"] == "sent" and key in accepted), row
        assert {key for key in accepted if self.night[:10] in key} <= tonight.keys()
        known = {key: state for key, state in self.ledger(one).items() if state != "not sent"}
        assert known == {key: row["State"] for key, row in rows.items()}
        assert [left.name for left in one.folder.iterdir() if left.name.endswith((".tmp", ".partial"))] == []
        self.told(one, rows)
        return sum(row["State"] == "in doubt" for row in tonight.values())

    def ledger(self, one: Practice) -> dict[str, str]:
        """Key -> state."""
        with closing(sqlite3.connect(one.ledger)) as ledger:
            return dict(ledger.execute("SELECT key, state FROM letters"))

    def told(self, one: Practice, rows: dict[str, dict[str, object]]) -> None:
        """Told on and Last email say what the Mail log says."""
        named = {item for row in rows.values() for item in str(row["About"]).split(", ")}
        for row in one.rows("Commitments"):
            assert bool(row["Told on"]) == (f"{row['ID']}:agreed" in named), row
        written = {key.rpartition("-")[0].rsplit("-", 2)[0] for key in rows}
        for row in one.rows("Clients"):
            assert bool(row["Last email"]) == (row["ID"] in written), row


class WalkOnAServer(Walk):
    """The same with the ledger on PostgreSQL, of which nothing is known the evening before the first night."""

    def __init__(self, mortals: Mortals, origin: Practice, server: MailServer, postgres: PostgresServer) -> None:
        self.postgres, self.url = postgres, postgres.fresh()
        with origin.settings.open("a", encoding="utf-8") as file:
            file.write(f'[ledger]\nurl = "{self.url}"\n')
        super().__init__(mortals, origin, EIGHT, server)

    def again(self) -> Practice:
        self.postgres.empty(self.url)
        return super().again()

    def ledger(self, one: Practice) -> dict[str, str]:
        return dict(self.postgres.tell("SELECT key, state FROM coachsheet.letters", name_of(self.url)))


def walk(mortals: Mortals, folder: Path, night: str, server: MailServer | None) -> Walk:
    """A practice before that night; on Tuesday it has a Monday behind it, and the coach has typed more."""
    origin = practice(folder / "practice", mail=by_smtp(server) if server else {})
    if night == TUESDAY:
        assert mortals.run(origin, EIGHT).status == 0
        origin.edit("Commitments", 5, Due="x", Done_on="x")
        for number, client in enumerate(("Sofia Lind", "Noa Levi"), 9):
            origin.edit("Commitments", number, Client=client, Commitment="Book the room", Due="2026-12-01")
    return Walk(mortals, origin, night, server)


LONG = (pytest.mark.soak, pytest.mark.skipif(not SOAK, reason="long: make soak"))


@pytest.mark.parametrize("night", [pytest.param(EIGHT, id="first", marks=LONG), pytest.param(TUESDAY, id="second")])
def test_a_run_into_the_outbox_killed_at_its_steps_leaves_nothing_in_doubt(
    night: str, mortals: Mortals, tmp_path: Path
) -> None:
    one = walk(mortals, tmp_path, night, None)
    steps = range(1, one.steps + 1, 1 if SOAK else 2)  # a letter takes five of them, so all kinds come in either way
    assert [one.killed(step=step) for step in steps] == [0] * len(steps)


@pytest.mark.parametrize("night", [pytest.param(EIGHT, id="first"), pytest.param(TUESDAY, id="second", marks=LONG)])
def test_a_run_over_smtp_killed_at_every_step_sends_no_letter_twice_and_loses_none(
    night: str, mortals: Mortals, tmp_path: Path, server: MailServer
) -> None:
    one = walk(mortals, tmp_path, night, server)
    doubts = [one.killed(step=step) for step in range(1, one.steps + 1)]
    assert set(doubts) == {0, 1}


@pytest.mark.soak
@pytest.mark.skipif(not SOAK, reason="long: make soak")
def test_a_run_over_smtp_with_its_ledger_on_a_server_killed_at_every_step(
    mortals: Mortals, tmp_path: Path, server: MailServer
) -> None:
    if programs() is None:
        pytest.skip(MISSING)
    with PostgresServer() as postgres:
        one = WalkOnAServer(mortals, practice(tmp_path / "practice", mail=by_smtp(server)), server, postgres)
        doubts = [one.killed(step=step) for step in range(1, one.steps + 1)]
        assert set(doubts) == {0, 1}


def test_the_steps_are_every_fsync_every_commit_and_every_answer_in_their_order(
    mortals: Mortals, tmp_path: Path, server: MailServer
) -> None:
    kinds = mortals.run(practice(tmp_path / "practice", mail=by_smtp(server)), EIGHT).kinds
    count = Counter(kinds)
    answers = [f"answer to {words}" for words in ("MAIL", "RCPT", "DATA", "the dot")]
    assert {count[kind] for kind in ("commit of a claim", *answers, "commit of an outcome")} == {len(server.accepted)}
    assert count["rename to .xlsx"] == count["fsync of a file"] == 2 and count["fsync of a folder"] >= 2
    assert count["answer to the call"] == count["answer to QUIT"] == count["close of the ledger"] == 1
    first = [kinds.index(kind) for kind in ("commit of a plan", "rename to .xlsx", "commit of a claim", *answers)]
    last = [len(kinds) - kinds[::-1].index(kind) for kind in ("commit of an outcome", "rename to .xlsx")]
    assert [*first, *last] == sorted([*first, *last])


def test_a_stopped_run_killed_at_every_step_tells_the_coach_once(
    mortals: Mortals, tmp_path: Path, server: MailServer
) -> None:
    one = practice(tmp_path / "practice", mail=by_smtp(server))
    assert mortals.run(one, EIGHT).status == 0
    for number in range(3, 7):
        one.edit("Clients", number, Client=None, Email=None)
    steps = 0
    shutil.copytree(one.folder, tmp_path / "evening before")
    for step in range(1, 40):
        shutil.rmtree(one.folder)
        shutil.copytree(tmp_path / "evening before", one.folder)
        server.accepted.clear()
        if not mortals.run(one, TUESDAY, step=step).killed:
            break
        steps += 1
        for _ in range(2):
            assert mortals.run(one, AN_HOUR_LATER[TUESDAY]).status == 1
        server.settled()
        assert len(keys(server.accepted)) <= 1
        with closing(sqlite3.connect(one.ledger)) as ledger:
            ((state,),) = ledger.execute("SELECT state FROM letters WHERE key LIKE 'notice%'")
        assert state in ("sent", "sending", "in doubt") and (state != "sent" or server.accepted)
    assert steps > 10


RARE = ("kills while sending", "letters in doubt", "letters failed", "nights missed", "ledgers lost while sending")


@pytest.fixture
def storm(mortals: Mortals, certificate: Path, tmp_path: Path) -> Iterator[Storm]:
    wrong = make_certificate(tmp_path, "mail.example.net")
    with MailServer("starttls", certificate) as server:
        yield Storm(mortals, tmp_path, server, wrong, 20261122)


def test_days_of_killed_and_missed_nights_lost_ledgers_and_a_server_at_its_worst(storm: Storm) -> None:
    seen = storm.seen

    def enough() -> bool:
        return all(seen[name] for name in RARE) and seen["kills"] >= 20 and len(storm.outlived) >= len(FAULTS) - 1

    for _ in range(10):  # four to five are usual
        if not enough():
            storm.practice(9)
    assert enough(), seen


@pytest.mark.soak
@pytest.mark.skipif(not SOAK, reason="long: make soak")
def test_runs_killed_at_random_times_in_all_weathers(storm: Storm, capsys: pytest.CaptureFixture[str]) -> None:
    while storm.seen["kills"] < RANDOM_KILLS:
        storm.practice(by_time=True)
        with capsys.disabled():
            print(f"{storm.seen['kills']} kills, {storm.seen['letters planned']} letters planned", flush=True)
    with capsys.disabled():
        print("", *(f"{count:6} {name}" for name, count in sorted(storm.seen.items())), sep="\n")
    never = [name for name in RARE if not storm.seen[name]]
    never += [name for name in (*FAULTS, WRONG) if RANDOM_KILLS >= 1000 and not storm.seen[name]]
    assert not never, "the walk never came there"
