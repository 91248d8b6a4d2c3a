"""What a run knows of earlier ones when the ledger, the workbook or a run was lost (guarantees 3 and 4)."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jobs import history
from jobs.ledger import open_ledger
from jobs.ledger.base import Entry, Ledger, LedgerProblem
from sync.past import Past
from tests.cast import TODAY, priya, sent, sofia
from tests.practice_files import EIGHT, Practice, by_smtp, keys, practice
from tests.servers.smtp import MailServer

NINE = "2026-11-23T09:00+01:00"
TUESDAY = "2026-11-24T08:00+01:00"
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger("sqlite:///ledger.db", "practice", tmp_path) as opened:
        yield opened


def entry(key: str) -> Entry:
    return Entry(key, "planned", NOW, "a@b.example", "Priya", ("due",), "s", ("b2c3:before1",), "<1@b.example>")


def cells_but_logs(one: Practice) -> dict[tuple[str, int, int], object]:
    return {place: value for place, value in one.cells().items() if place[0] != "Sync log"}


def test_without_its_ledger_a_run_goes_on_from_the_workbook_and_sends_nothing_twice(tmp_path: Path) -> None:
    kept, lost = practice(tmp_path / "kept"), Practice(tmp_path / "lost")
    kept.run(EIGHT)
    shutil.copytree(kept.folder, lost.folder)
    before = cells_but_logs(lost)
    lost.ledger.unlink()
    assert lost.run(NINE).letters == (0, 0, 0, 0)
    assert cells_but_logs(lost) == before
    for when in (TUESDAY, "2026-11-25T08:00+01:00", "2026-12-01T08:00+01:00"):
        lost.ledger.unlink()
        kept_run, lost_run = kept.run(when), lost.run(when)
        assert (lost_run.status, lost_run.letters) == (kept_run.status, kept_run.letters)
    assert cells_but_logs(lost).keys() == cells_but_logs(kept).keys()
    assert lost.column("Mail log", "Key") == kept.column("Mail log", "Key")
    for header in ("Told on", "Reminded", "Status", "ID"):
        assert lost.column("Commitments", header) == kept.column("Commitments", header)


def test_with_workbook_and_settings_alone_a_new_machine_goes_on(tmp_path: Path) -> None:
    one = practice(tmp_path / "old")
    one.run(EIGHT)
    new = Practice(tmp_path / "new")
    new.folder.mkdir()
    for file in (one.workbook, one.settings):
        shutil.copy(file, new.folder)
    assert new.run(NINE).letters == (0, 0, 0, 0)
    assert new.run(TUESDAY).letters == (1, 0, 0, 0)


@pytest.mark.parametrize("state", ["sending", None, "perhaps"])
def test_what_stands_as_sending_and_in_no_ledger_is_in_doubt_and_named_once(state: str | None, tmp_path: Path) -> None:
    one = practice(tmp_path)
    one.run(EIGHT)
    one.edit("Mail log", 2, State=state)
    one.ledger.unlink()
    shutil.rmtree(one.folder / "outbox")
    found = one.run(NINE)
    assert (found.status, found.letters) == (1, (0, 0, 1, 0))
    key = one.column("Mail log", "Key")[0]
    assert found.json["problems"] == [f"In doubt, because a run ended while sending: {key}. See: coachsheet resolve"]
    assert key in one.column("Sync log", "Problem")[-1]
    assert sorted(one.states().values()) == ["in doubt", "sent", "sent", "sent"]
    assert [bool(day) for day in one.column("Clients", "Last email")] == [True] * 4 + [False]
    again = one.run("2026-11-23T10:00+01:00")
    assert (again.status, again.letters) == (0, (0, 0, 0, 0))
    one.ledger.unlink()
    assert one.run("2026-11-23T11:00+01:00").status == 0, "in doubt already"


def test_a_letter_that_lies_in_the_outbox_is_in_no_doubt(tmp_path: Path) -> None:
    one = practice(tmp_path)
    one.run(EIGHT)
    one.edit("Mail log", 2, State="sending")
    one.ledger.unlink()
    assert one.run(NINE).status == 0
    assert set(one.states().values()) == {"sent"}


def test_a_run_killed_while_sending_leaves_one_doubt_and_the_rest_go(tmp_path: Path) -> None:
    with MailServer() as server:
        one = practice(tmp_path, mail=by_smtp(server))
        one.run(EIGHT)
        first, *others = one.column("Mail log", "Key")
        for number in range(2, 6):
            one.edit("Mail log", number, State="sending")
        with closing(sqlite3.connect(one.ledger)) as db, db:
            db.execute("UPDATE letters SET state = 'planned'")
            db.execute("UPDATE letters SET state = 'sending' WHERE key = ?", (first,))
        server.settled()
        server.accepted.clear()
        found = one.run(NINE)
        assert (found.status, found.letters) == (1, (3, 0, 1, 0))
        server.settled()
        assert sorted(keys(server.accepted)) == sorted(others)


def test_leftovers_are_settled_by_what_the_sent_mail_says(ledger: Ledger) -> None:
    names = ["c2-2026-11-23", "c3-2026-11-23", "c4-2026-11-23", "c5-2026-11-23"]
    ledger.plan([entry(key) for key in names])
    for key in names[1:]:
        ledger.claim(key, NOW)
    there = {names[1]: True, names[2]: False, names[3]: None}
    assert history.settle_leftovers(ledger, [], lambda key: there[key], NOW) == {names[3]}
    states = {one.key: one.state for one in ledger.entries()}
    assert states == dict(zip(names, ["not sent", "sent", "not sent", "in doubt"], strict=True))
    assert history.settle_leftovers(ledger, [], lambda key: there[key], NOW) == set()


@pytest.mark.parametrize(("days", "looks"), [(0, True), (7, True), (7.01, False), (30, False)])
def test_what_is_in_doubt_is_looked_for_again_for_a_week_and_never_sent(
    days: float, looks: bool, ledger: Ledger
) -> None:
    name, asked = "c2-2026-11-23", list[str]()
    ledger.plan([entry(name)])
    ledger.claim(name, NOW)
    ledger.settle(name, "in doubt", NOW)
    for there in (None, False, True, None):

        def find(key: str, there: bool | None = there) -> bool | None:
            asked.append(key)
            return there

        assert history.settle_leftovers(ledger, [], find, NOW + timedelta(days=days)) == set()
        ends = "sent" if looks and (there or len(asked) > 2) else "in doubt"
        assert [one.state for one in ledger.entries()] == [ends]
    assert asked == [name] * (3 if looks else 0)


def test_a_doubt_that_only_the_mail_log_knows_is_looked_for_too(ledger: Ledger) -> None:
    row = sent(priya(), TODAY, "b2c3:agreed", state="in doubt", row=7)
    assert history.settle_leftovers(ledger, [row], lambda key: True, row.when) == set()
    assert [one.state for one in ledger.entries()] == ["sent"]


@pytest.mark.parametrize(("state", "ends"), [("sent", "sent"), ("bounced", "bounced"), ("not sent", "in doubt")])
def test_a_doubt_that_another_machine_settled_is_settled_but_never_towards_sending(
    state: str, ends: str, ledger: Ledger
) -> None:
    row = sent(priya(), TODAY, "b2c3:agreed", state=state, row=7)
    ledger.plan([entry(row.key)])
    ledger.claim(row.key, NOW)
    ledger.settle(row.key, "in doubt", NOW)
    history.settle_leftovers(ledger, [row], lambda key: None, NOW)
    assert [one.state for one in ledger.entries()] == [ends]


def test_a_doubt_that_is_found_stands_as_sent_in_the_mail_log_without_a_new_letter(tmp_path: Path) -> None:
    with MailServer() as server:
        one = practice(tmp_path, mail=by_smtp(server))
        server.fail("receipt", close=True)
        assert one.run(EIGHT).letters == (3, 0, 1, 0)
        (key,) = [row["Key"] for row in one.rows("Mail log") if row["State"] == "in doubt"]
        one.use({"transport": "outbox"})
        (one.folder / "outbox").mkdir()
        (one.folder / "outbox" / f"{key}.eml").write_text("found")
        assert one.run(NINE, "letters").status == 0
        assert set(one.states().values()) == {"sent"}
        assert len(list((one.folder / "outbox").iterdir())) == 1


@pytest.mark.parametrize("state", ["sent", "sending", "in doubt", "bounced"])
def test_what_another_machine_sent_meanwhile_is_not_sent_by_this_one(ledger: Ledger, state: str) -> None:
    row = sent(priya(), TODAY, "b2c3:agreed", state=state, row=7)
    ledger.plan([replace(entry(row.key), when=row.when - timedelta(minutes=1))])
    doubt = history.settle_leftovers(ledger, [row], lambda key: False, NOW)
    ends = "in doubt" if state == "sending" else state
    assert doubt == ({row.key} if ends == "in doubt" else set())
    assert [(one.state, one.row) for one in history.mail(ledger, [row])] == [(ends, 7)]
    assert history.settle_leftovers(ledger, [row], lambda key: False, NOW) == set()


def test_what_this_ledger_planned_and_logged_itself_was_not_sent(ledger: Ledger) -> None:
    row = sent(priya(), TODAY, "b2c3:agreed", state="sending", row=7)
    ledger.plan([replace(entry(row.key), when=row.when)])
    assert history.settle_leftovers(ledger, [row], lambda key: False, NOW) == set()
    assert [one.state for one in ledger.entries()] == ["not sent"]


def test_the_ledger_knows_better_than_the_mail_log_and_keeps_its_row(ledger: Ledger) -> None:
    row = sent(priya(), TODAY, "b2c3:agreed", state="sending", row=7)
    ledger.plan([entry(row.key)])
    ledger.claim(row.key, NOW)
    ledger.settle(row.key, "sent", NOW)
    (found,) = history.mail(ledger, [row])
    assert (found.state, found.about, found.row) == ("sent", ("b2c3:before1",), 7)


def test_a_notice_is_no_letter_to_a_client(ledger: Ledger) -> None:
    ledger.plan([Entry("notice1-2026-11-23", "planned", NOW, "a@b.example", "", history.NOTICE, "s", (), "")])
    assert history.mail(ledger, []) == []


def test_the_last_and_the_first_run_are_known_from_the_sync_log_alone(tmp_path: Path) -> None:
    one = practice(tmp_path)
    one.run("2026-11-20T08:00+01:00")
    one.run(EIGHT)
    one.ledger.unlink()
    one.edit("Commitments", 3, Done_on="x")
    one.run(TUESDAY)
    assert one.rows("Commitments")[1]["Closed on"].date().isoformat() == "2026-11-23"


def test_a_letter_that_may_have_gone_another_way_is_in_doubt_though_the_outbox_does_not_hold_it(tmp_path: Path) -> None:
    with MailServer() as server:
        one = practice(tmp_path, mail=by_smtp(server))
        assert one.run(EIGHT).letters[0] == 4
        with closing(sqlite3.connect(one.ledger)) as db, db:
            key = one.column("Mail log", "Key")[0]
            db.execute("UPDATE letters SET state = 'sending' WHERE key = ?", (key,))
        one.edit("Mail log", 2, State="sending")
        one.use({})
        found = one.run(NINE)
    assert found.letters == (0, 0, 1, 0) and not (one.folder / "outbox").exists(), "nothing went a second time"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, value) for name in ("night notes", "ended since", "names before", "decisions offered")
          for value in ("{", "[1, 2]", "7", "null", '{"b2c3": 7}', '{"b2c3": ["one", 2]}', "[" * 100_000)),
        ("night notes", '{"b2c3": ["2026-11-23"]}'), ("ended since", '{"b2c3": "soon"}'),
        ("last run", "yesterday"), ("first run", "2026-11-23T08:00"),
    ],
)  # fmt: skip
def test_a_fact_that_no_run_wrote_is_a_damaged_ledger_and_no_traceback(ledger: Ledger, name: str, value: str) -> None:
    ledger.note({name: value})
    with pytest.raises(LedgerProblem, match="set it aside and run: coachsheet rebuild"):
        history.past(ledger)


def test_with_a_damaged_fact_a_run_sends_nothing_and_goes_on_from_the_workbook_once_it_is_set_aside(
    tmp_path: Path,
) -> None:
    one = practice(tmp_path)
    sent_first = one.run(EIGHT).letters
    with closing(sqlite3.connect(one.ledger)) as db, db:
        db.execute("UPDATE facts SET value = 'half a ta' WHERE name = 'names before'")
    found, before = one.run(TUESDAY), one.workbook.read_bytes()
    assert (found.status, found.letters) == (1, (0, 0, 0, 0)) and "rebuild" in found.json["problems"][0]
    assert one.workbook.read_bytes() == before
    one.ledger.unlink()
    again = one.run(NINE)
    assert (again.status, again.letters) == (0, (0, 0, 0, 0)) and sent_first[0] > 0


def test_a_mail_log_whose_columns_were_emptied_forgets_nobody() -> None:
    one, other = priya(), sofia()
    said = [sent(one, TODAY), sent(other, TODAY)]
    blank = [replace(letter, to="", client="", subject="") for letter in said]
    known = Past()
    history.with_forgotten(known, blank)
    assert known.forgotten == set()
    history.with_forgotten(known, [blank[0], said[1]])
    assert known.forgotten == {one.id}
    history.with_forgotten(known := Past(), [*said, blank[0]])
    assert known.forgotten == set()
